"""The main job and what can happen to it, on a whole stack, through the gateway, by the commands that a person types.

The model is scripted where the story is the platform's; the embedded model's own stories are beside this file.
"""

import json
import os
import signal
import socket
import time
from pathlib import Path

import pytest

from agent_loop.contracts.task import Checker, Task, TreeEntry, TreeManifest

pytestmark = [pytest.mark.userns, pytest.mark.timeout(240)]

EXPECTED = "2 api.log\n1 web app/front.log\nTOTAL 3 2\n"
CHECKER = f"""
import pathlib, sys
found = pathlib.Path('report.txt').read_text()
print(found)
sys.exit(found != {EXPECTED!r})
"""


def task_of(logs: Path) -> Task:
    entries = [
        TreeEntry(path=path.relative_to(logs).as_posix(), text=path.read_text())
        for path in sorted(logs.rglob("*"))
        if path.is_file()
    ]
    instruction = "find all error logs and create a report"
    tree = TreeManifest(entries=entries)
    return Task(id="e2e", family="e2e", instruction=instruction, tree=tree, checker=Checker(program=CHECKER))


def wait_for(happened, seconds: float = 30):
    deadline = time.monotonic() + seconds
    while not (result := happened()):
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.1)
    return result


@pytest.fixture
def slow_model(ollama):
    """The model thinks until it is let go."""
    ollama.held.set()
    yield ollama
    ollama.held.clear()


def started_run(served, instruction: str) -> str:
    """The id of the running run with this instruction, as soon as a step was asked for."""

    def found():
        runs = served.json("runs", "-n", "5")["runs"]
        return next((run["id"] for run in runs if run["instruction"] == instruction and run["status"] == "running"), "")

    return wait_for(found)


def test_a_checker_agrees_with_the_report(served, logs, tmp_path):
    (tmp_path / "task.jsonl").write_text(task_of(logs).model_dump_json())

    done = served.run("run", "--task", str(tmp_path / "task.jsonl"))

    assert done.returncode == 0, done.stdout + done.stderr
    assert "success, says the checker" in done.stdout
    for phase in ("ANALYZE", "PLAN", "EXECUTE", "VERIFY"):
        assert f"== {phase}" in done.stdout


def test_the_changes_reach_the_folder_only_when_they_are_applied(served, logs):
    ended = served.json("run", "find all error logs and create a report", "--workspace", str(logs))

    assert ended["success"] is True
    assert not (logs / "report.txt").exists()
    assert served.run("apply", ended["id"], "--to", str(logs), "--yes").returncode == 0
    assert (logs / "report.txt").read_text() == EXPECTED


def test_the_trajectory_is_stored_with_every_call_and_observation(served, logs):
    ended = served.json("run", "find all error logs", "--workspace", str(logs))

    trajectory = json.loads(served.run("runs", "show", ended["id"], "--trajectory").stdout)

    assert [step["phase"] for step in trajectory["steps"]] == ["ANALYZE", "PLAN", "EXECUTE", "VERIFY", "VERIFY"]
    assert all(step["model_calls"][0]["digest"] == "ab" * 32 for step in trajectory["steps"])
    assert trajectory["steps"][0]["observation"]["isolation_tier"]


def test_a_verdict_against_the_run_is_exit_code_1(served, logs, tmp_path):
    task = task_of(logs).model_copy(update={"checker": Checker(program="print('not this'); raise SystemExit(1)")})
    (tmp_path / "task.jsonl").write_text(task.model_dump_json())

    done = served.run("run", "--task", str(tmp_path / "task.jsonl"))

    assert done.returncode == 1
    assert "failure, says the checker: not this" in done.stdout


def test_a_client_that_is_killed_comes_back_and_sees_everything(served, logs, slow_model):
    client = served.start("run", "the client goes away", "--workspace", str(logs))
    run_id = started_run(served, "the client goes away")
    client.kill()
    client.communicate()

    slow_model.held.clear()
    done = served.run("runs", "show", run_id, "--follow")

    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.index("== ANALYZE") < done.stdout.index("success, says its own check")


def test_a_run_outlives_the_gateways_restart_and_its_client_sees_each_event_once(served, logs, slow_model):
    client = served.start("run", "the gateway restarts", "--workspace", str(logs))
    started_run(served, "the gateway restarts")

    assert served.run("down", "gateway").returncode == 0
    assert served.run("up").returncode == 0
    slow_model.held.clear()
    out, err = client.communicate(timeout=90)

    assert client.returncode == 0, out + err
    assert out.count("== ANALYZE") == 1
    assert out.count("success, says its own check") == 1


def test_ctrl_c_cancels_the_run_and_its_end_is_stored(served, logs, slow_model):
    client = served.start("run", "pressed ctrl-c", "--workspace", str(logs))
    run_id = started_run(served, "pressed ctrl-c")
    time.sleep(1)

    client.send_signal(signal.SIGINT)
    out, err = client.communicate(timeout=60)

    assert client.returncode == 130, out + err
    assert served.json("runs", "show", run_id)["status"] == "cancelled"


def test_a_run_whose_agent_dies_is_told_so_after_the_restart(served, logs, slow_model):
    run_id = served.run("run", "the agent dies", "--workspace", str(logs), "--detach").stdout.strip()
    started_run(served, "the agent dies")
    agent = served.json("status")["services"]["agent"]["pid"]

    os.kill(agent, signal.SIGKILL)
    wait_for(lambda: served.json("status")["ready"], seconds=60)

    ended = served.json("runs", "show", run_id)
    assert ended["status"] == "failed"
    assert ended["failure"]["type"] == "interrupted"


def test_without_the_model_the_run_fails_and_nothing_is_planned(served, logs, ollama):
    calls = ollama.calls
    ollama.pause()
    try:
        ended = served.json("run", "nobody thinks", "--workspace", str(logs))
        trajectory = json.loads(served.run("runs", "show", ended["id"], "--trajectory").stdout)
    finally:
        ollama.resume()

    assert ended["success"] is False
    assert ended["status"] == "failed"
    assert ended["failure"]["type"] == "model-unavailable"
    assert trajectory["steps"] == []
    assert ended["changes"] == []
    assert ollama.calls == calls


def test_an_unknown_model_fails_by_name(served, logs):
    done = served.run("run", "x", "--workspace", str(logs), "--model", "nonesuch")

    assert done.returncode in {1, 2}
    assert "nonesuch" in done.stdout + done.stderr


def test_two_ups_a_taken_port_and_a_down_that_leaves_nothing(stack, ollama):
    arguments = ("up", "--json", "--ollama", ollama.url, "--model", "scripted:latest")
    with socket.socket() as owner:
        owner.bind(("127.0.0.1", 0))
        owner.listen()
        taken = owner.getsockname()[1]
        stack.home.mkdir()
        (stack.home / "ports.json").write_text(json.dumps({"gateway": taken}))
        reports = [
            json.loads(process.communicate(timeout=150)[0])
            for process in (stack.start(*arguments), stack.start(*arguments))
        ]

    assert sorted(report["started"] for report in reports) == [False, True]
    assert reports[0]["ports"] == reports[1]["ports"]
    assert reports[0]["ports"]["gateway"] != taken
    assert stack.run("down").returncode == 0
    assert stack.processes() == []
    for port in reports[0]["ports"].values():
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", port))

"""The client commands against the gateway's real HTTP API over an in-memory agent."""

import io
import json
import os
import signal
import tarfile
import threading
import time
from pathlib import Path

import pytest
from gateway_in_a_thread import CuttingProxy, ThreadedGateway, gateway_in_a_thread

from agent_loop.chassis.cli import run as agent_loop
from agent_loop.contracts.agent.v1 import agent_pb2 as wire
from agent_loop.contracts.task import Checker, Task, TreeEntry, TreeManifest


@pytest.fixture(scope="module")
def gateway(tmp_path_factory: pytest.TempPathFactory):
    with gateway_in_a_thread(tmp_path_factory.mktemp("gateway")) as gateway:
        yield gateway


@pytest.fixture(autouse=True)
def client(gateway: ThreadedGateway, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AGENT_LOOP_URL", gateway.url)
    monkeypatch.setenv("AGENT_LOOP_TOKEN", "ada")
    monkeypatch.setenv("AGENT_LOOP_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    gateway.gateway.agent.away = False


def newest(gateway: ThreadedGateway) -> wire.Run:
    return gateway.do(gateway.gateway.agent.list("ada", 1, "")).runs[0]


def test_a_run_is_shown_step_by_step_and_its_verdict_is_the_exit_code(capsys):
    assert agent_loop(["run", "count the errors"]) == 0

    out = capsys.readouterr().out
    for text in ("count the errors", "== EXECUTE", "$ grep -c ERROR app.log", "│ 3", "exit 0", "+ report.txt"):
        assert text in out
    assert (
        out.index("== EXECUTE") < out.index("$ grep") < out.index("exit 0") < out.index("success, says its own check")
    )
    assert "\x1b" not in out


def test_a_failed_run_says_why_and_exits_with_1(capsys):
    assert agent_loop(["run", "fail at once"]) == 1

    assert "failed (model-output-malformed) the answer is not a step" in capsys.readouterr().out


def test_json_is_the_end_of_the_run_alone(capsys):
    assert agent_loop(["run", "count the errors", "--json"]) == 0

    document = json.loads(capsys.readouterr().out)
    assert document["success"] is True
    assert document["status"] == "finished"
    assert document["verdict"]["source"] == "VERIFY"
    assert [change["path"] for change in document["changes"]] == ["report.txt"]


def test_a_detached_run_prints_its_id_and_goes_on(gateway, capsys):
    assert agent_loop(["run", "wait for me", "--detach"]) == 0

    run = newest(gateway)
    assert capsys.readouterr().out.strip() == run.id
    assert run.status == wire.RUN_STATUS_RUNNING
    assert agent_loop(["runs", "cancel", run.id]) == 0
    assert "cancelled" in capsys.readouterr().out


def test_a_folder_is_sent_as_it_is_and_links_are_not_followed(gateway, tmp_path):
    folder = tmp_path / "work"
    (folder / "deep er").mkdir(parents=True)
    (folder / "deep er" / "a.log").write_bytes(b"\x00ERROR")
    (folder / "link").symlink_to("/etc/passwd")
    (folder / "empty").mkdir()

    assert agent_loop(["run", "look", "--workspace", str(folder)]) == 0

    archive = gateway.gateway.agent.order(newest(gateway).id).workspace.archive
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        members = {member.name: member for member in tar.getmembers()}
        assert members["deep er/a.log"].size == 6
        assert members["link"].issym()
        assert members["link"].linkname == "/etc/passwd"
        assert members["empty"].isdir()
        assert {member.uid for member in members.values()} == {0}


def test_a_task_brings_its_instruction_tree_and_checker(gateway, tmp_path):
    task = Task(
        id="t1",
        family="f",
        instruction="do the task",
        tree=TreeManifest(entries=[TreeEntry(path="a.log", text="x")]),
        checker=Checker(program="raise SystemExit(0)"),
    )
    (tmp_path / "task.jsonl").write_text(task.model_dump_json() + "\n")

    assert agent_loop(["run", "--task", "task.jsonl", "--max-steps", "3"]) == 0

    order = gateway.gateway.agent.order(newest(gateway).id)
    assert order.instruction == "do the task"
    assert json.loads(order.workspace.manifest_json)["entries"][0]["path"] == "a.log"
    assert json.loads(order.checker_json)["program"] == "raise SystemExit(0)"
    assert order.limits.max_steps == 3


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["run"], "say what to do"),
        (["run", "   "], "say what to do"),
        (["run", "x", "--workspace", "nowhere"], "nowhere does not exist"),
        (["run", "x", "--workspace", "file"], "file is not a folder"),
        (["run", "x", "--workspace", "pipes"], "is a device, a socket or a pipe"),
        (["run", "--task", "nowhere.jsonl"], "nowhere.jsonl cannot be read"),
        (["run", "--task", "file"], "file holds no task"),
        (["run", "x" * 9000], "instruction"),
        (["run", "x", "--model", "unknown"], "unknown"),
        (["runs", "show", "run-none"], "no such run"),
        (["apply", "run-none", "--to", "."], "no such run"),
        (["apply", "run-none", "--to", "nowhere"], "nowhere is not a folder"),
        (["chat", "--json"], "--message"),
    ],
)
def test_bad_input_is_one_line_and_exit_code_2(arguments, words, tmp_path, capsys):
    (tmp_path / "file").write_text("{}")
    (tmp_path / "pipes").mkdir()
    os.mkfifo(tmp_path / "pipes" / "fifo")

    assert agent_loop(arguments) == 2

    err = capsys.readouterr().err
    assert words in err
    assert err.count("\n") == 1


def test_a_folder_that_is_too_large_names_what_is_large(tmp_path, capsys):
    folder = tmp_path / "large"
    folder.mkdir()
    (folder / "noise.bin").write_bytes(os.urandom(33 * 2**20))

    assert agent_loop(["run", "x", "--workspace", str(folder)]) == 2

    assert "noise.bin 33.0 MiB" in capsys.readouterr().err


def test_a_gateway_that_is_not_there_is_exit_code_4(monkeypatch, capsys):
    monkeypatch.setenv("AGENT_LOOP_URL", "http://127.0.0.1:1")

    assert agent_loop(["run", "x"]) == 4

    assert "does not answer" in capsys.readouterr().err


def test_an_agent_that_is_not_there_is_exit_code_4(gateway, capsys):
    gateway.gateway.agent.away = True

    assert agent_loop(["runs"]) == 4

    assert "the gateway answered 503" in capsys.readouterr().err


def test_a_token_that_is_refused_is_exit_code_2(monkeypatch, capsys):
    monkeypatch.setenv("AGENT_LOOP_TOKEN", "mallory")

    assert agent_loop(["runs"]) == 2

    assert "401" in capsys.readouterr().err


def test_a_token_of_this_machine_is_sent_to_no_other(monkeypatch, capsys):
    monkeypatch.setenv("AGENT_LOOP_URL", "http://gateway.invalid:8000")
    monkeypatch.delenv("AGENT_LOOP_TOKEN")

    assert agent_loop(["runs"]) == 2

    assert "set AGENT_LOOP_TOKEN" in capsys.readouterr().err


def test_a_connection_that_breaks_is_made_again_and_no_event_is_lost_or_shown_twice(gateway, monkeypatch, capsys):
    proxy = CuttingProxy(gateway.url, cuts=[1800, 900])
    monkeypatch.setenv("AGENT_LOOP_URL", proxy.url)
    try:
        assert agent_loop(["run", "count the errors"]) == 0
    finally:
        proxy.close()

    out = capsys.readouterr().out
    assert proxy.connections > 1
    assert out.count("== EXECUTE") == 1
    assert out.count("$ grep -c ERROR app.log") == 1
    assert out.count("success, says its own check") == 1


def test_ctrl_c_cancels_the_run_and_shows_its_end(gateway, capsys):
    def interrupt() -> None:
        while not (found := gateway.do(gateway.gateway.agent.list("ada", 1, "")).runs) or (
            found[0].instruction != "wait until I press ctrl-c" or gateway.gateway.agent.watchers(found[0].id) == 0
        ):
            time.sleep(0.02)
        os.kill(os.getpid(), signal.SIGINT)

    presser = threading.Thread(target=interrupt)
    presser.start()

    code = agent_loop(["run", "wait until I press ctrl-c"])
    presser.join()

    assert code == 130
    out = capsys.readouterr().out
    assert "cancelling" in out
    assert newest(gateway).status == wire.RUN_STATUS_CANCELLED


def test_runs_lists_the_newest_first_and_show_describes_one(gateway, capsys):
    agent_loop(["run", "the first", "--json"])
    agent_loop(["run", "the second", "--json"])
    capsys.readouterr()

    assert agent_loop(["runs", "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)["runs"]
    assert [run["instruction"] for run in listed[:2]] == ["the second", "the first"]

    assert agent_loop(["runs", "-n", "1"]) == 0
    assert capsys.readouterr().out.count("\n") == 1

    assert agent_loop(["runs", "show", listed[0]["id"]]) == 0
    shown = capsys.readouterr().out
    assert "success (verify)" in shown
    assert "+ report.txt" in shown

    assert agent_loop(["runs", "show", listed[0]["id"], "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["changes"][0]["path"] == "report.txt"

    assert agent_loop(["runs", "show", listed[0]["id"], "--trajectory"]) == 0
    assert json.loads(capsys.readouterr().out)["run_id"] == listed[0]["id"]

    assert agent_loop(["runs", "show", listed[0]["id"], "--diff"]) == 0
    assert "+++ b/report.txt" in capsys.readouterr().out

    assert agent_loop(["runs", "show", listed[0]["id"], "--follow"]) == 0
    assert "$ grep -c ERROR app.log" in capsys.readouterr().out

    assert agent_loop(["runs", "wait", listed[0]["id"]]) == 0
    assert capsys.readouterr().out == "success\n"


def test_an_answer_that_a_person_judged_wrong_is_shown_as_unverified(gateway, capsys):
    agent_loop(["run", "count the errors", "--json"])
    run = newest(gateway)
    agent_loop(["runs", "show", run.id])
    assert "answer       wrote report.txt\n" in capsys.readouterr().out

    gateway.do(gateway.gateway.agent.judge("ada", run.id, success=False, comment="invented"))
    agent_loop(["runs", "show", run.id])

    assert "answer       unverified: wrote report.txt\n" in capsys.readouterr().out


def test_models_marks_the_default_one(capsys):
    assert agent_loop(["models"]) == 0
    assert capsys.readouterr().out.startswith("* small")

    assert agent_loop(["models", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)[0]["name"] == "small"


def test_chat_says_one_thing_or_talks_until_quit(monkeypatch, capsys):
    assert agent_loop(["chat", "-m", "hello", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["model"] == "small"
    assert answer["response"]

    monkeypatch.setattr("sys.stdin", io.StringIO("hello\n/clear\n\nagain\n/quit\nnever\n"))
    assert agent_loop(["chat"]) == 0
    assert capsys.readouterr().out.split() == ["hello", "again"]


def test_a_chat_whose_connection_breaks_is_exit_code_4(gateway, monkeypatch, capsys):
    proxy = CuttingProxy(gateway.url, cuts=[2000])
    monkeypatch.setenv("AGENT_LOOP_URL", proxy.url)
    try:
        assert agent_loop(["chat", "--model", "small", "-m", "word " * 1000]) == 4
    finally:
        proxy.close()

    assert "the connection to the gateway broke" in capsys.readouterr().err


def test_apply_shows_asks_and_writes(tmp_path, monkeypatch, capsys):
    (tmp_path / "work").mkdir()
    agent_loop(["run", "count the errors", "--workspace", "work", "--json"])
    run_id = json.loads(capsys.readouterr().out)["id"]

    monkeypatch.setattr("sys.stdin", io.StringIO("n\n"))
    assert agent_loop(["apply", run_id, "--to", "work"]) == 130
    assert list((tmp_path / "work").iterdir()) == []

    monkeypatch.setattr("sys.stdin", io.StringIO("y\n"))
    assert agent_loop(["apply", run_id, "--to", "work"]) == 0
    assert (tmp_path / "work" / "report.txt").read_text() == "3 errors in app.log\n"
    assert "+++ b/report.txt" in capsys.readouterr().out

    assert agent_loop(["apply", run_id, "--to", "work", "--yes", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["changes"][0]["path"] == "report.txt"


def test_apply_warns_of_a_run_that_did_not_succeed(gateway, tmp_path, capsys):
    (tmp_path / "work").mkdir()
    agent_loop(["run", "count the errors", "--workspace", "work", "--json"])
    run_id = json.loads(capsys.readouterr().out)["id"]
    agent_loop(["apply", run_id, "--to", "work", "--yes"])
    assert "careful" not in capsys.readouterr().err

    gateway.do(gateway.gateway.agent.judge("ada", run_id, success=False, comment="invented"))
    assert agent_loop(["apply", run_id, "--to", "work", "--yes"]) == 0
    warning = capsys.readouterr().err
    assert warning.startswith("careful: this run did not succeed; ")
    assert warning.endswith(f"agent-loop runs show {run_id} says why\n")


def test_apply_keeps_what_a_person_changed_unless_it_is_forced(tmp_path, capsys):
    (tmp_path / "work").mkdir()
    agent_loop(["run", "count the errors", "--workspace", "work", "--json"])
    run_id = json.loads(capsys.readouterr().out)["id"]
    (tmp_path / "work" / "report.txt").write_text("my own words\n")

    assert agent_loop(["apply", run_id, "--to", "work", "--yes"]) == 1
    assert (tmp_path / "work" / "report.txt").read_text() == "my own words\n"
    assert "report.txt changed since the run began" in capsys.readouterr().err

    assert agent_loop(["apply", run_id, "--to", "work", "--yes", "--force"]) == 0
    assert (tmp_path / "work" / "report.txt").read_text() == "3 errors in app.log\n"


def test_without_a_stack_every_command_says_how_to_start_one(monkeypatch, capsys):
    monkeypatch.delenv("AGENT_LOOP_URL")

    for command in (["run", "x"], ["runs"], ["models"], ["chat", "-m", "x"]):
        assert agent_loop(command) == 4
        assert "agent-loop up" in capsys.readouterr().err

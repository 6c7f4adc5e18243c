"""The agent as a process: its composition root, signals, and what it leaves in its log."""

import asyncio
import signal
import sqlite3
import subprocess
import sys

import aiohttp
import pytest
from agent_process import agent_process, sandbox_service
from agent_runs import INSTRUCTION, archive, bash, finish, plan
from fake_ollama import FakeOllama, served

from agent_loop.contracts.agent.v1 import agent_pb2 as wire
from agent_loop.contracts.task import Checker

GOOD = [
    bash("ANALYZE", "grep -rc ERROR ."),
    plan("count", "report"),
    bash("EXECUTE", "grep -c ERROR app.log > report.txt"),
    bash("VERIFY", "test -s report.txt && cat report.txt"),
    finish("2 errors"),
]
CHECKER = Checker(interpreter="python", program="raise SystemExit(open('report.txt').read() != '2\\n')")
NOWHERE = "127.0.0.1:1"


def asked(**changed):
    workspace = wire.Workspace(archive=archive(app__log="ERROR a\nINFO b\nERROR c\n"))
    return wire.StartRunRequest(**{"subject": "ada", "instruction": INSTRUCTION, "workspace": workspace} | changed)


async def watched(stub, run_id):
    return [event async for event in stub.WatchRun(wire.WatchRunRequest(run_id=run_id, subject="ada"))]


async def until(stub, run_id, kind):
    async for event in stub.WatchRun(wire.WatchRunRequest(run_id=run_id, subject="ada")):
        if event.WhichOneof("event") == kind:
            return
    raise AssertionError(f"the run ended without {kind}")


@pytest.mark.userns
async def test_a_run_goes_through_the_real_sandbox_and_the_checker_has_the_last_word(tmp_path):
    async with (
        sandbox_service() as sandbox,
        served(FakeOllama(GOOD).app()) as model,
        agent_process(tmp_path / "a home", AGENT_SANDBOX_ADDRESS=sandbox, AGENT_OLLAMA_URL=model) as agent,
    ):
        run = (await agent.stub.StartRun(asked(checker_json=CHECKER.model_dump_json().encode()))).run
        events = await watched(agent.stub, run.id)
        url = f"http://127.0.0.1:{agent.metrics_port}/metrics"
        async with aiohttp.ClientSession() as client, client.get(url) as response:
            metrics = await response.text()

    assert events[-1].run_finished.status == wire.RUN_STATUS_FINISHED, events[-1]
    assert events[-1].run_finished.verdict.success
    assert events[-1].run_finished.verdict.source == wire.VERDICT_SOURCE_CHECKER
    assert events[0].run_started.isolation_tier == "NAMESPACES"
    assert 'agent_loop_agent_runs_ended_total{status="FINISHED"} 1.0' in metrics
    assert 'agent_loop_agent_verdicts_total{source="CHECKER",success="true"} 1.0' in metrics


@pytest.mark.userns
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_a_stopped_agent_stores_the_end_of_its_runs(tmp_path, number):
    async with sandbox_service() as sandbox, served(FakeOllama([bash("ANALYZE", "sleep 60")]).app()) as model:
        settings = {"AGENT_SANDBOX_ADDRESS": sandbox, "AGENT_OLLAMA_URL": model}
        async with agent_process(tmp_path, **settings) as agent:
            run = (await agent.stub.StartRun(asked())).run
            watching = asyncio.create_task(watched(agent.stub, run.id))
            await until(agent.stub, run.id, "step_started")
            agent.process.send_signal(number)
            seen = await watching
            code = await asyncio.wait_for(agent.process.wait(), 20)
        async with agent_process(tmp_path, **settings) as agent:
            events = await watched(agent.stub, run.id)

    assert code == 0
    assert seen == events
    assert events[-1].run_finished.failure.type == "interrupted"
    assert [event.id for event in events] == list(range(1, len(events) + 1))


@pytest.mark.userns
async def test_a_killed_agent_leaves_a_log_that_the_next_one_puts_in_order(tmp_path):
    async with sandbox_service() as sandbox, served(FakeOllama([bash("ANALYZE", "sleep 60")]).app()) as model:
        settings = {"AGENT_SANDBOX_ADDRESS": sandbox, "AGENT_OLLAMA_URL": model}
        async with agent_process(tmp_path, **settings) as agent:
            run = (await agent.stub.StartRun(asked())).run
            await until(agent.stub, run.id, "step_started")
            agent.process.kill()
            await agent.process.wait()
        async with agent_process(tmp_path, **settings) as agent:
            found = await agent.stub.GetRun(wire.GetRunRequest(run_id=run.id, subject="ada"))
            events = await watched(agent.stub, run.id)

    assert (found.status, found.failure.type) == (wire.RUN_STATUS_FAILED, "interrupted")
    assert events[-1].WhichOneof("event") == "run_finished"
    with sqlite3.connect(tmp_path / "agent.db") as connection:
        assert connection.execute("pragma integrity_check").fetchone() == ("ok",)
    connection.close()


async def test_without_model_and_sandbox_the_agent_serves_and_its_runs_say_what_lacks(tmp_path):
    async with agent_process(tmp_path, AGENT_SANDBOX_ADDRESS=NOWHERE, AGENT_OLLAMA_URL=f"http://{NOWHERE}") as agent:
        run = (await agent.stub.StartRun(asked())).run
        events = await watched(agent.stub, run.id)
        found = (await agent.stub.CheckDependencies(wire.CheckDependenciesRequest())).dependencies

    assert [event.WhichOneof("event") for event in events] == ["run_finished"]
    assert events[0].run_finished.failure.type == "model-unavailable"
    assert {item.name: item.ok for item in found} == {"database": True, "model": False, "sandbox": False}


async def test_the_openai_backend_is_a_setting(tmp_path):
    key = tmp_path / "key"
    key.write_text("k3y\n")
    async with agent_process(
        tmp_path,
        AGENT_MODEL_BACKEND="openai",
        AGENT_OPENAI_URL=f"http://{NOWHERE}/v1",
        AGENT_OPENAI_API_KEY_FILE=str(key),
        AGENT_ALIASES='{"champion": "scripted"}',
    ) as agent:
        run = (await agent.stub.StartRun(asked(model="champion"))).run
        events = await watched(agent.stub, run.id)

    assert run.model == "scripted"
    assert "AGENT_OPENAI_URL" in events[0].run_finished.failure.detail


@pytest.mark.parametrize(
    ("variables", "said"),
    [
        ({"AGENT_METRICS_PORT": "many"}, "AGENT_METRICS_PORT"),
        ({"AGENT_LIMITS__MAX_STEPS": "0"}, "max_steps"),
        ({"AGENT_ADDRESS": "203.0.113.1:1"}, "cannot listen"),
        ({"AGENT_DATABASE_URL": "sqlite:////proc/none/agent.db"}, "cannot be used"),
        ({"SERVICE_TOKEN_FILE": ""}, "SERVICE_TOKEN_FILE"),
    ],
)
def test_an_agent_that_cannot_start_names_the_cause(tmp_path, variables, said):
    token = tmp_path / "token"
    token.write_text("t")
    own = {"AGENT_LOOP_HOME": str(tmp_path), "SERVICE_TOKEN_FILE": str(token), "AGENT_METRICS_PORT": "0"}
    done = subprocess.run(
        [sys.executable, "-m", "agent_loop.agent.main"],
        cwd=tmp_path,
        env=own | variables,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert done.returncode != 0
    assert said in done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr

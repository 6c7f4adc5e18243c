"""Every adapter of the evaluator's ports, the in-memory ones too, does what the port says."""

import io
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from aiohttp import web

from agent_loop.contracts.task import Checker, Task, TreeManifest
from agent_loop.evaluator.adapters.agent_runs_http import HttpAgentRuns
from agent_loop.evaluator.adapters.agent_runs_memory import InMemoryAgentRuns
from agent_loop.evaluator.adapters.command_line_memory import Answer, InMemoryCommandLine
from agent_loop.evaluator.adapters.command_line_process import ProcessCommandLine
from agent_loop.evaluator.adapters.stage_folder import FolderStage
from agent_loop.evaluator.adapters.stage_memory import InMemoryStage
from agent_loop.evaluator.adapters.task_source_command import CommandTaskSource
from agent_loop.evaluator.adapters.task_source_memory import InMemoryTaskSource
from agent_loop.evaluator.domain.outcomes import CommandUnavailable, RunsUnavailable, TaskOrder, TasksUnavailable
from agent_loop.evaluator.domain.suites import Candidate
from agent_loop.evaluator.ports import AgentRuns, CommandLine, TaskSource

TASKS = [
    Task(id=f"t{n}", family="log-report", instruction=f"do {n}", tree=TreeManifest(), checker=Checker(program="0"))
    for n in range(3)
]
LINES = "".join(task.model_dump_json() + "\n" for task in TASKS)


def by_count(arguments: tuple[str, ...]) -> None:
    assert arguments[:2] == ("tasks", "make")


class CountingCommandLine(InMemoryCommandLine):
    """Prints as many tasks as --count asks for."""

    def read(self, *arguments: str, allowed=(0,)) -> str:
        super().read(*arguments, allowed=allowed)
        if arguments[2] != "log-report":
            raise CommandUnavailable(f"agent-loop tasks make: there is no family {arguments[2]}")
        count = int(arguments[arguments.index("--count") + 1]) if "--count" in arguments else None
        return "".join(LINES.splitlines(keepends=True)[:count])


@pytest.fixture(params=["memory", "command"])
def source(request) -> TaskSource:
    if request.param == "memory":
        return InMemoryTaskSource({"log-report": TASKS})
    return CommandTaskSource(CountingCommandLine({"tasks": Answer(effect=by_count)}))


async def test_a_source_makes_what_is_ordered_and_the_same_again(source):
    order = TaskOrder(("log-report",), None, 2, 1)

    tasks = await source.tasks(order)

    assert [task.id for task in tasks] == ["t0", "t1"]
    assert await source.tasks(order) == tasks
    assert len(await source.tasks(TaskOrder(("log-report",), None, None, 1))) == 3


async def test_a_source_without_the_family_says_so(source):
    with pytest.raises(TasksUnavailable, match="nonesuch"):
        await source.tasks(TaskOrder(("nonesuch",), None, 1, 1))


async def test_a_command_that_prints_no_tasks_is_named():
    garbage = CommandTaskSource(InMemoryCommandLine({"tasks": Answer(output="not json\n")}))

    with pytest.raises(TasksUnavailable, match="prints no tasks"):
        await garbage.tasks(TaskOrder(("log-report",), "file", 1, 1))


class Gateway:
    """As much of the gateway as one client needs; it restarts once in the middle of a stream."""

    def __init__(self) -> None:
        self.bodies: list[dict] = []
        self.busy = 1
        self.broken = 1

    async def start(self, request: web.Request) -> web.Response:
        assert request.headers["Authorization"] == "Bearer good"
        body = await request.json()
        if self.busy:
            self.busy -= 1
            return web.json_response({"title": "Too many runs at once"}, status=429)
        if body.get("model") == "unknown":
            return web.json_response({"title": "There is no such model", "detail": "unknown"}, status=404)
        self.bodies.append(body)
        return web.json_response({"id": body["instruction"].replace(" ", "-")}, status=202)

    async def events(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        await response.write(b"id: 1\nevent: run_started\ndata: {}\n\n")
        if self.broken:
            self.broken -= 1
            request.transport.close()
        return response

    async def run(self, request: web.Request) -> web.Response:
        run_id = request.match_info["id"]
        run = {"id": run_id, "status": "RUN_STATUS_FINISHED", "steps": 5}
        if run_id == "do-2":
            failure = {"type": "step-limit", "detail": "no more"}
            return web.json_response(run | {"status": "RUN_STATUS_FAILED", "failure": failure})
        return web.json_response(run | {"verdict": {"success": run_id == "do-0", "detail": "all found"}})


@pytest.fixture(params=["memory", "http"])
async def runs(request) -> AsyncIterator[AgentRuns]:
    if request.param == "memory":
        yield InMemoryAgentRuns(lambda task: task.id == "t0")
        return
    gateway = Gateway()
    app = web.Application()
    app.router.add_post("/v1/runs", gateway.start)
    app.router.add_get("/v1/runs/{id}/events", gateway.events)
    app.router.add_get("/v1/runs/{id}", gateway.run)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = site._server.sockets[0].getsockname()[1]
    async with HttpAgentRuns(f"http://127.0.0.1:{port}/", "good", run_seconds=20) as http:
        yield http
    await runner.cleanup()


async def test_a_task_that_is_done_is_a_success_with_its_run(runs):
    outcome = await runs.perform(TASKS[0], Candidate())

    assert outcome.success is True
    assert outcome.status == "finished"
    assert outcome.run_id
    assert outcome.steps == 5
    assert (outcome.task_id, outcome.wording, outcome.detail) == ("t0", "do 0", "all found")


async def test_a_task_that_is_not_done_is_an_outcome_too(runs):
    assert (await runs.perform(TASKS[1], Candidate())).success is False
    assert (await runs.perform(TASKS[2], Candidate())).success is False


async def test_a_run_that_is_refused_is_an_outcome(runs):
    outcome = await runs.perform(TASKS[0], Candidate("unknown"))

    assert outcome.success is False
    assert outcome.status == "refused"
    assert outcome.run_id == ""
    assert outcome.detail


async def test_an_agent_that_cannot_be_reached_is_said_by_memory():
    with pytest.raises(RunsUnavailable):
        await InMemoryAgentRuns(None).perform(TASKS[0], Candidate())


async def test_a_gateway_that_cannot_be_reached_is_said_after_a_while():
    async with HttpAgentRuns("http://127.0.0.1:1", "good", run_seconds=1, patience_seconds=0.5) as http:
        with pytest.raises(RunsUnavailable, match="cannot be used"):
            await http.perform(TASKS[0], Candidate())


PROGRAM = """
import signal, sys, time
words = sys.argv[1:]
if words[0] == "prints": print("some text")
elif words[0] == "fails": print("went wrong", file=sys.stderr); sys.exit(3)
elif words[0] == "waits":
    def end(*_):
        print("ended by itself", flush=True)
        sys.exit(130)
    signal.signal(signal.SIGINT, end)
    print("waits", flush=True)
    time.sleep(60)
else: sys.exit(2)
"""


@pytest.fixture(params=["memory", "process"])
def commands(request, tmp_path: Path) -> Iterator[CommandLine]:
    if request.param == "memory":
        yield InMemoryCommandLine({"prints": Answer(output="some text\n"), "fails": Answer(3)})
        return
    (tmp_path / "program.py").write_text(PROGRAM)
    with (tmp_path / "screen").open("w") as screen:
        yield ProcessCommandLine({}, screen, (sys.executable, str(tmp_path / "program.py")))


def test_a_command_line_gives_exit_codes_and_text(commands):
    assert commands.show("prints") == 0
    assert commands.show("fails") == 3
    assert commands.read("prints") == "some text\n"
    assert commands.read("fails", allowed=(0, 3)) == ""


def test_a_command_that_fails_cannot_be_read(commands):
    with pytest.raises(CommandUnavailable, match="fails"):
        commands.read("fails")


def test_a_program_that_is_not_there_is_named(tmp_path):
    nowhere = ProcessCommandLine({}, None, (str(tmp_path / "nowhere"),))

    with pytest.raises(CommandUnavailable, match="cannot be started"):
        nowhere.show("x")
    with pytest.raises(CommandUnavailable, match="cannot be started"):
        nowhere.read("x")
    with pytest.raises(CommandUnavailable, match="no such command"):
        InMemoryCommandLine({}).show("x")


def test_an_interrupt_reaches_the_child_once_and_its_end_is_waited_for(tmp_path):
    (tmp_path / "program.py").write_text(PROGRAM)
    outer = f"""
import sys
from agent_loop.evaluator.adapters.command_line_process import ProcessCommandLine
try:
    ProcessCommandLine({{}}, sys.stdout, ({sys.executable!r}, {str(tmp_path / "program.py")!r})).show("waits")
except KeyboardInterrupt:
    print("outer knows", flush=True)
"""
    process = subprocess.Popen([sys.executable, "-c", outer], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "waits\n"
    time.sleep(0.1)

    os.kill(process.pid, signal.SIGINT)
    out, _ = process.communicate(timeout=30)

    assert out.splitlines() == ["ended by itself", "outer knows"]


@pytest.fixture(params=["memory", "folder"])
def stage(request, tmp_path: Path):
    if request.param == "memory":
        stage = InMemoryStage()
        return stage, stage.content.__setitem__, lambda: "\n".join(stage.said)
    screen = io.StringIO()
    folder = tmp_path / "a stage"

    def put(name: str, text: str) -> None:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)

    return FolderStage(folder, screen), put, screen.getvalue


def test_a_stage_shows_its_files_and_is_cleared(stage):
    place, put, said = stage
    place.clear()
    put("workspace/b.log", "four")
    put("workspace/a dir/ä.log", "ä")
    put("task.jsonl", "{}")

    assert list(place.files("workspace")) == [("a dir/ä.log", 2), ("b.log", 4)]
    assert place.text("task.jsonl") == "{}"
    assert place.path("task.jsonl").endswith("/task.jsonl")
    place.say("hello")
    assert said().strip() == "hello"

    place.clear()

    assert list(place.files("workspace")) == []

"""What the evaluator needs for suites: families, a sandbox, kept outcomes and training texts, each kept by all."""

import asyncio
import json
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from aiohttp import web
from sandbox_server import TOKEN, real_sandbox

from agent_loop.contracts.dataset import ChatExample
from agent_loop.contracts.prompt import build_messages
from agent_loop.contracts.task import Checker, Said, Task, TreeEntry, TreeManifest
from agent_loop.contracts.toolset import linux_toolset
from agent_loop.contracts.trajectory import Action, ExitReason, Message, Observation, Trajectory
from agent_loop.evaluator.adapters.agent_runs_http import HttpAgentRuns
from agent_loop.evaluator.adapters.agent_runs_memory import InMemoryAgentRuns
from agent_loop.evaluator.adapters.command_line_memory import Answer, InMemoryCommandLine
from agent_loop.evaluator.adapters.results_folder import FolderResults
from agent_loop.evaluator.adapters.results_memory import InMemoryResults
from agent_loop.evaluator.adapters.sandbox_grpc import GrpcSandbox
from agent_loop.evaluator.adapters.sandbox_memory import InMemorySandbox, printed
from agent_loop.evaluator.adapters.scorer_checker import CheckerScorer
from agent_loop.evaluator.adapters.task_source_command import CommandTaskSource
from agent_loop.evaluator.adapters.task_source_memory import InMemoryTaskSource
from agent_loop.evaluator.adapters.training_texts_folder import FolderTrainingTexts
from agent_loop.evaluator.adapters.training_texts_memory import InMemoryTrainingTexts
from agent_loop.evaluator.domain.outcomes import (
    FamilyInfo,
    Outcome,
    ResultsUnwritable,
    SandboxUnavailable,
    TaskOrder,
    TasksUnavailable,
    TrainingTextsUnreadable,
)
from agent_loop.evaluator.domain.suites import (
    JUDGED_BY_ITS_SUITE,
    NOTHING,
    Candidate,
    Did,
    Entry,
    Score,
    UnknownModel,
)

FAMILIES = [
    {"name": "old", "version": "1", "kept_out": False, "difficulty": 1, "about": "more than we ask for"},
    {"name": "new", "version": "1", "kept_out": True, "difficulty": 1},
]


@pytest.mark.parametrize("kind", ["memory", "command"])
async def test_families_come_by_name_and_say_whether_training_sees_them(kind):
    if kind == "memory":
        source = InMemoryTaskSource({"old": [], "new": []}, kept_out={"new"})
    else:
        source = CommandTaskSource(InMemoryCommandLine({"tasks": Answer(output=json.dumps({"families": FAMILIES}))}))

    assert await source.families() == [FamilyInfo("new", "1", True, 1), FamilyInfo("old", "1", False, 1)]


async def test_a_command_that_prints_no_families_is_named():
    with pytest.raises(TasksUnavailable, match="prints no families"):
        await CommandTaskSource(InMemoryCommandLine({"tasks": Answer(output="[]")})).families()
    with pytest.raises(TasksUnavailable, match="ended with 2"):
        await CommandTaskSource(InMemoryCommandLine({"tasks": Answer(2)})).families()


async def test_an_order_of_a_split_asks_for_it():
    commands = InMemoryCommandLine({"tasks": Answer()})

    await CommandTaskSource(commands).tasks(TaskOrder(("old",), None, 3, 7, "heldout"))

    assert commands.calls == [
        ("tasks", "make", "old", "--seed", "7", "--split", "heldout", "--count", "3"),
    ]


TREE = TreeManifest(entries=[TreeEntry(path="a b/ü.txt", text="one\n")])
LOOK = "import os, sys\nprint(sys.stdin.read())\nsys.exit(not os.path.isfile('b.txt'))"
SHELL_LOOK = "cat; test -f b.txt"
WRITE = "echo new > b.txt"


def look(files, stdin):
    return printed(stdin.decode(), 0 if "b.txt" in files else 1)


def write(files, _):
    files["b.txt"] = b"new\n"
    return printed("")


@asynccontextmanager
async def memory():
    yield InMemorySandbox({LOOK: look, SHELL_LOOK: look, WRITE: write})


@asynccontextmanager
async def real():
    async with real_sandbox() as service, GrpcSandbox(service.address, TOKEN) as sandbox:
        yield sandbox


@pytest.fixture(params=[memory, pytest.param(real, marks=pytest.mark.userns)])
async def sandbox(request):
    async with request.param() as opened:
        yield opened


def act(tool: str, **arguments: str) -> Action:
    return Action(tool=tool, arguments=arguments)


async def test_a_workspace_holds_the_tree_and_what_was_done_to_it(sandbox):
    async with sandbox.open(TREE) as workspace:
        seen = await workspace.perform(act("read_file", path="a b/ü.txt"))
        assert (seen.stdout, seen.exit_code, seen.exit_reason) == ("one\n", 0, ExitReason.EXITED)
        assert not (await workspace.perform(act("read_file", path="missing"))).ok
        assert not (await workspace.perform(act("bash", command="no-such-program"))).ok
        assert (await workspace.perform(act("write_file", path="c.txt", content="ä\n"))).ok
        assert (await workspace.perform(act("read_file", path="c.txt"))).stdout == "ä\n"
        with pytest.raises(ValueError, match="no tool"):
            await workspace.perform(act("finish", answer="x"))
    async with sandbox.open(TREE) as workspace:
        assert not (await workspace.perform(act("read_file", path="c.txt"))).ok


@pytest.mark.parametrize("checker", [Checker(program=LOOK), Checker(program=SHELL_LOOK, interpreter="bash")])
async def test_the_checker_judges_what_was_done_and_said(sandbox, checker):
    task = Task(id="t", family="f", instruction="make b.txt", tree=TREE, checker=checker)
    scorer = CheckerScorer(sandbox)

    idle = await scorer.score(task, NOTHING)
    done = await scorer.score(task, replace(Did.in_shell(WRITE, "out"), said=Said(answer="yes", output="out")))

    assert (idle.success, json.loads(idle.detail)) == (False, {"answer": "", "output": ""})
    assert (done.success, json.loads(done.detail)) == (True, {"answer": "yes", "output": "out"})


async def test_a_sandbox_that_is_not_there_is_named():
    async with GrpcSandbox("127.0.0.1:1", TOKEN) as gone:
        for sandbox in (gone, InMemorySandbox(None)):
            with pytest.raises(SandboxUnavailable, match="sandbox"):
                async with sandbox.open(TREE):
                    pass


@pytest.fixture(params=["memory", "folder"])
def results(request, tmp_path):
    return InMemoryResults() if request.param == "memory" else FolderResults(tmp_path / "deep" / "evaluations")


ENTRY = Entry("suite", "1", "ab" * 32, "tiny:latest/ü@" + "cd" * 32, (("literals", True),), "ef" * 32)


def outcome(task_id: str, *, success: bool = True) -> Outcome:
    return Outcome(task_id, "wörding", "run", success, "finished", "two\nlines \ud800", 5, 1.5, "step-limit")


def test_outcomes_are_kept_under_their_entry(results):
    with results.record(ENTRY, fresh=False) as record:
        assert dict(record.known()) == {}
        record.add(outcome("a"))
        record.add(outcome("b", success=False))
    with results.record(ENTRY, fresh=False) as record:
        assert list(record.known()) == ["a", "b"]
        assert record.known()["b"].success is False
        assert record.known()["a"].failure == "step-limit"
        record.add(outcome("c"))
        assert "c" in record.known()
    for other in (replace(ENTRY, version="2"), replace(ENTRY, aids=()), replace(ENTRY, entrant="nothing")):
        with results.record(other, fresh=False) as record:
            assert dict(record.known()) == {}


def test_fresh_forgets(results):
    with results.record(ENTRY, fresh=False) as record:
        record.add(outcome("a"))
    with results.record(ENTRY, fresh=True) as record:
        assert dict(record.known()) == {}
        record.add(outcome("b"))
    with results.record(ENTRY, fresh=False) as record:
        assert list(record.known()) == ["b"]


def test_one_at_a_time_writes_a_record(results):
    with (
        results.record(ENTRY, fresh=False),
        pytest.raises(ResultsUnwritable, match="another evaluation"),
        results.record(ENTRY, fresh=True),
    ):
        pass


def test_what_is_kept_survives_an_error(results):
    def interrupted() -> None:
        with results.record(ENTRY, fresh=False) as record:
            record.add(outcome("a"))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    with results.record(ENTRY, fresh=False) as record:
        assert list(record.known()) == ["a"]


@pytest.mark.parametrize("end", [b'{"task_id": "b", "wor', b"", b"\xff\xfe"])
def test_a_half_written_line_is_cut_off(tmp_path, end):
    results = FolderResults(tmp_path)
    with results.record(ENTRY, fresh=False) as record:
        record.add(outcome("a"))
    with results.path(ENTRY).open("ab") as file:
        file.write(end)

    with results.record(ENTRY, fresh=False) as record:
        assert list(record.known()) == ["a"]
        record.add(outcome("b"))
    with results.record(ENTRY, fresh=False) as record:
        assert list(record.known()) == ["a", "b"]
    assert json.loads(results.path(ENTRY).read_text().splitlines()[0])["suite"] == "suite"


@pytest.mark.parametrize("line", ["{}", "[1]", "no json", '{"task_id": "b", "since": "another version"}'])
def test_a_damaged_record_is_named_and_can_be_begun_anew(tmp_path, line):
    results = FolderResults(tmp_path)
    with results.record(ENTRY, fresh=False) as record:
        record.add(outcome("a"))
    with results.path(ENTRY).open("a") as file:
        file.write(line + "\n")

    with pytest.raises(ResultsUnwritable, match=r"jsonl:3 is no outcome.*--fresh"), results.record(ENTRY, fresh=False):
        pass
    with results.record(ENTRY, fresh=True) as record:
        assert dict(record.known()) == {}


def test_a_place_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "file").write_text("")

    with (
        pytest.raises(ResultsUnwritable, match="cannot keep outcomes"),
        FolderResults(tmp_path / "file").record(ENTRY, fresh=False),
    ):
        pass


def row(instruction: str) -> str:
    messages = build_messages(instruction, (), linux_toolset(), guidance="Task: not this line")
    answered = [*messages, Message(role="assistant", content="{}")]
    return ChatExample(messages=answered, sources=["made up"]).model_dump_json() + "\n"


@pytest.mark.parametrize("kind", ["memory", "folder"])
def test_training_texts_come_with_their_places(kind, tmp_path):
    asked = ["count the lines", "sort ü.txt"]
    (tmp_path / "train.jsonl").write_text("".join(map(row, asked)))
    (tmp_path / "manifest.json").write_text("{}")
    texts = InMemoryTrainingTexts(asked) if kind == "memory" else FolderTrainingTexts(tmp_path)

    assert [text for _, text in texts.instructions()] == asked
    assert [place.endswith((":1", ":2")) for place, _ in texts.instructions()] == [True, True]


def test_all_splits_and_a_single_file_are_read(tmp_path):
    (tmp_path / "train.jsonl").write_text(row("one"))
    (tmp_path / "validation.jsonl").write_text(row("two"))

    assert list(FolderTrainingTexts(tmp_path).instructions()) == [
        ("train.jsonl:1", "one"),
        ("validation.jsonl:1", "two"),
    ]
    assert list(FolderTrainingTexts(tmp_path / "train.jsonl").instructions()) == [("train.jsonl:1", "one")]


def test_what_is_no_dataset_is_named_with_its_place(tmp_path):
    with pytest.raises(TrainingTextsUnreadable, match="holds no dataset"):
        list(FolderTrainingTexts(tmp_path).instructions())
    (tmp_path / "train.jsonl").write_text(row("one") + '{"messages": []}\n')
    with pytest.raises(TrainingTextsUnreadable, match=r"train\.jsonl:2 is no training row"):
        list(FolderTrainingTexts(tmp_path).instructions())


class Gateway:
    """As much of the gateway as tells of models and takes a run."""

    def __init__(self, trajectory: bytes) -> None:
        self.bodies: list[dict] = []
        self.watched, self.cancelled = asyncio.Event(), asyncio.Event()
        self._trajectory = trajectory

    async def models(self, _: web.Request) -> web.Response:
        models = [
            {"name": "big:latest", "digest": "bb", "default": False},
            {"name": "tiny:latest", "digest": "aa", "default": True},
        ]
        return web.json_response({"models": models})

    async def start(self, request: web.Request) -> web.Response:
        self.bodies.append(await request.json())
        if self.bodies[-1]["instruction"] == "go on for ever":
            return web.json_response({"id": "r1"}, status=202)
        return web.json_response({"type": "urn:agent-loop:problem:invalid-request", "title": "No"}, status=422)

    async def events(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        self.watched.set()
        await self.cancelled.wait()
        return response

    async def cancel(self, request: web.Request) -> web.Response:
        assert request.match_info["id"] == "r1"
        self.cancelled.set()
        return web.json_response({})

    async def trajectory(self, request: web.Request) -> web.Response:
        if request.match_info["id"] != "r1":
            return web.json_response({"title": "There is no such run"}, status=404)
        return web.Response(body=self._trajectory, content_type="application/json")


@pytest.fixture
async def gateway():
    gateway = Gateway((Path(__file__).parent / "samples" / "trajectory-1.json").read_bytes())
    app = web.Application()
    app.router.add_get("/v1/models", gateway.models)
    app.router.add_post("/v1/runs", gateway.start)
    app.router.add_get("/v1/runs/{id}/trajectory", gateway.trajectory)
    app.router.add_get("/v1/runs/{id}/events", gateway.events)
    app.router.add_post("/v1/runs/{id}/cancel", gateway.cancel)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    async with HttpAgentRuns(f"http://127.0.0.1:{site._server.sockets[0].getsockname()[1]}", "good", 20) as http:
        yield gateway, http
    await runner.cleanup()


async def test_a_model_is_found_by_name_with_its_digest(gateway):
    _, http = gateway

    assert (await http.served(None)).name == "tiny:latest"
    assert (await http.served("big")).digest == (await http.served("big:latest")).digest == "bb"
    for runs in (http, InMemoryAgentRuns(lambda _: True)):
        with pytest.raises(UnknownModel, match="serves no model unknown"):
            await runs.served("unknown")


async def test_a_refused_run_keeps_the_problems_type_and_a_suites_own_judge_sends_no_checker(gateway):
    server, http = gateway
    task = Task(id="t", family="f", instruction="do", tree=TREE, checker=JUDGED_BY_ITS_SUITE)

    refused = await http.perform(task, Candidate("big", {"retry": False}))

    assert (refused.status, refused.failure) == ("refused", "invalid-request")
    assert "checker" not in server.bodies[0]
    assert (server.bodies[0]["model"], server.bodies[0]["aids"]) == ("big", {"retry": False})


async def test_what_a_run_did_comes_from_its_trajectory(gateway):
    server, http = gateway
    trajectory = Trajectory.model_validate_json(server._trajectory)

    did = await http.did("r1")

    assert did.said == Said.by(trajectory.steps, trajectory.answer)
    assert [action.tool for action in did.actions].count("finish") == 0
    assert did.actions


async def test_a_run_that_nobody_waits_for_is_cancelled(gateway):
    server, http = gateway
    endless = Task(id="t", family="f", instruction="go on for ever", tree=TREE, checker=JUDGED_BY_ITS_SUITE)
    running = asyncio.ensure_future(http.perform(endless, Candidate()))
    await server.watched.wait()

    running.cancel()

    with pytest.raises(asyncio.CancelledError):
        await running
    assert server.cancelled.is_set()


async def test_a_checker_that_a_limit_ended_judges_once_more():
    ends = [Observation(exit_reason=ExitReason.TIMEOUT, exit_code=137), printed("judged")]
    task = Task(id="t", family="f", instruction="do", tree=TREE, checker=Checker(program=LOOK))

    score = await CheckerScorer(InMemorySandbox({LOOK: lambda *_: ends.pop(0)})).score(task, NOTHING)

    assert score == Score(True, "judged")

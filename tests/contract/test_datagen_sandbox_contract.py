"""What every Sandbox of data generation promises."""

import asyncio
from contextlib import asynccontextmanager
from importlib import resources

import pytest
import pytest_asyncio
from datagen_sandboxes import TOKEN, TableOfPrograms, real_service, serving

from agent_loop.contracts.sandbox.v1 import sandbox_pb2 as pb
from agent_loop.contracts.task import Checker, Said, TreeEntry, TreeManifest
from agent_loop.contracts.trajectory import Action, ExitReason, Observation
from agent_loop.datagen.adapters import sandbox_grpc
from agent_loop.datagen.adapters.sandbox_grpc import GrpcSandbox
from agent_loop.datagen.adapters.sandbox_memory import InMemorySandbox, printed
from agent_loop.datagen.ports import SandboxUnavailable

pytestmark = pytest.mark.asyncio(loop_scope="module")

TREE = TreeManifest(entries=[TreeEntry(path="a b/ü.txt", text="one\ntwo\n"), TreeEntry(path="d", type="directory")])
WAIT = "sleep 30"
READ, WRITE, FAIL, MISSING = "cat 'a b/ü.txt'", "echo new > b.txt", "echo why >&2; exit 3", "no-such-program"
LOOK, SPOIL = "import os, sys; sys.exit(not os.path.isfile('b.txt'))", "open('c.txt', 'w'); print('spoilt')"


def write(files):
    files["b.txt"] = b"new\n"
    return printed("")


def spoil(files):
    files["c.txt"] = b""
    return printed("spoilt\n")


COMMANDS = {
    READ: lambda files: printed(files["a b/ü.txt"].decode()),
    WRITE: write,
    FAIL: lambda _: Observation(exit_reason=ExitReason.EXITED, exit_code=3, stderr="why\n"),
    WAIT: lambda _: Observation(exit_reason=ExitReason.EXITED, exit_code=0, seconds=30.0),
    "cat c.txt": lambda files: printed("", 0 if "c.txt" in files else 1),
}
CHECKERS = {LOOK: lambda files: printed("", 0 if "b.txt" in files else 1), SPOIL: spoil}


@asynccontextmanager
async def in_memory():
    yield InMemorySandbox(COMMANDS, CHECKERS)


@asynccontextmanager
async def over_the_wire():
    async with serving(TableOfPrograms({**COMMANDS, **CHECKERS})) as address, GrpcSandbox(address, TOKEN) as sandbox:
        yield sandbox


KINDS = [in_memory, over_the_wire, pytest.param(real_service, marks=pytest.mark.userns)]


@pytest_asyncio.fixture(scope="module", loop_scope="module", params=KINDS)
async def sandbox(request):
    async with request.param() as opened:
        yield opened


def bash(command):
    return Action(tool="bash", arguments={"command": command})


async def test_a_command_sees_the_tree_and_its_output_is_observed(sandbox):
    async with sandbox.open(TREE) as workspace:
        seen = await workspace.run(bash(READ))

    assert (seen.ok, seen.exit_code, seen.stdout, seen.stderr) == (True, 0, "one\ntwo\n", "")
    assert seen.isolation_tier in {"memory", "NAMESPACES"}


async def test_a_command_that_fails_is_an_observation(sandbox):
    async with sandbox.open(TREE) as workspace:
        failed = await workspace.run(bash(FAIL))
        missing = await workspace.run(bash(MISSING))

    assert (failed.ok, failed.exit_code, failed.stderr) == (False, 3, "why\n")
    assert (missing.exit_code, "command not found" in missing.stderr) == (127, True)


async def test_the_checker_judges_what_the_commands_left(sandbox):
    async with sandbox.open(TREE) as workspace:
        before = await workspace.judge(Checker(program=LOOK), Said())
        await workspace.run(bash(WRITE))
        after = await workspace.judge(Checker(program=LOOK), Said())

    assert (before.exit_code, after.exit_code) == (1, 0)


async def test_a_checker_changes_only_its_copy(sandbox):
    async with sandbox.open(TREE) as workspace:
        judged = await workspace.judge(Checker(program=SPOIL), Said())
        seen = await workspace.run(bash("cat c.txt"))

    assert judged.stdout == "spoilt\n"
    assert not seen.ok


async def test_workspaces_are_apart(sandbox):
    async with sandbox.open(TREE) as one, sandbox.open(TREE) as other:
        await one.run(bash(WRITE))

        assert not (await other.judge(Checker(program=LOOK), Said())).ok


async def test_a_reference_acts_with_bash_only(sandbox):
    async with sandbox.open(TREE) as workspace:
        with pytest.raises(ValueError, match="acts with bash, not with python"):
            await workspace.run(Action(tool="python", arguments={"code": "1"}))


@pytest.mark.parametrize("kind", [in_memory, pytest.param(real_service, marks=pytest.mark.userns)])
async def test_a_command_has_only_the_time_that_it_is_given(kind):
    async with kind() as sandbox, sandbox.open(TREE, isolated=True) as workspace:
        seen = await workspace.run(bash(WAIT), 0.3)
        after = await workspace.run(bash(READ), 30)

    assert (seen.exit_reason, seen.ok, after.ok) == (ExitReason.TIMEOUT, False, True)
    assert seen.seconds < 10


async def test_for_strangers_commands_namespaces_are_asked_for():
    service = TableOfPrograms(COMMANDS)
    async with (
        serving(service) as address,
        GrpcSandbox(address, TOKEN) as sandbox,
        sandbox.open(TREE, isolated=True),
        sandbox.open(TREE),
    ):
        pass

    assert service.tiers == [pb.TIER_NAMESPACES, pb.TIER_UNSPECIFIED]


LOCAL_AND_REAL = [in_memory, pytest.param(real_service, marks=pytest.mark.userns)]


@pytest.mark.parametrize("kind", LOCAL_AND_REAL)
async def test_exercises_of_a_rehearsal_are_apart(kind):
    async with kind() as sandbox, sandbox.rehearsal() as stage:
        async with stage.open(TREE) as workspace:
            seen = [await workspace.run(bash(command)) for command in (WRITE, READ, FAIL)]
            first = await workspace.judge(Checker(program=LOOK), Said())
        async with stage.open(TREE) as workspace:
            again = await workspace.run(bash(READ))
            second = await workspace.judge(Checker(program=LOOK), Said())

    assert [(one.exit_code, one.stdout, one.stderr) for one in seen] == [
        (0, "", ""),
        (0, "one\ntwo\n", ""),
        (3, "", "why\n"),
    ]
    assert first.ok
    assert again.stdout == "one\ntwo\n"
    assert not second.ok
    assert seen[1].isolation_tier == first.isolation_tier in {"memory", "NAMESPACES"}


@pytest.mark.parametrize("kind", LOCAL_AND_REAL)
async def test_a_rehearsed_command_has_only_the_time_that_it_is_given(kind):
    async with kind() as sandbox, sandbox.rehearsal() as stage, stage.open(TREE) as workspace:
        seen = await workspace.run(bash(WAIT), 0.3)
        after = await workspace.run(bash(READ))

    assert (seen.exit_reason, seen.ok, after.ok) == (ExitReason.TIMEOUT, False, True)
    assert seen.seconds < 5


@pytest.mark.userns
async def test_what_a_rehearsed_command_leaves_behind_is_ended():
    async with real_service() as sandbox, sandbox.rehearsal() as stage:
        async with stage.open(TREE) as workspace:
            await workspace.run(bash("(sleep 0.5; touch ../left) >/dev/null 2>&1 &"))
        async with stage.open(TREE) as workspace:
            seen = await workspace.run(bash("sleep 1; test ! -e ../left"))

    assert seen.ok


@pytest.mark.userns
async def test_a_checker_hears_what_was_told_and_what_it_dies_of_is_told():
    hears = "import json, sys; said = json.load(sys.stdin); print(said['answer']); sys.exit(said['output'] != 'two')"
    async with real_service() as sandbox, sandbox.rehearsal() as stage, stage.open(TREE) as workspace:
        right = await workspace.judge(Checker(program=hears), Said(answer="one", output="two"))
        wrong = await workspace.judge(Checker(program=hears), Said(answer="one", output="three"))
        died = await workspace.judge(Checker(program="1 / 0"), Said())

        unread = await workspace.judge(Checker(program="1 +"), Said())
        endless = await workspace.judge(Checker(program="while True: pass", timeout_seconds=0.2), Said())
        again = await workspace.judge(Checker(program=hears), Said(output="two"))
        with pytest.raises(ValueError, match="judges with python, not with bash"):
            await workspace.judge(Checker(program="true", interpreter="bash"), Said())

    assert (right.ok, right.stdout, wrong.ok) == (True, "one\n", False)
    assert (died.exit_code, "ZeroDivisionError" in died.stdout) == (1, True)
    assert (unread.exit_code, "SyntaxError" in unread.stdout) == (1, True)
    assert (endless.exit_reason, endless.ok, again.ok) == (ExitReason.TIMEOUT, False, True)


@pytest.mark.userns
async def test_workspaces_of_a_rehearsal_wait_for_one_another():
    async def look(stage):
        async with stage.open(TREE) as workspace:
            await workspace.run(bash(WRITE))
            return (await workspace.run(bash("ls"))).stdout

    async with real_service() as sandbox, sandbox.rehearsal() as stage:
        assert await asyncio.gather(*[look(stage) for _ in range(4)]) == ["a b\nb.txt\nd\n"] * 4


@pytest.mark.parametrize(
    ("said", "exits", "why"),
    [
        ('{"code": 0, "std', True, "EXITED it ended"),
        ('{"code": 0, "std', False, "without its exit"),
        ("", True, "EXITED"),
    ],
)
async def test_a_rehearsal_that_ends_early_is_named(said, exits, why):
    program = resources.files("agent_loop.datagen").joinpath("rehearse.py").read_text("utf-8")
    service = TableOfPrograms({program: lambda _: printed(said)}, exits=exits)
    async with serving(service) as address, GrpcSandbox(address, TOKEN) as sandbox, sandbox.rehearsal() as stage:
        for _ in range(2):
            with pytest.raises(SandboxUnavailable, match=f"ended a rehearsal early: .*{why}"):
                await entered(stage)


async def test_a_rehearsal_that_is_refused_says_why():
    service = TableOfPrograms({}, refuses="no namespaces here")
    async with serving(service) as address, GrpcSandbox(address, TOKEN) as sandbox, sandbox.rehearsal() as stage:
        with pytest.raises(SandboxUnavailable, match="FAILED_PRECONDITION: no namespaces here"):
            await entered(stage)


async def entered(stage):
    async with stage.open(TREE):
        pass


@pytest.mark.userns
async def test_a_rehearsal_that_says_too_much_is_ended(monkeypatch):
    monkeypatch.setattr(sandbox_grpc, "REHEARSAL_BYTES", 100_000)

    async def too_much(workspace):
        for _ in range(4):
            await workspace.run(bash("yes | head -c 60000"))

    async with real_service() as sandbox, sandbox.rehearsal() as stage, stage.open(TREE) as workspace:
        with pytest.raises(SandboxUnavailable, match="ended a rehearsal early: EXIT_REASON_OUTPUT_CAP"):
            await too_much(workspace)


async def test_a_service_that_is_not_there_is_named():
    async with GrpcSandbox("127.0.0.1:1", TOKEN) as sandbox:
        with pytest.raises(SandboxUnavailable, match=r"sandbox at 127\.0\.0\.1:1: UNAVAILABLE"):
            async with sandbox.open(TREE):
                pytest.fail("there is no such service")


async def test_a_wrong_token_is_named():
    async with serving(TableOfPrograms({})) as address, GrpcSandbox(address, "wrong") as sandbox:
        with pytest.raises(SandboxUnavailable, match="UNAUTHENTICATED"):
            async with sandbox.open(TREE):
                pytest.fail("the token is wrong")


async def test_a_program_without_an_end_is_no_observation():
    service = TableOfPrograms(COMMANDS, exits=False)
    async with serving(service) as address, GrpcSandbox(address, TOKEN) as sandbox:
        with pytest.raises(SandboxUnavailable, match="without its exit"):
            async with sandbox.open(TREE) as workspace:
                await workspace.run(bash(READ))


async def test_every_sandbox_is_deleted_also_after_a_failure():
    service = TableOfPrograms(COMMANDS)
    async with serving(service) as address, GrpcSandbox(address, TOKEN) as sandbox:

        async def judge_and_fail():
            async with sandbox.open(TREE) as workspace:
                await workspace.judge(Checker(program=LOOK, interpreter="bash"), Said())
                raise KeyError

        with pytest.raises(KeyError):
            await judge_and_fail()

    assert (service.made, service.deleted) == (2, 2)

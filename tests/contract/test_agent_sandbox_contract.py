"""One suite for every sandbox that the agent acts through: in memory, and the sandbox service over gRPC."""

import asyncio
import io
import tarfile
from dataclasses import replace

import pytest
from agent_process import sandbox_service
from agent_runs import archive
from sandbox_server import POLICY, TOKEN

from agent_loop.agent.adapters.sandbox_grpc import GrpcSandboxes
from agent_loop.agent.adapters.sandbox_memory import InMemorySandboxes, Result
from agent_loop.agent.domain.changes import ChangeKind, FileType
from agent_loop.agent.domain.commands import Command
from agent_loop.agent.domain.failures import FileNotFound, SandboxUnavailable, WorkspaceInvalid, WorkspaceTooLarge
from agent_loop.agent.domain.runs import Workspace
from agent_loop.agent.domain.tools import built_in_command
from agent_loop.agent.use_cases.judge_run import judge_by_checker
from agent_loop.chassis.grpc import channel
from agent_loop.contracts.sandbox.v1 import sandbox_pb2 as pb
from agent_loop.contracts.sandbox.v1.sandbox_pb2_grpc import SandboxServiceStub
from agent_loop.contracts.task import Checker, Said
from agent_loop.contracts.trajectory import ExitReason

FILES = Workspace(archive(app__log="ERROR boom\n", notes__md="hello\n"))


@pytest.fixture(params=["memory", pytest.param("grpc", marks=pytest.mark.userns)])
async def sandboxes(request):
    if request.param == "memory":
        yield InMemorySandboxes()
        return
    async with sandbox_service() as address, GrpcSandboxes(address, TOKEN) as found:
        yield found


def opened(sandboxes, workspace=FILES):
    return sandboxes.open(workspace, "ada", 60)


async def test_a_command_gives_its_output_its_exit_code_and_its_tier(sandboxes):
    pieces = []
    async with opened(sandboxes) as sandbox:
        seen = await sandbox.run(Command(shell="cat app.log"), lambda text, stderr: pieces.append((text, stderr)))

    assert (seen.exit_reason, seen.exit_code, seen.stdout, seen.stderr) == (ExitReason.EXITED, 0, "ERROR boom\n", "")
    assert seen.ok
    assert "".join(text for text, stderr in pieces if not stderr) == "ERROR boom\n"
    assert seen.isolation_tier == sandbox.tier != ""
    assert seen.seconds >= 0


async def test_a_command_reads_its_standard_input(sandboxes):
    async with opened(sandboxes) as sandbox:
        seen = await sandbox.run(Command(shell="cat", stdin='{"answer": "3 é"}'.encode()))

    assert (seen.exit_code, seen.stdout) == (0, '{"answer": "3 é"}')


async def test_a_python_checker_hears_what_the_run_told(sandboxes):
    program = "import json, sys; print(json.load(sys.stdin)['output'])"
    if isinstance(sandboxes, InMemorySandboxes):
        sandboxes.programs[program] = lambda _: Result("from memory\n")
    async with opened(sandboxes) as sandbox:
        verdict = await judge_by_checker(Checker(program=program), sandbox, Said(answer="a", output="from memory"))

    assert (verdict.success, verdict.detail) == (True, "from memory")


SHADOWS = {
    "a module of the standard library": "echo 'raise SystemExit(0)' > tarfile.py",
    "a module that Python runs by itself": (
        "at=$(python3 -c 'import site; print(site.getusersitepackages())') && mkdir -p $at"
        " && echo 'import os; os._exit(0)' > $at/usercustomize.py"
    ),
}


@pytest.mark.userns
@pytest.mark.parametrize("shadow", SHADOWS.values(), ids=SHADOWS)
async def test_a_run_cannot_pass_a_checker_by_the_modules_that_it_leaves(shadow):
    program = "import tarfile; raise SystemExit('refused')"
    async with sandbox_service() as address, GrpcSandboxes(address, TOKEN) as sandboxes, opened(sandboxes) as sandbox:
        assert (await sandbox.run(Command(shell=shadow))).ok
        fooled = await sandbox.run(Command(python=program))
        verdict = await judge_by_checker(Checker(program=program), sandbox, Said())

    assert fooled.exit_code == 0
    assert (verdict.success, verdict.detail) == (False, "refused")


@pytest.mark.userns
async def test_a_run_that_removes_what_a_mount_shows_is_judged_to_have_failed():
    workspace = Workspace(FILES.archive, (("/testbed/notes.md", "notes.md"),))
    async with (
        sandbox_service() as address,
        GrpcSandboxes(address, TOKEN) as sandboxes,
        opened(sandboxes, workspace) as sandbox,
    ):
        assert (await sandbox.run(Command(shell="rm notes.md"))).ok
        verdict = await judge_by_checker(Checker(program="pass"), sandbox, Said())

    assert not verdict.success
    assert "notes.md" in verdict.detail


async def test_a_command_that_fails_is_an_observation(sandboxes):
    async with opened(sandboxes) as sandbox:
        failed = await sandbox.run(Command(shell="exit 3"))
        missing = await sandbox.run(Command(shell="no_such_program"))

    assert (failed.exit_reason, failed.exit_code, failed.ok) == (ExitReason.EXITED, 3, False)
    assert missing.exit_code == 127
    assert "command not found" in missing.stderr


async def test_a_copy_tells_its_changes_against_the_workspace_that_the_first_was_opened_with(sandboxes):
    async with opened(sandboxes) as first, first.copy() as one, first.copy() as other:
        await one.run(Command(shell="echo 1 > report.txt"))
        await other.run(Command(shell="rm app.log"))
        left = [[(c.path, c.kind) for c in await copy.changes()] for copy in (one, other, first)]

    assert left == [[("report.txt", ChangeKind.ADDED)], [("app.log", ChangeKind.DELETED)], []]


async def test_a_command_is_ended_when_its_time_is_up(sandboxes):
    async with opened(sandboxes) as sandbox:
        seen = await sandbox.run(Command(shell="sleep 60", seconds=0.3))
        after = await sandbox.run(Command(shell="true"))

    assert seen.exit_reason is ExitReason.TIMEOUT
    assert not seen.ok
    assert after.ok


async def test_output_is_kept_up_to_its_bound(sandboxes):
    async with opened(sandboxes, Workspace(archive(big__log="x" * 5000))) as sandbox:
        seen = await sandbox.run(Command(shell="cat big.log", output_bytes=1000))

    assert seen.stdout == "x" * 1000
    assert seen.truncated


async def test_a_program_with_a_nul_is_invalid_and_nothing_ran(sandboxes):
    async with opened(sandboxes) as sandbox:
        seen = await sandbox.run(Command(shell="echo a > b\0"))

        assert seen.exit_reason is ExitReason.INVALID
        assert await sandbox.changes() == []


async def test_the_file_tools_read_and_write_whatever_the_name(sandboxes):
    write = built_in_command("write_file", {"path": "-a 'b\" $c.txt", "content": "l\u00f6sche\n$HOME `ls`"})
    read = built_in_command("read_file", {"path": "-a 'b\" $c.txt"})
    async with opened(sandboxes) as sandbox:
        written = await sandbox.run(write)
        seen = await sandbox.run(read)
        none = await sandbox.run(built_in_command("read_file", {"path": "none"}))

    assert written.ok
    assert seen.stdout == "l\u00f6sche\n$HOME `ls`"
    assert not none.ok


async def test_files_are_read_up_to_a_bound(sandboxes):
    async with opened(sandboxes) as sandbox:
        assert await sandbox.read("app.log", 100) == b"ERROR boom\n"
        assert await sandbox.read("app.log", 5) == b"ERROR"
        for path in ("none.log", "../../etc/passwd", "a\0b"):
            with pytest.raises(FileNotFound):
                await sandbox.read(path, 100)


async def test_changes_are_what_differs_from_the_beginning(sandboxes):
    async with opened(sandboxes) as sandbox:
        before = await sandbox.changes()
        await sandbox.run(Command(shell="echo two > app.log && rm notes.md && echo new > report.txt"))
        changes = await sandbox.changes()

    assert before == []
    assert [(c.path, c.kind, c.type) for c in changes] == [
        ("app.log", ChangeKind.MODIFIED, FileType.FILE),
        ("notes.md", ChangeKind.DELETED, FileType.FILE),
        ("report.txt", ChangeKind.ADDED, FileType.FILE),
    ]
    assert (changes[2].size, len(changes[2].sha256)) == (4, 64)


async def test_a_copy_holds_the_end_state_and_keeps_to_itself(sandboxes):
    async with opened(sandboxes) as sandbox:
        await sandbox.run(Command(shell="echo new > report.txt"))
        async with sandbox.copy() as copy:
            seen = await copy.run(Command(shell="cat report.txt && rm report.txt"))
        kept = await sandbox.read("report.txt", 100)

    assert seen.stdout == "new\n"
    assert kept == b"new\n"


async def test_an_empty_workspace_is_an_empty_folder(sandboxes):
    async with opened(sandboxes, Workspace()) as sandbox:
        assert await sandbox.changes() == []
        assert (await sandbox.run(Command(shell="echo a > b"))).ok


async def test_two_sandboxes_do_not_see_each_other(sandboxes):
    async with opened(sandboxes) as one, opened(sandboxes) as other:
        await one.run(Command(shell="echo a > mine"))

        with pytest.raises(FileNotFound):
            await other.read("mine", 10)


@pytest.mark.parametrize("content", [b"this is no archive", archive(app__log="x" * 10_000)[:700]])
async def test_an_archive_that_is_none_is_refused(sandboxes, content):
    with pytest.raises(WorkspaceInvalid):
        async with opened(sandboxes, Workspace(content)):
            pass


async def test_an_archive_that_leaves_the_workspace_is_refused(sandboxes):
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as tar:
        tar.addfile(tarfile.TarInfo("../outside"))

    with pytest.raises(WorkspaceInvalid):
        async with opened(sandboxes, Workspace(buffer.getvalue())):
            pass


@pytest.mark.parametrize("names", [("s", "s/t"), ("",)])
async def test_an_archive_that_contradicts_itself_is_refused(sandboxes, names):
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as tar:
        for name in names:
            tar.addfile(tarfile.TarInfo(name))

    with pytest.raises(WorkspaceInvalid):
        async with opened(sandboxes, Workspace(buffer.getvalue())):
            pass


async def test_a_part_of_the_workspace_is_shown_at_an_absolute_path_or_a_failure_says_why_not(sandboxes):
    workspace = Workspace(FILES.archive, (("/testbed/notes.md", "notes.md"),))
    if isinstance(sandboxes, InMemorySandboxes):
        with pytest.raises(SandboxUnavailable, match="another path"):
            async with opened(sandboxes, workspace):
                pass
        return
    async with opened(sandboxes, workspace) as sandbox:
        await sandbox.run(Command(shell="echo more >> /testbed/notes.md"))
        changed = [(change.path, change.kind) for change in await sandbox.changes()]
        async with sandbox.copy() as copy:
            seen = await copy.run(Command(shell="cat /testbed/notes.md"))

    assert changed == [("notes.md", ChangeKind.MODIFIED)]
    assert seen.stdout == "hello\nmore\n"


@pytest.mark.userns
@pytest.mark.parametrize(
    "mount", [("/proc/x", "notes.md"), ("/testbed", "../out"), ("testbed", "notes.md"), ("/a", "")]
)
async def test_a_mount_that_cannot_be_is_the_workspaces_fault(mount):
    async with sandbox_service() as address, GrpcSandboxes(address, TOKEN) as sandboxes:
        with pytest.raises(WorkspaceInvalid):
            async with opened(sandboxes, Workspace(FILES.archive, (mount,))):
                pass


async def test_it_tells_its_isolation_when_asked(sandboxes):
    assert await sandboxes.check() in ("NONE", "LANDLOCK", "NAMESPACES")


@pytest.mark.userns
async def test_a_sandbox_is_deleted_however_its_block_is_left():
    async with (
        sandbox_service() as address,
        GrpcSandboxes(address, TOKEN) as sandboxes,
        channel(address, TOKEN) as opened_channel,
    ):
        stub = SandboxServiceStub(opened_channel)

        async def alive():
            return len((await stub.List(pb.ListRequest())).sandboxes)

        async def fail():
            async with opened(sandboxes):
                assert await alive() == 1
                raise ZeroDivisionError

        async def use():
            async with opened(sandboxes) as sandbox, sandbox.copy() as copy:
                await copy.run(Command(shell="sleep 60"))

        with pytest.raises(ZeroDivisionError):
            await fail()
        assert await alive() == 0

        for delay in (0.0, 0.002, 0.01, 0.3):
            task = asyncio.create_task(use())
            await asyncio.sleep(delay)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
        async with asyncio.timeout(10):
            while await alive():
                await asyncio.sleep(0.02)


@pytest.mark.userns
async def test_a_workspace_beyond_the_quota_is_too_large():
    small = replace(POLICY.default_limits, workspace_bytes=2**20)
    async with sandbox_service(default_limits=small) as address, GrpcSandboxes(address, TOKEN) as sandboxes:
        with pytest.raises(WorkspaceTooLarge):
            async with opened(sandboxes, Workspace(archive(big__log="x" * 2**21))):
                pass


@pytest.mark.userns
async def test_a_wrong_token_is_an_unavailable_sandbox():
    async with sandbox_service() as address, GrpcSandboxes(address, "wrong") as sandboxes:
        with pytest.raises(SandboxUnavailable, match="service token"):
            await sandboxes.check()


async def test_a_service_that_is_not_there_is_named_with_its_address_and_the_fix():
    async with GrpcSandboxes("127.0.0.1:1", TOKEN) as sandboxes:
        with pytest.raises(SandboxUnavailable, match=r"127\.0\.0\.1:1.*agent-loop up"):
            async with opened(sandboxes):
                pass
    with pytest.raises(SandboxUnavailable, match="closed"):
        await sandboxes.check()


async def test_an_archive_beyond_a_message_is_too_large_before_it_is_sent():
    async with GrpcSandboxes("127.0.0.1:1", TOKEN) as sandboxes:
        with pytest.raises(WorkspaceTooLarge, match="MiB"):
            async with opened(sandboxes, Workspace(b"x" * (60 * 2**20 + 1))):
                pass

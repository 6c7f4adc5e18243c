"""What every Enclosure and its Shells promise."""

import asyncio
import os
from contextlib import AsyncExitStack
from dataclasses import dataclass

import pytest
from sandbox_server import PAYLOAD, real_isolation, state_folder

from agent_loop.sandbox.adapters.isolation_memory import InMemoryIsolation
from agent_loop.sandbox.domain.errors import EnclosureLost, RequestRefused, SessionBusy
from agent_loop.sandbox.domain.limits import DEFAULT_LIMITS
from agent_loop.sandbox.domain.programs import CLEAN_ENVIRONMENT, WORKSPACE, Stream, Surroundings


@dataclass
class Said:
    stdout: str
    stderr: str
    ending: object


async def said(shell, source, stdin=b"", **env):
    """Let a shell run a command to its end."""
    kept = {Stream.STDOUT: b"", Stream.STDERR: b""}
    async with shell.run(source, env, stdin) as command:
        while True:
            try:
                stream, data = await command.output(10)
            except EOFError:
                break
            kept[stream] += data
        ending = await command.ended(10)
    return Said(kept[Stream.STDOUT].decode(), kept[Stream.STDERR].decode(), ending)


async def isolation_of(kind, folder, stack):
    if kind == "memory":
        return InMemoryIsolation()
    return await stack.enter_async_context(real_isolation(folder))


@pytest.fixture
def folder():
    with state_folder() as made:
        yield made


@pytest.fixture(params=["memory", pytest.param("namespaces", marks=pytest.mark.userns)])
async def isolation(request, folder):
    async with AsyncExitStack() as stack:
        yield await isolation_of(request.param, folder, stack)


@pytest.fixture
def surroundings(folder):
    workspace = folder / "workspaces" / "workspace"
    workspace.mkdir(parents=True, exist_ok=True)
    workspace.parent.chmod(0o711)
    if PAYLOAD:
        os.chown(workspace, *PAYLOAD)
    return Surroundings(str(workspace), DEFAULT_LIMITS)


@pytest.fixture
async def enclosure(isolation, surroundings):
    made = await isolation.enclose(surroundings)
    try:
        yield made
    finally:
        await made.close()


@pytest.fixture
async def shell(enclosure):
    return await enclosure.shell(WORKSPACE, CLEAN_ENVIRONMENT)


async def test_the_report_offers_sessions(isolation):
    assert (await isolation.report()).sessions


async def test_output_code_and_directory_come_out(shell):
    done = await said(shell, "echo one two; false")

    assert (done.stdout, done.stderr) == ("one two\n", "")
    assert (done.ending.code, done.ending.cwd, done.ending.shell_ended) == (1, WORKSPACE, False)


async def test_a_missing_program_is_a_result(shell):
    done = await said(shell, "missing-program")

    assert done.ending.code == 127
    assert "missing-program" in done.stderr


async def test_the_directory_and_variables_persist(shell):
    moved = await said(shell, "mkdir /tmp/deep; cd /tmp/deep; GREETING=hello")

    assert moved.ending.cwd == shell.cwd == "/tmp/deep"
    assert (await said(shell, "pwd; echo $GREETING")).stdout == "/tmp/deep\nhello\n"


async def test_the_environment_of_the_shell_is_given_and_nothing_else(enclosure):
    shell = await enclosure.shell(WORKSPACE, {**CLEAN_ENVIRONMENT, "GREETING": "hello"})

    assert (await said(shell, "printenv GREETING")).stdout == "hello\n"
    assert (await said(shell, "printenv PYTEST_CURRENT_TEST")).ending.code == 1


async def test_the_environment_of_a_command_is_its_own(shell):
    assert (await said(shell, "printenv ONCE; echo $ONCE", ONCE="now")).stdout == "now\nnow\n"
    assert (await said(shell, "printenv ONCE")).ending.code == 1


async def test_stdin_is_whole(shell):
    assert (await said(shell, "cat", b"all of it")).stdout == "all of it"
    assert (await said(shell, "cat")).stdout == ""
    async with shell.run("sleep 30", {}, b"") as command:
        with pytest.raises(RequestRefused):
            await command.write(b"more")


async def test_it_runs_one_command_at_a_time(shell):
    async with shell.run("sleep 30", {}, b""):
        with pytest.raises(SessionBusy):
            await said(shell, "true")


async def test_waiting_ends_with_patience(shell):
    async with shell.run("sleep 30", {}, b"") as command:
        with pytest.raises(TimeoutError):
            await command.output(0.05)
        with pytest.raises(TimeoutError):
            await command.ended(0.05)
        assert command.occupancy().processes >= 1


async def test_a_kill_ends_the_command_and_the_next_finds_a_fresh_shell_in_the_same_directory(shell):
    await said(shell, "cd /tmp; GREETING=hello")
    async with shell.run("sleep 30", {}, b"") as command:
        ending = await asyncio.wait_for(command.kill(), 5)
        again = await command.kill()

    assert (ending.code, ending.cwd, ending.shell_ended) == (137, "/tmp", True)
    assert again == ending
    assert (await said(shell, "pwd; echo $GREETING")).stdout == "/tmp\n\n"


async def test_a_signal_arrives(shell):
    async with shell.run("sleep 30", {}, b"") as command:
        with pytest.raises(TimeoutError):
            await command.output(0.3)
        command.signal(15)
        assert (await command.ended(5)).code == 143


async def test_leaving_the_block_ends_the_command(shell):
    async with shell.run("sleep 30", {}, b"") as command:
        pass

    assert (await command.ended(0)).code == 137
    assert (await said(shell, "echo on")).stdout == "on\n"


async def test_an_exit_is_a_result_and_the_next_command_works(shell):
    await said(shell, "cd /tmp; GREETING=hello")
    left = await said(shell, "echo bye; exit 3")

    assert left.stdout == "bye\n"
    assert (left.ending.code, left.ending.cwd, left.ending.shell_ended) == (3, "/tmp", True)
    assert (await said(shell, "pwd; echo $GREETING")).stdout == "/tmp\n\n"


async def test_an_unclosed_quote_is_a_result_and_the_next_command_works(shell):
    assert (await said(shell, "echo 'open")).ending.code != 0
    assert (await said(shell, "echo on")).stdout == "on\n"


async def test_the_shells_of_an_enclosure_share_it_but_not_their_state(enclosure, shell):
    other = await enclosure.shell("/tmp", CLEAN_ENVIRONMENT)
    await said(shell, "mkdir /tmp/common; MINE=1; cd /tmp/common")

    assert (await said(other, "cd /tmp/common; pwd; echo $MINE")).stdout == "/tmp/common\n\n"


async def test_two_shells_run_at_the_same_time(enclosure, shell):
    other = await enclosure.shell(WORKSPACE, CLEAN_ENVIRONMENT)
    async with shell.run("sleep 30", {}, b""):
        assert (await said(other, "echo meanwhile")).stdout == "meanwhile\n"


async def test_a_missing_directory_is_refused(enclosure):
    with pytest.raises(RequestRefused):
        await enclosure.shell("/tmp/missing", CLEAN_ENVIRONMENT)


async def test_closing_a_shell_ends_its_command_and_leaves_the_others(enclosure, shell):
    other = await enclosure.shell(WORKSPACE, CLEAN_ENVIRONMENT)
    async with shell.run("sleep 30", {}, b"") as command:
        await asyncio.wait_for(shell.close(), 5)
        assert (await command.ended(5)).code == 137

    assert (await said(other, "echo on")).stdout == "on\n"


async def test_closing_the_enclosure_ends_all_that_runs_in_it(enclosure, shell):
    async with shell.run("sleep 30", {}, b"") as command:
        await asyncio.wait_for(enclosure.close(), 5)
        assert (await command.ended(5)).code == 137
    await enclosure.close()


async def test_a_lost_enclosure_says_so(enclosure, shell):
    await enclosure.close()

    with pytest.raises(EnclosureLost):
        await said(shell, "true")
    with pytest.raises(EnclosureLost):
        await enclosure.shell(WORKSPACE, CLEAN_ENVIRONMENT)


async def test_without_a_gate_there_is_none(enclosure):
    assert enclosure.gate is None

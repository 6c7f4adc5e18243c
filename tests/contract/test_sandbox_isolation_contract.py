"""What every adapter of Isolation promises."""

import asyncio
import os

import pytest
from sandbox_server import PAYLOAD, real_isolation, state_folder

from agent_loop.sandbox.adapters.isolation_memory import InMemoryIsolation
from agent_loop.sandbox.domain.limits import DEFAULT_LIMITS
from agent_loop.sandbox.domain.programs import CLEAN_ENVIRONMENT, WORKSPACE, Confinement, Stream, Surroundings, Tier

TIERS = {"landlock": Tier.LANDLOCK, "unconfined": Tier.NONE}


@pytest.fixture(
    params=[
        "memory",
        pytest.param("bubblewrap", marks=pytest.mark.userns),
        pytest.param("namespaces", marks=pytest.mark.userns),
        "landlock",
        "unconfined",
    ]
)
async def started(request):
    """Starts a program: returns the context manager."""

    def confinement(*argv, stdin=False, **env):
        return Confinement(
            argv,
            b"",
            WORKSPACE,
            {**CLEAN_ENVIRONMENT, **env},
            Surroundings(str(workspace), DEFAULT_LIMITS),
            10_000,
            stdin,
        )

    with state_folder() as folder:
        workspace = folder / "workspaces" / "workspace"
        workspace.mkdir(parents=True)
        workspace.parent.chmod(0o711)
        if PAYLOAD:
            os.chown(workspace, *PAYLOAD)
        if request.param == "memory":
            isolation = InMemoryIsolation()
            yield lambda *argv, **other: isolation.start(confinement(*argv, **other))
            return
        async with real_isolation(folder, request.param) as isolation:
            report = await isolation.report()
            if request.param == "landlock" and report.tier is Tier.UNSPECIFIED:
                pytest.skip(f"landlock: {report.refusal()}")
            assert report.tier is TIERS.get(request.param, Tier.NAMESPACES)
            yield lambda *argv, **other: isolation.start(confinement(*argv, **other))


async def everything(process):
    kept = {Stream.STDOUT: b"", Stream.STDERR: b""}
    try:
        while True:
            stream, data = await process.output(10)
            kept[stream] += data
    except EOFError:
        return kept


async def test_output_and_code_come_out(started):
    async with started("echo", "one", "two") as process:
        kept, ending = await everything(process), await process.ended(10)

    assert kept == {Stream.STDOUT: b"one two\n", Stream.STDERR: b""}
    assert ending.code == 0


async def test_a_failure_is_a_result(started):
    async with started("false") as process:
        assert (await process.ended(10)).code == 1


async def test_a_missing_program_is_a_result(started):
    async with started("missing-program") as process:
        kept, ending = await everything(process), await process.ended(10)

    assert ending.code == 127
    assert b"missing-program" in kept[Stream.STDERR]


async def test_stdin_goes_in_until_it_is_closed(started):
    async with started("cat", stdin=True) as process:
        await process.write(b"one ")
        await process.write(b"two")
        process.close_stdin()
        kept = await everything(process)

    assert kept[Stream.STDOUT] == b"one two"


async def test_without_stdin_there_is_none(started):
    async with started("cat") as process:
        assert (await everything(process))[Stream.STDOUT] == b""


async def test_a_program_that_does_not_read_is_no_error(started):
    async with started("true", stdin=True) as process:
        await process.ended(10)
        await process.write(b"x" * 10)
        process.close_stdin()


async def test_the_environment_is_given_and_nothing_else(started):
    async with started("printenv", "GREETING", GREETING="hello") as process:
        assert (await everything(process))[Stream.STDOUT] == b"hello\n"
    async with started("printenv", "PYTEST_CURRENT_TEST") as process:
        assert (await process.ended(10)).code == 1


async def test_waiting_ends_with_patience(started):
    async with started("sleep", "30") as process:
        with pytest.raises(TimeoutError):
            await process.output(0.05)
        with pytest.raises(TimeoutError):
            await process.ended(0.05)
        assert process.occupancy().processes >= 1


async def test_a_kill_ends_it_at_once_and_twice(started):
    async with started("sleep", "30") as process:
        ending = await asyncio.wait_for(process.kill(), 5)
        assert ending.code == 137
        assert (await process.kill()) == ending
        assert process.occupancy().processes == 0
        process.signal(15)


async def test_a_signal_arrives(started):
    async with started("sleep", "30") as process:
        process.signal(15)
        assert (await process.ended(5)).code == 143


async def test_leaving_the_block_ends_it(started):
    async with started("sleep", "30") as process:
        pass

    assert (await process.ended(0)).code == 137

"""Programs whose start nobody waits for: what is wrong is found at their end, and nothing else is different."""

import asyncio
import os
import signal
from pathlib import Path

import pytest
from sandbox_server import machine, real_sandbox

from agent_loop.contracts.sandbox.v1 import sandbox_pb2 as pb
from agent_loop.sandbox.domain.errors import NothingRan, RequestRefused

pytestmark = pytest.mark.userns


def descriptors() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


@pytest.mark.parametrize("pool_size", [0, 2])
async def test_they_do_what_others_do(pool_size):
    async with machine(pool_size=pool_size) as made:
        assert await made.run("echo", "works", at_once=True) == ("works\n", 0)
        assert await made.run("bash", "-c", "echo a; exit 7", at_once=True) == ("a\n", 7)
        assert await made.run("nonsuch", at_once=True) == ("nonsuch: command not found\n", 127)
        for _ in range(3):  # from the second on in an interpreter that waits
            assert await made.run("python3", "-c", "print(6 * 7)", at_once=True) == ("42\n", 0)
            await asyncio.sleep(0.2)
        said, code = await made.run("bash", "-c", "head -c 500000 /dev/zero | tr '\\0' x", at_once=True)

    assert (len(said), code) == (500_000, 0)


async def test_what_cannot_be_met_is_refused_at_their_end():
    async with (
        machine() as made,
        made.isolation.start(made.confinement("pwd", cwd="/nonsuch", at_once=True)) as process,
    ):
        with pytest.raises(EOFError):
            await process.output(10)
        with pytest.raises(RequestRefused, match="cwd: /nonsuch: No such file"):
            await process.ended(10)


async def test_where_the_set_dies_before_its_program_began_nothing_ran():
    async with machine(pool_size=1) as made:
        [waiting] = made.isolation._pool._waiting
        await waiting.replies.wait("R")
        os.kill(waiting.pid, signal.SIGSTOP)
        async with made.isolation.start(made.confinement("touch", "ran", at_once=True)) as process:
            os.kill(waiting.pid, signal.SIGKILL)
            with pytest.raises(NothingRan):
                await process.ended(10)

        assert not (made.workspace / "ran").exists()


async def test_one_that_is_killed_tells_what_it_printed_before():
    async with (
        machine() as made,
        made.isolation.start(
            made.confinement("bash", "-c", "head -c 300000 /dev/zero; echo end; sleep 60", at_once=True)
        ) as process,
    ):
        said = (await process.output(10))[1]
        await asyncio.sleep(0.3)
        ending = await process.kill()
        try:
            while True:
                said += (await process.output(10))[1]
        except EOFError:
            pass

    assert ending.code == 137
    assert len(said) > 64 * 1024


async def test_they_leave_no_descriptor_behind():
    async with machine() as made:
        await made.run("true", at_once=True)
        before = descriptors()
        for _ in range(20):
            await made.run("true", at_once=True)
        async with asyncio.timeout(10):
            while descriptors() > before:
                await asyncio.sleep(0.05)


async def test_run_refuses_with_a_status_what_exec_refuses():
    async with real_sandbox() as client:
        box = await client.create()
        for call in ("Run", "Exec"):
            start = pb.ExecStart(sandbox_id=box, shell="true", cwd="/nonsuch")
            calls = client.stub.Run(start) if call == "Run" else client.stub.Exec(iter([pb.ExecRequest(start=start)]))
            with pytest.raises(Exception, match="cwd: /nonsuch: No such file") as refused:
                await client.collect(calls)
            assert refused.value.code().name == "INVALID_ARGUMENT"

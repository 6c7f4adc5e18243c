"""Bombs and programs that will not go: what is told of them. The attacks themselves are in test_sandbox_attacks.py."""

import asyncio
import os
import time
from pathlib import Path

import grpc
import pytest
import pytest_asyncio
from sandbox_server import real_sandbox

from agent_loop.chassis.grpc import reason
from agent_loop.contracts.sandbox.v1 import sandbox_pb2 as pb

pytestmark = [pytest.mark.userns, pytest.mark.asyncio(loop_scope="module")]

MIB = 2**20


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def client():
    async with real_sandbox() as opened:
        yield opened


@pytest_asyncio.fixture(loop_scope="module")
async def box(client):
    limits = pb.Limits(
        memory_bytes=96 * MIB, processes=32, file_bytes=8 * MIB, workspace_bytes=16 * MIB, workspace_inodes=200,
        tmp_bytes=4 * MIB, open_files=64,
    )  # fmt: skip
    sandbox_id = await client.create(limits=limits)
    yield sandbox_id
    await client.stub.Delete(pb.DeleteRequest(sandbox_id=sandbox_id))


def processes_with(marker: str) -> list[int]:
    """Processes of the host, sandboxed ones included, whose command line holds this."""
    found = []
    for command in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            text = command.read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue
        if marker in text and "pytest" not in text:
            found.append(int(command.parent.name))
    return found


async def gone(marker: str, within: float = 3.0) -> bool:
    deadline = time.monotonic() + within
    while processes_with(marker):
        if time.monotonic() > deadline:
            return False
        await asyncio.sleep(0.05)
    return True


async def test_a_memory_bomb_in_one_process_ends_as_out_of_memory(client, box):
    source = "kept=[]\nprint('begun', flush=True)\nwhile True: kept.append(bytearray(2**20)); time.sleep(.002)"
    ran = await client.run(box, python=f"import time\n{source}")

    assert ran.reason == "OOM"
    assert ran.text == "begun"
    assert ran.exit.usage.peak_memory_bytes > 90 * MIB


async def test_a_file_that_grows_too_large_ends_the_program(client, box):
    ran = await client.run(box, f"echo partial; exec head -c {20 * MIB} /dev/zero > big")

    assert (ran.reason, ran.text) == ("DISK", "partial")


async def test_folders_nested_deeper_than_a_path_end_as_disk_and_are_removed(client, box):
    source = "import os\nfor _ in range(180): os.mkdir('d' * 100); os.chdir('d' * 100)"
    ran = await client.run(box, python=source)

    assert ran.reason == "DISK"
    assert "nested deeper" in ran.exit.message


async def test_endless_output_is_cut_counted_and_ended(client, box):
    limits = pb.ExecLimits(wall_ms=1000, output_bytes=10_000)
    ran = await client.run(box, "yes", limits=limits)

    assert ran.reason == "TIMEOUT"
    assert len(ran.stdout) == 10_000
    assert ran.exit.truncated
    assert ran.exit.stdout_dropped_bytes > 100_000


async def test_one_line_of_500_megabytes_costs_the_server_nothing(client, box):
    before = _resident()
    ran = await client.run(box, "head -c 500000000 /dev/zero | tr '\\0' x", wall_ms=20_000)

    assert len(ran.stdout) == MIB
    assert len(ran.stdout) + ran.exit.stdout_dropped_bytes <= 500_000_000
    assert _resident() - before < 32 * MIB


def _resident() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


async def test_binary_output_arrives_as_it_is(client, box):
    ran = await client.run(box, python="import os; os.write(1, bytes(range(256)) * 4); os.write(2, b'\\xff\\xfe')")

    assert ran.stdout == bytes(range(256)) * 4
    assert ran.stderr == b"\xff\xfe"


async def test_two_megabytes_of_arguments_are_refused_by_name(client, box):
    with pytest.raises(grpc.aio.AioRpcError) as raised:
        await client.run(box, argv=pb.Argv(args=["echo", *["x" * 90_000] * 23]))

    assert reason(raised.value) == "REQUEST_REFUSED"
    assert "stdin or in a file" in raised.value.details()


def zombies() -> set[int]:
    """The children of this process, which is the server's, that are dead and were not waited for."""
    found = set()
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            pid, rest = stat.read_text().split(" (", 1)
        except OSError:
            continue
        state, parent = rest.rpartition(") ")[2].split()[:2]
        if int(parent) == os.getpid() and state == "Z":
            found.add(int(pid))
    return found


async def test_zombies_do_not_accumulate_in_the_server(client, box):
    before = zombies()

    await client.run(box, "for i in 1 2 3 4 5; do (sleep 0.01 &) ; done; kill -9 $$")
    await asyncio.gather(*(client.run(box, "true") for _ in range(8)))

    async with asyncio.timeout(10):
        while zombies() - before:
            await asyncio.sleep(0.05)


async def test_a_client_that_goes_away_takes_its_program_along(client, box):
    async def requests():
        yield pb.ExecRequest(start=pb.ExecStart(sandbox_id=box, shell="echo begun; sleep 314.154"))
        await asyncio.sleep(60)

    call = client.stub.Exec(requests())
    while (await call.read()).WhichOneof("event") != "stdout":
        pass
    assert processes_with("314.154")
    call.cancel()

    assert await gone("314.154")
    assert (await client.stub.Get(pb.GetRequest(sandbox_id=box))).sandbox.running == 0


async def test_a_signal_reaches_the_program(client, box):
    async def requests():
        waiting = "trap 'echo caught; exit 7' USR1; echo ready; while :; do sleep 0.1; done"
        start = pb.ExecStart(sandbox_id=box, shell=waiting)
        yield pb.ExecRequest(start=start)
        await asyncio.sleep(0.8)
        yield pb.ExecRequest(signal=pb.Signal(number=10))

    ran = await client.collect(client.stub.Exec(requests()))

    assert (ran.reason, ran.exit.exit_code, ran.text) == ("EXITED", 7, "ready\ncaught")

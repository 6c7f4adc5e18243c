"""Bombs and programs that will not go: a typed reason, partial output, and nothing left behind."""

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


async def test_a_fork_bomb_is_contained_and_named(client, box):
    ran = await client.run(box, "bomb() { bomb | bomb & }; for i in 1 2 3 4 5 6 7 8; do bomb; done; sleep 8")

    assert ran.reason == "PIDS"
    assert (await client.run(box, "echo alive")).text == "alive"


async def test_a_thread_bomb_is_contained(client, box):
    source = "import threading, time\nwhile True: threading.Thread(target=time.sleep, args=(30,)).start()"
    ran = await client.run(box, python=source, wall_ms=2000)

    assert ran.reason == "PIDS" or b"can't start new thread" in ran.stderr


async def test_a_memory_bomb_in_one_process_ends_as_out_of_memory(client, box):
    source = "kept=[]\nprint('begun', flush=True)\nwhile True: kept.append(bytearray(2**20)); time.sleep(.002)"
    ran = await client.run(box, python=f"import time\n{source}")

    assert ran.reason == "OOM"
    assert ran.text == "begun"
    assert ran.exit.usage.peak_memory_bytes > 90 * MIB


async def test_a_memory_bomb_in_many_processes_ends_as_out_of_memory(client, box):
    source = (
        "import os, time\nfor _ in range(8):\n    if os.fork() == 0: break\nkept = b'x' * (40 * 2**20)\ntime.sleep(8)"
    )

    assert (await client.run(box, python=f"import os, time\n{source}")).reason == "OOM"


async def test_one_huge_allocation_fails_inside(client, box):
    ran = await client.run(box, python="bytearray(10**10)")

    assert b"MemoryError" in ran.stderr


async def test_memory_files_that_no_limit_counts_are_refused(client, box):
    ran = await client.run(box, python="import os; os.memfd_create('x')")

    assert b"Function not implemented" in ran.stderr


@pytest.mark.parametrize("place", ["/tmp", "/dev/shm"])
async def test_files_in_memory_are_bounded(client, box, place):
    ran = await client.run(box, f"head -c {6 * MIB} /dev/zero > {place}/x; stat -c %s {place}/x")

    assert b"No space left" in ran.stderr
    assert int(ran.text) <= 4 * MIB


async def test_a_file_that_grows_too_large_ends_the_program(client, box):
    ran = await client.run(box, f"echo partial; exec head -c {20 * MIB} /dev/zero > big")

    assert (ran.reason, ran.text) == ("DISK", "partial")


async def test_filling_the_disk_with_many_files_ends_as_disk(client, box):
    ran = await client.run(box, "for i in 1 2 3 4 5; do head -c 5000000 /dev/zero > f$i; done; sleep 8")

    assert ran.reason == "DISK"
    assert "quota" in ran.exit.message


async def test_filling_the_inodes_ends_as_disk(client, box):
    ran = await client.run(box, "for i in $(seq 500); do : > f$i; done; sleep 8")

    assert ran.reason == "DISK"


async def test_a_sparse_terabyte_is_refused(client, box):
    ran = await client.run(box, "trap '' XFSZ; truncate -s 1T sparse")

    assert b"File too large" in ran.stderr


async def test_folders_nested_deeper_than_a_path_end_as_disk_and_are_removed(client, box):
    source = "import os\nfor _ in range(180): os.mkdir('d' * 100); os.chdir('d' * 100)"
    ran = await client.run(box, python=source)

    assert ran.reason == "DISK"
    assert "nested deeper" in ran.exit.message


async def test_descriptors_are_limited(client, box):
    ran = await client.run(box, python="import os\nfor _ in range(100): os.dup(1)")

    assert b"Too many open files" in ran.stderr


async def test_endless_output_is_cut_counted_and_ended(client, box):
    limits = pb.ExecLimits(wall_ms=1000, output_bytes=10_000)
    ran = await client.run(box, "yes", limits=limits)

    assert ran.reason == "TIMEOUT"
    assert len(ran.stdout) == 10_000
    assert ran.exit.truncated
    assert ran.exit.stdout_dropped_bytes > 100_000


async def test_output_can_end_at_the_cap(client, box):
    ran = await client.run(box, "yes", limits=pb.ExecLimits(output_bytes=5000, end_at_output_cap=True))

    assert (ran.reason, len(ran.stdout)) == ("OUTPUT_CAP", 5000)


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


async def test_burning_cpu_in_the_background_ends_with_the_program(client, box):
    ran = await client.run(box, "sh -c 'while :; do :; done # burns-314159' & sleep 0.2; echo done")

    assert (ran.reason, ran.text) == ("EXITED", "done")
    assert await gone("burns-314159")


async def test_the_cpu_limit_ends_a_busy_loop(client, box):
    ran = await client.run(box, python="while True: pass", limits=pb.ExecLimits(wall_ms=20_000, cpu_ms=1000))

    assert ran.reason == "TIMEOUT"
    assert "CPU" in ran.exit.message


async def test_two_megabytes_of_arguments_are_refused_by_name(client, box):
    with pytest.raises(grpc.aio.AioRpcError) as raised:
        await client.run(box, argv=pb.Argv(args=["echo", *["x" * 90_000] * 23]))

    assert reason(raised.value) == "REQUEST_REFUSED"
    assert "stdin or in a file" in raised.value.details()


async def test_a_double_forked_daemon_dies_with_the_time_out(client, box):
    source = """
import os, time
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        os.execvp('sleep', ['sleep', '314.151'])
    os._exit(0)
time.sleep(60)
"""
    running = asyncio.create_task(client.run(box, python=source, wall_ms=1000))
    await asyncio.sleep(0.6)
    seen = processes_with("314.151")
    ran = await running

    assert seen, "the daemon ran"
    assert ran.reason == "TIMEOUT"
    assert await gone("314.151")


async def test_a_daemon_dies_with_its_program(client, box):
    ran = await client.run(box, "setsid -f sleep 314.152; setsid nohup sleep 314.153 >/dev/null 2>&1 & echo done")

    assert ran.text == "done"
    assert await gone("314.152")
    assert await gone("314.153")


async def test_an_ignored_sigterm_does_not_help(client, box):
    ran = await client.run(box, "trap '' TERM INT HUP; echo kept; while :; do sleep 1; done", wall_ms=700)

    assert (ran.reason, ran.text) == ("TIMEOUT", "kept")


async def test_a_stopped_program_is_ended(client, box):
    assert (await client.run(box, "kill -STOP $$; echo never", wall_ms=500)).reason == "TIMEOUT"


async def test_a_grandchild_that_holds_stdout_does_not_delay_the_end(client, box):
    started = time.monotonic()
    ran = await client.run(box, "(sleep 30 &) ; echo done")

    assert (ran.reason, ran.text) == ("EXITED", "done")
    assert time.monotonic() - started < 5


async def test_a_program_that_closes_its_output_is_still_timed(client, box):
    assert (await client.run(box, "exec >&- 2>&-; sleep 30", wall_ms=500)).reason == "TIMEOUT"


async def test_silence_is_limited_on_its_own(client, box):
    ran = await client.run(box, "echo begun; sleep 30", limits=pb.ExecLimits(wall_ms=20_000, idle_ms=500))

    assert (ran.reason, ran.text) == ("IDLE_TIMEOUT", "begun")


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


async def test_a_slow_reader_stops_the_program_and_not_the_server(client, box):
    async def requests():
        yield pb.ExecRequest(
            start=pb.ExecStart(sandbox_id=box, shell="yes", limits=pb.ExecLimits(wall_ms=3000, output_bytes=64 * MIB))
        )
        await asyncio.sleep(60)

    call = client.stub.Exec(requests())
    await call.read()
    started = time.monotonic()
    assert (await client.run(box, "echo alive")).text == "alive"
    assert time.monotonic() - started < 5
    call.cancel()


async def test_cancelling_by_message_still_brings_the_exit(client, box):
    async def requests():
        yield pb.ExecRequest(start=pb.ExecStart(sandbox_id=box, shell="echo begun; sleep 60"))
        await asyncio.sleep(0.5)
        yield pb.ExecRequest(cancel=pb.Cancel())

    ran = await client.collect(client.stub.Exec(requests()))

    assert (ran.reason, ran.text) == ("CANCELLED", "begun")


async def test_a_signal_reaches_the_program(client, box):
    async def requests():
        waiting = "trap 'echo caught; exit 7' USR1; echo ready; while :; do sleep 0.1; done"
        start = pb.ExecStart(sandbox_id=box, shell=waiting)
        yield pb.ExecRequest(start=start)
        await asyncio.sleep(0.8)
        yield pb.ExecRequest(signal=pb.Signal(number=10))

    ran = await client.collect(client.stub.Exec(requests()))

    assert (ran.reason, ran.exit.exit_code, ran.text) == ("EXITED", 7, "ready\ncaught")


async def test_deleting_a_sandbox_ends_what_runs_in_it(client):
    doomed = await client.create()
    running = asyncio.create_task(client.run(doomed, "echo begun; sleep 314.155"))
    await asyncio.sleep(0.5)
    await client.stub.Delete(pb.DeleteRequest(sandbox_id=doomed))
    ran = await running

    assert (ran.reason, ran.text) == ("SANDBOX_LOST", "begun")
    assert await gone("314.155")
    with pytest.raises(grpc.aio.AioRpcError) as raised:
        await client.run(doomed, "true")
    assert reason(raised.value) == "SANDBOX_NOT_FOUND"


async def test_another_sandbox_does_not_notice_a_bomb(client, box):
    other = await client.create()
    bomb = asyncio.create_task(client.run(box, "b() { b | b & }; b; b; b; sleep 3", wall_ms=3000))
    answers = [await client.run(other, f"echo {number}") for number in range(5)]
    await bomb

    assert [ran.text for ran in answers] == ["0", "1", "2", "3", "4"]

"""Detached programs and Attach of sandbox/v1 over the in-memory adapters."""

import asyncio

import grpc
import pytest
from sandbox_server import memory_sandbox

from agent_loop.chassis.grpc import reason
from agent_loop.contracts.sandbox.v1 import sandbox_pb2 as pb
from agent_loop.sandbox.adapters.isolation_memory import PROGRAMS, InMemoryIsolation
from agent_loop.sandbox.domain.programs import Stream
from agent_loop.sandbox.use_cases.detached import MAX_DETACHED

MIB = 2**20


class Stage:
    """Programs that speak when the test says so."""

    def __init__(self):
        self.lines = asyncio.Queue()
        self.heard = b""

    async def speak(self, terminal):
        while line := await self.lines.get():
            terminal.print(line)
            terminal.print(line.upper(), Stream.STDERR)
        return 7

    async def listen(self, terminal):
        while data := await terminal.read():
            self.heard += data
        terminal.print(self.heard)
        return 0

    async def flood(self, terminal):
        for _ in range(300):
            terminal.print(b"x" * 65_536)
        await self.lines.get()
        return 0


@pytest.fixture
def stage():
    return Stage()


@pytest.fixture
async def client(stage):
    extra = {"speak": stage.speak, "listen": stage.listen, "flood": stage.flood}
    async with memory_sandbox(InMemoryIsolation(PROGRAMS | extra)) as opened:
        yield opened


@pytest.fixture
async def box(client):
    return await client.create()


async def one(message):
    yield message


async def start(client, box, *argv, **more):
    """The id of a detached program whose client has left."""
    start_ = pb.ExecStart(sandbox_id=box, argv=pb.Argv(args=argv), detach=True, **more)
    call = client.stub.Exec(one(pb.ExecRequest(start=start_)))
    event = await call.read()
    call.cancel()
    return event.started.exec_id


def attach(client, box, exec_id, **offsets):
    return client.stub.Attach(pb.AttachRequest(sandbox_id=box, exec_id=exec_id, **offsets))


async def until(call, stdout):
    """Reads events until that much of stdout was heard."""
    kept = b""
    while len(kept) < len(stdout):
        kept += (await call.read()).stdout.data
    assert kept == stdout


async def refused(awaitable):
    with pytest.raises(grpc.aio.AioRpcError) as raised:
        await awaitable
    return reason(raised.value)


async def test_a_detached_program_is_heard_by_who_started_it(client, box):
    ran = await client.run(box, argv=pb.Argv(args=["echo", "hi"]), detach=True)

    assert (ran.text, ran.reason, ran.tier) == ("hi", "EXITED", pb.TIER_NAMESPACES)


async def test_it_runs_on_when_its_client_leaves_and_is_heard_from_the_beginning_then_live(client, box, stage):
    exec_id = await start(client, box, "speak")
    stage.lines.put_nowait(b"one ")
    call = attach(client, box, exec_id)
    assert (await call.read()).started.exec_id == exec_id
    await until(call, b"one ")
    stage.lines.put_nowait(b"two")
    await until(call, b"two")
    stage.lines.put_nowait(b"")
    ran = await client.collect(attach(client, box, exec_id))

    assert (ran.stdout, ran.stderr) == (b"one two", b"ONE TWO")
    assert (ran.reason, ran.exit.exit_code) == ("EXITED", 7)


async def test_leaving_an_attachment_changes_nothing(client, box, stage):
    exec_id = await start(client, box, "speak")
    for _ in range(3):
        call = attach(client, box, exec_id)
        await call.read()
        call.cancel()
    stage.lines.put_nowait(b"still here")
    stage.lines.put_nowait(b"")

    assert (await client.collect(attach(client, box, exec_id))).text == "still here"


async def test_it_is_heard_from_byte_offsets_also_after_its_end(client, box, stage):
    exec_id = await start(client, box, "speak")
    for line in (b"abc", b"def", b""):
        stage.lines.put_nowait(line)
    whole = await client.collect(attach(client, box, exec_id))
    outputs = [event async for event in attach(client, box, exec_id, stdout_offset=2, stderr_offset=5)]
    beyond = [event async for event in attach(client, box, exec_id, stdout_offset=100, stderr_offset=6)]

    assert whole.stdout == b"abcdef"
    assert [event.WhichOneof("event") for event in outputs] == ["started", "stdout", "stderr", "exit"]
    assert (outputs[1].stdout.data, outputs[1].stdout.offset) == (b"cdef", 2)
    assert (outputs[2].stderr.data, outputs[2].stderr.offset) == (b"F", 5)
    assert [event.WhichOneof("event") for event in beyond] == ["started", "exit"]


async def test_several_listen_at_once_and_a_slow_one_holds_nobody_back(client, box, stage):
    limits = pb.ExecLimits(output_bytes=32 * MIB)
    exec_id = await start(client, box, "flood", limits=limits)
    slow = attach(client, box, exec_id)
    await slow.read()
    quick = [asyncio.create_task(client.collect(attach(client, box, exec_id))) for _ in range(2)]
    stage.lines.put_nowait(b"")
    heard = await asyncio.wait_for(asyncio.gather(*quick), 20)

    assert [len(ran.stdout) for ran in heard] == [300 * 65_536] * 2
    assert {ran.reason for ran in heard} == {"EXITED"}
    slow.cancel()


async def test_what_is_beyond_the_cap_is_not_kept(client, box, stage):
    exec_id = await start(client, box, "speak", limits=pb.ExecLimits(output_bytes=4))
    for line in (b"abc", b"def", b""):
        stage.lines.put_nowait(line)
    ran = await client.collect(attach(client, box, exec_id))

    assert (ran.stdout, ran.stderr) == (b"abcd", b"ABCD")
    assert (ran.exit.truncated, ran.exit.stdout_dropped_bytes) == (True, 2)


async def test_the_stdin_of_a_client_that_left_is_whole_and_ends(client, box, stage):
    given = b"x" * 100_000
    at_once = await start(client, box, "listen", stdin=given)
    assert (await client.collect(attach(client, box, at_once))).stdout == given
    stage.heard = b""
    kept_open = await start(client, box, "listen", stdin=b"all", keep_stdin_open=True)

    assert (await client.collect(attach(client, box, kept_open))).stdout == b"all"


async def test_it_can_be_cancelled_while_its_client_is_there(client, box):
    async def requests():
        yield pb.ExecRequest(start=pb.ExecStart(sandbox_id=box, argv=pb.Argv(args=["sleep", "30"]), detach=True))
        yield pb.ExecRequest(cancel=pb.Cancel())

    assert (await client.collect(client.stub.Exec(requests()))).reason == "CANCELLED"


async def test_its_limits_hold_without_a_client(client, box):
    exec_id = await start(client, box, "sleep", "30", limits=pb.ExecLimits(wall_ms=100))

    assert (await client.collect(attach(client, box, exec_id))).reason == "TIMEOUT"


async def test_it_may_run_in_a_session_which_is_busy_meanwhile(client, box):
    session = (await client.stub.OpenSession(pb.OpenSessionRequest(sandbox_id=box))).session.id
    exec_id = await start(client, box, "speak", session_id=session)

    assert await refused(client.run(box, "true", session_id=session)) == "SESSION_BUSY"
    await client.stub.CloseSession(pb.CloseSessionRequest(sandbox_id=box, session_id=session))
    ran = await client.collect(attach(client, box, exec_id))
    assert (ran.reason, ran.exit.exit_code) == ("CANCELLED", 137)
    assert ran.exit.message == "its session was closed while it ran"


async def test_an_unknown_one_is_not_found(client, box):
    other = await client.create()
    exec_id = await start(client, other, "true")

    assert await refused(client.collect(attach(client, box, exec_id))) == "EXEC_NOT_FOUND"
    assert await refused(client.collect(attach(client, box, ""))) == "EXEC_NOT_FOUND"
    assert await refused(client.collect(attach(client, "missing", exec_id))) == "SANDBOX_NOT_FOUND"


async def test_one_that_cannot_start_leaves_nothing(client, box):
    assert await refused(client.run(box, "true", detach=True, cwd="missing")) == "REQUEST_REFUSED"
    assert await refused(client.run(box, "true", detach=True, session_id="missing")) == "SESSION_NOT_FOUND"
    too_much = pb.ExecLimits(output_bytes=33 * MIB)
    assert await refused(client.run(box, "true", detach=True, limits=too_much)) == "REQUEST_REFUSED"


async def test_a_deleted_sandbox_ends_it_for_all_who_listen(client, box):
    exec_id = await start(client, box, "sleep", "30")
    heard = asyncio.create_task(client.collect(attach(client, box, exec_id)))
    await attach(client, box, exec_id).read()
    await client.stub.Delete(pb.DeleteRequest(sandbox_id=box))

    assert (await asyncio.wait_for(heard, 5)).reason == "SANDBOX_LOST"


async def test_the_oldest_that_ended_are_forgotten_and_never_too_many_run(client, box):
    first = await start(client, box, "true")
    await client.collect(attach(client, box, first))
    second = await start(client, box, "echo", "second")
    await client.collect(attach(client, box, second))
    for _ in range(MAX_DETACHED - 1):
        await start(client, box, "sleep", "30")

    assert await refused(client.collect(attach(client, box, first))) == "EXEC_NOT_FOUND"
    assert (await client.collect(attach(client, box, second))).text == "second"
    await start(client, box, "sleep", "30")
    assert await refused(client.collect(attach(client, box, second))) == "EXEC_NOT_FOUND"
    assert await refused(client.run(box, argv=pb.Argv(args=["true"]), detach=True)) == "TOO_MANY_PROGRAMS"


async def test_the_output_that_is_kept_is_bounded_for_all_together(client, box, stage):
    async def flood():
        exec_id = await start(client, box, "flood", limits=pb.ExecLimits(output_bytes=20 * MIB))
        stage.lines.put_nowait(b"")
        return exec_id, len((await client.collect(attach(client, box, exec_id))).stdout)

    ids = [(await flood())[0] for _ in range(3)]

    assert await refused(client.collect(attach(client, box, ids[0]))) == "EXEC_NOT_FOUND"
    assert len((await client.collect(attach(client, box, ids[2]))).stdout) == 300 * 65_536

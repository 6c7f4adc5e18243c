"""Sessions of sandbox/v1 over the in-memory adapters."""

import asyncio

import grpc
import pytest
from sandbox_server import memory_sandbox

from agent_loop.chassis.grpc import reason
from agent_loop.contracts.sandbox.v1 import sandbox_pb2 as pb
from agent_loop.sandbox.adapters.isolation_memory import PROGRAMS, InMemoryIsolation
from agent_loop.sandbox.domain.programs import Occupancy, Probe, Report, Tier
from agent_loop.sandbox.use_cases.sessions import MAX_SESSIONS

ONE_SHOTS_ONLY = Report(Tier.LANDLOCK, (Probe("userns", False, "denied", "sudo sysctl x=0"),))


class Enclosing(InMemoryIsolation):
    """Remembers its enclosures, so that a test can lose one."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.enclosures = []

    async def enclose(self, surroundings):
        self.enclosures.append(await super().enclose(surroundings))
        return self.enclosures[-1]


async def burn(terminal):
    terminal.holds = Occupancy(0, 1, cpu_ms=3000)
    await asyncio.sleep(60)
    return 0


async def echo_args(terminal):
    terminal.print(repr(terminal.confinement.argv[1:]).encode())
    return 0


@pytest.fixture
def isolation():
    return Enclosing(PROGRAMS | {"burn": burn, "args": echo_args, "python3": echo_args})


@pytest.fixture
async def client(isolation):
    async with memory_sandbox(isolation) as opened:
        yield opened


@pytest.fixture
async def box(client):
    return await client.create({"sub/file": b""})


async def opened(client, box, **request):
    return (await client.stub.OpenSession(pb.OpenSessionRequest(sandbox_id=box, **request))).session


async def listed(client, box):
    return list((await client.stub.ListSessions(pb.ListSessionsRequest(sandbox_id=box))).sessions)


async def close(client, box, session):
    await client.stub.CloseSession(pb.CloseSessionRequest(sandbox_id=box, session_id=session))


async def refused(awaitable):
    with pytest.raises(grpc.aio.AioRpcError) as raised:
        await awaitable
    return reason(raised.value)


async def busy(client, box, session):
    """A command that runs until the task is cancelled; returns once it has started."""
    started = asyncio.Event()

    async def run():
        async def requests():
            yield pb.ExecRequest(start=pb.ExecStart(sandbox_id=box, shell="sleep 30", session_id=session))

        async for _ in client.stub.Exec(requests()):
            started.set()

    task = asyncio.create_task(run())
    await asyncio.wait_for(started.wait(), 5)
    return task


async def test_a_session_keeps_its_directory_and_variables(client, box):
    session = await opened(client, box)
    first = await client.run(box, "cd sub; GREETING=hello", session_id=session.id)
    second = await client.run(box, "pwd; echo $GREETING", session_id=session.id)

    assert (session.cwd, session.sandbox_id, session.tier) == ("/workspace", box, pb.TIER_NAMESPACES)
    assert (first.exit.cwd, first.reason, first.tier) == ("/workspace/sub", "EXITED", pb.TIER_NAMESPACES)
    assert second.text == "/workspace/sub\nhello"
    assert [(found.id, found.cwd) for found in await listed(client, box)] == [(session.id, "/workspace/sub")]


async def test_a_session_starts_in_a_directory_with_an_environment(client):
    box = await client.create({"sub/file": b""}, env={"A": "sandbox", "B": "sandbox"})
    session = await opened(client, box, cwd="sub", env={"A": "session"})
    ran = await client.run(box, "pwd; printenv A; printenv B; printenv C", session_id=session.id, env={"C": "command"})

    assert ran.text == "/workspace/sub\nsession\nsandbox\ncommand"
    assert (await client.run(box, "printenv C", session_id=session.id)).exit.exit_code == 1


async def test_arguments_are_quoted_for_the_shell_and_python_is_started_by_it(client, box):
    session = (await opened(client, box)).id
    argv = pb.Argv(args=["args", "two words", "; exit 7", "'$(x)"])

    assert (await client.run(box, argv=argv, session_id=session)).text == repr(tuple(argv.args[1:]))
    assert (await client.run(box, python="print('x')", session_id=session)).text == repr(("-c", "print('x')"))


async def test_stdin_is_given_whole(client, box):
    session = (await opened(client, box)).id

    assert (await client.run(box, "cat", stdin=b"all of it", session_id=session)).text == "all of it"


@pytest.mark.parametrize(
    "start",
    [
        {"shell": "cat", "keep_stdin_open": True}, {"shell": "true", "cwd": "sub"}, {"shell": "a\0b"},
        {"python": "#" * 100_001}, {"shell": "true", "env": {"A=B": "x"}}, {"argv": pb.Argv()},
        {"shell": "true", "limits": pb.ExecLimits(wall_ms=10**10)},
    ],
    ids=["open stdin", "cwd", "NUL", "long python", "wrong environment", "nothing to run", "limit too high"],
)  # fmt: skip
async def test_what_a_session_cannot_give_is_refused(client, box, start):
    session = (await opened(client, box)).id

    assert await refused(client.run(box, session_id=session, **start)) == "REQUEST_REFUSED"
    assert (await client.run(box, "echo on", session_id=session)).text == "on"


async def test_more_stdin_for_a_session_is_refused(client, box):
    session = (await opened(client, box)).id

    async def requests():
        start = pb.ExecStart(sandbox_id=box, shell="sleep 0.3", session_id=session)
        yield pb.ExecRequest(start=start)
        yield pb.ExecRequest(stdin=b"more")

    assert await refused(client.collect(client.stub.Exec(requests()))) == "REQUEST_REFUSED"


async def test_a_wrong_directory_of_a_session_is_refused(client, box):
    for cwd in ("missing", "sub/file", "/tmp/missing", "a\0b"):
        assert await refused(opened(client, box, cwd=cwd)) == "REQUEST_REFUSED"
    assert await listed(client, box) == []


async def test_an_unknown_session_is_not_found(client, box):
    other = await client.create()
    session = (await opened(client, other)).id

    assert await refused(client.run(box, "true", session_id="missing")) == "SESSION_NOT_FOUND"
    assert await refused(client.run(box, "true", session_id=session)) == "SESSION_NOT_FOUND"
    assert await refused(close(client, box, session)) == "SESSION_NOT_FOUND"


async def test_a_session_runs_one_command_at_a_time_and_others_run_meanwhile(client, box):
    session, other = (await opened(client, box)).id, (await opened(client, box)).id
    task = await busy(client, box, session)

    assert await refused(client.run(box, "true", session_id=session)) == "SESSION_BUSY"
    assert (await client.run(box, "echo on", session_id=other)).text == "on"
    assert (await client.run(box, "", argv=pb.Argv(args=["echo", "on"]))).text == "on"
    task.cancel()
    await asyncio.wait([task])


async def test_a_client_that_leaves_ends_its_command_and_the_session_goes_on(client, box):
    session = (await opened(client, box)).id
    task = await busy(client, box, session)
    task.cancel()
    await asyncio.wait([task])

    async def idle():
        while (await client.stub.Get(pb.GetRequest(sandbox_id=box))).sandbox.running:
            await asyncio.sleep(0.01)

    await asyncio.wait_for(idle(), 5)
    assert (await client.run(box, "echo on", session_id=session)).text == "on"


@pytest.mark.parametrize(
    ("source", "limits", "named"),
    [
        ("sleep 30", {"wall_ms": 50}, "TIMEOUT"), ("sleep 30", {"idle_ms": 50}, "IDLE_TIMEOUT"),
        ("burn", {"cpu_ms": 2000}, "TIMEOUT"),
        ("echo aa; sleep 30", {"output_bytes": 1, "end_at_output_cap": True}, "OUTPUT_CAP"),
    ],
)  # fmt: skip
async def test_limits_hold_in_a_session_and_the_next_command_works_in_the_same_directory(
    client, box, source, limits, named
):
    session = (await opened(client, box, cwd="sub")).id
    ended = await client.run(box, source, session_id=session, limits=pb.ExecLimits(**limits))
    after = await client.run(box, "pwd", session_id=session)

    assert ended.reason == named
    assert ended.exit.cwd == "/workspace/sub"
    assert "fresh shell in /workspace/sub" in ended.exit.message
    assert (after.text, after.exit.message) == ("/workspace/sub", "")


async def test_an_exit_is_a_result_and_says_what_becomes_of_the_session(client, box):
    session = (await opened(client, box)).id
    left = await client.run(box, "cd sub; exit 3", session_id=session)

    assert (left.reason, left.exit.exit_code, left.exit.cwd) == ("EXITED", 3, "/workspace/sub")
    assert "variables and functions are gone" in left.exit.message
    assert (await client.run(box, "pwd", session_id=session)).text == "/workspace/sub"


async def test_a_closed_session_ends_its_command_and_is_gone(client, box):
    session = (await opened(client, box)).id
    task = await busy(client, box, session)
    await close(client, box, session)
    await asyncio.wait_for(task, 5)

    assert await listed(client, box) == []
    assert await refused(client.run(box, "true", session_id=session)) == "SESSION_NOT_FOUND"


async def test_a_lost_enclosure_is_told_once_and_a_new_session_makes_a_new_one(client, box, isolation):
    session = (await opened(client, box)).id
    await isolation.enclosures[0].close()

    assert await refused(client.run(box, "true", session_id=session)) == "SESSION_LOST"
    assert await refused(client.run(box, "true", session_id=session)) == "SESSION_NOT_FOUND"
    again = (await opened(client, box)).id
    assert (await client.run(box, "echo on", session_id=again)).text == "on"
    await isolation.enclosures[1].close()
    assert (await client.run(box, "echo on", session_id=(await opened(client, box)).id)).text == "on"
    assert len(isolation.enclosures) == 3


async def test_sessions_opened_at_once_share_one_enclosure(client, box, isolation):
    sessions = await asyncio.gather(*(opened(client, box) for _ in range(5)))

    assert len({session.id for session in sessions}) == 5
    assert len(isolation.enclosures) == 1


async def test_there_are_never_too_many(client, box):
    for _ in range(MAX_SESSIONS):
        session = await opened(client, box)

    assert await refused(opened(client, box)) == "TOO_MANY_SESSIONS"
    await close(client, box, session.id)
    await opened(client, box)


async def test_a_deleted_sandbox_ends_its_sessions(client, box, isolation):
    session = (await opened(client, box)).id
    ending = asyncio.create_task(client.run(box, "sleep 30", session_id=session))
    await asyncio.wait_for(running(client, box), 5)
    await client.stub.Delete(pb.DeleteRequest(sandbox_id=box))

    assert (await ending).reason == "SANDBOX_LOST"
    assert await refused(opened(client, box)) == "SANDBOX_NOT_FOUND"
    with pytest.raises(Exception, match="gone"):
        isolation.enclosures[0].demand()


async def running(client, box):
    while not (await client.stub.Get(pb.GetRequest(sandbox_id=box))).sandbox.running:
        await asyncio.sleep(0.01)


async def test_where_nothing_can_be_enclosed_sessions_are_refused_with_the_reason():
    async with memory_sandbox(InMemoryIsolation(report=ONE_SHOTS_ONLY)) as client:
        box = await client.create()
        with pytest.raises(grpc.aio.AioRpcError) as raised:
            await opened(client, box)
        told = await client.stub.Capabilities(pb.CapabilitiesRequest())

        assert reason(raised.value) == "ISOLATION_UNAVAILABLE"
        assert "sessions" in raised.value.details()
        assert "sudo sysctl x=0" in raised.value.details()
        assert pb.FEATURE_SESSIONS not in told.features
        assert pb.FEATURE_EXEC in told.features

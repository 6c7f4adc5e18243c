"""Sessions, terminals, mounts, the gated network and detached programs, from the wire to real namespaces."""

import asyncio

import grpc
import pytest
from sandbox_server import real_sandbox

from agent_loop.chassis.grpc import reason
from agent_loop.contracts.sandbox.v1 import sandbox_pb2 as pb

pytestmark = pytest.mark.userns


@pytest.fixture
async def client():
    async with real_sandbox() as opened:
        yield opened


async def session_of(client, box, **request):
    return (await client.stub.OpenSession(pb.OpenSessionRequest(sandbox_id=box, **request))).session.id


async def one(message):
    yield message


async def test_a_session_keeps_directory_variables_and_functions(client):
    box = await client.create({"sub/file": b"content"})
    session = await session_of(client, box, cwd="sub", env={"GIVEN": "at the start"})
    await client.run(box, "greet() { echo hello $1; }; NAME=ann; cd ..", session_id=session)
    ran = await client.run(box, 'pwd; greet "$NAME"; echo "$GIVEN"; cat sub/file', session_id=session)

    assert ran.text == "/workspace\nhello ann\nat the start\ncontent"
    assert (ran.reason, ran.exit.cwd, ran.tier) == ("EXITED", "/workspace", pb.TIER_NAMESPACES)


async def test_arguments_and_python_reach_a_session_unharmed(client):
    box = await client.create()
    session = await session_of(client, box)
    strange = ["printf", "%s|", "two words", "'", '"', "$HOME", "`id`", "; exit 9", "*", "\n", "é"]

    assert (await client.run(box, argv=pb.Argv(args=strange), session_id=session)).stdout.decode() == (
        "two words|'|\"|$HOME|`id`|; exit 9|*|\n|é|"
    )
    assert (await client.run(box, python="print('$x', 1 + 1)", session_id=session)).text == "$x 2"


@pytest.mark.parametrize(
    ("source", "limits", "named"),
    [
        ("sleep 60", {"wall_ms": 300}, "TIMEOUT"), ("while :; do :; done", {"cpu_ms": 1000}, "TIMEOUT"),
        ("sleep 60", {"idle_ms": 300}, "IDLE_TIMEOUT"),
        ("yes", {"output_bytes": 1000, "end_at_output_cap": True}, "OUTPUT_CAP"),
        ("for i in $(seq 200); do sleep 60 & done; wait", {}, "PIDS"),
    ],
    ids=["wall", "cpu", "idle", "output", "processes"],
)  # fmt: skip
async def test_limits_hold_in_a_session_and_it_goes_on_in_the_same_directory(client, source, limits, named):
    box = await client.create({"sub/file": b""})
    session = await session_of(client, box, cwd="sub")
    ended = await client.run(box, source, session_id=session, limits=pb.ExecLimits(**limits))
    after = await client.run(box, "pwd", session_id=session)

    assert ended.reason == named
    assert "fresh shell in /workspace/sub" in ended.exit.message
    assert after.text == "/workspace/sub"


@pytest.mark.parametrize(
    ("source", "named"),
    [
        ("head -c 3000000 /dev/zero > big", "DISK"),
        ("head -c 3000000 /dev/zero > big; sleep 60", "DISK"),
        ("python3 -c 'held = b\"x\" * 120_000_000; import time; time.sleep(60)'", "OOM"),
        ("python3 -c 'held = b\"x\" * 120_000_000; import time; time.sleep(60)' & wait", "OOM"),
    ],
)
async def test_quota_and_memory_hold_in_a_session_and_it_goes_on(client, source, named):
    box = await client.create(limits=pb.Limits(workspace_bytes=2**20, memory_bytes=64 * 2**20))
    session = await session_of(client, box)
    ended = await client.run(box, source, session_id=session)
    await client.run(box, "rm -f big", session_id=session)

    assert ended.reason == named
    assert ended.exit.usage.wall_ms < 9_000
    assert (await client.run(box, "echo on", session_id=session)).text == "on"


async def test_a_command_whose_session_is_closed_is_cancelled_and_the_other_session_goes_on(client):
    box = await client.create()
    session, other = await session_of(client, box), await session_of(client, box)
    begun = asyncio.Event()

    async def requests():
        yield pb.ExecRequest(start=pb.ExecStart(sandbox_id=box, session_id=session, shell="echo on; sleep 60"))
        await asyncio.Event().wait()

    async def events():
        async for event in client.stub.Exec(requests()):
            if event.WhichOneof("event") == "stdout":
                begun.set()
            yield event

    running = asyncio.create_task(client.collect(events()))
    await asyncio.wait_for(begun.wait(), 10)
    await client.stub.CloseSession(pb.CloseSessionRequest(sandbox_id=box, session_id=session))
    ran = await asyncio.wait_for(running, 10)

    assert (ran.text, ran.reason) == ("on", "CANCELLED")
    assert ran.exit.message == "its session was closed while it ran"
    assert (await client.run(box, "echo works", session_id=other)).text == "works"


async def test_a_terminal_has_its_size_and_both_streams(client):
    box, size = await client.create(), pb.WindowSize(rows=33, columns=99)
    ran = await client.run(box, "test -t 0 && test -t 1 && stty size; echo error >&2; exit 3", pty=size)

    assert ran.stdout.replace(b"\r\n", b"\n") == b"33 99\nerror\n"
    assert (ran.stderr, ran.exit.exit_code) == (b"", 3)


async def test_a_part_of_the_workspace_is_shown_elsewhere(client):
    mounts = [
        pb.Mount(source="logs", target="/var/log", read_only=True),
        pb.Mount(source="conf/app", target="/opt/app.conf"),
    ]
    box = await client.create({"logs/a.log": b"line\n", "conf/app": b"old\n"}, mounts=mounts)
    session = await session_of(client, box)
    source = "cat /var/log/a.log; echo x > /var/log/b 2>/dev/null || echo sealed; echo new > /opt/app.conf"

    assert (await client.run(box, source)).text == "line\nsealed"
    assert (await client.run(box, "cat /opt/app.conf /workspace/conf/app", session_id=session)).text == "new\nnew"


async def test_a_gated_network_refuses_and_records_in_one_shots_and_sessions(client):
    network = pb.Network(mode=pb.NETWORK_MODE_ALLOWLIST, hosts=["example.org"])
    box = await client.create(network=network)
    session = await session_of(client, box)
    ask = (
        "import urllib.request, urllib.error\n"
        "try: urllib.request.urlopen('http://evil.test/', timeout=5)\n"
        "except urllib.error.HTTPError as error: print(error.code, error.read().decode())\n"
    )
    shot, in_session = await client.run(box, python=ask), await client.run(box, python=ask, session_id=session)
    denied = [event async for event in client.stub.Audit(pb.AuditRequest(sandbox_id=box))]
    network_only = [event for event in denied if event.kind == pb.DENIAL_KIND_NETWORK]

    assert "403" in shot.text
    assert "allowlist" in shot.text
    assert in_session.text == shot.text
    assert [event.what for event in network_only] == ["evil.test:80"] * 2
    assert [bool(event.exec_id) for event in network_only] == [True, False]


async def test_a_detached_program_runs_on_and_is_heard_again(client):
    box = await client.create()
    source = "echo one; until test -e go; do sleep 0.05; done; echo two"
    call = client.stub.Exec(one(pb.ExecRequest(start=pb.ExecStart(sandbox_id=box, shell=source, detach=True))))
    exec_id = (await call.read()).started.exec_id
    call.cancel()
    await client.run(box, "touch go")
    ran = await client.collect(client.stub.Attach(pb.AttachRequest(sandbox_id=box, exec_id=exec_id)))

    assert (ran.stdout, ran.reason) == (b"one\ntwo\n", "EXITED")


async def test_a_deleted_sandbox_takes_sessions_and_detached_programs_with_it(client):
    box = await client.create()
    session = await session_of(client, box)
    await client.run(box, "sleep 60 &", session_id=session)
    start = pb.ExecStart(sandbox_id=box, shell="sleep 60", detach=True)
    heard = asyncio.create_task(client.collect(client.stub.Exec(one(pb.ExecRequest(start=start)))))
    while not (await client.stub.Get(pb.GetRequest(sandbox_id=box))).sandbox.running:
        await asyncio.sleep(0.01)
    await asyncio.wait_for(client.stub.Delete(pb.DeleteRequest(sandbox_id=box)), 5)

    assert (await heard).reason == "SANDBOX_LOST"
    with pytest.raises(grpc.aio.AioRpcError) as raised:
        await client.run(box, "true", session_id=session)
    assert reason(raised.value) == "SANDBOX_NOT_FOUND"


async def test_a_session_stands_in_the_restored_directory_after_a_rollback(client):
    box = await client.create({"logs/app.log": b"kept\n"})
    opened = await client.stub.OpenSession(pb.OpenSessionRequest(sandbox_id=box))
    await client.run(box, "cd logs", session_id=opened.session.id)
    taken = await client.stub.Snapshot(pb.SnapshotRequest(sandbox_id=box))
    await client.run(box, "rm app.log", session_id=opened.session.id)
    await client.stub.Rollback(pb.RollbackRequest(sandbox_id=box, snapshot_id=taken.snapshot_id))

    ran = await client.run(box, "cat app.log; echo hi > new; ls; pwd", session_id=opened.session.id)
    assert ran.text == "kept\napp.log\nnew\n/workspace/logs"


async def test_a_rollback_waits_for_no_background_job_and_is_refused(client):
    box = await client.create({"a": b"1"})
    opened = await client.stub.OpenSession(pb.OpenSessionRequest(sandbox_id=box))
    await client.run(box, "sleep 60 & echo started", session_id=opened.session.id)

    with pytest.raises(grpc.aio.AioRpcError, match="left processes running: 1") as refused:
        await client.stub.Rollback(pb.RollbackRequest(sandbox_id=box))
    assert reason(refused.value) == "PROGRAMS_RUNNING"
    await client.run(box, "kill %1 || kill $!; wait", session_id=opened.session.id)
    await client.stub.Rollback(pb.RollbackRequest(sandbox_id=box))


@pytest.mark.parametrize("target", ["/etc/passwd", "/etc/hosts"])
async def test_a_file_of_the_workspace_takes_the_place_of_one_that_the_view_shows(client, target):
    box = await client.create({"mine": b"mine\n"}, mounts=[pb.Mount(source="mine", target=target)])

    assert (await client.run(box, f"cat {target}")).text == "mine"


async def test_what_cannot_be_mounted_is_the_request_s_fault(client):
    box = await client.create({"folder/file": b""}, mounts=[pb.Mount(source="folder", target="/etc/passwd")])

    with pytest.raises(grpc.aio.AioRpcError, match="mount /etc/passwd") as refused:
        await client.run(box, "true")
    assert refused.value.code() is grpc.StatusCode.INVALID_ARGUMENT

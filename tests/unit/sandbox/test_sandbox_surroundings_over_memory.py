"""Terminals, mounts and the gated network of sandbox/v1 over the in-memory adapters."""

import asyncio

import grpc
import pytest
from sandbox_server import memory_sandbox

from agent_loop.chassis.grpc import reason
from agent_loop.contracts.sandbox.v1 import sandbox_pb2 as pb
from agent_loop.sandbox.adapters.gate_memory import InMemoryGate
from agent_loop.sandbox.adapters.isolation_memory import PROGRAMS, InMemoryIsolation
from agent_loop.sandbox.domain.errors import PathRefused, RequestRefused
from agent_loop.sandbox.domain.mounts import MAX_MOUNTS, mountable
from agent_loop.sandbox.domain.programs import Mount, Probe, Report, Stream, Tier

ONE_SHOTS_ONLY = Report(Tier.LANDLOCK, (Probe("userns", False, "denied", "sudo sysctl x=0"),))

ALLOWLIST = pb.Network(mode=pb.NETWORK_MODE_ALLOWLIST, hosts=["*.example.org", "host.test:8080"])
PROXY = "http://127.0.0.1:3128"


async def screen(terminal):
    """Prints its terminal's size for each line that is typed."""
    terminal.print(b"no terminal" if terminal.size is None else b"", Stream.STDERR)
    while await terminal.read():
        terminal.print(f"{terminal.size.rows}x{terminal.size.columns} ".encode(), Stream.STDERR)
    return 0


async def mounts(terminal):
    shown = terminal.confinement.surroundings.mounts
    terminal.print(" ".join(f"{m.source}:{m.target}:{'ro' if m.read_only else 'rw'}" for m in shown).encode())
    return 0


@pytest.fixture
def gate():
    return InMemoryGate()


@pytest.fixture
async def client(gate):
    async def fetch(terminal):
        return 0 if gate.ask(terminal.gate, terminal.confinement.argv[1], tls=True) else 22

    isolation = InMemoryIsolation(PROGRAMS | {"screen": screen, "mounts": mounts, "fetch": fetch})
    async with memory_sandbox(isolation, gate) as opened:
        yield opened


async def session_of(client, box):
    return (await client.stub.OpenSession(pb.OpenSessionRequest(sandbox_id=box))).session.id


async def denials(client, box):
    return [event async for event in client.stub.Audit(pb.AuditRequest(sandbox_id=box))]


def argv(*args):
    return pb.Argv(args=args)


async def refused(awaitable):
    with pytest.raises(grpc.aio.AioRpcError) as raised:
        await awaitable
    return reason(raised.value)


async def test_a_terminal_has_a_size_that_changes_and_carries_everything_on_stdout(client):
    box, typed = await client.create(), asyncio.Queue()

    async def requests():
        size = pb.WindowSize(rows=24, columns=80)
        yield pb.ExecRequest(
            start=pb.ExecStart(sandbox_id=box, argv=argv("screen"), pty=size, stdin=b"x", keep_stdin_open=True)
        )
        await typed.get()
        yield pb.ExecRequest(window=pb.WindowSize(rows=50, columns=132))
        yield pb.ExecRequest(stdin=b"x")

    call, heard = client.stub.Exec(requests()), b""
    async for event in call:
        heard += event.stdout.data
        assert not event.stderr.data
        if heard == b"24x80 ":
            typed.put_nowait(None)
    assert heard == b"24x80 50x132 "


async def test_a_program_in_a_terminal_is_told_which_kind(client):
    box, size = await client.create(), pb.WindowSize(rows=24, columns=80)

    assert (await client.run(box, argv=argv("printenv", "TERM"), pty=size)).text == "xterm-256color"
    assert (await client.run(box, argv=argv("printenv", "TERM"))).text == "dumb"
    assert (await client.run(box, argv=argv("printenv", "TERM"), pty=size, env={"TERM": "vt100"})).text == "vt100"


async def test_a_new_size_is_refused_at_once_to_a_program_without_a_terminal(client):
    box = await client.create()

    async def requests():
        yield pb.ExecRequest(start=pb.ExecStart(sandbox_id=box, argv=argv("screen"), keep_stdin_open=True))
        yield pb.ExecRequest(window=pb.WindowSize(rows=50, columns=132))

    with pytest.raises(grpc.aio.AioRpcError, match="window: this program has no terminal") as raised:
        async with asyncio.timeout(10):  # its own limits would end it after 30
            await client.collect(client.stub.Exec(requests()))
    assert reason(raised.value) == "REQUEST_REFUSED"


@pytest.mark.parametrize("size", [(0, 80), (24, 0), (65_536, 80), (24, 65_536)])
async def test_a_terminal_of_no_size_or_too_large_is_refused(client, size):
    box, window = await client.create(), pb.WindowSize(rows=size[0], columns=size[1])

    async def requests():
        yield pb.ExecRequest(start=pb.ExecStart(sandbox_id=box, argv=argv("sleep", "0.2")))
        yield pb.ExecRequest(window=window)

    assert await refused(client.run(box, argv=argv("true"), pty=window)) == "REQUEST_REFUSED"
    assert await refused(client.collect(client.stub.Exec(requests()))) == "REQUEST_REFUSED"


async def test_a_session_has_no_terminal(client):
    box, size = await client.create(), pb.WindowSize(rows=24, columns=80)
    session = await session_of(client, box)

    assert await refused(client.run(box, "true", session_id=session, pty=size)) == "REQUEST_REFUSED"


async def test_mounts_reach_the_programs_and_are_told(client):
    asked = [
        pb.Mount(source="/workspace/logs/", target="/var/log", read_only=True),
        pb.Mount(source="app.conf", target="/etc/app.conf"),
    ]
    box = await client.create({"logs/app.log": b"x", "app.conf": b"y"}, mounts=asked)
    told = (await client.stub.Get(pb.GetRequest(sandbox_id=box))).sandbox.mounts

    assert (await client.run(box, argv=argv("mounts"))).text == "logs:/var/log:ro app.conf:/etc/app.conf:rw"
    assert [(m.source, m.target, m.read_only) for m in told] == [
        ("logs", "/var/log", True), ("app.conf", "/etc/app.conf", False),
    ]  # fmt: skip
    session = await session_of(client, box)
    assert (await client.run(box, "mounts", session_id=session)).text.startswith("logs:/var/log:ro")


@pytest.mark.parametrize("source", ["missing", "file/beneath", "link"])
async def test_a_mount_shows_what_the_seed_brought(client, source):
    entries = [
        pb.ManifestEntry(path="file", content=b"x"),
        pb.ManifestEntry(path="link", kind=pb.FILE_KIND_SYMLINK, link_target="file"),
    ]
    seed = pb.Seed(manifest=pb.Manifest(entries=entries))
    mount = pb.Mount(source=source, target="/data")

    assert await refused(client.create(seed=seed, mounts=[mount])) == "REQUEST_REFUSED"
    assert list((await client.stub.List(pb.ListRequest())).sandboxes) == []


@pytest.mark.parametrize(
    "target",
    [
        "", "data", "/", "//data", "/data/", "/a/./b", "/a/../b", "/a//b", "/proc", "/proc/1", "/sys/kernel",
        "/dev/shm", "/usr/bin", "/bin", "/sbin/x", "/lib", "/lib64", "/libx32/a", "/run/program", "/tmp/a",
        "/workspace", "/workspace/a", "/etc", "/a\0b", "/" + "x" * 4000,
    ],
)  # fmt: skip
def test_a_mount_lies_at_no_place_of_the_sandbox_itself(target):
    with pytest.raises(RequestRefused):
        mountable([Mount("a", target)])


@pytest.mark.parametrize(
    "target", ["/var/log", "/etc/app", "/data", "/home/ann/x", "/opt/binary", "/srv/usr", "/procs"]
)
def test_a_mount_lies_anywhere_else(target):
    assert mountable([Mount("/workspace/a/./b", target)]) == (Mount("a/b", target),)


@pytest.mark.parametrize("targets", [("/a", "/a"), ("/a", "/a/b"), ("/a/b/c", "/a-b", "/a")])
def test_no_mount_lies_in_another(targets):
    with pytest.raises(RequestRefused, match="lies in"):
        mountable([Mount("x", target) for target in targets])


def test_mounts_are_few_and_their_sources_lie_within():
    assert len(mountable([Mount("a", f"/d{n}") for n in range(MAX_MOUNTS)])) == MAX_MOUNTS
    with pytest.raises(RequestRefused, match="17"):
        mountable([Mount("a", f"/d{n}") for n in range(MAX_MOUNTS + 1)])
    with pytest.raises(PathRefused):
        mountable([Mount("../a", "/data")])
    for whole in ("", "/workspace", "."):
        with pytest.raises(RequestRefused, match="source"):
            mountable([Mount(whole, "/data")])


async def test_where_nothing_can_be_enclosed_they_are_refused_with_the_reason():
    async with memory_sandbox(InMemoryIsolation(report=ONE_SHOTS_ONLY)) as client:
        box, size = await client.create(), pb.WindowSize(rows=24, columns=80)
        features = (await client.stub.Capabilities(pb.CapabilitiesRequest())).features

        assert await refused(client.run(box, argv=argv("true"), pty=size)) == "ISOLATION_UNAVAILABLE"
        assert await refused(client.create(mounts=[pb.Mount(source="a", target="/b")])) == "ISOLATION_UNAVAILABLE"
        assert await refused(client.create(network=ALLOWLIST)) == "ISOLATION_UNAVAILABLE"
        assert not {pb.FEATURE_PTY, pb.FEATURE_MOUNTS, pb.FEATURE_NETWORK_ALLOWLIST} & set(features)


async def test_a_gated_sandbox_says_so_and_its_programs_know_the_proxy(client):
    made = (await client.stub.Create(pb.CreateRequest(network=ALLOWLIST, env={"no_proxy": "mine"}))).sandbox
    session = await session_of(client, made.id)

    assert made.network == ALLOWLIST
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"):
        assert (await client.run(made.id, argv=argv("printenv", name))).text == PROXY
        assert (await client.run(made.id, f"printenv {name}", session_id=session)).text == PROXY
    assert (await client.run(made.id, argv=argv("printenv", "no_proxy"))).text == "mine"
    own = await client.run(made.id, argv=argv("printenv", "http_proxy"), env={"http_proxy": "http://mine"})
    assert own.text == "http://mine"


async def test_without_an_allowlist_there_is_no_proxy_and_no_gate(client, gate):
    box = await client.create()

    assert (await client.run(box, argv=argv("printenv", "http_proxy"))).exit.exit_code == 1
    await session_of(client, box)
    assert gate.opened == []


async def test_a_gate_is_open_while_its_program_runs_and_denials_name_it(client, gate):
    box = await client.create(network=ALLOWLIST)

    async def ran(*args):
        call = client.stub.Exec(one_shot(box, *args))
        events = [event async for event in call]
        return events[0].started.exec_id, events[-1].exit.exit_code

    assert (await ran("fetch", "www.example.org"))[1] == 0
    exec_id, code = await ran("fetch", "evil.test")
    denied = await denials(client, box)

    assert code == 22
    assert [(event.kind, event.what, event.exec_id) for event in denied] == [
        (pb.DENIAL_KIND_NETWORK, "evil.test:443", exec_id)
    ]
    assert [target.host for target in gate.let_out] == ["www.example.org"]
    assert gate.opened == []


async def one_shot(box, *args):
    yield pb.ExecRequest(start=pb.ExecStart(sandbox_id=box, argv=argv(*args)))


async def test_the_gate_of_sessions_is_open_as_long_as_the_sandbox_lives(client, gate):
    box = await client.create(network=ALLOWLIST)
    first, second = await session_of(client, box), await session_of(client, box)

    assert (await client.run(box, "fetch host.test:8080", session_id=first)).exit.exit_code == 0
    assert (await client.run(box, "fetch host.test", session_id=second)).exit.exit_code == 22
    assert [(event.what, event.exec_id) for event in await denials(client, box)] == [("host.test:443", "")]
    assert len(gate.opened) == 1
    await client.stub.Delete(pb.DeleteRequest(sandbox_id=box))
    assert gate.opened == []

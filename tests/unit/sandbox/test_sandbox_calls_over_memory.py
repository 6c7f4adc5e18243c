"""Every call of sandbox/v1 over the in-memory adapters: no program runs, no file is written."""

import asyncio

import grpc
import pytest
from sandbox_server import memory_sandbox, serving

from agent_loop.chassis.grpc import reason
from agent_loop.contracts.sandbox.v1 import sandbox_pb2 as pb
from agent_loop.sandbox.adapters.gate_memory import InMemoryGate
from agent_loop.sandbox.adapters.isolation_memory import PROGRAMS, InMemoryIsolation
from agent_loop.sandbox.adapters.workspaces_memory import InMemoryWorkspace, InMemoryWorkspaces
from agent_loop.sandbox.domain.files import WorkspaceUsage
from agent_loop.sandbox.domain.programs import Occupancy, Probe, Report, Stream, Tier

MIB = 2**20


async def hog(terminal):
    terminal.print(b"begun")
    terminal.holds = Occupancy(600 * MIB, 2)
    await asyncio.sleep(60)
    return 0


async def multiply(terminal):
    terminal.holds = Occupancy(1, 500)
    await asyncio.sleep(60)
    return 0


async def chatter(terminal):
    for _ in range(40):
        terminal.print(b"x" * 1000)
        terminal.print(b"y" * 1000, Stream.STDERR)
        await asyncio.sleep(0)
    return 0


async def too_large(_):
    return 128 + 25


async def burnt(_):
    return 128 + 24


async def killed(_):
    return 137


EXTRA = {
    "hog": hog, "multiply": multiply, "chatter": chatter, "too_large": too_large, "burnt": burnt, "killed": killed,
}  # fmt: skip
BROKEN = Report(Tier.UNSPECIFIED, (Probe("namespaces_stand", False, "uid map: denied", "sudo sysctl x=0"),))


@pytest.fixture
async def client():
    async with memory_sandbox(InMemoryIsolation(PROGRAMS | EXTRA)) as opened:
        yield opened


@pytest.fixture
async def box(client):
    return await client.create()


def argv(*args):
    return pb.Argv(args=args)


async def refused(awaitable):
    with pytest.raises(grpc.aio.AioRpcError) as raised:
        await awaitable
    return reason(raised.value)


async def start_only(**start):
    yield pb.ExecRequest(start=pb.ExecStart(**start))


async def test_a_program_runs_and_tells_its_tier(client, box):
    ran = await client.run(box, argv=argv("echo", "hi"))

    assert (ran.text, ran.reason, ran.exit.exit_code, ran.tier) == ("hi", "EXITED", 0, pb.TIER_NAMESPACES)
    assert not ran.exit.truncated


async def test_the_environment_of_the_sandbox_and_of_the_call_are_merged(client):
    box = await client.create(env={"A": "sandbox", "B": "sandbox"})

    assert (await client.run(box, argv=argv("printenv", "A"), env={"A": "call"})).text == "call"
    assert (await client.run(box, argv=argv("printenv", "B"))).text == "sandbox"
    assert (await client.run(box, argv=argv("printenv", "HOME"))).text == "/workspace"


async def test_stdin_comes_at_once_or_in_pieces(client, box):
    assert (await client.run(box, argv=argv("cat"), stdin=b"at once")).text == "at once"

    async def pieces():
        yield pb.ExecRequest(start=pb.ExecStart(sandbox_id=box, argv=argv("cat"), stdin=b"one ", keep_stdin_open=True))
        yield pb.ExecRequest(stdin=b"two ")
        yield pb.ExecRequest(stdin=b"three")
        yield pb.ExecRequest(close_stdin=pb.CloseStdin())
        await asyncio.sleep(30)

    assert (await client.collect(client.stub.Exec(pieces()))).text == "one two three"


async def test_the_end_of_the_requests_is_the_end_of_stdin(client, box):
    async def requests():
        yield pb.ExecRequest(start=pb.ExecStart(sandbox_id=box, argv=argv("cat"), keep_stdin_open=True))
        yield pb.ExecRequest(stdin=b"text")

    assert (await client.collect(client.stub.Exec(requests()))).text == "text"


@pytest.mark.parametrize(
    ("program", "named"),
    [("hog", "OOM"), ("multiply", "PIDS"), ("too_large", "DISK"), ("burnt", "TIMEOUT"), ("killed", "SIGNALED")],
)
async def test_an_end_has_its_reason(client, box, program, named):
    ran = await client.run(box, argv=argv(program))

    assert ran.reason == named
    assert ran.exit.message


async def test_the_wall_clock_and_silence_are_limited(client, box):
    slow = argv("sleep", "30")

    assert (await client.run(box, argv=slow, limits=pb.ExecLimits(wall_ms=50))).reason == "TIMEOUT"
    assert (await client.run(box, argv=slow, limits=pb.ExecLimits(idle_ms=50))).reason == "IDLE_TIMEOUT"


async def test_output_beyond_the_cap_is_counted_for_each_stream(client, box):
    ran = await client.run(box, argv=argv("chatter"), limits=pb.ExecLimits(output_bytes=1500))

    assert (ran.stdout, ran.stderr) == (b"x" * 1500, b"y" * 1500)
    assert (ran.exit.stdout_dropped_bytes, ran.exit.stderr_dropped_bytes) == (38_500, 38_500)
    assert ran.exit.truncated
    assert ran.reason == "EXITED"


async def test_the_cap_can_end_the_program(client, box):
    limits = pb.ExecLimits(output_bytes=1500, end_at_output_cap=True)

    assert (await client.run(box, argv=argv("chatter"), limits=limits)).reason == "OUTPUT_CAP"


class CountedWorkspace(InMemoryWorkspace):
    """Knows how often it was counted, and can hold more than its quota, as a program's writes can make a real one."""

    counts = 0
    too_much = False

    async def usage(self, *, at_once=False):
        self.counts += 1
        return WorkspaceUsage(10**12, 1) if self.too_much else await super().usage(at_once=at_once)


class CountedWorkspaces(InMemoryWorkspaces):
    async def create(self, sandbox_id, quota):
        self.workspaces[sandbox_id] = CountedWorkspace(sandbox_id, quota)
        return self.workspaces[sandbox_id]


async def test_the_workspace_is_not_counted_after_each_short_program_and_found_too_full_all_the_same():
    workspaces = CountedWorkspaces()

    async def fill(terminal):
        workspaces.workspaces[terminal.confinement.surroundings.workspace].too_much = True
        await asyncio.sleep(0.2)  # nothing writes half a gigabyte faster
        return 0

    async with serving(InMemoryIsolation(PROGRAMS | {"fill": fill}), workspaces, gate=InMemoryGate()) as client:
        box = await client.create()
        for _ in range(20):
            assert (await client.run(box, argv=argv("true"))).reason == "EXITED"
        assert workspaces.workspaces[box].counts < 20
        assert (await client.run(box, argv=argv("fill"))).reason == "DISK"
        assert (await client.run(box, argv=argv("true"))).reason == "DISK"


async def test_a_workspace_with_little_room_is_counted_after_each_program():
    workspaces = CountedWorkspaces()
    async with serving(InMemoryIsolation(), workspaces, gate=InMemoryGate()) as client:
        box = await client.create(limits=pb.Limits(workspace_bytes=100_000))
        for _ in range(5):
            await client.run(box, argv=argv("true"))
        assert workspaces.workspaces[box].counts >= 6


async def test_a_cancel_and_a_signal_end_it(client, box):
    async def requests(message):
        yield pb.ExecRequest(start=pb.ExecStart(sandbox_id=box, argv=argv("sleep", "30")))
        yield message

    cancelled = await client.collect(client.stub.Exec(requests(pb.ExecRequest(cancel=pb.Cancel()))))
    signalled = await client.collect(client.stub.Exec(requests(pb.ExecRequest(signal=pb.Signal(number=15)))))

    assert cancelled.reason == "CANCELLED"
    assert (signalled.reason, signalled.exit.signal, signalled.exit.exit_code) == ("SIGNALED", 15, 143)


async def test_run_says_all_of_a_program_at_its_end(client, box):
    start = pb.ExecStart(sandbox_id=box, argv=argv("cat"), stdin=b"all at once")
    ran = await client.collect(client.stub.Run(start))

    assert (ran.text, ran.reason, ran.exit.tier) == ("all at once", "EXITED", pb.TIER_NAMESPACES)
    assert [event.WhichOneof("event") async for event in client.stub.Run(start)] == ["stdout", "exit"]


async def test_leaving_a_run_ends_its_program(client, box):
    call = client.stub.Run(pb.ExecStart(sandbox_id=box, argv=argv("sleep", "30")))
    reading = asyncio.create_task(call.read())
    while not (await client.stub.Get(pb.GetRequest(sandbox_id=box))).sandbox.running:
        await asyncio.sleep(0.01)
    call.cancel()
    await asyncio.wait([reading])

    async with asyncio.timeout(5):
        while (await client.stub.Get(pb.GetRequest(sandbox_id=box))).sandbox.running:
            await asyncio.sleep(0.01)


@pytest.mark.parametrize("spoken_to", ["detach", "keep_stdin_open"])
async def test_a_run_cannot_be_spoken_to(client, box, spoken_to):
    start = pb.ExecStart(sandbox_id=box, argv=argv("cat"), **{spoken_to: True})

    assert await refused(client.collect(client.stub.Run(start))) == "REQUEST_REFUSED"


@pytest.mark.parametrize(
    "start",
    [
        {}, {"argv": pb.Argv()}, {"shell": "true", "cwd": "missing"}, {"shell": "true", "cwd": "file"},
        {"shell": "true", "limits": pb.ExecLimits(wall_ms=10**10)}, {"shell": "true", "env": {"A=B": "x"}},
    ],
    ids=["nothing to run", "empty", "no such cwd", "cwd is a file", "limit too high", "wrong environment"],
)  # fmt: skip
async def test_a_wrong_exec_is_refused(client, start):
    box = await client.create({"file": b"x"})

    assert await refused(client.collect(client.stub.Exec(start_only(sandbox_id=box, **start)))) == "REQUEST_REFUSED"


@pytest.mark.parametrize(
    "message",
    [pb.ExecRequest(start=pb.ExecStart(shell="true")), pb.ExecRequest(signal=pb.Signal(number=99)), pb.ExecRequest()],
    ids=["second start", "unknown signal", "empty"],
)
async def test_a_wrong_later_message_is_refused(client, box, message):
    async def requests():
        yield pb.ExecRequest(start=pb.ExecStart(sandbox_id=box, argv=argv("sleep", "0.3")))
        yield message

    assert await refused(client.collect(client.stub.Exec(requests()))) == "REQUEST_REFUSED"


async def test_a_stream_that_does_not_begin_as_it_should_is_refused(client):
    async def of(message):
        yield message

    assert await refused(client.collect(client.stub.Exec(of(pb.ExecRequest(stdin=b"x"))))) == "REQUEST_REFUSED"
    assert await refused(client.stub.WriteFile(of(pb.WriteFileRequest(data=b"x")))) == "REQUEST_REFUSED"
    assert await refused(client.stub.UploadArchive(of(pb.UploadArchiveRequest(data=b"x")))) == "REQUEST_REFUSED"


async def test_without_isolation_nothing_runs_and_the_fix_is_named():
    async with memory_sandbox(InMemoryIsolation(report=BROKEN)) as client:
        box = await client.create()
        with pytest.raises(grpc.aio.AioRpcError) as raised:
            await client.run(box, "true")
        capabilities = await client.stub.Capabilities(pb.CapabilitiesRequest())

        assert raised.value.code() is grpc.StatusCode.FAILED_PRECONDITION
        assert reason(raised.value) == "ISOLATION_UNAVAILABLE"
        assert "namespaces_stand" in raised.value.details()
        assert "sudo sysctl x=0" in raised.value.details()
        assert capabilities.tier == pb.TIER_UNSPECIFIED
        assert capabilities.probes[0].fix == "sudo sysctl x=0"
        assert await refused(client.create(min_tier=pb.TIER_LANDLOCK)) == "ISOLATION_UNAVAILABLE"


async def test_capabilities_tell_limits_and_features(client):
    told = await client.stub.Capabilities(pb.CapabilitiesRequest())

    assert told.tier == pb.TIER_NAMESPACES
    assert pb.FEATURE_EXEC in told.features
    assert pb.FEATURE_SESSIONS in told.features
    assert 0 < told.default_limits.memory_bytes <= told.max_limits.memory_bytes
    assert (told.workspace_path, told.max_sandboxes) == ("/workspace", 8)


async def test_a_sandbox_is_listed_found_renewed_and_deleted(client):
    made = (await client.stub.Create(pb.CreateRequest(subject="ann", ttl_seconds=60))).sandbox
    await client.create(subject="bob")
    renewed = (await client.stub.Renew(pb.RenewRequest(sandbox_id=made.id, ttl_seconds=600))).sandbox
    listed = (await client.stub.List(pb.ListRequest(subject="ann"))).sandboxes

    assert [sandbox.id for sandbox in listed] == [made.id]
    assert len((await client.stub.List(pb.ListRequest())).sandboxes) == 2
    assert made.expires_at_ns - made.created_at_ns == 60 * 10**9
    assert renewed.expires_at_ns > made.expires_at_ns
    await client.stub.Delete(pb.DeleteRequest(sandbox_id=made.id))
    assert await refused(client.stub.Get(pb.GetRequest(sandbox_id=made.id))) == "SANDBOX_NOT_FOUND"
    assert await refused(client.stub.Delete(pb.DeleteRequest(sandbox_id=made.id))) == "SANDBOX_NOT_FOUND"


async def test_the_same_key_of_the_same_subject_gives_the_same_sandbox(client):
    async def create(subject):
        return await client.create(idempotency_key="k", subject=subject)

    first, again = await asyncio.gather(create("ann"), create("ann"))

    assert first == again
    assert await create("bob") != first
    await client.stub.Delete(pb.DeleteRequest(sandbox_id=first))
    assert await create("ann") != first


@pytest.mark.parametrize(
    "other", [{"ttl_seconds": 60}, {"limits": pb.Limits(processes=9)}, {"files": {"a": b"b"}}, {"env": {"A": "b"}}]
)
async def test_the_same_key_with_another_request_is_refused_and_names_the_sandbox(client, other):
    made = await client.create(idempotency_key="k", subject="ann")

    with pytest.raises(grpc.aio.AioRpcError, match=f"'k' made the sandbox {made} from another request") as raised:
        await client.create(idempotency_key="k", subject="ann", **other)

    assert (raised.value.code(), reason(raised.value)) == (
        grpc.StatusCode.FAILED_PRECONDITION, "IDEMPOTENCY_CONFLICT",
    )  # fmt: skip
    assert len((await client.stub.List(pb.ListRequest())).sandboxes) == 1
    assert await client.create(idempotency_key="k", subject="ann") == made


async def test_memory_in_which_no_shell_starts_is_refused_with_the_least_that_is_not(client):
    for bytes_ in (1, 2**22 - 1):
        with pytest.raises(grpc.aio.AioRpcError, match="starts with less than 4194304") as raised:
            await client.create(limits=pb.Limits(memory_bytes=bytes_))
        assert raised.value.code() is grpc.StatusCode.INVALID_ARGUMENT

    assert await client.create(limits=pb.Limits(memory_bytes=2**22))


@pytest.mark.parametrize(
    "host", ["localhost", "LOCALHOST.", "localhost:8080", "api.localhost", "*.app.localhost", "localhost.localdomain",
             "localhost6", "ip6-localhost", "ip6-loopback", "127.0.0.1", "[::1]", "10.0.0.1", "[fc00::1]"],
)  # fmt: skip
async def test_an_allowlist_with_what_the_gate_never_lets_through_is_refused_at_once(client, host):
    network = pb.Network(mode=pb.NETWORK_MODE_ALLOWLIST, hosts=["example.org", host])

    with pytest.raises(grpc.aio.AioRpcError, match=r"is refused: the (name|address) is") as raised:
        await client.create(network=network)
    assert raised.value.code() is grpc.StatusCode.INVALID_ARGUMENT


@pytest.mark.parametrize("host", ["localhost.example.org", "mylocalhost", "localhost7.net"])
async def test_a_name_that_only_looks_like_the_loopback_s_is_let_onto_an_allowlist(client, host):
    assert await client.create(network=pb.Network(mode=pb.NETWORK_MODE_ALLOWLIST, hosts=[host]))


async def test_there_are_never_too_many(client):
    for _ in range(8):
        await client.create()

    assert await refused(client.create()) == "TOO_MANY_SANDBOXES"


@pytest.mark.parametrize(
    ("request_", "named"),
    [
        ({"ttl_seconds": 10**6}, "REQUEST_REFUSED"), ({"limits": pb.Limits(processes=10**6)}, "REQUEST_REFUSED"),
        ({"env": {"": "x"}}, "REQUEST_REFUSED"), ({"min_tier": 77}, "REQUEST_REFUSED"),
        ({"mounts": [pb.Mount(source="a", target="/b")]}, "REQUEST_REFUSED"),
        ({"seed": pb.Seed(from_sandbox=pb.SandboxState(sandbox_id="a", snapshot_id="b"))}, "SANDBOX_NOT_FOUND"),
        ({"seed": pb.Seed(from_sandbox=pb.SandboxState(sandbox_id="missing"))}, "SANDBOX_NOT_FOUND"),
        ({"seed": pb.Seed(archive=b"noise")}, "ARCHIVE_REFUSED"),
    ],
)  # fmt: skip
async def test_a_wrong_create_is_refused_and_leaves_nothing(client, request_, named):
    assert await refused(client.create(**request_)) == named
    assert list((await client.stub.List(pb.ListRequest())).sandboxes) == []


@pytest.mark.parametrize(
    ("entry", "named"),
    [
        (pb.ManifestEntry(path=""), "REQUEST_REFUSED"), (pb.ManifestEntry(path="../a"), "PATH_REFUSED"),
        (pb.ManifestEntry(path="p", kind=pb.FILE_KIND_OTHER), "REQUEST_REFUSED"),
        (pb.ManifestEntry(path="l", kind=pb.FILE_KIND_SYMLINK, link_target="/etc"), "PATH_REFUSED"),
    ],
)  # fmt: skip
async def test_a_wrong_manifest_is_refused(client, entry, named):
    assert await refused(client.create(seed=pb.Seed(manifest=pb.Manifest(entries=[entry])))) == named


async def test_a_copy_has_the_end_state_and_changes_apart(client):
    original = await client.create({"a": b"1"})
    await write(client, original, "b", b"2")
    overlay = pb.Manifest(entries=[pb.ManifestEntry(path="check", content=b"#", mode=0o755)])
    seed = pb.Seed(from_sandbox=pb.SandboxState(sandbox_id=original), manifest=overlay)
    copy = await client.create(seed=seed)
    await write(client, copy, "a", b"changed")

    assert await read(client, original, "a") == b"1"
    assert await read(client, copy, "b") == b"2"
    assert await diff(client, copy) == [("a", pb.CHANGE_KIND_MODIFIED)]


async def write(client, box, path, data, **header):
    async def requests():
        yield pb.WriteFileRequest(header=pb.WriteFileHeader(sandbox_id=box, path=path, data=data[:1], **header))
        yield pb.WriteFileRequest(data=data[1:])

    return (await client.stub.WriteFile(requests())).file


async def read(client, box, path, **range_):
    call = client.stub.ReadFile(pb.ReadFileRequest(sandbox_id=box, path=path, **range_))
    return b"".join([part.data async for part in call])


async def diff(client, box):
    return [(c.path, c.change) for c in (await client.stub.Diff(pb.DiffRequest(sandbox_id=box))).changes]


async def test_files_are_written_read_listed_and_removed(client, box):
    written = await write(client, box, "d/a", b"content", make_parents=True, mode=0o600)
    listed = await client.stub.ListFiles(pb.ListFilesRequest(sandbox_id=box, recursive=True))
    first = await client.stub.ListFiles(pb.ListFilesRequest(sandbox_id=box, recursive=True, limit=1))

    assert (written.path, written.size, written.mode) == ("d/a", 7, 0o600)
    assert [file.path for file in listed.files] == ["d", "d/a"]
    assert ([file.path for file in first.files], first.truncated) == (["d"], True)
    assert await read(client, box, "d/a", offset=3, limit=2) == b"te"
    assert (await client.stub.Stat(pb.StatRequest(sandbox_id=box, path="/workspace/d/a"))).file.size == 7
    assert await refused(client.stub.Remove(pb.RemoveRequest(sandbox_id=box, path="d"))) == "DIRECTORY_NOT_EMPTY"
    await client.stub.Remove(pb.RemoveRequest(sandbox_id=box, path="d", recursive=True))
    assert await refused(read(client, box, "d/a")) == "FILE_NOT_FOUND"
    assert await refused(client.stub.Remove(pb.RemoveRequest(sandbox_id=box, path=""))) == "REQUEST_REFUSED"


async def test_an_empty_file_is_read_as_its_description(client):
    box = await client.create({"empty": b""})
    parts = [part async for part in client.stub.ReadFile(pb.ReadFileRequest(sandbox_id=box, path="empty"))]

    assert [(part.file.path, part.data) for part in parts] == [("empty", b"")]


async def test_what_changed_is_told_and_downloaded_and_can_be_the_next_seed(client):
    box = await client.create({"a": b"1", "b": b"1"})
    await write(client, box, "a", b"22")
    await write(client, box, "c", b"3")
    await client.stub.Remove(pb.RemoveRequest(sandbox_id=box, path="b"))
    call = client.stub.DownloadArchive(pb.DownloadArchiveRequest(sandbox_id=box, changed_only=True))
    archive = b"".join([part.data async for part in call])
    other = await client.create(seed=pb.Seed(archive=archive))

    assert await diff(client, box) == [
        ("a", pb.CHANGE_KIND_MODIFIED), ("b", pb.CHANGE_KIND_REMOVED), ("c", pb.CHANGE_KIND_ADDED),
    ]  # fmt: skip
    assert (await read(client, other, "a"), await read(client, other, "c")) == (b"22", b"3")
    assert await refused(read(client, other, "b")) == "FILE_NOT_FOUND"


@pytest.mark.parametrize("becomes_seed", [True, False])
async def test_an_archive_is_uploaded_beneath_a_folder(client, becomes_seed):
    source, box = await client.create({"x/a": b"1"}), await client.create()
    call = client.stub.DownloadArchive(pb.DownloadArchiveRequest(sandbox_id=source, path="x"))
    archive = b"".join([part.data async for part in call])

    async def requests():
        header = pb.UploadArchiveHeader(sandbox_id=box, path="into", becomes_seed=becomes_seed)
        yield pb.UploadArchiveRequest(header=header)
        for at in range(0, len(archive), 700):
            yield pb.UploadArchiveRequest(data=archive[at : at + 700])

    usage = (await client.stub.UploadArchive(requests())).workspace

    assert (usage.bytes, usage.inodes) == (1, 3)
    assert await read(client, box, "into/x/a") == b"1"
    assert (await diff(client, box) == []) is becomes_seed


async def test_a_demand_for_more_isolation_than_there_is_is_refused(client, box):
    weak = Report(Tier.LANDLOCK, (Probe("userns", True, "no"),))
    async with memory_sandbox(InMemoryIsolation(report=weak)) as weaker:
        box = await weaker.create()

        assert await refused(weaker.run(box, "true", min_tier=pb.TIER_NAMESPACES)) == "ISOLATION_UNAVAILABLE"
        assert (await weaker.run(box, argv=argv("true"), min_tier=pb.TIER_LANDLOCK)).tier == pb.TIER_LANDLOCK

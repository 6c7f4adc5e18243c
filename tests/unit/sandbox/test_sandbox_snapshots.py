"""Snapshot, Rollback and Diff over the wire, with the in-memory adapters."""

import asyncio
import io
import tarfile

import grpc
import pytest
from sandbox_server import memory_sandbox

from agent_loop.chassis.grpc import reason
from agent_loop.contracts.sandbox.v1 import sandbox_pb2 as pb
from agent_loop.sandbox.adapters.isolation_memory import PROGRAMS, InMemoryIsolation
from agent_loop.sandbox.adapters.workspaces_memory import InMemoryWorkspace
from agent_loop.sandbox.domain.errors import ProgramsRunning, SnapshotNotFound
from agent_loop.sandbox.domain.files import MAX_SNAPSHOTS, SEED, Quota
from agent_loop.sandbox.domain.limits import DEFAULT_LIMITS
from agent_loop.sandbox.domain.programs import Tier
from agent_loop.sandbox.domain.sandboxes import Sandbox
from agent_loop.sandbox.use_cases.sandboxes import Held, Sandboxes
from agent_loop.sandbox.use_cases.snapshots import RollbackWorkspace


@pytest.fixture
async def client():
    async with memory_sandbox(InMemoryIsolation(PROGRAMS)) as opened:
        yield opened


@pytest.fixture
async def box(client):
    return await client.create({"kept": b"seed", "gone": b"seed"})


async def refused(awaitable):
    with pytest.raises(grpc.aio.AioRpcError) as raised:
        await awaitable
    return raised.value.code(), reason(raised.value)


async def write(client, box, path, data):
    header = pb.WriteFileHeader(sandbox_id=box, path=path, data=data)

    async def requests():
        yield pb.WriteFileRequest(header=header)

    await client.stub.WriteFile(requests())


async def files(client, box):
    listed = await client.stub.ListFiles(pb.ListFilesRequest(sandbox_id=box, recursive=True))
    found = {}
    for file in listed.files:
        parts = [part async for part in client.stub.ReadFile(pb.ReadFileRequest(sandbox_id=box, path=file.path))]
        found[file.path] = b"".join(part.data for part in parts)
    return found


async def snapshot(client, box):
    return (await client.stub.Snapshot(pb.SnapshotRequest(sandbox_id=box))).snapshot_id


async def rollback(client, box, snapshot_id=""):
    await client.stub.Rollback(pb.RollbackRequest(sandbox_id=box, snapshot_id=snapshot_id))


async def diff(client, box, before="", after=""):
    request = pb.DiffRequest(sandbox_id=box, from_snapshot_id=before, to_snapshot_id=after)
    changes = (await client.stub.Diff(request)).changes
    return {change.path: pb.ChangeKind.Name(change.change).removeprefix("CHANGE_KIND_") for change in changes}


async def spoil(client, box):
    await write(client, box, "kept", b"spoilt")
    await write(client, box, "new", b"new")
    await client.stub.Remove(pb.RemoveRequest(sandbox_id=box, path="gone"))


async def test_the_server_says_that_it_has_snapshots(client):
    assert pb.FEATURE_SNAPSHOTS in (await client.stub.Capabilities(pb.CapabilitiesRequest())).features


async def test_a_snapshot_tells_its_id_and_what_the_workspace_holds(client, box):
    first = await client.stub.Snapshot(pb.SnapshotRequest(sandbox_id=box))

    assert (first.workspace.bytes, first.workspace.inodes) == (8, 2)
    assert first.snapshot_id
    assert first.snapshot_id != await snapshot(client, box)


async def test_a_rollback_without_an_id_goes_to_the_seed(client, box):
    await spoil(client, box)
    await rollback(client, box)

    assert await files(client, box) == {"kept": b"seed", "gone": b"seed"}
    assert await diff(client, box) == {}


async def test_a_sandbox_that_was_made_empty_is_emptied(client):
    box = await client.create()
    await write(client, box, "file", b"x")
    await rollback(client, box)

    assert await files(client, box) == {}


async def test_an_upload_that_becomes_the_seed_is_what_a_rollback_goes_to(client, box):
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w") as tar:
        info = tarfile.TarInfo("uploaded")
        info.size = 3
        tar.addfile(info, io.BytesIO(b"new"))

    async def requests():
        yield pb.UploadArchiveRequest(header=pb.UploadArchiveHeader(sandbox_id=box, becomes_seed=True))
        yield pb.UploadArchiveRequest(data=archive.getvalue())

    await client.stub.UploadArchive(requests())
    await spoil(client, box)
    await rollback(client, box)

    assert await files(client, box) == {"kept": b"seed", "gone": b"seed", "uploaded": b"new"}


async def test_a_diff_compares_any_two_of_the_seed_the_snapshots_and_now(client, box):
    await write(client, box, "kept", b"one")
    one = await snapshot(client, box)
    await spoil(client, box)
    two = await snapshot(client, box)
    await write(client, box, "later", b"")

    assert await diff(client, box) == {"kept": "MODIFIED", "new": "ADDED", "gone": "REMOVED", "later": "ADDED"}
    assert await diff(client, box, after=one) == {"kept": "MODIFIED"}
    assert await diff(client, box, before=one) == {
        "kept": "MODIFIED", "new": "ADDED", "gone": "REMOVED", "later": "ADDED",
    }  # fmt: skip
    assert await diff(client, box, before=one, after=two) == {"kept": "MODIFIED", "new": "ADDED", "gone": "REMOVED"}
    assert await diff(client, box, before=two, after=one) == {"kept": "MODIFIED", "new": "REMOVED", "gone": "ADDED"}
    assert await diff(client, box, before=two, after=two) == {}


async def test_a_sandbox_is_made_from_another_ones_snapshot(client, box):
    taken = await snapshot(client, box)
    await spoil(client, box)
    state = pb.SandboxState(sandbox_id=box, snapshot_id=taken)
    entries = [pb.ManifestEntry(path="over", content=b"it")]
    other = await client.create(seed=pb.Seed(from_sandbox=state, manifest=pb.Manifest(entries=entries)))

    assert await files(client, other) == {"kept": b"seed", "gone": b"seed", "over": b"it"}
    assert await diff(client, other) == {}
    await client.stub.Delete(pb.DeleteRequest(sandbox_id=box))
    await rollback(client, other)
    assert await files(client, other) == {"kept": b"seed", "gone": b"seed", "over": b"it"}


async def test_an_unknown_snapshot_is_not_found_by_any_call(client, box):
    other = await client.create()
    foreign = await snapshot(client, other)
    not_found = (grpc.StatusCode.NOT_FOUND, "SNAPSHOT_NOT_FOUND")

    for unknown in ("never", foreign):
        state = pb.SandboxState(sandbox_id=box, snapshot_id=unknown)
        assert await refused(rollback(client, box, unknown)) == not_found
        assert await refused(diff(client, box, before=unknown)) == not_found
        assert await refused(diff(client, box, after=unknown)) == not_found
        assert await refused(client.create(seed=pb.Seed(from_sandbox=state))) == not_found
    assert len((await client.stub.List(pb.ListRequest())).sandboxes) == 2
    assert (await refused(snapshot(client, "missing")))[1] == "SANDBOX_NOT_FOUND"
    assert (await refused(rollback(client, "missing")))[1] == "SANDBOX_NOT_FOUND"


async def test_one_snapshot_too_many_is_refused_with_the_fix(client, box):
    for _ in range(MAX_SNAPSHOTS):
        await snapshot(client, box)
    with pytest.raises(grpc.aio.AioRpcError, match="new sandbox made from") as raised:
        await snapshot(client, box)

    assert reason(raised.value) == "QUOTA_EXCEEDED"
    await rollback(client, box)


async def test_a_rollback_is_refused_while_a_program_runs_and_works_after_it(client, box):
    async def requests():
        argv = pb.Argv(args=["cat"])
        yield pb.ExecRequest(start=pb.ExecStart(sandbox_id=box, argv=argv, keep_stdin_open=True))
        await ended.wait()

    ended = asyncio.Event()
    running = client.stub.Exec(requests())
    assert (await running.read()).WhichOneof("event") == "started"
    taken = await snapshot(client, box)
    await spoil(client, box)
    during = await refused(rollback(client, box, taken))
    ended.set()
    while await running.read() is not grpc.aio.EOF:
        pass
    await rollback(client, box, taken)

    assert during == (grpc.StatusCode.FAILED_PRECONDITION, "PROGRAMS_RUNNING")
    assert await files(client, box) == {"kept": b"seed", "gone": b"seed"}


class HeldUp(InMemoryWorkspace):
    """Its rollback takes until it is let go."""

    def __init__(self):
        super().__init__("box", Quota(100, 100))
        self.begun, self.go_on, self.done = asyncio.Event(), asyncio.Event(), 0

    async def rollback(self, snapshot_id):
        self.begun.set()
        await self.go_on.wait()
        await super().rollback(snapshot_id)
        self.done += 1


@pytest.fixture
def held():
    sandbox = Sandbox("box", "", DEFAULT_LIMITS, {}, Tier.NAMESPACES, 0, 10**9)
    return Held(sandbox, HeldUp())


@pytest.fixture
def roll_back(held):
    sandboxes = Sandboxes()
    sandboxes.add(held, "")
    return RollbackWorkspace(sandboxes)


async def begins(held, order):
    async with held.occupied():
        order.append("program")


async def test_a_program_that_would_start_during_a_rollback_waits_for_its_end(held, roll_back):
    order = []
    rolling = asyncio.create_task(roll_back("box", SEED))
    await held.workspace.begun.wait()
    program = asyncio.create_task(begins(held, order))
    await asyncio.wait([program], timeout=0.05)
    order.append("rollback")
    held.workspace.go_on.set()
    await asyncio.gather(rolling, program)

    assert order == ["rollback", "program"]


async def test_a_rollback_whose_caller_leaves_still_holds_programs_back_to_its_end(held, roll_back):
    order = []
    rolling = asyncio.create_task(roll_back("box", SEED))
    await held.workspace.begun.wait()
    rolling.cancel()
    await asyncio.wait([rolling])
    program = asyncio.create_task(begins(held, order))
    await asyncio.wait([program], timeout=0.05)
    waited = not program.done()
    held.workspace.go_on.set()
    await program

    assert waited
    assert held.workspace.done == 1


async def test_a_rollback_that_waited_for_another_is_refused_where_a_program_was_faster(held, roll_back):
    first = asyncio.create_task(roll_back("box", SEED))
    await held.workspace.begun.wait()
    stay = asyncio.Event()

    async def program():
        async with held.occupied():
            await stay.wait()

    faster = asyncio.create_task(program())
    await asyncio.wait([faster], timeout=0.01)
    second = asyncio.create_task(roll_back("box", SEED))
    await asyncio.wait([second], timeout=0.01)
    held.workspace.go_on.set()
    await first
    with pytest.raises(ProgramsRunning):
        await second
    stay.set()
    await faster


async def test_a_rollback_that_fails_lets_programs_start_again(held, roll_back):
    order = []
    held.workspace.go_on.set()
    with pytest.raises(SnapshotNotFound):
        await roll_back("box", "never")
    await begins(held, order)

    assert order == ["program"]

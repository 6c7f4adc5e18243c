"""rpc Audit: what the file API and archives refuse is recorded once, and told; over the in-memory adapters."""

import asyncio
import io
import tarfile

import grpc
import pytest
from sandbox_server import memory_sandbox

from agent_loop.contracts.sandbox.v1 import sandbox_pb2 as pb


@pytest.fixture
async def client():
    async with memory_sandbox() as opened:
        yield opened


async def audited(client, **request):
    return [event async for event in client.stub.Audit(pb.AuditRequest(**request))]


async def refused(call):
    with pytest.raises(grpc.aio.AioRpcError):
        await call


async def stat(client, box, path):
    await client.stub.Stat(pb.StatRequest(sandbox_id=box, path=path))


async def upload(client, box, archive):
    async def requests():
        yield pb.UploadArchiveRequest(header=pb.UploadArchiveHeader(sandbox_id=box, path="into"))
        yield pb.UploadArchiveRequest(data=archive)

    await client.stub.UploadArchive(requests())


async def write(client, box, path, data=b"x"):
    async def requests():
        yield pb.WriteFileRequest(header=pb.WriteFileHeader(sandbox_id=box, path=path, data=data))

    await client.stub.WriteFile(requests())


async def read(client, box, path):
    async for _ in client.stub.ReadFile(pb.ReadFileRequest(sandbox_id=box, path=path)):
        pass


async def download(client, box, path):
    async for _ in client.stub.DownloadArchive(pb.DownloadArchiveRequest(sandbox_id=box, path=path)):
        pass


async def list_files(client, box, path):
    await client.stub.ListFiles(pb.ListFilesRequest(sandbox_id=box, path=path))


async def remove(client, box, path):
    await client.stub.Remove(pb.RemoveRequest(sandbox_id=box, path=path))


def tar_with(name):
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        archive.addfile(tarfile.TarInfo(name))
    return packed.getvalue()


async def test_audit_is_offered(client):
    told = await client.stub.Capabilities(pb.CapabilitiesRequest())

    assert pb.FEATURE_AUDIT in told.features


async def test_work_within_the_rules_leaves_no_denial(client):
    box = await client.create({"a": b"x"})
    await stat(client, box, "a")
    await refused(stat(client, box, "missing"))

    assert await audited(client) == []


@pytest.mark.parametrize("call", [stat, read, write, download, list_files, remove])
async def test_a_path_that_leads_out_is_recorded_once(client, call):
    box = await client.create()
    await refused(call(client, box, "../secret"))
    [event] = await audited(client)

    assert (event.number, event.sandbox_id, event.kind, event.what) == (1, box, pb.DENIAL_KIND_FILE, "../secret")
    assert "leads out" in event.rule or ".." in event.rule
    assert event.at_ns > 0


async def test_an_archive_that_leads_out_is_recorded_with_its_member(client):
    box = await client.create()
    await refused(upload(client, box, tar_with("../../etc/passwd")))
    [event] = await audited(client)

    assert (event.sandbox_id, event.kind, event.what) == (box, pb.DENIAL_KIND_FILE, "into")
    assert "../../etc/passwd" in event.rule


async def test_a_damaged_archive_is_no_denial(client):
    box = await client.create()
    await refused(upload(client, box, b"no tar at all"))

    assert await audited(client) == []


async def test_a_seed_that_leads_out_is_recorded(client):
    await refused(client.create({"../out": b""}))
    await refused(client.stub.Create(pb.CreateRequest(seed=pb.Seed(archive=tar_with("/etc/passwd")))))
    events = await audited(client)

    assert [(event.kind, event.what) for event in events] == [(pb.DENIAL_KIND_FILE, "the seed")] * 2


async def test_a_full_workspace_is_recorded_as_quota(client):
    box = await client.create(limits=pb.Limits(workspace_bytes=1000))
    await refused(write(client, box, "large", b"x" * 2000))
    [event] = await audited(client)

    assert (event.sandbox_id, event.kind, event.what) == (box, pb.DENIAL_KIND_QUOTA, "large")


async def test_the_stream_is_of_one_sandbox_where_one_is_named(client):
    one, two = await client.create(), await client.create()
    await refused(stat(client, one, "../one"))
    await refused(stat(client, two, "../two"))

    assert [event.what for event in await audited(client, sandbox_id=two)] == ["../two"]
    assert [event.what for event in await audited(client, after=1)] == ["../two"]


async def test_a_follower_hears_a_denial_as_it_happens(client):
    box = await client.create()
    call = client.stub.Audit(pb.AuditRequest(follow=True))
    heard = asyncio.ensure_future(call.read())
    await refused(stat(client, box, "../secret"))

    assert (await asyncio.wait_for(heard, 10)).what == "../secret"
    call.cancel()

"""Attacks on the file API and on archives."""

import asyncio
import gzip
import io
import tarfile

import grpc
import pytest
import pytest_asyncio
from sandbox_server import real_sandbox

from agent_loop.chassis.grpc import reason
from agent_loop.contracts.sandbox.v1 import sandbox_pb2 as pb

pytestmark = [pytest.mark.userns, pytest.mark.asyncio(loop_scope="module")]

PASSWD = b"root:x:0:0"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def client():
    async with real_sandbox() as opened:
        yield opened


@pytest_asyncio.fixture(loop_scope="module")
async def box(client):
    sandbox_id = await client.create({"folder/file": b"content"})
    yield sandbox_id
    await client.stub.Delete(pb.DeleteRequest(sandbox_id=sandbox_id))


async def read(client, box, path):
    parts = [part async for part in client.stub.ReadFile(pb.ReadFileRequest(sandbox_id=box, path=path))]
    return b"".join(part.data for part in parts)


async def write(client, box, path, data=b"x", **header):
    async def requests():
        yield pb.WriteFileRequest(header=pb.WriteFileHeader(sandbox_id=box, path=path, **header))
        yield pb.WriteFileRequest(data=data)

    return await client.stub.WriteFile(requests())


async def refused(awaitable):
    with pytest.raises(grpc.aio.AioRpcError) as raised:
        await awaitable
    return reason(raised.value)


@pytest.mark.parametrize(
    "path",
    ["../secret", "folder/../../secret", "/etc/passwd", "/workspace/../etc/passwd", "a\0b", "x" * 300, "y/" * 2500],
    ids=["up", "up within", "absolute", "out of the workspace", "NUL", "long name", "long path"],
)
async def test_a_path_that_leads_out_or_is_none_is_refused_everywhere(client, box, path):
    stub = client.stub

    assert await refused(read(client, box, path)) == "PATH_REFUSED"
    assert await refused(write(client, box, path)) == "PATH_REFUSED"
    assert await refused(stub.Stat(pb.StatRequest(sandbox_id=box, path=path))) == "PATH_REFUSED"
    assert await refused(stub.ListFiles(pb.ListFilesRequest(sandbox_id=box, path=path))) == "PATH_REFUSED"
    assert await refused(stub.Remove(pb.RemoveRequest(sandbox_id=box, path=path))) == "PATH_REFUSED"


async def test_a_path_beneath_the_workspace_works_so_the_refusals_mean_something(client, box):
    assert await read(client, box, "folder/file") == b"content"
    assert await read(client, box, "/workspace/folder/./file") == b"content"


@pytest.mark.parametrize("target", ["/etc/passwd", "../../../../../../../../etc/passwd", "/proc/self/environ"])
async def test_a_link_out_is_not_followed(client, box, target):
    await client.run(box, argv=pb.Argv(args=["ln", "-s", target, "link"]))

    assert await refused(read(client, box, "link")) == "PATH_REFUSED"
    stat = await client.stub.Stat(pb.StatRequest(sandbox_id=box, path="link"))
    assert stat.file.link_target == target


async def test_a_link_within_is_followed(client, box):
    await client.run(box, "ln -s folder/file link")

    assert await read(client, box, "link") == b"content"


async def test_a_folder_behind_a_link_out_is_neither_listed_nor_written_nor_removed(client, box, tmp_path):
    (tmp_path / "kept").write_text("kept")
    tmp_path.chmod(0o777)
    await client.run(box, argv=pb.Argv(args=["ln", "-s", str(tmp_path), "out"]))

    assert await refused(client.stub.ListFiles(pb.ListFilesRequest(sandbox_id=box, path="out"))) == "PATH_REFUSED"
    assert await refused(write(client, box, "out/new", make_parents=True)) == "PATH_REFUSED"
    assert await refused(client.stub.Remove(pb.RemoveRequest(sandbox_id=box, path="out/kept"))) == "PATH_REFUSED"
    await client.stub.Remove(pb.RemoveRequest(sandbox_id=box, path="out", recursive=True))
    assert sorted(item.name for item in tmp_path.iterdir()) == ["kept"]


async def test_writing_to_a_link_replaces_it_and_not_its_target(client, box, tmp_path):
    target = tmp_path / "target"
    target.write_text("kept")
    target.chmod(0o666)
    await client.run(box, argv=pb.Argv(args=["ln", "-s", "folder/file", "link"]))
    await write(client, box, "link", b"new")

    assert await read(client, box, "folder/file") == b"content"
    assert await read(client, box, "link") == b"new"


async def test_a_link_swapped_during_the_calls_is_never_followed_out(client):
    box = await client.create({"real/passwd": b"harmless"})
    swapper = """
os.symlink('/etc', 'evil')
while True:
    os.rename('real', 'spare'); os.rename('evil', 'real'); os.rename('real', 'evil'); os.rename('spare', 'real')
"""
    swapping = asyncio.create_task(client.run(box, python=swapper, wall_ms=20_000))
    await asyncio.sleep(0.5)
    seen = set()

    async def attempt():
        try:
            seen.add(await read(client, box, "real/passwd"))
        except grpc.aio.AioRpcError as error:
            seen.add(reason(error))

    for _ in range(60):
        await asyncio.gather(*(attempt() for _ in range(10)))
    swapping.cancel()

    assert b"harmless" in seen
    assert seen <= {b"harmless", b"", "PATH_REFUSED", "FILE_NOT_FOUND"}


@pytest.mark.parametrize("make", ["mkfifo special", "python3 -c \"import socket;socket.socket(1).bind('special')\""])
async def test_a_special_file_neither_blocks_nor_is_read(client, box, make):
    await client.run(box, make)

    assert await asyncio.wait_for(refused(read(client, box, "special")), 5) == "NOT_A_FILE"
    stat = await client.stub.Stat(pb.StatRequest(sandbox_id=box, path="special"))
    assert stat.file.kind == pb.FILE_KIND_OTHER
    await client.stub.Diff(pb.DiffRequest(sandbox_id=box))
    await client.stub.Remove(pb.RemoveRequest(sandbox_id=box, path="special"))


async def test_names_that_are_no_utf_8_are_shown_and_do_not_break_a_call(client, box):
    await client.run(box, python="open(b'strange-\\xff', 'w').write('x')")
    listed = await client.stub.ListFiles(pb.ListFilesRequest(sandbox_id=box))
    diff = await client.stub.Diff(pb.DiffRequest(sandbox_id=box))

    assert "strange-\\xff" in {file.path for file in listed.files}
    assert "strange-\\xff" in {change.path for change in diff.changes}


async def test_a_mode_with_setuid_is_not_kept(client, box):
    written = await write(client, box, "tool", mode=0o6755)

    assert written.file.mode == 0o755


async def test_unreadable_files_and_folders_hide_nothing_from_the_quota_or_the_diff(client):
    box = await client.create(limits=pb.Limits(workspace_bytes=100_000))
    ran = await client.run(box, "mkdir hidden; head -c 200000 /dev/zero > hidden/x; chmod 0 hidden/x hidden")
    diff = await client.stub.Diff(pb.DiffRequest(sandbox_id=box))

    assert ran.reason == "DISK"
    assert [(change.path, change.mode) for change in diff.changes] == [("hidden", 0), ("hidden/x", 0)]
    await client.stub.Delete(pb.DeleteRequest(sandbox_id=box))


async def test_a_write_beyond_the_quota_leaves_nothing(client):
    box = await client.create(limits=pb.Limits(workspace_bytes=100_000))

    assert await refused(write(client, box, "big", b"x" * 200_000)) == "QUOTA_EXCEEDED"
    listed = await client.stub.ListFiles(pb.ListFilesRequest(sandbox_id=box, recursive=True))
    assert list(listed.files) == []


def archive(*members, compress=False):
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz" if compress else "w") as tar:
        for member, content in members:
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    return buffer.getvalue()


def member(name, kind=tarfile.REGTYPE, link=""):
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, link
    return info


@pytest.mark.parametrize(
    "evil",
    [
        member("../escape"), member("/etc/passwd"), member("a/../../escape"),
        member("link", tarfile.SYMTYPE, "/etc"), member("link", tarfile.SYMTYPE, "../../etc"),
        member("link", tarfile.LNKTYPE, "/etc/passwd"), member("null", tarfile.CHRTYPE),
        member("disk", tarfile.BLKTYPE), member("pipe", tarfile.FIFOTYPE),
    ],
    ids=lambda info: f"{info.name}-{info.type.decode()}-{info.linkname}",
)  # fmt: skip
async def test_an_evil_archive_is_refused(client, evil):
    seed = pb.Seed(archive=archive((member("fine"), b"x"), (evil, b"")))

    assert await refused(client.create(seed=seed)) == "ARCHIVE_REFUSED"


async def test_a_link_and_then_a_file_through_it_stays_inside(client):
    through = archive((member("out", tarfile.SYMTYPE, "."), b""), (member("out/x"), b"x"))
    box = await client.create(seed=pb.Seed(archive=through))

    assert await read(client, box, "x") == b"x"


@pytest.mark.parametrize(
    "data",
    [b"no archive", gzip.compress(b"no archive"), archive((member("a"), b"x" * 5000))[:3000]],
    ids=["text", "gzipped text", "cut short"],
)
async def test_a_damaged_archive_is_refused(client, data):
    assert await refused(client.create(seed=pb.Seed(archive=data))) == "ARCHIVE_REFUSED"


async def test_an_archive_bomb_stops_at_the_quota(client):
    bomb = archive((member("zeros"), b"\0" * 50_000_000), compress=True)

    assert len(bomb) < 100_000
    seed = pb.Seed(archive=bomb)
    assert await refused(client.create(seed=seed, limits=pb.Limits(workspace_bytes=10**6))) == "QUOTA_EXCEEDED"


async def test_an_archive_of_many_entries_stops_at_the_quota(client):
    many = archive(*((member(f"f{number}"), b"") for number in range(300)))
    seed = pb.Seed(archive=many)

    limits = pb.Limits(workspace_inodes=100)
    assert await refused(client.create(seed=seed, limits=limits, subject="bomber")) == "QUOTA_EXCEEDED"
    assert list((await client.stub.List(pb.ListRequest(subject="bomber"))).sandboxes) == []


async def test_a_good_archive_is_unpacked_with_modes_links_and_hard_links(client):
    script = member("bin/tool")
    script.mode = 0o755
    good = archive(
        (script, b"#!/bin/sh\necho run"), (member("soft", tarfile.SYMTYPE, "bin/tool"), b""),
        (member("hard", tarfile.LNKTYPE, "bin/tool"), b""), compress=True,
    )  # fmt: skip
    box = await client.create(seed=pb.Seed(archive=good))

    assert (await client.run(box, "bin/tool && ./soft && sh hard")).text == "run\nrun\nrun"
    assert list((await client.stub.Diff(pb.DiffRequest(sandbox_id=box))).changes) == []


async def test_a_deep_tree_is_removed_whole(client):
    box = await client.create(limits=pb.Limits(workspace_inodes=50_000))
    source = "for _ in range(3000): os.mkdir('deep'); os.chdir('deep')\nopen('x','w').close(); os.chmod('..', 0)"
    await client.run(box, python=f"import os\n{source}")

    await client.stub.Remove(pb.RemoveRequest(sandbox_id=box, path="deep", recursive=True))
    assert list((await client.stub.ListFiles(pb.ListFilesRequest(sandbox_id=box))).files) == []
    await client.stub.Delete(pb.DeleteRequest(sandbox_id=box))

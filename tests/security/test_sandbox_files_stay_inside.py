"""Attacks on the file API and on archives, each with its control: naive code falls for the same probe."""

import asyncio
import gzip
import io
import os
import subprocess
import tarfile
import tempfile
from contextlib import suppress
from pathlib import Path

import grpc
import pytest
import pytest_asyncio
from sandbox_server import real_sandbox

from agent_loop.chassis.grpc import reason
from agent_loop.contracts.sandbox.v1 import sandbox_pb2 as pb

# Before Python 3.11.4, and in Debian 12's, everything was trusted.
TRUSTING = {"filter": "fully_trusted"} if hasattr(tarfile, "fully_trusted_filter") else {}

pytestmark = [pytest.mark.userns, pytest.mark.asyncio(loop_scope="module")]

TRIES = 10_000


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


def on_host(box):
    """Where the workspace lies, for the controls."""
    return next(Path(tempfile.gettempdir()).glob(f"sandbox-test-*/workspaces/{box}/workspace"))


@pytest.fixture
def outside(tmp_path):
    """A folder of the host that anyone may change who finds a way to it."""
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside").chmod(0o777)
    (tmp_path / "outside" / "passwd").write_bytes(b"secret")
    (tmp_path / "outside" / "passwd").chmod(0o666)
    (tmp_path / "outside" / "canary").touch()
    return tmp_path / "outside"


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


@pytest.mark.parametrize("path", ["../secret", "folder/../../secret", "/etc/passwd", "../" * 20 + "etc/passwd"])
async def test_naive_code_reads_such_paths_so_the_refusals_mean_something(box, path):
    (on_host(box).parent / "secret").write_bytes(b"secret")
    leads_to = b"secret" if path.endswith("secret") else Path("/etc/passwd").read_bytes()

    assert (on_host(box) / path).read_bytes() == leads_to


async def test_a_path_beneath_the_workspace_works_so_the_refusals_mean_something(client, box):
    assert await read(client, box, "folder/file") == b"content"
    assert await read(client, box, "/workspace/folder/./file") == b"content"


@pytest.mark.parametrize("target", ["/etc/passwd", "../../../../../../../../etc/passwd", "/proc/self/environ"])
async def test_a_link_out_is_not_followed(client, box, target):
    await client.run(box, argv=pb.Argv(args=["ln", "-s", target, "link"]))

    assert await refused(read(client, box, "link")) == "PATH_REFUSED"
    stat = await client.stub.Stat(pb.StatRequest(sandbox_id=box, path="link"))
    assert stat.file.link_target == target
    assert (on_host(box) / "link").read_bytes() == Path(target if target[0] == "/" else "/etc/passwd").read_bytes()


async def test_a_link_within_is_followed(client, box):
    await client.run(box, "ln -s folder/file link")

    assert await read(client, box, "link") == b"content"


async def test_a_folder_behind_a_link_out_is_neither_listed_nor_written_nor_removed(client, box, outside):
    await client.run(box, argv=pb.Argv(args=["ln", "-s", str(outside), "out"]))

    assert await refused(client.stub.ListFiles(pb.ListFilesRequest(sandbox_id=box, path="out"))) == "PATH_REFUSED"
    assert await refused(write(client, box, "out/new", make_parents=True)) == "PATH_REFUSED"
    assert await refused(client.stub.Remove(pb.RemoveRequest(sandbox_id=box, path="out/passwd"))) == "PATH_REFUSED"
    assert held_by(outside) == ["canary", "passwd"]
    naive = on_host(box) / "out"
    (naive / "new").write_bytes(b"x")
    assert held_by(naive) == ["canary", "new", "passwd"]
    (naive / "new").unlink()
    await client.stub.Remove(pb.RemoveRequest(sandbox_id=box, path="out", recursive=True))
    assert held_by(outside) == ["canary", "passwd"]


async def test_writing_to_a_link_replaces_it_and_not_its_target(client, box):
    await client.run(box, "ln -s folder/file link; ln -s folder/file naive")
    await write(client, box, "link", b"new")

    assert await read(client, box, "folder/file") == b"content"
    assert await read(client, box, "link") == b"new"
    (on_host(box) / "naive").write_bytes(b"naive")
    assert await read(client, box, "folder/file") == b"naive"


SWAPPER = """
import itertools
for evil in itertools.cycle(('absolute', 'relative')):
    os.rename('real', 'spare'); os.rename(evil, 'real'); os.rename('real', evil); os.rename('spare', 'real')
"""


async def test_a_link_swapped_during_the_calls_is_never_followed_out(client, outside):
    box = await client.create({"real/passwd": b"harmless"}, limits=pb.Limits(workspace_inodes=100_000))
    place, seen, naive = on_host(box), set(), set()
    upwards = "../" * 20 + str(outside).lstrip("/")
    links = f"import os; os.symlink({str(outside)!r}, 'absolute'); os.symlink({upwards!r}, 'relative'); print(1)"
    swapping = asyncio.create_task(client.run(box, python=links + SWAPPER, wall_ms=60_000))

    def naive_try():
        with suppress(FileNotFoundError):
            naive.add((place / "real" / "passwd").read_bytes())

    async def attempt(number):
        calls = (
            lambda: read(client, box, "real/passwd"), lambda: listed(client, box, "real"),
            lambda: written(client, box, f"real/new{number % 10}"), lambda: read(client, box, "real/passwd"),
        )  # fmt: skip
        try:
            seen.add(await calls[number % len(calls)]())
        except grpc.aio.AioRpcError as error:
            seen.add(reason(error))

    while not {b"secret", b"harmless"} <= naive and not swapping.done():
        await asyncio.to_thread(naive_try)
    for first in range(0, TRIES, 20):
        await asyncio.gather(*(attempt(number) for number in range(first, first + 20)))
    swapping.cancel()

    assert naive == {b"secret", b"harmless"}, "naive code did not see the swaps, so this shows nothing"
    assert {b"harmless", "listed", "written"} <= seen
    assert seen <= {b"harmless", b"", "listed", "written", "PATH_REFUSED", "FILE_NOT_FOUND", "NOT_A_DIRECTORY"}
    assert held_by(outside) == ["canary", "passwd"]
    await client.stub.Delete(pb.DeleteRequest(sandbox_id=box))


async def listed(client, box, path):
    found = await client.stub.ListFiles(pb.ListFilesRequest(sandbox_id=box, path=path))
    return "outside" if f"{path}/canary" in {file.path for file in found.files} else "listed"


async def written(client, box, path):
    await write(client, box, path)
    return "written"


def held_by(folder):
    return sorted(item.name for item in folder.iterdir())


@pytest.mark.parametrize("make", ["mkfifo special", "python3 -c \"import socket;socket.socket(1).bind('special')\""])
async def test_a_special_file_neither_blocks_nor_is_read(client, box, make):
    await client.run(box, make)

    assert await asyncio.wait_for(refused(read(client, box, "special")), 5) == "NOT_A_FILE"
    stat = await client.stub.Stat(pb.StatRequest(sandbox_id=box, path="special"))
    assert stat.file.kind == pb.FILE_KIND_OTHER
    await client.stub.Diff(pb.DiffRequest(sandbox_id=box))
    assert naive_read_fails_or_blocks(on_host(box) / "special")
    await client.stub.Remove(pb.RemoveRequest(sandbox_id=box, path="special"))


def naive_read_fails_or_blocks(path):
    try:
        return subprocess.run(["cat", path], capture_output=True, timeout=0.5, check=False).returncode != 0
    except subprocess.TimeoutExpired:
        return True


async def test_names_that_are_no_utf_8_are_shown_and_do_not_break_a_call(client, box):
    await client.run(box, python="open(b'strange-\\xff', 'w').write('x')")
    listed = await client.stub.ListFiles(pb.ListFilesRequest(sandbox_id=box))
    diff = await client.stub.Diff(pb.DiffRequest(sandbox_id=box))

    assert "strange-\\xff" in {file.path for file in listed.files}
    assert "strange-\\xff" in {change.path for change in diff.changes}
    naive = next(item.name for item in on_host(box).iterdir() if item.name.startswith("strange"))
    with pytest.raises(UnicodeEncodeError):
        pb.FileInfo(path=naive)


async def test_a_mode_with_setuid_is_not_kept(client, box):
    written = await write(client, box, "tool", mode=0o6755)

    assert written.file.mode == 0o755
    (on_host(box) / "tool").chmod(0o6755)
    stat = await client.stub.Stat(pb.StatRequest(sandbox_id=box, path="tool"))
    assert stat.file.mode == 0o6755


async def test_unreadable_files_and_folders_hide_nothing_from_the_quota_or_the_diff(client):
    box = await client.create(limits=pb.Limits(workspace_bytes=100_000))
    ran = await client.run(box, "mkdir hidden; head -c 200000 /dev/zero > hidden/x; chmod 0 hidden/x hidden")
    diff = await client.stub.Diff(pb.DiffRequest(sandbox_id=box))

    assert ran.reason == "DISK"
    assert [(change.path, change.mode) for change in diff.changes] == [("hidden", 0), ("hidden/x", 0)]
    stranger = 65534 if os.geteuid() == 0 else None
    naive = subprocess.run(["find", on_host(box) / "hidden"], capture_output=True, user=stranger, check=False)
    assert b"hidden/x" not in naive.stdout
    await client.stub.Delete(pb.DeleteRequest(sandbox_id=box))


async def test_a_write_beyond_the_quota_leaves_nothing(client):
    box = await client.create(limits=pb.Limits(workspace_bytes=100_000))

    assert await refused(write(client, box, "big", b"x" * 200_000)) == "QUOTA_EXCEEDED"
    listed = await client.stub.ListFiles(pb.ListFilesRequest(sandbox_id=box, recursive=True))
    assert list(listed.files) == []
    larger = await client.create(limits=pb.Limits(workspace_bytes=200_000))
    await write(client, larger, "big", b"x" * 200_000)
    assert held_by(on_host(larger)) == ["big"]
    for made in (box, larger):
        await client.stub.Delete(pb.DeleteRequest(sandbox_id=made))


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


EVIL = [
    ("../escape", tarfile.REGTYPE, ""), ("{outside}/escape", tarfile.REGTYPE, ""),
    ("a/../../escape", tarfile.REGTYPE, ""), ("link", tarfile.SYMTYPE, "{outside}"),
    ("link", tarfile.SYMTYPE, "../outside"), ("link", tarfile.LNKTYPE, "{outside}/passwd"),
    ("null", tarfile.CHRTYPE, ""), ("disk", tarfile.BLKTYPE, ""), ("pipe", tarfile.FIFOTYPE, ""),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "kind", "link"), EVIL, ids=[f"{name}-{kind.decode()}-{link}" for name, kind, link in EVIL]
)
async def test_an_evil_archive_is_refused(client, outside, name, kind, link):
    evil = member(name.format(outside=outside), kind, link.format(outside=outside))
    data = archive((member("fine"), b"x"), (evil, b""))

    assert await refused(client.create(seed=pb.Seed(archive=data))) == "ARCHIVE_REFUSED"
    assert held_by(outside) == ["canary", "passwd"]
    assert naively_unpacked(data, outside, name.rpartition("/")[2])


def naively_unpacked(data, outside, name):
    """Whether plain tarfile lets the member do what it is there for."""
    inside = outside.parent / "inside"
    (inside / "a").mkdir(parents=True)
    try:
        with tarfile.open(fileobj=io.BytesIO(data)) as tar:
            tar.extractall(inside, **TRUSTING)
    except PermissionError:
        return name in ("null", "disk")  # it tried, which takes root
    made = inside / name
    if made.is_symlink():
        return made.resolve() == outside
    if made.is_file():
        return made.samefile(outside / "passwd")
    special = made.is_fifo() or made.is_char_device() or made.is_block_device()
    return special or (outside / name).exists() or (outside.parent / name).exists()


async def test_a_link_out_and_then_a_file_through_it_is_refused(client, outside):
    through = archive((member("out", tarfile.SYMTYPE, str(outside)), b""), (member("out/x"), b"x"))

    assert await refused(client.create(seed=pb.Seed(archive=through))) == "ARCHIVE_REFUSED"
    assert held_by(outside) == ["canary", "passwd"]
    assert naively_unpacked(through, outside, "x")


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
    assert len(gzip.decompress(bomb)) > 50_000_000


async def test_an_archive_of_many_entries_stops_at_the_quota(client):
    many = archive(*((member(f"f{number}"), b"") for number in range(300)))
    seed = pb.Seed(archive=many)

    limits = pb.Limits(workspace_inodes=100)
    assert await refused(client.create(seed=seed, limits=limits, subject="bomber")) == "QUOTA_EXCEEDED"
    assert list((await client.stub.List(pb.ListRequest(subject="bomber"))).sandboxes) == []
    granted = await client.create(seed=seed, limits=pb.Limits(workspace_inodes=300))
    assert len(held_by(on_host(granted))) == 300
    await client.stub.Delete(pb.DeleteRequest(sandbox_id=granted))


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
    source = "for _ in range(1200): os.mkdir('deep'); os.chdir('deep')\nopen('x','w').close(); os.chmod('..', 0)"
    await client.run(box, python=f"import os\n{source}")

    with pytest.raises(OSError, match="too long"):
        os.listdir(str(on_host(box)) + "/deep" * 1200)  # noqa: PTH208  as naive code does
    await client.stub.Remove(pb.RemoveRequest(sandbox_id=box, path="deep", recursive=True))
    assert list((await client.stub.ListFiles(pb.ListFilesRequest(sandbox_id=box))).files) == []
    await client.stub.Delete(pb.DeleteRequest(sandbox_id=box))


async def test_a_snapshot_and_a_rollback_follow_no_link_out(client, box, outside):
    await client.run(box, argv=pb.Argv(args=["ln", "-s", str(outside), "out"]))
    taken = (await client.stub.Snapshot(pb.SnapshotRequest(sandbox_id=box))).snapshot_id
    await client.run(box, "rm out; mkdir out; echo x > out/canary; echo x > folder/file")
    await client.stub.Rollback(pb.RollbackRequest(sandbox_id=box, snapshot_id=taken))

    stat = await client.stub.Stat(pb.StatRequest(sandbox_id=box, path="out"))
    assert (stat.file.kind, stat.file.link_target) == (pb.FILE_KIND_SYMLINK, str(outside))
    assert await read(client, box, "folder/file") == b"content"
    assert (outside / "canary").read_bytes() == b""
    with (on_host(box) / "out" / "canary").open("ab") as naive:
        naive.write(b"x")
    assert (outside / "canary").read_bytes() == b"x"


async def test_no_program_sees_snapshots(client, box):
    await client.stub.Snapshot(pb.SnapshotRequest(sandbox_id=box))
    ran = await client.run(box, "ls -a / /workspace .. 2>&1; find / -name snapshots 2>/dev/null | grep -v ^/usr")

    assert b"snapshots" not in ran.stdout
    assert b"folder" in ran.stdout
    assert "snapshots" in held_by(on_host(box).parent)


async def test_a_session_goes_on_in_the_same_workspace_after_a_rollback(client, box):
    opened = await client.stub.OpenSession(pb.OpenSessionRequest(sandbox_id=box))
    session = opened.session.id
    taken = (await client.stub.Snapshot(pb.SnapshotRequest(sandbox_id=box))).snapshot_id
    await client.run(box, "marker=kept; rm -r folder; touch new", session_id=session)
    await client.stub.Rollback(pb.RollbackRequest(sandbox_id=box, snapshot_id=taken))
    ran = await client.run(box, "echo $marker; ls; cat folder/file; echo more > late", session_id=session)

    assert ran.text.split() == ["kept", "folder", "content"]
    assert (await client.run(box, "cat late")).text == "more"


async def test_what_a_mount_shows_is_restored_too_and_sessions_that_showed_the_old_end(client):
    entries = [pb.ManifestEntry(path="logs/app.log", content=b"seed")]
    seed, mounts = pb.Seed(manifest=pb.Manifest(entries=entries)), [pb.Mount(source="logs", target="/var/log")]
    box = await client.create(seed=seed, mounts=mounts)
    session = (await client.stub.OpenSession(pb.OpenSessionRequest(sandbox_id=box))).session.id
    await client.run(box, "echo spoilt > /var/log/app.log; cd /var/log", session_id=session)
    await client.stub.Rollback(pb.RollbackRequest(sandbox_id=box))

    assert (await client.run(box, "cat /var/log/app.log")).text == "seed"
    assert await refused(client.run(box, "true", session_id=session)) == "SESSION_NOT_FOUND"
    session = (await client.stub.OpenSession(pb.OpenSessionRequest(sandbox_id=box))).session.id
    assert (await client.run(box, "cat /var/log/app.log", session_id=session)).text == "seed"
    await client.stub.Delete(pb.DeleteRequest(sandbox_id=box))

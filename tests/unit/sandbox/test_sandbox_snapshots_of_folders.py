"""What only a program makes of a folder, remembered and restored: locked, linked, sparse, deep, strange, changing."""

import asyncio
import os
import socket
import stat
import threading
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from agent_loop.sandbox.adapters.workspaces_folder import FolderWorkspaces
from agent_loop.sandbox.adapters.workspaces_folder.copies import reflinked, replace_content
from agent_loop.sandbox.domain.errors import FileNotFound, QuotaExceeded
from agent_loop.sandbox.domain.files import Entry, Quota

GIB = 2**30
OWNER = (64010, 64010) if os.geteuid() == 0 else None


@pytest.fixture
async def workspaces(tmp_path):
    async with FolderWorkspaces(tmp_path / "workspaces", OWNER) as opened:
        yield opened


@pytest.fixture
async def workspace(workspaces):
    return await workspaces.create("one", Quota(bytes=10 * GIB, inodes=10_000))


@pytest.fixture
def inside(workspace):
    return Path(workspace.location)


def picture(folder):
    """All that one can know of a tree; folders that were closed are closed again."""
    seen, inodes = {}, {}
    pending = [("", folder)]
    while pending:
        path, place = pending.pop()
        found = place.lstat()
        mode, kind = stat.S_IMODE(found.st_mode), stat.S_IFMT(found.st_mode)
        content = None
        if kind == stat.S_IFLNK:
            content = place.readlink()
        elif kind in (stat.S_IFREG, stat.S_IFDIR):
            with open_to_owner(place, mode):
                if kind == stat.S_IFREG:
                    content = place.read_bytes() if found.st_size < 2**20 else found.st_blocks
                    content = content, os.listxattr(place), inodes.setdefault(found.st_ino, path)
                else:
                    children = {item.name: picture(item) for item in place.iterdir()}
                    content = children, os.listxattr(place)
        times = found.st_mtime_ns
        seen[path] = (kind, mode, found.st_uid, found.st_gid, times, content)
    return seen


@contextmanager
def open_to_owner(place, mode):
    closed = os.geteuid() != 0 and mode & 0o700 != 0o700
    if closed:
        place.chmod(mode | 0o700)
    try:
        yield
    finally:
        if closed:
            place.chmod(mode)


def strange_tree(folder):
    """What a program may leave behind."""
    (folder / "locked").mkdir()
    (folder / "locked" / "deeper").mkdir()
    (folder / "locked" / "deeper" / "secret").write_bytes(b"secret")
    (folder / "locked" / "deeper" / "secret").chmod(0)
    (folder / "locked" / "deeper").chmod(0o200)
    (folder / "locked").chmod(0)
    (folder / "readonly").mkdir()
    (folder / "readonly" / "file").write_bytes(b"x")
    (folder / "readonly").chmod(0o555)
    (folder / "tool").write_bytes(b"#!/bin/sh\n")
    (folder / "tool").chmod(0o6755)
    (folder / "first").write_bytes(b"shared")
    os.link(folder / "first", folder / "second")
    (folder / "dangling").symlink_to("nowhere")
    (folder / "absolute").symlink_to("/etc/passwd")
    os.mkfifo(folder / "pipe", 0o620)
    (folder / "named").write_bytes(b"x")
    os.setxattr(folder / "named", "user.origin", b"here")
    Path(os.fsdecode(os.fsencode(folder) + b"/strange-\xff\n")).write_bytes(b"odd")
    with socket.socket(socket.AF_UNIX) as listener:
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        listener.bind(f"/proc/self/fd/{descriptor}/socket")  # the path itself may be too long for a socket
        os.close(descriptor)
    folder.chmod(0o1770)
    os.utime(folder, ns=(10**18, 10**18))


def clear(folder):
    folder.chmod(0o700)
    for item in folder.iterdir():
        if item.is_symlink() or not item.is_dir():
            item.unlink()
    (folder / "new").mkdir()


async def test_all_that_a_program_left_is_restored_exactly(workspace, inside):
    strange_tree(inside)
    before = picture(inside)
    await workspace.snapshot("first")
    undisturbed = picture(inside)
    clear(inside)
    cleared = picture(inside)
    await workspace.rollback("first")

    assert undisturbed == before
    assert cleared != before
    assert picture(inside) == before
    await workspace.rollback("first")
    assert picture(inside) == before


async def test_hard_links_stay_links_to_each_other_and_share_nothing_with_the_snapshot(workspace, inside):
    (inside / "first").write_bytes(b"shared")
    (inside / "folder").mkdir()
    os.link(inside / "first", inside / "folder" / "second")
    await workspace.snapshot("first")
    with (inside / "first").open("r+b") as live:
        live.write(b"SPOILT")
    await workspace.rollback("first")
    with (inside / "first").open("ab") as restored:
        restored.write(b" and more")

    assert (inside / "folder" / "second").read_bytes() == b"shared and more"
    assert (inside / "first").stat().st_nlink == 2
    assert [b"".join(entry.content) for entry in workspace.remembered("first") if entry.size] == [b"shared"] * 2


async def test_a_sparse_file_stays_sparse(workspace, inside):
    with (inside / "sparse").open("wb") as made:
        made.seek(GIB)
        made.write(b"middle")
        made.truncate(2 * GIB)
    await workspace.snapshot("first")
    (inside / "sparse").unlink()
    await workspace.rollback("first")
    found = (inside / "sparse").stat()

    assert found.st_size == 2 * GIB
    assert found.st_blocks * 512 < 2**20
    with (inside / "sparse").open("rb") as restored:
        restored.seek(GIB)
        assert restored.read(8) == b"middle\0\0"


@pytest.mark.parametrize("size", [0, 1, 256 * 1024, 256 * 1024 + 1, 3_000_000])
async def test_files_of_all_sizes_are_copied_whole(workspace, inside, size):
    content = os.urandom(size)
    (inside / "file").write_bytes(content)
    await workspace.snapshot("first")
    (inside / "file").write_bytes(b"other")
    await workspace.rollback("first")

    assert (inside / "file").read_bytes() == content


async def test_a_rollback_keeps_the_folder_that_programs_stand_in(workspace, inside):
    (inside / "old").write_bytes(b"x")
    await workspace.snapshot("first")
    standing = os.open(inside, os.O_RDONLY | os.O_DIRECTORY)
    (inside / "old").rename(inside / "new")
    inside.chmod(0o500)
    await workspace.rollback("first")

    os.close(os.open("old", os.O_RDONLY, dir_fd=standing))
    assert [item.name for item in inside.iterdir()] == ["old"]
    assert stat.S_IMODE(os.fstat(standing).st_mode) == 0o755
    os.close(standing)


async def test_a_descriptor_that_a_program_kept_open_reaches_neither_snapshot_nor_restored_file(workspace, inside):
    (inside / "file").write_bytes(b"before")
    with (inside / "file").open("r+b") as kept:
        await workspace.snapshot("first")
        await workspace.rollback("first")
        kept.write(b"SPOILT")
        kept.flush()
        os.fchmod(kept.fileno(), 0o777)

    assert (inside / "file").read_bytes() == b"before"
    assert [b"".join(entry.content) for entry in workspace.remembered("first")] == [b"before"]


async def test_a_workspace_that_its_program_closed_is_remembered_measured_and_restored(workspace, inside):
    (inside / "file").write_bytes(b"x")
    inside.chmod(0)
    await workspace.snapshot("first")
    listed = [info.path for info in await workspace.listing("", recursive=True)]
    used = await workspace.usage()
    await workspace.rollback("first")

    assert listed == ["file"]
    assert (used.bytes, used.inodes) == (1, 1)
    assert stat.S_IMODE(inside.stat().st_mode) == 0


def dig(folder, depth):
    """Folders in folders, deeper than any path can name."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    for _ in range(depth):
        os.mkdir("deeper", dir_fd=descriptor)
        below = os.open("deeper", os.O_RDONLY | os.O_DIRECTORY, dir_fd=descriptor)
        os.close(descriptor)
        descriptor = below
    os.close(os.open("file", os.O_CREAT | os.O_WRONLY, dir_fd=descriptor))
    os.close(descriptor)


async def test_a_deep_tree_is_restored(workspace, inside):
    dig(inside, 150)
    before = [entry.path for entry in workspace.entries()]
    await workspace.snapshot("first")
    await workspace.remove("deeper", recursive=True)
    await workspace.rollback("first")

    assert len(before) == 151
    assert [entry.path for entry in workspace.entries()] == before


async def test_a_tree_deeper_than_a_path_can_name_is_refused_and_a_rollback_clears_it(workspace, inside):
    (inside / "file").write_bytes(b"x")
    await workspace.snapshot("first")
    dig(inside, 600)
    with pytest.raises(QuotaExceeded, match="nested deeper"):
        await workspace.snapshot("second")
    await workspace.rollback("first")

    assert [entry.path for entry in workspace.entries()] == ["file"]
    assert copies(inside) == 2


def copies(inside):
    """The seed's and the others'; what a failed copy had made must not stay."""
    return len(list((inside.parent / "snapshots").iterdir()))


async def test_a_workspace_beyond_its_quota_is_not_copied(workspaces):
    workspace = await workspaces.create("small", Quota(bytes=1000, inodes=5))
    inside = Path(workspace.location)
    (inside / "large").write_bytes(b"x" * 1001)
    with pytest.raises(QuotaExceeded, match="1000"):
        await workspace.snapshot("first")
    (inside / "large").unlink()
    for number in range(6):
        (inside / f"f{number}").touch()
    with pytest.raises(QuotaExceeded, match="5"):
        await workspace.snapshot("first")

    assert copies(inside) == 1
    await workspace.rollback("")
    await workspace.snapshot("first")


async def test_replacing_the_seed_leaves_one_copy_of_it(workspace, inside):
    for number in range(3):
        (inside / str(number)).touch()
        await workspace.snapshot("")

    assert copies(inside) == 1
    assert [entry.path for entry in workspace.remembered("")] == ["0", "1", "2"]


async def test_snapshots_lie_out_of_the_programs_reach_and_go_with_the_sandbox(workspaces, workspace, inside):
    strange_tree(inside)
    await workspace.snapshot("first")
    home = inside.parent

    assert stat.S_IMODE((home / "snapshots").stat().st_mode) == 0o700
    assert (home / "snapshots").stat().st_uid == os.geteuid()
    await workspaces.delete("one")
    assert not home.exists()
    for call in (workspace.snapshot("second"), workspace.rollback("first")):
        with pytest.raises(FileNotFound):
            await call


def test_a_replacement_that_fails_half_way_is_undone(tmp_path):
    for folder, names in {"root": "abc", "fresh": "xyz", "grave": "abc"}.items():
        for name in names:
            (tmp_path / folder / name).mkdir(parents=True)
    (tmp_path / "grave" / list((tmp_path / "root").iterdir())[1].name / "in the way").touch()
    (tmp_path / "root").chmod(0o555)
    before = picture(tmp_path / "root")
    opened = [os.open(tmp_path / name, os.O_RDONLY | os.O_DIRECTORY) for name in ("root", "fresh", "grave")]
    with pytest.raises(OSError, match=r"not empty|exists"):
        replace_content(*opened)

    assert picture(tmp_path / "root") == before
    assert {item.name for item in (tmp_path / "fresh").iterdir()} == {"x", "y", "z"}
    for descriptor in opened:
        os.close(descriptor)


async def test_snapshots_and_rollbacks_at_once_never_mix(workspace, inside):
    states = {name: {f"{name}{number}" for number in range(20)} for name in "ab"}
    for name, files in states.items():
        await workspace.rollback("")
        await workspace.put([Entry(file) for file in files])
        await workspace.snapshot(name)
    for number in range(10):
        await asyncio.gather(
            workspace.rollback("a"), workspace.snapshot(f"one{number % 3}"), workspace.rollback("b"),
            workspace.snapshot(f"two{number % 3}"),
        )  # fmt: skip
        for snapshot in (f"one{number % 3}", f"two{number % 3}"):
            assert {entry.path for entry in workspace.remembered(snapshot)} in states.values()
    assert {item.name for item in inside.iterdir()} in states.values()


async def test_a_folder_swapped_for_a_link_while_it_is_copied_lets_nothing_in(workspace, inside, tmp_path):
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "file").write_bytes(b"secret")
    (inside / "real").mkdir()
    (inside / "real" / "file").write_bytes(b"harmless")
    (inside / "evil").symlink_to(outside)
    over = threading.Event()

    def swap():
        while not over.is_set():
            for old, new in (("real", "spare"), ("evil", "real"), ("real", "evil"), ("spare", "real")):
                (inside / old).rename(inside / new)

    swapping = threading.Thread(target=swap)
    swapping.start()
    naive, copied = set(), set()
    try:
        for _ in range(300):
            with suppress(FileNotFoundError):
                naive.add((inside / "real" / "file").read_bytes())
            await workspace.snapshot("first")
            copied |= {b"".join(entry.content) for entry in workspace.remembered("first")}
    finally:
        over.set()
        swapping.join()

    assert naive == {b"secret", b"harmless"}, "the swaps were not seen, so this shows nothing"
    assert copied <= {b"harmless", b""}
    assert b"harmless" in copied


def test_a_copy_shares_blocks_and_no_content_where_the_file_system_can(tmp_path):
    (tmp_path / "old").write_bytes(b"x" * 100_000)
    with (tmp_path / "old").open("r+b") as old, (tmp_path / "new").open("w+b") as new:
        if not reflinked(old.fileno(), new.fileno()):
            pytest.skip("this file system has no reflinks (XFS, Btrfs and bcachefs do)")
        old.write(b"SPOILT")

    assert (tmp_path / "new").read_bytes() == b"x" * 100_000

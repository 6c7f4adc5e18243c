"""What every adapter of Workspaces promises."""

import os
from dataclasses import replace

import pytest

from agent_loop.sandbox.adapters.workspaces_folder import FolderWorkspaces
from agent_loop.sandbox.adapters.workspaces_memory import InMemoryWorkspaces
from agent_loop.sandbox.domain.errors import (
    DirectoryNotEmpty,
    FileNotFound,
    NotADirectory,
    NotAFile,
    PathRefused,
    QuotaExceeded,
    SnapshotNotFound,
)
from agent_loop.sandbox.domain.files import (
    MAX_SNAPSHOTS,
    SEED,
    Entry,
    FileKind,
    Quota,
    WorkspaceUsage,
    fingerprints,
)

QUOTA = Quota(bytes=10_000, inodes=20)


def file(path, content=b"", **other):
    return Entry(path, FileKind.FILE, content=(content,), size=len(content), **other)


@pytest.fixture(params=["memory", "folder"])
async def workspaces(request, tmp_path):
    if request.param == "memory":
        yield InMemoryWorkspaces()
        return
    owner = (64010, 64010) if os.geteuid() == 0 else None
    async with FolderWorkspaces(tmp_path / "workspaces", owner) as opened:
        yield opened


@pytest.fixture
async def workspace(workspaces):
    return await workspaces.create("one", QUOTA)


async def content(*chunks):
    for chunk in chunks:
        yield chunk


async def write(workspace, path, *chunks, mode=0, make_parents=False, append=False):
    return await workspace.write(path, content(*chunks), mode=mode, make_parents=make_parents, append=append)


async def read(workspace, path, offset=0, limit=0):
    return b"".join([chunk async for chunk in workspace.read(path, offset, limit)])


async def test_a_new_workspace_is_empty(workspace):
    assert await workspace.listing("", recursive=True) == []
    assert await workspace.usage() == WorkspaceUsage(0, 0)


async def test_what_is_put_is_there_with_parents_modes_links_and_times(workspace):
    await workspace.put(
        [
            file("logs/app/a.log", b"abc", mode=0o640, mtime_ns=1_700_000_000 * 10**9),
            Entry("empty", FileKind.DIRECTORY, 0o700),
            Entry("latest", FileKind.SYMLINK, link_target="logs/app/a.log"),
        ]
    )
    found = {info.path: info for info in await workspace.listing("", recursive=True)}

    assert list(found) == ["empty", "latest", "logs", "logs/app", "logs/app/a.log"]
    log = found["logs/app/a.log"]
    assert (log.kind, log.mode, log.size, log.mtime_ns) == (FileKind.FILE, 0o640, 3, 1_700_000_000 * 10**9)
    assert (found["empty"].kind, found["empty"].mode) == (FileKind.DIRECTORY, 0o700)
    assert (found["latest"].kind, found["latest"].link_target) == (FileKind.SYMLINK, "logs/app/a.log")
    assert await workspace.usage() == WorkspaceUsage(3 + len("logs/app/a.log"), 5)


async def test_putting_again_replaces(workspace):
    await workspace.put([file("a", b"one"), Entry("l", FileKind.SYMLINK, link_target="a")])
    await workspace.put([file("a", b"second"), Entry("l", FileKind.SYMLINK, link_target="b")])

    assert await read(workspace, "a") == b"second"
    assert (await workspace.stat("l")).link_target == "b"


async def test_entries_carry_everything_to_another_workspace(workspaces, workspace):
    await workspace.put([file("d/x", b"x", mode=0o755), Entry("l", FileKind.SYMLINK, link_target="d/x")])
    other = await workspaces.create("two", QUOTA)
    await other.put(workspace.entries())

    assert fingerprints(other.entries()) == fingerprints(workspace.entries())
    assert [entry.path for entry in workspace.entries({"d/x", "nothing"})] == ["d/x"]


async def test_a_range_is_read(workspace):
    await workspace.put([file("a", b"0123456789")])

    assert await read(workspace, "a", 3, 4) == b"3456"
    assert await read(workspace, "a", 8, 100) == b"89"
    assert await read(workspace, "a", 50) == b""


async def test_a_link_within_is_read_through_and_one_out_is_refused(workspace):
    await workspace.put(
        [
            file("d/a", b"x"),
            Entry("within", FileKind.SYMLINK, link_target="d/../d/a"),
            Entry("out", FileKind.SYMLINK, link_target="../outside"),
            Entry("absolute", FileKind.SYMLINK, link_target="/etc/passwd"),
            Entry("round", FileKind.SYMLINK, link_target="round"),
        ]
    )

    assert await read(workspace, "within") == b"x"
    for path in ("out", "absolute", "round", "round/x"):
        with pytest.raises(PathRefused):
            await read(workspace, path)


async def test_a_missing_path_and_a_wrong_kind_are_named(workspace):
    await workspace.put([file("d/a", b"x")])

    with pytest.raises(FileNotFound):
        await workspace.stat("missing")
    with pytest.raises(FileNotFound):
        await read(workspace, "d/missing")
    with pytest.raises(FileNotFound):
        await workspace.listing("missing", recursive=False)
    with pytest.raises(FileNotFound):
        await workspace.remove("missing", recursive=True)
    with pytest.raises(NotAFile):
        await read(workspace, "d")
    with pytest.raises(NotADirectory):
        await workspace.listing("d/a", recursive=False)
    with pytest.raises(NotADirectory):
        await workspace.stat("d/a/b")
    with pytest.raises(NotADirectory):
        await write(workspace, "d/a/b", b"x", make_parents=True)


async def test_a_write_makes_replaces_and_appends(workspace):
    made = await write(workspace, "a", b"one ", b"two")
    assert (made.path, made.size, made.mode) == ("a", 7, 0o644)

    assert (await write(workspace, "a", b"new", mode=0o600)).mode == 0o600
    assert (await write(workspace, "a", b"er", append=True)).mode == 0o600
    assert await read(workspace, "a") == b"newer"
    await write(workspace, "b", b"x", append=True)
    assert await read(workspace, "b") == b"x"


async def test_a_write_makes_parents_only_when_asked(workspace):
    with pytest.raises(FileNotFound):
        await write(workspace, "new/a", b"x")

    await write(workspace, "new/deep/a", b"x", make_parents=True)
    assert await read(workspace, "new/deep/a") == b"x"


async def test_a_folder_is_never_written_over(workspace):
    await workspace.put([Entry("d", FileKind.DIRECTORY)])

    with pytest.raises(NotAFile):
        await write(workspace, "d", b"x")
    with pytest.raises(NotAFile):
        await workspace.put([file("d", b"x")])
    with pytest.raises(NotAFile):
        await write(workspace, "", b"x")


async def test_a_write_that_fails_in_the_middle_changes_nothing(workspace):
    await write(workspace, "a", b"old")

    async def broken():
        yield b"half"
        raise ConnectionError

    with pytest.raises(ConnectionError):
        await workspace.write("a", broken(), mode=0, make_parents=False, append=False)
    assert await read(workspace, "a") == b"old"
    assert (await workspace.usage()).inodes == 1


async def test_quotas_hold_for_bytes_and_inodes(workspaces, workspace):
    with pytest.raises(QuotaExceeded, match="10000"):
        await workspace.put([file("a", b"x" * 10_001)])
    with pytest.raises(QuotaExceeded, match="20"):
        await workspace.put([file(f"f{number}") for number in range(21)])
    small = await workspaces.create("small", replace(QUOTA, bytes=100))
    await write(small, "a", b"x" * 90)
    with pytest.raises(QuotaExceeded):
        await write(small, "b", b"x" * 11)
    with pytest.raises(QuotaExceeded):
        await write(small, "a", b"x" * 11, append=True)
    assert await read(small, "a") == b"x" * 90
    await write(small, "a", b"y" * 100)


async def test_removing(workspace):
    await workspace.put([file("d/e/a", b"x"), file("b"), Entry("l", FileKind.SYMLINK, link_target="d")])

    with pytest.raises(DirectoryNotEmpty):
        await workspace.remove("d", recursive=False)
    await workspace.remove("l", recursive=True)
    await workspace.remove("b", recursive=False)
    assert (await workspace.stat("d/e/a")).size == 1
    await workspace.remove("d/e", recursive=True)
    await workspace.remove("d", recursive=False)
    assert await workspace.listing("", recursive=True) == []


async def test_a_listing_stays_at_its_level_unless_recursive(workspace):
    await workspace.put([file("d/e/a"), file("d/b"), file("c")])

    assert [info.path for info in await workspace.listing("", recursive=False)] == ["c", "d"]
    assert [info.path for info in await workspace.listing("d", recursive=False)] == ["d/b", "d/e"]
    assert [info.path for info in await workspace.listing("d", recursive=True)] == ["d/b", "d/e", "d/e/a"]


async def test_workspaces_are_separate_and_deleting_is_idempotent(workspaces, workspace):
    other = await workspaces.create("two", QUOTA)
    await workspace.put([file("a")])

    assert await other.usage() == WorkspaceUsage(0, 0)
    assert other.location != workspace.location
    await workspaces.delete("one")
    await workspaces.delete("one")
    await workspaces.delete("never")


def state(entries):
    """All that is promised of files: their fingerprints and times."""
    times = {}

    def noted():
        for entry in entries:
            times[entry.path] = entry.mtime_ns
            yield entry

    return fingerprints(noted()), times


STRANGE = os.fsdecode(b"strange-\xff\n")
TREE = [
    Entry("d", FileKind.DIRECTORY, 0o750, mtime_ns=1_600_000_000_123_456_789),
    file("d/run", b"#!/bin/sh\n", mode=0o755, mtime_ns=1_500_000_000_987_654_321),
    file("d/locked", b"secret", mode=0o400),
    file(STRANGE, b"odd"),
    Entry("empty", FileKind.DIRECTORY, 0o500),
    Entry("within", FileKind.SYMLINK, link_target="d/run"),
    Entry("dangling", FileKind.SYMLINK, link_target="nowhere/at/all"),
    Entry("absolute", FileKind.SYMLINK, link_target="/etc/passwd"),
]


async def spoil(workspace):
    """Change a workspace that holds TREE in every way there is."""
    await workspace.remove("empty", recursive=True)
    await workspace.remove(STRANGE, recursive=False)
    await workspace.remove("absolute", recursive=False)
    await workspace.put([file("d/run", b"other", mode=0o644), file("d/new/deep", b"x"), file("empty", b"now a file")])
    await workspace.put([Entry("within", FileKind.SYMLINK, link_target="d/new"), file("dangling", b"now a file")])


async def test_a_rollback_restores_contents_modes_links_times_and_what_was_deleted(workspace):
    await workspace.put(TREE)
    before = state(workspace.entries())
    await workspace.snapshot("first")
    await spoil(workspace)
    spoilt = state(workspace.entries())
    await workspace.rollback("first")

    assert set(before[0]) == {entry.path for entry in TREE}
    assert spoilt != before
    assert state(workspace.entries()) == before
    assert state(workspace.remembered("first")) == before


async def test_a_snapshot_is_none_of_the_changes_that_come_later(workspace):
    await workspace.put(TREE)
    await workspace.snapshot("first")
    before = state(workspace.remembered("first"))
    await spoil(workspace)
    await write(workspace, "d/locked", b"more", append=True)

    assert state(workspace.remembered("first")) == before
    assert (await workspace.usage()).inodes == len(list(workspace.entries()))


async def test_one_can_go_to_and_fro_between_snapshots(workspace):
    await workspace.put([file("a", b"one")])
    await workspace.snapshot("one")
    await workspace.put([file("a", b"two"), file("b")])
    await workspace.snapshot("two")

    for snapshot, content_, inodes in [("one", b"one", 1), ("two", b"two", 2), ("one", b"one", 1), ("one", b"one", 1)]:
        await workspace.rollback(snapshot)
        assert await read(workspace, "a") == content_
        assert (await workspace.usage()).inodes == inodes


async def test_the_seed_is_empty_until_another_is_remembered(workspace):
    await workspace.put(TREE)
    await workspace.rollback(SEED)
    emptied = await workspace.usage()
    await workspace.put(TREE)
    before = state(workspace.entries())
    await workspace.snapshot(SEED)
    await spoil(workspace)
    await workspace.rollback(SEED)

    assert emptied == WorkspaceUsage(0, 0)
    assert state(workspace.entries()) == before


async def test_a_snapshot_can_be_put_into_another_workspace(workspaces, workspace):
    await workspace.put(TREE)
    await workspace.snapshot("first")
    await workspace.remove("d", recursive=True)
    other = await workspaces.create("two", QUOTA)
    await other.put(workspace.remembered("first"))

    assert fingerprints(other.entries()) == fingerprints(workspace.remembered("first"))


async def test_a_snapshot_that_was_never_made_is_not_found_and_changes_nothing(workspaces, workspace):
    await workspace.put(TREE)
    await workspace.snapshot("first")
    before = state(workspace.entries())
    other = await workspaces.create("two", QUOTA)

    for unknown in ("never", "../one", "snapshots/first", "x" * 1000):
        with pytest.raises(SnapshotNotFound):
            await workspace.rollback(unknown)
        with pytest.raises(SnapshotNotFound):
            workspace.remembered(unknown)
    with pytest.raises(SnapshotNotFound):
        await other.rollback("first")
    assert state(workspace.entries()) == before


async def test_snapshots_are_limited_and_the_refusal_names_the_fix(workspace):
    await workspace.snapshot(SEED)
    for number in range(MAX_SNAPSHOTS):
        await workspace.put([file("a", str(number).encode())])
        await workspace.snapshot(str(number))
    with pytest.raises(QuotaExceeded, match="new sandbox"):
        await workspace.snapshot("one more")

    await workspace.snapshot(SEED)
    await workspace.snapshot("3")
    with pytest.raises(SnapshotNotFound):
        await workspace.rollback("one more")
    await workspace.rollback("0")
    assert await read(workspace, "a") == b"0"
    await workspace.rollback("3")
    assert await read(workspace, "a") == str(MAX_SNAPSHOTS - 1).encode()


async def test_snapshots_count_against_their_own_bound_and_not_against_the_quota(workspace):
    await workspace.put([file("a", b"x" * 6_000)])
    await workspace.snapshot("first")
    await workspace.snapshot("second")

    assert await workspace.usage() == WorkspaceUsage(6_000, 1)
    await write(workspace, "b", b"x" * 4_000)

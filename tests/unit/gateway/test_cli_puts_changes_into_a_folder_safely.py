"""What a run's changes can and cannot do to a person's folder."""

import hashlib
import os
from pathlib import Path

import pytest

from agent_loop.contracts.agent.v1 import agent_pb2 as wire
from agent_loop.gateway.cli.placing import ChangeRefused, Place, conflicts, place_all

ADDED, MODIFIED, DELETED = wire.CHANGE_KIND_ADDED, wire.CHANGE_KIND_MODIFIED, wire.CHANGE_KIND_DELETED
FILE, DIRECTORY, LINK = wire.FILE_TYPE_FILE, wire.FILE_TYPE_DIRECTORY, wire.FILE_TYPE_LINK


def sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def file(
    path: str, content: bytes = b"new", kind: "wire.ChangeKind.ValueType" = ADDED, mode: int = 0o644
) -> wire.Change:
    return wire.Change(path=path, kind=kind, type=FILE, sha256=sha(content), size=len(content), mode=mode)


def link(path: str, target: str) -> wire.Change:
    return wire.Change(path=path, kind=ADDED, type=LINK, target=target)


async def always_new(_: str) -> bytes:
    return b"new"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "folder"
    folder.mkdir()
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "secret").write_text("secret")
    return folder


@pytest.mark.parametrize("path", ["../x", "/etc/passwd", "a/../../x", "..", "", ".", "a\0b"])
async def test_a_path_that_leaves_the_folder_is_refused(path, folder):
    with pytest.raises(ChangeRefused):
        Place(folder).check(file(path))
    with pytest.raises(ChangeRefused):
        await place_all(Place(folder), [file(path)], always_new)

    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("target", ["/etc/passwd", "../outside", "a/../../outside", "../../x"])
def test_a_link_that_leaves_the_folder_is_refused(target, folder):
    with pytest.raises(ChangeRefused):
        Place(folder).check(link("sub" if "sub" in target else "l", target))


def test_a_link_that_stays_inside_is_fine(folder):
    Place(folder).check(link("deep/l", "../report.txt"))


async def test_nothing_is_written_through_a_link_that_lies_in_the_folder(folder, tmp_path):
    (folder / "sub").symlink_to(tmp_path / "outside")

    with pytest.raises(ChangeRefused):
        Place(folder).check(file("sub/secret"))
    with pytest.raises(ChangeRefused):
        await place_all(Place(folder), [file("sub/secret")], always_new)

    assert (tmp_path / "outside" / "secret").read_text() == "secret"


async def test_a_link_in_a_files_place_is_replaced_and_not_followed(folder, tmp_path):
    (folder / "report.txt").symlink_to(tmp_path / "outside" / "secret")

    await place_all(Place(folder), [file("report.txt")], always_new)

    assert not (folder / "report.txt").is_symlink()
    assert (tmp_path / "outside" / "secret").read_text() == "secret"


async def test_files_folders_links_and_deletions_are_made(folder):
    (folder / "old").mkdir()
    (folder / "old" / "gone.log").write_text("gone")
    (folder / "kept.log").write_text("before")
    changes = [
        wire.Change(path="old", kind=DELETED, type=DIRECTORY),
        wire.Change(path="old/gone.log", kind=DELETED, type=FILE),
        file("a/b/new.txt"),
        file("kept.log", kind=MODIFIED),
        file("tool.sh", mode=0o4755),
        wire.Change(path="empty", kind=ADDED, type=DIRECTORY),
        link("newest", "a/b/new.txt"),
    ]

    await place_all(Place(folder), changes, always_new)

    assert (folder / "a" / "b" / "new.txt").read_bytes() == b"new"
    assert (folder / "kept.log").read_bytes() == b"new"
    assert not (folder / "old").exists()
    assert (folder / "empty").is_dir()
    assert str((folder / "newest").readlink()) == "a/b/new.txt"
    assert (folder / "tool.sh").stat().st_mode & 0o7777 & ~0o022 == 0o755 & ~0o022
    assert not list(folder.rglob(".*"))


async def test_a_folder_that_holds_a_persons_files_is_not_deleted(folder):
    (folder / "old").mkdir()
    (folder / "old" / "mine").write_text("mine")

    await place_all(Place(folder), [wire.Change(path="old", kind=DELETED, type=DIRECTORY)], always_new)

    assert (folder / "old" / "mine").read_text() == "mine"


async def test_what_arrives_damaged_is_not_written(folder):
    with pytest.raises(ChangeRefused, match="is not what the run left"):
        await place_all(Place(folder), [file("report.txt", b"something else")], always_new)

    assert list(folder.iterdir()) == []


async def test_nothing_is_written_where_one_of_the_files_cannot_be_had(folder):
    async def only_the_first(path: str) -> bytes:
        if path != "a.txt":
            raise ConnectionError("the gateway went away")
        return b"new"

    with pytest.raises(ConnectionError):
        await place_all(Place(folder), [file("a.txt"), file("b.txt")], only_the_first)

    assert list(folder.iterdir()) == []


async def test_a_write_that_fails_leaves_the_old_file_and_no_rest(folder):
    (folder / "report.txt").mkdir()
    (folder / "report.txt" / "mine").write_text("mine")

    with pytest.raises(OSError):
        await place_all(Place(folder), [file("report.txt")], always_new)

    assert (folder / "report.txt" / "mine").read_text() == "mine"
    assert [path.name for path in folder.iterdir()] == ["report.txt"]


def test_conflicts_are_what_changed_since_the_run_began(folder):
    (folder / "same").write_text("before")
    (folder / "done").write_text("new")
    (folder / "mine").write_text("changed by hand")
    (folder / "gone").write_text("changed by hand")
    sent = {"same": sha(b"before"), "done": sha(b"before"), "mine": sha(b"before"), "gone": sha(b"before")}
    changes = [
        file("same", kind=MODIFIED),
        file("done", kind=MODIFIED),
        file("mine", kind=MODIFIED),
        wire.Change(path="gone", kind=DELETED, type=FILE),
        file("added"),
    ]

    found = conflicts(Place(folder), changes, sent)

    assert [text.split()[0] for text in found] == ["mine", "gone"]


def test_without_knowing_what_was_sent_only_what_cannot_hurt_is_safe(folder):
    (folder / "there").write_text("mine")
    (folder / "done").write_text("new")
    (folder / "folder").write_text("a file")
    changes = [
        file("there", kind=MODIFIED),
        file("done", kind=MODIFIED),
        file("added"),
        wire.Change(path="folder", kind=ADDED, type=DIRECTORY),
        wire.Change(path="never", kind=DELETED, type=FILE),
    ]

    found = conflicts(Place(folder), changes, None)

    assert [text.split()[0] for text in found] == ["there:", "folder"]


def test_links_and_devices_are_told_apart(folder):
    (folder / "l").symlink_to("target")
    os.mkfifo(folder / "fifo")
    place = Place(folder)

    assert place.current("l") == sha(b"target")
    assert place.current("nothing/at/all") is None
    with pytest.raises(ChangeRefused, match="a pipe"):
        place.current("fifo")

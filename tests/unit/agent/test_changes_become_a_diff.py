import pytest
from agent_runs import archive

from agent_loop.agent.domain.changes import (
    MAX_DIFF_BYTES,
    MAX_DIFFED_FILE_BYTES,
    Change,
    ChangeKind,
    FileType,
    kept,
    read_archive,
    unified_diff,
)


def change(path="a.txt", kind=ChangeKind.MODIFIED, of=FileType.FILE, **more):
    return Change(path, kind, of, **more)


def test_a_modified_file_is_shown_as_diff_u_would():
    diff = unified_diff([change()], {"a.txt": b"one\ntwo\n"}, {"a.txt": b"one\nthree\n"})

    assert diff == "--- a/a.txt\n+++ b/a.txt\n@@ -1,2 +1,2 @@\n one\n-two\n+three\n"


def test_a_missing_newline_at_the_end_is_told():
    diff = unified_diff([change(kind=ChangeKind.ADDED)], {}, {"a.txt": b"one"})

    assert diff.endswith("+one\n\\ No newline at end of file\n")


@pytest.mark.parametrize(
    ("item", "before", "after", "said"),
    [
        (change(), {"a.txt": b"\0\1"}, {"a.txt": b"\0\2"}, "modified a.txt (binary)\n"),
        (change(), {"a.txt": b"\xff\xfe"}, {"a.txt": b"text"}, "modified a.txt (binary)\n"),
        (change(), {}, {"a.txt": b"text"}, "modified a.txt (too large to show)\n"),
        (change(kind=ChangeKind.ADDED), {}, {}, "added a.txt (too large to show)\n"),
        (change(kind=ChangeKind.ADDED), {}, {"a.txt": b"\n" * 30_000}, "added a.txt (too large to show)\n"),
        (change(mode=0o755), {"a.txt": b"same"}, {"a.txt": b"same"}, "modified a.txt (mode 755)\n"),
        (change(of=FileType.LINK, target="b"), {}, {}, "modified a.txt (link to b)\n"),
        (change(of=FileType.DIRECTORY), {}, {}, ""),
    ],
)
def test_what_cannot_be_shown_is_named(item, before, after, said):
    assert unified_diff([item], before, after) == said


def test_lines_end_only_at_newlines():
    diff = unified_diff([change()], {"a.txt": "one\u2028two\r\n".encode()}, {"a.txt": "one\u2028three\r\n".encode()})

    assert diff.count("\n-") == 1


def test_a_diff_stays_within_its_bound():
    names = [f"{number:02}.txt" for number in range(20)]
    after = dict.fromkeys(names, (b"x" * 79 + b"\n") * (MAX_DIFFED_FILE_BYTES // 80))

    diff = unified_diff([change(name, ChangeKind.ADDED) for name in names], {}, after)

    assert len(diff) < MAX_DIFF_BYTES + 2 * MAX_DIFFED_FILE_BYTES
    assert "added 19.txt (left out of this diff)\n" in diff


def test_contents_are_kept_while_there_is_room():
    changes = [change(f"{n}.txt", ChangeKind.ADDED, size=40) for n in range(4)]

    assert kept([change("big", ChangeKind.ADDED, size=200), *changes], max_bytes=100) == ["0.txt", "1.txt"]
    assert kept(changes, max_files=3) == ["0.txt", "1.txt", "2.txt"]
    assert kept([change("gone", ChangeKind.DELETED, size=1), change("d", of=FileType.DIRECTORY)]) == []


def test_only_the_wanted_small_files_are_read_from_an_archive():
    files = archive(a__txt="small", b__txt="other", big__txt="x" * 100)

    assert read_archive(files, ["a.txt", "big.txt", "none.txt"], max_bytes=50) == {"a.txt": b"small"}
    assert read_archive(b"", ["a.txt"]) == {}

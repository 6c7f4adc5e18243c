import io
import tarfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_loop.sandbox.domain.archives import packed, unpacked
from agent_loop.sandbox.domain.errors import ArchiveRefused, PathRefused, RequestRefused
from agent_loop.sandbox.domain.files import (
    ChangeKind,
    Entry,
    FileKind,
    Quota,
    WorkspaceUsage,
    changes,
    fingerprints,
    link_within,
    relative_path,
)
from agent_loop.sandbox.domain.limits import DEFAULT_LIMITS, MAX_LIMITS, ExecLimits, Limits, within
from agent_loop.sandbox.domain.programs import (
    MAX_ARGUMENT_BYTES,
    SCRIPT,
    Argv,
    Probe,
    Python,
    Report,
    Shell,
    Tier,
    command_line,
    environment,
    working_directory,
)


@pytest.mark.parametrize(
    ("path", "relative"),
    [
        ("", ""), (".", ""), ("a", "a"), ("a/./b//c/", "a/b/c"), ("/workspace", ""), ("/workspace/a", "a"),
        ("workspace/a", "workspace/a"), ("a b/\u00e4", "a b/\u00e4"), ("...", "..."),
    ],
)  # fmt: skip
def test_a_path_is_made_relative_and_normal(path, relative):
    assert relative_path(path) == relative


@pytest.mark.parametrize(
    "path",
    ["..", "a/../b", "/etc", "/", "/workspaces", "a\0", "/workspace/..", "x" * 256, "a/" * 2000],
    ids=["up", "up within", "absolute", "root", "like the workspace", "NUL", "above", "long name", "long path"],
)
def test_a_path_that_could_lead_out_is_refused(path):
    with pytest.raises(PathRefused):
        relative_path(path)


@given(st.text())
def test_no_accepted_path_leads_out(path):
    try:
        relative = relative_path(path)
    except PathRefused:
        return

    assert not relative.startswith("/")
    assert ".." not in relative.split("/")
    assert relative_path(relative) == relative


@pytest.mark.parametrize("target", ["b", "../b", "../a/../b", "/workspace/b", "./b"])
def test_a_link_within_the_workspace_is_fine(target):
    assert link_within("a/link", target) == target


@pytest.mark.parametrize("target", ["", "../../b", "/etc", "b/../../../c", "x\0", "/workspace/../etc"])
def test_a_link_out_of_the_workspace_is_refused(target):
    with pytest.raises(PathRefused):
        link_within("a/link", target)


def test_limits_fill_in_defaults_and_respect_ceilings():
    limits = within(Limits(processes=3), DEFAULT_LIMITS, MAX_LIMITS)

    assert limits.processes == 3
    assert limits.memory_bytes == DEFAULT_LIMITS.memory_bytes
    assert within(Limits(), Limits(processes=50), Limits(processes=10)).processes == 10
    assert within(ExecLimits(end_at_output_cap=True), ExecLimits(), ExecLimits()).end_at_output_cap is True


@pytest.mark.parametrize("asked", [Limits(memory_bytes=2**60), Limits(processes=-1)])
def test_a_limit_beyond_its_ceiling_is_refused_by_name(asked):
    with pytest.raises(RequestRefused, match=r"memory_bytes|processes"):
        within(asked, DEFAULT_LIMITS, MAX_LIMITS)


def test_commands_become_arguments():
    assert command_line(Argv(("ls", "-l"))) == (("ls", "-l"), b"")
    assert command_line(Shell("echo hi")) == (("bash", "-c", "echo hi"), b"")
    assert command_line(Python("print(1)")) == (("python3", "-c", "print(1)"), b"")


def test_a_long_script_becomes_a_file():
    source = "echo \u00e4\n" * MAX_ARGUMENT_BYTES

    assert command_line(Shell(source)) == (("bash", SCRIPT), source.encode())


@pytest.mark.parametrize(
    "command",
    [Argv(()), Argv(("",)), Argv(("a\0b",)), Argv(("echo", "x" * 200_000)), Argv(("x" * 90_000,) * 20), Shell("a\0b")],
    ids=["nothing", "empty", "NUL", "long argument", "many arguments", "NUL in a script"],
)
def test_what_linux_cannot_start_is_refused(command):
    with pytest.raises(RequestRefused):
        command_line(command)


def test_the_environment_is_clean_and_the_last_layer_wins():
    merged = environment({"A": "1", "HOME": "/tmp"}, {"A": "2"})

    assert (merged["A"], merged["HOME"]) == ("2", "/tmp")
    assert set(merged) == {"A", "PATH", "HOME", "USER", "LANG", "TERM"}


@pytest.mark.parametrize(
    "wrong",
    [
        {"": "x"}, {"A=B": "x"}, {"A": "x\0"}, {"A\0": "x"}, {"A": "x" * 200_000},
        {f"V{n}": "x" * 90_000 for n in range(9)},
    ],
    ids=["no name", "equals", "NUL", "NUL in the name", "long", "large"],
)  # fmt: skip
def test_a_wrong_environment_is_refused(wrong):
    with pytest.raises(RequestRefused):
        environment(wrong)


def test_the_working_directory_is_absolute():
    assert working_directory("") == "/workspace"
    assert working_directory("a/../b") == "/workspace/b"
    assert working_directory("/tmp") == "/tmp"


def test_a_report_names_the_first_failure_and_its_fix():
    report = Report(Tier.UNSPECIFIED, (Probe("a", True, "fine"), Probe("b", False, "broken", "mend it")))

    assert report.refusal() == "probe b failed: broken. mend it"
    assert "NAMESPACES" in Report(Tier.NAMESPACES, ()).refusal()


def file(path, content=b"", mode=0o644):
    return Entry(path, FileKind.FILE, mode, (content,), len(content), mtime_ns=10**9)


def test_a_diff_tells_added_modified_and_removed():
    before = fingerprints([file("same", b"1"), file("content", b"1"), file("mode"), file("gone"), file("kind")])
    after = fingerprints(
        [
            file("same", b"1"), file("content", b"2"), file("mode", mode=0o755), file("new"),
            Entry("kind", FileKind.SYMLINK, link_target="same"),
        ]
    )  # fmt: skip

    assert [(change.path, change.change) for change in changes(before, after)] == [
        ("content", ChangeKind.MODIFIED),
        ("gone", ChangeKind.REMOVED),
        ("kind", ChangeKind.MODIFIED),
        ("mode", ChangeKind.MODIFIED),
        ("new", ChangeKind.ADDED),
    ]
    assert changes(before, before) == []


def test_a_quota_says_what_is_too_much():
    quota = Quota(bytes=10, inodes=2)

    assert quota.exceeded_by(WorkspaceUsage(10, 2)) == ""
    assert "11 bytes" in quota.exceeded_by(WorkspaceUsage(11, 2))
    assert "3 files" in quota.exceeded_by(WorkspaceUsage(10, 3))


def test_what_is_packed_unpacks_to_the_same():
    entries = [
        Entry("d", FileKind.DIRECTORY, 0o755, mtime_ns=10**9), file("d/\u00e4 b", b"x" * 1000), file("empty"),
        Entry("l", FileKind.SYMLINK, link_target="d", mtime_ns=10**9), Entry("p", FileKind.OTHER),
        file("n" * 150, b"long name"),
    ]  # fmt: skip
    archive = b"".join(packed(entries))

    back = fingerprints(unpacked(archive))
    expected = fingerprints(entry for entry in entries if entry.kind is not FileKind.OTHER)
    assert {path: vars(value) | {"mode": 0, "size": 0} for path, value in back.items()} == {
        path: vars(value) | {"mode": 0, "size": 0} for path, value in expected.items()
    }
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        assert tar.extractfile("empty").read() == b""


def test_a_file_that_shrinks_while_it_is_packed_keeps_the_archive_whole():
    shrunk = Entry("a", FileKind.FILE, 0o644, (b"xy",), size=1000)
    grown = Entry("b", FileKind.FILE, 0o644, (b"x" * 10, b"y" * 10), size=15)

    back = {entry.path: b"".join(entry.content) for entry in unpacked(b"".join(packed([shrunk, grown])))}
    assert back == {"a": b"xy" + b"\0" * 998, "b": b"x" * 10 + b"y" * 5}


def test_members_are_placed_beneath_a_folder():
    archive = b"".join(packed([file("a")]))

    assert [entry.path for entry in unpacked(archive, "sub/dir")] == ["sub/dir/a"]


def test_noise_is_no_archive():
    with pytest.raises(ArchiveRefused, match="tar"):
        list(unpacked(b"noise" * 200))


def crafted(*members: tarfile.TarInfo) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as tar:
        for member in members:
            tar.addfile(member, io.BytesIO(bytes(member.size)))
    return buffer.getvalue()


@pytest.mark.parametrize("kind", [tarfile.XHDTYPE, tarfile.XGLTYPE, tarfile.GNUTYPE_LONGNAME, tarfile.GNUTYPE_LONGLINK])
def test_a_header_that_would_fill_the_memory_is_refused_unread(kind):
    header = tarfile.TarInfo("long")
    header.type, header.size = kind, 2**32

    with pytest.raises(ArchiveRefused, match=f"{2**32} bytes long"):
        list(unpacked(header.tobuf()))


def test_a_sparse_file_whose_map_has_no_end_is_refused():
    sparse = tarfile.TarInfo("sparse")
    sparse.pax_headers = {"GNU.sparse.major": "1", "GNU.sparse.minor": "0", "GNU.sparse.name": "sparse"}

    with pytest.raises(ArchiveRefused, match="sparse"):
        list(unpacked(crafted(sparse)))


def test_an_archive_of_roots_alone_has_an_end():
    roots = [tarfile.TarInfo("./") for _ in range(200)]

    with pytest.raises(ArchiveRefused, match="root"):
        list(unpacked(crafted(*roots)))


@pytest.mark.parametrize("name", ["", "./."])
def test_a_file_in_place_of_the_workspace_is_refused(name):
    with pytest.raises(ArchiveRefused, match="workspace itself"):
        list(unpacked(crafted(tarfile.TarInfo(name))))

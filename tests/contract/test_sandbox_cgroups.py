"""Groups of the kernel: what this machine's own hierarchy shows, and what is written where it has no controllers."""

import os
import secrets
import subprocess
from pathlib import Path

import pytest

from agent_loop.sandbox.adapters.isolation_namespaces.cgroups import Group, Groups, NotDelegated, delegated
from agent_loop.sandbox.domain.limits import DEFAULT_LIMITS
from agent_loop.sandbox.domain.programs import ExitReason


def hierarchy() -> Path | None:
    """Where cgroups v2 are mounted and we may make some."""
    for line in Path("/proc/self/mountinfo").read_text().splitlines():
        before, _, after = line.partition(" - ")
        point = Path(before.split()[4])
        if after.startswith("cgroup2 ") and os.geteuid() == 0 and os.access(point / "cgroup.procs", os.W_OK):
            return point
    return None


@pytest.fixture
def top():
    found = hierarchy()
    if found is None:
        pytest.skip("this kernel cannot show it: no hierarchy of cgroups v2 is mounted that this user may write to")
    return found


@pytest.fixture
def name():
    return f"agent-loop-test-{secrets.token_hex(4)}"


def test_a_process_is_held_and_ended_with_its_group(top, name):
    group = Group(top / name, DEFAULT_LIMITS)
    with subprocess.Popen(["sleep", "60"]) as sleeping:
        group.add(sleeping.pid)
        assert str(sleeping.pid) in (top / name / "cgroup.procs").read_text().split()
        group.remove()

        assert sleeping.wait(10) == -9
    group.remove()
    assert not (top / name).exists()


def test_memory_of_all_processes_together_is_limited(top, name):
    if "memory" not in (top / "cgroup.controllers").read_text().split():
        pytest.skip("this kernel cannot show it: the memory controller belongs to cgroups v1 here")
    (top / "cgroup.subtree_control").write_text("+memory")
    from dataclasses import replace

    group = Groups(top).group(name, replace(DEFAULT_LIMITS, memory_bytes=2**26))
    hog = "import sys; sys.stdin.read(1); x = b'x' * 2**28"
    with subprocess.Popen(["python3", "-c", hog], stdin=subprocess.PIPE) as eating:
        group.add(eating.pid)
        eating.communicate(b"x")

    assert group.outcome().exceeded is ExitReason.OOM
    group.remove()


def test_limits_are_written_where_the_kernel_has_a_file_for_them(tmp_path):
    folder = tmp_path / "set-1"
    files = ("memory.max", "memory.oom.group", "pids.max")
    folder.mkdir()
    for file in files:
        (folder / file).touch()
    made = folder.rename(tmp_path / "kept")

    class AsTheKernelMakesIt(type(tmp_path)):
        def mkdir(self, *args, **kwargs):
            made.rename(self)

    Group(AsTheKernelMakesIt(folder), DEFAULT_LIMITS)

    assert (folder / "memory.max").read_text() == str(512 * 2**20)
    assert (folder / "memory.oom.group").read_text() == "1"
    assert int((folder / "pids.max").read_text()) > 128
    assert not (folder / "memory.swap.max").exists()


@pytest.mark.parametrize(
    ("events", "exceeded"),
    [
        ({}, None),
        ({"pids.events": "max 3\n"}, ExitReason.PIDS),
        ({"memory.events": "low 0\noom 1\noom_kill 2\n", "pids.events": "max 1\n"}, ExitReason.OOM),
        ({"memory.events": "low 0\noom 0\noom_kill 0\n"}, None),
    ],
)
def test_what_the_kernel_counted_is_the_reason(tmp_path, events, exceeded):
    group = Group(tmp_path / "set-1", DEFAULT_LIMITS)
    for file, text in events.items():
        (tmp_path / "set-1" / file).write_text(text)
    (tmp_path / "set-1" / "memory.peak").write_text("4096\n")

    assert group.outcome().exceeded is exceeded
    assert group.outcome().peak_bytes == 4096


def test_a_machine_without_the_hierarchy_is_told(tmp_path):
    nothing = tmp_path / "nothing"

    with pytest.raises(NotDelegated, match="no hierarchy"):
        delegated(nothing, nothing)


def test_a_group_with_others_in_it_is_not_delegated(tmp_path):
    folder = tmp_path / "cgroup" / "unit"
    folder.mkdir(parents=True)
    (folder / "cgroup.controllers").write_text("cpu memory pids")
    (folder / "cgroup.subtree_control").touch()
    (folder / "cgroup.procs").write_text(f"{os.getpid()}\n1\n")
    mounts, own = tmp_path / "mountinfo", tmp_path / "own"
    mounts.write_text(f"30 1 0:26 / {tmp_path}/cgroup rw - cgroup2 cgroup2 rw\n")
    own.write_text("0::/unit\n")

    with pytest.raises(NotDelegated, match="1 other processes"):
        delegated(mounts, own)

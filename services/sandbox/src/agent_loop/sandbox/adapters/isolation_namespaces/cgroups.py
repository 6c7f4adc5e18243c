"""Limits of a whole set by the kernel, where a cgroup is delegated to this service: memory and processes together.

Control groups v2, see cgroups(7) and the kernel's admin-guide/cgroup-v2. Delegated means that the service may make
groups beneath its own and that nobody else's processes live in it, as under systemd with `Delegate=yes`. Elsewhere a
watcher counts instead.
"""

import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from agent_loop.sandbox.domain.limits import Limits
from agent_loop.sandbox.domain.programs import ExitReason

CONTROLLERS = ("memory", "pids")
DELEGATE = "systemd-run --user --scope -p Delegate=yes agent-loop up, or Delegate=yes in the service's unit"
_SERVICE = "service"


class NotDelegated(Exception):
    """There is no group to make groups in; the message says why."""


@dataclass(frozen=True)
class Outcome:
    """What a group saw."""

    exceeded: ExitReason | None
    peak_bytes: int


class Group:
    """One set's group. Limits hold from the moment that its init is added."""

    def __init__(self, folder: Path, limits: Limits) -> None:
        self._folder = folder
        folder.mkdir()
        self._set("memory.max", limits.memory_bytes)
        self._set("memory.swap.max", 0)
        self._set("memory.oom.group", 1)
        self._set("pids.max", limits.processes + limits.processes // 8 + 3)

    def add(self, pid: int) -> None:
        """Raises OSError where it is gone."""
        (self._folder / "cgroup.procs").write_text(str(pid))

    def outcome(self) -> Outcome:
        """Ask when all has ended."""
        exceeded = None
        if self._count("pids.events", "max"):
            exceeded = ExitReason.PIDS
        if self._count("memory.events", "oom_kill"):
            exceeded = ExitReason.OOM
        return Outcome(exceeded, self._number("memory.peak"))

    def remove(self) -> None:
        """End what is left in it, and give it back."""
        with suppress(OSError):
            (self._folder / "cgroup.kill").write_text("1")
        with suppress(OSError):  # the last process may still be on its way out; the next service's start removes it
            self._folder.rmdir()

    def _set(self, name: str, value: int) -> None:
        file = self._folder / name
        if file.exists():  # no swap: no file for it
            file.write_text(str(value))

    def _number(self, name: str) -> int:
        try:
            return int((self._folder / name).read_text())
        except (OSError, ValueError):  # memory.peak came with Linux 5.19
            return 0

    def _count(self, name: str, event: str) -> int:
        try:
            lines = (self._folder / name).read_text().splitlines()
        except OSError:
            return 0
        return next((int(line.split()[1]) for line in lines if line.split()[0] == event), 0)


class Groups:
    """The groups beneath this service's own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def group(self, name: str, limits: Limits) -> Group:
        return Group(self._folder / name, limits)


def delegated(mountinfo: Path = Path("/proc/self/mountinfo"), own: Path = Path("/proc/self/cgroup")) -> Groups:
    """Make this process' group ready to hold others. Raises NotDelegated."""
    folder = _own_folder(mountinfo, own)
    there = _read(folder / "cgroup.controllers").split()
    if lacking := [name for name in CONTROLLERS if name not in there]:
        raise NotDelegated(f"its cgroup lacks the controllers {' and '.join(lacking)}")
    if not os.access(folder / "cgroup.subtree_control", os.W_OK):
        raise NotDelegated(f"{folder} is not writable: {DELEGATE}")
    if strangers := set(_read(folder / "cgroup.procs").split()) - {str(os.getpid())}:
        raise NotDelegated(f"{len(strangers)} other processes live in its cgroup: {DELEGATE}")
    try:
        for left in folder.glob("set-*"):
            left.rmdir()
        (folder / _SERVICE).mkdir(exist_ok=True)
        (folder / _SERVICE / "cgroup.procs").write_text(str(os.getpid()))
        (folder / "cgroup.subtree_control").write_text(" ".join(f"+{name}" for name in CONTROLLERS))
    except OSError as error:
        raise NotDelegated(f"{folder}: {error.strerror}: {DELEGATE}") from error
    return Groups(folder)


def _own_folder(mountinfo: Path, own: Path) -> Path:
    paths = [line[3:] for line in _read(own).splitlines() if line.startswith("0::")]
    for line in _read(mountinfo).splitlines():
        before, _, after = line.partition(" - ")
        if paths and after.startswith("cgroup2 "):
            root, point = before.split()[3:5]
            inside = os.path.relpath(paths[0], root)
            if not inside.startswith(".."):
                return Path(point, inside)
    raise NotDelegated("no hierarchy of cgroups v2 is mounted")


def _read(file: Path) -> str:
    try:
        return file.read_text()
    except OSError:
        return ""

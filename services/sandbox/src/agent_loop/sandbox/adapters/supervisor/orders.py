"""What a confinement becomes where there are no namespaces: the host's own paths, and limits of processes."""

import os
import resource
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from agent_loop.sandbox.adapters.linux.rlimits import address_bytes, data_bytes
from agent_loop.sandbox.adapters.supervisor.order import Canary, Order
from agent_loop.sandbox.adapters.workspaces_folder.beneath import remove_tree
from agent_loop.sandbox.domain.limits import Limits
from agent_loop.sandbox.domain.programs import SCRIPT, WORKSPACE, Confinement

_TEMPORARY = "/tmp"  # noqa: S108  as the program says it
_MORE_TASKS = 1024
"""Above what the machine runs now: the kernel counts per user here, and others' programs start meanwhile."""


@dataclass(frozen=True)
class Walls:
    """What confines besides limits; without filters nothing does."""

    readable: Sequence[str] = ()
    devices: Sequence[str] = ()
    filters: Sequence[bytes] = ()


class Private:
    """The folder of one program: `temporary` is its own, `script` what it may read."""

    def __init__(self, folder: Path, payload: tuple[int, int] | None) -> None:
        self._path = folder / secrets.token_hex(12)
        self.temporary = self._path / "tmp"
        self.script = self._path / "program"
        self._path.mkdir(mode=0o711)
        self._path.chmod(0o711)
        self.temporary.mkdir(mode=0o700)
        if payload:
            os.chown(self.temporary, *payload)

    @property
    def untouched(self) -> bool:
        """Whether it is quickly removed."""
        with os.scandir(self.temporary) as listed:
            return next(listed, None) is None

    def remove(self) -> None:
        """With all that is in it, however deep."""
        folder = os.open(self._path.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            remove_tree(folder, self._path.name)
        finally:
            os.close(folder)


def order(
    confinement: Confinement, private: Private, walls: Walls, payload: tuple[int, int] | None,
    canary: Canary | None = None,
) -> Order:  # fmt: skip
    """/workspace and /tmp are translated where they stand alone: in the cwd, in HOME and in the path of a program."""
    workspace, temporary = os.path.realpath(confinement.surroundings.workspace), os.path.realpath(private.temporary)
    places = {WORKSPACE: workspace, _TEMPORARY: temporary}
    argv = list(confinement.argv)
    argv[0] = _placed(argv[0], places)
    if confinement.script:
        private.script.write_bytes(confinement.script)
        argv = [str(private.script) if argument == SCRIPT else argument for argument in argv]
    limits = confinement.surroundings.limits
    return Order(
        argv=argv,
        env=_environment(confinement.env, places),
        cwd=_placed(confinement.cwd, places),
        rlimits=_rlimits(limits, confinement.cpu_ms),
        writable=(workspace, temporary),
        temporary_bytes=limits.tmp_bytes,
        temporary_inodes=limits.workspace_inodes,
        drop=payload,
        readable=(*walls.readable, *([str(private.script)] if confinement.script else ())),
        devices=walls.devices,
        filters=walls.filters,
        canary=canary,
    )


def _placed(path: str, places: Mapping[str, str]) -> str:
    for inside, outside in places.items():
        if path == inside or path.startswith(inside + "/"):
            return outside + path.removeprefix(inside)
    return path


def _environment(env: Mapping[str, str], places: Mapping[str, str]) -> dict[str, str]:
    """git would refuse to work where it may not read the host's /etc/gitconfig."""
    given = {"TMPDIR": _TEMPORARY, "GIT_CONFIG_NOSYSTEM": "1", **env}
    return {**given, **{name: _placed(given[name], places) for name in ("HOME", "TMPDIR") if name in given}}


def _rlimits(limits: Limits, cpu_ms: int) -> list[tuple[int, int, int]]:
    """A core file of one byte is none, and keeps the kernel from starting the host's crash handler besides."""
    data, cpu = data_bytes(limits), -(-cpu_ms // 1000)
    tasks = _tasks() + limits.processes + _MORE_TASKS
    return [
        (resource.RLIMIT_CORE, 1, 1),
        (resource.RLIMIT_NPROC, tasks, tasks),
        (resource.RLIMIT_NOFILE, limits.open_files, limits.open_files),
        (resource.RLIMIT_FSIZE, limits.file_bytes, limits.file_bytes),
        (resource.RLIMIT_DATA, data, data),
        (resource.RLIMIT_AS, address_bytes(limits), address_bytes(limits)),
        (resource.RLIMIT_MEMLOCK, 0, 0),
        (resource.RLIMIT_MSGQUEUE, 0, 0),
        (resource.RLIMIT_CPU, cpu, cpu + 1),
    ]


def _tasks() -> int:
    """Processes and threads of the whole machine."""
    return int(Path("/proc/loadavg").read_text().split()[3].partition("/")[2])

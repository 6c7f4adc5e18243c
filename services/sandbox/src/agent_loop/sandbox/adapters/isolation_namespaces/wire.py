"""The messages between the service and its launcher; launcher.c has the same structs."""

import os
import struct
from collections.abc import Sequence
from dataclasses import dataclass

from agent_loop.sandbox.adapters.linux.rlimits import address_bytes, data_bytes
from agent_loop.sandbox.domain.limits import Limits
from agent_loop.sandbox.domain.programs import PROXY_PORT, Mount

PROGRAM, HOUSE, SHELL, SIGNAL, WARM = 1, 2, 3, 4, 5
TERMINAL, GATED, IN_MEMORY_FILE, AT_ONCE = 1, 2, 4, 8

MAX_INLINE_BYTES = 100_000
"""Larger jobs travel in a file in memory."""

ORDER = struct.Struct("=4sI")
NOTICE = struct.Struct("=IIiIQQ")
ENDING = struct.Struct("=iIQQ")
JOB = struct.Struct("=10I9Q")
MAKE_A_SET = b"S\0\0\0"

_OWN_PROCESSES = 3
"""The init counts against the limit of processes, too."""


@dataclass(frozen=True)
class Notice:
    """What the launcher says about a set."""

    letter: str
    set_id: int
    status: int
    """The program's wait status as its init told it, else the init's own; an errno where it could not be made."""
    cpu_seconds: float
    peak_bytes: int


def notice_of(message: bytes) -> Notice:
    letter, set_id, status, _, cpu_us, peak_kib = NOTICE.unpack(message)
    return Notice(chr(letter), set_id, status, cpu_us / 1e6, peak_kib * 1024)


def ending_of(set_id: int, message: bytes) -> Notice:
    """The same in the words of a set's init, when all others are gone."""
    status, _, cpu_us, peak_kib = ENDING.unpack(message)
    return Notice("X", set_id, status, cpu_us / 1e6, peak_kib * 1024)


@dataclass(frozen=True)
class Job:
    """What a set is told to do."""

    kind: int
    workspace: str = ""
    """Relative to the folder of all workspaces."""
    cwd: str = "/"
    argv: Sequence[str] = ()
    env: Sequence[str] = ()
    """`NAME=value`."""
    mounts: Sequence[Mount] = ()
    script: bytes = b""
    limits: Limits | None = None
    cpu_seconds: int = 0
    """Zero: no limit."""
    flags: int = 0
    signal: int = 0
    window: tuple[int, int] = (0, 0)
    """Rows and columns of a terminal."""

    def encoded(self) -> tuple[bytes, int]:
        """The message, and a descriptor of what did not fit into it or -1; the caller closes it."""
        tail = self._tail()
        inline = len(tail) <= MAX_INLINE_BYTES
        head = self._head(len(tail), self.flags | (0 if inline else IN_MEMORY_FILE))
        return (head + tail, -1) if inline else (head, _in_memory(tail))

    def _tail(self) -> bytes:
        parts = [self.workspace, self.cwd, *self.argv, *self.env]
        for mount in self.mounts:
            parts += [mount.source, mount.target, "ro" if mount.read_only else "rw"]
        return "\0".join([*parts, ""]).encode("utf-8", "surrogateescape") + self.script

    def _head(self, tail_bytes: int, flags: int) -> bytes:
        limits = self.limits or Limits()
        rows, columns = self.window
        processes = limits.processes + limits.processes // 8 + _OWN_PROCESSES
        return JOB.pack(
            self.kind, flags, self.signal, len(self.argv), len(self.env), len(self.mounts), PROXY_PORT, rows, columns,
            0, len(self.script), tail_bytes, limits.tmp_bytes, processes, limits.open_files, limits.file_bytes,
            data_bytes(limits), address_bytes(limits), self.cpu_seconds,
        )  # fmt: skip


def _in_memory(data: bytes) -> int:
    descriptor = os.memfd_create("job", os.MFD_CLOEXEC)
    with open(descriptor, "wb", closefd=False) as file:
        file.write(data)
    return descriptor

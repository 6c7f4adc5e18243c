"""Changes of modes and times, which Landlock lets through everywhere: done for a program where the files are its own.

The kernel hands each such call over (seccomp_unotify(2)) and the caller waits. The arguments are copied once and the
file is opened before it is judged, so what the caller changes meanwhile makes no difference.
"""

import errno
import fcntl
import os
import struct
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress

from agent_loop.sandbox.adapters.supervisor import kernel

_RECEIVE, _SEND = 0xC0502100, 0xC0182101
_NOTICE = struct.Struct("=QIIiIQ6Q")
"""struct seccomp_notif: id, thread, flags, and struct seccomp_data: number, architecture, pointer, arguments."""
_ANSWER = struct.Struct("=QqiI")
_AT_FDCWD, _NO_FOLLOW, _EMPTY_PATH = -100, 0x100, 0x1000
_PAGE, _LONGEST_PATH = 4096, 4096
_MODES = 0o1777
"""Bits that are passed on: no setuid, no setgid."""


class Broker:
    """Answers on a listener for files beneath `folders` that `owner` owns; `numbers` are the calls' by name."""

    def __init__(self, listener: int, numbers: Mapping[str, int], folders: Sequence[str], owner: int) -> None:
        self._listener = listener
        self._calls: dict[int, Callable[[int, Sequence[int]], None]] = {
            numbers[name]: call
            for name, call in {
                "chmod": lambda pid, a: self._mode(pid, _AT_FDCWD, a[0], a[1], 0),
                "fchmod": lambda pid, a: self._mode(pid, _signed(a[0]), 0, a[1], 0),
                "fchmodat": lambda pid, a: self._mode(pid, _signed(a[0]), a[1], a[2], 0),
                "fchmodat2": lambda pid, a: self._mode(pid, _signed(a[0]), a[1], a[2], a[3]),
                "utime": lambda pid, a: self._times(pid, _AT_FDCWD, a[0], _seconds(pid, a[1]), 0),
                "utimes": lambda pid, a: self._times(pid, _AT_FDCWD, a[0], _microseconds(pid, a[1]), 0),
                "futimesat": lambda pid, a: self._times(pid, _signed(a[0]), a[1], _microseconds(pid, a[2]), 0),
                "utimensat": lambda pid, a: self._times(pid, _signed(a[0]), a[1], _nanoseconds(pid, a[2]), a[3]),
            }.items()
            if name in numbers
        }
        self._folders = [os.fsencode(folder) for folder in folders]
        self._owner = owner

    def answer(self) -> None:
        """The next call that waits; returns at once where its caller was ended meanwhile."""
        notice = bytearray(_NOTICE.size)
        try:
            fcntl.ioctl(self._listener, _RECEIVE, notice)
        except OSError:
            return
        ident, pid, _, number, _, _, *arguments = _NOTICE.unpack(notice)
        error = 0
        try:
            self._calls[number](pid, arguments)
        except OSError as refusal:
            error = refusal.errno or errno.EPERM
        with suppress(OSError):
            fcntl.ioctl(self._listener, _SEND, _ANSWER.pack(ident, 0, -error, 0))

    def _mode(self, pid: int, folder: int, path: int, mode: int, flags: int) -> None:
        descriptor = self._opened(pid, folder, path, flags)
        try:
            os.chmod(f"/proc/self/fd/{descriptor}", mode & _MODES)  # noqa: PTH101  the file that was judged
        finally:
            os.close(descriptor)

    def _times(self, pid: int, folder: int, path: int, times: bytes | None, flags: int) -> None:
        descriptor = self._opened(pid, folder, path, flags)
        try:
            kernel.set_times(b"/proc/self/fd/%d" % descriptor, times)
        finally:
            os.close(descriptor)

    def _opened(self, pid: int, folder: int, address: int, flags: int) -> int:
        """The caller's file, pinned. Raises PermissionError where it is not the caller's to change."""
        start = f"/proc/{pid}/cwd" if folder == _AT_FDCWD else f"/proc/{pid}/fd/{folder}"
        path = _path(pid, address) if address else b""
        descriptor = os.open(start, os.O_PATH | os.O_CLOEXEC)
        if path or not (address == 0 or flags & _EMPTY_PATH):
            base = descriptor
            try:
                descriptor = os.open(
                    path, os.O_PATH | os.O_CLOEXEC | (os.O_NOFOLLOW if flags & _NO_FOLLOW else 0), dir_fd=base
                )
            finally:
                os.close(base)
        place = os.readlink(b"/proc/self/fd/%d" % descriptor)  # noqa: PTH115  bytes
        own = any(place == top or place.startswith(top + b"/") for top in self._folders)
        if not own or os.fstat(descriptor).st_uid != self._owner:
            os.close(descriptor)
            raise PermissionError(errno.EPERM, "not the program's own file")
        return descriptor


def _signed(descriptor: int) -> int:
    return (descriptor & 0xFFFFFFFF) - (1 << 32 if descriptor & 0x80000000 else 0)


def _path(pid: int, address: int) -> bytes:
    """The string at this address of the caller's memory, read page by page: the next one may not exist."""
    found = b""
    while len(found) < _LONGEST_PATH:
        at = address + len(found)
        found += _memory(pid, at, _PAGE - at % _PAGE)
        if (end := found.find(b"\0")) >= 0:
            return found[:end]
    raise OSError(errno.ENAMETOOLONG, "path")


def _memory(pid: int, address: int, size: int) -> bytes:
    descriptor = os.open(f"/proc/{pid}/mem", os.O_RDONLY | os.O_CLOEXEC)
    try:
        found = os.pread(descriptor, size, address)
    except (OSError, OverflowError) as error:
        raise OSError(errno.EFAULT, "the caller's memory") from error
    finally:
        os.close(descriptor)
    if not found:
        raise OSError(errno.EFAULT, "the caller's memory")
    return found


def _numbers(pid: int, address: int, count: int) -> list[int]:
    return list(struct.unpack(f"={count}q", _memory(pid, address, 8 * count).ljust(8 * count, b"\0")))


def _nanoseconds(pid: int, address: int) -> bytes | None:
    return struct.pack("=4q", *_numbers(pid, address, 4)) if address else None


def _microseconds(pid: int, address: int) -> bytes | None:
    if not address:
        return None
    accessed, accessed_us, modified, modified_us = _numbers(pid, address, 4)
    return struct.pack("=4q", accessed, accessed_us * 1000, modified, modified_us * 1000)


def _seconds(pid: int, address: int) -> bytes | None:
    if not address:
        return None
    accessed, modified = _numbers(pid, address, 2)
    return struct.pack("=4q", accessed, 0, modified, 0)

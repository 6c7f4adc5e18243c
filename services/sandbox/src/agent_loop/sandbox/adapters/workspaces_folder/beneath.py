"""Files beneath a folder that a stranger writes to: opened by openat2, which never resolves out of it.

The kernel resolves the whole path in one call, so a link that is swapped while it runs changes nothing.
"""

import ctypes
import errno
import os
import stat
import struct
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from agent_loop.sandbox.domain.errors import FileNotFound, NotADirectory, NotAFile, PathRefused, QuotaExceeded
from agent_loop.sandbox.domain.files import MAX_PATH_BYTES

_OPENAT2 = 437
_RESOLVE_NO_MAGICLINKS = 0x02
_RESOLVE_BENEATH = 0x08
_RACES = 100
"""openat2 says EAGAIN where something was renamed meanwhile; then one asks again."""

_one_at_a_time = threading.Lock()
"""Two that unlock the same folder would restore each other's modes."""

_syscall = ctypes.CDLL(None, use_errno=True).syscall
_syscall.argtypes = (ctypes.c_long, ctypes.c_int, ctypes.c_char_p, ctypes.c_char_p, ctypes.c_size_t)
_syscall.restype = ctypes.c_long


class _NotPermitted(PathRefused):
    """The modes of the path forbid it."""


def open_beneath(root: int, path: str, flags: int, mode: int = 0) -> int:
    """A descriptor of `path` beneath the folder `root`; links are followed only while they stay beneath it."""
    how = struct.pack("QQQ", flags | os.O_CLOEXEC, mode, _RESOLVE_BENEATH | _RESOLVE_NO_MAGICLINKS)
    name = os.fsencode(path or ".")
    for _ in range(_RACES):
        descriptor = int(_syscall(_OPENAT2, root, name, how, len(how)))
        if descriptor >= 0:
            return descriptor
        code = ctypes.get_errno()
        if code != errno.EAGAIN:
            break
    raise translated(OSError(code, os.strerror(code)), path)


def translated(error: OSError, path: str) -> Exception:
    """The domain's exception for a failed call on `path`, or the error itself where it is our own trouble."""
    match error.errno:
        case errno.ENOENT:
            return FileNotFound(f"nothing lies at {path!r}")
        case errno.ENOTDIR:
            return NotADirectory(f"{path!r} is no folder, or a part of it is none")
        case errno.EISDIR:
            return NotAFile(f"{path!r} is a folder")
        case errno.ENXIO:
            return NotAFile(f"{path!r} is a FIFO, socket or device")
        case errno.EXDEV | errno.ELOOP | errno.EAGAIN:
            return PathRefused(f"{path!r} leads out of the workspace, or through links that do")
        case errno.EACCES | errno.EPERM:
            return _NotPermitted(f"{path!r} is not permitted: {error.strerror}")
        case errno.ENOSPC | errno.EDQUOT:
            return QuotaExceeded(f"the disk is full while writing {path!r}")
        case _:
            return error


def insistently(root: int, path: str, flags: int) -> int:
    """Open also what its owner has closed to himself."""
    try:
        return open_beneath(root, path, flags)
    except _NotPermitted:
        with _unlocked(root, path):
            return open_beneath(root, path, flags)


@contextmanager
def _unlocked(root: int, path: str) -> Iterator[None]:
    """Let the owner through to `path` and into it for the length of a block; then the modes are as they were."""
    with ExitStack() as stack:
        stack.enter_context(_one_at_a_time)
        parts = path.split("/")
        for depth in range(1, len(parts) + 1):
            handle = open_beneath(root, "/".join(parts[:depth]), os.O_PATH | os.O_NOFOLLOW)
            stack.callback(os.close, handle)
            mode = os.fstat(handle).st_mode
            if mode & stat.S_IRWXU != stat.S_IRWXU and not stat.S_ISLNK(mode):
                by_handle = Path(f"/proc/self/fd/{handle}")
                by_handle.chmod(stat.S_IMODE(mode) | stat.S_IRWXU)
                stack.callback(by_handle.chmod, stat.S_IMODE(mode))
        yield


@contextmanager
def opened(root: int, path: str, flags: int) -> Iterator[int]:
    """`open_beneath` for the length of a block."""
    descriptor = open_beneath(root, path, flags)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def walk(root: int, top: str = "", *, recursive: bool = True) -> Iterator[tuple[str, os.stat_result]]:
    """Every path beneath the folder `top`, unordered; no link is followed, what vanishes meanwhile is left out.

    Raises QuotaExceeded where folders are nested deeper than a path can name.
    """
    folders = [top]
    while folders:
        folder = folders.pop()
        try:
            inside = _inside(root, folder)
        except (FileNotFound, NotADirectory):
            if folder == top:
                raise
            continue
        for name, found in inside:
            path = f"{folder}/{name}" if folder else name
            if len(os.fsencode(path)) > MAX_PATH_BYTES:
                raise QuotaExceeded(f"folders are nested deeper than a path of {MAX_PATH_BYTES} bytes can name")
            yield path, found
            if recursive and stat.S_ISDIR(found.st_mode):
                folders.append(path)


def _inside(root: int, folder: str) -> list[tuple[str, os.stat_result]]:
    try:
        return _scanned(root, folder)
    except (_NotPermitted, PermissionError):
        with _unlocked(root, folder):
            return _scanned(root, folder)


def _scanned(root: int, folder: str) -> list[tuple[str, os.stat_result]]:
    found = []
    flags = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW
    with opened(root, folder, flags) as descriptor, os.scandir(descriptor) as listed:
        for item in listed:
            with suppress(FileNotFoundError):
                found.append((item.name, item.stat(follow_symlinks=False)))
    return found


def remove_tree(parent: int, name: str) -> None:
    """Remove a folder with all that is in it, however deep and whatever its modes.

    Each folder found inside is first moved up to the top, so neither the length of a path nor recursion limits this.
    """
    number = 0
    pending = deque([name])
    while pending:
        current = pending.popleft()
        unlock(parent, current)
        descriptor = os.open(current, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=parent)
        try:
            with os.scandir(descriptor) as listed:
                for item in listed:
                    if not item.is_dir(follow_symlinks=False):
                        os.unlink(item.name, dir_fd=descriptor)
                        continue
                    number += 1
                    moved = f"{name}.removed.{number}"
                    unlock(descriptor, item.name)
                    os.rename(item.name, moved, src_dir_fd=descriptor, dst_dir_fd=parent)
                    pending.append(moved)
        finally:
            os.close(descriptor)
        os.rmdir(current, dir_fd=parent)


def unlock(parent: int, name: str) -> None:
    """Let the owner into a folder. By its descriptor: chmod by name would follow a link that took its place."""
    handle = os.open(name, os.O_PATH | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=parent)
    try:
        Path(f"/proc/self/fd/{handle}").chmod(0o700)
    finally:
        os.close(handle)

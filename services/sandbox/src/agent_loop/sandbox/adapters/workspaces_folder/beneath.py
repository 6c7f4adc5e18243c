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
from agent_loop.sandbox.domain.files import MAX_PATH_BYTES, WorkspaceUsage

_OPENAT2 = 437
_RESOLVE_NO_MAGICLINKS = 0x02
_RESOLVE_BENEATH = 0x08
_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW
_RACES = 100
"""openat2 says EAGAIN where something was renamed meanwhile; then one asks again."""

_one_at_a_time = threading.RLock()
"""Two that unlock the same folder would restore each other's modes; who reads modes meanwhile would see false ones."""

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
        stack.enter_context(_unlocked_itself(root))
        parts = path.split("/") if path else []
        for depth in range(1, len(parts) + 1):
            handle = stack.enter_context(opened(root, "/".join(parts[:depth]), os.O_PATH | os.O_NOFOLLOW))
            stack.enter_context(_unlocked_itself(handle))
        yield


@contextmanager
def _unlocked_itself(handle: int) -> Iterator[None]:
    mode = os.fstat(handle).st_mode
    if stat.S_ISLNK(mode) or mode & stat.S_IRWXU == stat.S_IRWXU:
        yield
        return
    by_handle = Path(f"/proc/self/fd/{handle}")
    by_handle.chmod(stat.S_IMODE(mode) | stat.S_IRWXU)
    try:
        yield
    finally:
        by_handle.chmod(stat.S_IMODE(mode))


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
            path = within_limits(f"{folder}/{name}" if folder else name)
            yield path, found
            if recursive and stat.S_ISDIR(found.st_mode):
                folders.append(path)


def measured(root: int) -> WorkspaceUsage:
    """What the folder `root` holds; a file with several names counts once in bytes. Raises as `walk`.

    It is asked for while programs run, so it is lean: paths are made of folders alone.
    """
    size = inodes = 0
    linked: set[int] = set()
    folders = [""]
    while folders:
        folder = folders.pop()
        try:
            inside = _inside(root, folder)
        except (FileNotFound, NotADirectory):
            if not folder:
                raise
            continue
        inodes += len(inside)
        for name, found in inside:
            mode = found.st_mode
            if mode & 0o170000 == stat.S_IFDIR:
                folders.append(within_limits(f"{folder}/{name}" if folder else name))
            elif found.st_nlink == 1 or found.st_ino not in linked:
                size += found.st_size
                if found.st_nlink > 1:
                    linked.add(found.st_ino)
    return WorkspaceUsage(size, inodes)


def within_limits(path: str) -> str:
    if len(path) * 4 > MAX_PATH_BYTES and len(os.fsencode(path)) > MAX_PATH_BYTES:
        raise QuotaExceeded(f"folders are nested deeper than a path of {MAX_PATH_BYTES} bytes can name")
    return path


def _inside(root: int, folder: str) -> list[tuple[str, os.stat_result]]:
    with reached(root, folder) as (_, found):
        return found


@contextmanager
def reached(root: int, folder: str) -> Iterator[tuple[int, list[tuple[str, os.stat_result]]]]:
    """The folder's descriptor and what lies in it, for the length of a block, in which its owner may enter it."""
    with ExitStack() as stack:
        try:
            descriptor = stack.enter_context(opened(root, folder, _FOLDER))
            found = _scanned(descriptor)
        except (_NotPermitted, PermissionError):
            stack.enter_context(_unlocked(root, folder))
            descriptor = stack.enter_context(opened(root, folder, _FOLDER))
            found = _scanned(descriptor)
        yield descriptor, found


def _scanned(folder: int) -> list[tuple[str, os.stat_result]]:
    found = []
    with _one_at_a_time, os.scandir(folder) as listed:
        for item in listed:
            try:  # noqa: SIM105  a fifth of the time went into suppress()
                found.append((item.name, item.stat(follow_symlinks=False)))
            except FileNotFoundError:
                pass
    return found


def remove_tree(parent: int, name: str) -> None:
    """Remove a folder with all that is in it, however deep and whatever its modes, though it may still be filled.

    Each folder found inside is first moved up to the top, so neither the length of a path nor recursion limits this.
    """
    number = races = 0
    pending = deque([name])
    while pending:
        current = pending.popleft()
        unlock(parent, current)
        descriptor = os.open(current, _FOLDER | os.O_CLOEXEC, dir_fd=parent)
        try:
            with os.scandir(descriptor) as listed:
                for item in listed:
                    if not item.is_dir(follow_symlinks=False):
                        with suppress(FileNotFoundError):
                            os.unlink(item.name, dir_fd=descriptor)
                        continue
                    number += 1
                    moved = f"{name}.removed.{number}"
                    unlock(descriptor, item.name)
                    os.rename(item.name, moved, src_dir_fd=descriptor, dst_dir_fd=parent)
                    pending.append(moved)
        finally:
            os.close(descriptor)
        try:
            os.rmdir(current, dir_fd=parent)
        except OSError as error:
            if error.errno not in (errno.ENOTEMPTY, errno.EEXIST) or (races := races + 1) > _RACES:
                raise
            pending.append(current)


def unlock(parent: int, name: str) -> None:
    """Let the owner into a folder. By its descriptor: chmod by name would follow a link that took its place."""
    handle = os.open(name, os.O_PATH | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=parent)
    try:
        Path(f"/proc/self/fd/{handle}").chmod(0o700)
    finally:
        os.close(handle)

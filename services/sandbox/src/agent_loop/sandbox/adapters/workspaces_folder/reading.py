"""Reading a tree that a stranger writes to: a workspace, or a copy of one."""

import os
import stat
from collections.abc import Collection, Iterator
from contextlib import suppress
from pathlib import Path

from agent_loop.sandbox.adapters.workspaces_folder.beneath import insistently, walk
from agent_loop.sandbox.domain.errors import FileNotFound, NotAFile
from agent_loop.sandbox.domain.files import Entry, FileInfo, FileKind

CHUNK = 256 * 1024
_PLAIN = os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY
_KINDS = {stat.S_IFREG: FileKind.FILE, stat.S_IFDIR: FileKind.DIRECTORY, stat.S_IFLNK: FileKind.SYMLINK}


class Root:
    """The tree's folder for the length of a block, as a handle: its owner may have closed it to himself."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __enter__(self) -> int:
        try:
            self._descriptor = os.open(self._folder, os.O_PATH | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
        except FileNotFoundError as error:
            raise FileNotFound("the workspace is gone: its sandbox was deleted meanwhile") from error
        return self._descriptor

    def __exit__(self, *_: object) -> None:
        os.close(self._descriptor)


def entries(folder: Path, paths: Collection[str] | None = None) -> Iterator[Entry]:
    """All, or those of the given paths, sorted by path."""
    with Root(folder) as root:
        for found in listing(root, "", recursive=True):
            if paths is None or found.path in paths:
                content = _content(root, found.path) if found.kind is FileKind.FILE else ()
                yield Entry(
                    found.path, found.kind, found.mode, content, found.size, found.link_target, mtime_ns=found.mtime_ns
                )


def listing(root: int, path: str, *, recursive: bool) -> list[FileInfo]:
    """What the folder at `path` holds, sorted by path."""
    os.close(insistently(root, path, os.O_PATH | os.O_DIRECTORY))
    found = []
    for inside, status in walk(root, path, recursive=recursive):
        with suppress(FileNotFound):
            found.append(described(root, inside, status))
    return sorted(found, key=lambda info: info.path)


def described(root: int, path: str, found: os.stat_result) -> FileInfo:
    kind = _KINDS.get(stat.S_IFMT(found.st_mode), FileKind.OTHER)
    target = ""
    if kind is FileKind.SYMLINK:
        handle = insistently(root, path, os.O_PATH | os.O_NOFOLLOW)
        try:
            with suppress(OSError):  # swapped for something else meanwhile
                target = os.readlink("", dir_fd=handle)
        finally:
            os.close(handle)
    size = 0 if kind is FileKind.DIRECTORY else found.st_size
    return FileInfo(path, kind, stat.S_IMODE(found.st_mode), size, found.st_mtime_ns, target)


def plain_file(root: int, path: str) -> int:
    """A descriptor to read it. Raises NotAFile for anything else."""
    descriptor = insistently(root, path, _PLAIN)
    if stat.S_ISREG(os.fstat(descriptor).st_mode):
        return descriptor
    os.close(descriptor)
    raise NotAFile(f"{path!r} is no plain file")


def _content(root: int, path: str) -> Iterator[bytes]:
    descriptor = plain_file(root, path)
    try:
        while chunk := os.read(descriptor, CHUNK):
            yield chunk
    finally:
        os.close(descriptor)

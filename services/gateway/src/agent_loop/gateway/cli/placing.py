"""Putting a run's changes into a folder: nothing outside it, nothing over a person's work, each file in one step."""

import os
import secrets
import stat
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath

from agent_loop.contracts.agent.v1 import agent_pb2 as wire
from agent_loop.gateway.cli.workspace import digest

_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW


class ChangeRefused(Exception):
    """A change would leave the folder, or cannot be made there; the message names the path."""


class Place:
    """A folder that changes are put into. Paths are walked from an open folder and never through a link."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def check(self, change: wire.Change) -> None:
        """Raise ChangeRefused for a path, or a link's target, that leaves the folder."""
        parts = self._parts(change.path)
        if change.type == wire.FILE_TYPE_LINK and change.kind != wire.CHANGE_KIND_DELETED:
            target = PurePosixPath(change.target)
            depth = len(parts) - 1
            for part in target.parts:
                depth += -1 if part == ".." else 1
                if depth < 0 or target.is_absolute():
                    raise ChangeRefused(f"{change.path}: the link to {change.target} leaves the folder")
        with self._parent(parts, make=False):
            pass

    def current(self, path: str) -> str | None:
        """The digest of a file's content or of a link's target as it is now; "" for a folder, None for nothing."""
        parts = self._parts(path)
        with self._parent(parts, make=False) as parent:
            if parent is None:
                return None
            try:
                status = os.lstat(parts[-1], dir_fd=parent)
            except FileNotFoundError:
                return None
            if stat.S_ISDIR(status.st_mode):
                return ""
            if stat.S_ISLNK(status.st_mode):
                return digest(os.fsencode(os.readlink(parts[-1], dir_fd=parent)))
            if not stat.S_ISREG(status.st_mode):
                raise ChangeRefused(f"{path} is a device, a socket or a pipe here")
            with os.fdopen(os.open(parts[-1], os.O_RDONLY | os.O_NOFOLLOW, dir_fd=parent), "rb") as file:
                return digest(file.read())

    def put(self, change: wire.Change, content: bytes) -> None:
        """Make the change. A file is written beside its place and renamed, so it is never seen half-written."""
        parts = self._parts(change.path)
        with self._parent(parts, make=change.kind != wire.CHANGE_KIND_DELETED) as parent:
            if parent is None:
                return
            if change.kind == wire.CHANGE_KIND_DELETED:
                _remove(parts[-1], parent)
            elif change.type == wire.FILE_TYPE_DIRECTORY:
                with suppress(FileExistsError):
                    os.mkdir(parts[-1], 0o755, dir_fd=parent)
            else:
                _replace(parts[-1], parent, change, content)

    def _parts(self, path: str) -> tuple[str, ...]:
        pure = PurePosixPath(path)
        if not path or "\0" in path or pure.is_absolute() or ".." in pure.parts or not pure.parts:
            raise ChangeRefused(f"{path!r} leaves the folder")
        return pure.parts

    @contextmanager
    def _parent(self, parts: Sequence[str], *, make: bool) -> Iterator[int | None]:
        """The open folder that holds the last part; None where it does not exist and is not made."""
        folder = os.open(self._root, os.O_RDONLY | os.O_DIRECTORY)
        try:
            for part in parts[:-1]:
                if make:
                    with suppress(FileExistsError):
                        os.mkdir(part, 0o755, dir_fd=folder)
                try:
                    inner = os.open(part, _FOLDER, dir_fd=folder)
                except FileNotFoundError:
                    yield None
                    return
                except OSError as error:
                    raise ChangeRefused(f"{'/'.join(parts)}: {part} is a link or no folder here") from error
                os.close(folder)
                folder = inner
            yield folder
        finally:
            os.close(folder)


def conflicts(place: Place, changes: Sequence[wire.Change], sent: Mapping[str, str] | None) -> list[str]:
    """Why changes would overwrite what the run never saw; empty if they would not.

    `sent` holds the digests of the files that the run began with; without it, only a path that already is as the run
    left it, or that was not there, is safe.
    """
    found = []
    for change in changes:
        now = place.current(change.path)
        if change.type == wire.FILE_TYPE_DIRECTORY:
            if now not in (None, ""):
                found.append(f"{change.path} is a file here")
            continue
        after = None if change.kind == wire.CHANGE_KIND_DELETED else _digest_after(change)
        before = (sent or {}).get(change.path)
        if now in (after, before):
            continue
        if sent is None and change.kind != wire.CHANGE_KIND_ADDED:
            found.append(f"{change.path}: this machine did not send it, so what changed since is not known")
        else:
            found.append(f"{change.path} changed since the run began")
    return found


async def place_all(place: Place, changes: Sequence[wire.Change], read: Callable[[str], Awaitable[bytes]]) -> None:
    """Make every change: folders and files first, what is deleted last and from the inside out.

    Nothing is made before every content is here, which is at most what the agent keeps of a run, 64 MiB.
    """
    kept = [change for change in changes if change.kind != wire.CHANGE_KIND_DELETED]
    gone = [change for change in changes if change.kind == wire.CHANGE_KIND_DELETED]
    contents: dict[str, bytes] = {}
    for change in kept:
        if change.type == wire.FILE_TYPE_FILE:
            contents[change.path] = await read(change.path)
            if change.sha256 and digest(contents[change.path]) != change.sha256:
                raise ChangeRefused(f"{change.path}: what arrived is not what the run left; try again")
    for change in sorted(kept, key=lambda change: (change.type != wire.FILE_TYPE_DIRECTORY, change.path)):
        place.put(change, contents.get(change.path, b""))
    for change in sorted(gone, key=lambda change: -change.path.count("/")):
        place.put(change, b"")


def _digest_after(change: wire.Change) -> str:
    return digest(os.fsencode(change.target)) if change.type == wire.FILE_TYPE_LINK else change.sha256


def _remove(name: str, parent: int) -> None:
    try:
        os.unlink(name, dir_fd=parent)
    except FileNotFoundError:
        return
    except (IsADirectoryError, PermissionError):
        with suppress(OSError):  # a folder that still holds a person's own files stays
            os.rmdir(name, dir_fd=parent)


def _replace(name: str, parent: int, change: wire.Change, content: bytes) -> None:
    temporary = f".{name[:100]}.{secrets.token_hex(6)}"
    try:
        if change.type == wire.FILE_TYPE_LINK:
            os.symlink(change.target, temporary, dir_fd=parent)
        else:
            # Only permission bits: what came out of a sandbox gets no setuid here.
            handle = os.open(
                temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, change.mode & 0o777 or 0o644, dir_fd=parent
            )
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
        os.rename(temporary, name, src_dir_fd=parent, dst_dir_fd=parent)
    except BaseException:
        with suppress(FileNotFoundError):
            os.unlink(temporary, dir_fd=parent)
        raise

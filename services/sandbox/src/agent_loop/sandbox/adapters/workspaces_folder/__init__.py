"""Workspaces as folders of the host: `<folder>/<sandbox id>/workspace`, which the isolation binds into the sandbox."""

import asyncio
import os
import secrets
import stat
import threading
from collections.abc import AsyncGenerator, AsyncIterator, Collection, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from agent_loop.sandbox.adapters.workspaces_folder.beneath import (
    measured,
    open_beneath,
    opened,
    remove_tree,
    translated,
    unlock,
)
from agent_loop.sandbox.adapters.workspaces_folder.copies import copy_tree, replace_content
from agent_loop.sandbox.adapters.workspaces_folder.reading import CHUNK, Root, described, entries, listing, plain_file
from agent_loop.sandbox.domain.errors import (
    DirectoryNotEmpty,
    FileNotFound,
    NotADirectory,
    NotAFile,
    QuotaExceeded,
    SnapshotNotFound,
)
from agent_loop.sandbox.domain.files import (
    PERMISSIONS,
    SEED,
    Entry,
    FileInfo,
    FileKind,
    Quota,
    WorkspaceUsage,
    demand_room_for_snapshot,
)

_FOLDER = os.O_PATH | os.O_DIRECTORY
_LISTED = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW


class FolderWorkspaces:
    """Enter it to make the folder, empty of what an earlier server left; leave it to empty it again.

    `owner` is the uid and gid that the files get, where the server may give them away (it runs as root).
    """

    def __init__(self, folder: Path, owner: tuple[int, int] | None = None) -> None:
        self._folder = folder
        self._owner = owner

    async def __aenter__(self) -> Self:
        self._folder.mkdir(parents=True, exist_ok=True)
        self._folder.chmod(0o711)
        await asyncio.to_thread(self._empty)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await asyncio.to_thread(self._empty)

    async def create(self, sandbox_id: str, quota: Quota) -> "FolderWorkspace":
        home = self._folder / sandbox_id
        home.mkdir(mode=0o711)
        (home / "staging").mkdir(mode=0o700)
        (home / "snapshots").mkdir(mode=0o700)
        home.chmod(0o711)
        for folder in (home / "workspace", home / "snapshots" / "empty"):
            folder.mkdir(mode=0o755)
            if self._owner:
                os.chown(folder, *self._owner)
        return FolderWorkspace(home, quota, self._owner)

    async def delete(self, sandbox_id: str) -> None:
        await asyncio.to_thread(_remove, self._folder / sandbox_id)

    def _empty(self) -> None:
        for name in [item.name for item in self._folder.iterdir()]:
            _remove(self._folder / name)


class FolderWorkspace:
    """One of them. It opens its folder for each call, so that a forgotten workspace leaks no descriptor."""

    def __init__(self, home: Path, quota: Quota, owner: tuple[int, int] | None) -> None:
        self._root = home / "workspace"
        self._staging = home / "staging"
        self._copies = home / "snapshots"
        self._quota = quota
        self._owner = owner
        self._snapshots = {SEED: self._copies / "empty"}
        self._whole = threading.Lock()
        """Held while it is copied or replaced, by threads that outlive a cancelled call."""

    @property
    def location(self) -> str:
        return str(self._root)

    async def put(self, entries: Iterable[Entry]) -> None:
        await asyncio.to_thread(self._put, entries)

    def entries(self, paths: Collection[str] | None = None) -> Iterator[Entry]:
        return entries(self._root, paths)

    async def listing(self, path: str, *, recursive: bool) -> list[FileInfo]:
        def found() -> list[FileInfo]:
            with Root(self._root) as root:
                return listing(root, path, recursive=recursive)

        return await asyncio.to_thread(found)

    async def stat(self, path: str) -> FileInfo:
        with Root(self._root) as root, opened(root, path, os.O_PATH | os.O_NOFOLLOW) as handle:
            return described(root, path, os.fstat(handle))

    async def read(self, path: str, offset: int, limit: int) -> AsyncGenerator[bytes]:
        with Root(self._root) as root:
            descriptor = plain_file(root, path)
        try:
            left = limit or os.fstat(descriptor).st_size
            while left > 0 and (chunk := await asyncio.to_thread(os.pread, descriptor, min(CHUNK, left), offset)):
                yield chunk
                offset += len(chunk)
                left -= len(chunk)
        finally:
            os.close(descriptor)

    async def write(
        self, path: str, content: AsyncIterator[bytes], *, mode: int, make_parents: bool, append: bool
    ) -> FileInfo:
        before = await self.usage()
        with Root(self._root) as root:
            staged = _Staged(self._staging)
            try:
                old = await asyncio.to_thread(self._existing, root, path, staged if append else None)
                async for chunk in content:
                    staged.write(chunk)
                    self._fits(WorkspaceUsage(before.bytes + staged.size - (old.size if old else 0), before.inodes))
                await asyncio.to_thread(
                    self._commit, root, path, staged, mode or (old.mode if old else 0o644), make_parents=make_parents
                )
            finally:
                staged.discard()
        return await self.stat(path)

    async def remove(self, path: str, *, recursive: bool) -> None:
        await asyncio.to_thread(self._remove, path, recursive=recursive)

    async def usage(self, *, at_once: bool = False) -> WorkspaceUsage:
        return self._usage() if at_once else await asyncio.to_thread(self._usage)

    async def snapshot(self, snapshot_id: str) -> None:
        await asyncio.to_thread(self._snapshot, snapshot_id)

    async def rollback(self, snapshot_id: str) -> None:
        await asyncio.to_thread(self._rollback, snapshot_id)

    def remembered(self, snapshot_id: str) -> Iterator[Entry]:
        return entries(self._snapshot_folder(snapshot_id))

    def _snapshot_folder(self, snapshot_id: str) -> Path:
        try:
            return self._snapshots[snapshot_id]
        except KeyError:
            raise SnapshotNotFound(f"this sandbox has no snapshot {snapshot_id[:80]!r}") from None

    def _snapshot(self, snapshot_id: str) -> None:
        with self._whole:
            demand_room_for_snapshot(snapshot_id, self._snapshots)
            made = self._copies / secrets.token_hex(8)
            try:
                with Root(self._root) as root, _private(made) as copy:
                    copy_tree(root, copy, self._quota)
            except BaseException:
                _remove(made)
                raise
            replaced, self._snapshots[snapshot_id] = self._snapshots.get(snapshot_id), made
            if replaced:
                _remove(replaced)

    def _rollback(self, snapshot_id: str) -> None:
        kept, name = self._snapshot_folder(snapshot_id), secrets.token_hex(8)
        fresh, grave = self._staging / f"restored-{name}", self._staging / f"replaced-{name}"
        with self._whole:
            try:
                with (
                    Root(kept) as snapshot,
                    Root(self._root) as root,
                    _private(fresh) as copy,
                    _private(grave) as removed,
                ):
                    copy_tree(snapshot, copy)
                    replace_content(root, copy, removed)
            except OSError as error:
                raise translated(error, "the workspace") from error
            finally:
                _remove(fresh)
                _remove(grave)

    def _usage(self) -> WorkspaceUsage:
        with Root(self._root) as root:
            return measured(root)

    def _fits(self, usage: WorkspaceUsage) -> None:
        if why := self._quota.exceeded_by(usage):
            raise QuotaExceeded(why)

    def _put(self, entries: Iterable[Entry]) -> None:
        used = self._usage()
        size, inodes = used.bytes, used.inodes
        folders: list[Entry] = []
        with Root(self._root) as root:
            for entry in entries:
                inodes += 1
                size += entry.size
                self._fits(WorkspaceUsage(size, inodes))
                if entry.kind is FileKind.DIRECTORY:
                    os.close(self._folder(root, entry.path))
                    folders.append(entry)
                elif entry.kind is not FileKind.OTHER:
                    self._put_leaf(root, entry)
            for entry in reversed(folders):
                self._finish_folder(root, entry)

    def _put_leaf(self, root: int, entry: Entry) -> None:
        if entry.kind is FileKind.FILE:
            staged = _Staged(self._staging)
            try:
                for chunk in entry.content:
                    staged.write(chunk)
                if entry.mtime_ns:
                    os.utime(staged.descriptor, ns=(entry.mtime_ns, entry.mtime_ns))
                self._commit(root, entry.path, staged, entry.mode or 0o644, make_parents=True)
            finally:
                staged.discard()
            return
        folder, name = self._parent(root, entry.path, make=True)
        try:
            with suppress(FileNotFoundError):
                os.unlink(name, dir_fd=folder)
            os.symlink(entry.link_target, name, dir_fd=folder)
            self._give(name, folder)
        except OSError as error:
            raise translated(error, entry.path) from error
        finally:
            os.close(folder)

    def _finish_folder(self, root: int, entry: Entry) -> None:
        with opened(root, entry.path, os.O_RDONLY | os.O_DIRECTORY) as folder:
            if entry.mtime_ns:
                os.utime(folder, ns=(entry.mtime_ns, entry.mtime_ns))
            if entry.mode:
                os.fchmod(folder, entry.mode & PERMISSIONS)

    def _commit(self, root: int, path: str, staged: "_Staged", mode: int, *, make_parents: bool) -> None:
        os.fchmod(staged.descriptor, mode & PERMISSIONS)
        if self._owner:
            os.fchown(staged.descriptor, *self._owner)
        folder, name = self._parent(root, path, make=make_parents)
        try:
            staged.place(name, folder)
        except OSError as error:
            raise translated(error, path) from error
        finally:
            os.close(folder)

    def _existing(self, root: int, path: str, copy_to: "_Staged | None") -> FileInfo | None:
        """What a write replaces; its content goes to `copy_to` first where the write appends."""
        try:
            descriptor = plain_file(root, path)
        except (FileNotFound, NotADirectory):
            return None
        try:
            while copy_to and (chunk := os.read(descriptor, CHUNK)):
                copy_to.write(chunk)
            return described(root, path, os.fstat(descriptor))
        finally:
            os.close(descriptor)

    def _parent(self, root: int, path: str, *, make: bool) -> tuple[int, str]:
        """A descriptor of the folder that holds `path`, and the name in it."""
        above, _, name = path.rpartition("/")
        if not name:
            raise NotAFile("the workspace itself is a folder")
        return (self._folder(root, above) if make else open_beneath(root, above, _FOLDER)), name

    def _folder(self, root: int, path: str) -> int:
        try:
            return open_beneath(root, path, _FOLDER)
        except FileNotFound:
            above, name = self._parent(root, path, make=True)
        try:
            with suppress(FileExistsError):
                os.mkdir(name, 0o755, dir_fd=above)
                self._give(name, above)
        except OSError as error:
            raise translated(error, path) from error
        finally:
            os.close(above)
        return open_beneath(root, path, _FOLDER)

    def _give(self, name: str, folder: int) -> None:
        if self._owner:
            os.chown(name, *self._owner, dir_fd=folder, follow_symlinks=False)

    def _remove(self, path: str, *, recursive: bool) -> None:
        with Root(self._root) as root:
            folder, name = self._parent(root, path, make=False)
            try:
                if not stat.S_ISDIR(os.stat(name, dir_fd=folder, follow_symlinks=False).st_mode):
                    os.unlink(name, dir_fd=folder)
                    return
                with opened(root, path, _LISTED) as listed, os.scandir(listed) as inside:
                    if not recursive and any(inside):
                        raise DirectoryNotEmpty(f"{path!r} holds something; remove it recursively")
                grave = f"removed-{secrets.token_hex(8)}"
                unlock(folder, name)
                staging = os.open(self._staging, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
                try:
                    os.rename(name, grave, src_dir_fd=folder, dst_dir_fd=staging)
                    remove_tree(staging, grave)
                finally:
                    os.close(staging)
            except OSError as error:
                raise translated(error, path) from error
            finally:
                os.close(folder)


@contextmanager
def _private(folder: Path) -> Iterator[int]:
    """Make a folder that no program of the sandbox reaches; a descriptor of it for the length of a block."""
    try:
        folder.mkdir(0o700)
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError as error:
        raise translated(error, "a copy of the workspace") from error
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _remove(folder: Path) -> None:
    """With all that is in it; what does not exist is fine."""
    with suppress(FileNotFoundError):
        above = os.open(folder.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            remove_tree(above, folder.name)
        finally:
            os.close(above)


class _Staged:
    """A file in the making, where no program of the sandbox can see it."""

    def __init__(self, folder: Path) -> None:
        self._path = f"{folder}/{secrets.token_hex(8)}"
        try:
            self.descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise translated(error, "a file") from error
        self.size = 0
        self._placed = False

    def write(self, data: bytes) -> None:
        view = memoryview(data)
        while view:
            try:
                written = os.write(self.descriptor, view)
            except OSError as error:
                raise translated(error, "a file") from error
            self.size += written
            view = view[written:]

    def place(self, name: str, folder: int) -> None:
        os.rename(self._path, name, dst_dir_fd=folder)
        self._placed = True

    def discard(self) -> None:
        """Close it, and remove it where it was not placed."""
        os.close(self.descriptor)
        if not self._placed:
            with suppress(FileNotFoundError):
                Path(self._path).unlink()

"""Workspaces in memory, for tests."""

import time
from collections.abc import AsyncGenerator, AsyncIterator, Collection, Iterable, Iterator
from dataclasses import dataclass, field

from agent_loop.sandbox.domain.errors import (
    DirectoryNotEmpty,
    FileNotFound,
    NotADirectory,
    NotAFile,
    PathRefused,
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

_MOST_LINKS = 40


class InMemoryWorkspaces:
    def __init__(self) -> None:
        self.workspaces: dict[str, InMemoryWorkspace] = {}

    async def create(self, sandbox_id: str, quota: Quota) -> "InMemoryWorkspace":
        self.workspaces[sandbox_id] = InMemoryWorkspace(sandbox_id, quota)
        return self.workspaces[sandbox_id]

    async def delete(self, sandbox_id: str) -> None:
        self.workspaces.pop(sandbox_id, None)


@dataclass(frozen=True)
class _Node:
    kind: FileKind
    mode: int
    content: bytes = b""
    link_target: str = ""
    mtime_ns: int = field(default_factory=time.time_ns)

    @property
    def size(self) -> int:
        return len(self.link_target) if self.kind is FileKind.SYMLINK else len(self.content)


class InMemoryWorkspace:
    """A table from path to node."""

    def __init__(self, sandbox_id: str, quota: Quota) -> None:
        self._id = sandbox_id
        self._quota = quota
        self._nodes: dict[str, _Node] = {"": _Node(FileKind.DIRECTORY, 0o755)}
        self._snapshots = {SEED: dict(self._nodes)}

    @property
    def location(self) -> str:
        return self._id

    async def put(self, entries: Iterable[Entry]) -> None:
        for entry in entries:
            if entry.kind is FileKind.OTHER:
                continue
            path = self._make_parents(entry.path)
            content = b"".join(entry.content)
            default = 0o755 if entry.kind is FileKind.DIRECTORY else 0o644
            mode = 0o777 if entry.kind is FileKind.SYMLINK else (entry.mode or default) & PERMISSIONS
            mtime_ns = entry.mtime_ns or time.time_ns()
            self._place(path, _Node(entry.kind, mode, content, entry.link_target, mtime_ns))

    def entries(self, paths: Collection[str] | None = None) -> Iterator[Entry]:
        return _entries(self._nodes, paths)

    async def listing(self, path: str, *, recursive: bool) -> list[FileInfo]:
        top = self._resolved(path)
        if self._node(top).kind is not FileKind.DIRECTORY:
            raise NotADirectory(f"{path!r} is no folder")
        inside = [found for found in self._beneath(top) if recursive or _above(found) == top]
        return [self._info(found) for found in sorted(inside)]

    async def stat(self, path: str) -> FileInfo:
        return self._info(self._located(path))

    async def read(self, path: str, offset: int, limit: int) -> AsyncGenerator[bytes]:
        node = self._plain(path)
        if chunk := node.content[offset : offset + limit if limit else None]:
            yield chunk

    async def write(
        self, path: str, content: AsyncIterator[bytes], *, mode: int, make_parents: bool, append: bool
    ) -> FileInfo:
        try:
            old = self._plain(path)
        except FileNotFound:
            old = None
        written = old.content if old and append else b""
        async for chunk in content:
            written += chunk
            self._fits(len(written) - (len(old.content) if old else 0), 0)
        place = self._make_parents(path) if make_parents else self._located(path, missing=True)
        self._place(place, _Node(FileKind.FILE, (mode or (old.mode if old else 0o644)) & PERMISSIONS, written))
        return self._info(place)

    async def remove(self, path: str, *, recursive: bool) -> None:
        place = self._located(path)
        inside = list(self._beneath(place))
        if inside and not recursive:
            raise DirectoryNotEmpty(f"{path!r} holds something; remove it recursively")
        for found in [place, *inside]:
            del self._nodes[found]

    async def usage(self, *, at_once: bool = False) -> WorkspaceUsage:  # noqa: ARG002  the port has it
        return self._usage()

    async def snapshot(self, snapshot_id: str) -> None:
        demand_room_for_snapshot(snapshot_id, self._snapshots)
        self._fits(0, 0)
        self._snapshots[snapshot_id] = dict(self._nodes)

    async def rollback(self, snapshot_id: str) -> None:
        self._nodes = dict(self._remembered(snapshot_id))

    def remembered(self, snapshot_id: str) -> Iterator[Entry]:
        return _entries(self._remembered(snapshot_id))

    def _remembered(self, snapshot_id: str) -> dict[str, _Node]:
        try:
            return self._snapshots[snapshot_id]
        except KeyError:
            raise SnapshotNotFound(f"this sandbox has no snapshot {snapshot_id[:80]!r}") from None

    def _usage(self) -> WorkspaceUsage:
        sizes = [self._info(path).size for path in self._nodes if path]
        return WorkspaceUsage(sum(sizes), len(sizes))

    def _fits(self, more_bytes: int, more_inodes: int) -> None:
        used = self._usage()
        if why := self._quota.exceeded_by(WorkspaceUsage(used.bytes + more_bytes, used.inodes + more_inodes)):
            raise QuotaExceeded(why)

    def _place(self, path: str, node: _Node) -> None:
        there = self._nodes.get(path)
        if there and there.kind is FileKind.DIRECTORY and node.kind is not FileKind.DIRECTORY:
            raise NotAFile(f"{path!r} is a folder")
        replaced = self._info(path).size if there else 0
        self._fits(len(node.content) - replaced, 0 if there else 1)
        self._nodes[path] = node

    def _make_parents(self, path: str) -> str:
        above, _, name = path.rpartition("/")
        if not name:
            raise NotAFile("the workspace itself is a folder")
        try:
            above = self._resolved(above)
        except FileNotFound:
            above = self._make_parents(above)
            self._place(above, _Node(FileKind.DIRECTORY, 0o755))
        if self._nodes[above].kind is not FileKind.DIRECTORY:
            raise NotADirectory(f"{above!r} is no folder")
        return f"{above}/{name}" if above else name

    def _located(self, path: str, *, missing: bool = False) -> str:
        """Where `path` is: its folder's links resolved, its own not."""
        above, _, name = path.rpartition("/")
        above = self._resolved(above)
        if name and self._node(above).kind is not FileKind.DIRECTORY:
            raise NotADirectory(f"{path!r}: {above!r} is no folder")
        place = f"{above}/{name}" if above else name
        if not missing:
            self._node(place)
        return place

    def _resolved(self, path: str, followed: int = 0) -> str:
        """Where `path` leads, through links that stay beneath the workspace."""
        parts: list[str] = []
        pending = [part for part in path.split("/") if part]
        while pending:
            part = pending.pop(0)
            if part == "..":
                if not parts:
                    raise PathRefused(f"{path!r} leads out of the workspace")
                parts.pop()
                continue
            node = self._node("/".join([*parts, part]))
            if node.kind is not FileKind.SYMLINK:
                if pending and node.kind is not FileKind.DIRECTORY:
                    raise NotADirectory(f"{path!r}: {part!r} is no folder")
                parts.append(part)
                continue
            followed += 1
            if node.link_target.startswith("/") or followed > _MOST_LINKS:
                raise PathRefused(f"{path!r} leads out of the workspace, or through links that do")
            pending = [inner for inner in node.link_target.split("/") if inner not in ("", ".")] + pending
        return "/".join(parts)

    def _plain(self, path: str) -> _Node:
        node = self._node(self._resolved(path))
        if node.kind is not FileKind.FILE:
            raise NotAFile(f"{path!r} is no plain file")
        return node

    def _node(self, path: str) -> _Node:
        try:
            return self._nodes[path]
        except KeyError:
            raise FileNotFound(f"nothing lies at {path!r}") from None

    def _beneath(self, top: str) -> Iterator[str]:
        return (path for path in self._nodes if path and (not top or path.startswith(top + "/")))

    def _info(self, path: str) -> FileInfo:
        node = self._node(path)
        return FileInfo(path, node.kind, node.mode, node.size, node.mtime_ns, node.link_target)


def _entries(nodes: dict[str, _Node], paths: Collection[str] | None = None) -> Iterator[Entry]:
    for path, node in sorted(nodes.items()):
        if path and (paths is None or path in paths):
            content = (node.content,) if node.content else ()
            yield Entry(path, node.kind, node.mode, content, node.size, node.link_target, mtime_ns=node.mtime_ns)


def _above(path: str) -> str:
    return path.rpartition("/")[0]

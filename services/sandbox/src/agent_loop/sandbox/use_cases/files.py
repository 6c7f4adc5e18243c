"""Reading and changing a sandbox's files, and telling what changed."""

import asyncio
import tempfile
from collections.abc import AsyncGenerator, AsyncIterator, Iterator

from agent_loop.sandbox.domain.archives import packed, unpacked
from agent_loop.sandbox.domain.errors import RequestRefused
from agent_loop.sandbox.domain.files import (
    ChangeKind,
    Entry,
    FileInfo,
    WorkspaceUsage,
    changes,
    fingerprints,
    relative_path,
)
from agent_loop.sandbox.use_cases.sandboxes import Sandboxes, remember_seed

_SPOOLED_BYTES = 8 * 2**20
"""Larger archives wait on disk."""
MAX_LISTED = 10_000


class ReadFile:
    def __init__(self, sandboxes: Sandboxes) -> None:
        self._sandboxes = sandboxes

    async def __call__(self, sandbox_id: str, path: str, offset: int, limit: int) -> AsyncGenerator[FileInfo | bytes]:
        """The file's description, then its bytes; limit 0 means to the end."""
        workspace, path = self._sandboxes.get(sandbox_id).workspace, relative_path(path)
        chunks = workspace.read(path, offset, limit)
        first = await anext(chunks, b"")
        yield await workspace.stat(path)
        if first:
            yield first
        async for chunk in chunks:
            yield chunk


class WriteFile:
    def __init__(self, sandboxes: Sandboxes) -> None:
        self._sandboxes = sandboxes

    async def __call__(
        self, sandbox_id: str, path: str, content: AsyncIterator[bytes], *, mode: int, make_parents: bool, append: bool
    ) -> FileInfo:
        held = self._sandboxes.get(sandbox_id)
        try:
            return await held.workspace.write(
                relative_path(path), content, mode=mode, make_parents=make_parents, append=append
            )
        finally:
            held.held_then = None  # it is to be counted anew


class ListFiles:
    def __init__(self, sandboxes: Sandboxes) -> None:
        self._sandboxes = sandboxes

    async def __call__(self, sandbox_id: str, path: str, limit: int, *, recursive: bool) -> tuple[list[FileInfo], bool]:
        """At most `limit` (0: 10,000) entries, and whether there are more."""
        found = await self._sandboxes.get(sandbox_id).workspace.listing(relative_path(path), recursive=recursive)
        limit = limit or MAX_LISTED
        return found[:limit], len(found) > limit


class StatFile:
    def __init__(self, sandboxes: Sandboxes) -> None:
        self._sandboxes = sandboxes

    async def __call__(self, sandbox_id: str, path: str) -> FileInfo:
        return await self._sandboxes.get(sandbox_id).workspace.stat(relative_path(path))


class RemoveFile:
    def __init__(self, sandboxes: Sandboxes) -> None:
        self._sandboxes = sandboxes

    async def __call__(self, sandbox_id: str, path: str, *, recursive: bool) -> None:
        relative = relative_path(path)
        if not relative:
            raise RequestRefused("the workspace itself cannot be removed; delete the sandbox")
        await self._sandboxes.get(sandbox_id).workspace.remove(relative, recursive=recursive)


class UploadArchive:
    def __init__(self, sandboxes: Sandboxes) -> None:
        self._sandboxes = sandboxes

    async def __call__(
        self, sandbox_id: str, path: str, archive: AsyncIterator[bytes], *, becomes_seed: bool
    ) -> WorkspaceUsage:
        held, beneath = self._sandboxes.get(sandbox_id), relative_path(path)
        with tempfile.SpooledTemporaryFile(_SPOOLED_BYTES) as spooled:
            async for chunk in archive:
                spooled.write(chunk)
            spooled.seek(0)
            await held.workspace.put(unpacked(spooled, beneath))
        if becomes_seed:
            await remember_seed(held)
        return await held.usage()


class DownloadArchive:
    def __init__(self, sandboxes: Sandboxes) -> None:
        self._sandboxes = sandboxes

    async def __call__(self, sandbox_id: str, path: str, *, changed_only: bool) -> AsyncGenerator[bytes]:
        """A tar, in pieces."""
        held, top = self._sandboxes.get(sandbox_id), relative_path(path)
        paths = None
        if changed_only:
            now = await asyncio.to_thread(fingerprints, held.workspace.entries())
            paths = {change.path for change in changes(held.seed, now) if change.change is not ChangeKind.REMOVED}
        pieces = packed(_beneath(held.workspace.entries(paths), top))
        while piece := await asyncio.to_thread(_gathered, pieces):
            yield piece


def _beneath(entries: Iterator[Entry], top: str) -> Iterator[Entry]:
    return (entry for entry in entries if not top or entry.path == top or entry.path.startswith(top + "/"))


def _gathered(pieces: Iterator[bytes], enough: int = 256 * 1024) -> bytes:
    """The next pieces as one of about that many bytes; empty at the end."""
    gathered = bytearray()
    for piece in pieces:
        gathered += piece
        if len(gathered) >= enough:
            break
    return bytes(gathered)

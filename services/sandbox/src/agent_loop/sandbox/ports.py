"""What the sandbox needs from the outside world, in its own words."""

from collections.abc import AsyncGenerator, AsyncIterator, Collection, Iterable, Iterator
from contextlib import AbstractAsyncContextManager
from typing import Protocol

from agent_loop.sandbox.domain.files import Entry, FileInfo, Quota, WorkspaceUsage
from agent_loop.sandbox.domain.programs import Confinement, Ending, Occupancy, Report, Stream


class Confined(Protocol):
    """One program that runs in isolation."""

    async def output(self, within: float) -> tuple[Stream, bytes]:
        """The next bytes of output, at most 64 KiB, as they come.

        Raises TimeoutError where none come within that many seconds, and EOFError once both streams are closed.
        """
        ...

    async def write(self, data: bytes) -> None:
        """Feed stdin; returns when all is taken. A program that no longer reads is not an error."""
        ...

    def close_stdin(self) -> None: ...

    def signal(self, number: int) -> None:
        """Send a signal to the program and its process group; nothing happens once it has ended."""
        ...

    def occupancy(self) -> Occupancy:
        """What it holds now; zeros once it has ended."""
        ...

    async def ended(self, within: float) -> Ending:
        """Wait for its end, which is also the end of everything it started. Raises TimeoutError."""
        ...

    async def kill(self) -> Ending:
        """End it and everything it started, whatever they do; returns when all are gone. Also after its end."""
        ...


class Isolation(Protocol):
    """Runs programs that nobody trusts."""

    async def report(self) -> Report:
        """What the isolation is worth here, found once by running canaries."""
        ...

    def start(self, confinement: Confinement) -> AbstractAsyncContextManager[Confined]:
        """Start a program in fresh isolation; leaving the block kills what is left of it.

        A program that is missing or fails is a result, with code 127 or 126. Raises IsolationUnavailable where nothing
        ran, and RequestRefused where Linux cannot start such a program (arguments too long, cwd missing).
        """
        ...


class Workspace(Protocol):
    """The files of one sandbox. Every path is normalised by `relative_path`; no link is followed out.

    Each method raises PathRefused for a path that leads out, FileNotFound for a missing one, NotADirectory and NotAFile
    for the wrong kind, and those that add raise QuotaExceeded.
    """

    @property
    def location(self) -> str:
        """For the isolation alone."""
        ...

    async def put(self, entries: Iterable[Entry]) -> None:
        """Make or replace these, in order, with missing parent folders."""
        ...

    def entries(self, paths: Collection[str] | None = None) -> Iterator[Entry]:
        """All files, folders and links, or those of the given paths, sorted by path; FIFOs, sockets and devices too.

        Blocks: iterate it in a thread.
        """
        ...

    async def listing(self, path: str, *, recursive: bool) -> list[FileInfo]:
        """What a folder holds, sorted by path; recursively it follows no link."""
        ...

    async def stat(self, path: str) -> FileInfo:
        """Of a link, the link itself."""
        ...

    def read(self, path: str, offset: int, limit: int) -> AsyncGenerator[bytes]:
        """A plain file's bytes, in chunks of at most 256 KiB; limit 0 means to the end."""
        ...

    async def write(
        self, path: str, content: AsyncIterator[bytes], *, mode: int, make_parents: bool, append: bool
    ) -> FileInfo:
        """Make or replace a plain file, which appears whole or not at all. Mode 0: as it was, or 0644."""
        ...

    async def remove(self, path: str, *, recursive: bool) -> None:
        """Raises DirectoryNotEmpty where a folder holds something and recursive is False."""
        ...

    async def usage(self) -> WorkspaceUsage: ...


class Workspaces(Protocol):
    """Where the sandboxes' files live."""

    async def create(self, sandbox_id: str, quota: Quota) -> Workspace:
        """An empty workspace."""
        ...

    async def delete(self, sandbox_id: str) -> None:
        """Remove a workspace with all that is in it, however deep; what does not exist is fine."""
        ...

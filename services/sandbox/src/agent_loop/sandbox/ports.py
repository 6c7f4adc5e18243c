"""What the sandbox needs from the outside world, in its own words."""

from collections.abc import AsyncGenerator, AsyncIterator, Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from socket import socket
from typing import Protocol

from agent_loop.sandbox.domain.files import Entry, FileInfo, Quota, WorkspaceUsage
from agent_loop.sandbox.domain.programs import (
    Confinement,
    Ending,
    Occupancy,
    Report,
    Stream,
    Surroundings,
    WindowSize,
)


class Confined(Protocol):
    """One program that runs in isolation."""

    @property
    def gate(self) -> socket | None:
        """Listening on PROXY_PORT inside, where the surroundings are gated; the caller accepts."""
        ...

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

    def resize(self, size: WindowSize) -> None:
        """Of its terminal; nothing happens where it has none."""
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


class Shell(Protocol):
    """A stateful bash in an enclosure: its directory, variables and functions outlive each command."""

    @property
    def cwd(self) -> str:
        """Its directory after the last command, absolute inside."""
        ...

    def run(self, source: str, env: Mapping[str, str], stdin: bytes) -> AbstractAsyncContextManager[Confined]:
        """Let it run a command, and only one at a time; leaving the block ends what is left of the command.

        Killing the command ends all that it started, and the shell; its next command finds a fresh one in the same
        directory. So does a command that ends the shell itself. What earlier commands left running is killed with the
        shell. The command's stdin is whole: writing to it raises RequestRefused. Raises EnclosureLost.
        """
        ...

    def running(self) -> int:
        """Processes that its earlier commands left running."""
        ...

    def reenter(self) -> None:
        """Let its next command enter its directory anew: another one stands at its path."""
        ...

    async def close(self) -> None:
        """End it and all that it started."""
        ...


class Enclosure(Protocol):
    """One persistent set of namespaces: what runs in it shares the loopback and /tmp."""

    @property
    def gate(self) -> socket | None:
        """Listening on PROXY_PORT inside, where the surroundings are gated; the caller accepts."""
        ...

    async def shell(self, cwd: str, env: Mapping[str, str]) -> Shell:
        """Raises RequestRefused where there is no such directory, and EnclosureLost."""
        ...

    async def close(self) -> None:
        """End everything in it; returns when all is gone. Also after its end."""
        ...


class Isolation(Protocol):
    """Runs programs that nobody trusts."""

    async def report(self) -> Report:
        """What the isolation is worth here, found once by running canaries."""
        ...

    def start(self, confinement: Confinement) -> AbstractAsyncContextManager[Confined]:
        """Start a program in fresh isolation; leaving the block kills what is left of it.

        A program that is missing or fails is a result, with code 127 or 126. Raises IsolationUnavailable where nothing
        ran, and RequestRefused where Linux cannot start such a program (arguments too long, cwd missing);
        of a confinement that begins `at_once` these may come from `ended` instead.
        """
        ...

    async def enclose(self, surroundings: Surroundings) -> Enclosure:
        """Make a persistent set of namespaces. Raises IsolationUnavailable where the report has no `sessions`."""
        ...


class Gate(Protocol):
    """Lets programs out to the hosts of an allowlist, and to nothing else."""

    def open(
        self, listener: socket, hosts: Sequence[str], denied: Callable[[str, str], None]
    ) -> AbstractAsyncContextManager[None]:
        """Serve an HTTP proxy (CONNECT and absolute-form requests) on a listening socket while the block lasts.

        `hosts` are names, exact or `*.example.org`, each optionally with `:port`. `denied` is told what was asked for
        (`host:port`) and which rule refused it. Addresses are resolved once and pinned; private, loopback, link-local
        and other special ranges are refused whatever name leads there.
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
        """Make or replace these, in order, with missing parent folders; FIFOs, sockets and devices are left out."""
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

    async def usage(self, *, at_once: bool = False) -> WorkspaceUsage:
        """What it holds; `at_once` for one that is known to be small, which is not worth a change of threads."""
        ...

    async def snapshot(self, snapshot_id: str) -> None:
        """Remember all of it under this id, instead of what was: contents, modes, links, times.

        Raises QuotaExceeded where it holds more than its quota, and where there are too many: at most MAX_SNAPSHOTS,
        and the SEED. Of a program that writes meanwhile it may remember halves.
        """
        ...

    async def rollback(self, snapshot_id: str) -> None:
        """Make the workspace what it was, exactly: also what was deleted, modes and links. Raises SnapshotNotFound.

        It happens whole or not at all as far as a program that starts afterwards can see. The folder itself stays the
        same one, for programs that stand in it.
        """
        ...

    def remembered(self, snapshot_id: str) -> Iterator[Entry]:
        """As `entries`, of a snapshot. Raises SnapshotNotFound. Blocks: iterate it in a thread."""
        ...


class Workspaces(Protocol):
    """Where the sandboxes' files live."""

    async def create(self, sandbox_id: str, quota: Quota) -> Workspace:
        """An empty workspace, and remembered as such: its SEED."""
        ...

    async def delete(self, sandbox_id: str) -> None:
        """Remove a workspace with all that is in it, however deep; what does not exist is fine."""
        ...

"""Isolation for tests: programs are async functions from a table, as a machine with a very small PATH would have."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from typing import NoReturn

from agent_loop.sandbox.domain.errors import IsolationUnavailable
from agent_loop.sandbox.domain.programs import (
    Confinement,
    Ending,
    Occupancy,
    Probe,
    Report,
    Stream,
    Surroundings,
    Tier,
    Usage,
    WindowSize,
)

NOT_FOUND, KILLED = 127, 137


class Terminal:
    """What a program of the table sees: its confinement, stdin, and where to print."""

    def __init__(self, confinement: Confinement) -> None:
        self.confinement = confinement
        self.holds = Occupancy(0, 1)
        """What the program pretends to occupy."""
        self.size = confinement.pty
        self.printed: asyncio.Queue[tuple[Stream, bytes] | None] = asyncio.Queue()
        self.typed: asyncio.Queue[bytes] = asyncio.Queue()
        if not confinement.with_stdin:
            self.typed.put_nowait(b"")

    async def read(self) -> bytes:
        """Some bytes of stdin; empty at its end."""
        data = await self.typed.get()
        if not data:
            self.typed.put_nowait(b"")
        return data

    def print(self, data: bytes, stream: Stream = Stream.STDOUT) -> None:
        self.printed.put_nowait((stream, data))


InMemoryProgram = Callable[[Terminal], Awaitable[int]]
"""Returns its exit code."""


async def _true(_: Terminal) -> int:
    return 0


async def _false(_: Terminal) -> int:
    return 1


async def _echo(terminal: Terminal) -> int:
    terminal.print(" ".join(terminal.confinement.argv[1:]).encode() + b"\n")
    return 0


async def _cat(terminal: Terminal) -> int:
    while data := await terminal.read():
        terminal.print(data)
    return 0


async def _sleep(terminal: Terminal) -> int:
    await asyncio.sleep(float(terminal.confinement.argv[1]))
    return 0


async def _printenv(terminal: Terminal) -> int:
    value = terminal.confinement.env.get(terminal.confinement.argv[1])
    if value is None:
        return 1
    terminal.print(value.encode() + b"\n")
    return 0


PROGRAMS: Mapping[str, InMemoryProgram] = {
    "true": _true,
    "false": _false,
    "echo": _echo,
    "cat": _cat,
    "sleep": _sleep,
    "printenv": _printenv,
}

WORKING = Report(Tier.NAMESPACES, (Probe("in_memory", passed=True, detail="nothing real runs"),))


class InMemoryIsolation:
    """Keeps what a real one promises about output, endings and kills; confines nothing, for nothing runs."""

    def __init__(self, programs: Mapping[str, InMemoryProgram] = PROGRAMS, report: Report = WORKING) -> None:
        self._programs = programs
        self._report = report

    async def report(self) -> Report:
        return self._report

    @asynccontextmanager
    async def start(self, confinement: Confinement) -> AsyncIterator["InMemoryProcess"]:
        if self._report.tier is Tier.UNSPECIFIED:
            raise IsolationUnavailable(self._report.refusal())
        process = InMemoryProcess(self._programs.get(confinement.argv[0], _missing), Terminal(confinement))
        try:
            yield process
        finally:
            await process.kill()

    async def enclose(self, surroundings: Surroundings) -> NoReturn:  # noqa: ARG002  the port has it
        raise IsolationUnavailable("the in-memory isolation has no enclosures yet")


async def _missing(terminal: Terminal) -> int:
    terminal.print(terminal.confinement.argv[0].encode() + b": not found\n", Stream.STDERR)
    return NOT_FOUND


class InMemoryProcess:
    """One of them, as a task."""

    def __init__(self, program: InMemoryProgram, terminal: Terminal) -> None:
        self._terminal = terminal
        self._code: int | None = None
        self._exhausted = False
        self._task = asyncio.create_task(self._run(program))

    async def output(self, within: float) -> tuple[Stream, bytes]:
        if self._exhausted:
            raise EOFError
        printed = await asyncio.wait_for(self._terminal.printed.get(), max(within, 0.001))
        if printed is None:
            self._exhausted = True
            raise EOFError
        return printed

    async def write(self, data: bytes) -> None:
        if data:
            self._terminal.typed.put_nowait(data)

    def close_stdin(self) -> None:
        self._terminal.typed.put_nowait(b"")

    def signal(self, number: int) -> None:
        if self._code is None:
            self._code = 128 + number
            self._task.cancel()

    def occupancy(self) -> Occupancy:
        return Occupancy(0, 0) if self._task.done() else self._terminal.holds

    async def ended(self, within: float) -> Ending:
        done, _ = await asyncio.wait([self._task], timeout=within)
        if not done:
            raise TimeoutError
        return Ending(KILLED if self._code is None else self._code, Usage())

    async def kill(self) -> Ending:
        self.signal(KILLED - 128)
        with suppress(asyncio.CancelledError):
            await self._task
        return await self.ended(0)

    def resize(self, size: WindowSize) -> None:
        self._terminal.size = size

    @property
    def gate(self) -> None:
        return None

    async def _run(self, program: InMemoryProgram) -> None:
        try:
            code = await program(self._terminal)
            self._code = code if self._code is None else self._code
        finally:
            self._terminal.printed.put_nowait(None)

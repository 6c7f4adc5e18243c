"""Isolation for tests: programs are async functions from a table, as a machine with a very small PATH would have."""

import asyncio
import re
import shlex
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from itertools import groupby
from posixpath import join, normpath

from agent_loop.sandbox.domain.errors import EnclosureLost, IsolationUnavailable, RequestRefused, SessionBusy
from agent_loop.sandbox.domain.programs import (
    WORKSPACE,
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
        self.gate: socket.socket | None = None
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
        self.printed.put_nowait((Stream.STDOUT if self.confinement.pty else stream, data))


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

WORKING = Report(Tier.NAMESPACES, (Probe("in_memory", passed=True, detail="nothing real runs"),), sessions=True)


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
        terminal = Terminal(confinement)
        terminal.gate = _listener(confinement.surroundings)
        process = InMemoryProcess(self._programs.get(confinement.argv[0], _missing), terminal)
        try:
            yield process
        finally:
            await process.kill()
            if terminal.gate:
                terminal.gate.close()

    async def enclose(self, surroundings: Surroundings) -> "InMemoryEnclosure":
        if not self._report.sessions:
            raise IsolationUnavailable(self._report.refusal())
        return InMemoryEnclosure(self._programs, surroundings)


def _listener(surroundings: Surroundings) -> socket.socket | None:
    """A stand-in for the gate: on the machine's own loopback, at a port that the system chooses."""
    return socket.create_server(("127.0.0.1", 0)) if surroundings.gated else None


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
        if self._terminal.size:
            self._terminal.size = size

    @property
    def gate(self) -> socket.socket | None:
        return self._terminal.gate

    async def _run(self, program: InMemoryProgram) -> None:
        try:
            code = await program(self._terminal)
            self._code = code if self._code is None else self._code
        finally:
            self._terminal.printed.put_nowait(None)


class InMemoryEnclosure:
    """Its shells share the folders outside the workspace; those within are another adapter's, so all are believed."""

    def __init__(self, programs: Mapping[str, InMemoryProgram], surroundings: Surroundings) -> None:
        self.programs = programs
        self.surroundings = surroundings
        self.folders = {"/", "/tmp"}  # noqa: S108  inside
        self._lost = False
        self._shells: list[InMemoryShell] = []
        self._gate = _listener(surroundings)

    @property
    def gate(self) -> socket.socket | None:
        return self._gate

    def holds(self, folder: str) -> bool:
        return folder in self.folders or folder == WORKSPACE or folder.startswith(WORKSPACE + "/")

    def demand(self) -> None:
        """Raises EnclosureLost."""
        if self._lost:
            raise EnclosureLost("the enclosure is gone")

    async def shell(self, cwd: str, env: Mapping[str, str]) -> "InMemoryShell":
        self.demand()
        if not self.holds(cwd):
            raise RequestRefused(f"cwd: there is no folder {cwd!r}")
        self._shells.append(InMemoryShell(self, cwd, env))
        return self._shells[-1]

    async def close(self) -> None:
        self._lost = True
        for shell in self._shells:
            await shell.close()
        if self._gate:
            self._gate.close()


class InMemoryShell:
    """Knows `cd`, `pwd`, `mkdir`, `export`, `NAME=value`, `$NAME`, `exit N` and the programs of the table."""

    def __init__(self, enclosure: InMemoryEnclosure, cwd: str, env: Mapping[str, str]) -> None:
        self._enclosure = enclosure
        self._env = dict(env)
        self._cwd = cwd
        self._closed = False
        self._running: InMemoryCommand | None = None
        self.variables = dict(env)

    @property
    def cwd(self) -> str:
        return self._cwd

    @asynccontextmanager
    async def run(self, source: str, env: Mapping[str, str], stdin: bytes) -> AsyncIterator["InMemoryCommand"]:
        self._enclosure.demand()
        if self._closed:
            raise EnclosureLost("the shell is closed")
        if self._running:
            raise SessionBusy("the shell runs a command already")
        surroundings = self._enclosure.surroundings
        terminal = Terminal(Confinement((), b"", self._cwd, env, surroundings, 0, with_stdin=bool(stdin)))
        terminal.gate = self._enclosure.gate
        for piece in (stdin, b"") if stdin else ():
            terminal.typed.put_nowait(piece)
        command = self._running = InMemoryCommand(self, source, terminal)
        try:
            yield command
        finally:
            await command.kill()
            self._running = None

    def running(self) -> int:
        return 0

    def reenter(self) -> None:
        """Its directory is a name."""

    async def close(self) -> None:
        self._closed = True
        if self._running:
            await self._running.kill()

    def begin_afresh(self) -> None:
        self.variables = dict(self._env)

    async def step(self, words: list[str], terminal: Terminal) -> int:
        """One simple command. Raises _Left for `exit`."""
        assigned = dict(word.split("=", 1) for word in words if re.match(r"[A-Za-z_]\w*=", word))
        match words:
            case ["cd", folder] if self._enclosure.holds(target := normpath(join(self._cwd, folder))):
                self._cwd = target
            case ["pwd"]:
                terminal.print(self._cwd.encode() + b"\n")
            case ["mkdir", folder]:
                self._enclosure.folders.add(normpath(join(self._cwd, folder)))
            case ["exit", *code]:
                raise _Left(int(code[0]) if code else 0)
            case ["export", *_] | [*_] if len(assigned) + (words[0] == "export") == len(words):
                self.variables |= assigned
            case _:
                return await self._program(words, terminal)
        return 0

    async def _program(self, words: list[str], terminal: Terminal) -> int:
        env = {**self.variables, **terminal.confinement.env}
        terminal.confinement = replace(terminal.confinement, argv=tuple(words), env=env, cwd=self._cwd)
        return await self._enclosure.programs.get(words[0], _missing)(terminal)


class _Left(Exception):
    """The shell itself ends."""


class InMemoryCommand(InMemoryProcess):
    """What a shell was told to run."""

    def __init__(self, shell: InMemoryShell, source: str, terminal: Terminal) -> None:
        self._shell = shell
        self._source = source
        self._shell_ended = False
        super().__init__(self._steps, terminal)

    async def write(self, data: bytes) -> None:
        raise RequestRefused(f"the stdin of a session's command is whole; {len(data)} bytes more cannot be written")

    def close_stdin(self) -> None:
        """It is closed after what was given."""

    async def ended(self, within: float) -> Ending:
        ending = await super().ended(within)
        return replace(ending, cwd=self._shell.cwd, shell_ended=self._shell_ended)

    async def kill(self) -> Ending:
        if not self._task.done():
            self._end_shell()
        return await super().kill()

    def _end_shell(self) -> None:
        self._shell_ended = True
        self._shell.begin_afresh()

    async def _steps(self, terminal: Terminal) -> int:
        code, given = 0, terminal.confinement.env
        try:
            for words in _simple_commands(self._source):
                terminal.confinement = replace(terminal.confinement, env=given)
                code = await self._shell.step(_filled_in(words, {**self._shell.variables, **given}), terminal)
        except _Left as left:
            self._end_shell()
            return int(left.args[0])
        except ValueError as error:
            terminal.print(f"syntax error: {error}\n".encode(), Stream.STDERR)
            return 2
        return code


def _filled_in(words: list[str], variables: Mapping[str, str]) -> list[str]:
    return [re.sub(r"\$(\w+)", lambda found: variables.get(found[1], ""), word) for word in words]


def _simple_commands(source: str) -> list[list[str]]:
    """Raises ValueError for an unclosed quote."""
    lexer = shlex.shlex(source, posix=True, punctuation_chars=";\n")
    lexer.whitespace, lexer.whitespace_split, lexer.commenters = " \t", True, ""
    return [list(words) for ends, words in groupby(lexer, lambda word: not word.strip(";\n")) if not ends]

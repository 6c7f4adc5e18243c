"""Running a program in a sandbox, under limits that hold from outside."""

import asyncio
import secrets
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import AbstractAsyncContextManager, aclosing, asynccontextmanager, suppress
from dataclasses import dataclass
from functools import partial

from agent_loop.sandbox.domain.denials import DenialKind, Denials
from agent_loop.sandbox.domain.errors import (
    EnclosureLost,
    FileNotFound,
    IsolationUnavailable,
    NotADirectory,
    NothingRan,
    RequestRefused,
)
from agent_loop.sandbox.domain.files import FileKind
from agent_loop.sandbox.domain.limits import ExecLimits, within
from agent_loop.sandbox.domain.programs import (
    WORKSPACE,
    Cancel,
    CloseStdin,
    Confinement,
    Event,
    ExitReason,
    Input,
    Program,
    Resize,
    SendSignal,
    Started,
    Stdin,
    Tier,
    command_line,
    session_source,
    variables,
    working_directory,
)
from agent_loop.sandbox.ports import Confined, Isolation
from agent_loop.sandbox.use_cases.gates import Gates
from agent_loop.sandbox.use_cases.sandboxes import Held, Sandboxes, demand_sessions, demand_tier
from agent_loop.sandbox.use_cases.watch import Watch

_ATTEMPTS = 3
_LISTEN_AFTER_SECONDS = 0.01
_TERMINAL = {"TERM": "xterm-256color"}


@dataclass(frozen=True)
class Running:
    """A program that was started."""

    started: Started
    program: Program
    process: Confined
    watch: Watch

    async def events(self) -> AsyncGenerator[Event]:
        """Started, then output and heartbeats, then Ended."""
        yield self.started
        async with aclosing(self.watch.events()) as events:
            async for event in events:
                yield event

    async def give(self) -> None:
        """What the request itself says to stdin; a session's shell has it already."""
        if not self.program.session_id:
            await self.process.write(self.program.stdin)
        if not self.program.keep_stdin_open:
            self.process.close_stdin()

    async def listen(self, inputs: AsyncIterator[Input]) -> None:
        """What the client sends while the program runs. The end of the stream is the end of stdin."""
        async for message in inputs:
            match message:
                case Stdin(data):
                    await self.process.write(data)
                case CloseStdin():
                    self.process.close_stdin()
                case SendSignal(number):
                    self.process.signal(number)
                case Cancel():
                    await self.watch.end(ExitReason.CANCELLED, "the client cancelled")
                case Resize() if self.program.pty is None:
                    raise RequestRefused("window: this program has no terminal; start it with `pty`")
                case Resize(size):
                    self.process.resize(size)
        self.process.close_stdin()


class StartProgram:
    """Start one in fresh isolation or in a session; leaving the block ends it."""

    def __init__(
        self, isolation: Isolation, gates: Gates, denials: Denials, default_limits: ExecLimits, max_limits: ExecLimits
    ) -> None:
        self._denials = denials
        self._isolation = isolation
        self._gates = gates
        self._default_limits = default_limits
        self._max_limits = max_limits

    def limits(self, program: Program) -> ExecLimits:
        """What holds for it. Raises RequestRefused above a ceiling."""
        return within(program.limits, self._default_limits, self._max_limits)

    @asynccontextmanager
    async def __call__(
        self, held: Held, program: Program, exec_id: str, *, at_once: bool = False
    ) -> AsyncIterator[Running]:
        limits = self.limits(program)
        report = await self._isolation.report()
        if report.tier is Tier.UNSPECIFIED:
            raise IsolationUnavailable(f"this server cannot isolate programs: {report.refusal()}")
        demand_tier(report.tier, program.min_tier, report.refusal())
        if program.pty:
            demand_sessions(report, "terminals")
        opened = held.opened(program.session_id) if program.session_id else None
        async with held.occupied(), self._process(held, program, limits, exec_id, at_once=at_once) as process:
            held.running[exec_id] = process
            refused = partial(self._refused, held.sandbox.id, exec_id)
            try:
                if held.ended:
                    await process.kill()
                watch = Watch(held, process, limits, refused, opened)
                yield Running(Started(exec_id, report.tier), program, process, watch)
            finally:
                held.running.pop(exec_id, None)

    def _refused(self, sandbox_id: str, exec_id: str, call: str) -> None:
        self._denials.record(DenialKind.SYSCALL, call, "seccomp", sandbox_id, exec_id)

    def _process(
        self, held: Held, program: Program, limits: ExecLimits, exec_id: str, *, at_once: bool
    ) -> AbstractAsyncContextManager[Confined]:
        if program.session_id:
            return _in_session(held, program)
        return self._one_shot(held, program, limits, exec_id, at_once=at_once)

    @asynccontextmanager
    async def _one_shot(
        self, held: Held, program: Program, limits: ExecLimits, exec_id: str, *, at_once: bool
    ) -> AsyncIterator[Confined]:
        confinement = await _confinement(held, program, limits, at_once=at_once)
        async with (
            self._isolation.start(confinement) as process,
            self._gates.open(held.sandbox, process.gate, exec_id),
        ):
            yield process


async def _confinement(held: Held, program: Program, limits: ExecLimits, *, at_once: bool) -> Confinement:
    argv, script = command_line(program.command)
    cwd = working_directory(program.cwd)
    await demand_folder(held, cwd)
    return Confinement(
        argv,
        script,
        cwd,
        held.environment(program.env) if program.pty is None else held.environment(_TERMINAL, program.env),
        held.surroundings,
        limits.cpu_ms,
        with_stdin=bool(program.stdin) or program.keep_stdin_open,
        pty=program.pty,
        at_once=at_once,
    )


@asynccontextmanager
async def _in_session(held: Held, program: Program) -> AsyncIterator[Confined]:
    opened, enclosed = held.opened(program.session_id), held.enclosed
    source, env = session_source(program), variables(program.env)
    try:
        async with opened.shell.run(source, env, program.stdin) as process:
            yield process
    except EnclosureLost:
        if enclosed and program.session_id in enclosed.sessions:  # else only this session was closed meanwhile
            await held.leave(enclosed)
        raise


async def demand_folder(held: Held, cwd: str) -> None:
    """Raises RequestRefused where a directory of the workspace is not there; others are the isolation's to know."""
    if not cwd.startswith(WORKSPACE + "/"):
        return
    try:
        info = await held.workspace.stat(cwd.removeprefix(WORKSPACE + "/"))
    except (FileNotFound, NotADirectory) as error:
        raise RequestRefused(f"cwd: {error}") from error
    if info.kind not in (FileKind.DIRECTORY, FileKind.SYMLINK):
        raise RequestRefused(f"cwd: {info.path!r} is no folder")


class RunProgram:
    """Run one program; its events are Started, then output and heartbeats, then Ended.

    `at_once`: Started comes before it is certain that the program runs. It is told again where another isolation had to
    be taken, and what prevents a program from running is raised after it.
    """

    def __init__(self, sandboxes: Sandboxes, start: StartProgram) -> None:
        self._sandboxes = sandboxes
        self._start = start

    async def __call__(
        self, sandbox_id: str, program: Program, inputs: AsyncIterator[Input], *, at_once: bool = False
    ) -> AsyncGenerator[Event]:
        for _ in range(_ATTEMPTS - 1 if at_once else 0):
            with suppress(NothingRan):
                async with aclosing(self._events(sandbox_id, program, inputs, at_once=True)) as events:
                    async for event in events:
                        yield event
                return
        async with aclosing(self._events(sandbox_id, program, inputs, at_once=at_once)) as events:
            async for event in events:
                yield event

    async def _events(
        self, sandbox_id: str, program: Program, inputs: AsyncIterator[Input], *, at_once: bool
    ) -> AsyncGenerator[Event]:
        held = self._sandboxes.get(sandbox_id)
        async with self._start(held, program, secrets.token_hex(8), at_once=at_once) as running:
            feeding = _Feeding(running, inputs)
            try:
                async with aclosing(running.events()) as events:
                    async for event in events:
                        yield event
            finally:
                await feeding.end()


class _Feeding:
    """Gives a program its stdin and what its client says.

    A program without stdin is often done before a client can say anything: its client is listened to a little later,
    because a task and a read cost more than such a program.
    """

    def __init__(self, running: Running, inputs: AsyncIterator[Input]) -> None:
        self._running = running
        self._inputs = inputs
        self._task: asyncio.Task[None] | None = None
        self._refused: RequestRefused | None = None
        soon = asyncio.get_running_loop().call_later
        has_stdin = running.program.keep_stdin_open or running.program.stdin
        self._timer = soon(0 if has_stdin else _LISTEN_AFTER_SECONDS, self._begin)

    def _begin(self) -> None:
        self._task = asyncio.create_task(self._feed())

    async def _feed(self) -> None:
        try:
            await self._running.give()
            await self._running.listen(self._inputs)
        except RequestRefused as error:  # it is told after the end, and nothing else that the client says is heard
            self._refused = error
            await self._running.watch.end(ExitReason.CANCELLED, str(error))

    async def end(self) -> None:
        """Raises what was wrong with the client's messages."""
        self._timer.cancel()
        if self._task:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task
        if self._refused:
            raise self._refused

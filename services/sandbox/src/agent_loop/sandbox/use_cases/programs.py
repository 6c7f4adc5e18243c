"""Running a program in a sandbox, under limits that hold from outside."""

import asyncio
import secrets
import time
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, suppress
from dataclasses import dataclass, replace

from agent_loop.sandbox.domain.errors import (
    FileNotFound,
    IsolationUnavailable,
    NotADirectory,
    QuotaExceeded,
    RequestRefused,
)
from agent_loop.sandbox.domain.files import FileKind, Quota
from agent_loop.sandbox.domain.limits import ExecLimits, within
from agent_loop.sandbox.domain.programs import (
    WORKSPACE,
    Cancel,
    CloseStdin,
    Confinement,
    Ended,
    Ending,
    Event,
    ExitReason,
    Heartbeat,
    Input,
    Output,
    Program,
    SendSignal,
    Started,
    Stdin,
    Stream,
    Surroundings,
    Tier,
    command_line,
    environment,
    working_directory,
)
from agent_loop.sandbox.ports import Confined, Isolation
from agent_loop.sandbox.use_cases.sandboxes import Held, Sandboxes, demand_tier

HEARTBEAT_SECONDS = 5.0
_FIRST_LOOK_SECONDS, _LOOK_SECONDS = 0.05, 0.1
"""How often memory and processes are counted."""
_DISK_LOOK_SECONDS = 1.0
_DROPPING_PAUSE_SECONDS, _DROPPED_BETWEEN_PAUSES = 0.001, 512 * 1024
"""Output that nobody gets must not cost a core."""

_SIGXCPU, _SIGXFSZ, _SIGKILL = 24, 25, 9


class RunProgram:
    """Run one program; its events are Started, then output and heartbeats, then Ended."""

    def __init__(
        self, sandboxes: Sandboxes, isolation: Isolation, default_limits: ExecLimits, max_limits: ExecLimits
    ) -> None:
        self._sandboxes = sandboxes
        self._isolation = isolation
        self._default_limits = default_limits
        self._max_limits = max_limits

    async def __call__(self, sandbox_id: str, program: Program, inputs: AsyncIterator[Input]) -> AsyncGenerator[Event]:
        held = self._sandboxes.get(sandbox_id)
        limits = within(program.limits, self._default_limits, self._max_limits)
        report = await self._isolation.report()
        if report.tier is Tier.UNSPECIFIED:
            raise IsolationUnavailable(f"this server cannot isolate programs: {report.refusal()}")
        demand_tier(report.tier, program.min_tier, report.refusal())
        confinement = await self._confinement(held, program, limits)
        exec_id = secrets.token_hex(8)
        async with self._isolation.start(confinement) as process:
            held.running[exec_id] = process
            feeding = None
            try:
                if held.ended:
                    await process.kill()
                watch = _Watch(held, process, limits)
                feeding = asyncio.create_task(_feed(process, program, inputs, watch))
                yield Started(exec_id, report.tier)
                async with aclosing(watch.events()) as events:
                    async for event in events:
                        yield event
            finally:
                held.running.pop(exec_id, None)
                if feeding:
                    feeding.cancel()
                    with suppress(asyncio.CancelledError):
                        await feeding

    async def _confinement(self, held: Held, program: Program, limits: ExecLimits) -> Confinement:
        argv, script = command_line(program.command)
        cwd = working_directory(program.cwd)
        if cwd.startswith(WORKSPACE + "/"):
            await _demand_folder(held, cwd.removeprefix(WORKSPACE + "/"))
        return Confinement(
            argv,
            script,
            cwd,
            environment(held.sandbox.env, program.env),
            Surroundings(held.workspace.location, held.sandbox.limits),
            limits.cpu_ms,
            with_stdin=bool(program.stdin) or program.keep_stdin_open,
        )


async def _demand_folder(held: Held, path: str) -> None:
    try:
        info = await held.workspace.stat(path)
    except (FileNotFound, NotADirectory) as error:
        raise RequestRefused(f"cwd: {error}") from error
    if info.kind not in (FileKind.DIRECTORY, FileKind.SYMLINK):
        raise RequestRefused(f"cwd: {path!r} is no folder")


async def _feed(process: Confined, program: Program, inputs: AsyncIterator[Input], watch: "_Watch") -> None:
    """What the client sends while the program runs. The end of the stream is the end of stdin."""
    await process.write(program.stdin)
    if not program.keep_stdin_open:
        process.close_stdin()
    async for message in inputs:
        match message:
            case Stdin(data):
                await process.write(data)
            case CloseStdin():
                process.close_stdin()
            case SendSignal(number):
                process.signal(number)
            case Cancel():
                await watch.end(ExitReason.CANCELLED, "the client cancelled")
    process.close_stdin()


@dataclass
class _Counted:
    sent: int = 0
    dropped: int = 0


class _Watch:
    """Passes output on and ends the program at the first limit that it breaks."""

    def __init__(self, held: Held, process: Confined, limits: ExecLimits) -> None:
        self._held = held
        self._process = process
        self._limits = limits
        self._counted = {stream: _Counted() for stream in Stream}
        self._verdict: tuple[ExitReason, str] | None = None
        self._peak_memory = 0
        self._started = time.monotonic()
        self._last_output = self._last_sent = self._started
        self._next_look = self._started + _FIRST_LOOK_SECONDS
        self._next_disk_look = self._started + _DISK_LOOK_SECONDS
        quota = held.sandbox.limits
        self._quota = Quota(quota.workspace_bytes, quota.workspace_inodes)

    async def end(self, reason: ExitReason, message: str) -> None:
        """End the program for this reason; the first one counts."""
        if self._verdict is None:
            self._verdict = reason, message
        await self._process.kill()

    async def events(self) -> AsyncGenerator[Event]:
        ending: Ending | None = None
        while ending is None:
            try:
                stream, data = await self._process.output(self._patience())
            except TimeoutError:
                pass
            except EOFError:
                with suppress(TimeoutError):
                    ending = await self._process.ended(self._patience())
            else:
                if output := await self._kept(stream, data):
                    yield output
                    self._last_sent = time.monotonic()
            if ending is None:
                await self._look()
                if time.monotonic() - self._last_sent >= HEARTBEAT_SECONDS:
                    self._last_sent = time.monotonic()
                    yield Heartbeat(round((self._last_sent - self._started) * 1000))
        yield await self._ended(ending)

    def _patience(self) -> float:
        """Seconds until something has to be looked at."""
        return max(0.0, min(self._deadline()[0], self._next_look) - time.monotonic())

    def _deadline(self) -> tuple[float, ExitReason, str]:
        wall = self._started + self._limits.wall_ms / 1000
        idle = self._last_output + self._limits.idle_ms / 1000
        if wall <= idle:
            return wall, ExitReason.TIMEOUT, f"it ran for {self._limits.wall_ms} ms, its wall-clock limit"
        return idle, ExitReason.IDLE_TIMEOUT, f"it printed nothing for {self._limits.idle_ms} ms, its idle limit"

    async def _kept(self, stream: Stream, data: bytes) -> Output | None:
        self._last_output = time.monotonic()
        counted = self._counted[stream]
        kept = data[: self._limits.output_bytes - counted.sent]
        before = counted.dropped
        counted.dropped += len(data) - len(kept)
        if counted.dropped and self._limits.end_at_output_cap:
            await self.end(ExitReason.OUTPUT_CAP, f"it printed more than {self._limits.output_bytes} bytes")
        if before // _DROPPED_BETWEEN_PAUSES != counted.dropped // _DROPPED_BETWEEN_PAUSES:
            await asyncio.sleep(_DROPPING_PAUSE_SECONDS)
        if not kept:
            return None
        counted.sent += len(kept)
        return Output(stream, kept, counted.sent - len(kept))

    async def _look(self) -> None:
        now = time.monotonic()
        deadline, reason, message = self._deadline()
        if now >= deadline:
            await self.end(reason, message)
        if now >= self._next_look:
            await self._look_at_resources()
            self._next_look = time.monotonic() + _LOOK_SECONDS
        if now >= self._next_disk_look:
            await self._look_at_disk()
            took = time.monotonic() - now
            self._next_disk_look = time.monotonic() + max(_DISK_LOOK_SECONDS, 10 * took)

    async def _look_at_resources(self) -> None:
        limits, holds = self._held.sandbox.limits, self._process.occupancy()
        self._peak_memory = max(self._peak_memory, holds.memory_bytes)
        if holds.memory_bytes > limits.memory_bytes:
            await self.end(
                ExitReason.OOM, f"it held {holds.memory_bytes} bytes of memory; the limit is {limits.memory_bytes}"
            )
        if holds.processes > limits.processes:
            await self.end(
                ExitReason.PIDS, f"it ran {holds.processes} processes and threads; the limit is {limits.processes}"
            )

    async def _look_at_disk(self) -> None:
        if why := await self._over_quota():
            await self.end(ExitReason.DISK, why)

    async def _over_quota(self) -> str:
        try:
            return self._quota.exceeded_by(await self._held.workspace.usage())
        except QuotaExceeded as error:
            return str(error)
        except FileNotFound:
            return ""  # deleted meanwhile, which is the verdict already

    async def _ended(self, ending: Ending) -> Ended:
        reason, message = await self._reason(ending)
        signal = ending.code - 128 if 128 < ending.code <= 192 else 0
        dropped = {stream: counted.dropped for stream, counted in self._counted.items()}
        peak = max(ending.usage.peak_memory_bytes, self._peak_memory)
        usage = replace(ending.usage, peak_memory_bytes=peak)
        return Ended(reason, ending.code, signal, usage, dropped, message)

    async def _reason(self, ending: Ending) -> tuple[ExitReason, str]:
        if self._held.ended:
            return ExitReason.SANDBOX_LOST, "the sandbox was deleted or expired while it ran"
        if self._verdict:
            return self._verdict
        if over := await self._over_quota():
            return ExitReason.DISK, over
        if ending.code == 128 + _SIGXFSZ:
            return ExitReason.DISK, f"it wrote a file of more than {self._held.sandbox.limits.file_bytes} bytes"
        burnt = ending.code == 128 + _SIGKILL and ending.usage.cpu_ms >= self._limits.cpu_ms
        if burnt or ending.code == 128 + _SIGXCPU:
            return ExitReason.TIMEOUT, f"it used {self._limits.cpu_ms} ms of CPU, its limit"
        if 128 < ending.code <= 192:
            return ExitReason.SIGNALED, f"signal {ending.code - 128} ended it"
        return ExitReason.EXITED, ""

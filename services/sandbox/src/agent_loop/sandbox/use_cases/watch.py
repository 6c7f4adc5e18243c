"""Watching a program from outside: its output is passed on, and the first limit that it breaks ends it."""

import asyncio
import time
from collections.abc import AsyncGenerator, Callable
from contextlib import suppress
from dataclasses import dataclass, replace

from agent_loop.sandbox.domain.errors import FileNotFound, QuotaExceeded
from agent_loop.sandbox.domain.files import Quota
from agent_loop.sandbox.domain.limits import GIB, ExecLimits
from agent_loop.sandbox.domain.programs import Ended, Ending, Event, ExitReason, Heartbeat, Output, Stream
from agent_loop.sandbox.ports import Confined
from agent_loop.sandbox.use_cases.sandboxes import Held, Opened

HEARTBEAT_SECONDS = 5.0
_FIRST_LOOK_SECONDS, _LOOK_SECONDS = 0.05, 0.1
"""How often memory and processes are counted."""
_DISK_LOOK_SECONDS = 1.0
_FEW_INODES, _SHORT_SECONDS = 200, 0.05
"""A workspace of so few is counted faster than a thread is asked to; a short program makes few more."""
_DROPPING_PAUSE_SECONDS, _DROPPED_BETWEEN_PAUSES = 0.001, 512 * 1024
"""Output that nobody gets must not cost a core."""

_BYTES_IN_A_SECOND, _INODES_IN_A_SECOND = 4 * GIB, 500_000
"""No writing fills a workspace faster. Sparse and preallocated files can: they are found at the next count."""

_SIGXCPU, _SIGXFSZ, _SIGKILL = 24, 25, 9


@dataclass
class _Counted:
    sent: int = 0
    dropped: int = 0


class Watch:
    """Passes output on and ends the program at the first limit that it breaks."""

    def __init__(
        self,
        held: Held,
        process: Confined,
        limits: ExecLimits,
        refused: Callable[[str], None],
        opened: Opened | None = None,
    ) -> None:
        """`refused` is told the system calls that were refused, at the end. `opened`: of a session's command."""
        self._opened = opened
        self._refused = refused
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
        if holds.cpu_ms > self._limits.cpu_ms:
            await self.end(ExitReason.TIMEOUT, self._burnt())

    async def _look_at_disk(self) -> None:
        if why := await self._over_quota():
            await self.end(ExitReason.DISK, why)

    def _may_be_full(self) -> bool:
        """Whether the workspace can have become too full since it was last counted, which takes longer than `true`."""
        then = self._held.held_then
        if then is None:
            return True
        since = time.monotonic() - self._held.looked_at
        bytes_left, inodes_left = self._quota.bytes - then.bytes, self._quota.inodes - then.inodes
        return since * _BYTES_IN_A_SECOND >= bytes_left or since * _INODES_IN_A_SECOND >= inodes_left

    def _must_be_small(self) -> bool:
        """Whether it was small and the program was too short to change that."""
        then = self._held.held_then
        return then is not None and then.inodes <= _FEW_INODES and time.monotonic() - self._started < _SHORT_SECONDS

    async def _over_quota(self) -> str:
        try:
            return self._quota.exceeded_by(await self._held.usage(at_once=self._must_be_small()))
        except QuotaExceeded as error:
            return str(error)
        except FileNotFound:
            return ""  # deleted meanwhile, which is the verdict already

    async def _ended(self, ending: Ending) -> Ended:
        for call in ending.denied:
            self._refused(call)
        reason, message = await self._reason(ending)
        signal = ending.code - 128 if 128 < ending.code <= 192 else 0
        dropped = {stream: counted.dropped for stream, counted in self._counted.items()}
        peak = max(ending.usage.peak_memory_bytes, self._peak_memory)
        usage = replace(ending.usage, peak_memory_bytes=peak)
        if ending.shell_ended and reason is not ExitReason.SANDBOX_LOST and not self._closed():
            afresh = f"the session's next command gets a fresh shell in {ending.cwd}; variables and functions are gone"
            message = f"{message}; {afresh}" if message else afresh
        return Ended(reason, ending.code, signal, usage, dropped, message, ending.cwd)

    def _closed(self) -> bool:
        return self._opened is not None and self._opened.closed

    def _burnt(self) -> str:
        return f"it used {self._limits.cpu_ms} ms of CPU, its limit"

    async def _reason(self, ending: Ending) -> tuple[ExitReason, str]:
        if self._held.ended:
            return ExitReason.SANDBOX_LOST, "the sandbox was deleted or expired while it ran"
        if self._verdict:
            return self._verdict
        if ending.shell_ended and self._closed():
            return ExitReason.CANCELLED, "its session was closed while it ran"
        if self._may_be_full() and (over := await self._over_quota()):
            return ExitReason.DISK, over
        if ending.code and ending.exceeded:
            return ending.exceeded, f"the kernel saw it break a limit of the whole: {ending.exceeded.name}"
        if ending.code == 128 + _SIGXFSZ:
            return ExitReason.DISK, f"it wrote a file of more than {self._held.sandbox.limits.file_bytes} bytes"
        burnt = ending.code == 128 + _SIGKILL and ending.usage.cpu_ms >= self._limits.cpu_ms
        if burnt or ending.code == 128 + _SIGXCPU:
            return ExitReason.TIMEOUT, self._burnt()
        if 128 < ending.code <= 192:
            return ExitReason.SIGNALED, f"signal {ending.code - 128} ended it"
        return ExitReason.EXITED, ""

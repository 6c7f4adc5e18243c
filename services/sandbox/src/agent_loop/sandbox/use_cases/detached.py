"""Programs that outlive the stream that started them, and hearing them again."""

import asyncio
import secrets
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, suppress
from functools import partial

from agent_loop.sandbox.domain.errors import ExecNotFound, RequestRefused, TooManyPrograms
from agent_loop.sandbox.domain.limits import MIB, ExecLimits
from agent_loop.sandbox.domain.programs import Event, Input, Program, Stream
from agent_loop.sandbox.domain.recordings import Recording
from agent_loop.sandbox.use_cases.programs import Running, StartProgram
from agent_loop.sandbox.use_cases.sandboxes import Detached, Held, Sandboxes
from agent_loop.sandbox.use_cases.watch import HEARTBEAT_SECONDS

MAX_DETACHED = 32
"""Of a sandbox; the oldest that ended make room for new ones."""

MAX_KEPT_BYTES = 64 * MIB
"""Of their output, of a sandbox."""


class RunDetached:
    """Run a program in the background; its events are the same, and leaving them changes nothing."""

    def __init__(self, sandboxes: Sandboxes, start: StartProgram) -> None:
        self._sandboxes = sandboxes
        self._start = start

    async def __call__(self, sandbox_id: str, program: Program, inputs: AsyncIterator[Input]) -> AsyncGenerator[Event]:
        held, exec_id = self._sandboxes.get(sandbox_id), secrets.token_hex(8)
        kept_bytes = _make_room(held, self._start.limits(program))
        recording, started = Recording(), asyncio.get_running_loop().create_future()
        task = asyncio.create_task(self._record(held, program, exec_id, recording, started))
        detached = held.detached[exec_id] = Detached(recording, task, kept_bytes)
        try:
            await asyncio.wait((task, started), return_when=asyncio.FIRST_COMPLETED)
        finally:
            if not started.done():  # it did not start, or nobody will ever know its id
                held.detached.pop(exec_id, None)
                task.cancel()
        if not started.done():
            await task
        running, given = started.result()
        listening = asyncio.create_task(_listen(running, given, inputs))
        try:
            async with aclosing(_heard(detached, {})) as events:
                async for event in events:
                    yield event
        finally:
            listening.cancel()
            with suppress(asyncio.CancelledError):
                await listening
            given.add_done_callback(lambda _: running.process.close_stdin())

    async def _record(
        self,
        held: Held,
        program: Program,
        exec_id: str,
        recording: Recording,
        started: "asyncio.Future[tuple[Running, asyncio.Task[None]]]",
    ) -> None:
        try:
            async with self._start(held, program, exec_id) as running:
                given = asyncio.create_task(running.give())
                started.set_result((running, given))
                try:
                    async with aclosing(running.events()) as events:
                        async for event in events:
                            recording.add(event)
                finally:
                    given.cancel()
                    await asyncio.wait([given])
        finally:
            recording.finish()


async def _listen(running: Running, given: "asyncio.Task[None]", inputs: AsyncIterator[Input]) -> None:
    """What the client says, once all that the request itself gave is taken."""
    await asyncio.wait([given])
    await running.listen(inputs)


async def _heard(detached: Detached, after: dict[Stream, int]) -> AsyncGenerator[Event]:
    """What it says; what broke its recording off is raised."""
    at = {stream: after.get(stream, 0) for stream in Stream}
    async with aclosing(detached.recording.heard(at, HEARTBEAT_SECONDS)) as events:
        async for event in events:
            yield event
    await asyncio.shield(detached.task)


def _make_room(held: Held, limits: ExecLimits) -> int:
    """Forget the oldest that ended until one more fits; the bytes to keep free for it.

    Raises RequestRefused where it alone would be too large, and TooManyPrograms.
    """
    needed = len(Stream) * limits.output_bytes
    if needed > MAX_KEPT_BYTES:
        most = MAX_KEPT_BYTES // len(Stream)
        raise RequestRefused(f"output_bytes is {limits.output_bytes}; of a detached program {most} can be kept")
    ended = [exec_id for exec_id, detached in held.detached.items() if detached.recording.finished]
    fits = partial(_fits, held, needed)
    while not fits() and ended:
        del held.detached[ended.pop(0)]
    if not fits():
        raise TooManyPrograms(
            f"{len(held.detached)} detached programs run in this sandbox; it may have {MAX_DETACHED}, which may keep "
            f"{MAX_KEPT_BYTES} bytes of output together"
        )
    return needed


def _fits(held: Held, needed: int) -> bool:
    every = held.detached.values()
    kept = sum(one.recording.size if one.recording.finished else one.kept_bytes for one in every)
    return len(every) < MAX_DETACHED and kept + needed <= MAX_KEPT_BYTES


class AttachProgram:
    """Hear a detached program again: from byte offsets of its output, live, and also after its end."""

    def __init__(self, sandboxes: Sandboxes) -> None:
        self._sandboxes = sandboxes

    async def __call__(self, sandbox_id: str, exec_id: str, after: dict[Stream, int]) -> AsyncGenerator[Event]:
        """`after` counts the bytes of each stream that are known already. Raises ExecNotFound."""
        detached = self._sandboxes.get(sandbox_id).detached.get(exec_id)
        if detached is None:
            raise ExecNotFound(f"no detached program {exec_id[:80]!r}: never started here, or forgotten for newer ones")
        async with aclosing(_heard(detached, after)) as events:
            async for event in events:
                yield event

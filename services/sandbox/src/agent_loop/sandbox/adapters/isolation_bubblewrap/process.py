"""One running program: bubblewrap's outer process, its pipes, and the init inside."""

import asyncio
import json
import os
import signal
import subprocess
import time
from collections.abc import Iterable, Sequence
from contextlib import suppress

from agent_loop.sandbox.adapters.linux import processes
from agent_loop.sandbox.domain.programs import Ending, Occupancy, Stream, Usage, WindowSize

_CHUNK = 64 * 1024
_LAST_BREATH_SECONDS = 10.0
"""How long killed processes may take to go, for example in the middle of a write to a slow disk."""


class BubblewrapProcess:
    """Started when made; `stands` tells when the program runs."""

    def __init__(self, command: Sequence[str], inherited: Sequence[int], *, with_stdin: bool) -> None:
        self._started_at = time.monotonic()
        stdin = _pipe(ours=1) if with_stdin else None
        stdout, stderr = _pipe(ours=0), _pipe(ours=0)
        try:
            self._monitor = subprocess.Popen(
                command,
                stdin=stdin[0] if stdin else subprocess.DEVNULL,
                stdout=stdout[1],
                stderr=stderr[1],
                env={},
                cwd="/",
                start_new_session=True,
                pass_fds=inherited,
            )
        except OSError:
            _close(stdout[0], stderr[0], *(stdin[1:] if stdin else ()))
            raise
        finally:
            _close(stdout[1], stderr[1], *(stdin[:1] if stdin else ()))
        self._pid = self._monitor.pid
        self._exited = os.pidfd_open(self._pid)
        processes.volunteer_for_the_oom_killer(self._pid)
        self._outputs = {Stream.STDOUT: stdout[0], Stream.STDERR: stderr[0]}
        self._stdin = stdin[1] if stdin else -1
        self._init = 0
        self._burnt = 0.0
        self._ending: Ending | None = None
        self._reaping = asyncio.Lock()

    async def stands(self, started: int, info: int) -> bool:
        """Whether the program was started, as the launcher says on `started`; False: bubblewrap gave up.

        On `info` bubblewrap has by then told the init's number, before it let anything run.
        """
        await readable([started], None)
        stands = os.read(started, 1) == b"x"
        if told := os.read(info, 4096):
            self._init = int(json.loads(told)["child-pid"])
        return stands

    async def output(self, within: float) -> tuple[Stream, bytes]:
        deadline = time.monotonic() + within
        while self._outputs:
            for stream, descriptor in list(self._outputs.items()):
                with suppress(BlockingIOError):
                    if data := os.read(descriptor, _CHUNK):
                        self._outputs[stream] = self._outputs.pop(stream)
                        return stream, data
                    os.close(self._outputs.pop(stream))
            if self._outputs and not await readable(self._outputs.values(), deadline - time.monotonic()):
                raise TimeoutError
        raise EOFError

    async def write(self, data: bytes) -> None:
        view = memoryview(data)
        while view and self._stdin >= 0:
            try:
                view = view[os.write(self._stdin, view) :]
            except BlockingIOError:
                await _writable(self._stdin)
            except BrokenPipeError:
                self.close_stdin()

    def close_stdin(self) -> None:
        if self._stdin >= 0:
            asyncio.get_running_loop().remove_writer(self._stdin)
            os.close(self._stdin)
            self._stdin = -1

    def signal(self, number: int) -> None:
        """SIGKILL and SIGSTOP go to the program alone: to its group they would hit the init, too."""
        if self._ending or not self._init:
            return
        with suppress(ProcessLookupError):
            if number not in (signal.SIGKILL, signal.SIGSTOP):
                os.killpg(self._init, number)
                return
            for program in processes.children(self._init)[:1]:
                os.kill(program, number)

    def resize(self, size: WindowSize) -> None:
        """There is no terminal to resize."""

    @property
    def gate(self) -> None:
        """There is no way out."""

    def occupancy(self) -> Occupancy:
        return Occupancy(0, 0) if self._ending or not self._init else processes.occupancy(self._init)

    async def ended(self, within: float) -> Ending:
        async with self._reaping:
            if self._ending is None:
                if not await readable([self._exited], within):
                    raise TimeoutError
                self._ending = await self._reap()
            return self._ending

    async def kill(self) -> Ending:
        if self._ending is None:
            if self._init:  # the killed are waited for by nobody who would count what they used
                self._burnt = processes.cpu_seconds(self._init)
            processes.kill_namespace(self._pid)
        return await self.ended(_LAST_BREATH_SECONDS)

    def close(self) -> None:
        """Give the descriptors back."""
        self.close_stdin()
        for descriptor in (*self._outputs.values(), self._exited):
            os.close(descriptor)
        self._outputs.clear()

    async def _reap(self) -> Ending:
        _, status = os.waitpid(self._pid, os.WNOHANG)  # noqa: ASYNC222  it has exited
        code = os.waitstatus_to_exitcode(status)
        self._monitor.returncode = code
        cpu, peak = await _adopted(self._init) if self._init else (0.0, 0)
        wall_ms = round((time.monotonic() - self._started_at) * 1000)
        return Ending(
            code if code >= 0 else 128 - code, Usage(wall_ms, round(max(cpu, self._burnt) * 1000), peak * 1024)
        )


async def _adopted(init: int) -> tuple[float, int]:
    """Wait for an init that became our child when bubblewrap ended: CPU seconds and peak KiB of all that it waited for.

    Zeros where bubblewrap itself was there to wait for it, which is so when it was killed.
    """
    try:
        descriptor = os.pidfd_open(init)
    except ProcessLookupError:
        return 0.0, 0
    try:
        if await readable([descriptor], _LAST_BREATH_SECONDS):
            _, _, used = os.wait4(init, os.WNOHANG)  # noqa: ASYNC222  it has exited
            return used.ru_utime + used.ru_stime, used.ru_maxrss
    except ChildProcessError:
        pass
    finally:
        os.close(descriptor)
    return 0.0, 0


def _pipe(*, ours: int) -> tuple[int, int]:
    """A pipe whose end number `ours` does not block."""
    pipe = os.pipe2(os.O_CLOEXEC)
    os.set_blocking(pipe[ours], False)
    return pipe


def _close(*descriptors: int) -> None:
    for descriptor in descriptors:
        os.close(descriptor)


async def readable(descriptors: Iterable[int], within: float | None) -> bool:
    """Whether one of them has bytes, or its other end is closed, within that many seconds; None: wait on."""
    loop = asyncio.get_running_loop()
    ready: asyncio.Future[None] = loop.create_future()
    watched = tuple(descriptors)
    for descriptor in watched:
        loop.add_reader(descriptor, _tell, ready)
    try:
        async with asyncio.timeout(within):
            await ready
    except TimeoutError:
        return False
    finally:
        for descriptor in watched:
            loop.remove_reader(descriptor)
    return True


async def _writable(descriptor: int) -> None:
    loop = asyncio.get_running_loop()
    ready: asyncio.Future[None] = loop.create_future()
    loop.add_writer(descriptor, _tell, ready)
    try:
        await ready
    finally:
        loop.remove_writer(descriptor)


def _tell(ready: asyncio.Future[None]) -> None:
    if not ready.done():
        ready.set_result(None)

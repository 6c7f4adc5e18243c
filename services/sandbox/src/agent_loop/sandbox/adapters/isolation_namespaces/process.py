"""A program in a set of its own."""

import asyncio
import os
import signal
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from socket import socket

from agent_loop.sandbox.adapters.isolation_namespaces.cgroups import Group, Outcome
from agent_loop.sandbox.adapters.isolation_namespaces.sets import NamespaceSet
from agent_loop.sandbox.adapters.isolation_namespaces.streams import Input, Outputs
from agent_loop.sandbox.adapters.isolation_namespaces.wire import AT_ONCE, GATED, PROGRAM, TERMINAL, Job
from agent_loop.sandbox.adapters.linux import processes
from agent_loop.sandbox.domain.programs import Confinement, Ending, Occupancy, Stream, Usage, WindowSize

NOTHING = Path(os.devnull)


def exit_code(status: int) -> int:
    """Of a wait status: 0 to 255, or 128 + signal as a shell says."""
    code = os.waitstatus_to_exitcode(status)
    return code if code >= 0 else 128 - code


class NamespacedProcess:
    """Told to start when made; `started` waits until it stands."""

    def __init__(self, own: NamespaceSet, confinement: Confinement, workspace: str, group: Group | None) -> None:
        self._started_at = time.monotonic()
        self._set = own
        self._group = group
        self._must_clear = group is not None  # which cannot be removed while its init lives
        self._ending: Ending | None = None
        self._gate: socket | None = None
        self._gated = confinement.surroundings.gated
        self._with_terminal = confinement.pty is not None
        self.at_once = confinement.at_once and not (group or self._gated or self._with_terminal)
        """Nobody waits for `started`: whether the program began is found out at its end."""
        self._killed = False
        self._outputs = Outputs({})
        self._input: Input | None = None
        self._kept: list[int] = []
        theirs = () if confinement.pty else self._pipes(with_stdin=confinement.with_stdin)
        try:
            own.tell(_job(confinement, workspace, AT_ONCE if self.at_once else 0), theirs)
        except OSError:
            self._kept.extend(theirs)
            self.close()
            raise
        _close(theirs[:1])
        self._kept.extend(theirs[1:])
        own.on_end = self._finish

    def _finish(self) -> None:
        """All that could write is gone. Until then the pipes for its output are open here, too: their ends would wake
        us just when its init needs the processor to say how the program ended.
        """
        self._close_kept()
        self._outputs.finish()

    async def started(self) -> None:
        """Raises RequestRefused and IsolationUnavailable as Isolation.start does."""
        await self._set.replies.wait("S")
        if self._with_terminal:
            self._terminal((await self._set.replies.wait("T"))[1])
        if self._gated:
            _, descriptor = await self._set.replies.wait("G")
            self._gate = socket(fileno=descriptor)

    @property
    def gate(self) -> socket | None:
        return self._gate

    async def output(self, within: float) -> tuple[Stream, bytes]:
        return await self._outputs.next(within)

    async def write(self, data: bytes) -> None:
        if self._input:
            await self._input.write(data)

    def close_stdin(self) -> None:
        if self._input:
            self._input.end()

    def resize(self, size: WindowSize) -> None:
        if self._input:
            self._input.resize(size)

    def signal(self, number: int) -> None:
        if not self._set.gone.done():
            self._set.signal(number)

    def occupancy(self) -> Occupancy:
        pid = self._set.pid
        return processes.occupancy(pid) if pid > 0 else Occupancy(0, 0)

    async def ended(self, within: float) -> Ending:
        """Raises, where it was told AT_ONCE and did not begin, as `started` does."""
        await self._set.ended(max(within, 0.0), cleared=self._must_clear)
        if self._ending is None:
            self._ending = self._ended()
            if self._outputs.at_end and not self._must_clear:
                asyncio.get_running_loop().call_soon(self.close)  # while its end is on its way to the client
        return self._ending

    def _ended(self) -> Ending:
        if self.at_once and not self._killed and not self._set.has_begun:
            raise self._set.replies.failure()
        notice, said = self._set.gone.result(), self._set.replies.said("X")
        code = exit_code(int.from_bytes(said[0][:4], "little")) if said else 128 + signal.SIGKILL
        wall_ms = round((time.monotonic() - self._started_at) * 1000)
        seen = self._group.outcome() if self._group else Outcome(None, 0)
        peak = max(notice.peak_bytes, seen.peak_bytes)
        usage = Usage(wall_ms, round(notice.cpu_seconds * 1000), peak)
        return Ending(code, usage, denied=tuple(self._set.replies.refused), exceeded=seen.exceeded)

    async def kill(self) -> Ending:
        self._killed = True
        await self._set.kill(cleared=self._must_clear)
        return await self.ended(0)

    def close(self) -> None:
        """Give the descriptors back. Also when it was closed before."""
        self._outputs.close()
        self._close_input()
        self._close_kept()
        if self._gate:
            self._gate.close()
        if self._group:
            self._group.remove()
        self._set.discard()

    def _close_kept(self) -> None:
        _close(self._kept)
        self._kept.clear()

    def _close_input(self) -> None:
        if self._input:
            self._input.close()

    def _pipes(self, *, with_stdin: bool) -> Sequence[int]:
        stdout, stderr = os.pipe2(os.O_CLOEXEC), os.pipe2(os.O_CLOEXEC)
        self._outputs = Outputs({Stream.STDOUT: stdout[0], Stream.STDERR: stderr[0]})
        if not with_stdin:
            return os.open(NOTHING, os.O_RDONLY | os.O_CLOEXEC), stdout[1], stderr[1]
        stdin = os.pipe2(os.O_CLOEXEC)
        self._input = Input(stdin[1])
        return stdin[0], stdout[1], stderr[1]

    def _terminal(self, ours: int) -> None:
        self._outputs = Outputs({Stream.STDOUT: ours})
        self._input = Input(os.dup(ours), terminal=True)
        if self._set.gone.done():
            self._outputs.finish()


def _close(descriptors: Iterable[int]) -> None:
    for descriptor in descriptors:
        os.close(descriptor)


def _job(confinement: Confinement, workspace: str, flags: int) -> Job:
    around = confinement.surroundings
    return Job(
        PROGRAM,
        workspace,
        confinement.cwd,
        confinement.argv,
        [f"{name}={value}" for name, value in confinement.env.items()],
        around.mounts,
        confinement.script,
        around.limits,
        -(-confinement.cpu_ms // 1000),
        flags=flags | (TERMINAL if confinement.pty else 0) | (GATED if around.gated else 0),
        window=(confinement.pty.rows, confinement.pty.columns) if confinement.pty else (0, 0),
    )

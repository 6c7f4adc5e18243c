"""The service's side of a supervisor."""

import asyncio
import marshal
import os
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import agent_loop.sandbox
from agent_loop.sandbox.adapters.isolation_namespaces.streams import Input, Outputs
from agent_loop.sandbox.adapters.linux import processes, seccomp
from agent_loop.sandbox.adapters.supervisor.order import Order
from agent_loop.sandbox.domain.errors import IsolationUnavailable, RequestRefused
from agent_loop.sandbox.domain.programs import Ending, Occupancy, Stream, Usage, WindowSize

_SOURCE = str(Path(agent_loop.sandbox.__file__).parents[2])
_LONGEST_MESSAGE = 64 * 1024
_LAST_BREATH_SECONDS = 10.0
"""How long killed processes may take to go, for example in the middle of a write to a slow disk."""
_KILLED = 137
_LAST_WORDS_BYTES = 4096


class SupervisedProcess:
    """Told to start when made; `started` waits until it stands. All that it starts is beneath its supervisor."""

    def __init__(self, order: Order, *, with_stdin: bool) -> None:
        self._started_at = time.monotonic()
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._control.setblocking(False)  # noqa: FBT003
        stdin = os.pipe2(os.O_CLOEXEC) if with_stdin else None
        stdout, stderr = os.pipe2(os.O_CLOEXEC), os.pipe2(os.O_CLOEXEC)
        try:
            self._supervisor = _spawned(order, theirs, stdin[0] if stdin else subprocess.DEVNULL, stdout[1], stderr[1])
        except OSError:
            for descriptor in (stdout[0], stderr[0], *(stdin[1:] if stdin else ())):
                os.close(descriptor)
            self._control.close()
            raise
        finally:
            theirs.close()
            for descriptor in (stdout[1], stderr[1], *(stdin[:1] if stdin else ())):
                os.close(descriptor)
        self._outputs = Outputs({Stream.STDOUT: stdout[0], Stream.STDERR: stderr[0]})
        self._input = Input(stdin[1]) if stdin else None
        self._loop = asyncio.get_running_loop()
        self._gone: asyncio.Future[Ending] = self._loop.create_future()
        self._begun: asyncio.Future[dict[str, object]] = self._loop.create_future()
        self._said: dict[str, object] = {}
        self._loop.add_reader(self._control, self._hear)

    async def started(self) -> None:
        """Raises RequestRefused and IsolationUnavailable as Isolation.start does."""
        said = await self._begun
        if "refused" in said:
            raise RequestRefused(str(said["refused"]))
        if "started" not in said:
            raise IsolationUnavailable(str(said.get("unavailable") or await self._last_words()))

    async def _last_words(self) -> str:
        words = b""
        with suppress(EOFError, TimeoutError):
            while len(words) < _LAST_WORDS_BYTES:
                words += (await self.output(1.0))[1]
        last = words.decode(errors="replace").strip().rpartition("\n")[2]
        return last or "the supervisor ended before the program started, without a word"

    @property
    def pid(self) -> int:
        """The supervisor's."""
        return self._supervisor.pid

    @property
    def gate(self) -> None:
        """There is no way out."""

    async def output(self, within: float) -> tuple[Stream, bytes]:
        return await self._outputs.next(within)

    async def write(self, data: bytes) -> None:
        if self._input:
            await self._input.write(data)

    def close_stdin(self) -> None:
        if self._input:
            self._input.end()

    def resize(self, size: WindowSize) -> None:
        """There is no terminal to resize."""

    def signal(self, number: int) -> None:
        self._tell(b"s" + bytes([number]))

    def occupancy(self) -> Occupancy:
        return Occupancy(0, 0) if self._gone.done() else processes.occupancy(self._supervisor.pid)

    async def ended(self, within: float) -> Ending:
        return await asyncio.wait_for(asyncio.shield(self._gone), max(within, 0.0))

    async def kill(self) -> Ending:
        self._tell(b"k")
        return await self.ended(_LAST_BREATH_SECONDS)

    def close(self) -> None:
        """Give the descriptors back. Where the supervisor still lives, this is what ends it."""
        self._outputs.close()
        if self._input:
            self._input.close()
        self._loop.remove_reader(self._control)
        self._control.close()

    def _tell(self, message: bytes) -> None:
        if not self._gone.done():
            with suppress(OSError):  # it ends just now
                self._control.send(message)

    def _hear(self) -> None:
        """A message of the supervisor; its end is the end of the supervisor, which alone holds the other side."""
        try:
            message = self._control.recv(_LONGEST_MESSAGE)
        except BlockingIOError:
            return
        except OSError:
            message = b""
        if message:
            self._said = marshal.loads(message)  # noqa: S302  our own launcher's
            if not self._begun.done():
                self._begun.set_result(self._said)
            return
        self._loop.remove_reader(self._control)
        self._supervisor.wait()
        if not self._begun.done():
            self._begun.set_result({})
        wall_ms = round((time.monotonic() - self._started_at) * 1000)
        cpu, peak = float(str(self._said.get("cpu", 0.0))), int(str(self._said.get("peak", 0)))
        usage = Usage(wall_ms, round(cpu * 1000), peak)
        self._gone.set_result(Ending(int(str(self._said.get("code", _KILLED))), usage))


def _spawned(order: Order, control: socket.socket, stdin: int, stdout: int, stderr: int) -> "subprocess.Popen[bytes]":
    """The bare interpreter, which finds nothing but the sandbox's own modules."""
    described = os.memfd_create("order", os.MFD_CLOEXEC)
    try:
        os.pwrite(described, order.packed(), 0)
        program = (
            f"import sys; sys.path.append({_SOURCE!r}); "
            "from agent_loop.sandbox.adapters.supervisor.launcher import main; "
            f"main({described}, {control.fileno()}, {seccomp.brokered() if seccomp.supported() else {}!r})"
        )
        return subprocess.Popen(
            [sys.executable, "-I", "-S", "-c", program], stdin=stdin, stdout=stdout, stderr=stderr, env={}, cwd="/",
            start_new_session=True, pass_fds=(described, control.fileno()),
        )  # fmt: skip
    finally:
        os.close(described)

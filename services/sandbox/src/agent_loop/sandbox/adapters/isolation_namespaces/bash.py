"""One bash that runs a session's commands in a loop; a shell has one after another."""

import asyncio
import os
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress

from agent_loop.sandbox.adapters.isolation_namespaces.process import NOTHING
from agent_loop.sandbox.adapters.isolation_namespaces.replies import Replies, named_pair
from agent_loop.sandbox.adapters.isolation_namespaces.streams import Input, Outputs
from agent_loop.sandbox.adapters.isolation_namespaces.wire import SIGNAL, Job
from agent_loop.sandbox.adapters.linux import processes
from agent_loop.sandbox.domain.programs import Stream

LOOP = b"; ".join(
    (
        rb'__status() { builtin return "$1"; }; __last=0',
        rb"while IFS=' ' builtin read -r -u 198 __nonce __size &&"
        rb' LC_ALL=C IFS= builtin read -r -N "$__size" -u 198 __source',
        rb'do __status "$__last"',
        rb'builtin eval "$__source" 198<&- 199>&-',
        rb"__last=$?",
        rb"""builtin printf '%s %s %s\0' "$__nonce" "$__last" "$PWD" >&199""",
        rb"done",
    )
)
"""In one line, so that what bash says of a command names the command's own lines."""
_LONGEST_REPORT = 8192
_LONGEST_STATUS = 3
GONE_SECONDS = 10.0
"""How long killed processes may take to go."""
TAKES_SECONDS = 5.0
"""How long a shell may take to read a command; one that was stopped by what an earlier command left takes for ever."""


class Bash:
    """One bash with its descriptors; a shell has one after another."""

    def __init__(self, ask: Callable[[tuple[int, ...]], None]) -> None:
        """`ask` hands the descriptors to whoever starts it; what it raises is raised."""
        own, theirs = named_pair()
        self.replies = Replies(own)
        self._changed = asyncio.Event()
        stdout, stderr, bell, report = (os.pipe2(os.O_CLOEXEC) for _ in range(4))
        self.outputs = Outputs({Stream.STDOUT: stdout[0], Stream.STDERR: stderr[0]})
        self.bell = Input(bell[1])
        self._own = own
        self._reports = report[0]
        os.set_blocking(report[0], False)
        self._said = b""
        self.reports: deque[tuple[str, int, str]] = deque()
        self._awaited = ""
        given = (os.open(NOTHING, os.O_RDONLY | os.O_CLOEXEC), stdout[1], stderr[1], bell[0], report[1])
        self.pid = -1
        self._shell_pid = 0
        self.open = True
        self.replies.on_change = self._tell
        try:
            ask((*given, theirs.fileno()))
        except BaseException:
            self.close()
            raise
        finally:
            theirs.close()
            for descriptor in given:
                os.close(descriptor)

    async def stands(self) -> None:
        await self.replies.wait("S")
        self.pid = self.replies.pid

    @property
    def ended(self) -> bool:
        return self.replies.closed

    def spent(self) -> float:
        """CPU seconds of the shell and of what it waited for."""
        if not self._shell_pid:
            self._shell_pid = next(iter(processes.children(self.pid)), 0)
        return processes.spent_seconds(self._shell_pid)

    def spent_by_all(self) -> float:
        """And of what runs now."""
        return processes.cpu_seconds(self.pid)

    def signal(self, number: int) -> None:
        """To all that the shell started, not to the shell itself."""
        with suppress(OSError):
            self._own.send(Job(SIGNAL, signal=number).encoded()[0])

    def listen(self, nonce: str) -> None:
        """For the report of this command. Between commands nobody listens, so that nobody can fill our memory."""
        self._awaited = nonce
        asyncio.get_running_loop().add_reader(self._reports, self._heard)

    def rest(self) -> None:
        if self.open:
            asyncio.get_running_loop().remove_reader(self._reports)

    async def change(self, within: float) -> None:
        """Wait until something was reported or it ended, at most that many seconds."""
        self._changed.clear()
        if not (self.reports or self.ended):
            with suppress(TimeoutError):
                async with asyncio.timeout(within):
                    await self._changed.wait()

    async def killed(self) -> None:
        """End it and all that it started; returns when all are gone."""
        self.kill()
        if not self.open:
            return
        deadline = time.monotonic() + GONE_SECONDS
        while not self.ended and time.monotonic() < deadline:
            await self.change(deadline - time.monotonic())
        self.close()

    def kill(self) -> None:
        if self.open:
            self.replies.kill()

    def close(self) -> None:
        if not self.open:
            return
        self.open = False
        asyncio.get_running_loop().remove_reader(self._reports)
        os.close(self._reports)
        self.outputs.close()
        self.bell.close()
        self.replies.discard()

    def _heard(self) -> None:
        try:
            data = os.read(self._reports, _LONGEST_REPORT)
        except BlockingIOError:
            return
        if not data:
            asyncio.get_running_loop().remove_reader(self._reports)
        *whole, self._said = (self._said + data)[-_LONGEST_REPORT:].split(b"\0")
        for report in whole:
            nonce, _, rest = report.decode(errors="surrogateescape").partition(" ")
            status, _, cwd = rest.partition(" ")
            if nonce == self._awaited and status.isascii() and status.isdigit() and len(status) <= _LONGEST_STATUS:
                self._awaited = ""  # what else comes is forged, or of a command that ended
                self.reports.append((nonce, min(int(status), 255), cwd))
        self._tell()

    def _tell(self) -> None:
        self._changed.set()
        self.outputs.interrupt()

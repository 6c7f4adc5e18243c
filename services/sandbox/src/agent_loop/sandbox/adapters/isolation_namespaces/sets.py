"""Sets of namespaces: made by the launcher, each with an init that waits for its one job."""

import asyncio
import os
import signal
import socket
import subprocess
from collections.abc import Callable, Sequence
from contextlib import ExitStack, suppress
from typing import Any

from agent_loop.sandbox.adapters.isolation_namespaces.replies import Replies, named_pair, pair
from agent_loop.sandbox.adapters.isolation_namespaces.wire import (
    MAKE_A_SET,
    NOTICE,
    ORDER,
    PROGRAM,
    SIGNAL,
    Job,
    Notice,
    ending_of,
    notice_of,
)
from agent_loop.sandbox.domain.errors import IsolationUnavailable

_LAST_BREATH_SECONDS = 10.0
"""How long killed processes may take to go, for example in the middle of a write to a slow disk."""


def sent(own: socket.socket, data: bytes, descriptors: Sequence[int]) -> None:
    """Raises OSError where the other side is gone."""
    if descriptors:
        socket.send_fds(own, [data], list(descriptors))
    else:
        own.send(data)


class NamespaceSet:
    """One set. It is told one job, or discarded."""

    def __init__(self, number: int, own: socket.socket, talk: socket.socket) -> None:
        """`own` leads to its init, `talk` to the process that becomes its program."""
        self.number = number
        self._own = own
        self._talk = talk
        self.replies = Replies(own)
        self.replies.on_change = self._look
        loop = asyncio.get_running_loop()
        self.gone: asyncio.Future[Notice] = loop.create_future()
        """All that ran in it has ended, apart from its init."""
        self.cleared: asyncio.Future[None] = loop.create_future()
        """Its init has ended, too, and the kernel has taken its namespaces apart."""
        self.on_end: Callable[[], None] | None = None

    @property
    def pid(self) -> int:
        """Of its init; -1 once it is gone."""
        return -1 if self.gone.done() else self.replies.pid

    @property
    def stands(self) -> bool:
        """Whether it is ready and alive."""
        if self.gone.done() or self.replies.closed or not self.replies.said("R"):
            return False
        return self.replies.alive

    def end(self, notice: Notice) -> None:
        """All that ran in it has ended; who says so first counts."""
        if not self.gone.done():
            self.gone.set_result(notice)
            if self.on_end:
                self.on_end()

    def _look(self) -> None:
        if not self.gone.done() and (said := self.replies.said("X")):
            self.end(ending_of(self.number, said[0]))

    def tell(self, job: Job, descriptors: Sequence[int]) -> None:
        """Send its job. Raises OSError where it has died."""
        message, in_memory = job.encoded()
        large = [in_memory] if in_memory >= 0 else []
        try:
            if job.kind == PROGRAM:
                sent(self._talk, message, [*descriptors, *large])
                descriptors = ()
            sent(self._own, message, [*descriptors, *large])
        finally:
            if in_memory >= 0:
                os.close(in_memory)

    @property
    def has_begun(self) -> bool:
        """Whether its program, told its job with AT_ONCE, was ready to start. For once: the word is taken."""
        try:
            return bool(self._talk.recv(1, socket.MSG_DONTWAIT))
        except OSError:
            return False

    def signal(self, number: int) -> None:
        with suppress(OSError):
            self.tell(Job(SIGNAL, signal=number), ())

    async def kill(self, *, cleared: bool = False) -> Notice:
        """End its init and with it everything in it; returns as `ended` does."""
        if not self.gone.done():
            self.replies.kill()
        return await self.ended(_LAST_BREATH_SECONDS, cleared=cleared)

    async def ended(self, within: float, *, cleared: bool = False) -> Notice:
        """Wait until all that ran in it is gone, where `cleared` is set its init, too. Raises TimeoutError."""
        awaited: asyncio.Future[Any] = self.cleared if cleared else self.gone
        if not awaited.done():
            await asyncio.wait([awaited], timeout=within)  # unlike wait_for it needs no task
        if not awaited.done():
            raise TimeoutError
        return self.gone.result()

    def discard(self) -> None:
        """Give its descriptors back; what still runs in it is ended, for its init hears the socket close."""
        self.replies.discard()
        self._talk.close()


class Launcher:
    """The launcher's process. Enter it to start it; leave it to end it and every set.

    `command` starts it, given the number of the control socket; `inherited` are descriptors that it reads, and which
    are given back at the end.
    """

    def __init__(self, command: Callable[[int], Sequence[str]], inherited: Sequence[int]) -> None:
        self._command = command
        self._inherited = inherited
        self._lost = False
        self._sets: dict[int, NamespaceSet] = {}
        self._number = 0

    def start(self) -> None:
        """Raises IsolationUnavailable where it cannot be started."""
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        os.set_blocking(self._control.fileno(), False)
        try:
            self._process = subprocess.Popen(
                self._command(theirs.fileno()), pass_fds=(theirs.fileno(), *self._inherited),
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, env={}, cwd="/", start_new_session=True,
            )  # fmt: skip
        except OSError as error:
            self._control.close()
            raise IsolationUnavailable(f"the launcher cannot be started: {error}") from error
        finally:
            theirs.close()
        self._lost = False
        asyncio.get_running_loop().add_reader(self._control, self._hear)

    async def stop(self) -> None:
        self._hang_up()
        with suppress(subprocess.TimeoutExpired):
            await asyncio.to_thread(self._process.wait, _LAST_BREATH_SECONDS)
        if self._process.poll() is None:
            self._process.kill()
        for descriptor in self._inherited:
            os.close(descriptor)

    def order(self) -> NamespaceSet:
        """Ask for a set; it is ready when its replies hold `R`. Raises IsolationUnavailable."""
        self._number += 1
        try:
            own, talk = self._asked()
        except OSError as error:
            raise IsolationUnavailable(f"no set of namespaces can be asked for: {error}") from error
        ordered = NamespaceSet(self._number, own, talk)
        self._sets[self._number] = ordered
        return ordered

    def _asked(self) -> tuple[socket.socket, socket.socket]:
        own, its_own = named_pair()
        with its_own, ExitStack() as unasked:
            unasked.enter_context(own)
            talk, its_talk = pair()
            unasked.enter_context(talk)
            with its_talk:
                self._ask((its_own.fileno(), its_talk.fileno()))
            unasked.pop_all()
        return own, talk

    def _ask(self, theirs: Sequence[int]) -> None:
        message = ORDER.pack(MAKE_A_SET, self._number)
        if not self._lost:
            with suppress(BrokenPipeError, ConnectionResetError):
                sent(self._control, message, theirs)
                return
            self._hang_up()
        self.start()  # the kernel may have ended it when memory was short; its sets ended with it
        try:
            sent(self._control, message, theirs)
        except OSError as error:
            raise IsolationUnavailable(f"the launcher ends as soon as it is started: {error}") from error

    def _hear(self) -> None:
        try:
            while True:
                data = self._control.recv(NOTICE.size)
                if not data:
                    self._hang_up()
                    return
                self._heard(notice_of(data))
        except BlockingIOError:
            pass
        except OSError:
            self._hang_up()

    def _heard(self, notice: Notice) -> None:
        known = self._sets.get(notice.set_id)
        if known and notice.letter == "F":
            known.replies.refuse(f"Creating new namespace failed: {os.strerror(notice.status)}")
        if known:
            self._end(known, notice)

    def _end(self, known: NamespaceSet, notice: Notice) -> None:
        self._sets.pop(known.number, None)
        known.replies.catch_up()
        known.end(notice)
        if not known.cleared.done():
            known.cleared.set_result(None)

    def _hang_up(self) -> None:
        """The launcher ended or is to end, and every set with it."""
        if self._lost:
            return
        self._lost = True
        asyncio.get_running_loop().remove_reader(self._control)
        self._control.close()
        with suppress(ChildProcessError):
            self._process.poll()
        for known in list(self._sets.values()):
            self._end(known, Notice("X", known.number, signal.SIGKILL, 0.0, 0))

"""Sets of namespaces: made by the launcher, each with an init that waits for its one job."""

import asyncio
import os
import select
import signal
import socket
import struct
import subprocess
from collections.abc import Callable, Sequence
from contextlib import ExitStack, suppress
from typing import Any

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
from agent_loop.sandbox.adapters.linux import seccomp
from agent_loop.sandbox.adapters.linux.processes import pidfd_getfd
from agent_loop.sandbox.domain.errors import IsolationUnavailable, RequestRefused

_CREDENTIALS = struct.Struct("=iII")
"""struct ucred: pid, uid, gid. See unix(7)."""
_ROOM = socket.CMSG_SPACE(4) + socket.CMSG_SPACE(_CREDENTIALS.size)
_LONGEST_REPLY = 600
_ITS_FIRST_WORD = "RS"
_HANDED_OUT = "GT"
"""Letters that come with a descriptor, or its number."""
_ANSWERS_SECONDS = 15.0
_LAST_BREATH_SECONDS = 10.0
"""How long killed processes may take to go, for example in the middle of a write to a slow disk."""


def received(own: socket.socket, size: int) -> tuple[bytes, int, int]:
    """A message, the descriptor that came with it or -1, and its sender's number; BlockingIOError: there is none."""
    data, ancillary, _, _ = own.recvmsg(size, _ROOM, socket.MSG_CMSG_CLOEXEC)
    descriptor, pid = -1, 0
    for _, kind, content in ancillary:
        if kind == socket.SCM_RIGHTS:
            descriptor = int.from_bytes(content[:4], "little")
        elif kind == socket.SCM_CREDENTIALS:
            pid = _CREDENTIALS.unpack(content)[0]
    return data, descriptor, pid


def sent(own: socket.socket, data: bytes, descriptors: Sequence[int]) -> None:
    """Raises OSError where the other side is gone."""
    if descriptors:
        socket.send_fds(own, [data], list(descriptors))
    else:
        own.send(data)


def _pair() -> tuple[socket.socket, socket.socket]:
    return socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)


def named_pair() -> tuple[socket.socket, socket.socket]:
    """Ours, and its other side. What comes is told with its sender's number from the first message on."""
    own, theirs = _pair()
    own.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
    return own, theirs


class SetDied(IsolationUnavailable):
    """It ended before it could do anything of its job."""


class Replies:
    """What an init says on one socket, letter by letter; whoever waits for a letter also hears of an end."""

    def __init__(self, own: socket.socket) -> None:
        """`own` is of a `named_pair`."""
        os.set_blocking(own.fileno(), False)
        self._own = own
        self._came: dict[str, tuple[bytes, int]] = {}
        self.refused: list[str] = []
        """The system calls that were refused, as `name(first argument, ...)`."""
        self._waiter: asyncio.Future[None] | None = None
        self.closed = False
        self.pid = 0
        """Of the init; 0 before it said anything."""
        self._pidfd = -1
        self.on_change: Callable[[], None] | None = None
        asyncio.get_running_loop().add_reader(own, self._read)

    def said(self, letter: str) -> tuple[bytes, int] | None:
        return self._came.get(letter)

    async def wait(self, letter: str) -> tuple[bytes, int]:
        """What came with this letter. Raises RequestRefused where that is at fault, IsolationUnavailable else."""
        while letter not in self._came:
            if refused := self._came.get("D"):
                raise RequestRefused(refused[0].decode(errors="replace"))
            if failed := self._came.get("E"):
                raise IsolationUnavailable(failed[0].decode(errors="replace"))
            if self.closed and "S" in self._came:
                raise IsolationUnavailable("a set of namespaces ended while its job began")
            if self.closed:
                raise SetDied("a set of namespaces ended before its job began; does something kill it?")
            self._waiter = asyncio.get_running_loop().create_future()
            if not (await asyncio.wait([self._waiter], timeout=_ANSWERS_SECONDS))[0]:
                raise IsolationUnavailable(f"a set of namespaces does not answer within {_ANSWERS_SECONDS:.0f} seconds")
        data, descriptor = self._came[letter]
        self._came[letter] = data, -1  # the caller's now
        return data, descriptor

    def refuse(self, why: str) -> None:
        """As if the other side had said that it cannot."""
        self._came["E"] = why.encode(), -1
        self._wake()

    def close(self) -> None:
        if not self.closed:
            self.closed = True
            asyncio.get_running_loop().remove_reader(self._own)
            self._wake()

    @property
    def alive(self) -> bool:
        """Whether the init lives. A poll of its pidfd, because it may have been killed just now."""
        if self._pidfd < 0:
            return False
        polled = select.poll()
        polled.register(self._pidfd, select.POLLIN)
        return not polled.poll(0)

    def kill(self) -> None:
        """End the init, with which all in its namespace ends. One that never said anything hears that we are gone."""
        with suppress(OSError):
            if self._pidfd >= 0:
                signal.pidfd_send_signal(self._pidfd, signal.SIGKILL)
            else:
                self._own.shutdown(socket.SHUT_WR)

    def discard(self) -> None:
        """Close it, and the descriptors that nobody took."""
        self.close()
        if self._pidfd >= 0:
            os.close(self._pidfd)
            self._pidfd = -1
        for _, descriptor in self._came.values():
            if descriptor >= 0:
                os.close(descriptor)
        self._came.clear()
        self._own.close()

    def catch_up(self) -> None:
        """Read what has come already. The launcher's notice may be heard before it, for it takes another way."""
        if not self.closed:
            self._read()

    def _read(self) -> None:
        try:
            while True:
                data, descriptor, pid = received(self._own, _LONGEST_REPLY)
                if not data:
                    self.close()
                    return
                letter = chr(data[0])
                if letter in _ITS_FIRST_WORD and not self.pid:
                    self._meet(pid)
                if letter in _HANDED_OUT and descriptor < 0:
                    self._fetch(letter, int(data[1:]))
                else:
                    self._hear(letter, data[1:], descriptor)
                if letter == "X":
                    return  # the end of the socket can wait its turn; who waits for this comes first
        except BlockingIOError:
            pass
        except OSError:
            self.close()

    def _meet(self, pid: int) -> None:
        """Whoever said the first word. It may be gone already, and its number another's: then the other end is shut."""
        self.pid = pid
        with suppress(ProcessLookupError):
            self._pidfd = os.pidfd_open(pid)
        polled = select.poll()
        polled.register(self._own, select.POLLHUP)
        if self._pidfd >= 0 and polled.poll(0):
            os.close(self._pidfd)
            self._pidfd = -1

    def _fetch(self, letter: str, number: int) -> None:
        """Copy the init's descriptor, which cannot be sent because too many of its uid's are in flight."""
        try:
            self._hear(letter, b"", pidfd_getfd(self._pidfd, number))
        except OSError as error:
            self.refuse(f"too many descriptors are in flight, and this one cannot be fetched: {error.strerror}")

    def _hear(self, letter: str, data: bytes, descriptor: int) -> None:
        if letter == "N":
            number, _, argument = data.decode().partition(" ")
            self.refused.append(seccomp.shown(int(number), int(argument)))
            return
        replaced = self._came.get(letter, (b"", -1))[1]
        if replaced >= 0:
            os.close(replaced)
        self._came[letter] = data, descriptor
        self._wake()

    def _wake(self) -> None:
        if self._waiter and not self._waiter.done():
            self._waiter.set_result(None)
        if self.on_change:
            self.on_change()


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
            talk, its_talk = _pair()
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

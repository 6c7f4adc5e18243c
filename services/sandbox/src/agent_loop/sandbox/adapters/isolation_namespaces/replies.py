"""What comes back from an init on its socket, and from whom."""

import asyncio
import os
import select
import signal
import socket
import struct
from collections.abc import Callable
from contextlib import suppress

from agent_loop.sandbox.adapters.linux import seccomp
from agent_loop.sandbox.adapters.linux.processes import pidfd_getfd
from agent_loop.sandbox.domain.errors import IsolationUnavailable, NothingRan, RequestRefused

_CREDENTIALS = struct.Struct("=iII")
"""struct ucred: pid, uid, gid. See unix(7)."""
_ROOM = socket.CMSG_SPACE(4) + socket.CMSG_SPACE(_CREDENTIALS.size)
_LONGEST_REPLY = 600
_ITS_FIRST_WORD = "RS"
_HANDED_OUT = "GT"
"""Letters that come with a descriptor, or its number."""
_ANSWERS_SECONDS = 15.0


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


def pair() -> tuple[socket.socket, socket.socket]:
    return socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)


def named_pair() -> tuple[socket.socket, socket.socket]:
    """Ours, and its other side. What comes is told with its sender's number from the first message on."""
    own, theirs = pair()
    own.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
    return own, theirs


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
            if self.closed or "D" in self._came or "E" in self._came:
                raise self.failure()
            self._waiter = asyncio.get_running_loop().create_future()
            if not (await asyncio.wait([self._waiter], timeout=_ANSWERS_SECONDS))[0]:
                raise IsolationUnavailable(f"a set of namespaces does not answer within {_ANSWERS_SECONDS:.0f} seconds")
        data, descriptor = self._came[letter]
        self._came[letter] = data, -1  # the caller's now
        return data, descriptor

    def failure(self) -> RequestRefused | IsolationUnavailable:
        """Why its job cannot be done."""
        if refused := self._came.get("D"):
            return RequestRefused(refused[0].decode(errors="replace"))
        if failed := self._came.get("E"):
            return IsolationUnavailable(failed[0].decode(errors="replace"))
        if "S" in self._came:
            return IsolationUnavailable("a set of namespaces ended while its job began")
        return NothingRan("a set of namespaces ended before its job began; does something kill it?")

    def refuse(self, why: str) -> None:
        """As if the other side had said that it cannot."""
        self._came["E"] = why.encode(), -1
        self._wake()

    def close(self) -> None:
        if not self.closed:
            self.closed = True
            asyncio.get_running_loop().remove_reader(self._own)
            if self._pidfd >= 0:
                asyncio.get_running_loop().remove_reader(self._pidfd)
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
                    self._hang_up()
                    return
                letter = chr(data[0])
                if letter in _ITS_FIRST_WORD and not self.pid:
                    self._meet(pid)
                if letter in _HANDED_OUT and descriptor < 0:
                    self._fetch(letter, data[1:])
                else:
                    self._hear(letter, data[1:], descriptor)
                if letter == "X":
                    return  # the end of the socket can wait its turn; who waits for this comes first
        except BlockingIOError:
            pass
        except OSError:
            self._hang_up()

    def _hang_up(self) -> None:
        """A killed init closes its files before the kernel ends the others of its namespace: its own end comes last."""
        if "X" in self._came or not self.alive:
            self.close()
        else:
            asyncio.get_running_loop().remove_reader(self._own)
            asyncio.get_running_loop().add_reader(self._pidfd, self.close)

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

    def _fetch(self, letter: str, number: bytes) -> None:
        """Copy the init's descriptor, which cannot be sent because too many of its uid's are in flight."""
        if not number:  # it was sent, and the kernel found no room for it here
            self.refuse("a descriptor is lost; raise this service's limit of open files")
            return
        try:
            self._hear(letter, b"", pidfd_getfd(self._pidfd, int(number)))
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

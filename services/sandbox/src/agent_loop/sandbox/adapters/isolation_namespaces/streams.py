"""Pipes and terminals between the service and a program."""

import asyncio
import fcntl
import os
import struct
import termios
from collections import deque
from contextlib import suppress

from agent_loop.sandbox.domain.programs import Stream, WindowSize

CHUNK = 64 * 1024
_AHEAD = 4
"""Chunks that are read ahead; a slow reader holds the program back and costs the service no memory."""
_END_OF_INPUT = b"\x04"
_MOST_IN_A_TERMINAL = 128 * 1024
"""Linux keeps 64 KiB and some of what a terminal's reader has not taken."""


class Outputs:
    """The read ends of a program's stdout and stderr; they are given back at their end."""

    def __init__(self, descriptors: dict[Stream, int]) -> None:
        self._open = descriptors
        self._paused: set[Stream] = set()
        self._chunks: deque[tuple[Stream, bytes]] = deque()
        self._waiter: asyncio.Future[None] | None = None
        self._interrupted = False
        self._rest: dict[Stream, int] | None = None
        """Bytes that may still come, once nobody should write any more."""
        self._listens = False
        self._loop = asyncio.get_running_loop()
        for descriptor in descriptors.values():
            os.set_blocking(descriptor, False)

    async def next(self, within: float) -> tuple[Stream, bytes]:
        """The next bytes. Raises TimeoutError after that many seconds, EOFError at the end of both."""
        deadline = self._loop.time() + within
        self._interrupted = False
        while not self._chunks and self._open and not self._interrupted:
            await self._wait(deadline)
        if self._chunks:
            chunk = self._chunks.popleft()
            if self._paused and len(self._chunks) < _AHEAD:
                self._resume()
            return chunk
        if not self._open:
            raise EOFError
        raise TimeoutError

    @property
    def at_end(self) -> bool:
        """Whether all was taken that was ever written."""
        return not (self._open or self._chunks)

    def interrupt(self) -> None:
        """Let `next` raise TimeoutError now where it has nothing."""
        self._interrupted = True
        self._wake()

    def finish(self) -> None:
        """Nobody writes any more: what lies in the pipes now is the rest, and their end.

        A program may have sent its end over a socket in its workspace to another one, which adds nothing without end.
        """
        self._rest = {stream: _room(descriptor) for stream, descriptor in self._open.items()}
        self._read_rest()

    def drained(self) -> list[tuple[Stream, bytes]]:
        """All that lies in the pipes now, without waiting; at most what two pipes hold."""
        found = list(self._chunks)
        self._chunks.clear()
        for stream, descriptor in list(self._open.items()):
            for _ in range(_AHEAD * 4):
                try:
                    data = os.read(descriptor, CHUNK)
                except BlockingIOError:
                    break
                if not data:
                    break
                found.append((stream, data))
        self._resume()
        return found

    def close(self) -> None:
        for stream in list(self._open):
            self._end(stream)

    def _wake(self) -> None:
        if self._waiter and not self._waiter.done():
            self._waiter.set_result(None)

    async def _wait(self, deadline: float) -> None:
        if not self._listens:  # not before somebody waits: a short program is done before
            self._listens = True
            for stream, descriptor in self._open.items():
                self._loop.add_reader(descriptor, self._read, stream)
        self._waiter = self._loop.create_future()
        timer = self._loop.call_at(deadline, self.interrupt)
        try:
            await self._waiter
        finally:
            timer.cancel()
            self._waiter = None

    def _read(self, stream: Stream) -> None:
        try:
            data = os.read(self._open[stream], CHUNK if self._rest is None else min(CHUNK, self._rest[stream]))
        except BlockingIOError:
            if self._rest is None:
                return
            data = b""
        except OSError:  # EIO: nobody holds the terminal's other side any more
            data = b""
        if data:
            if self._rest is not None:
                self._rest[stream] -= len(data)
            self._chunks.append((stream, data))
            if len(self._chunks) >= _AHEAD:
                self._pause()
        else:
            self._end(stream)
        if self._chunks or not self._open:
            self._wake()

    def _read_rest(self) -> None:
        for stream in list(self._open):
            while stream in self._open and stream not in self._paused:
                self._read(stream)

    def _pause(self) -> None:
        for stream, descriptor in self._open.items():
            self._loop.remove_reader(descriptor)
            self._paused.add(stream)

    def _resume(self) -> None:
        paused = self._paused & self._open.keys()
        self._paused.clear()
        if self._rest is not None:
            self._read_rest()
            return
        for stream in paused:
            self._loop.add_reader(self._open[stream], self._read, stream)

    def _end(self, stream: Stream) -> None:
        descriptor = self._open.pop(stream)
        if self._listens:
            self._loop.remove_reader(descriptor)
        os.close(descriptor)


def _room(descriptor: int) -> int:
    """Bytes that can lie in it at once."""
    try:
        return fcntl.fcntl(descriptor, fcntl.F_GETPIPE_SZ)
    except OSError:
        return _MOST_IN_A_TERMINAL


class Input:
    """The write end of a program's stdin."""

    def __init__(self, descriptor: int, *, terminal: bool = False) -> None:
        self._descriptor = descriptor
        self._terminal = terminal
        self._waiter: asyncio.Future[None] | None = None
        os.set_blocking(descriptor, False)

    async def write(self, data: bytes) -> None:
        """Returns when all is taken; a program that no longer reads is not an error."""
        view = memoryview(data)
        while view and self._descriptor >= 0:
            try:
                view = view[os.write(self._descriptor, view) :]
            except BlockingIOError:
                await self._writable()
            except OSError:
                self.close()

    def end(self) -> None:
        """Its end: of a terminal by the character for it, which leaves the terminal open."""
        if self._terminal:
            with suppress(OSError):
                os.write(self._descriptor, _END_OF_INPUT)
        else:
            self.close()

    def resize(self, size: WindowSize) -> None:
        if self._terminal and self._descriptor >= 0:
            set_size(self._descriptor, size)

    def close(self) -> None:
        if self._descriptor >= 0:
            asyncio.get_running_loop().remove_writer(self._descriptor)
            os.close(self._descriptor)
            self._descriptor = -1
            if self._waiter:
                _tell(self._waiter)

    async def _writable(self) -> None:
        loop, descriptor = asyncio.get_running_loop(), self._descriptor
        ready: asyncio.Future[None] = loop.create_future()
        self._waiter = ready
        loop.add_writer(descriptor, _tell, ready)
        try:
            await ready
        finally:
            self._waiter = None
            if self._descriptor >= 0:
                loop.remove_writer(descriptor)


def _tell(ready: asyncio.Future[None]) -> None:
    if not ready.done():
        ready.set_result(None)


def set_size(terminal: int, size: WindowSize) -> None:
    """See ioctl_tty(2), TIOCSWINSZ."""
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", size.rows, size.columns, 0, 0))

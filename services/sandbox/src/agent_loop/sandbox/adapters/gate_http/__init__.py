"""The gate as an HTTP proxy of our own: CONNECT for TLS, absolute-form requests for plain HTTP, one request each.

The listening socket lies in a sandbox's own network namespace (a socket keeps the namespace it was made in), so the
sandbox holds no process and no file of ours. Names are resolved and connections made here, outside: a program never
gets an address to choose. TLS is not decrypted: the name in its ClientHello must be the one that CONNECT named, and
nothing but TLS goes through CONNECT; what a server does with the Host inside TLS is for the list's author to judge.
"""

import asyncio
import resource
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from socket import socket

import h11

from agent_loop.sandbox.adapters.gate_http.client_hello import UNRECOGNIZED_NAME, HelloRefused, read_client_hello
from agent_loop.sandbox.adapters.gate_http.dialling import (
    Connect,
    Resolve,
    Streams,
    SystemResolver,
    connect,
    dialled,
    judged_addresses,
)
from agent_loop.sandbox.adapters.gate_http.requests import HEAD_BYTES, Asked, Failed, Refused, read_request
from agent_loop.sandbox.adapters.gate_http.streaming import ended_when_idle, forwarded, tunnelled
from agent_loop.sandbox.domain.allowlist import Allowlist, Target, authority
from agent_loop.sandbox.domain.errors import RequestRefused

MOST_CONNECTIONS = 64
"""At once, through one listener."""


@dataclass(frozen=True)
class Patience:
    """Seconds."""

    head: float = 10.0
    """For a whole request head, and for a whole ClientHello."""
    connect: float = 10.0
    """For the name and the connection together."""
    idle: float = 60.0
    """Without a byte in either direction."""


DEFAULT_PATIENCE = Patience()


class HttpGate:
    """See the port. `resolve` and `connect` are the only ways out; the addresses between them are judged here."""

    def __init__(
        self, resolve: Resolve | None = None, connect: Connect = connect, patience: Patience = DEFAULT_PATIENCE
    ) -> None:
        self._resolve = resolve or SystemResolver()
        self._connect = connect
        self._patience = patience
        # All sandboxes together, so that theirs leave descriptors to the service; a connection has two.
        self._most_together = max(MOST_CONNECTIONS, resource.getrlimit(resource.RLIMIT_NOFILE)[0] // 4)
        self._together = 0

    @asynccontextmanager
    async def open(
        self, listener: socket, hosts: Sequence[str], denied: Callable[[str, str], None]
    ) -> AsyncIterator[None]:
        opening = _Opening(Allowlist.of(hosts), denied)
        # A copy: the end of the server closes it, and the listener is the caller's.
        server = await asyncio.start_server(partial(self._accepted, opening), sock=listener.dup(), limit=HEAD_BYTES)
        try:
            yield
        finally:
            opening.over = True
            server.close()
            for task in opening.serving:
                task.cancel()
            await asyncio.gather(*opening.serving, return_exceptions=True)

    def _accepted(self, opening: "_Opening", reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if opening.over:  # accepted in the very moment of the end
            writer.transport.abort()
        elif len(opening.serving) >= MOST_CONNECTIONS or self._together >= self._most_together:
            most = f"{MOST_CONNECTIONS} for one program or session, {self._most_together} for all"
            opening.denied("a connection", f"there are too many at once ({most})")
            _answer(Streams(reader, writer), HTTPStatus.SERVICE_UNAVAILABLE, "there are too many connections at once")
            writer.close()
        else:
            task = asyncio.create_task(self._kept(opening, Streams(reader, writer)))
            opening.serving.add(task)
            self._together += 1
            task.add_done_callback(partial(self._left, opening, writer))

    def _left(self, opening: "_Opening", writer: asyncio.StreamWriter, task: asyncio.Task[None]) -> None:
        writer.transport.abort()  # also where the task was cancelled before it began
        opening.serving.discard(task)
        self._together -= 1

    async def _kept(self, opening: "_Opening", program: Streams) -> None:
        async with program.closing(self._patience.idle):
            await self._served(opening, program)

    async def _served(self, opening: "_Opening", program: Streams) -> None:
        wire = h11.Connection(h11.SERVER)
        try:
            async with asyncio.timeout(self._patience.head):
                asked = await read_request(program.reader, wire)
            if asked is None:
                return
            host = await self._reached(opening, asked)
            async with host.closing(self._patience.idle), ended_when_idle(self._patience.idle) as touched:
                if not asked.tunnel:
                    await forwarded(asked, wire, program, host, touched)
                elif await self._shown_to_be_tls(opening, asked.target, program, host):
                    await tunnelled(program, host, touched)
        except Refused as refusal:
            opening.denied(refusal.what, refusal.rule)
            _answer(program, refusal.status, str(refusal))
        except Failed as failure:
            _answer(program, failure.status, str(failure))
        except (TimeoutError, ConnectionError):
            pass  # nobody is left to tell, or an answer has begun

    async def _reached(self, opening: "_Opening", asked: Asked) -> Streams:
        """A connection to an address that the rules let it have."""
        if not opening.allowlist.allows(asked.target, asked.default_port):
            raise Refused(str(asked.target), "it is not on the allowlist of this sandbox")
        loop = asyncio.get_running_loop()
        begun = loop.time()
        try:
            async with asyncio.timeout(self._patience.connect):
                addresses = await judged_addresses(asked.target, self._resolve)
        except TimeoutError:
            raise Failed(f"{asked.target.host} does not resolve in time", 504) from None
        left = self._patience.connect - (loop.time() - begun)
        return await dialled(asked.target, addresses, self._connect, left)

    async def _shown_to_be_tls(self, opening: "_Opening", target: Target, program: Streams, host: Streams) -> bool:
        """Let the ClientHello through if it asks for the target; a refusal is a TLS alert, for 200 is said already."""
        program.writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        try:
            async with asyncio.timeout(self._patience.head):
                hello, name = await read_client_hello(program.reader)
        except asyncio.IncompleteReadError:
            return False
        except HelloRefused as error:
            opening.denied(str(target), str(error))
            return False
        if not _same_host(name, target.host):
            asks_for = "no name" if name is None else name[:200]
            opening.denied(str(target), f"its TLS asks for {asks_for} (SNI), not for the host that CONNECT named")
            program.writer.write(UNRECOGNIZED_NAME)
            return False
        host.writer.write(hello)
        await host.writer.drain()
        return True


class _Opening:
    """One listener's list, where its denials go, and who is served through it."""

    def __init__(self, allowlist: Allowlist, denied: Callable[[str, str], None]) -> None:
        self.allowlist = allowlist
        self.denied = denied
        self.serving: set[asyncio.Task[None]] = set()
        self.over = False


def _same_host(name: str | None, host: str) -> bool:
    """Whether the SNI is the host; TLS names no addresses, so there it is absent."""
    is_address = ":" in host or host.rpartition(".")[2].isdigit()
    if name is None or is_address:
        return name is None and is_address
    try:
        return authority(name) == (host, None)
    except RequestRefused:
        return False


def _answer(program: Streams, status: int, sentence: str) -> None:
    body = f"{sentence}.\n".encode("utf-8", "backslashreplace")
    program.writer.write(
        f"HTTP/1.1 {status} {HTTPStatus(status).phrase}\r\nContent-Type: text/plain; charset=utf-8\r\n"
        f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n".encode()
        + body
    )

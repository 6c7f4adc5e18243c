"""A small internet on the loopback: names lead to public addresses, and those to servers of the test."""

import asyncio
import socket
import ssl
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from agent_loop.sandbox.adapters.gate_http.dialling import STREAM_BYTES, Streams

PUBLIC, OTHER_PUBLIC, PRIVATE = "93.184.216.34", "1.1.1.1", "10.0.0.5"

Handler = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@dataclass
class Internet:
    """`resolve` and `connect` are what the gate gets. Every connection to an address ends at a local server."""

    answers: dict[str, list[list[str]]] = field(default_factory=dict)
    """Of each name, one answer after another; the last one stays."""
    resolved: list[str] = field(default_factory=list)
    connected: list[tuple[str, int]] = field(default_factory=list)
    _ports: dict[tuple[str, int], int] = field(default_factory=dict)
    _servers: list[asyncio.Server] = field(default_factory=list)
    _tasks: set[asyncio.Task] = field(default_factory=set)
    _writers: list[asyncio.StreamWriter] = field(default_factory=list)

    async def resolve(self, host: str, port: int) -> list[str]:
        self.resolved.append(host)
        if host not in self.answers:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        answers = self.answers[host]
        return answers.pop(0) if len(answers) > 1 else answers[0]

    async def connect(self, address: str, port: int) -> Streams:
        self.connected.append((address, port))
        if (address, port) not in self._ports:
            raise ConnectionRefusedError(111, "Connection refused")
        local = self._ports[address, port]
        return Streams(*await asyncio.open_connection("127.0.0.1", local, limit=STREAM_BYTES))

    async def host(
        self, handler: Handler, *names: str, address: str = PUBLIC, port: int = 80, tls: ssl.SSLContext | None = None
    ) -> int:
        """Serve at an address that these names lead to; the local port."""

        def accepted(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            self._tasks.add(asyncio.create_task(handled(reader, writer)))
            self._writers.append(writer)

        async def handled(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            try:
                await handler(reader, writer)
            except (ConnectionError, asyncio.IncompleteReadError):
                pass
            finally:
                writer.close()

        server = await asyncio.start_server(accepted, "127.0.0.1", 0, ssl=tls)
        self._servers.append(server)
        self._ports[address, port] = server.sockets[0].getsockname()[1]
        for name in names:
            self.answers[name] = [[address]]
        return self._ports[address, port]

    async def close(self) -> None:
        for server in self._servers:
            server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await left(*self._writers)


@dataclass
class Site:
    """A plain HTTP server that remembers the bytes of each request and answers the same to all."""

    answer: bytes = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"
    heard: list[bytes] = field(default_factory=list)

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        self.heard.append(head)
        lines = head.lower().split(b"\r\n")
        if length := next((line.split(b":")[1] for line in lines if line.startswith(b"content-length:")), b""):
            self.heard[-1] += await reader.readexactly(int(length))
        elif b"transfer-encoding: chunked" in lines:
            self.heard[-1] += await reader.readuntil(b"0\r\n\r\n")
        writer.write(self.answer)
        await writer.drain()


@contextmanager
def listening() -> Iterator[socket.socket]:
    """What the isolation makes inside a sandbox; here on the ordinary loopback."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener


async def dial(listener: socket.socket) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    return await asyncio.open_connection(*listener.getsockname())


async def left(*writers: asyncio.StreamWriter) -> None:
    """Hang up at once."""
    for writer in writers:
        writer.transport.abort()
    for writer in writers:
        with suppress(OSError):
            await writer.wait_closed()


async def ask(listener: socket.socket, request: bytes) -> bytes:
    """Everything that comes back for these bytes."""
    reader, writer = await dial(listener)
    try:
        writer.write(request)
        return await asyncio.wait_for(reader.read(), 20)
    except ConnectionError:
        return b""
    finally:
        await left(writer)


async def head_of_answer(listener: socket.socket, request: bytes) -> bytes:
    """Only that; a tunnel is left again at once."""
    reader, writer = await dial(listener)
    try:
        writer.write(request)
        return await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 20)
    except (ConnectionError, asyncio.IncompleteReadError):
        return b""
    finally:
        await left(writer)


def get(url: str, host: str, more: str = "") -> bytes:
    return f"GET {url} HTTP/1.1\r\nHost: {host}\r\n{more}\r\n".encode()


def connect(target: str, host: str | None = None) -> bytes:
    return f"CONNECT {target} HTTP/1.1\r\nHost: {host or target}\r\n\r\n".encode()


def status(answer: bytes) -> int:
    return int(answer.split(b" ", 2)[1]) if answer else 0


def client_hello(name: str | None) -> bytes:
    """As OpenSSL says it."""
    outgoing, context = ssl.MemoryBIO(), ssl.create_default_context()
    context.check_hostname = False
    tls = context.wrap_bio(ssl.MemoryBIO(), outgoing, server_hostname=name)
    try:
        tls.do_handshake()
    except ssl.SSLWantReadError:
        return outgoing.read()
    raise AssertionError("a handshake cannot be done alone")


@cache
def _certificate() -> tuple[bytes, bytes]:
    key = ec.generate_private_key(ec.SECP256R1())
    name, now = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "example.org")]), datetime.now(UTC)
    signed = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(1)
        .not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("example.org")]), critical=False)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    pem = serialization.Encoding.PEM
    form = serialization.PrivateFormat.PKCS8
    return signed.public_bytes(pem), key.private_bytes(pem, form, serialization.NoEncryption())


def tls_contexts(folder) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """Of a server of example.org, and of a client that trusts it."""
    certificate, key = _certificate()
    (folder / "both.pem").write_bytes(certificate + key)
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(folder / "both.pem")
    return server, ssl.create_default_context(cadata=certificate.decode())

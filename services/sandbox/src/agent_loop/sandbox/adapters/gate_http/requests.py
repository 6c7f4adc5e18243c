"""What a program asks of the proxy: read strictly, so that nobody after us can read it differently."""

import asyncio
import re
from collections.abc import Iterable
from dataclasses import dataclass

import h11

from agent_loop.sandbox.domain.allowlist import HTTP_PORT, HTTPS_PORT, Target, authority
from agent_loop.sandbox.domain.errors import RequestRefused

HEAD_BYTES = 32 * 1024
"""Of a request line with its headers."""

_SCHEME = b"http://"
# Carriage returns and line feeds only as the pair that ends a line, and no line that goes on (obs-fold).
_LOOSE_LINE = re.compile(rb"(?<!\r)\n|\r(?!\n)|\n[ \t]|\x00")
# What belongs to one connection and not to the request; the framing of the body is written anew.
_HOP_BY_HOP = frozenset(
    (
        b"connection", b"keep-alive", b"proxy-connection", b"proxy-authorization", b"proxy-authenticate", b"te",
        b"trailer", b"transfer-encoding", b"upgrade", b"http2-settings",
    )
)  # fmt: skip


class Refused(Exception):
    """A rule forbids it: answered with the status, and recorded."""

    def __init__(self, what: str, rule: str, status: int = 403) -> None:
        super().__init__(f"{what} is refused: {rule}")
        self.what = what
        self.rule = rule
        self.status = status


class Failed(Exception):
    """No rule forbids it, but it does not work."""

    def __init__(self, why: str, status: int = 502) -> None:
        super().__init__(why)
        self.status = status


@dataclass(frozen=True)
class Asked:
    """One request whose host and framing have been judged."""

    target: Target
    tunnel: bool
    """CONNECT."""
    method: bytes
    path: bytes
    """Origin-form: what the host itself is asked for."""
    headers: tuple[tuple[bytes, bytes], ...]
    """End to end, without Host."""
    chunked: bool
    """The length of the body is not known beforehand."""

    @property
    def default_port(self) -> int:
        return HTTPS_PORT if self.tunnel else HTTP_PORT


async def read_request(reader: asyncio.StreamReader, wire: h11.Connection) -> Asked | None:
    """The head of the next request, which `wire` has then taken; None where the program says nothing.

    Raises Refused for what is no clean request, and for one that names two hosts.
    """
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError as error:
        if not error.partial:
            return None
        raise Failed("the request ends within its head", 400) from None
    except asyncio.LimitOverrunError:
        raise Refused("a request", f"its head is longer than {HEAD_BYTES} bytes", 431) from None
    if _LOOSE_LINE.search(head):
        raise Refused(_first_line(head), "its head holds a stray line break, a folded line or a NUL", 400)
    wire.receive_data(head)
    try:
        request = wire.next_event()
    except h11.RemoteProtocolError as error:
        raise Refused(_first_line(head), f"this is no clean HTTP request: {error}", 400) from None
    if not isinstance(request, h11.Request):
        raise Refused(_first_line(head), "this is no HTTP request", 400)
    return _asked(request)


def _first_line(head: bytes) -> str:
    return head.partition(b"\r\n")[0][:200].decode("ascii", "backslashreplace")


def _asked(request: h11.Request) -> Asked:
    if request.http_version not in (b"1.0", b"1.1"):
        raise Refused(_shown(request.target), "its HTTP is neither 1.0 nor 1.1", 400)
    names = {name for name, _ in request.headers}
    if {b"content-length", b"transfer-encoding"} <= names:
        raise Refused(_shown(request.target), "Content-Length and Transfer-Encoding contradict each other", 400)
    if b"transfer-encoding" in names and request.http_version < b"1.1":
        raise Refused(_shown(request.target), "HTTP/1.0 has no Transfer-Encoding", 400)
    tunnel, chunked = request.method == b"CONNECT", b"transfer-encoding" in names
    if tunnel and (chunked or b"content-length" in names):
        raise Refused(_shown(request.target), "CONNECT has no body", 400)
    target, path = (_target(request.target, None), b"") if tunnel else _absolute(request.target)
    _demand_same_host(request, target)
    return Asked(target, tunnel, request.method, path, tuple(end_to_end(request.headers)), chunked)


def _absolute(url: bytes) -> tuple[Target, bytes]:
    """Of `http://host[:port]/path`."""
    if url[: len(_SCHEME)].lower() != _SCHEME:
        raise Refused(_shown(url), "a proxy is asked for http://host/path, or by CONNECT for TLS", 400)
    rest = url[len(_SCHEME) :]
    end = next((at for at, byte in enumerate(rest) if byte in b"/?#"), len(rest))
    path = rest[end:]
    if b"#" in path:
        raise Refused(_shown(url), "a request names no fragment", 400)
    return _target(rest[:end], HTTP_PORT), path if path.startswith(b"/") else b"/" + path


def _target(text: bytes, default_port: int | None) -> Target:
    try:
        host, port = authority(text.decode("ascii"))
    except RequestRefused as error:
        raise Refused(_shown(text), str(error)) from None
    if port is None and default_port is None:
        raise Refused(_shown(text), "CONNECT names a port", 400)
    return Target(host, port or default_port or 0)


def _demand_same_host(request: h11.Request, target: Target) -> None:
    """The Host header, where there is one (HTTP/1.0 needs none, h11 refuses two), must name the target."""
    for name, value in request.headers:
        if name != b"host":
            continue
        try:
            host, port = authority(value.decode("ascii"))
        except (RequestRefused, UnicodeDecodeError) as error:
            raise Refused(str(target), f"its Host header names no host: {error}") from None
        # Some clients leave the port out of a CONNECT's Host; anywhere else that means port 80.
        port = port or (target.port if request.method == b"CONNECT" else HTTP_PORT)
        if Target(host, port) != target:
            raise Refused(str(target), f"its Host header names another host, {_shown(value)}")


def end_to_end(headers: Iterable[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """Those that are not of one connection only: a new one is made for each, with its own framing and Host."""
    headers = list(headers)
    named = {part.strip().lower() for name, value in headers if name == b"connection" for part in value.split(b",")} - {
        b"content-length",
        b"host",
    }
    return [(name, value) for name, value in headers if name not in _HOP_BY_HOP | named | {b"host"}]


def _shown(text: bytes) -> str:
    return text[:200].decode("ascii", "backslashreplace")

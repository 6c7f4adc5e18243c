"""The first message of TLS, from which the name that the program asks the server for is read (RFC 8446, RFC 6066)."""

import asyncio
import struct

LONGEST = 64 * 1024
"""Bytes; a real one has a few thousand at most."""

UNRECOGNIZED_NAME = b"\x15\x03\x03\x00\x02\x02\x70"
"""The fatal alert that a TLS client understands as: this name is not served."""

_HANDSHAKE, _CLIENT_HELLO = 22, 1
_SERVER_NAME, _ENCRYPTED_CLIENT_HELLO = 0, 0xFE0D
_HOST_NAME = 0


class HelloRefused(Exception):
    """It is no ClientHello, or does not show for whom it is. The message says what is wrong."""


async def read_client_hello(reader: asyncio.StreamReader) -> tuple[bytes, str | None]:
    """All bytes read (whole records) and the server's name in them, None where there is none.

    The message may be cut into records and segments at will. Raises HelloRefused, also for an encrypted ClientHello:
    whom it is for cannot be seen. Raises asyncio.IncompleteReadError where the program says no more.
    """
    taken, message = bytearray(), bytearray()
    while len(message) < 4 or len(message) < 4 + int.from_bytes(message[1:4]):
        header = await reader.readexactly(5)
        kind, major, _, length = struct.unpack("!BBBH", header)
        if (kind, major) != (_HANDSHAKE, 3):
            raise HelloRefused("only TLS goes through CONNECT, and this does not begin with TLS")
        record = await reader.readexactly(length)
        taken += header + record
        message += record
        if message[:1] != bytes([_CLIENT_HELLO]):
            raise HelloRefused("only TLS goes through CONNECT, and this does not begin with a ClientHello")
        if len(taken) > LONGEST:
            raise HelloRefused(f"its ClientHello is longer than {LONGEST} bytes")
    size = int.from_bytes(message[1:4])
    if len(message) != 4 + size:
        raise HelloRefused("something follows its ClientHello")
    return bytes(taken), _server_name(_Bytes(bytes(message[4:])))


class _Bytes:
    """Takes fields off the front. Raises HelloRefused where they end too early."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def __bool__(self) -> bool:
        return self._at < len(self._data)

    def take(self, size: int) -> bytes:
        if self._at + size > len(self._data):
            raise HelloRefused("its ClientHello is malformed")
        self._at += size
        return self._data[self._at - size : self._at]

    def rest(self) -> bytes:
        return self.take(len(self._data) - self._at)

    def number(self, size: int) -> int:
        return int.from_bytes(self.take(size))

    def vector(self, length_size: int) -> "_Bytes":
        """A field with its length before it."""
        return _Bytes(self.take(self.number(length_size)))


def _server_name(hello: _Bytes) -> str | None:
    hello.take(2 + 32)  # version, random
    hello.vector(1)  # session
    hello.vector(2)  # cipher suites
    hello.vector(1)  # compression
    if not hello:
        return None
    extensions = hello.vector(2)
    if hello:
        raise HelloRefused("its ClientHello is malformed")
    name: str | None = None
    while extensions:
        kind, content = extensions.number(2), extensions.vector(2)
        if kind == _ENCRYPTED_CLIENT_HELLO:
            raise HelloRefused("its ClientHello is encrypted (ECH), so the server's name cannot be seen")
        if kind == _SERVER_NAME:
            if name is not None:
                raise HelloRefused("its ClientHello names the server twice")
            name = _one_name(content)
    return name


def _one_name(content: _Bytes) -> str:
    names = content.vector(2)
    kind, name = names.number(1), names.vector(2)
    if kind != _HOST_NAME or names or content:
        raise HelloRefused("its ClientHello names the server twice, or by no host name")
    return name.rest().decode("ascii", "backslashreplace")

"""A small HTTP/1.1 client for one POST over a Unix socket, on asyncio streams and h11."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import h11

_READ_BYTES = 64 * 1024


class ConnectionLost(Exception):
    """The server went away before its answer was whole."""


@dataclass(frozen=True)
class Answer:
    """A response whose body comes in lines."""

    status: int
    lines: AsyncIterator[bytes]

    async def read(self) -> bytes:
        """All that is left of the body."""
        return b"\n".join([line async for line in self.lines])


@asynccontextmanager
async def post(socket: str, target: str, body: bytes) -> AsyncIterator[Answer]:
    """POST JSON and stream the answer; leaving the context closes the connection. Raises ConnectionLost."""
    try:
        reader, writer = await asyncio.open_unix_connection(socket)
    except OSError as error:
        raise ConnectionLost(str(error)) from error
    connection = h11.Connection(h11.CLIENT)
    headers = [("Host", "engine"), ("Content-Type", "application/json"), ("Connection", "close")]
    request = h11.Request(method="POST", target=target, headers=[*headers, ("Content-Length", str(len(body)))])
    try:
        for event in (request, h11.Data(body), h11.EndOfMessage()):
            writer.write(connection.send(event) or b"")
        await writer.drain()
        response = await _next(connection, reader)
        if not isinstance(response, h11.Response):
            raise ConnectionLost("the answer is no HTTP response")
        yield Answer(response.status_code, _lines(connection, reader))
    except (OSError, h11.RemoteProtocolError) as error:
        raise ConnectionLost(str(error)) from error
    finally:
        writer.close()


async def _next(connection: h11.Connection, reader: asyncio.StreamReader) -> object:
    while (event := connection.next_event()) is h11.NEED_DATA:
        connection.receive_data(await reader.read(_READ_BYTES))
    return event


async def _lines(connection: h11.Connection, reader: asyncio.StreamReader) -> AsyncIterator[bytes]:
    rest = bytearray()
    try:
        while isinstance(event := await _next(connection, reader), h11.Data):
            rest += event.data
            *whole, last = rest.split(b"\n")
            rest = bytearray(last)
            for line in whole:
                yield bytes(line)
    except (OSError, h11.RemoteProtocolError) as error:
        raise ConnectionLost(str(error)) from error
    if rest:
        yield bytes(rest)

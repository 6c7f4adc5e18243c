"""A peer that has left is a ConnectionError or nothing, on asyncio's loop and on the service's."""

import asyncio
import socket
import struct

import pytest
import uvloop

from agent_loop.sandbox.adapters.gate_http.dialling import Streams

RESET = struct.pack("ii", 1, 0)  # lingering for no time: closed by a reset


async def left_alone() -> Streams:
    """One side of a connection whose other side has gone without a word."""
    server = socket.create_server(("127.0.0.1", 0))
    server.setblocking(False)
    reader, writer = await asyncio.open_connection(*server.getsockname())
    other, _ = await asyncio.get_running_loop().sock_accept(server)
    other.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
    other.close()
    server.close()
    with pytest.raises(ConnectionError):
        await reader.read()
    for _ in range(100):  # the loop closes the transport in its own time
        if writer.is_closing():
            break
        await asyncio.sleep(0.01)
    return Streams(reader, writer)


@pytest.mark.parametrize("loop", [asyncio.new_event_loop, uvloop.new_event_loop])
def test_a_peer_that_has_left_is_a_connection_error_or_nothing(loop):
    async def tried() -> None:
        streams = await left_alone()
        with pytest.raises(ConnectionError):
            await streams.send(b"more")
        streams.say(b"last words")
        streams.end()

    with asyncio.Runner(loop_factory=loop) as runner:
        runner.run(tried())


def test_uvloop_itself_would_raise_something_else():
    async def tried() -> None:
        streams = await left_alone()
        with pytest.raises(RuntimeError):
            streams.writer.write(b"more")

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(tried())

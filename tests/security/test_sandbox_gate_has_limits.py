"""Attacks on the gate by how much is asked, and for how long; in both directions."""

import asyncio
import resource
from contextlib import suppress

import pytest
from gated_network import (
    OTHER_PUBLIC,
    PUBLIC,
    ask,
    client_hello,
    connect,
    get,
    left,
    listening,
    status,
)
from gated_world import HELLO, opened_world

from agent_loop.sandbox.adapters.gate_http import MOST_CONNECTIONS, HttpGate, Patience

MIB = 2**20
RLIMIT = resource.getrlimit(resource.RLIMIT_NOFILE)[0]


@pytest.fixture
async def world():
    async with opened_world() as opened:
        yield opened


async def test_a_head_without_end(world):
    async with world.open("example.org"):
        assert (
            status(await ask(world.listener, get("http://example.org/", "example.org", f"X: {'x' * 20_000}\r\n")))
            == 200
        )
        assert (
            status(await ask(world.listener, get("http://example.org/", "example.org", f"X: {'x' * 90_000}\r\n")))
            == 431
        )

    assert "its head is longer than 32768 bytes" in world.rules
    assert len(world.site.heard) == 1


async def test_slow_loris(world):
    """A head that goes on coming, but never ends."""
    async with world.open("example.org", head=0.5):
        reader, writer = await world.dial()
        for piece in (HELLO[:10], HELLO[10:40], HELLO[40:]):  # control: in pieces, but in time
            writer.write(piece)
            await writer.drain()
        assert status(await reader.read()) == 200

        reader, writer = await world.dial()
        writer.write(HELLO[:-2])
        dripping = asyncio.create_task(drip(writer))
        assert await asyncio.wait_for(reader.read(), 10) == b""
        await asyncio.wait_for(dripping, 10)  # it breaks: the connection is gone


async def drip(writer):
    try:
        while True:
            writer.write(b"X: 1\r\n")
            await writer.drain()
            await asyncio.sleep(0.05)
    except ConnectionError:
        pass


async def test_many_sandboxes_together_leave_descriptors_to_the_service(world):
    gate = HttpGate(world.internet.resolve, world.internet.connect)
    assert MOST_CONNECTIONS <= gate._most_together <= max(MOST_CONNECTIONS, RLIMIT // 4)
    gate._most_together = 1
    with listening() as other:
        async with (
            gate.open(world.listener, ["example.org"], lambda what, rule: None),
            gate.open(other, ["example.org"], lambda what, rule: world.denials.append((what, rule))),
        ):
            reader, writer = await world.dial()
            assert status(await ask(other, HELLO)) == 503
            writer.write(HELLO)  # control: whoever is in is served
            assert status(await reader.read()) == 200

    assert "too many at once" in world.rules


async def test_more_connections_than_there_may_be(world):
    async with world.open("example.org", head=30):
        held = [await world.dial() for _ in range(MOST_CONNECTIONS)]
        answer = await ask(world.listener, HELLO)
        assert status(answer) == 503
        assert "too many at once (64 for one program" in world.rules

        reader, writer = held.pop()  # control: whoever is in is served, and makes room
        writer.write(HELLO)
        assert status(await reader.read()) == 200
        await left(writer)
        assert status(await ask(world.listener, HELLO)) == 200


async def poured(writer, sent, stalled):
    """Write until nobody takes it for a second."""
    while sent[0] < 512 * MIB:
        writer.write(b"x" * 65536)
        sent[0] += 65536
        try:
            await asyncio.wait_for(writer.drain(), 1)
        except TimeoutError:
            stalled.set()
            return


def endless(sent, stalled):
    async def serve(reader, writer):
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
        await poured(writer, sent, stalled)

    return serve


async def test_an_answer_without_end_is_held_back_and_not_gathered(world):
    sent, stalled = [0], asyncio.Event()
    await world.internet.host(endless(sent, stalled), "endless.org", address=OTHER_PUBLIC)
    async with world.open("endless.org"):
        reader, writer = await world.dial()
        writer.write(get("http://endless.org/", "endless.org"))
        await reader.readexactly(64 * MIB)  # control: as long as it is read, it comes
        reached = sent[0]
        await asyncio.wait_for(stalled.wait(), 30)

    assert sent[0] - reached < 128 * MIB  # what the kernel's buffers of two connections hold, and no more


async def test_a_tunnel_without_end_is_held_back_in_both_directions(world):
    sent, stalled = [0], asyncio.Event()
    hello = client_hello("example.org")

    async def pouring(reader, writer):
        await reader.readexactly(len(hello))
        await poured(writer, sent, stalled)

    await world.internet.host(pouring, address=PUBLIC, port=443)
    async with world.open("example.org"):
        reader, writer = await world.dial()
        writer.write(connect("example.org:443") + hello)
        await reader.readexactly(64 * MIB)  # control: as long as it is read, it comes
        reached, up, deaf = sent[0], [0], asyncio.Event()
        await poured(writer, up, deaf)  # the host reads nothing more either
        await asyncio.wait_for(stalled.wait(), 30)

    assert deaf.is_set()
    assert up[0] < 128 * MIB
    assert sent[0] - reached < 128 * MIB


async def test_an_upload_that_the_host_does_not_take_is_held_back(world):
    async def deaf(reader, writer):
        await reader.readuntil(b"\r\n\r\n")
        await asyncio.Event().wait()

    await world.internet.host(deaf, "deaf.org", address=OTHER_PUBLIC)
    async with world.open("deaf.org"):
        _, writer = await world.dial()
        writer.write(b"POST http://deaf.org/ HTTP/1.1\r\nHost: deaf.org\r\nContent-Length: 9999999999\r\n\r\n")
        sent, stalled = [0], asyncio.Event()
        await poured(writer, sent, stalled)

    assert stalled.is_set()
    assert sent[0] < 128 * MIB


async def test_a_program_that_reads_nothing_does_not_hold_up_the_end(world):
    sent, stalled = [0], asyncio.Event()
    await world.internet.host(endless(sent, stalled), "endless.org", address=OTHER_PUBLIC)
    async with world.open("endless.org"):
        reader, writer = await world.dial()
        writer.write(get("http://endless.org/", "endless.org"))
        await reader.readexactly(1000)
        reader._transport.pause_reading()
        await asyncio.wait_for(stalled.wait(), 30)
        leaving = asyncio.get_running_loop().time()

    assert asyncio.get_running_loop().time() - leaving < 2


async def test_nothing_goes_on_after_the_end(world):
    async def silent(reader, writer):
        await asyncio.Event().wait()

    await world.internet.host(silent, address=PUBLIC, port=443)
    async with world.open("example.org"):
        reader, writer = await world.dial()
        writer.write(connect("example.org:443") + client_hello("example.org"))
        assert status(await reader.readuntil(b"\r\n\r\n")) == 200

    with suppress(ConnectionError):  # closed with bytes unread, or plainly
        assert await asyncio.wait_for(reader.read(), 10) == b""


@pytest.mark.parametrize("tunnel", [False, True], ids=["http", "connect"])
async def test_a_connection_on_which_nothing_comes(world, tunnel):
    async def silent(reader, writer):
        await asyncio.Event().wait()

    await world.internet.host(silent, "silent.org", address=OTHER_PUBLIC, port=443 if tunnel else 80)
    request = (
        connect("silent.org:443") + client_hello("silent.org") if tunnel else get("http://silent.org/", "silent.org")
    )
    async with world.open("silent.org", idle=0.3):
        answer = await ask(world.listener, request)

    assert status(answer) == (200 if tunnel else 0)


async def test_a_host_that_accepts_no_connection_in_time(world):
    async def hanging(address, port):
        await asyncio.Event().wait()

    gate = HttpGate(world.internet.resolve, hanging, Patience(connect=0.3))
    async with gate.open(world.listener, ["example.org"], lambda what, rule: None):
        answer = await ask(world.listener, HELLO)

    assert status(answer) == 504
    assert f"example.org:80 cannot be reached: {PUBLIC} does not answer" in answer.decode()


async def test_a_name_server_that_does_not_answer_in_time(world):
    async def hanging(host, port):
        await asyncio.Event().wait()

    gate = HttpGate(hanging, world.internet.connect, Patience(connect=0.3))
    async with gate.open(world.listener, ["example.org"], lambda what, rule: None):
        assert status(await ask(world.listener, HELLO)) == 504

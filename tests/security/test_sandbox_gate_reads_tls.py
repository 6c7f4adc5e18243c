"""Attacks through a tunnel: another name in TLS than CONNECT named, a hidden name, no TLS at all."""

import asyncio
import ssl

import pytest
from gated_network import (
    PUBLIC,
    Site,
    client_hello,
    connect,
    left,
    status,
    tls_contexts,
)
from gated_world import opened_world

from agent_loop.sandbox.adapters.gate_http.client_hello import UNRECOGNIZED_NAME


@pytest.fixture
async def world():
    async with opened_world() as opened:
        yield opened


@pytest.fixture
async def secure(world, tmp_path):
    """example.org speaks TLS at 443; the trust that a client of it needs."""
    server, client = tls_contexts(tmp_path)
    await world.internet.host(world.site, address=PUBLIC, port=443, tls=server)
    return client


async def over_tls(world, trust, name, target="example.org:443"):
    """A GET through a tunnel to the target, with this name in the ClientHello."""
    reader, writer = await world.dial()
    try:
        writer.write(connect(target))
        assert status(await reader.readuntil(b"\r\n\r\n")) == 200
        await writer.start_tls(trust, server_hostname=name)
        writer.write(b"GET / HTTP/1.1\r\nHost: example.org\r\n\r\n")
        return await reader.readuntil(b"hello")
    finally:
        await left(writer)


async def test_a_name_in_tls_other_than_the_one_that_connect_named(world, secure):
    async with world.open("example.org"):
        assert b"200 OK" in await over_tls(world, secure, "example.org")  # control: end to end, the certificate holds
        with pytest.raises(ssl.SSLError, match=r"(?i)unrecognized.name"):
            await over_tls(world, secure, "evil.net")

    assert world.denials == [
        ("example.org:443", "its TLS asks for evil.net (SNI), not for the host that CONNECT named")
    ]
    assert len(world.site.heard) == 1


async def tunnelled(world, said):
    """What the server behind a tunnel hears, and what comes back through the tunnel."""
    heard = bytearray()

    async def server(reader, writer):
        heard.extend(await reader.read(2**16))
        writer.write(b"server speaks")
        await writer.drain()

    await world.internet.host(server, address=PUBLIC, port=443)
    reader, writer = await world.dial()
    writer.write(connect("example.org:443"))
    assert status(await reader.readuntil(b"\r\n\r\n")) == 200
    for piece in said:
        writer.write(piece)
        await writer.drain()
    answer = await asyncio.wait_for(reader.read(), 20)
    return bytes(heard), answer


async def test_a_client_hello_with_the_right_name_arrives_byte_by_byte_as_it_was_said(world):
    hello = client_hello("Example.ORG")
    async with world.open("example.org"):
        assert await tunnelled(world, [hello]) == (hello, b"server speaks")


def in_records(hello, size):
    """The same message cut into records of that many bytes."""
    message = hello[5:]
    pieces = [message[at : at + size] for at in range(0, len(message), size)]
    return b"".join(b"\x16\x03\x01" + len(piece).to_bytes(2) + piece for piece in pieces)


@pytest.mark.parametrize("name", ["evil.net", "example.org.evil.net", "badexample.org", "www.example.org"])
@pytest.mark.parametrize("size", [1, 40, 16_000])
async def test_a_wrong_name_hidden_in_many_small_records(world, name, size):
    async with world.open("example.org", "www.example.org:444"):
        right = in_records(client_hello("example.org"), size)
        assert await tunnelled(world, [right]) == (right, b"server speaks")
        assert await tunnelled(world, [in_records(client_hello(name), size)]) == (b"", UNRECOGNIZED_NAME)

    assert len(world.denials) == 1


async def test_tls_without_a_name(world):
    async with world.open("example.org"):
        assert await tunnelled(world, [client_hello(None)]) == (b"", UNRECOGNIZED_NAME)

    assert "its TLS asks for no name" in world.rules


async def test_tls_to_a_listed_address_has_no_name_and_no_other_one_either(world):
    site = Site()
    await world.internet.host(site, address=PUBLIC, port=443)
    async with world.open(PUBLIC):
        reader, writer = await world.dial()
        writer.write(connect(f"{PUBLIC}:443") + client_hello("example.org"))
        assert (await asyncio.wait_for(reader.read(), 20)).endswith(UNRECOGNIZED_NAME)
        writer.close()

    assert site.heard == []


@pytest.mark.parametrize(
    "said",
    [b"GET / HTTP/1.1\r\nHost: evil.net\r\n\r\n", b"SSH-2.0-OpenSSH_9\r\n", b"\x16\x02\x00\x00\x01\x01",
     b"\x17\x03\x03\x00\x01x",
     b"\x16\x03\x01\x00\x00", b"\x16\x03\x01\x00\x04\x02\x00\x00\x00", b"\x16\x03\x01\x00\x04\x01\x00\x00\x00"],
)  # fmt: skip
async def test_a_tunnel_with_something_else_than_tls_in_it(world, said):
    async with world.open("example.org"):
        assert await tunnelled(world, [said]) == (b"", b"")

    [(what, rule)] = world.denials
    assert what == "example.org:443"
    assert "only TLS goes through CONNECT" in rule or "malformed" in rule


def with_extension(hello, kind, content):
    """The same ClientHello with one more extension at its end, its three lengths corrected."""
    added = kind.to_bytes(2) + len(content).to_bytes(2) + content
    message, at = bytearray(hello[9:]), 34
    at += 1 + message[at]
    at += 2 + int.from_bytes(message[at : at + 2])
    at += 1 + message[at]
    message[at : at + 2] = (int.from_bytes(message[at : at + 2]) + len(added)).to_bytes(2)
    message += added
    return b"\x16\x03\x01" + (len(message) + 4).to_bytes(2) + b"\x01" + len(message).to_bytes(3) + bytes(message)


SECOND_NAME = b"\x00\x0b\x00\x00\x08evil.net"


@pytest.mark.parametrize(
    ("kind", "content", "why"),
    [(0xFE0D, b"\x00" * 40, "encrypted (ECH)"), (0, SECOND_NAME, "names the server twice")],
    ids=["ech", "two names"],
)
async def test_a_client_hello_that_hides_another_name(world, kind, content, why):
    hello = client_hello("example.org")
    async with world.open("example.org"):
        harmless = with_extension(hello, 0x4A4A, content)
        assert await tunnelled(world, [harmless]) == (harmless, b"server speaks")
        assert await tunnelled(world, [with_extension(hello, kind, content)]) == (b"", b"")

    assert why in world.rules


async def test_a_client_hello_cut_short_and_a_client_hello_without_end(world):
    async with world.open("example.org", head=0.5):
        assert await tunnelled(world, [client_hello("example.org")[:-1]]) == (b"", b"")
        endless = (
            b"\x16\x03\x01\x40\x00\x01\xff\xff\xff"
            + b"x" * (0x4000 - 4)
            + (b"\x16\x03\x01\x40\x00" + b"x" * 0x4000) * 8
        )
        assert await tunnelled(world, [endless]) == (b"", b"")

    assert "ClientHello is longer than" in world.rules

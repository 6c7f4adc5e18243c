"""Ways out of an allowlist, one attack per test; the control shows each time that the probe works where it may."""

import asyncio
import resource
import socket
import ssl
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

import pytest
from gated_network import (
    OTHER_PUBLIC,
    PRIVATE,
    PUBLIC,
    Internet,
    Site,
    ask,
    client_hello,
    connect,
    dial,
    get,
    head_of_answer,
    left,
    listening,
    status,
    tls_contexts,
)

from agent_loop.sandbox.adapters.gate_http import MOST_CONNECTIONS, HttpGate, Patience
from agent_loop.sandbox.adapters.gate_http.client_hello import UNRECOGNIZED_NAME

HELLO = get("http://example.org/", "example.org")
METADATA = "169.254.169.254"
MIB = 2**20
RLIMIT = resource.getrlimit(resource.RLIMIT_NOFILE)[0]


@dataclass
class World:
    """An internet with example.org on the list, evil.net and a private host beside it."""

    internet: Internet
    listener: socket.socket
    site: Site
    evil: Site
    private: Site
    denials: list[tuple[str, str]] = field(default_factory=list)
    dialled: list[asyncio.StreamWriter] = field(default_factory=list)

    @property
    def rules(self) -> str:
        return "; ".join(rule for _, rule in self.denials)

    async def dial(self):
        """A connection to the gate, which the fixture hangs up at the latest."""
        reader, writer = await dial(self.listener)
        self.dialled.append(writer)
        return reader, writer

    @asynccontextmanager
    async def open(self, *hosts, **patience):
        gate = HttpGate(self.internet.resolve, self.internet.connect, Patience(**patience))
        async with gate.open(self.listener, hosts, lambda what, rule: self.denials.append((what, rule))):
            yield


@pytest.fixture
async def world():
    internet = Internet()
    site, evil, private = Site(), Site(b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil"), Site()
    await internet.host(site, "example.org", "www.example.org", "example.org.evil.com", "badexample.org")
    await internet.host(evil, "evil.net", address=OTHER_PUBLIC)
    await internet.host(private, "private.example.org", address=PRIVATE)
    with listening() as listener:
        world = World(internet, listener, site, evil, private)
        yield world
        await left(*world.dialled)
    await internet.close()


async def reached_without_the_gate(world, address=PRIVATE, port=80):
    """The control of tests in which nothing must arrive: something is there and answers."""
    host = await world.internet.connect(address, port)
    host.writer.write(b"GET / HTTP/1.0\r\n\r\n")
    answer = await host.reader.read()
    await left(host.writer)
    return answer.startswith(b"HTTP/1.1 200")


async def refused(world, request, code=403):
    """Answered with a plain sentence and recorded once; nothing was connected to."""
    before, connected = len(world.denials), len(world.internet.connected)
    answer = await ask(world.listener, request)
    assert status(answer) == code, answer
    assert b"\r\nContent-Type: text/plain" in answer
    assert b" is refused: " in answer
    assert len(world.denials) == before + 1
    assert len(world.internet.connected) == connected
    return answer


# Which host


@pytest.mark.parametrize("host", ["example.org.evil.com", "badexample.org", "example.org", "evil.net"])
async def test_a_name_that_only_looks_as_if_it_were_below_the_wildcard(world, host):
    async with world.open("*.example.org"):
        assert status(await ask(world.listener, get("http://www.example.org/", "www.example.org"))) == 200
        await refused(world, get(f"http://{host}/", host))

    assert world.denials == [(f"{host}:80", "it is not on the allowlist of this sandbox")]


@pytest.mark.parametrize(
    "spelling",
    [
        "169.254.169.254", "2852039166", "0xa9fea9fe", "0xA9.0xFE.0xA9.0xFE", "0251.0376.0251.0376", "169.254.43518",
        "169.16689662", "025177524776", "0000251.254.169.254", "169.254.0xa9fe",
    ],
)  # fmt: skip
@pytest.mark.parametrize("tunnel", [False, True], ids=["http", "connect"])
async def test_the_metadata_address_in_every_spelling(world, spelling, tunnel):
    assert socket.inet_aton(spelling) == socket.inet_aton(METADATA)  # control: the old functions take it
    await world.internet.host(world.private, address=METADATA)
    assert await reached_without_the_gate(world, METADATA)

    async with world.open("example.org", "*.example.org", "1.1.1.1"):
        await refused(world, connect(f"{spelling}:80") if tunnel else get(f"http://{spelling}/latest/", spelling))

    assert world.internet.resolved == []


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "0.0.0.0", "10.0.0.5", "172.16.0.1", "192.168.0.1", METADATA, "100.64.0.1", "168.63.129.16",
        "224.0.0.1", "240.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fd00:ec2::254", "ff02::1",
        f"::ffff:{METADATA}", "::ffff:127.0.0.1", "2002:7f00:1::1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::a9fe:a9fe",
        "2001:0:4136:e378:8000:63bf:3fff:fdd2", "::127.0.0.1", "fec0::1", "fe80::1%1",
    ],
)  # fmt: skip
async def test_a_listed_name_that_leads_to_a_special_address(world, address):
    await world.internet.host(world.private, "sneaky.example.org", address=address)
    assert await reached_without_the_gate(world, address)

    async with world.open("sneaky.example.org"):
        await refused(world, get("http://sneaky.example.org/", "sneaky.example.org"))

    assert f"its address {address} is " in world.rules
    assert world.private.heard == [b"GET / HTTP/1.0\r\n\r\n"]


@pytest.mark.parametrize("answer", [[PUBLIC, PRIVATE], [PRIVATE, PUBLIC]])
async def test_one_private_address_among_public_ones(world, answer):
    world.internet.answers["mixed.example.org"] = [[PUBLIC], answer]
    async with world.open("mixed.example.org"):
        request = get("http://mixed.example.org/", "mixed.example.org")
        assert status(await ask(world.listener, request)) == 200
        await refused(world, request)

    assert f"{PRIVATE} is private" in world.rules


async def test_a_name_that_is_bound_again_after_it_was_judged(world):
    assert await reached_without_the_gate(world)
    world.internet.answers["rebound.example.org"] = [[PUBLIC], [PRIVATE]]
    world.internet.connected.clear()
    async with world.open("rebound.example.org"):
        request = get("http://rebound.example.org/", "rebound.example.org")
        assert status(await ask(world.listener, request)) == 200
        assert world.internet.resolved == ["rebound.example.org"]  # once: the connection asks for no name again
        assert world.internet.connected == [(PUBLIC, 80)]
        await refused(world, request)

    assert world.internet.connected == [(PUBLIC, 80)]


@pytest.mark.parametrize("location", [f"http://{PRIVATE}/", "http://private.example.org/", "http://evil.net/"])
async def test_a_redirect_to_where_nobody_may_go(world, location):
    assert await reached_without_the_gate(world)
    world.site.answer = f"HTTP/1.1 302 Found\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n".encode()
    async with world.open("example.org", "private.example.org"):
        answer = await ask(world.listener, HELLO)
        assert status(answer) == 302
        assert f"Location: {location}".lower().encode() in answer.lower()  # the program is told, and asks itself
        await refused(world, get(location, location.split("/")[2]))

    assert world.evil.heard == []
    assert len(world.private.heard) == 1


@pytest.mark.parametrize("port", [22, 25, 81, 443, 6379, 8080, 50052])
async def test_another_port_of_a_listed_host(world, port):
    await world.internet.host(world.evil, address=PUBLIC, port=port)
    assert await reached_without_the_gate(world, PUBLIC, port)
    async with world.open("example.org"):
        assert status(await ask(world.listener, HELLO)) == 200
        await refused(world, get(f"http://example.org:{port}/", f"example.org:{port}"))

    assert world.denials == [(f"example.org:{port}", "it is not on the allowlist of this sandbox")]


@pytest.mark.parametrize("port", [22, 25, 80, 6379])
async def test_a_tunnel_to_another_port_of_a_listed_host(world, port):
    await world.internet.host(world.evil, address=PUBLIC, port=443)
    async with world.open("example.org"):
        assert status(await head_of_answer(world.listener, connect("example.org:443"))) == 200
        await refused(world, connect(f"example.org:{port}"))


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org@evil.net/", "http://example.org:80@evil.net/", "http://evil.net\\@example.org/",
        "http://evil.net#@example.org/", "http://example.org%2eevil.net/", "http://example.org%00.evil.net/",
        "http://[example.org]/", "http:///", "http://:80/", "http://example.org:80:80/", "http://example.org:99999/",
        "https://example.org/", "ftp://example.org/", "//example.org/", "/", "*", "example.org",
    ],
)  # fmt: skip
async def test_a_target_that_two_readers_could_read_differently(world, url):
    async with world.open("example.org", "evil.net"):
        assert status(await ask(world.listener, HELLO)) == 200
        answer = await ask(world.listener, get(url, "example.org"))
        assert status(answer) in (400, 403)

    assert len(world.denials) == 1
    assert len(world.site.heard) == 1
    assert world.evil.heard == []


# What is said to the host


async def test_a_host_header_of_another_host(world):
    async with world.open("example.org", "evil.net"):
        assert status(await ask(world.listener, get("http://example.org/", "EXAMPLE.ORG:80"))) == 200
        for other in (
            "evil.net",
            "example.org:8080",
            "example.org.",
            "example.org evil.net",
            "evil.net@example.org",
            "",
        ):
            if other == "example.org.":
                continue  # the same host, written with its root
            await refused(world, get("http://example.org/", other))
        await refused(world, connect("example.org:443", "evil.net:443"))

    assert "its Host header names another host, evil.net" in world.rules
    assert len(world.site.heard) == 1


async def test_two_host_headers(world):
    async with world.open("example.org"):
        assert status(await ask(world.listener, HELLO)) == 200
        await refused(world, get("http://example.org/", "example.org", "Host: evil.net\r\n"), 400)


async def test_the_host_hears_the_judged_name_and_none_of_the_proxys_headers(world):
    more = "Proxy-Authorization: Basic c2VjcmV0\r\nProxy-Connection: keep-alive\r\nConnection: keep-alive, X-Hop\r\n"
    more += "X-Hop: 1\r\nUpgrade: websocket\r\nTE: trailers\r\nX-Kept: 1\r\n"
    async with world.open("example.org"):
        assert status(await ask(world.listener, get("HTTP://Example.ORG./a?b=c", "eXample.org", more))) == 200

    [head] = world.site.heard
    assert head.split(b"\r\n")[:2] == [b"GET /a?b=c HTTP/1.1", b"Host: example.org"]
    names = {line.split(b":")[0].lower() for line in head.split(b"\r\n")[1:] if line}
    assert names == {b"host", b"x-kept", b"connection"}
    assert b"Connection: close\r\n" in head


@pytest.mark.parametrize(
    "smuggled",
    [
        b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello!",
        b"Content-Length: 5, 6\r\n\r\nhello!",
        b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET",
        b"Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\nGET",
        b"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n",
        b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
        b"Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
        b"Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
        b"X: 1\r\n Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"X: 1\r\n\tContent-Length: 5\r\n\r\nhello",
        b"X: 1\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"X: 1\rTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"X: 1\x00\r\n\r\n",
        b"Content-Length: +5\r\n\r\nhello",
        b"Content-Length: -5\r\n\r\nhello",
        b"Content-Length: 0x5\r\n\r\nhello",
        b"Content-Length: \r\n\r\nhello",
        b": 1\r\n\r\n",
        b"X\r\n\r\n",
    ],
)
async def test_a_request_whose_length_two_readers_could_read_differently(world, smuggled):
    head = b"POST http://example.org/ HTTP/1.1\r\nHost: example.org\r\n"
    async with world.open("example.org"):
        assert status(await ask(world.listener, head + b"Content-Length: 5\r\n\r\nhello")) == 200
        await refused(world, head + smuggled, 400)

    [heard] = world.site.heard
    assert heard.endswith(b"\r\n\r\nhello")


async def test_transfer_encoding_in_a_request_of_http_1_0(world):
    request = b"POST http://example.org/ HTTP/1.%d\r\nHost: example.org\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
    async with world.open("example.org"):
        assert status(await ask(world.listener, request % 1)) == 200
        await refused(world, request % 0, 400)


async def test_a_body_that_is_no_chunks(world):
    head = b"POST http://example.org/ HTTP/1.1\r\nHost: example.org\r\nTransfer-Encoding: chunked\r\n\r\n"
    async with world.open("example.org"):
        assert status(await ask(world.listener, head + b"3\r\nabc\r\n0\r\n\r\n")) == 200
        assert status(await ask(world.listener, head + b"3\r\nabcGET /smuggled HTTP/1.1\r\n\r\n")) == 400

    assert "its body is no clean HTTP" in world.rules
    assert len([heard for heard in world.site.heard if heard.endswith(b"0\r\n\r\n")]) == 1


@pytest.mark.parametrize("second", ["http://evil.net/", "http://private.example.org/", "http://example.org/second"])
async def test_a_second_request_on_the_same_connection(world, second):
    host = second.split("/")[2]
    async with world.open("example.org", "evil.net"):
        answer = await ask(world.listener, HELLO + get(second, host))
        assert answer.count(b"HTTP/1.1 200") == 1
        assert b"connection: close" in answer.lower()

    assert len(world.site.heard) == 1
    assert world.evil.heard == world.private.heard == []


async def test_more_body_than_was_announced(world):
    request = b"POST http://example.org/ HTTP/1.1\r\nHost: example.org\r\nContent-Length: 5\r\n\r\nhello"
    async with world.open("example.org"):
        await ask(world.listener, request + b"GET /smuggled HTTP/1.1\r\nHost: evil.net\r\n\r\n")

    [heard] = world.site.heard
    assert heard.endswith(b"\r\n\r\nhello")


@pytest.mark.parametrize(
    "line",
    [
        b"GET http://example.org/\r\nHost: evil.net\r\nX: HTTP/1.1", b"GET http://example.org/\r\n\r\nGET / HTTP/1.1",
        b"GET http://example.org/\nHost:evil.net HTTP/1.1", b"GET http://example.org/\rX HTTP/1.1",
        b"GET http://example.org/ x HTTP/1.1", b"GET  http://example.org/ HTTP/1.1",
        b"GET http://example.org/\0 HTTP/1.1",
        b"GET http://example.org/\xff HTTP/1.1", b"G\tET http://example.org/ HTTP/1.1", b"GET http://example.org/",
        b"GET http://example.org/ HTTP/2.0",
    ],
)  # fmt: skip
async def test_line_breaks_and_other_strange_bytes_in_the_target(world, line):
    async with world.open("example.org"):
        assert status(await ask(world.listener, HELLO)) == 200
        await refused(world, line + b"\r\nHost: example.org\r\n\r\n", 400)

    assert len(world.site.heard) == 1


async def test_an_encoded_line_break_stays_encoded(world):
    async with world.open("example.org"):
        await ask(world.listener, get("http://example.org/%0d%0aHost:%20evil.net", "example.org"))

    assert world.site.heard[0].startswith(b"GET /%0d%0aHost:%20evil.net HTTP/1.1\r\nHost: example.org\r\n")


# TLS


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


# How much, and for how long


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

    assert sent[0] - reached < 48 * MIB  # what the kernel's buffers of two connections hold, and no more


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
    assert up[0] < 48 * MIB
    assert sent[0] - reached < 48 * MIB


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
    assert sent[0] < 48 * MIB


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


# What a hostile host answers


@pytest.mark.parametrize(
    "answer",
    [
        b"", b"SSH-2.0-OpenSSH_9\r\n\r\n", b"HTTP/1.1 200 OK\r\nX: " + b"x" * 10**6, b"HTTP/1.1 200 OK\r\nX\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello!", b"HTTP/1.1 99999 OK\r\n\r\n",
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n",
    ],
    ids=["nothing", "no HTTP", "a head without end", "no header", "two lengths", "no status", "a switch not asked for"],
)  # fmt: skip
async def test_an_answer_that_is_none(world, answer):
    async with world.open("example.org"):
        assert status(await ask(world.listener, HELLO)) == 200
        world.site.answer = answer
        assert status(await ask(world.listener, HELLO)) == 502


async def test_an_answer_framed_twice_reaches_the_program_framed_once(world):
    world.site.answer = (
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\nConnection: keep-alive\r\n\r\n"
        b"5\r\nhello\r\n0\r\n\r\nHTTP/1.1 200 OK\r\n\r\nsmuggled"
    )
    async with world.open("example.org"):
        answer = await ask(world.listener, HELLO)

    head, _, body = answer.partition(b"\r\n\r\n")
    assert body == b"5\r\nhello\r\n0\r\n\r\n"
    assert b"content-length" not in head.lower()


async def test_an_answer_that_breaks_off_is_not_made_whole(world):
    world.site.answer = b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\nhello"
    async with world.open("example.org"):
        answer = await ask(world.listener, HELLO)

    assert b"content-length: 500" in answer.lower()
    assert answer.endswith(b"\r\n\r\nhello")

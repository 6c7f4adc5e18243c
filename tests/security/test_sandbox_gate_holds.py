"""Ways out of an allowlist, one attack per test; the control shows each time that the probe works where it may."""

import socket

import pytest
from gated_network import (
    PRIVATE,
    PUBLIC,
    ask,
    connect,
    get,
    head_of_answer,
    status,
)
from gated_world import HELLO, opened_world, reached_without_the_gate, refused

METADATA = "169.254.169.254"


@pytest.fixture
async def world():
    async with opened_world() as opened:
        yield opened


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

"""The gate as ordinary programs use it, and its two ways out as they are outside of tests."""

import asyncio
import os
import shutil
import sys

import pytest
from gated_network import (
    OTHER_PUBLIC,
    PUBLIC,
    Internet,
    Site,
    client_hello,
    connect,
    dial,
    get,
    head_of_answer,
    left,
    listening,
    tls_contexts,
)

from agent_loop.sandbox.adapters.gate_http import HttpGate, dialling

FETCH = "import sys, urllib.request as u; print(u.urlopen(sys.argv[1], timeout=20).read().decode())"
POST = "import sys, urllib.request as u; print(u.urlopen(sys.argv[1], b'x' * 300000, timeout=20).read().decode())"


@pytest.fixture
async def internet(tmp_path):
    opened = Internet()
    await opened.host(Site(), "example.org")
    await opened.host(Site(), address=PUBLIC, port=443, tls=tls_contexts(tmp_path)[0])
    yield opened
    await opened.close()


@pytest.fixture
def denials():
    return []


@pytest.fixture
async def proxy(internet, denials):
    with listening() as listener:
        gate = HttpGate(internet.resolve, internet.connect)
        async with gate.open(listener, ["example.org"], lambda what, rule: denials.append(what)):
            yield "http://{}:{}".format(*listener.getsockname())


async def output(proxy, folder, *argv):
    env = {
        "PATH": os.environ["PATH"],
        "SSL_CERT_FILE": str(folder / "both.pem"),
        "CURL_CA_BUNDLE": str(folder / "both.pem"),
    }
    env |= {"http_proxy": proxy, "https_proxy": proxy, "HTTPS_PROXY": proxy}
    pipe = asyncio.subprocess.PIPE
    program = await asyncio.create_subprocess_exec(*argv, env=env, stdout=pipe, stderr=pipe)
    out, err = await asyncio.wait_for(program.communicate(), 30)
    return out.decode().strip() or err.decode().strip()


@pytest.mark.parametrize("source", [FETCH, POST], ids=["get", "post"])
@pytest.mark.parametrize("scheme", ["http", "https"])
async def test_python_gets_through_to_a_listed_host(proxy, denials, tmp_path, source, scheme):
    assert await output(proxy, tmp_path, sys.executable, "-c", source, f"{scheme}://example.org/") == "hello"
    assert denials == []


async def test_python_is_told_why_not(proxy, denials, tmp_path):
    assert "403" in await output(proxy, tmp_path, sys.executable, "-c", FETCH, "http://evil.net/")
    assert "403" in await output(proxy, tmp_path, sys.executable, "-c", FETCH, "https://evil.net/")
    assert denials == ["evil.net:80", "evil.net:443"]


@pytest.mark.skipif(not shutil.which("curl"), reason="curl is missing: sudo apt-get install curl")
@pytest.mark.parametrize("scheme", ["http", "https"])
async def test_curl_gets_through_to_a_listed_host_and_shows_the_refusal(proxy, tmp_path, scheme):
    assert await output(proxy, tmp_path, "curl", "-sS", f"{scheme}://example.org/") == "hello"
    refusal = await output(proxy, tmp_path, "curl", "-sS", f"{scheme}://evil.net/")
    assert ("it is not on the allowlist of this sandbox" if scheme == "http" else "403") in refusal


async def test_an_upload_waits_for_the_hosts_go_ahead(internet, proxy, tmp_path):
    async def careful(reader, writer):
        head = await reader.readuntil(b"\r\n\r\n")
        assert b"expect: 100-continue" in head.lower()
        writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        assert await reader.readexactly(5) == b"hello"
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")

    await internet.host(careful, address=PUBLIC)
    host, port = proxy.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    more = "Content-Length: 5\r\nExpect: 100-continue\r\n"
    writer.write(get("http://example.org/", "example.org", more).replace(b"GET", b"PUT", 1))
    assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 100")
    writer.write(b"hello")
    assert (await reader.read()).endswith(b"\r\n\r\nok")
    await left(writer)


async def test_the_next_address_is_tried_where_one_does_not_answer(internet):
    internet.answers["two.org"] = [[OTHER_PUBLIC, PUBLIC]]
    with listening() as listener:
        async with HttpGate(internet.resolve, internet.connect).open(listener, ["two.org"], lambda what, rule: None):
            answer = await head_of_answer(listener, get("http://two.org/", "two.org"))

    assert b" 200 " in answer
    assert internet.connected == [(OTHER_PUBLIC, 80), (PUBLIC, 80)]


async def test_a_name_that_does_not_exist_is_a_bad_gateway_and_no_denial(internet, denials):
    with listening() as listener:
        gate = HttpGate(internet.resolve, internet.connect)
        async with gate.open(listener, ["*.example.org"], lambda what, rule: denials.append(what)):
            answer = await head_of_answer(listener, get("http://no.example.org/", "no.example.org"))

    assert b" 502 " in answer
    assert denials == []


async def test_a_tunnel_passes_on_the_end_of_one_direction(internet):
    """What is said after the other side has ended its own half still arrives."""
    hello = client_hello("example.org")

    async def late(reader, writer):
        heard = await reader.read()
        writer.write(b"heard %d" % len(heard))

    await internet.host(late, address=PUBLIC, port=443)
    with listening() as listener:
        gate = HttpGate(internet.resolve, internet.connect)
        async with gate.open(listener, ["example.org"], lambda what, rule: None):
            reader, writer = await dial(listener)
            writer.write(connect("example.org:443") + hello + b"x" * 100_000)
            writer.write_eof()
            answer = await asyncio.wait_for(reader.read(), 20)
            await left(writer)

    assert answer.endswith(b"\r\n\r\nheard %d" % (len(hello) + 100_000))


async def test_the_machines_own_resolver_is_judged_like_any_other():
    denials = []
    with listening() as listener:
        async with HttpGate().open(listener, ["localhost"], lambda what, rule: denials.append((what, rule))):
            answer = await head_of_answer(listener, get("http://localhost/", "localhost"))

    assert b" 403 " in answer
    [(what, rule)] = denials
    assert what == "localhost:80"
    assert rule.endswith("is loopback")


async def test_a_connection_is_made_to_the_address_given():
    with listening() as listener:
        streams = await dialling.connect(*listener.getsockname())
        assert streams.writer.get_extra_info("peername") == listener.getsockname()
        await left(streams.writer)

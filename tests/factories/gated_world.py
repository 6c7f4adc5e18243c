"""example.org on the list, evil.net and a private host beside it, and the gate between them and a program."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from gated_network import OTHER_PUBLIC, PRIVATE, Internet, Site, ask, dial, get, left, listening, status

from agent_loop.sandbox.adapters.gate_http import HttpGate, Patience

HELLO = get("http://example.org/", "example.org")


@dataclass
class World:
    """The parts of it, and what the gate denied."""

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


@asynccontextmanager
async def opened_world() -> AsyncIterator[World]:
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

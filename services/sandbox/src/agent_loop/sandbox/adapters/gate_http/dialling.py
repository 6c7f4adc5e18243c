"""From an allowed name to a connection: resolved once, judged, and connected to what was judged."""

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from ipaddress import ip_address

from agent_loop.sandbox.adapters.gate_http.requests import Failed, Refused
from agent_loop.sandbox.domain.allowlist import Target, refused_address

STREAM_BYTES = 64 * 1024
"""Held in memory of each direction of a connection, about."""

_TRIED = 4
"""Addresses of one name."""


@dataclass(frozen=True)
class Streams:
    """Both directions of one connection."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    @asynccontextmanager
    async def closing(self, seconds: float) -> AsyncIterator[None]:
        """Closed at the block's end: what is not sent yet has so long, or no time where the block fails.

        Without an end to it, a peer that takes nothing would hold a descriptor for ever.
        """
        try:
            yield
            self.writer.close()
            with suppress(OSError):
                async with asyncio.timeout(seconds):
                    await self.writer.wait_closed()
        finally:
            self.writer.transport.abort()


Resolve = Callable[[str, int], Awaitable[Sequence[str]]]
"""The addresses of a name, as text. Raises OSError where there are none."""

Connect = Callable[[str, int], Awaitable[Streams]]
"""To an address, never to a name. Raises OSError."""


class SystemResolver:
    """As the machine resolves names, in threads of its own: a slow name server must hold up nothing else."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(8, "gate-resolver")

    async def __call__(self, host: str, port: int) -> Sequence[str]:
        found = await asyncio.get_running_loop().run_in_executor(self._threads, _addresses, host, port)
        return list(dict.fromkeys(found))


def _addresses(host: str, port: int) -> list[str]:
    return [str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


async def connect(address: str, port: int) -> Streams:
    return Streams(*await asyncio.open_connection(address, port, limit=STREAM_BYTES))


async def judged_addresses(target: Target, resolve: Resolve) -> list[str]:
    """Every address of the target, all of them public. Raises Refused where one is not, and Failed where none is."""
    try:
        found = [str(ip_address(target.host))]
    except ValueError:
        try:
            found = list(await resolve(target.host, target.port))
        except (OSError, UnicodeError) as error:
            raise Failed(f"{target.host} does not resolve: {error}") from None
    if not found:
        raise Failed(f"{target.host} does not resolve: it has no address")
    for address in found:
        if why := refused_address(ip_address(address)):
            raise Refused(str(target), f"its address {address} is {why}")
    return found


async def dialled(target: Target, addresses: Sequence[str], connect: Connect, seconds: float) -> Streams:
    """Connected to the first address that answers. Raises Failed where none does in time."""
    loop = asyncio.get_running_loop()
    tried, deadline = addresses[:_TRIED], loop.time() + seconds
    failed = Failed(f"{target} cannot be reached: it has no address")
    for number, address in enumerate(tried):
        share = (deadline - loop.time()) / (len(tried) - number)
        try:
            async with asyncio.timeout(share):
                return await connect(address, target.port)
        except TimeoutError:
            failed = Failed(f"{target} cannot be reached: {address} does not answer", 504)
        except OSError as error:
            failed = Failed(f"{target} cannot be reached: {address}: {error.strerror or error}")
    raise failed

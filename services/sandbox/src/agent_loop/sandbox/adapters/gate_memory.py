"""The gate without sockets: what a program would ask is asked of it directly, and what was opened is remembered."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from ipaddress import ip_address
from socket import socket

from agent_loop.sandbox.domain.allowlist import (
    HTTP_PORT,
    HTTPS_PORT,
    Allowlist,
    Target,
    authority,
    refused_address,
)
from agent_loop.sandbox.domain.errors import RequestRefused


@dataclass(frozen=True)
class Opened:
    """One listener that programs are let out through."""

    listener: socket
    hosts: tuple[str, ...]
    allowlist: Allowlist
    denied: Callable[[str, str], None]


class InMemoryGate:
    """Names lead to the addresses given; nothing is listened to and nothing connected."""

    def __init__(self, addresses: Mapping[str, Sequence[str]] | None = None) -> None:
        self._addresses = addresses or {}
        self.opened: list[Opened] = []
        """Those open now, oldest first."""
        self.let_out: list[Target] = []
        """All that was ever allowed, in order."""

    @asynccontextmanager
    async def open(
        self, listener: socket, hosts: Sequence[str], denied: Callable[[str, str], None]
    ) -> AsyncIterator[None]:
        opened = Opened(listener, tuple(hosts), Allowlist.of(hosts), denied)
        self.opened.append(opened)
        try:
            yield
        finally:
            self.opened.remove(opened)

    def ask(self, listener: socket, host: str, *, tls: bool) -> bool:
        """What a program's request to `host[:port]` comes to. Raises ConnectionRefusedError where none is open."""
        opened = next((each for each in self.opened if each.listener is listener), None)
        if opened is None:
            raise ConnectionRefusedError
        default_port = HTTPS_PORT if tls else HTTP_PORT
        try:
            name, port = authority(host)
        except RequestRefused as error:
            opened.denied(host, str(error))
            return False
        target = Target(name, port or default_port)
        if rule := self._refusal(opened, target, default_port):
            opened.denied(str(target), rule)
            return False
        self.let_out.append(target)
        return True

    def _refusal(self, opened: Opened, target: Target, default_port: int) -> str:
        if not opened.allowlist.allows(target, default_port):
            return "it is not on the allowlist of this sandbox"
        for address in self._addresses.get(target.host, ()):
            if why := refused_address(ip_address(address)):
                return f"its address {address} is {why}"
        return ""

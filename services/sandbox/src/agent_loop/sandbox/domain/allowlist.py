"""Which hosts a gated program may reach, and which addresses nobody may reach whatever name leads there."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

import idna

from agent_loop.sandbox.domain.errors import RequestRefused

HTTP_PORT, HTTPS_PORT = 80, 443
MAX_HOSTS = 256
"""On one list."""

FORM = "a host is `example.org`, `*.example.org` or a public address, optionally with `:port`"

Address = IPv4Address | IPv6Address

_LONGEST_NAME = 253
_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")
_LOOPBACK = re.compile(r"(.+\.)?localhost|localhost\.localdomain|localhost[46]|ip6-(localhost|loopback)")
"""Names that are the machine itself wherever they are asked for: RFC 6761, and what /etc/hosts has by custom."""
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
"""A last label that the old library functions read as a part of an IPv4 address."""
_AUTHORITY = re.compile(r"(?P<name>\[[^\]]*\]|[^:\[\]]*)(?::(?P<port>[0-9]{1,5}))?")

# IANA's registry of special-purpose addresses, IPv4: everything that is not globally reachable, and a little more.
_REFUSED_V4 = {
    IPv4Network("0.0.0.0/8"): "unspecified",
    IPv4Network("10.0.0.0/8"): "private",
    IPv4Network("100.64.0.0/10"): "a carrier's own (CGNAT)",
    IPv4Network("127.0.0.0/8"): "loopback",
    IPv4Network("168.63.129.16/32"): "a cloud's metadata",
    IPv4Network("169.254.0.0/16"): "link-local",
    IPv4Network("172.16.0.0/12"): "private",
    IPv4Network("192.0.0.0/24"): "reserved",
    IPv4Network("192.0.2.0/24"): "for documentation",
    IPv4Network("192.88.99.0/24"): "a 6to4 relay",
    IPv4Network("192.168.0.0/16"): "private",
    IPv4Network("198.18.0.0/15"): "for benchmarks",
    IPv4Network("198.51.100.0/24"): "for documentation",
    IPv4Network("203.0.113.0/24"): "for documentation",
    IPv4Network("224.0.0.0/4"): "multicast",
    IPv4Network("240.0.0.0/4"): "reserved",
}
_GLOBAL_V6 = IPv6Network("2000::/3")
# What lies outside of 2000::/3 is refused by that alone; its entries here only give a better reason.
_REFUSED_V6 = {
    IPv6Network("::/128"): "unspecified",
    IPv6Network("::1/128"): "loopback",
    IPv6Network("fc00::/7"): "private",
    IPv6Network("fe80::/10"): "link-local",
    IPv6Network("fec0::/10"): "private",
    IPv6Network("ff00::/8"): "multicast",
    IPv6Network("2001::/32"): "a Teredo tunnel",
    IPv6Network("2001::/23"): "reserved",
    IPv6Network("2001:db8::/32"): "for documentation",
    IPv6Network("2002::/16"): "a 6to4 tunnel",
    IPv6Network("3fff::/20"): "for documentation",
}
_NAT64 = IPv6Network("64:ff9b::/96")


@dataclass(frozen=True)
class Target:
    """A host that was asked for."""

    host: str
    """Normal: lower case, ASCII, no trailing dot; an address as `ipaddress` writes it, without brackets."""
    port: int

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


@dataclass(frozen=True)
class _Pattern:
    host: str
    with_subdomains_only: bool
    port: int | None

    def allows(self, target: Target, default_port: int) -> bool:
        if target.port != (default_port if self.port is None else self.port):
            return False
        return target.host.endswith("." + self.host) if self.with_subdomains_only else target.host == self.host


@dataclass(frozen=True)
class Allowlist:
    """Hosts, each with the ports of HTTP and HTTPS unless it names one.

    `*.example.org` is every name below it, however deep, and not `example.org` itself.
    """

    patterns: tuple[_Pattern, ...]

    @classmethod
    def of(cls, hosts: Iterable[str]) -> "Allowlist":
        """Raises RequestRefused, which names the first entry that has no meaning."""
        hosts = tuple(hosts)
        if len(hosts) > MAX_HOSTS:
            raise RequestRefused(f"the network's allowlist has {len(hosts)} hosts; it may have {MAX_HOSTS}")
        return cls(tuple(map(_pattern, hosts)))

    def allows(self, target: Target, default_port: int) -> bool:
        """Whether an entry names it; `default_port` is that of the protocol asked for."""
        return any(pattern.allows(target, default_port) for pattern in self.patterns)


def demand_elsewhere(hosts: Iterable[str]) -> None:
    """Raises RequestRefused where a list has an entry without meaning, or one that the gate would refuse every time."""
    hosts = tuple(hosts)
    for text, pattern in zip(hosts, Allowlist.of(hosts).patterns, strict=True):
        if _LOOPBACK.fullmatch(pattern.host):
            raise _refusal(text, "the name is the loopback's, which is never let through")


def _pattern(text: str) -> _Pattern:
    wild = text.startswith("*.")
    try:
        host, port = authority(text.removeprefix("*."))
    except RequestRefused as error:
        raise _refusal(text, str(error)) from error
    address = _address(host)
    if wild and (address or "." not in host):
        raise _refusal(text, "a wildcard stands before a name of two labels or more")
    if address and (why := refused_address(address)):
        raise _refusal(text, f"the address is {why}")
    return _Pattern(host, wild, port)


def _refusal(text: str, why: str) -> RequestRefused:
    return RequestRefused(f"host {text[:300]!r} of the network's allowlist is refused: {why}; {FORM}")


def authority(text: str) -> tuple[str, int | None]:
    """The normal host and the port of `host[:port]`. Raises RequestRefused.

    An address has one spelling here, dotted or in brackets: decimal, hexadecimal, octal and short ones are refused.
    """
    parts = _AUTHORITY.fullmatch(text)
    if parts is None:
        raise RequestRefused("this is no host with an optional port")
    port = int(parts["port"]) if parts["port"] else None
    if port is not None and not 1 <= port <= 65535:
        raise RequestRefused(f"there is no port {port}")
    return _host(parts["name"]), port


def _host(text: str) -> str:
    if text.startswith("["):
        return _bracketed(text[1:-1])
    # Every way to write one character takes at most four; what is longer cannot become a name.
    if len(text) > 4 * _LONGEST_NAME:
        raise RequestRefused("the name is too long")
    if not text.isascii():
        try:
            text = idna.encode(text, uts46=True).decode()
        except idna.IDNAError as error:
            raise RequestRefused(f"the name is no international one: {error}") from error
    name = text.lower().removesuffix(".")
    if not 1 <= len(name) <= _LONGEST_NAME or not all(_LABEL.fullmatch(label) for label in name.split(".")):
        raise RequestRefused("the name is empty, too long, or holds what no host name holds")
    if _NUMBER.fullmatch(name.rpartition(".")[2]) and _address(name) is None:
        raise RequestRefused("this is an address in disguise; write it as four decimal numbers")
    return name


def _bracketed(text: str) -> str:
    try:
        address = IPv6Address(text)
    except ValueError as error:
        raise RequestRefused("what stands in brackets is no IPv6 address") from error
    if address.scope_id is not None:
        raise RequestRefused("an address with a zone belongs to one link")
    return str(address)


def _address(host: str) -> Address | None:
    try:
        return ip_address(host)
    except ValueError:
        return None


def refused_address(address: Address) -> str:
    """Why nobody may be let out to this address, such as "private"; empty where it is a public one."""
    if isinstance(address, IPv6Address):
        if inner := address.ipv4_mapped or _behind_nat64(address):
            return refused_address(inner)
        for network, why in _REFUSED_V6.items():
            if address in network:
                return why
        return "" if address in _GLOBAL_V6 else "reserved"
    return next((why for network, why in _REFUSED_V4.items() if address in network), "")


def _behind_nat64(address: IPv6Address) -> IPv4Address | None:
    return IPv4Address(int(address) & 0xFFFFFFFF) if address in _NAT64 else None

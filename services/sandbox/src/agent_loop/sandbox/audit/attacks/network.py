"""Attacks on the network: services of the host, addresses beyond it, and the kernel's other protocols."""

import asyncio
import socket
from collections.abc import Awaitable
from pathlib import Path
from typing import Any

import grpc

from agent_loop.chassis.grpc import reason
from agent_loop.contracts.sandbox.v1 import sandbox_pb2 as pb
from agent_loop.sandbox.audit.attack import REACHED, Attack, Calls, Category, Fixture, Probe, Unprotected, nothing
from agent_loop.sandbox.audit.bench import Bench
from agent_loop.sandbox.audit.fixtures import (
    abstract_datagrams,
    abstract_service,
    tcp6_service,
    tcp_service,
    udp_service,
    unix_service,
)

_PLAIN, _UNSHARED = Unprotected.PLAIN, Unprotected.UNSHARED

# Stands in for the world in the control's own network: these addresses on its loopback, with a server behind them.
_WORLD = """
import fcntl, threading
def _own(label, address):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        place = struct.pack("16sH2s4s8s", label, socket.AF_INET, b"", socket.inet_aton(address), b"")
        fcntl.ioctl(control, 0x8916, place)  # SIOCSIFADDR
        fcntl.ioctl(control, 0x8914, struct.pack("16sH14s", label, 0x49, b""))  # SIOCSIFFLAGS: up, running
for _number, _address in enumerate(("127.0.0.1", "169.254.169.254", "192.0.2.7", "10.0.0.1")):
    _own(b"lo" if not _number else b"lo:%d" % _number, _address)
_server = socket.create_server(("", 80))
"""
# A route is enough: where the sandbox shared the host's network, an address without a server would still be one.
_ROUTE = """
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
    asking.connect(({address!r}, 80))  # sends nothing
    reached(f"there is a route from {{asking.getsockname()[0]}}")
"""
_HTTP = """
with socket.create_connection(({address!r}, 80), 3) as connected:
    reached(connected.getpeername())
"""
_UNIX = """
import glob
found = [env("SOCKET"), *({others})]
for path in found:
    with socket.socket(socket.AF_UNIX) as connecting:
        try:
            connecting.connect(path)
            reached(path)
        except OSError as error:
            refused(f"{{path}}: {{error}}")
"""
_ICMP = """
with socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP) as pinging:
    pinging.settimeout(2)
    pinging.sendto(struct.pack("!BBHHH", 8, 0, 0xf7fe, 1, 0), ("192.0.2.7", 0))
    reached(pinging.recv(100)[:20])
"""
_PING = """
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM, socket.IPPROTO_ICMP) as pinging:
    pinging.settimeout(2)
    pinging.sendto(struct.pack("!BBHHH", 8, 0, 0, 1, 1), ("192.0.2.7", 0))
    reached(pinging.recv(100)[:20])
"""
_PING_ALLOWED = 'open("/proc/sys/net/ipv4/ping_group_range", "w").write("0 0")\n'
_NETLINK = """
with socket.socket(16, socket.SOCK_RAW, 0) as asking:
    asking.send(struct.pack("<IHHIIBxxx", 20, 18, 0x301, 1, 0, 0))  # all interfaces
    reached(len(asking.recv(65536)))
"""
_INTERFACE = """
import fcntl
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
    fcntl.ioctl(control, 0x8914, struct.pack("16sH14s", b"lo", 0x49, b""))
reached("the loopback was changed")
"""
_BROADCAST = """
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sending:
    sending.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
    sending.sendto(b"x", ("169.254.255.255", 9))
    reached()
"""
_THROUGH_PROC = """
for pid in ("self", "1"):
    with socket.socket(socket.AF_UNIX) as connecting:
        try:
            connecting.connect(f"/proc/{pid}/root{env('SOCKET')}")
            reached(pid)
        except OSError as error:
            refused(error)
"""
_LINKS = """
names = sorted(name for _, name in socket.if_nameindex() if name != "lo")
reached(names) if names else refused("there is only the loopback")
"""
_RESOLVER = """
query = bytes.fromhex("123401000001000000000000076578616d706c65036f72670000010001")
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
    asking.settimeout(2)
    asking.connect(("127.0.0.1", int(env("PORT"))))  # so that a refusal is heard at once
    asking.send(query)
    reached(asking.recv(512))
"""

_METADATA = {
    "dotted": "169.254.169.254", "decimal": "2852039166", "hexadecimal": "0xa9fea9fe", "octal": "0251.0376.0251.0376",
    "short": "169.254.43518", "mixed": "0xa9.254.0251.0xfe",
}  # fmt: skip
_FAMILIES = (
    ("packets_are_read_off_the_wire", "AF_PACKET", 17, "SOCK_RAW", _UNSHARED),
    ("the_kernels_ciphers_are_reached", "AF_ALG", 38, "SOCK_SEQPACKET", _PLAIN),
    ("the_virtual_machines_host_is_reached", "AF_VSOCK", 40, "SOCK_STREAM", _PLAIN),
    ("bluetooth_is_reached", "AF_BLUETOOTH", 31, "SOCK_RAW", _PLAIN),
    ("the_address_family_xdp_is_reached", "AF_XDP", 44, "SOCK_RAW", _UNSHARED),
    ("the_address_family_key_is_reached", "AF_KEY", 15, "SOCK_RAW", _UNSHARED),
    ("the_address_family_tipc_is_reached", "AF_TIPC", 30, "SOCK_STREAM", _PLAIN),
    ("the_address_family_rds_is_reached", "AF_RDS", 21, "SOCK_SEQPACKET", _PLAIN),
    ("the_address_family_can_is_reached", "AF_CAN", 29, "SOCK_RAW", _PLAIN),
    ("the_address_family_smc_is_reached", "AF_SMC", 43, "SOCK_STREAM", _PLAIN),
    ("the_address_family_qipcrtr_is_reached", "AF_QIPCRTR", 42, "SOCK_DGRAM", _PLAIN),
)


def _one(
    attack_id: str, tries: str, source: str, control: Unprotected = _PLAIN, given: Fixture = nothing, stage: str = "",
) -> Attack:  # fmt: skip
    return Attack(attack_id, Category.NETWORK, tries, Probe("python", source), control, stage, given)


_CONNECT = "socket.create_connection(({host!r}, {port}), 3).close()\nreached()"
_PORT = "int(env('PORT'))"


async def _own_wire(bench: Bench, box: str) -> str:
    host, _, port = bench.address.rpartition(":")
    source = f"import socket; socket.create_connection(({host.strip('[]')!r}, {port}), 3); print('{REACHED}')"
    ran = await bench.run(box, pb.ExecStart(python=source))
    return ran.text or "refused: " + ran.stderr.decode(errors="replace").strip().rpartition("\n")[2]


def _naive_wire(_folder: Path) -> str:
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname(), 3).close()
    return REACHED


async def _without_a_token(bench: Bench, box: str) -> str:
    """Every way in, for somebody with a wrong token and for one with none."""
    let_in = []
    for token in ("wrong", "", "Bearer"):
        async with bench.stranger(token) as opened:
            stranger: Any = opened
            calls: tuple[tuple[str, Awaitable[object]], ...] = (
                ("Get", stranger.Get(pb.GetRequest(sandbox_id=box), timeout=5)),
                ("Capabilities", stranger.Capabilities(pb.CapabilitiesRequest(), timeout=5)),
                ("Create", stranger.Create(pb.CreateRequest(ttl_seconds=5), timeout=5)),
                ("Delete", stranger.Delete(pb.DeleteRequest(sandbox_id=box), timeout=5)),
            )
            for name, call in calls:
                try:
                    await call
                    let_in.append(name)
                except grpc.aio.AioRpcError as error:
                    if reason(error) != "UNAUTHENTICATED":
                        let_in.append(f"{name} said {reason(error)}")
    return f"{REACHED}: {let_in}" if let_in else "refused: UNAUTHENTICATED"


def _naive_token(_folder: Path) -> str:
    """A server that takes whoever connects on the loopback for a friend, as an unprotected engine's socket does."""
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname(), 3) as caller:
        connected, _ = server.accept()
        with connected:
            caller.sendall(b"authorization: Bearer wrong\n")
            connected.sendall(b"done")
            return REACHED if caller.recv(4) == b"done" else "it did not answer"


_LISTENER = """
import socket, sys
with socket.create_server(("0.0.0.0", 0)) as server:
    print(server.getsockname()[1], flush=True)
    server.settimeout(2)
    try:
        server.accept()
        print("REACHED", flush=True)
    except TimeoutError:
        print("nobody came", flush=True)
"""


async def _listener_inside(bench: Bench, box: str) -> str:
    """Whether the host gets to a port that a program opens."""
    start = pb.ExecStart(sandbox_id=box, python=_LISTENER, limits=pb.ExecLimits(wall_ms=8000))
    said = b""
    async for event in bench.stub.Exec(iter([pb.ExecRequest(start=start)]), timeout=20):
        if event.WhichOneof("event") == "stdout":
            said += event.stdout.data
            if said.strip().isdigit():
                await asyncio.to_thread(_knock, int(said))
    lines = said.decode().splitlines()
    return lines[-1] if lines else "refused: it cannot even listen"


def _naive_listener(folder: Path) -> str:
    with socket.create_server(("0.0.0.0", 0)) as server:  # noqa: S104  that is the attack
        server.settimeout(2)
        _knock(server.getsockname()[1])
        server.accept()[0].close()
    return f"{REACHED} from outside {folder.name}"


def _knock(port: int) -> None:
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
    except OSError:
        return


ATTACKS = (
    _one("a_service_on_the_hosts_loopback_is_reached", "A program connects to a port of the host, such as Redis.",
         _CONNECT.format(host="127.0.0.1", port=_PORT), given=tcp_service),
    _one("a_service_is_reached_by_the_name_localhost", "A program connects to localhost.",
         _CONNECT.format(host="localhost", port=_PORT), given=tcp_service),
    _one("a_service_is_reached_by_the_address_zero", "A program connects to 0.0.0.0, which means this machine.",
         _CONNECT.format(host="0.0.0.0", port=_PORT), given=tcp_service),  # noqa: S104
    _one("a_service_on_the_hosts_ipv6_loopback_is_reached", "A program connects to ::1.",
         _CONNECT.format(host="::1", port=_PORT), given=tcp6_service),
    _one("a_service_is_reached_by_a_mapped_address", "A program connects to ::ffff:127.0.0.1.",
         _CONNECT.format(host="::ffff:127.0.0.1", port=_PORT), given=tcp_service),
    _one("a_datagram_service_of_the_host_answers", "A program asks a UDP service of the host, such as a resolver.",
         _RESOLVER, given=udp_service),
    Attack("our_own_wire_is_reached", Category.NETWORK, "A program connects to the port of the service itself.",
           Calls(_own_wire, _naive_wire)),
    Attack("a_call_without_the_token_is_answered", Category.NETWORK, "A client calls with a wrong token.",
           Calls(_without_a_token, _naive_token)),
    Attack("a_listener_inside_is_reached_from_the_host", Category.NETWORK,
           "A program opens a port on which the host's users would meet it.", Calls(_listener_inside, _naive_listener)),
    *(_one(f"the_metadata_service_is_reached_by_its_{spelling}_address", f"A program looks for a way to {address}.",
           _ROUTE.format(address=address), _UNSHARED, stage=_WORLD) for spelling, address in _METADATA.items()),
    _one("the_metadata_service_answers_http", "A program connects to 169.254.169.254:80.",
         _HTTP.format(address="169.254.169.254"), _UNSHARED, stage=_WORLD),
    _one("the_metadata_service_is_reached_by_a_mapped_address", "A program connects to ::ffff:169.254.169.254.",
         _HTTP.format(address="::ffff:169.254.169.254"), _UNSHARED, stage=_WORLD),
    _one("a_public_address_is_reached", "A program looks for a way to the internet.",
         _ROUTE.format(address="192.0.2.7"), _UNSHARED, stage=_WORLD),
    _one("a_public_address_answers_http", "A program connects to the internet.",
         _HTTP.format(address="192.0.2.7"), _UNSHARED, stage=_WORLD),
    _one("a_private_address_is_reached", "A program looks for a way to the local network.",
         _ROUTE.format(address="10.0.0.1"), _UNSHARED, stage=_WORLD),
    _one("a_datagram_is_broadcast", "A program sends to everybody on the local network.", _BROADCAST, _UNSHARED,
         stage=_WORLD),
    _one("icmp_is_sent_by_a_raw_socket", "A program pings.", _ICMP, _UNSHARED, stage=_WORLD),
    _one("icmp_is_sent_by_a_ping_socket", "A program pings without privilege.", _PING, _UNSHARED,
         stage=_WORLD + _PING_ALLOWED),
    _one("a_raw_socket_is_opened", "A program makes packets of its own.",
         "socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_RAW)\nreached()", _UNSHARED),
    _one("the_network_is_asked_over_netlink", "A program lists the host's interfaces.", _NETLINK),
    _one("interfaces_of_the_host_are_seen", "A program lists interfaces.", _LINKS, _UNSHARED,
         stage="import fcntl\n_tap = os.open('/dev/net/tun', os.O_RDWR)\n"
               "fcntl.ioctl(_tap, 0x400454ca, struct.pack('16sH', b'audit', 0x1002))\n"),
    _one("an_interface_is_changed", "A program sets the flags of the loopback.", _INTERFACE, _UNSHARED),
    _one("the_engines_socket_is_reached", "A program connects to docker.sock.",
         _UNIX.format(others='"/run/docker.sock", "/var/run/docker.sock"'), given=unix_service),
    _one("the_buses_sockets_are_reached", "A program connects to D-Bus.",
         _UNIX.format(others='"/run/dbus/system_bus_socket", *glob.glob("/run/user/*/bus")'), given=unix_service),
    _one("a_socket_is_reached_through_proc_root", "A program connects through /proc/*/root.", _THROUGH_PROC,
         given=unix_service),
    _one("an_abstract_socket_of_the_host_is_reached", "A program connects to a socket that has no file.",
         "with socket.socket(socket.AF_UNIX) as s:\n    s.connect('\\0' + env('NAME'))\n    reached()",
         given=abstract_service),
    _one("an_abstract_socket_takes_datagrams", "A program sends to a socket that has no file.",
         "with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as s:\n    s.sendto(b'x', '\\0' + env('NAME'))\n"
         "    reached()", given=abstract_datagrams),
    *(_one(attack_id, f"A program opens a socket of {name}.",
           f"socket.socket({number}, socket.{kind}).close()\nreached()", control)
      for attack_id, name, number, kind, control in _FAMILIES),
)  # fmt: skip

"""What a confined process can do, found by doing it. The same attempts before the confinement show that they work."""

import errno
import json
import os
import resource
import signal
import socket
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NoReturn

from agent_loop.sandbox.adapters.supervisor.order import Canary

REACHED = "reached"


def attempts(canary: Canary, own: str) -> dict[str, str]:
    """By name: REACHED, or the name of the error. Needs the last folder of its own only for what must work."""
    outside, mine = Path(canary.outside), Path(own, "canary")
    tried: Mapping[str, Callable[[], object]] = {
        "read_outside": (outside / "secret").read_bytes,
        "write_outside": lambda: (outside / "written").write_bytes(b"x"),
        "list_outside": lambda: list(outside.iterdir()),
        "mode_outside": lambda: (outside / "secret").chmod(0o644),
        "times_outside": lambda: os.utime(outside / "secret"),
        "signal": lambda: os.kill(canary.victim, 0),
        "limits": lambda: resource.prlimit(canary.victim, resource.RLIMIT_NOFILE),
        "processes": lambda: list(Path("/proc").iterdir()),
        "tcp": lambda: socket.socket(socket.AF_INET, socket.SOCK_STREAM).close(),
        "udp": lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM).close(),
        "unix_socket": lambda: socket.socket(socket.AF_UNIX, socket.SOCK_STREAM).close(),
        "datagram_pair": lambda: _pair(socket.SOCK_DGRAM),
        "stream_pair": lambda: _pair(socket.SOCK_STREAM),
        "write_own": lambda: mine.write_bytes(b"x"),
        "mode_own": lambda: mine.chmod(0o700),
        "read_usr": lambda: list(Path("/usr").iterdir()),
    }
    return {name: _outcome(attempt) for name, attempt in tried.items()}


def sing(canary: Canary, own: str, confine: Callable[[], None], begin: Callable[[], None]) -> NoReturn:
    """Print what can be done before and after the confinement, and stay with a tree of processes to kill.

    `begin` tells the supervisor that the program has begun: from then on it answers.
    """
    before = attempts(canary, own)
    confine()
    begin()
    after = attempts(canary, own)
    leave_a_daemon()
    os.write(1, json.dumps({"before": before, "after": after}).encode() + b"\n")
    time.sleep(600)
    os._exit(0)


def leave_a_daemon() -> None:
    """Two processes that detach, hear no SIGTERM, and stay; returns when they run."""
    reading, writing = os.pipe()
    if os.fork() == 0:
        os.setsid()
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        os.fork()
        os.write(writing, b"x")
        while True:
            time.sleep(600)
    os.read(reading, 1)
    os.read(reading, 1)


def _outcome(attempt: Callable[[], object]) -> str:
    try:
        attempt()
    except OSError as error:
        return errno.errorcode.get(error.errno or 0, "an error")
    return REACHED


def _pair(kind: int) -> None:
    for end in socket.socketpair(socket.AF_UNIX, kind):
        end.close()

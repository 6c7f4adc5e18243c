"""What the service tells a supervisor to run. Read by the bare interpreter: the standard library alone."""

import base64
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

LONGEST = 8 * 2**20
"""Bytes of an order: Linux takes no more than 2 MiB of arguments, and JSON writes some bytes as six."""


@dataclass(frozen=True)
class Canary:
    """Instead of a program: attempts by the confined launcher itself."""

    outside: str
    """A folder that the payload owns, with a file `secret` in it."""
    victim: int
    """Another process of the payload's user."""


@dataclass(frozen=True)
class Order:
    """Everything decided; paths are the host's."""

    argv: Sequence[str]
    env: Mapping[str, str]
    cwd: str
    rlimits: Sequence[tuple[int, int, int]]
    """Resource, soft and hard limit."""
    writable: Sequence[str]
    """The folders that are the program's own, without links in their paths; the last one is for temporary files."""
    temporary_bytes: int
    temporary_inodes: int
    """What the last one may hold."""
    drop: tuple[int, int] | None = None
    """The uid and gid to drop to."""
    readable: Sequence[str] = ()
    """What Landlock lets be read and executed besides. Missing ones are skipped."""
    devices: Sequence[str] = ()
    """What Landlock lets be read and written besides."""
    filters: Sequence[bytes] = ()
    """Seccomp programs; the last one asks the supervisor. Without any, nothing but rlimits confines the program."""
    canary: Canary | None = None

    def packed(self) -> bytes:
        """As `unpacked` reads it."""
        return json.dumps(
            {**asdict(self), "filters": [base64.b64encode(code).decode() for code in self.filters]}
        ).encode()


def unpacked(descriptor: int) -> Order:
    """The order in a file."""
    told = json.loads(os.pread(descriptor, LONGEST, 0))
    told["filters"] = [base64.b64decode(code) for code in told["filters"]]
    told["drop"] = told["drop"] and tuple(told["drop"])
    told["canary"] = told["canary"] and Canary(**told["canary"])
    return Order(**told)

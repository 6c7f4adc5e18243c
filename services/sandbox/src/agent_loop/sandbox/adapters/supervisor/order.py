"""What the service tells a supervisor to run."""

import marshal
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass


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
        """As the launcher reads it, which is the same interpreter: its start is what a program waits for."""
        return marshal.dumps(asdict(self))

"""Who listens on a local port: the kernel's word, which no other service can give in our name."""

import contextlib
from pathlib import Path

_TABLES = (Path("/proc/self/net/tcp"), Path("/proc/self/net/tcp6"))
_LISTENS = "0A"


def listens(pid: int, port: int) -> bool:
    """Whether this process of ours has a socket that listens on the port."""
    return not _listening(port).isdisjoint(_sockets(pid))


def _listening(port: int) -> set[str]:
    """The sockets that listen on the port, as /proc/PID/fd names them."""
    found = set()
    for table in _TABLES:
        with contextlib.suppress(FileNotFoundError):  # a kernel without IPv6
            for line in table.read_text("ascii").splitlines()[1:]:
                _, local, _, state, *_, inode = line.split()[:10]
                if state == _LISTENS and int(local.rpartition(":")[2], 16) == port:
                    found.add(f"socket:[{inode}]")
    return found


def _sockets(pid: int) -> set[str]:
    found = set()
    with contextlib.suppress(OSError):
        for descriptor in Path(f"/proc/{pid}/fd").iterdir():
            with contextlib.suppress(OSError):
                found.add(str(descriptor.readlink()))
    return found

"""Isolation by Landlock, seccomp and limits: the tier `landlock`, for machines that refuse user namespaces."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from types import TracebackType
from typing import NoReturn, Self

from agent_loop.sandbox.adapters.isolation_landlock.probes import canaries
from agent_loop.sandbox.adapters.linux import seccomp
from agent_loop.sandbox.adapters.supervisor.order import Canary
from agent_loop.sandbox.adapters.supervisor.orders import Walls
from agent_loop.sandbox.adapters.supervisor.process import SupervisedProcess
from agent_loop.sandbox.adapters.supervisor.running import no_enclosures, running
from agent_loop.sandbox.domain.programs import Confinement, Report, Surroundings, Tier

_SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32")
_HARMLESS = (
    "alternatives", "debian_version", "group", "inputrc", "ld.so.cache", "ld.so.conf", "localtime", "lsb-release",
    "magic", "magic.mime", "mime.types", "nsswitch.conf", "os-release", "passwd", "perl", "protocols", "services",
    "terminfo", "timezone",
)  # fmt: skip
_DEVICES = ("/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom")


class LandlockIsolation:
    """Enter it to find out what it is worth here.

    `folder` gets each program's private files; `payload` is the uid and gid to drop to, for a server that runs as root.
    Nobody else's processes should run under that uid. Weaker than namespaces in what follows:
    - Programs see the workspace at its real path, no /tmp but TMPDIR, no /proc and no /dev/shm, and of /etc some files.
    - Whether a file of the host exists, and its size and times, is not hidden: Landlock lets stat(2) through.
    - There is no loopback, for there are no sockets but pairs.
    - The kernel counts processes per user, so it is the watcher's count that ends a fork bomb; RLIMIT_NPROC is above
      what the machine runs and only bounds how far one gets in the meantime.
    - Files for temporary use lie on the disk; more than `tmp_bytes` of them end the program as a full disk does.
    """

    def __init__(self, folder: Path, payload: tuple[int, int] | None = None) -> None:
        self._folder = folder
        self._payload = payload
        self._walls = Walls()
        self._report: Report | None = None

    async def __aenter__(self) -> Self:
        await asyncio.to_thread(_prepared, self._folder)
        etc = [f"/etc/{name}" for name in _HARMLESS]
        etc += map(str, await asyncio.to_thread(lambda: list(Path("/etc").glob("python3*"))))
        filters = (seccomp.program(), seccomp.host_program()) if seccomp.supported() else ()
        self._walls = Walls((*_SYSTEM, *etc), _DEVICES, filters)
        self._report = await canaries(self, self._folder, self._payload)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await asyncio.to_thread(shutil.rmtree, self._folder, ignore_errors=True)

    async def report(self) -> Report:
        if self._report is None:
            raise RuntimeError("enter the isolation before asking what it is worth")
        return self._report

    @asynccontextmanager
    async def start(self, confinement: Confinement, canary: Canary | None = None) -> AsyncIterator[SupervisedProcess]:
        """As the port says; `canary` is for the probes."""
        async with running(confinement, self._folder, self._walls, self._payload, canary) as process:
            yield process

    async def enclose(self, surroundings: Surroundings) -> NoReturn:  # noqa: ARG002  the port has it
        raise no_enclosures(Tier.LANDLOCK)


def _prepared(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o711)

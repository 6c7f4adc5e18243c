"""Isolation by bubblewrap: the tier `namespaces`."""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Sequence
from contextlib import ExitStack, asynccontextmanager
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import NoReturn, Self

from agent_loop.sandbox.adapters.isolation_bubblewrap import arguments
from agent_loop.sandbox.adapters.isolation_bubblewrap.process import BubblewrapProcess
from agent_loop.sandbox.adapters.linux import canaries, etc, processes, seccomp
from agent_loop.sandbox.domain.errors import IsolationUnavailable, RequestRefused
from agent_loop.sandbox.domain.programs import Confinement, Probe, Report, Surroundings, Tier

_INSTALL = "sudo apt-get install bubblewrap"
_SYSTEM_PATH = "/usr/local/bin:/usr/bin:/bin:/usr/local/sbin:/usr/sbin:/sbin"


class BubblewrapIsolation:
    """Enter it to prepare its folder and find out what it is worth here.

    `folder` gets the /etc that sandboxes see; `payload` is the uid and gid to drop to, for a server that runs as root:
    limits of processes do not hold for root. Nobody else's processes should run under that uid. `program` is
    bubblewrap's name or path.
    """

    def __init__(self, folder: Path, payload: tuple[int, int] | None = None, program: str = "bwrap") -> None:
        self._folder = folder
        self._payload = payload
        self._bubblewrap = shutil.which(program, path=_SYSTEM_PATH)
        self._report: Report | None = None

    async def __aenter__(self) -> Self:
        etc.make_etc(self._folder / "etc")
        for folder in (self._folder, self._folder / "etc"):
            folder.chmod(0o755)
        self._view = arguments.filesystem(self._folder / "etc")
        processes.adopt_orphans()
        self._filter = seccomp.program() if seccomp.supported() else b""
        self._report = await self._judged()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await asyncio.to_thread(shutil.rmtree, self._folder, ignore_errors=True)

    async def report(self) -> Report:
        if self._report is None:
            raise RuntimeError("enter the isolation before asking what it is worth")
        return self._report

    async def _judged(self) -> Report:
        found = self._bubblewrap
        probes = [Probe("bubblewrap_installed", found is not None, found or "bwrap is not there", _INSTALL)]
        probes += canaries.required(self._payload)
        if all(probe.passed for probe in probes):
            probes += await canaries.stand(self, self._folder, self._payload)
        holds = all(probe.passed for probe in probes)
        probes = [replace(probe, fix="") if probe.passed else probe for probe in probes]
        return Report(Tier.NAMESPACES if holds else Tier.UNSPECIFIED, tuple(probes))

    @asynccontextmanager
    async def start(self, confinement: Confinement) -> AsyncIterator[BubblewrapProcess]:
        process = None
        try:
            with ExitStack() as stack:
                started, starts = _pipe(stack)
                info, informs = _pipe(stack)
                filtered = _file(stack, self._filter)
                script = _file(stack, confinement.script) if confinement.script else None
                options = _file(stack, arguments.options(confinement, self._view, filtered, script))
                inherited = [starts, informs, filtered, options, *([script] if script is not None else [])]
                command = [
                    *self._dropping(), self._bubblewrap or "bwrap",
                    "--info-fd", str(informs), "--args", str(options), "--", *arguments.launched(confinement, starts),
                ]  # fmt: skip
                try:
                    process = self._spawned(command, inherited, with_stdin=confinement.with_stdin)
                finally:
                    os.close(starts)
                    os.close(informs)
                if not await process.stands(started, info):
                    raise IsolationUnavailable(await _last_words(process))
            yield process
        finally:
            if process:
                try:
                    await process.kill()
                finally:
                    process.close()

    async def enclose(self, surroundings: Surroundings) -> NoReturn:  # noqa: ARG002  the port has it
        raise IsolationUnavailable(
            "bubblewrap runs one program at a time; sessions need the launcher, and that a C compiler: "
            "sudo apt-get install gcc libc6-dev, then start the service again"
        )

    def _dropping(self) -> Sequence[str]:
        if not self._payload:
            return ()
        uid, gid = self._payload
        return ("/usr/bin/setpriv", f"--reuid={uid}", f"--regid={gid}", "--clear-groups", "--no-new-privs")

    def _spawned(self, command: Sequence[str], inherited: Sequence[int], *, with_stdin: bool) -> BubblewrapProcess:
        try:
            return BubblewrapProcess(command, inherited, with_stdin=with_stdin)
        except FileNotFoundError as error:
            raise IsolationUnavailable(
                f"{error.filename} is missing: sudo apt-get install bubblewrap util-linux"
            ) from error
        except OSError as error:
            raise RequestRefused(f"Linux cannot start this program: {error.strerror}") from error


def _pipe(stack: ExitStack) -> tuple[int, int]:
    """A pipe; the caller closes the end to write to when it has been inherited."""
    reading, writing = os.pipe2(os.O_CLOEXEC)
    stack.callback(os.close, reading)
    return reading, writing


def _file(stack: ExitStack, content: bytes) -> int:
    """A descriptor at the start of a file in memory."""
    descriptor = os.memfd_create("options", os.MFD_CLOEXEC)
    stack.callback(os.close, descriptor)
    os.pwrite(descriptor, content, 0)
    return descriptor


async def _last_words(process: BubblewrapProcess) -> str:
    await process.kill()
    words = b""
    try:
        while len(words) < 4096:
            words += (await process.output(1.0))[1]
    except (EOFError, TimeoutError):
        pass
    return words.decode(errors="replace").strip() or "bubblewrap ended before the program started, without a word"

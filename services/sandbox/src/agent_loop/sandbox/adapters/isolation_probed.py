"""What this machine can hold: the strongest isolation whose canaries pass, and never one below a floor."""

import ctypes
import os
import re
from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

from agent_loop.sandbox.domain.errors import IsolationUnavailable, RequestRefused
from agent_loop.sandbox.domain.programs import Confinement, Probe, Report, Surroundings, Tier
from agent_loop.sandbox.ports import Confined, Enclosure, Isolation

_READ_ALL = 3
"""Of syslog(2)."""


class Candidate(Isolation, Protocol):
    """An isolation that finds out what it is worth when it is entered."""

    async def __aenter__(self) -> Self: ...

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


class ProbedIsolation:
    """Enter it to try the candidates, named and strongest first; the first that holds does all the work.

    Its report names the probes of every candidate that was tried, as `bubblewrap: namespaces_stand`. Where the
    candidate that holds is weaker than `floor`, none is used: nothing runs, and the report says what would mend it.
    """

    def __init__(self, candidates: Mapping[str, Candidate], floor: Tier) -> None:
        self._candidates = candidates
        self._floor = floor
        self._stack = AsyncExitStack()
        self._chosen: Isolation | None = None
        self._report: Report | None = None

    async def __aenter__(self) -> Self:
        probes: list[Probe] = []
        async with AsyncExitStack() as stack:
            for name, candidate in self._candidates.items():
                entered = AsyncExitStack()
                report = await _tried(candidate, entered)
                stack.push_async_exit(entered)
                probes += [replace(probe, name=f"{name}: {probe.name}") for probe in report.probes]
                if report.tier is not Tier.UNSPECIFIED:
                    self._report = self._accepted(report, name, probes)
                    self._chosen = candidate if self._report.tier else None
                    break
                await entered.aclose()
            self._stack = stack.pop_all()
        if self._report is None:
            self._report = Report(Tier.UNSPECIFIED, tuple(probes), enclosed_by=enclosed_by())
        return self

    def _accepted(self, report: Report, name: str, probes: Sequence[Probe]) -> Report:
        if report.tier >= self._floor:
            return replace(report, probes=tuple(probes), enclosed_by=enclosed_by())
        weaker, asked = report.tier.name.lower(), self._floor.name.lower()
        floor = Probe(
            "min_tier",
            passed=False,
            detail=f"{name} holds the tier {weaker}; this server demands {asked}",
            fix=f"mend what failed above, or accept the weaker tier: SANDBOX_MIN_TIER={weaker}",
        )
        return Report(Tier.UNSPECIFIED, (*probes, floor), enclosed_by=enclosed_by())

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._stack.aclose()

    async def report(self) -> Report:
        if self._report is None:
            raise RuntimeError("enter the isolation before asking what it is worth")
        return self._report

    def start(self, confinement: Confinement) -> AbstractAsyncContextManager[Confined]:
        return self._worker().start(confinement)

    async def enclose(self, surroundings: Surroundings) -> Enclosure:
        return await self._worker().enclose(surroundings)

    def _worker(self) -> Isolation:
        if self._chosen is None:
            raise IsolationUnavailable(self._report.refusal() if self._report else "the isolation is not entered yet")
        return self._chosen


async def _tried(candidate: Candidate, entered: AsyncExitStack) -> Report:
    """Its report; also where the machine lacks so much that it could not even be entered."""
    try:
        await entered.enter_async_context(candidate)
        return await candidate.report()
    except (OSError, RequestRefused, IsolationUnavailable) as error:
        fix = "this kernel lacks a call that it needs; Linux 5.13 and later have them all"
        return Report(Tier.UNSPECIFIED, (Probe("can_be_tried", passed=False, detail=str(error), fix=fix),))


def enclosed_by(root: Path = Path("/"), kernel_log: str | None = None) -> str:
    """What this process runs in, as far as it can tell: "runsc", "container" or empty.

    gVisor's kernel tells itself in its log, and its /proc/version lacks the builder and the compiler that Linux names
    in parentheses. Containers are told by the marks that engines leave.
    """
    log = _kernel_log() if kernel_log is None else kernel_log
    version = _read(root / "proc/version")
    if "gVisor" in log or (version and not re.match(r"Linux version \S+ \(", version)):
        return "runsc"
    if any((root / mark).exists() for mark in (".dockerenv", "run/.containerenv")):
        return "container"
    init = _read(root / "proc/1/cgroup")
    return "container" if _any_in(("docker", "kubepods", "containerd", "libpod", "lxc"), init) else ""


def _any_in(words: Iterable[str], text: str) -> bool:
    return any(word in text for word in words)


def _read(path: Path) -> str:
    try:
        return path.read_text(errors="replace")
    except OSError:
        return ""


def _kernel_log() -> str:
    """Empty where one may not read it."""
    if os.uname().sysname != "Linux":
        return ""
    buffer = ctypes.create_string_buffer(16 * 1024)
    read = ctypes.CDLL(None).klogctl(_READ_ALL, buffer, len(buffer))
    return buffer.raw[: max(0, read)].decode(errors="replace")

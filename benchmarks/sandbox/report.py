"""What was measured, held against the bars, and the tables of it."""

import os
import platform
import statistics
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

MIB = 2**20


class Failed(Exception):
    """A call did not do what it was timed for; its time would be a lie."""


@dataclass
class Series:
    """The wall times of one contender's calls, in seconds, and what was said by those that failed."""

    name: str
    seconds: list[float] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)

    async def take(self, call: Callable[[], Awaitable[object]]) -> float:
        """Make the call: its seconds count where it did what it should.

        A call that is made in another process gives the seconds that it took there.
        """
        started = time.perf_counter()
        try:
            there = await call()
        except Failed as error:
            self.failures.append(str(error))
            return time.perf_counter() - started
        here = time.perf_counter() - started
        self.seconds.append(there if isinstance(there, float) else here)
        return here

    @property
    def p50(self) -> float:
        return statistics.median(self.seconds)

    @property
    def p95(self) -> float:
        """The nearest rank."""
        ordered = sorted(self.seconds)
        return ordered[max(0, -(-95 * len(ordered) // 100) - 1)]


@dataclass(frozen=True)
class Judgement:
    """A value against its bar. `value` is None where it could not be measured, and `why` says so."""

    what: str
    value: float | None
    bar: float
    at_least: bool = False
    unit: str = "x"
    why: str = ""
    note: str = ""

    @property
    def verdict(self) -> str:
        if self.value is None:
            return f"not measured: {self.why}"
        met = self.value >= self.bar if self.at_least else self.value <= self.bar
        return "meets" if met else "misses"

    def row(self) -> str:
        value = "" if self.value is None else f"{self.value:.3g} {self.unit}".strip()
        told = f"{self.verdict} ({' '.join(self.note.split())})" if self.note else self.verdict
        return f"| {self.what} | {value} | {'≥' if self.at_least else '≤'} {self.bar:.3g} | {told} |"


@dataclass
class Row:
    """One part of the benchmark: lines for people, judgements, and the numbers for --json."""

    title: str
    lines: list[str] = field(default_factory=list)
    judgements: list[Judgement] = field(default_factory=list)
    data: dict[str, Any] = field(default_factory=dict)

    def text(self) -> str:
        judged = [judgement.row() for judgement in self.judgements]
        if judged:
            judged = ["", "| what | measured | bar | |", "|---|---|---|---|", *judged]
        return "\n".join([f"## {self.title}", "", *self.lines, *judged, ""])

    def as_json(self) -> dict[str, Any]:
        judged = [vars(judgement) | {"verdict": judgement.verdict} for judgement in self.judgements]
        return {"title": self.title, "judgements": judged, **self.data}


def ratio(what: str, ours: Series | None, theirs: Series | None, bar: float, missing: Sequence[str] = ()) -> Judgement:
    """Ours to theirs at p50; not measured where either is missing."""
    if ours is None or theirs is None:
        return Judgement(what, None, bar, why="; ".join(missing) or "it did not run")
    return Judgement(what, ours.p50 / theirs.p50, bar)


def times_table(series: Sequence[Series]) -> list[str]:
    """Milliseconds."""
    lines = ["| | p50, ms | p95, ms | p95/p50 | calls | failed |", "|---|---|---|---|---|---|"]
    for one in series:
        lines.append(
            f"| {one.name} | {one.p50 * 1000:.2f} | {one.p95 * 1000:.2f} | {one.p95 / one.p50:.2f}"
            f" | {len(one.seconds)} | {len(one.failures)} |"
        )
    return lines


def failures(series: Sequence[Series]) -> Judgement:
    """Ours must not fail at all."""
    said = [failure for one in series for failure in one.failures]
    return Judgement("calls of ours that failed", len(said), 0, unit="", note=said[0] if said else "")


def machine() -> str:
    """The processor, its cores, the memory, the distribution and the kernel."""
    info = Path("/proc/cpuinfo").read_text()
    model = next((line.split(":", 1)[1].strip() for line in info.splitlines() if line.startswith("model name")), "")
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    system = platform.freedesktop_os_release().get("PRETTY_NAME", "Linux")
    return (
        f"{os.cpu_count()} cores of {model or platform.machine()}, {memory:.0f} GiB, {system}, "
        f"Linux {platform.release()}, Python {platform.python_version()}"
    )


def load() -> str:
    return "load average " + " ".join(f"{value:.2f}" for value in os.getloadavg())

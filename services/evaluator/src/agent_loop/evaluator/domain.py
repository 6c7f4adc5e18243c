"""What came of tasks, and how sure one can be of a rate."""

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass

# The two-sided 95 % quantile of the normal distribution.
_Z = 1.959964


class TasksUnavailable(Exception):
    """No tasks can be made; the message says why."""


class RunsUnavailable(Exception):
    """The gateway, or what runs need behind it, cannot be reached."""


class CommandUnavailable(Exception):
    """A command could not be started, or ended otherwise than it must."""


@dataclass(frozen=True)
class TaskOrder:
    """Which tasks to make: `count` of one family, worded by the lines of a file, on trees that follow from the seed."""

    family: str
    wordings: str | None
    """Path of a file with one wording a line; None takes the family's own default."""
    count: int | None
    """None: one task a wording."""
    seed: int


@dataclass(frozen=True)
class Outcome:
    """What came of one task."""

    task_id: str
    wording: str
    run_id: str
    success: bool
    status: str
    """finished, failed, cancelled or refused."""
    detail: str
    """The judge's words, or why there was nothing to judge."""
    steps: int
    seconds: float


@dataclass(frozen=True)
class Interval:
    """Bounds of a rate, each from 0 to 1."""

    low: float
    high: float


@dataclass(frozen=True)
class WordingScore:
    """One wording's tasks together."""

    wording: str
    successes: int
    total: int
    steps: float
    """Mean of the runs."""
    seconds: float
    """Mean of the runs."""


@dataclass(frozen=True)
class Report:
    """Outcomes together."""

    outcomes: tuple[Outcome, ...]

    @property
    def successes(self) -> int:
        return sum(outcome.success for outcome in self.outcomes)

    @property
    def rate(self) -> float:
        """From 0 to 1; 0 where nothing ran."""
        return self.successes / len(self.outcomes) if self.outcomes else 0.0

    @property
    def interval(self) -> Interval:
        """Where the true rate lies with 95 % confidence."""
        return wilson(self.successes, len(self.outcomes))

    @property
    def median_seconds(self) -> float:
        return statistics.median(outcome.seconds for outcome in self.outcomes) if self.outcomes else 0.0

    def passes(self, at_least: float) -> bool:
        """Whether the rate reaches the bar; nothing that ran reaches none."""
        return bool(self.outcomes) and self.rate >= at_least

    def by_wording(self) -> list[WordingScore]:
        """One row a wording, in the order in which they were first seen."""
        rows: dict[str, list[Outcome]] = {}
        for outcome in self.outcomes:
            rows.setdefault(outcome.wording, []).append(outcome)
        return [_score(wording, outcomes) for wording, outcomes in rows.items()]


def wilson(successes: int, total: int) -> Interval:
    """Wilson's 95 % interval of a rate; 0 to 1 where nothing was tried. Raises ValueError for impossible counts."""
    if not 0 <= successes <= total:
        raise ValueError(f"{successes} successes of {total}")
    if total == 0:
        return Interval(0.0, 1.0)
    rate, square = successes / total, _Z * _Z
    middle = (rate + square / (2 * total)) / (1 + square / total)
    half = _Z * math.sqrt(rate * (1 - rate) / total + square / (4 * total * total)) / (1 + square / total)
    return Interval(max(0.0, middle - half), min(1.0, middle + half))


def _score(wording: str, outcomes: Sequence[Outcome]) -> WordingScore:
    return WordingScore(
        wording=wording,
        successes=sum(outcome.success for outcome in outcomes),
        total=len(outcomes),
        steps=statistics.fmean(outcome.steps for outcome in outcomes),
        seconds=statistics.fmean(outcome.seconds for outcome in outcomes),
    )

"""What came of tasks, and what keeps them from being done."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from agent_loop.evaluator.domain.rates import Interval, wilson

Split = Literal["train", "validation", "heldout"]


class TasksUnavailable(Exception):
    """No tasks can be made; the message says why."""


class RunsUnavailable(Exception):
    """The gateway, or what runs need behind it, cannot be reached."""


class SandboxUnavailable(Exception):
    """No sandbox could be had, or it was lost on the way; the message says where and why."""


class ResultsUnwritable(Exception):
    """Outcomes cannot be kept; the message says where and why."""


class TrainingTextsUnreadable(Exception):
    """There is no dataset, or it holds something else than training rows; the message names the place."""


class CommandUnavailable(Exception):
    """A command could not be started, or ended otherwise than it must."""


@dataclass(frozen=True)
class TaskOrder:
    """Which tasks to make: `count` of each family, on trees that follow from the seed."""

    families: tuple[str, ...]
    wordings: str | None
    """Path of a file with one wording a line, for one family; None takes the families' own."""
    count: int | None
    """None: one task a wording."""
    seed: int
    split: Split | None = None
    """The family's own wordings of this split, in place of a file's."""


@dataclass(frozen=True)
class FamilyInfo:
    """A family as the data generator names it."""

    name: str
    version: str
    kept_out: bool
    """Whether training never sees it."""
    difficulty: int
    """0 is the easiest."""


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
    failure: str = ""
    """The problem type of a run that failed or was refused."""


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


def _score(wording: str, outcomes: Sequence[Outcome]) -> WordingScore:
    return WordingScore(
        wording=wording,
        successes=sum(outcome.success for outcome in outcomes),
        total=len(outcomes),
        steps=statistics.fmean(outcome.steps for outcome in outcomes),
        seconds=statistics.fmean(outcome.seconds for outcome in outcomes),
    )

"""A suite's outcomes as a table: by family and by difficulty, beside what simpler things reach."""

import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from agent_loop.evaluator.domain.outcomes import Outcome
from agent_loop.evaluator.domain.rates import Interval, paired_p, wilson
from agent_loop.evaluator.domain.suites import Entry

FLOOR = "nothing"
"""The baseline that does nothing."""


@dataclass(frozen=True)
class Judged:
    """One task of a suite, and how it went."""

    family: str
    difficulty: int | None
    outcome: Outcome
    baselines: Mapping[str, bool]
    """Whether each baseline did the task."""


@dataclass(frozen=True)
class Row:
    """Some tasks of a suite together."""

    name: str
    successes: int
    total: int
    interval: Interval
    """Wilson's, 95 %."""
    steps: float
    """Mean of the runs."""
    seconds: float
    """Mean of the runs."""
    baselines: Mapping[str, int]
    """Successes of each."""
    p: float
    """How likely so large a lead over doing nothing would be by chance (McNemar's exact test, one-sided)."""

    @property
    def rate(self) -> float:
        return self.successes / self.total if self.total else 0.0


@dataclass(frozen=True)
class SuiteReport:
    """What came of a suite, or of a part of it."""

    entry: Entry
    judged: tuple[Judged, ...]
    size: int
    """Tasks of the whole suite."""
    notes: tuple[str, ...] = ()
    """What a reader must know of the suite."""

    @property
    def total(self) -> Row:
        return row("all", self.judged)

    @property
    def hard(self) -> Row:
        """Without the tasks that doing nothing does."""
        return row("where doing nothing fails", [one for one in self.judged if not one.baselines.get(FLOOR)])

    def by_family(self) -> list[Row]:
        return self._by(lambda one: one.family)

    def by_difficulty(self) -> list[Row]:
        """Empty where the suite grades none of its tasks."""
        if all(one.difficulty is None for one in self.judged):
            return []
        return self._by(lambda one: "none" if one.difficulty is None else str(one.difficulty))

    def families_at_zero(self) -> list[str]:
        return [found.name for found in self.by_family() if not found.successes]

    def passes(self, at_least: float) -> bool:
        """Whether the lower bound reaches the bar; nothing that ran reaches none."""
        return bool(self.judged) and self.total.interval.low >= at_least

    def _by(self, name: Callable[[Judged], str]) -> list[Row]:
        groups: dict[str, list[Judged]] = {}
        for one in self.judged:
            groups.setdefault(name(one), []).append(one)
        return [row(group, judged) for group, judged in sorted(groups.items())]


def row(name: str, judged: Sequence[Judged]) -> Row:
    """The row of these tasks."""
    successes = sum(one.outcome.success for one in judged)
    names = {baseline for one in judged for baseline in one.baselines}
    lead = [(one.outcome.success, one.baselines.get(FLOOR, False)) for one in judged]
    return Row(
        name=name,
        successes=successes,
        total=len(judged),
        interval=wilson(successes, len(judged)),
        steps=statistics.fmean(one.outcome.steps for one in judged) if judged else 0.0,
        seconds=statistics.fmean(one.outcome.seconds for one in judged) if judged else 0.0,
        baselines={name: sum(one.baselines.get(name, False) for one in judged) for name in sorted(names)},
        p=paired_p(lead.count((True, False)), lead.count((False, True))),
    )


def document(report: SuiteReport) -> dict[str, Any]:
    """The report as JSON values: rates from 0 to 1, seconds; its outcomes in the order of the tasks."""
    entry = report.entry
    return {
        "suite": entry.suite,
        "version": entry.version,
        "tasks_sha256": entry.tasks_sha256,
        "entrant": entry.entrant,
        "aids": dict(entry.aids),
        "prompt_sha256": entry.prompt_sha256,
        "size": report.size,
        "total": _values(report.total),
        "where_doing_nothing_fails": _values(report.hard),
        "by_family": [_values(one) for one in report.by_family()],
        "by_difficulty": [_values(one) for one in report.by_difficulty()],
        "families_at_zero": report.families_at_zero(),
        "notes": list(report.notes),
        "outcomes": [
            {
                "task": one.outcome.task_id,
                "family": one.family,
                "difficulty": one.difficulty,
                "instruction": one.outcome.wording,
                "run": one.outcome.run_id,
                "success": one.outcome.success,
                "status": one.outcome.status,
                "failure": one.outcome.failure,
                "detail": one.outcome.detail,
                "steps": one.outcome.steps,
                "seconds": one.outcome.seconds,
                "baselines": dict(one.baselines),
            }
            for one in report.judged
        ],
    }


def _values(one: Row) -> dict[str, Any]:
    return {
        "name": one.name,
        "successes": one.successes,
        "total": one.total,
        "rate": one.rate,
        "interval_95": {"low": one.interval.low, "high": one.interval.high},
        "steps": one.steps,
        "seconds": one.seconds,
        "baselines": dict(one.baselines),
        "p_against_nothing": one.p,
    }

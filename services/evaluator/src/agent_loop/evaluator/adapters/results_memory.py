"""Outcomes in memory."""

import contextlib
from collections.abc import Iterator, Mapping

from agent_loop.evaluator.domain.outcomes import Outcome, ResultsUnwritable
from agent_loop.evaluator.domain.suites import Entry


class InMemoryResults:
    """Records by their entries."""

    def __init__(self) -> None:
        self.records: dict[Entry, dict[str, Outcome]] = {}
        self._busy = set[Entry]()

    @contextlib.contextmanager
    def record(self, entry: Entry, *, fresh: bool) -> Iterator["InMemoryRecord"]:
        if entry in self._busy:
            raise ResultsUnwritable(f"{entry.entrant} is being written by another evaluation; wait for it")
        if fresh:
            self.records.pop(entry, None)
        self._busy.add(entry)
        try:
            yield InMemoryRecord(self.records.setdefault(entry, {}))
        finally:
            self._busy.discard(entry)


class InMemoryRecord:
    """One dictionary."""

    def __init__(self, outcomes: dict[str, Outcome]) -> None:
        self._outcomes = outcomes

    def known(self) -> Mapping[str, Outcome]:
        return self._outcomes

    def add(self, outcome: Outcome) -> None:
        self._outcomes[outcome.task_id] = outcome

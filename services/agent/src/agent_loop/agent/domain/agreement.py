"""Several attempts at a run, and which of them is taken: what most of those that passed their own check agree on.

Self-consistency (Wang et al., https://arxiv.org/abs/2203.11171), over end states instead of answers.
"""

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass

from agent_loop.agent.domain.changes import Change
from agent_loop.contracts.task import Said

_NUMBER = re.compile(r"\d+(?:[.]\d+)?")


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an attempt ended. `verified`: what its VERIFY action said, none without one; counts only if it finished."""

    number: int
    end_state: str
    finished: bool
    verified: bool | None = None

    @property
    def rank(self) -> int:
        return 0 if not self.finished else 2 if self.verified else 1


def end_state(changes: Sequence[Change], said: Said) -> str:
    """A digest that attempts share which did the same.

    That is what they changed and the numbers of their answers; where nothing was changed, also what was printed.
    """
    printed = "" if changes else "\n".join(" ".join(line.split()) for line in said.output.strip().splitlines())
    left = [[c.path, c.kind, c.type, c.mode, c.sha256, c.target] for c in sorted(changes, key=lambda c: c.path)]
    text = json.dumps([left, printed, _NUMBER.findall(said.answer)])
    return hashlib.sha256(text.encode()).hexdigest()


def alike(outcome: Outcome, outcomes: Sequence[Outcome]) -> list[Outcome]:
    """Those that finished with the same end state; the outcome itself where it did not finish."""
    return [each for each in outcomes if each.rank and each.end_state == outcome.end_state] or [outcome]


def preferred(outcomes: Sequence[Outcome]) -> Outcome:
    """The first of the largest group among those that passed their own check; else of those that finished; else any."""

    def merit(outcome: Outcome) -> tuple[int, int, int]:
        return outcome.rank, len(alike(outcome, outcomes)) if outcome.rank else 0, -outcome.number

    return max(outcomes, key=merit)


def may_be_preferred(outcome: Outcome, outcomes: Sequence[Outcome]) -> bool:
    """Whether it may be the preferred one, now or after more attempts. The first always may: all may fail."""
    if outcome.number == 1:
        return True
    earlier = [each for each in alike(outcome, outcomes) if each.number < outcome.number]
    return outcome.finished and all(each.rank < outcome.rank for each in earlier)


def is_certain(outcomes: Sequence[Outcome], remaining: int) -> bool:
    """Whether no attempt that remains can change which end state is preferred."""
    lead = preferred(outcomes)
    if remaining == 0:
        return True
    if lead.rank < 2:
        return False
    size = len(alike(lead, outcomes))
    others = [each for each in outcomes if each.rank and each.end_state != lead.end_state]
    rivals = [len(alike(each, outcomes)) + (each.number < lead.number) for each in others]
    return size >= max(rivals, default=0) + remaining

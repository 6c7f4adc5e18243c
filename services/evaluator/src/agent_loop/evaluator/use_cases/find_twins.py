"""What a suite asks, compared with what training taught."""

from dataclasses import dataclass

from agent_loop.evaluator.domain.suites import SuiteUnusable
from agent_loop.evaluator.domain.twins import Twins, near_twins, same_commands
from agent_loop.evaluator.ports import Suite, TrainingTexts


@dataclass(frozen=True)
class Overlap:
    """How much a suite and a dataset have in common."""

    tasks: int
    rows: int
    twins: tuple[Twins, ...]


class FindTwins:
    """Finds the tasks of a suite whose instruction has a near twin in training, or whose command stands there."""

    def __init__(self, suite: Suite, texts: TrainingTexts) -> None:
        self._suite = suite
        self._texts = texts

    async def __call__(self) -> Overlap:
        """Raises TasksUnavailable, SuiteUnusable, TrainingTextsUnreadable."""
        rows = list(self._texts.instructions())
        asked = await self._suite.asked()
        if not asked:
            raise SuiteUnusable("the suite asks nothing")
        twins = near_twins({task_id: one.instruction for task_id, one in asked.items()}, rows)
        if any(one.commands for one in asked.values()):
            twins += same_commands(asked, self._texts.commands())
        return Overlap(len(asked), len(rows), tuple(twins))

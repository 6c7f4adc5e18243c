"""What a suite asks, compared with what training taught."""

from dataclasses import dataclass

from agent_loop.evaluator.domain.suites import unambiguous
from agent_loop.evaluator.domain.twins import Twins, near_twins
from agent_loop.evaluator.ports import Suite, TrainingTexts


@dataclass(frozen=True)
class Overlap:
    """How much a suite and a dataset have in common."""

    tasks: int
    rows: int
    twins: tuple[Twins, ...]


class FindTwins:
    """Finds the tasks of a suite whose instruction has a near twin in training."""

    def __init__(self, suite: Suite, texts: TrainingTexts) -> None:
        self._suite = suite
        self._texts = texts

    async def __call__(self) -> Overlap:
        """Raises TasksUnavailable, SuiteUnusable, TrainingTextsUnreadable."""
        rows = list(self._texts.instructions())
        tasks = await self._suite.tasks()
        unambiguous(tasks)
        twins = near_twins({task.id: task.instruction for task in tasks}, rows)
        return Overlap(len(tasks), len(rows), tuple(twins))

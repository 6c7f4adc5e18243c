"""Doing nothing: the floor of every suite."""

from agent_loop.contracts.task import Task
from agent_loop.evaluator.domain.scores import FLOOR
from agent_loop.evaluator.domain.suites import NOTHING, Did


class DoNothing:
    """Leaves the tree as it is, and says nothing."""

    name = FLOOR

    async def attempt(self, task: Task) -> Did:  # noqa: ARG002 — whatever it is
        return NOTHING

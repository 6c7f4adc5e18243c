"""Tasks from a list."""

from collections.abc import Sequence

from agent_loop.contracts.task import Task
from agent_loop.evaluator.domain.outcomes import TaskOrder, TasksUnavailable


class InMemoryTaskSource:
    """Families by name."""

    def __init__(self, families: dict[str, Sequence[Task]]) -> None:
        self._families = families

    async def tasks(self, order: TaskOrder) -> list[Task]:
        if order.family not in self._families:
            raise TasksUnavailable(f"there is no family {order.family}")
        found = self._families[order.family]
        return list(found if order.count is None else found[: order.count])

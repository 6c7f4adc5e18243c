"""Tasks from a list."""

from collections.abc import Collection, Sequence

from agent_loop.contracts.task import Task
from agent_loop.evaluator.domain.outcomes import FamilyInfo, TaskOrder, TasksUnavailable


class InMemoryTaskSource:
    """Families by name."""

    def __init__(self, families: dict[str, Sequence[Task]], kept_out: Collection[str] = ()) -> None:
        self._families = families
        self._kept_out = kept_out

    async def tasks(self, order: TaskOrder) -> list[Task]:
        tasks = list[Task]()
        for name in order.families:
            if name not in self._families:
                raise TasksUnavailable(f"there is no family {name}")
            tasks += self._families[name][: order.count]
        return tasks

    async def families(self) -> list[FamilyInfo]:
        return [FamilyInfo(name, "1", kept_out=name in self._kept_out, difficulty=1) for name in sorted(self._families)]

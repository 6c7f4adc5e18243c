"""Suites of generated tasks, each described by a small file of this package."""

from collections.abc import Mapping, Sequence
from importlib import resources
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from agent_loop.contracts.task import Task
from agent_loop.evaluator.domain.outcomes import Split, TaskOrder, TasksUnavailable
from agent_loop.evaluator.domain.suites import Asked
from agent_loop.evaluator.ports import Families, TaskSource

_SUITES = resources.files("agent_loop.evaluator").joinpath("suites")


class SuiteDescription(BaseModel):
    """Which tasks make up a suite."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    version: str
    about: str
    families: Literal["trained", "kept out"]
    per_family: int = Field(ge=1)
    split: Split
    seed: int


def described() -> dict[str, SuiteDescription]:
    """All suites of this package by name."""
    found = (
        SuiteDescription.model_validate_json(file.read_text("utf-8"))
        for file in _SUITES.iterdir()
        if file.name.endswith(".json")
    )
    return {one.name: one for one in sorted(found, key=lambda one: one.name)}


class FamiliesSuite:
    """So many tasks of each family that training sees, or that it never sees."""

    judged_in_the_run = True

    def __init__(self, description: SuiteDescription, families: Families, source: TaskSource) -> None:
        self._description = description
        self._families = families
        self._source = source
        self.name = description.name
        self.version = description.version

    async def tasks(self) -> list[Task]:
        kept_out = self._description.families == "kept out"
        chosen = [family for family in await self._families.families() if family.kept_out is kept_out]
        if not chosen:
            raise TasksUnavailable(f"there is no family for {self.name}: it takes those that are {self._how}")
        wanted = self._description
        order = TaskOrder(
            tuple(family.name for family in chosen), None, wanted.per_family, wanted.seed, split=wanted.split
        )
        difficulty = {family.name: family.difficulty for family in chosen}
        return [_graded(task, difficulty) for task in await self._source.tasks(order)]

    async def asked(self) -> dict[str, Asked]:
        return {task.id: Asked(task.instruction) for task in await self.tasks()}

    def notes(self) -> Sequence[str]:
        return ()

    @property
    def _how(self) -> str:
        return "kept out of training" if self._description.families == "kept out" else "trained on"


def _graded(task: Task, difficulty: Mapping[str, int]) -> Task:
    """The task with a difficulty: its own, or its family's."""
    return task if task.difficulty is not None else task.model_copy(update={"difficulty": difficulty[task.family]})

"""Suites of generated tasks, each described by a small file of this package."""

import asyncio
import os
from collections.abc import Sequence
from importlib import resources
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from agent_loop.contracts.task import Task
from agent_loop.evaluator.domain.outcomes import FamilyInfo, Split, TaskOrder, TasksUnavailable
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
        made = await self._made(chosen)
        return [_graded(task, family) for family, tasks in zip(chosen, made, strict=True) for task in tasks]

    async def asked(self) -> dict[str, Asked]:
        return {task.id: Asked(task.instruction) for task in await self.tasks()}

    def notes(self) -> Sequence[str]:
        return ()

    @property
    def _how(self) -> str:
        return "kept out of training" if self._description.families == "kept out" else "trained on"

    async def _made(self, families: Sequence[FamilyInfo]) -> list[list[Task]]:
        """The tasks of each family, as many families at once as there are cores."""
        free = asyncio.Semaphore(os.cpu_count() or 1)
        wanted = self._description

        async def make(family: FamilyInfo) -> list[Task]:
            async with free:
                return await self._source.tasks(
                    TaskOrder(family.name, None, wanted.per_family, wanted.seed, wanted.split)
                )

        return await asyncio.gather(*(make(family) for family in families))


def _graded(task: Task, family: FamilyInfo) -> Task:
    """The task with a difficulty: its own, or its family's."""
    return task if task.difficulty is not None else task.model_copy(update={"difficulty": family.difficulty})

"""Tasks from `agent-loop tasks make`."""

import asyncio

from pydantic import BaseModel, ValidationError

from agent_loop.contracts.task import Task
from agent_loop.evaluator.domain.outcomes import CommandUnavailable, FamilyInfo, TaskOrder, TasksUnavailable
from agent_loop.evaluator.ports import CommandLine


class _Listing(BaseModel):
    """What `tasks families --json` prints; what else it says is not ours."""

    families: list[FamilyInfo]


class CommandTaskSource:
    """The data generator, through its command."""

    def __init__(self, commands: CommandLine) -> None:
        self._commands = commands

    async def tasks(self, order: TaskOrder) -> list[Task]:
        arguments = ["tasks", "make", *order.families, "--seed", str(order.seed)]
        if order.wordings is not None:
            arguments += ["--wordings", order.wordings]
        if order.split is not None:
            arguments += ["--split", order.split]
        if order.count is not None:
            arguments += ["--count", str(order.count)]
        try:
            lines = await asyncio.to_thread(self._commands.read, *arguments)
            return [Task.model_validate_json(line) for line in lines.splitlines() if line.strip()]
        except CommandUnavailable as error:
            raise TasksUnavailable(str(error)) from error
        except ValidationError as error:
            raise TasksUnavailable(f"agent-loop tasks make prints no tasks: {error.errors()[0]['msg']}") from error

    async def families(self) -> list[FamilyInfo]:
        try:
            text = await asyncio.to_thread(self._commands.read, "tasks", "families", "--json")
            found = _Listing.model_validate_json(text).families
        except CommandUnavailable as error:
            raise TasksUnavailable(str(error)) from error
        except ValidationError as error:
            raise TasksUnavailable(
                f"agent-loop tasks families prints no families: {error.errors()[0]['msg']}"
            ) from error
        return sorted(found, key=lambda family: family.name)

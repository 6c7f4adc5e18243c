"""What the evaluator needs."""

from collections.abc import Collection, Sequence
from typing import Protocol

from agent_loop.contracts.task import Task
from agent_loop.evaluator.domain import Outcome, TaskOrder


class TaskSource(Protocol):
    """Where tasks come from."""

    async def tasks(self, order: TaskOrder) -> list[Task]:
        """The tasks of an order; the same order gives the same tasks. Raises TasksUnavailable."""
        ...


class AgentRuns(Protocol):
    """The agent, as its clients see it."""

    async def perform(self, task: Task, model: str | None) -> Outcome:
        """Let the agent do the task and wait for its end. A run that fails or is refused is an outcome.

        Raises RunsUnavailable when no run could be made or its end is not known.
        """
        ...


class CommandLine(Protocol):
    """The `agent-loop` command, as a person uses it."""

    def show(self, *arguments: str) -> int:
        """Run a command with its output where a person sees it; its exit code. An interrupt is passed on to it.

        Raises CommandUnavailable when it cannot be started.
        """
        ...

    def read(self, *arguments: str, allowed: Collection[int] = (0,)) -> str:
        """What a command prints. Raises CommandUnavailable when it cannot be started or ends with another exit code."""
        ...


class Stage(Protocol):
    """Where the demonstration's files lie, and where it speaks."""

    def clear(self) -> None:
        """Make an empty folder, away with what an earlier demonstration left."""
        ...

    def path(self, name: str) -> str:
        """The absolute path of a name in that folder."""
        ...

    def files(self, name: str) -> Sequence[tuple[str, int]]:
        """The files below a folder of it, relative, with their sizes in bytes, in order."""
        ...

    def text(self, name: str) -> str:
        """A text file's content."""
        ...

    def say(self, text: str) -> None:
        """A line for the person who watches."""
        ...

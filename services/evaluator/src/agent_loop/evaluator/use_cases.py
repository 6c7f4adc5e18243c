"""What the evaluator does."""

import asyncio
import json
import shlex
from collections.abc import Callable

from agent_loop.contracts.task import Task
from agent_loop.evaluator.domain.outcomes import Outcome, Report, TaskOrder, TasksUnavailable
from agent_loop.evaluator.domain.suites import Candidate
from agent_loop.evaluator.ports import AgentRuns, CommandLine, Stage, TaskSource

DEMO_INSTRUCTION = "find all error logs and create a report"
_MOST_FILES_SHOWN = 30
_NOT_READY = 4


class EvaluateWordings:
    """Lets the agent do every task of an order, a few at a time."""

    def __init__(self, source: TaskSource, runs: AgentRuns, on_outcome: Callable[[Outcome, int], None]) -> None:
        self._source = source
        self._runs = runs
        self._on_outcome = on_outcome

    async def __call__(self, order: TaskOrder, candidate: Candidate, concurrency: int) -> Report:
        """Every outcome in the order of the tasks; `on_outcome` gets each with the number of all as it comes.

        Raises TasksUnavailable, and RunsUnavailable as soon as one run cannot be made: the others are then left.
        """
        tasks = await self._source.tasks(order)
        if not tasks:
            raise TasksUnavailable("there is no wording in the file")
        free = asyncio.Semaphore(concurrency)

        async def perform(task: Task) -> Outcome:
            async with free:
                outcome = await self._runs.perform(task, candidate)
            self._on_outcome(outcome, len(tasks))
            return outcome

        running = [asyncio.ensure_future(perform(task)) for task in tasks]
        try:
            return Report(tuple(await asyncio.gather(*running)))
        finally:
            for one in running:
                one.cancel()
            await asyncio.gather(*running, return_exceptions=True)


class Demonstrate:
    """From nothing to a verified report, by the commands that a person would type."""

    def __init__(self, commands: CommandLine, stage: Stage) -> None:
        self._commands = commands
        self._stage = stage

    def __call__(self, seed: int, model: str | None) -> int:
        """The exit code: the checker's, or the first one of a command that could not do its part.

        What it started is stopped, whatever happens; a stack that ran before is left running.
        """
        started = not self._runs_already()
        try:
            if code := self._shown("up"):
                started = False  # up leaves nothing where it fails
                return code
            return self._demonstrate(seed, model)
        finally:
            if started:
                self._shown("down")

    def _demonstrate(self, seed: int, model: str | None) -> int:
        stage = self._stage
        stage.clear()
        task, workspace = stage.path("task.jsonl"), stage.path("workspace")
        for command in (
            ("tasks", "make", "log-report", "--count", "1", "--seed", str(seed), "--out", task),
            ("tasks", "prepare", task, "--into", workspace),
        ):
            if code := self._shown(*command):
                return code
        self._list_workspace()
        chosen = ("--model", model) if model else ()
        code = self._shown("run", DEMO_INSTRUCTION, "--workspace", workspace, "--task", task, *chosen)
        self._show_result(workspace)
        return code

    def _show_result(self, workspace: str) -> None:
        """Put the changes into the workspace, as a person would, and show what is new there."""
        before = {name for name, _ in self._stage.files("workspace")}
        newest = json.loads(self._commands.read("runs", "--limit", "1", "--json"))["runs"]
        if not newest:
            return
        self._shown("apply", newest[0]["id"], "--to", workspace, "--yes")
        for name, _ in self._stage.files("workspace"):
            if name not in before:
                self._stage.say(f"\n{workspace}/{name}:")
                self._stage.say(self._stage.text(f"workspace/{name}").rstrip("\n"))

    def _list_workspace(self) -> None:
        files = self._stage.files("workspace")
        self._stage.say(f"\nthe workspace: {len(files)} files")
        for name, size in files[:_MOST_FILES_SHOWN]:
            self._stage.say(f"{size:>9}  {name}")
        if len(files) > _MOST_FILES_SHOWN:
            self._stage.say(f"{'':>9}  and {len(files) - _MOST_FILES_SHOWN} more")

    def _runs_already(self) -> bool:
        return bool(json.loads(self._commands.read("status", "--json", allowed=(0, _NOT_READY)))["running"])

    def _shown(self, *arguments: str) -> int:
        self._stage.say(f"\n$ agent-loop {shlex.join(arguments)}")
        return self._commands.show(*arguments)

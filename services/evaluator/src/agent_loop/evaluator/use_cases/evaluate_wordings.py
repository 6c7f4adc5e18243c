"""The tasks of one order, judged."""

from collections.abc import Callable

from agent_loop.contracts.task import Task
from agent_loop.evaluator.domain.outcomes import Outcome, Report, TaskOrder, TasksUnavailable
from agent_loop.evaluator.domain.suites import Candidate
from agent_loop.evaluator.ports import AgentRuns, TaskSource
from agent_loop.evaluator.use_cases.at_once import at_once
from agent_loop.evaluator.use_cases.perform_task import perform_task


class EvaluateWordings:
    """Lets the agent do every task of an order, a few at a time."""

    def __init__(self, source: TaskSource, runs: AgentRuns, on_outcome: Callable[[Outcome, int], None]) -> None:
        self._source = source
        self._runs = runs
        self._on_outcome = on_outcome

    async def __call__(self, order: TaskOrder, candidate: Candidate, concurrency: int) -> Report:
        """Every outcome in the order of the tasks; `on_outcome` gets each with the number of all as it comes.

        Raises TasksUnavailable, and RunsUnavailable as soon as one run cannot be made, also by the machine's fault
        again and again: the others are then left.
        """
        tasks = await self._source.tasks(order)
        if not tasks:
            raise TasksUnavailable("there is no wording in the file")

        async def perform(task: Task) -> Outcome:
            outcome = await perform_task(self._runs, task, candidate)
            self._on_outcome(outcome, len(tasks))
            return outcome

        return Report(tuple(await at_once(concurrency, tasks, perform)))

"""An agent that does tasks by a rule."""

from collections.abc import Callable

from agent_loop.contracts.task import Task
from agent_loop.evaluator.domain import Outcome, RunsUnavailable


class InMemoryAgentRuns:
    """Succeeds where the rule says so; a rule of None is an agent that cannot be reached."""

    def __init__(self, rule: Callable[[Task], bool] | None) -> None:
        self._rule = rule

    async def perform(self, task: Task, model: str | None) -> Outcome:
        if self._rule is None:
            raise RunsUnavailable("there is no agent")
        if model == "unknown":
            return Outcome(task.id, task.instruction, "", False, "refused", "there is no such model", 0, 0.0)  # noqa: FBT003
        success = self._rule(task)
        detail = "all found" if success else "something was missed"
        return Outcome(task.id, task.instruction, f"run-{task.id}", success, "finished", detail, steps=5, seconds=1.0)

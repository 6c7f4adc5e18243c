"""An agent that does tasks by a rule."""

import hashlib
from collections.abc import Callable

from agent_loop.contracts.task import Said, Task
from agent_loop.evaluator.domain.outcomes import Outcome, RunsUnavailable
from agent_loop.evaluator.domain.suites import Candidate, Did, ServedModel, UnknownModel


class InMemoryAgentRuns:
    """Succeeds where the rule says so; a rule of None is an agent that cannot be reached."""

    def __init__(self, rule: Callable[[Task], bool] | None) -> None:
        self._rule = rule

    async def served(self, model: str | None) -> ServedModel:
        self._reach()
        if model == "unknown":
            raise UnknownModel("the agent serves no model unknown, but: tiny")
        return ServedModel(model or "tiny", hashlib.sha256((model or "tiny").encode()).hexdigest())

    async def perform(self, task: Task, candidate: Candidate) -> Outcome:
        rule = self._reach()
        if candidate.model == "unknown":
            return Outcome(task.id, task.instruction, "", False, "refused", "there is no such model", 0, 0.0)  # noqa: FBT003
        success = rule(task)
        detail = "all found" if success else "something was missed"
        return Outcome(task.id, task.instruction, f"run-{task.id}", success, "finished", detail, steps=5, seconds=1.0)

    async def did(self, run_id: str) -> Did:
        self._reach()
        return Did(said=Said(answer=f"{run_id} is done"))

    def _reach(self) -> Callable[[Task], bool]:
        if self._rule is None:
            raise RunsUnavailable("there is no agent")
        return self._rule

"""Scores by the task's own checker."""

from agent_loop.contracts.task import Task
from agent_loop.contracts.trajectory import Action, ExitReason, Observation
from agent_loop.evaluator.domain.suites import Did, Score
from agent_loop.evaluator.ports import Sandbox


class CheckerScorer:
    """Does again what was done, on an untouched tree, and lets the task's checker judge the end."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    async def score(self, task: Task, did: Did) -> Score:
        seen = await self._judged(task, did)
        if seen.exit_reason is not ExitReason.EXITED:  # it has not judged; a machine that was busy may let it now
            seen = await self._judged(task, did)
        detail = seen.stdout.strip() or seen.stderr.strip() or f"{seen.exit_reason.value.lower()} {seen.exit_code}"
        return Score(seen.ok, detail)

    async def _judged(self, task: Task, did: Did) -> Observation:
        argument = "code" if task.checker.interpreter == "python" else "command"
        tool = "python" if task.checker.interpreter == "python" else "bash"
        checker = Action(tool=tool, arguments={argument: task.checker.program})
        async with self._sandbox.open(task.tree, task.mounts) as workspace:
            for action in did.actions:
                await workspace.perform(action)
            said = did.said.model_dump_json().encode()
            return await workspace.perform(checker, seconds=task.checker.timeout_seconds, stdin=said)

"""One task, done by the agent; what the machine spoils is done again."""

from agent_loop.contracts import problems
from agent_loop.contracts.task import Task
from agent_loop.evaluator.domain.outcomes import Outcome, RunsUnavailable
from agent_loop.evaluator.domain.suites import Candidate
from agent_loop.evaluator.ports import AgentRuns

NOT_ITS_DOING = frozenset(
    problem.type
    for problem in (
        problems.AGENT_UNAVAILABLE,
        problems.BODY_TOO_LARGE,
        problems.FORBIDDEN,
        problems.INTERNAL,
        problems.INTERRUPTED,
        problems.INVALID_REQUEST,
        problems.MODEL_NOT_FOUND,
        problems.MODEL_UNAVAILABLE,
        problems.NOT_READY,
        problems.SANDBOX_UNAVAILABLE,
        problems.STORAGE_FULL,
        problems.UNAUTHENTICATED,
        problems.WORKSPACE_INVALID,
    )
)
"""Ends of a run that say nothing about the candidate."""
TRIES = 3
"""Runs of one task before such an end is the evaluation's."""


async def perform_task(runs: AgentRuns, task: Task, candidate: Candidate) -> Outcome:
    """The outcome of the first run whose end says something about the candidate. Raises RunsUnavailable."""
    for _ in range(TRIES):
        outcome = await runs.perform(task, candidate)
        if outcome.failure not in NOT_ITS_DOING:
            return outcome
    raise RunsUnavailable(f"{task.id} cannot be done here, tried {TRIES} times: {outcome.detail}")

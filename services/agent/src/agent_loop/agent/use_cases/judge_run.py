"""Verdicts that come of running something: the agent's own VERIFY action, and the task's checker."""

from collections.abc import Sequence

from agent_loop.agent.domain.commands import Command
from agent_loop.agent.domain.failures import WorkspaceInvalid
from agent_loop.agent.domain.runs import now
from agent_loop.agent.ports import Sandbox
from agent_loop.contracts.prompt import shorten
from agent_loop.contracts.task import Checker, Said
from agent_loop.contracts.trajectory import ExitReason, Observation, Phase, Step, Verdict, VerdictSource

_MAX_DETAIL_CHARACTERS = 8000
_APART = (("PYTHONSAFEPATH", "1"), ("PYTHONNOUSERSITE", "1"))
"""For a checker in Python: a run could pass any that imports a module which the run left in its workspace or home."""


def judge_by_verify(steps: Sequence[Step]) -> Verdict | None:
    """The outcome of the last VERIFY action; None where there was none."""
    for step in reversed(steps):
        if step.phase is Phase.VERIFY and (seen := step.observation) is not None:
            return Verdict(success=seen.ok, source=VerdictSource.VERIFY, detail=_said(seen), at=now())
    return None


async def judge_by_checker(checker: Checker, sandbox: Sandbox, said: Said) -> Verdict:
    """The checker's outcome in a copy of the sandbox as it is now, with `said` on its standard input.

    The model never sees it. Raises SandboxUnavailable.
    """
    stdin = said.model_dump_json().encode()
    if checker.interpreter == "python":
        command = Command(python=checker.program, stdin=stdin, seconds=checker.timeout_seconds, environment=_APART)
    else:
        command = Command(shell=checker.program, stdin=stdin, seconds=checker.timeout_seconds)
    try:
        async with sandbox.copy() as copy:
            seen = await copy.run(command)
    except WorkspaceInvalid as error:  # the workspace was accepted once: it is the run that spoilt it
        return Verdict(success=False, source=VerdictSource.CHECKER, detail=str(error), at=now())
    detail = _said(seen)
    if seen.exit_reason is not ExitReason.EXITED:
        detail = f"{detail}\nthe checker did not end by itself: {seen.exit_reason.value}".strip()
    return Verdict(success=seen.ok, source=VerdictSource.CHECKER, detail=detail, at=now())


def _said(seen: Observation) -> str:
    text = "\n".join(part.strip() for part in (seen.stdout, seen.stderr) if part.strip())
    return shorten(text, _MAX_DETAIL_CHARACTERS)

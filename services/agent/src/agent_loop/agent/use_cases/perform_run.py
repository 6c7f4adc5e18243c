"""A run from its first prompt to its end: one attempt or several, then what it changed and what its checker says."""

from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace

from agent_loop.agent.domain.agreement import alike, end_state, is_certain, may_be_preferred, preferred
from agent_loop.agent.domain.failures import (
    AgentError,
    FileNotFound,
    ModelOutputMalformed,
    RunCancelled,
    StepLimit,
    TokenLimit,
)
from agent_loop.agent.domain.models import check_model
from agent_loop.agent.domain.runs import RunRequest
from agent_loop.agent.ports import Changes, LanguageModel, Sandbox, Sandboxes, Tools
from agent_loop.agent.use_cases.ask_model import Turn
from agent_loop.agent.use_cases.collect_changes import collect_changes
from agent_loop.agent.use_cases.judge_run import judge_by_checker
from agent_loop.agent.use_cases.make_attempt import Made, MakeAttempt
from agent_loop.agent.use_cases.recorder import Recorder
from agent_loop.agent.use_cases.stop import Stop
from agent_loop.contracts.agent.v1 import agent_pb2
from agent_loop.contracts.prompt import prompt_ref
from agent_loop.contracts.task import Said
from agent_loop.contracts.trajectory import Failure, RunStatus

GUIDANCE_FILE = "AGENTS.md"
_MAX_GUIDANCE_BYTES = 16_384
_AFTERMATH_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Ending:
    """How the loop ended: by `finish` with an answer, by a failure, or because somebody cancelled it."""

    status: RunStatus
    answer: str = ""
    failure: Failure | None = None


class PerformRun:
    """Carries one accepted run from its first prompt to its end, and leaves no sandbox behind."""

    def __init__(
        self,
        models: LanguageModel,
        sandboxes: Sandboxes,
        tools: Tools,
        changes: Changes,
        answer_tokens: int = 768,
        command_seconds: float = 60,
    ) -> None:
        self._models, self._sandboxes, self._tools, self._changes = models, sandboxes, tools, changes
        self._attempt = MakeAttempt(models, tools, answer_tokens, command_seconds)

    async def __call__(self, request: RunRequest, recorder: Recorder, stop: Stop) -> Ending:
        made: list[Made] = []
        error: AgentError | None = None
        sandbox: Sandbox | None = None
        async with AsyncExitStack() as opened:
            try:
                async with stop.guard(request.limits.max_seconds):
                    model = await self._models.describe(request.model)
                    check_model(model)
                    recorder.head(model=model.ref)
                    opening = self._sandboxes.open(request.workspace, request.subject, _lifetime(request))
                    sandbox = await opened.enter_async_context(opening)
                    guidance = await _guidance(sandbox)
                    turn = Turn(request, model, self._tools.toolset, guidance, sandbox, recorder)
                    _begin(turn)
                    if request.aids.attempts == 1:
                        made.append(Made(1, sandbox))
                        await self._attempt(turn, made[0])
                    else:
                        await self._several(turn, made, opened)
            except AgentError as cause:
                error = cause
            recorder.end_output()
            chosen = _chosen(request, recorder, made) if made else None
            ending = _ending(error, chosen)
            if ending.status is RunStatus.FINISHED and chosen and chosen.verdict:
                recorder.judged(chosen.verdict)
            if sandbox is not None:
                left = chosen or Made(1, sandbox)
                ending = await self._aftermath(request, left, recorder, stop, ending)
        return ending

    async def _several(self, turn: Turn, made: list[Made], opened: AsyncExitStack) -> None:
        """Attempts from the same workspace, each in a copy of it, until it is certain which one is taken.

        Steps are for each, time and tokens for all. Sandboxes stay open as long as their attempt may be taken.
        """
        most = turn.aids.attempts
        for number in range(1, most + 1):
            turn.recorder.event(attempt_started=agent_pb2.AttemptStarted(attempt=number, attempts=most))
            copies = await opened.enter_async_context(AsyncExitStack())
            this = Made(number, await copies.enter_async_context(turn.sandbox.copy()))
            spent = sum(each.tokens for each in made)
            made.append(this)
            try:
                await self._attempt(replace(turn, sandbox=this.sandbox, attempt=number, spent=spent), this)
            except (ModelOutputMalformed, StepLimit, TokenLimit) as error:
                this.failure = error.failure
                turn.recorder.end_output()
                if isinstance(error, TokenLimit):  # it is the run's: none is left for another attempt
                    return
            else:
                changes = await this.sandbox.changes()
                this.end_state = end_state(changes, Said.by(this.steps, this.answer))
            outcomes = [each.outcome for each in made]
            if is_certain(outcomes, most - number):
                return
            if not may_be_preferred(this.outcome, outcomes):
                await copies.aclose()

    async def _aftermath(
        self, request: RunRequest, made: Made, recorder: Recorder, stop: Stop, ending: Ending
    ) -> Ending:
        """Keep what the run changed, and let the checker judge what it left."""
        finished = ending.status is RunStatus.FINISHED
        checker = request.checker if finished else None
        seconds = _AFTERMATH_SECONDS + (checker.timeout_seconds if checker else 0)
        try:
            async with (stop if finished else Stop()).guard(seconds):
                if checker is not None:
                    recorder.judged(await judge_by_checker(checker, made.sandbox, Said.by(made.steps, ending.answer)))
                changes = await collect_changes(made.sandbox, request.workspace)
                await self._changes.keep(recorder.run.id, changes)
        except RunCancelled:
            return Ending(RunStatus.CANCELLED)
        except AgentError as error:
            return Ending(RunStatus.FAILED, ending.answer, error.failure) if finished else ending
        return ending


def _lifetime(request: RunRequest) -> float:
    """Seconds: the run, its checker, and the changes that are read after both."""
    judging = request.checker.timeout_seconds if request.checker else 0
    return request.limits.max_seconds + judging + 4 * _AFTERMATH_SECONDS


async def _guidance(sandbox: Sandbox) -> str:
    try:
        return (await sandbox.read(GUIDANCE_FILE, _MAX_GUIDANCE_BYTES)).decode(errors="replace").replace("\0", "")
    except FileNotFound:
        return ""


def _begin(turn: Turn) -> None:
    turn.recorder.head(prompt=prompt_ref(), toolset=turn.toolset.ref, guidance=turn.guidance)
    turn.recorder.event(
        run_started=agent_pb2.RunStarted(
            instruction=turn.recorder.run.head.instruction,
            model=turn.model.name,
            model_digest=turn.model.digest,
            isolation_tier=turn.sandbox.tier,
        )
    )


def _chosen(request: RunRequest, recorder: Recorder, made: Sequence[Made]) -> Made:
    """The attempt that is the run's: of several, its steps are recorded now, and the others beside them."""
    if request.aids.attempts == 1:
        return made[0]
    outcomes = [each.outcome for each in made]
    best = preferred(outcomes)
    chosen = made[best.number - 1]
    for step in chosen.steps:
        recorder.step(step)
    recorder.attempts([each.document(chosen=each is chosen) for each in made])
    agreed = len(alike(best, outcomes))
    recorder.event(attempt_chosen=agent_pb2.AttemptChosen(attempt=best.number, made=len(made), alike=agreed))
    return chosen


def _ending(error: AgentError | None, chosen: Made | None) -> Ending:
    """A run ends by an attempt that had finished, whatever then kept a later one from it: it is nobody's loss."""
    if isinstance(error, RunCancelled):
        return Ending(RunStatus.CANCELLED)
    if chosen and chosen.finished:
        return Ending(RunStatus.FINISHED, chosen.answer)
    failure = error.failure if error else chosen.failure if chosen else None
    return Ending(RunStatus.FAILED, failure=failure)

"""The loop: build the prompt, call the model, act, observe, repeat."""

import time
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace

from agent_loop.agent.domain.failures import (
    AgentError,
    FileNotFound,
    ModelOutputMalformed,
    RunCancelled,
    StepLimit,
)
from agent_loop.agent.domain.models import check_model
from agent_loop.agent.domain.runs import RunRequest, now
from agent_loop.agent.ports import Changes, LanguageModel, Sandbox, Sandboxes, Tools
from agent_loop.agent.use_cases.ask_model import AskModel, Turn
from agent_loop.agent.use_cases.collect_changes import collect_changes
from agent_loop.agent.use_cases.judge_run import judge_by_checker, judge_by_verify
from agent_loop.agent.use_cases.recorder import Recorder
from agent_loop.agent.use_cases.stop import Stop
from agent_loop.contracts.agent.v1 import agent_pb2
from agent_loop.contracts.prompt import (
    ProposedStep,
    allowed_phases,
    prompt_ref,
)
from agent_loop.contracts.task import Said
from agent_loop.contracts.toolset import InvalidAction
from agent_loop.contracts.trajectory import (
    Action,
    ExitReason,
    Failure,
    ModelCall,
    Observation,
    RunStatus,
    Step,
)

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
        self._ask, self._command_seconds = AskModel(models, answer_tokens), command_seconds

    async def __call__(self, request: RunRequest, recorder: Recorder, stop: Stop) -> Ending:
        sandbox: Sandbox | None = None
        steps: list[Step] = []
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
                    answer = await self._loop(turn, steps)
                ending = Ending(RunStatus.FINISHED, answer)
            except RunCancelled:
                ending = Ending(RunStatus.CANCELLED)
            except AgentError as error:
                ending = Ending(RunStatus.FAILED, failure=error.failure)
            recorder.end_output()
            if sandbox is not None:
                ending = await self._aftermath(request, sandbox, recorder, stop, ending, Said.by(steps, ending.answer))
        return ending

    async def _loop(self, turn: Turn, steps: list[Step]) -> str:
        """The answer; `steps` grows by each step as it ends."""
        turn.recorder.head(prompt=prompt_ref(), toolset=turn.toolset.ref, guidance=turn.guidance)
        turn.recorder.event(
            run_started=agent_pb2.RunStarted(
                instruction=turn.recorder.run.head.instruction,
                model=turn.model.name,
                model_digest=turn.model.digest,
                isolation_tier=turn.sandbox.tier,
            )
        )
        while len(steps) < turn.limits.max_steps:
            step = await self._step(turn, steps)
            steps.append(step)
            if step.action is not None and step.action.tool == "finish":
                if (verdict := judge_by_verify(steps)) is not None:
                    turn.recorder.judged(verdict)
                return str(step.action.arguments["answer"])
        raise StepLimit(f"the run used up its {turn.limits.max_steps} steps without finishing; allow more steps")

    async def _step(self, turn: Turn, steps: Sequence[Step]) -> Step:
        started_at, started = now(), time.perf_counter()
        index, recorder, calls = len(steps) + 1, turn.recorder, list[ModelCall]()
        try:
            proposed = await self._ask(turn, steps, calls)
        except ModelOutputMalformed as error:
            recorder.step(
                Step(
                    index=index,
                    phase=allowed_phases(steps, turn.aids.retry)[0],
                    observation=Observation(exit_reason=ExitReason.INVALID, stderr=str(error)),
                    model_calls=calls,
                    started_at=started_at,
                    seconds=time.perf_counter() - started,
                )
            )
            raise
        _announce(recorder, index, proposed, steps)
        observation = await self._act(turn, index, proposed.action) if proposed.action else None
        step = Step(
            index=index,
            phase=proposed.phase,
            thought=proposed.thought,
            plan=list(proposed.plan),
            action=proposed.action,
            observation=observation,
            model_calls=calls,
            started_at=started_at,
            seconds=time.perf_counter() - started,
        )
        recorder.step(step)
        return step

    async def _act(self, turn: Turn, index: int, action: Action) -> Observation | None:
        if action.tool == "finish":
            return None
        try:
            command = self._tools.command(action)
        except InvalidAction as error:
            observation = Observation(exit_reason=ExitReason.INVALID, stderr=str(error))
        else:
            command = replace(command, seconds=self._command_seconds, output_bytes=turn.limits.max_output_bytes)
            observation = await turn.sandbox.run(
                command, lambda text, stderr: turn.recorder.action_output(index, text, stderr=stderr)
            )
            turn.recorder.end_output()
        turn.recorder.event(
            action_finished=agent_pb2.ActionFinished(
                step=index,
                exit_reason=observation.exit_reason.value,
                exit_code=observation.exit_code or 0,
                seconds=observation.seconds,
                isolation_tier=observation.isolation_tier,
                truncated=observation.truncated,
            )
        )
        return observation

    async def _aftermath(
        self, request: RunRequest, sandbox: Sandbox, recorder: Recorder, stop: Stop, ending: Ending, said: Said
    ) -> Ending:
        """Keep what the run changed, and let the checker judge what it left."""
        finished = ending.status is RunStatus.FINISHED
        checker = request.checker if finished else None
        seconds = _AFTERMATH_SECONDS + (checker.timeout_seconds if checker else 0)
        try:
            async with (stop if finished else Stop()).guard(seconds):
                if checker is not None:
                    recorder.judged(await judge_by_checker(checker, sandbox, said))
                changes = await collect_changes(sandbox, request.workspace)
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


def _announce(recorder: Recorder, index: int, proposed: ProposedStep, steps: Sequence[Step]) -> None:
    phase = agent_pb2.Phase.Value(f"PHASE_{proposed.phase.value}")
    if not steps or steps[-1].phase is not proposed.phase:
        recorder.event(phase_started=agent_pb2.PhaseStarted(phase=phase))
    recorder.step_started(index, proposed)

"""The loop: build the prompt, call the model, act, observe, repeat."""

import time
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace

from agent_loop.agent.domain.commands import Command
from agent_loop.agent.domain.failures import (
    AgentError,
    FileNotFound,
    ModelOutputMalformed,
    RunCancelled,
    StepLimit,
    TokenLimit,
)
from agent_loop.agent.domain.models import (
    SMALLEST_ANSWER_TOKENS,
    ChatCall,
    Completion,
    ModelDescription,
    check_model,
    fitting_messages,
)
from agent_loop.agent.domain.runs import RunRequest, now
from agent_loop.agent.ports import Changes, LanguageModel, Sandbox, Sandboxes, Tools
from agent_loop.agent.use_cases.collect_changes import collect_changes
from agent_loop.agent.use_cases.recorder import Recorder
from agent_loop.agent.use_cases.stop import Stop
from agent_loop.contracts.agent.v1 import agent_pb2
from agent_loop.contracts.prompt import (
    MalformedStep,
    ProposedStep,
    allowed_phases,
    estimate_tokens,
    messages_sha256,
    parse_step,
    prompt_ref,
    repair_messages,
    shorten,
    step_schema,
)
from agent_loop.contracts.task import Checker
from agent_loop.contracts.toolset import InvalidAction
from agent_loop.contracts.trajectory import (
    Action,
    ExitReason,
    Failure,
    Limits,
    Message,
    ModelCall,
    Observation,
    Phase,
    RunStatus,
    Step,
    Verdict,
    VerdictSource,
)

GUIDANCE_FILE = "AGENTS.md"
_MAX_GUIDANCE_BYTES = 16_384
_MAX_DETAIL_CHARACTERS = 8000
_AFTERMATH_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Ending:
    """How the loop ended: by `finish` with an answer, by a failure, or because somebody cancelled it."""

    status: RunStatus
    answer: str = ""
    failure: Failure | None = None


@dataclass(frozen=True, slots=True)
class _Turn:
    """What every step of a run works with."""

    request: RunRequest
    model: ModelDescription
    guidance: str
    sandbox: Sandbox
    recorder: Recorder

    @property
    def limits(self) -> Limits:
        return self.request.limits


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
        self._answer_tokens, self._command_seconds = answer_tokens, command_seconds

    async def __call__(self, request: RunRequest, recorder: Recorder, stop: Stop) -> Ending:
        sandbox: Sandbox | None = None
        async with AsyncExitStack() as opened:
            try:
                async with stop.guard(request.limits.max_seconds):
                    model = await self._models.describe(request.model)
                    check_model(model)
                    recorder.head(model=model.ref)
                    lifetime = request.limits.max_seconds + 4 * _AFTERMATH_SECONDS
                    opening = self._sandboxes.open(request.workspace, request.subject, lifetime)
                    sandbox = await opened.enter_async_context(opening)
                    guidance = await _guidance(sandbox)
                    answer = await self._loop(_Turn(request, model, guidance, sandbox, recorder))
                ending = Ending(RunStatus.FINISHED, answer)
            except RunCancelled:
                ending = Ending(RunStatus.CANCELLED)
            except AgentError as error:
                ending = Ending(RunStatus.FAILED, failure=error.failure)
            recorder.end_output()
            if sandbox is not None:
                ending = await self._aftermath(request, sandbox, recorder, stop, ending)
        return ending

    async def _loop(self, turn: _Turn) -> str:
        toolset = self._tools.toolset
        turn.recorder.head(prompt=prompt_ref(), toolset=toolset.ref, guidance=turn.guidance)
        turn.recorder.event(
            run_started=agent_pb2.RunStarted(
                instruction=turn.recorder.run.head.instruction,
                model=turn.model.name,
                model_digest=turn.model.digest,
                isolation_tier=turn.sandbox.tier,
            )
        )
        steps: list[Step] = []
        while len(steps) < turn.limits.max_steps:
            step = await self._step(turn, steps)
            steps.append(step)
            if step.action is not None and step.action.tool == "finish":
                _judge_by_verify(steps, turn.recorder)
                return str(step.action.arguments["answer"])
        raise StepLimit(f"the run used up its {turn.limits.max_steps} steps without finishing; allow more steps")

    async def _step(self, turn: _Turn, steps: Sequence[Step]) -> Step:
        started_at, started = now(), time.perf_counter()
        index, recorder, calls = len(steps) + 1, turn.recorder, list[ModelCall]()
        try:
            proposed = await self._propose(turn, steps, calls)
        except ModelOutputMalformed as error:
            recorder.step(
                Step(
                    index=index,
                    phase=allowed_phases(steps)[0],
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

    async def _propose(self, turn: _Turn, steps: Sequence[Step], calls: list[ModelCall]) -> ProposedStep:
        """The model's next step, asked for once more where the first answer was none. Fills `calls`."""
        answer_tokens = min(self._answer_tokens, turn.model.context_length // 2)
        toolset = self._tools.toolset
        messages = fitting_messages(turn.request.instruction, steps, toolset, turn.guidance, turn.model, answer_tokens)
        asked: Sequence[Message] = messages
        for repair in (False, True):
            answer = await self._call(turn, steps, asked, calls, repair=repair)
            try:
                return parse_step(answer.text, steps, toolset)
            except MalformedStep as error:
                fault = f"it was cut off after {answer.completion_tokens} tokens." if answer.cut_off else str(error)
                asked = repair_messages(messages, answer.text, fault)
        raise ModelOutputMalformed(
            f"{turn.model.name!r} answered twice with what is no step; the second time {fault} "
            "Use a model that follows a JSON schema"
        )

    async def _call(
        self, turn: _Turn, steps: Sequence[Step], messages: Sequence[Message], calls: list[ModelCall], *, repair: bool
    ) -> Completion:
        index, prompt_tokens = len(steps) + 1, estimate_tokens(messages)
        made = [*(call for step in steps for call in step.model_calls), *calls]
        left = turn.limits.max_tokens - sum(call.prompt_tokens + call.completion_tokens for call in made)
        if left - prompt_tokens < SMALLEST_ANSWER_TOKENS:
            raise TokenLimit(f"the run used up its {turn.limits.max_tokens} tokens; allow more tokens")
        window = max(turn.model.context_length - prompt_tokens, SMALLEST_ANSWER_TOKENS)
        call = ChatCall(
            model=turn.model,
            messages=messages,
            schema=step_schema(steps, self._tools.toolset),
            answer_tokens=min(self._answer_tokens, window, left - prompt_tokens),
        )
        completion: Completion | None = None
        async for piece in self._models.chat(call):
            if isinstance(piece, Completion):
                completion = piece
            else:
                turn.recorder.model_output(index, piece)
        assert completion is not None, "a chat ends with its completion"
        turn.recorder.end_output()
        calls.append(_model_call(call, completion, repair=repair))
        turn.recorder.event(
            model_called=agent_pb2.ModelCalled(
                step=index,
                prompt_tokens=completion.prompt_tokens,
                completion_tokens=completion.completion_tokens,
                first_token_seconds=completion.first_token_seconds,
                seconds=completion.seconds,
                repair=repair,
            )
        )
        return completion

    async def _act(self, turn: _Turn, index: int, action: Action) -> Observation | None:
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
        self, request: RunRequest, sandbox: Sandbox, recorder: Recorder, stop: Stop, ending: Ending
    ) -> Ending:
        """Keep what the run changed, and let the checker judge what it left."""
        finished = ending.status is RunStatus.FINISHED
        checker = request.checker if finished else None
        seconds = _AFTERMATH_SECONDS + (checker.timeout_seconds if checker else 0)
        try:
            async with (stop if finished else Stop()).guard(seconds):
                if checker is not None:
                    recorder.judged(await _judge(checker, sandbox))
                changes = await collect_changes(sandbox, request.workspace)
                await self._changes.keep(recorder.run.id, changes)
        except RunCancelled:
            return Ending(RunStatus.CANCELLED)
        except AgentError as error:
            return Ending(RunStatus.FAILED, ending.answer, error.failure) if finished else ending
        return ending


async def _guidance(sandbox: Sandbox) -> str:
    try:
        return (await sandbox.read(GUIDANCE_FILE, _MAX_GUIDANCE_BYTES)).decode(errors="replace").replace("\0", "")
    except FileNotFound:
        return ""


async def _judge(checker: Checker, sandbox: Sandbox) -> Verdict:
    """The checker's verdict on a copy of the end state. The model never sees it."""
    async with sandbox.copy() as copy:
        if checker.interpreter == "python":
            command = Command(python=checker.program, seconds=checker.timeout_seconds)
        else:
            command = Command(shell=checker.program, seconds=checker.timeout_seconds)
        seen = await copy.run(command)
    detail = _said(seen)
    if seen.exit_reason is not ExitReason.EXITED:
        detail = f"{detail}\nthe checker did not end by itself: {seen.exit_reason.value}".strip()
    return Verdict(success=seen.ok, source=VerdictSource.CHECKER, detail=detail, at=now())


def _judge_by_verify(steps: Sequence[Step], recorder: Recorder) -> None:
    """The outcome of the last VERIFY action is the first verdict."""
    for step in reversed(steps):
        if step.phase is Phase.VERIFY and (seen := step.observation) is not None:
            recorder.judged(Verdict(success=seen.ok, source=VerdictSource.VERIFY, detail=_said(seen), at=now()))
            return


def _said(seen: Observation) -> str:
    text = "\n".join(part.strip() for part in (seen.stdout, seen.stderr) if part.strip())
    return shorten(text, _MAX_DETAIL_CHARACTERS)


def _announce(recorder: Recorder, index: int, proposed: ProposedStep, steps: Sequence[Step]) -> None:
    phase = agent_pb2.Phase.Value(f"PHASE_{proposed.phase.value}")
    if not steps or steps[-1].phase is not proposed.phase:
        recorder.event(phase_started=agent_pb2.PhaseStarted(phase=phase))
    recorder.step_started(index, proposed)


def _model_call(call: ChatCall, completion: Completion, *, repair: bool) -> ModelCall:
    return ModelCall(
        model=call.model.name,
        digest=call.model.digest,
        prompt_sha256=messages_sha256(call.messages),
        messages=list(call.messages),
        parameters=dict(call.parameters),
        completion=completion.text,
        prompt_tokens=completion.prompt_tokens,
        completion_tokens=completion.completion_tokens,
        first_token_seconds=completion.first_token_seconds,
        seconds=completion.seconds,
        repair=repair,
    )

"""Asks the model for the next step: what it answers is mended, asked for once more, and asked for anew.

Mended by plain rules where it is no step; asked once more where that does not help; asked anew, warmer, where the step
repeats an action that has just failed: at temperature 0 a model would repeat it for ever.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from agent_loop.agent.domain.failures import ModelOutputMalformed, TokenLimit
from agent_loop.agent.domain.mending import mended
from agent_loop.agent.domain.models import (
    FULL_BUDGET,
    SMALLEST_ANSWER_TOKENS,
    ChatCall,
    Completion,
    ModelDescription,
    fitting_messages,
)
from agent_loop.agent.domain.runs import RunRequest
from agent_loop.agent.ports import LanguageModel, Sandbox
from agent_loop.agent.use_cases.recorder import Recorder
from agent_loop.contracts.agent.v1 import agent_pb2
from agent_loop.contracts.prompt import (
    MalformedStep,
    ProposedStep,
    estimate_tokens,
    failed,
    literal_sources,
    messages_sha256,
    parse_step,
    repair_messages,
    step_schema,
)
from agent_loop.contracts.slots import Slots
from agent_loop.contracts.toolset import Toolset
from agent_loop.contracts.trajectory import Aids, Limits, Message, ModelCall, Step

_WARMER = 0.8


@dataclass(frozen=True, slots=True)
class Turn:
    """What every step of an attempt works with. `attempt` counts from 1; `spent` are the tokens of those before it."""

    request: RunRequest
    model: ModelDescription
    toolset: Toolset
    guidance: str
    sandbox: Sandbox
    recorder: Recorder
    attempt: int = 1
    spent: int = 0

    @property
    def limits(self) -> Limits:
        return self.request.limits

    @property
    def aids(self) -> Aids:
        return self.request.aids

    @property
    def temperature(self) -> float:
        """The first attempt is what the model thinks likeliest, the others are drawn."""
        return 0 if self.attempt == 1 else _WARMER

    @property
    def binds_literals(self) -> bool:
        return self.aids.literals == "on" or (self.aids.literals == "auto" and self.model.copies_literals)


@dataclass(frozen=True, slots=True)
class _Asking:
    """One call to make, and why."""

    messages: Sequence[Message]
    temperature: float
    seed: int
    repair: bool = False
    anew: bool = False


class AskModel:
    """Adds each call that it makes to the `calls` that it is given, also where it fails."""

    def __init__(self, models: LanguageModel, answer_tokens: int) -> None:
        self._models, self._answer_tokens = models, answer_tokens

    async def __call__(self, turn: Turn, steps: Sequence[Step], calls: list[ModelCall]) -> ProposedStep:
        """Raises ModelOutputMalformed, TokenLimit, InstructionTooLong, ModelUnsuitable, ModelUnavailable."""
        answer_tokens = min(self._answer_tokens, turn.model.context_length // 2)
        messages = fitting_messages(
            turn.request.instruction,
            steps,
            turn.toolset,
            turn.guidance,
            turn.model,
            answer_tokens,
            turn.aids.retry,
        )
        asking = _Asking(messages, turn.temperature, seed=turn.attempt - 1)
        proposed, fault = await self._propose(turn, steps, calls, asking)
        if proposed is None:
            again = replace(asking, messages=repair_messages(messages, calls[-1].completion, fault), repair=True)
            proposed, fault = await self._propose(turn, steps, calls, again)
        if proposed is None:
            raise ModelOutputMalformed(
                f"{turn.model.name!r} answered twice with what is no step; the second time {fault} "
                "Use a model that follows a JSON schema"
            )
        if turn.aids.retry and _repeats_failure(proposed, steps):
            warmer = replace(asking, temperature=_WARMER, seed=asking.seed + len(steps), anew=True)
            other, _ = await self._propose(turn, steps, calls, warmer)
            return other or proposed
        return proposed

    async def _propose(
        self, turn: Turn, steps: Sequence[Step], calls: list[ModelCall], asking: _Asking
    ) -> tuple[ProposedStep | None, str]:
        """The step, or none and why."""
        answer = await self._call(turn, steps, calls, asking)
        try:
            return parse_step(answer.text, steps, turn.toolset, turn.aids.retry), ""
        except MalformedStep as error:
            fault = f"it was cut off after {answer.completion_tokens} tokens." if answer.cut_off else str(error)
        if turn.aids.repair and (text := mended(answer.text)) is not None:
            try:
                proposed = parse_step(text, steps, turn.toolset, turn.aids.retry)
            except MalformedStep:
                return None, fault
            calls[-1] = calls[-1].model_copy(update={"mended": True})
            return proposed, ""
        return None, fault

    async def _call(self, turn: Turn, steps: Sequence[Step], calls: list[ModelCall], asking: _Asking) -> Completion:
        index, prompt_tokens = len(steps) + 1, estimate_tokens(asking.messages)
        made = [*(call for step in steps for call in step.model_calls), *calls]
        left = turn.limits.max_tokens - turn.spent - sum(call.prompt_tokens + call.completion_tokens for call in made)
        if left - prompt_tokens < SMALLEST_ANSWER_TOKENS:
            raise TokenLimit(f"the run used up its {turn.limits.max_tokens} tokens; allow more tokens")
        window = max(turn.model.context_length - prompt_tokens, SMALLEST_ANSWER_TOKENS)
        shown = (turn.request.instruction, steps, turn.guidance, FULL_BUDGET)
        sources = literal_sources(*shown) if turn.binds_literals else None
        slots = Slots(asking.messages, turn.model.slots)
        call = ChatCall(
            model=turn.model,
            messages=slots.put_prompt(asking.messages),
            schema=step_schema(steps, turn.toolset, sources, turn.aids.retry, slots if turn.model.slots else None),
            answer_tokens=min(self._answer_tokens, window, left - prompt_tokens),
            temperature=asking.temperature,
            seed=asking.seed,
        )
        completion: Completion | None = None
        async for piece in self._models.chat(call):
            if isinstance(piece, Completion):
                completion = replace(piece, text=slots.restore(piece.text))
            else:
                turn.recorder.model_output(index, slots.restore(piece))
        assert completion is not None, "a chat ends with its completion"
        turn.recorder.end_output()
        calls.append(_model_call(call, completion, asking))
        turn.recorder.event(
            model_called=agent_pb2.ModelCalled(
                step=index,
                prompt_tokens=completion.prompt_tokens,
                completion_tokens=completion.completion_tokens,
                first_token_seconds=completion.first_token_seconds,
                seconds=completion.seconds,
                repair=asking.repair,
            )
        )
        return completion


def _repeats_failure(proposed: ProposedStep, steps: Sequence[Step]) -> bool:
    return bool(steps) and failed(steps[-1]) and proposed.action is not None and proposed.action == steps[-1].action


def _model_call(call: ChatCall, completion: Completion, asking: _Asking) -> ModelCall:
    return ModelCall(
        model=call.model.name,
        digest=call.model.digest,
        prompt_sha256=messages_sha256(asking.messages),
        messages=list(asking.messages),
        slots=call.model.slots,
        parameters=dict(call.parameters),
        completion=completion.text,
        prompt_tokens=completion.prompt_tokens,
        completion_tokens=completion.completion_tokens,
        first_token_seconds=completion.first_token_seconds,
        seconds=completion.seconds,
        repair=asking.repair,
        anew=asking.anew,
    )

"""Asks the model for the next step, and once more where its answer was none."""

from collections.abc import Sequence
from dataclasses import dataclass

from agent_loop.agent.domain.failures import ModelOutputMalformed, TokenLimit
from agent_loop.agent.domain.models import (
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
    messages_sha256,
    parse_step,
    repair_messages,
    step_schema,
)
from agent_loop.contracts.toolset import Toolset
from agent_loop.contracts.trajectory import Limits, Message, ModelCall, Step


@dataclass(frozen=True, slots=True)
class Turn:
    """What every step of a run works with."""

    request: RunRequest
    model: ModelDescription
    toolset: Toolset
    guidance: str
    sandbox: Sandbox
    recorder: Recorder

    @property
    def limits(self) -> Limits:
        return self.request.limits


class AskModel:
    """Adds each call that it makes to the `calls` that it is given, also where it fails."""

    def __init__(self, models: LanguageModel, answer_tokens: int) -> None:
        self._models, self._answer_tokens = models, answer_tokens

    async def __call__(self, turn: Turn, steps: Sequence[Step], calls: list[ModelCall]) -> ProposedStep:
        """Raises ModelOutputMalformed, TokenLimit, InstructionTooLong, ModelUnsuitable, ModelUnavailable."""
        answer_tokens = min(self._answer_tokens, turn.model.context_length // 2)
        messages = fitting_messages(
            turn.request.instruction, steps, turn.toolset, turn.guidance, turn.model, answer_tokens
        )
        asked: Sequence[Message] = messages
        for repair in (False, True):
            answer = await self._call(turn, steps, asked, calls, repair=repair)
            try:
                return parse_step(answer.text, steps, turn.toolset)
            except MalformedStep as error:
                fault = f"it was cut off after {answer.completion_tokens} tokens." if answer.cut_off else str(error)
                asked = repair_messages(messages, answer.text, fault)
        raise ModelOutputMalformed(
            f"{turn.model.name!r} answered twice with what is no step; the second time {fault} "
            "Use a model that follows a JSON schema"
        )

    async def _call(
        self, turn: Turn, steps: Sequence[Step], messages: Sequence[Message], calls: list[ModelCall], *, repair: bool
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
            schema=step_schema(steps, turn.toolset),
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

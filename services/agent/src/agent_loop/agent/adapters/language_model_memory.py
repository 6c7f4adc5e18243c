"""Models that answer from a script."""

from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from dataclasses import replace

from agent_loop.agent.domain.failures import ModelNotFound, ModelUnavailable
from agent_loop.agent.domain.models import ChatCall, Completion, ModelDescription
from agent_loop.contracts.prompt import estimate_tokens

SCRIPTED = ModelDescription("scripted", "0" * 64, 8192, has_template=True)

Answer = Callable[[ChatCall], str]


class InMemoryLanguageModel:
    """Gives the answers in order, or what a function of the call says. Without one that is left, it is unavailable."""

    def __init__(
        self, answers: Iterable[str] | Answer, models: Sequence[ModelDescription] = (SCRIPTED,), piece: int = 16
    ) -> None:
        self._answer = answers if callable(answers) else _in_order(answers)
        self._models, self._piece = {model.name: model for model in models}, piece
        self.calls: list[ChatCall] = []
        self.available = True

    async def describe(self, name: str) -> ModelDescription:
        self._check()
        if name not in self._models:
            raise ModelNotFound(f"there is no model {name!r}; `agent-loop models` lists those that are there")
        return self._models[name]

    async def list(self) -> Sequence[ModelDescription]:
        self._check()
        return [self._models[name] for name in sorted(self._models)]

    async def chat(self, call: ChatCall) -> AsyncIterator[str | Completion]:
        await self.describe(call.model.name)
        self.calls.append(replace(call))
        text = self._answer(call)
        kept = text[: 4 * call.answer_tokens]
        for start in range(0, len(kept), self._piece):
            self._check()
            yield kept[start : start + self._piece]
        tokens = len(kept) // 4 + 1
        yield Completion(kept, estimate_tokens(call.messages), tokens, 0.0, 0.0, cut_off=kept != text)

    def _check(self) -> None:
        if not self.available:
            raise ModelUnavailable("the scripted model was taken away")


def _in_order(answers: Iterable[str]) -> Answer:
    left = iter(answers)

    def answer(_: ChatCall) -> str:
        try:
            return next(left)
        except StopIteration:
            raise ModelUnavailable("the script has no answer left") from None

    return answer

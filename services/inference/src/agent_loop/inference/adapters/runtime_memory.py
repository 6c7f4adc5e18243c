"""Models that are only pretended: words in, words out, no engine."""

import asyncio
import re
from collections.abc import AsyncGenerator, Collection, Sequence
from pathlib import Path

from agent_loop.inference.adapters.gbnf_sentences import GrammarError, sentence
from agent_loop.inference.domain.errors import (
    ModelCrashed,
    ModelLoadFailed,
    PromptTooLong,
    UnusableSchema,
    UnusableTemplate,
)
from agent_loop.inference.domain.generation import DoneReason, Finished, Message, Piece, Sampling
from agent_loop.inference.domain.templates import render_chatml
from agent_loop.inference.ports import LoadedModel, ModelSpec

_TOKEN = re.compile(r"\s*\S{1,4}|\s+")


class InMemoryModelRuntime:
    """Every model gives the same answer, four letters a token; where there is a grammar, a sentence of it.

    `damaged`: the files that cannot be loaded. `token_seconds`: how long a token takes.
    """

    def __init__(
        self,
        answer: str = "the quick brown fox",
        damaged: Collection[Path] = (),
        token_seconds: float = 0.0,
    ) -> None:
        self._answer = answer
        self._damaged = frozenset(damaged)
        self._token_seconds = token_seconds
        self.loaded: list[InMemoryModel] = []

    async def load(self, spec: ModelSpec) -> LoadedModel:
        """See ModelRuntime."""
        await asyncio.sleep(0)
        if spec.weights in self._damaged:
            raise ModelLoadFailed("the model could not be loaded: damaged")
        model = InMemoryModel(spec, self._answer, self._token_seconds)
        self.loaded.append(model)
        return model


class InMemoryModel:
    """A pretended model."""

    def __init__(self, spec: ModelSpec, answer: str, token_seconds: float) -> None:
        self._spec = spec
        self._answer = answer
        self._token_seconds = token_seconds
        self._alive = True
        self.generating = 0

    @property
    def context_length(self) -> int:
        """See LoadedModel."""
        return self._spec.context_length

    @property
    def size_bytes(self) -> int:
        """See LoadedModel."""
        return len(self._answer)

    @property
    def is_alive(self) -> bool:
        """See LoadedModel."""
        return self._alive

    async def close(self) -> None:
        """See LoadedModel."""
        self._alive = False

    async def render(self, messages: Sequence[Message]) -> str:
        """See LoadedModel. Any template is taken for ChatML."""
        if self._spec.jinja_template is None:
            raise UnusableTemplate("the model has no chat template")
        return render_chatml(messages)

    async def complete(self, prompt: str, sampling: Sampling, grammar: str | None) -> AsyncGenerator[Piece | Finished]:
        """See LoadedModel."""
        prompt_tokens = len(_TOKEN.findall(prompt))
        context = min(sampling.num_ctx or self.context_length, self.context_length)
        if prompt_tokens >= context:
            raise PromptTooLong(prompt_tokens, context)
        room = context - prompt_tokens
        most = min(sampling.num_predict, room) if sampling.num_predict > 0 else room
        tokens = _TOKEN.findall(self._text(sampling, grammar))
        reason: DoneReason = "length" if len(tokens) > most else "stop"
        self.generating += 1
        try:
            for token in tokens[:most]:
                await asyncio.sleep(self._token_seconds)
                if not self._alive:
                    raise ModelCrashed("the model was closed while it answered")
                yield Piece(token)
            yield Finished(reason, prompt_tokens=prompt_tokens, prompt_ns=1, tokens=len(tokens[:most]), tokens_ns=1)
        finally:
            self.generating -= 1

    def _text(self, sampling: Sampling, grammar: str | None) -> str:
        if grammar is not None:
            try:
                return sentence(grammar, sampling.seed)
            except GrammarError as error:
                raise UnusableSchema(str(error)) from error
        text = self._answer
        for stop in sampling.stop:
            text = text.partition(stop)[0]
        return text

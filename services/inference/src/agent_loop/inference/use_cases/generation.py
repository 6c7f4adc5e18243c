"""Generate: a chat's next message, or a prompt's continuation."""

import time
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field, replace

from agent_loop.inference.domain.errors import InvalidRequest, UnusableTemplate
from agent_loop.inference.domain.generation import Finished, Message, Piece, Sampling
from agent_loop.inference.domain.grammar import json_grammar, schema_grammar
from agent_loop.inference.domain.manifest import StoredModel
from agent_loop.inference.domain.templates import CHATML_JINJA, jinja_of, render_chatml
from agent_loop.inference.ports import LoadedModel, ModelStore
from agent_loop.inference.use_cases.models import find
from agent_loop.inference.use_cases.residency import Residency


@dataclass(frozen=True)
class ChatRequest:
    """Messages to continue. No messages: only load the model, or unload it where `keep_alive` is 0."""

    model: str
    messages: Sequence[Message] = ()
    format: object = None
    """None, "json" or a JSON schema."""
    options: Mapping[str, object] = field(default_factory=dict)
    keep_alive: float | None = None
    """Seconds."""


@dataclass(frozen=True)
class GenerateRequest:
    """A prompt to continue, as a user's message by the chat template or, `raw`, as it stands. Empty: only load."""

    model: str
    prompt: str = ""
    system: str | None = None
    template: str | None = None
    """ChatML in place of the model's own template."""
    raw: bool = False
    format: object = None
    options: Mapping[str, object] = field(default_factory=dict)
    keep_alive: float | None = None


class Chat:
    """Answer a chat. Yields pieces, then one Finished."""

    def __init__(self, store: ModelStore, residency: Residency) -> None:
        self._store = store
        self._residency = residency

    async def __call__(self, request: ChatRequest) -> AsyncGenerator[Piece | Finished]:
        """Raises what Generate raises."""
        started = time.monotonic_ns()
        model = await find(self._store, request.model)
        sampling = Sampling.from_options(model.manifest.parameters, request.options)
        grammar = grammar_of(request.format)
        if not request.messages:
            yield await touch(self._residency, model, request.keep_alive, started)
            return
        messages = _with_system(request.messages, model.manifest.system)
        async with self._residency.use(model, request.keep_alive) as lease:
            prompt = await _render(model, lease.loaded, messages)
            async with aclosing(lease.loaded.complete(prompt, sampling, grammar)) as events:
                async for event in events:
                    yield _timed(event, started, lease.load_ns)


class Generate:
    """Continue a prompt. Yields pieces, then one Finished."""

    def __init__(self, store: ModelStore, residency: Residency) -> None:
        self._store = store
        self._residency = residency

    async def __call__(self, request: GenerateRequest) -> AsyncGenerator[Piece | Finished]:
        """Raises ModelNotFound, InvalidRequest, UnusableSchema, UnusableTemplate, PromptTooLong.

        And ModelLoadFailed and ModelCrashed, where it is the engine's fault.
        """
        started = time.monotonic_ns()
        model = await find(self._store, request.model)
        sampling = Sampling.from_options(model.manifest.parameters, request.options)
        grammar = grammar_of(request.format)
        if request.raw and (request.template or request.system):
            raise InvalidRequest("raw mode does not support template or system")
        if request.template and jinja_of(request.template) != CHATML_JINJA:
            raise UnusableTemplate(
                "'template' in a request can only be ChatML: create a model with this template instead"
            )
        if not request.prompt:
            yield await touch(self._residency, model, request.keep_alive, started)
            return
        async with self._residency.use(model, request.keep_alive) as lease:
            prompt = request.prompt if request.raw else await self._prompt(request, model, lease.loaded)
            async with aclosing(lease.loaded.complete(prompt, sampling, grammar)) as events:
                async for event in events:
                    yield _timed(event, started, lease.load_ns)

    async def _prompt(self, request: GenerateRequest, model: StoredModel, loaded: LoadedModel) -> str:
        messages = [Message("user", request.prompt)]
        messages = _with_system(messages, model.manifest.system if request.system is None else request.system)
        return render_chatml(messages) if request.template else await _render(model, loaded, messages)


async def touch(residency: Residency, model: StoredModel, keep_alive: float | None, started: int) -> Finished:
    """Load a model without generating, or unload it where `keep_alive` is 0."""
    if keep_alive == 0:
        await residency.expire(model)
        return Finished("unload")
    async with residency.use(model, keep_alive) as lease:
        return Finished("load", total_ns=time.monotonic_ns() - started, load_ns=lease.load_ns)


def grammar_of(form: object) -> str | None:
    """The grammar for a request's `format`. Raises UnusableSchema."""
    if form is None or form == "":
        return None
    return json_grammar() if form == "json" else schema_grammar(form)


def _with_system(messages: Sequence[Message], system: str | None) -> list[Message]:
    if not system or any(message.role == "system" for message in messages):
        return list(messages)
    return [Message("system", system), *messages]


async def _render(model: StoredModel, loaded: LoadedModel, messages: Sequence[Message]) -> str:
    if not (model.manifest.template or model.manifest.gguf_template):
        raise UnusableTemplate(
            f"model '{model.name}' has no chat template: create it again with 'template', "
            "or export the GGUF with tokenizer.chat_template"
        )
    return await loaded.render(messages)


def _timed(event: Piece | Finished, started: int, load_ns: int) -> Piece | Finished:
    if isinstance(event, Piece):
        return event
    return replace(event, total_ns=time.monotonic_ns() - started, load_ns=load_ns)

"""Models of a server that speaks Ollama's API: Ollama itself, or services/inference."""

import re
import time
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Self

import httpx
import ollama

from agent_loop.agent.domain.failures import ModelNotFound, ModelUnavailable
from agent_loop.agent.domain.models import ChatCall, Completion, ModelDescription
from agent_loop.contracts.slots import SLOTS, form

_NUM_CTX = re.compile(r"^num_ctx\s+(\d+)", re.MULTILINE)
_TIMEOUT = httpx.Timeout(connect=5, read=300, write=60, pool=5)
_NOT_FOUND = 404
_KEEPS_PATTERNS = "pattern"  # services/inference says so; Ollama has no such capability
_COPIES = "agent_loop.literals"  # a model's own metadata: it was trained to copy its literals
_SLOTS = "agent_loop.slots"  # likewise: it was trained with so many names of a prompt as slots
_FORM = "agent_loop.slots_form"  # and this is how they looked
_COPYING_MODELS = {"agent-loop-embedded"}  # by general.name: those from before there was such metadata


class OllamaLanguageModel:
    """Enter it to connect. A model's window is its own, or its num_ctx where it has one, at most `max_context`."""

    def __init__(self, url: str, max_context: int = 8192) -> None:
        self._url, self._max_context = url, max_context
        self._client: ollama.AsyncClient | None = None

    async def __aenter__(self) -> Self:
        self._client = ollama.AsyncClient(self._url, timeout=_TIMEOUT, trust_env=False)
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._client is not None:
            await self._client.close()  # type: ignore[no-untyped-call]
            self._client = None

    async def describe(self, name: str) -> ModelDescription:
        with self._errors(name):
            shown = await self._server.show(name)
            listed = await self._server.list()
        same = {name, f"{name}:latest"}
        digest = next((model.digest for model in listed.models if model.model in same and model.digest), "")
        own = next((v for k, v in (shown.modelinfo or {}).items() if k.endswith(".context_length")), 0)
        chosen = _NUM_CTX.search(shown.parameters or "")
        window = min(int(chosen[1]), own or int(chosen[1])) if chosen else own
        details = shown.details
        return ModelDescription(
            name=name,
            digest=digest.removeprefix("sha256:"),
            context_length=min(window, self._max_context),
            has_template=bool((shown.template or "").strip()),
            thinks="thinking" in (shown.capabilities or []),
            family=(details and details.family) or "",
            parameter_size=(details and details.parameter_size) or "",
            quantization=(details and details.quantization_level) or "",
            copies_literals=_KEEPS_PATTERNS in (shown.capabilities or []) and _copies(shown.modelinfo or {}),
            slots=_slots(name, shown.modelinfo or {}),
        )

    async def list(self) -> Sequence[ModelDescription]:
        with self._errors(""):
            listed = await self._server.list()
        models = [
            ModelDescription(
                name=model.model or "",
                digest=(model.digest or "").removeprefix("sha256:"),
                context_length=0,
                has_template=False,
                size=int(model.size or 0),
                family=(model.details and model.details.family) or "",
                parameter_size=(model.details and model.details.parameter_size) or "",
                quantization=(model.details and model.details.quantization_level) or "",
            )
            for model in listed.models
        ]
        return sorted(models, key=lambda model: model.name)

    async def chat(self, call: ChatCall) -> AsyncIterator[str | Completion]:
        started, first, pieces = time.perf_counter(), 0.0, list[str]()
        with self._errors(call.model.name):
            answer = await self._server.chat(
                call.model.name,
                [message.model_dump() for message in call.messages],
                stream=True,
                format=call.schema,
                options=call.parameters,
                think=False if call.model.thinks else None,
            )
            async for part in answer:
                if text := part.message.content:
                    first = first or time.perf_counter() - started
                    pieces.append(text)
                    yield text
                if part.done:
                    seconds = time.perf_counter() - started
                    yield Completion(
                        text="".join(pieces),
                        prompt_tokens=part.prompt_eval_count or 0,
                        completion_tokens=part.eval_count or 0,
                        first_token_seconds=first or seconds,
                        seconds=seconds,
                        cut_off=part.done_reason == "length",
                    )
                    return
            raise ModelUnavailable(f"the model server at {self._url} ended its answer half-way; see its log")

    @property
    def _server(self) -> ollama.AsyncClient:
        if self._client is None:
            raise ModelUnavailable("the connection to the model server is closed")
        return self._client

    @contextmanager
    def _errors(self, name: str) -> Iterator[None]:
        try:
            yield
        except ollama.ResponseError as error:
            if error.status_code == _NOT_FOUND:
                raise ModelNotFound(
                    f"the model server at {self._url} has no model {name!r}; "
                    f"`agent-loop models` lists those that are there, `ollama pull {name}` fetches one for Ollama"
                ) from error
            raise ModelUnavailable(f"the model server at {self._url} failed: {error.error[:300]}") from error
        except (ConnectionError, httpx.HTTPError, ValueError) as error:
            raise ModelUnavailable(
                f"the model server at {self._url} cannot be used ({str(error) or type(error).__name__}); "
                "start it with `agent-loop up`, or set AGENT_OLLAMA_URL to where yours is"
            ) from error


def _slots(name: str, metadata: Mapping[str, object]) -> int:
    """Raises ModelUnavailable where the model learnt them in another form than prompts have here."""
    count = metadata.get(_SLOTS, 0)
    known = max(0, min(count, SLOTS)) if isinstance(count, int) else 0
    if known and (learnt := metadata.get(_FORM)) != form():
        raise ModelUnavailable(
            f"the model {name!r} learnt names in another form ({learnt or 'an older one'}) than they have here "
            f"({form()}); train and publish it with this version: make embedded-model"
        )
    return known


def _copies(metadata: Mapping[str, object]) -> bool:
    return bool(metadata.get(_COPIES, metadata.get("general.name") in _COPYING_MODELS))

"""Models of an OpenAI-compatible server: llama.cpp's, vLLM, LM Studio."""

import hashlib
import json
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any, Self

import aiohttp
from pydantic import SecretStr

from agent_loop.agent.domain.failures import ModelNotFound, ModelUnavailable
from agent_loop.agent.domain.models import ChatCall, Completion, ModelDescription

_TIMEOUT = aiohttp.ClientTimeout(total=None, sock_connect=5, sock_read=300)
_NOT_FOUND, _FIRST_ERROR = 404, 400
_EVENT = b"data:"


class OpenAILanguageModel:
    """Enter it to connect. `url` ends in /v1; `context_length` is taken where the server tells none.

    Such a server names no digest: it is the sha256 of the model's id.
    """

    def __init__(
        self, url: str, api_key: SecretStr | None = None, context_length: int = 4096, max_context: int = 8192
    ) -> None:
        self._url, self._key = url.rstrip("/"), api_key
        self._context_length, self._max_context = context_length, max_context
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        headers = {"Authorization": f"Bearer {self._key.get_secret_value()}"} if self._key else {}
        self._session = aiohttp.ClientSession(timeout=_TIMEOUT, headers=headers, read_bufsize=2**20)
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def describe(self, name: str) -> ModelDescription:
        for model in await self.list():
            if model.name == name:
                return model
        raise _unknown(self._url, name)

    async def list(self) -> Sequence[ModelDescription]:
        async with self._answer("GET", "/models", "") as response:
            body = await response.json(content_type=None)
        entries = body.get("data", []) if isinstance(body, dict) else []
        return sorted((self._description(entry) for entry in entries if "id" in entry), key=lambda model: model.name)

    async def chat(self, call: ChatCall) -> AsyncIterator[str | Completion]:
        started, first, pieces = time.perf_counter(), 0.0, list[str]()
        usage: Mapping[str, int] = {}
        reason = ""
        async with self._answer("POST", "/chat/completions", call.model.name, _request(call)) as response:
            async for line in response.content:
                if not line.startswith(_EVENT) or (data := line.removeprefix(_EVENT).strip()) == b"[DONE]":
                    continue
                part = json.loads(data)
                if part.get("error"):
                    raise ModelUnavailable(f"the model server at {self._url} failed: {_message(part)}")
                usage = part.get("usage") or usage
                for choice in part.get("choices", []):
                    reason = choice.get("finish_reason") or reason
                    if text := (choice.get("delta") or {}).get("content"):
                        first = first or time.perf_counter() - started
                        pieces.append(text)
                        yield text
        if not reason:
            raise ModelUnavailable(f"the model server at {self._url} ended its answer half-way; see its log")
        seconds = time.perf_counter() - started
        yield Completion(
            text="".join(pieces),
            prompt_tokens=int(usage.get("prompt_tokens", 0)),
            completion_tokens=int(usage.get("completion_tokens", len(pieces))),
            first_token_seconds=first or seconds,
            seconds=seconds,
            cut_off=reason == "length",
        )

    def _description(self, entry: Mapping[str, Any]) -> ModelDescription:
        meta = entry.get("meta") or {}
        known = (
            entry.get("max_model_len"),
            entry.get("max_context_length"),
            meta.get("n_ctx"),
            meta.get("n_ctx_train"),
        )
        window = next((int(length) for length in known if length), self._context_length)
        return ModelDescription(
            name=str(entry["id"]),
            digest=hashlib.sha256(str(entry["id"]).encode()).hexdigest(),
            context_length=min(window, self._max_context),
            has_template=True,  # the server applies it, and says so when it cannot
            size=int(meta.get("size") or 0),
        )

    @asynccontextmanager
    async def _answer(
        self, method: str, path: str, model: str, body: Mapping[str, Any] | None = None
    ) -> AsyncIterator[aiohttp.ClientResponse]:
        if self._session is None:
            raise ModelUnavailable("the connection to the model server is closed")
        try:
            async with self._session.request(method, self._url + path, json=body) as response:
                if response.status == _NOT_FOUND and model:
                    raise _unknown(self._url, model)
                if response.status >= _FIRST_ERROR:
                    text = (await response.text(errors="replace"))[:300]
                    raise ModelUnavailable(f"the model server at {self._url} answered {response.status}: {text}")
                yield response
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            raise ModelUnavailable(
                f"the model server at {self._url} cannot be used ({str(error) or type(error).__name__}); "
                "start it, or set AGENT_OPENAI_URL to where it is"
            ) from error


def _request(call: ChatCall) -> dict[str, Any]:
    return {
        "model": call.model.name,
        "messages": [message.model_dump() for message in call.messages],
        "stream": True,
        "stream_options": {"include_usage": True},
        "temperature": call.temperature,
        "seed": call.seed,
        "max_tokens": call.answer_tokens,
        "response_format": {
            "type": "json_schema",
            "json_schema": {"name": "step", "strict": True, "schema": call.schema},
        },
    }


def _message(part: Mapping[str, Any]) -> str:
    error = part["error"]
    return str(error.get("message", error) if isinstance(error, dict) else error)[:300]


def _unknown(url: str, name: str) -> ModelNotFound:
    return ModelNotFound(
        f"the model server at {url} has no model {name!r}; `agent-loop models` lists those that are there"
    )

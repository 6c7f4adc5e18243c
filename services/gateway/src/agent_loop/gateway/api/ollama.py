"""Straight to the model server: Ollama's generate and chat, with explicit model names."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Annotated, Any

import structlog
from fastapi import APIRouter, Depends
from fastapi.responses import Response, StreamingResponse

from agent_loop.gateway.api.authentication import Gate
from agent_loop.gateway.api.messages import OllamaChatBody, OllamaGenerateBody, refusals
from agent_loop.gateway.domain import Caller, ModelNotFound, ModelRequestRefused, ModelServerUnavailable, Scope
from agent_loop.gateway.ports import ModelCall, ModelServer

_log = structlog.get_logger(__name__)


def build(models: ModelServer, gate: Gate) -> APIRouter:
    router = APIRouter(prefix="/ollama", tags=["ollama"], route_class=gate.token_first())
    generator = Annotated[Caller, Depends(gate(Scope.MODELS_GENERATE))]

    @router.post("/generate", summary="Ollama's /api/generate", responses=_responses())
    async def ollama_generate(body: OllamaGenerateBody, _: generator) -> Response:
        return await _proxied(models, ModelCall("generate", body.body()))

    @router.post("/chat", summary="Ollama's /api/chat", responses=_responses())
    async def ollama_chat(body: OllamaChatBody, _: generator) -> Response:
        return await _proxied(models, ModelCall("chat", body.body()))

    return router


async def _proxied(models: ModelServer, call: ModelCall) -> Response:
    """The first object decides between an answer and a problem, so it is awaited before the status is sent."""
    lines = models.answer(call)
    first = await anext(lines, None)
    if first is None:
        raise ModelServerUnavailable("the model server's answer is empty")
    if not call.body["stream"]:
        await lines.aclose()
        return Response(first, media_type="application/json")
    return StreamingResponse(_lines(first, lines), media_type="application/x-ndjson")


async def _lines(first: bytes, rest: AsyncGenerator[bytes, None]) -> AsyncGenerator[bytes, None]:
    async with aclosing(rest):
        yield first + b"\n"
        try:
            async for line in rest:
                yield line + b"\n"
        except (ModelNotFound, ModelRequestRefused, ModelServerUnavailable) as error:
            # Ollama's own form for a failure after the status was sent.
            _log.warning("model_answer_broken", error=str(error))
            yield b'{"error":"the model server failed in the middle of its answer"}\n'


def _responses() -> dict[int | str, dict[str, Any]]:
    schema = {"type": "object", "properties": {"model": {"type": "string"}, "done": {"type": "boolean"}}}
    content = {"application/x-ndjson": {"schema": {"type": "string"}}, "application/json": {"schema": schema}}
    found = {"description": "One object, or with `stream` one a line, the last with `done`.", "content": content}
    return {**refusals(404, 413, 503), 200: found}

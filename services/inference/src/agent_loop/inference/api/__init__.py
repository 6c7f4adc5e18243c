"""The way in: Ollama's HTTP API, as https://github.com/ollama/ollama/blob/main/docs/api.md documents it."""

import asyncio
import json
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Coroutine
from contextlib import aclosing
from importlib.metadata import version
from typing import Any, TypeVar

import structlog
from fastapi import APIRouter, FastAPI, Request
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, PlainTextResponse, Response, StreamingResponse

from agent_loop.chassis import telemetry
from agent_loop.inference.api import answers
from agent_loop.inference.api.bodies import ChatBody, CopyBody, CreateBody, GenerateBody, ModelBody, read
from agent_loop.inference.domain import errors
from agent_loop.inference.domain.errors import InferenceError
from agent_loop.inference.domain.generation import Finished, Piece
from agent_loop.inference.ports import ModelStore
from agent_loop.inference.use_cases.generation import Chat, Generate
from agent_loop.inference.use_cases.models import (
    CopyModel,
    CreateModel,
    DeleteModel,
    FindBlob,
    ListModels,
    ShowModel,
    StoreBlob,
)
from agent_loop.inference.use_cases.residency import Residency

BLOBS_PATH = "/api/blobs/"
_CLIENT_CLOSED_REQUEST = 499

ResultT = TypeVar("ResultT")
Events = AsyncGenerator[Piece | Finished]
Shape = Callable[[str, Piece | Finished, str], answers.Json]

_STATUS: dict[type[InferenceError], int] = {
    errors.ModelNotFound: 404,
    errors.BlobNotFound: 404,
    errors.ModelLoadFailed: 500,
    errors.ModelCrashed: 500,
    errors.Overloaded: 503,
    errors.StorageFull: 507,
}

log = structlog.get_logger()


class ClientGone(Exception):
    """The client closed its connection before the answer was ready."""


class OllamaApi:
    """Routes to use cases over one store and one set of loaded models."""

    def __init__(self, store: ModelStore, residency: Residency) -> None:
        self._residency = residency
        self._chat = Chat(store, residency)
        self._generate = Generate(store, residency)
        self._create = CreateModel(store)
        self._copy = CopyModel(store)
        self._delete = DeleteModel(store, residency)
        self._list = ListModels(store)
        self._show = ShowModel(store)
        self._store_blob = StoreBlob(store)
        self._find_blob = FindBlob(store)

    def router(self) -> APIRouter:
        """All routes."""
        router = APIRouter()
        add = router.add_api_route
        add("/", self.running, methods=["GET", "HEAD"], response_class=PlainTextResponse)
        add("/api/version", self.version, methods=["GET", "HEAD"])
        add("/api/tags", self.tags, methods=["GET", "HEAD"])
        add("/api/ps", self.ps, methods=["GET"])
        add("/api/show", self.show, methods=["POST"])
        add("/api/chat", self.chat, methods=["POST"])
        add("/api/generate", self.generate, methods=["POST"])
        add("/api/create", self.create, methods=["POST"])
        add("/api/copy", self.copy, methods=["POST"])
        add("/api/delete", self.delete, methods=["DELETE"])
        add(BLOBS_PATH + "{digest}", self.find_blob, methods=["HEAD"])
        add(BLOBS_PATH + "{digest}", self.store_blob, methods=["POST"])
        return router

    async def running(self) -> Response:
        """What Ollama says to people who look."""
        return PlainTextResponse("Ollama is running")

    async def version(self) -> Response:
        """This service's own version."""
        return JSONResponse({"version": version("agent-loop-inference")})

    async def tags(self) -> Response:
        """The stored models."""
        return JSONResponse({"models": [answers.tag(model) for model in await self._list()]})

    async def ps(self) -> Response:
        """The loaded models."""
        return JSONResponse({"models": [answers.resident(entry) for entry in self._residency.residents()]})

    async def show(self, request: Request) -> Response:
        """All about a model."""
        return JSONResponse(answers.show(await self._show((await read(request, ModelBody)).wanted)))

    async def chat(self, request: Request) -> Response:
        """The next message."""
        body = await read(request, ChatBody)
        return await _answer(request, self._chat(body.request()), body, answers.chat)

    async def generate(self, request: Request) -> Response:
        """The continuation of a prompt."""
        body = await read(request, GenerateBody)
        return await _answer(request, self._generate(body.request()), body, answers.generate)

    async def create(self, request: Request) -> Response:
        """A model from a blob or a model."""
        body = await read(request, CreateBody)
        statuses = ({"status": status} async for status in self._create(body.request()))
        if body.stream:
            return await _ndjson(request, statuses)
        return JSONResponse([status async for status in statuses][-1])

    async def copy(self, request: Request) -> Response:
        """Another name for a model."""
        body = await read(request, CopyBody)
        await self._copy(body.source, body.destination)
        return Response()

    async def delete(self, request: Request) -> Response:
        """Away with a model."""
        await self._delete((await read(request, ModelBody)).wanted)
        return Response()

    async def find_blob(self, digest: str) -> Response:
        """Whether a file is there."""
        await self._find_blob(digest)
        return Response()

    async def store_blob(self, request: Request, digest: str) -> Response:
        """Take a file."""
        return Response(status_code=201 if await self._store_blob(digest, request.stream()) else 200)


def install_errors(app: FastAPI) -> None:
    """Answer every failure as Ollama does: {"error": "..."}."""

    async def refused(_: Request, error: Exception) -> Response:
        return _error(_status_of(error), str(error))

    async def not_routed(_: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        return _error(error.status_code, str(error.detail), error.headers)

    async def gone(_: Request, __: Exception) -> Response:
        return _error(_CLIENT_CLOSED_REQUEST, "request canceled")

    app.add_exception_handler(InferenceError, refused)
    app.add_exception_handler(HTTPException, not_routed)
    app.add_exception_handler(ClientGone, gone)


async def _answer(request: Request, events: Events, body: ChatBody | GenerateBody, shape: Shape) -> Response:
    events = _measured(events)
    if body.stream:
        return await _ndjson(request, _lines(events, body.wanted, shape))
    text, finished = await _until_gone(request, _collected(events))
    return JSONResponse(shape(body.wanted, finished, text))


async def _lines(events: Events, model: str, shape: Shape) -> AsyncGenerator[answers.Json]:
    async with aclosing(events):
        async for event in events:
            yield shape(model, event, "")


async def _collected(events: Events) -> tuple[str, Finished]:
    text, finished = [], Finished("stop")
    async with aclosing(events):
        async for event in events:
            if isinstance(event, Piece):
                text.append(event.text)
            else:
                finished = event
    return "".join(text), finished


async def _until_gone(request: Request, work: Coroutine[Any, Any, ResultT]) -> ResultT:
    """The work's result. If the client goes away first, the work is cancelled and ClientGone raised."""

    async def gone() -> None:
        while (await request.receive())["type"] != "http.disconnect":
            pass

    working, watching = asyncio.create_task(work), asyncio.create_task(gone())
    try:
        await asyncio.wait({working, watching}, return_when=asyncio.FIRST_COMPLETED)
        if not working.done():
            raise ClientGone
        return working.result()
    finally:
        working.cancel()
        watching.cancel()
        await asyncio.gather(working, watching, return_exceptions=True)


async def _ndjson(request: Request, items: AsyncGenerator[answers.Json]) -> Response:
    """A line for each item. The first is awaited here, so that what fails at once has its own status."""

    async def head() -> answers.Json:
        return await anext(items)

    first = await _until_gone(request, head())

    async def lines() -> AsyncIterator[bytes]:
        async with aclosing(items):
            yield _line(first)
            try:
                async for item in items:
                    yield _line(item)
            except InferenceError as error:
                log.warning("stream_failed", error=type(error).__name__)
                yield _line({"error": str(error)})

    return StreamingResponse(lines(), media_type="application/x-ndjson")


async def _measured(events: Events) -> Events:
    """The same events, counted."""
    tokens = telemetry.counter(
        "inference", "tokens", "Tokens of prompts, those of them in the cache, generated.", ("kind",)
    )
    loads = telemetry.histogram("inference", "load_seconds", "Time a request waited for its model.")
    async with aclosing(events):
        async for event in events:
            if isinstance(event, Finished):
                tokens.labels("prompt").inc(event.prompt_tokens)
                tokens.labels("cached").inc(event.cached_tokens)
                tokens.labels("generated").inc(event.tokens)
                loads.observe(event.load_ns / 1e9)
            yield event


def _line(item: answers.Json) -> bytes:
    return json.dumps(item, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _error(status: int, message: str, headers: Any = None) -> Response:
    return JSONResponse({"error": message}, status, headers)


def _status_of(error: Exception) -> int:
    return next((status for kind, status in _STATUS.items() if isinstance(error, kind)), 400)

"""A run's events as they are stored: server-sent events and a WebSocket, both resumable.

Ending: the server-sent stream closes after run_finished, and is answered 204 (which stops an EventSource) when nothing
will come after the given id. A WebSocket closes with 1000 after run_finished, 1012 when the gateway stops, 4401 for no
good token, 4403 for a missing scope, 4404 for an unknown run, 4408 for a reader that is too slow, 4503 when the agent
does not answer. Leaving a stream leaves the run running.
"""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, suppress
from dataclasses import dataclass
from typing import Annotated, Any

import structlog
from fastapi import APIRouter, Depends, Header, Query, Request, WebSocket
from fastapi.responses import Response, StreamingResponse
from starlette.websockets import WebSocketDisconnect

from agent_loop.contracts.agent.v1.agent_pb2 import (
    RUN_STATUS_CANCELLED,
    RUN_STATUS_FAILED,
    RUN_STATUS_FINISHED,
    RunEvent,
)
from agent_loop.gateway.api.authentication import Gate
from agent_loop.gateway.api.messages import UINT64, After, RunId, refusals
from agent_loop.gateway.api.protobuf_json import as_line, schema
from agent_loop.gateway.domain import AgentRefused, AgentUnavailable, Caller, Scope, ScopeMissing, TokenRefused
from agent_loop.gateway.ports import Runs

SUBPROTOCOL = "agent-loop.events"
"""Offered beside `bearer.<token>` by browsers, which cannot send an Authorization header."""
_ENDED = (RUN_STATUS_FINISHED, RUN_STATUS_FAILED, RUN_STATUS_CANCELLED)
_KEEP_ALIVE = b": here\n\n"

_log = structlog.get_logger(__name__)

LastEventId = Annotated[str | None, Header(max_length=20, pattern=r"^[0-9]*$", description="Wins over `after`.")]


@dataclass(frozen=True)
class Timing:
    """Seconds between signs of life, and for one message to a slow reader."""

    keep_alive: float = 15
    slow_reader: float = 30


def build(runs: Runs, gate: Gate, timing: Timing) -> APIRouter:
    """The routes, one short function each; their number is what makes this one long."""
    router = APIRouter(prefix="/v1/runs/{run_id}", tags=["events"])
    reader = Annotated[Caller, Depends(gate(Scope.RUNS_READ))]

    @router.get(
        "/events",
        summary="The run's events as server-sent events",
        response_class=StreamingResponse,
        responses={**refusals(404, 503), 200: _documented(), 204: {"description": "Nothing will come after this id."}},
    )
    async def watch_run(
        request: Request,
        run_id: RunId,
        caller: reader,
        after: After = 0,
        last_event_id: LastEventId = None,
    ) -> Response:
        after = min(int(last_event_id or after), UINT64)
        run = await runs.get(caller.subject, run_id)
        if run.status in _ENDED and after >= run.last_event:
            return Response(status_code=204)
        events = runs.watch(caller.subject, run_id, after)
        stream = _server_sent(events, request.app.state.stopping, timing.keep_alive)
        return StreamingResponse(stream, 200, {"x-accel-buffering": "no"}, "text/event-stream")

    @router.websocket("/ws")
    async def watch_run_by_websocket(
        socket: WebSocket, run_id: RunId, after: Annotated[int, Query(ge=0, le=UINT64)] = 0
    ) -> None:
        offered = [part.strip() for part in socket.headers.get("sec-websocket-protocol", "").split(",") if part.strip()]
        await socket.accept(SUBPROTOCOL if SUBPROTOCOL in offered else next(iter(offered), None))
        try:
            caller = await gate.authenticate(_token(socket, offered), Scope.RUNS_READ)
            await runs.get(caller.subject, run_id)
        except (TokenRefused, ScopeMissing, AgentRefused, AgentUnavailable) as error:
            await _close(socket, *_close_code(error))
            return
        events = runs.watch(caller.subject, run_id, after)
        await _until_first(
            _forward(socket, events, timing.slow_reader), _left(socket), _stopped(socket, socket.app.state.stopping)
        )

    return router


async def _until_first(*tries: Any) -> None:
    tasks = [asyncio.ensure_future(one) for one in tries]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        results = await asyncio.gather(*tasks, return_exceptions=True)
    for result in results:
        if isinstance(result, Exception) and not isinstance(result, WebSocketDisconnect | asyncio.CancelledError):
            raise result


async def _forward(socket: WebSocket, events: AsyncGenerator[RunEvent, None], patience: float) -> None:
    """Send events one by one. The next is read when the last one has left: a slow reader holds up only itself."""
    try:
        async with aclosing(events):
            async for event in events:
                try:
                    async with asyncio.timeout(patience):
                        await socket.send_text(as_line(event))
                except TimeoutError:
                    await _close(socket, 4408, "the events were not read in time")
                    return
        await _close(socket, 1000, "the run is over")
    except (AgentRefused, AgentUnavailable) as error:
        await _close(socket, *_close_code(error))


async def _left(socket: WebSocket) -> None:
    """Return when the client leaves. What it says is not listened to."""
    while (await socket.receive())["type"] != "websocket.disconnect":
        pass


async def _stopped(socket: WebSocket, stopping: asyncio.Event) -> None:
    await stopping.wait()
    await _close(socket, 1012, "the gateway is stopping")


async def _close(socket: WebSocket, code: int, reason: str) -> None:
    # A client that has left needs no goodbye.
    with suppress(WebSocketDisconnect, RuntimeError, TimeoutError):
        async with asyncio.timeout(2):
            await socket.close(code, reason[:120])


def _close_code(error: Exception) -> tuple[int, str]:
    match error:
        case TokenRefused():
            return 4401, str(error)
        case ScopeMissing():
            return 4403, str(error)
        case AgentUnavailable():
            return 4503, "the agent does not answer"
        case _:
            return 4404, str(error)


def _token(socket: WebSocket, offered: list[str]) -> str:
    kind, _, token = socket.headers.get("authorization", "").partition(" ")
    if kind.lower() == "bearer" and token.strip():
        return token.strip()
    for protocol in offered:
        if protocol.startswith("bearer."):
            return protocol.removeprefix("bearer.")
    raise TokenRefused("send an Authorization header or the subprotocol bearer.<token>")


async def _server_sent(
    events: AsyncGenerator[RunEvent, None], stopping: asyncio.Event, keep_alive: float
) -> AsyncIterator[bytes]:
    stop = asyncio.ensure_future(stopping.wait())
    following: asyncio.Future[RunEvent] | None = None
    try:
        while True:
            following = following or asyncio.ensure_future(anext(events))
            await asyncio.wait((following, stop), timeout=keep_alive, return_when=asyncio.FIRST_COMPLETED)
            if following.done():
                event, following = following.result(), None
                yield f"id: {event.id}\nevent: {event.WhichOneof('event')}\ndata: {as_line(event)}\n\n".encode()
            elif stop.done():
                return
            else:
                yield _KEEP_ALIVE
    except StopAsyncIteration:
        return
    except (AgentRefused, AgentUnavailable) as error:
        # The client comes back with the id of the last event that it saw.
        _log.warning("event_stream_broken", error=str(error))
    finally:
        stop.cancel()
        if following is not None:
            following.cancel()
            await asyncio.gather(following, return_exceptions=True)
        await events.aclose()


def _documented() -> dict[str, Any]:
    kinds = [field.name for field in RunEvent.DESCRIPTOR.oneofs_by_name["event"].fields]
    data = {"type": "string", "contentMediaType": "application/json", "contentSchema": schema(RunEvent.DESCRIPTOR)}
    event = {
        "type": "object",
        "properties": {"id": {"type": "string"}, "event": {"type": "string", "enum": kinds}, "data": data},
    }
    return {"description": "The events, one by one.", "content": {"text/event-stream": {"schema": event}}}

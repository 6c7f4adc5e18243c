"""Services that speak HTTP: one way to make the app and one way to serve it."""

import asyncio
import contextlib
import signal
import socket
import sys
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from typing import Any

import structlog
import uvicorn
from fastapi import APIRouter, FastAPI
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import JSONResponse, Response

from agent_loop.chassis import telemetry
from agent_loop.chassis.http.middleware import BodyLimit, Observation, Safeguard, SecurityHeaders
from agent_loop.chassis.http.problems import (
    PROBLEM_SCHEMA,
    ProblemRaised,
    Problems,
    documented_problem,
    install_problems,
    problem_response,
)
from agent_loop.chassis.http.protocol import BoundedHttpProtocol
from agent_loop.chassis.settings import HttpSettings

__all__ = [
    "ProblemRaised",
    "Problems",
    "create_service",
    "documented_problem",
    "listen",
    "problem_response",
    "run",
    "running",
    "serve",
]

EXIT_PORT_TAKEN = 3
_GOODBYE_SECONDS = 0.1  # for streams to end themselves, before uvicorn cuts WebSockets off

_log = structlog.get_logger(__name__)


def create_service(
    name: str,
    settings: HttpSettings,
    *,
    routers: Sequence[APIRouter],
    resources: Sequence[AbstractAsyncContextManager[Any]] = (),
    problems: Problems | None = None,
    unlimited_bodies: Sequence[str] = (),
    description: str = "",
) -> FastAPI:
    """The app of a service: its routers behind the middleware, with /health, /metrics and problems.

    `resources` are entered at startup in order and left in reverse at shutdown. `problems` maps the domain's
    exceptions. Bodies below the paths in `unlimited_bodies` are not limited by settings.max_body_bytes.
    `app.state.stopping` is an asyncio.Event: streams end soon after it is set.
    """
    app = _Service(
        title=f"agent-loop {name}",
        description=description,
        version="1",
        lifespan=_lifespan(resources),
        docs_url=None,
        redoc_url=None,
    )
    app.state.stopping = asyncio.Event()
    app.include_router(_operations(name))
    for router in routers:
        app.include_router(router)
    install_problems(app, problems or {})
    _add_middleware(app, name, settings, unlimited_bodies)
    return app


def _add_middleware(app: FastAPI, name: str, settings: HttpSettings, unlimited_bodies: Sequence[str]) -> None:
    """The one added last is the outermost."""
    app.add_middleware(BodyLimit, limit=settings.max_body_bytes, unlimited=unlimited_bodies)
    app.add_middleware(Safeguard)
    if settings.cors_origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=settings.cors_origins,
            allow_methods=["GET", "POST"],
            allow_headers=["Authorization", "Content-Type", "Idempotency-Key", "Last-Event-ID", "X-Request-ID"],
            expose_headers=["Location", "X-Request-ID"],
        )
    app.add_middleware(SecurityHeaders)
    app.add_middleware(
        Observation,
        requests=telemetry.counter(name, "requests", "Answered requests.", ("method", "route", "status")),
        seconds=telemetry.histogram(name, "request_seconds", "Time to the end of the answer.", ("method", "route")),
    )


class _Service(FastAPI):
    """FastAPI whose OpenAPI document knows the form of a problem."""

    def openapi(self) -> dict[str, Any]:
        document = super().openapi()
        document.setdefault("components", {}).setdefault("schemas", {})["Problem"] = PROBLEM_SCHEMA
        return document


def _lifespan(resources: Sequence[AbstractAsyncContextManager[Any]]) -> Any:
    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            for resource in resources:
                await stack.enter_async_context(resource)
            yield

    return lifespan


def _operations(name: str) -> APIRouter:
    router = APIRouter(tags=["operations"])

    @router.get("/health", summary="The process answers; nothing else is looked at.")
    async def health() -> JSONResponse:
        return JSONResponse({"status": "ok", "service": name})

    @router.get("/metrics", summary="Metrics in Prometheus' text format.", include_in_schema=False)
    async def metrics() -> Response:
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)

    return router


class _Server(uvicorn.Server):
    """uvicorn that says when it is up, tells the streams to end when it stops, and leaves signals to us.

    Its own handling of signals ends the process by the signal instead of with status 0.
    """

    def __init__(self, config: uvicorn.Config, app: FastAPI) -> None:
        super().__init__(config)
        self._app = app
        self.up = asyncio.Event()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.up.set()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._app.state.stopping.set()
        await asyncio.sleep(_GOODBYE_SECONDS)
        await super().shutdown(sockets)


@asynccontextmanager
async def running(app: FastAPI, settings: HttpSettings, listener: socket.socket) -> AsyncIterator[asyncio.Task[None]]:
    """Serve the app on a bound socket until the block is left; open requests then have shutdown_seconds.

    Yields the server's task, which ends early where the server cannot go on.
    """
    config = uvicorn.Config(
        app,
        http=BoundedHttpProtocol,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=settings.shutdown_seconds,
        ws_max_size=2**20,
    )
    server = _Server(config, app)
    task = asyncio.create_task(server.serve(sockets=[listener]))
    up = asyncio.create_task(server.up.wait())
    try:
        await asyncio.wait((task, up), return_when=asyncio.FIRST_COMPLETED)
        yield task
    finally:
        up.cancel()
        server.should_exit = True
        await task


async def serve(app: FastAPI, settings: HttpSettings, listener: socket.socket) -> None:
    """Serve the app on a bound socket until SIGTERM or SIGINT, then drain and return."""
    asked = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, asked.set)
    async with running(app, settings, listener) as server:
        ended = asyncio.create_task(asked.wait())
        await asyncio.wait((server, ended), return_when=asyncio.FIRST_COMPLETED)
        ended.cancel()


def listen(host: str, port: int) -> socket.socket:
    """A bound socket; port 0 lets the system choose. Raises OSError."""
    return socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET, backlog=2048)


def run(name: str, app: FastAPI, settings: HttpSettings) -> None:
    """Serve until SIGTERM or SIGINT; leave with status 3 and the cause where the address cannot be bound."""
    import uvloop

    try:
        listener = listen(settings.host, settings.port)
    except OSError as error:
        address, variable = f"{settings.host}:{settings.port}", f"{name.upper()}_PORT"
        sys.stderr.write(f"{name}: cannot listen on {address}: {error.strerror}. Set {variable} to a free port.\n")
        raise SystemExit(EXIT_PORT_TAKEN) from error
    _log.info("service_started", host=settings.host, port=listener.getsockname()[1])
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(serve(app, settings, listener))
    _log.info("service_stopped")

"""Pure ASGI middleware, each a class that wraps an app."""

import time
from collections.abc import Sequence

import structlog
from prometheus_client import Counter, Histogram
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from agent_loop.chassis import telemetry
from agent_loop.chassis.http.problems import problem_response
from agent_loop.contracts import problems

_log = structlog.get_logger(__name__)

SECURITY_HEADERS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "cache-control": "no-store",
}
_SECURITY_HEADERS = [(name.encode(), value.encode()) for name, value in SECURITY_HEADERS.items()]
_QUIET = ("/health", "/health/ready", "/metrics")


class Observation:
    """Binds the request's ids, counts and times it, and logs one line when it ends: no bodies, no query string."""

    def __init__(self, app: ASGIApp, requests: Counter, seconds: Histogram) -> None:
        self.app = app
        self._requests = requests
        self._seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        request_id, _ = telemetry.bind_request(headers.get("x-request-id"), headers.get("traceparent"))
        status = 101 if scope["type"] == "websocket" else 500
        started = time.perf_counter()

        async def observed(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)["x-request-id"] = request_id
            await send(message)

        try:
            await self.app(scope, receive, observed)
        finally:
            self._ended(scope, status, time.perf_counter() - started)

    def _ended(self, scope: Scope, status: int, seconds: float) -> None:
        route = getattr(scope.get("route"), "path", "unmatched")
        method = scope.get("method", "WEBSOCKET")
        if method not in ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "WEBSOCKET"):
            method = "other"
        self._requests.labels(method, route, str(status)).inc()
        self._seconds.labels(method, route).observe(seconds)
        log = _log.debug if scope["path"] in _QUIET else _log.info
        milliseconds = round(seconds * 1000, 1)
        log("request_ended", method=method, route=route, status=status, milliseconds=milliseconds)


class Safeguard:
    """The one place that catches everything: an unforeseen exception is logged and answered with a 500 problem."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":  # the server logs what fails there
            await self.app(scope, receive, send)
            return
        answered = False

        async def noting(message: Message) -> None:
            nonlocal answered
            answered = True
            await send(message)

        try:
            await self.app(scope, receive, noting)
        except Exception:
            _log.exception("request_failed", path=scope.get("path"))
            if scope["type"] != "http" or answered:
                raise
            detail = "An unforeseen error; the service's log has it under this trace_id."
            await problem_response(problems.INTERNAL, detail, scope)(scope, receive, send)


class SecurityHeaders:
    """Adds the headers that make browsers careful to every answer that does not set its own."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def adding(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = message.setdefault("headers", [])
                own = {name for name, _ in headers}
                headers.extend(pair for pair in _SECURITY_HEADERS if pair[0] not in own)
            await send(message)

        await self.app(scope, receive, adding if scope["type"] == "http" else send)


class BodyLimit:
    """Answers 413 to a body of more than `limit` bytes, announced or chunked. Paths below `unlimited` may send more."""

    def __init__(self, app: ASGIApp, limit: int, unlimited: Sequence[str] = ()) -> None:
        self.app = app
        self._limit = limit
        self._unlimited = tuple(unlimited)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or (self._unlimited and scope["path"].startswith(self._unlimited)):
            await self.app(scope, receive, send)
            return
        detail = f"The body may hold at most {self._limit} bytes."
        announced = Headers(scope=scope).get("content-length", "0")
        if not announced.isdecimal() or int(announced[:20]) > self._limit:
            response = problem_response(problems.BODY_TOO_LARGE, detail, scope, {"connection": "close"})
            await response(scope, receive, send)
            return
        received = 0

        async def counted() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > self._limit:
                raise HTTPException(413, detail, {"connection": "close"})
            return message

        await self.app(scope, counted, send)

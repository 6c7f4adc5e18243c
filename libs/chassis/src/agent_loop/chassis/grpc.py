"""gRPC as every service speaks it: token, request ids, metrics, typed errors, health, reflection, a clean end.

A service calls `serve` in its main.py; a client opens a `channel`.
"""

from __future__ import annotations

import asyncio
import contextlib
import hmac
import inspect
import signal
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self, cast

import grpc
import structlog
from grpc_health.v1 import health, health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha import reflection, reflection_pb2_grpc

from agent_loop.chassis import telemetry

REASON_KEY = "agent-loop-reason"
"""Trailing metadata that names an error's exact cause in SCREAMING_SNAKE_CASE."""

MAX_MESSAGE_BYTES = 64 * 2**20

_HEALTH_METHODS = "/grpc.health.v1.Health/"
_MESSAGE_SIZES = (
    ("grpc.max_receive_message_length", MAX_MESSAGE_BYTES),
    ("grpc.max_send_message_length", MAX_MESSAGE_BYTES),
)
_KEEPALIVE = (("grpc.keepalive_time_ms", 30_000), ("grpc.keepalive_timeout_ms", 10_000))
# gRPC's own pauses grow to two minutes, in which a service that is back would still count as away.
_RECONNECT = (("grpc.initial_reconnect_backoff_ms", 100), ("grpc.max_reconnect_backoff_ms", 500))

_log = structlog.get_logger()


@dataclass(frozen=True)
class Rejection:
    """How a domain exception shows on the wire; its message becomes the status' details."""

    status: grpc.StatusCode
    reason: str


Errors = Mapping[type[Exception], Rejection]


@dataclass(frozen=True)
class Service:
    """One protobuf service: its full name and what adds its servicer to a server."""

    full_name: str
    register: Callable[[grpc.aio.Server], None]


@asynccontextmanager
async def running(
    name: str,
    address: str,
    services: Sequence[Service],
    *,
    token: str,
    errors: Errors,
    grace_seconds: float = 10.0,
) -> AsyncIterator[int]:
    """Serve until the block is left, then drain for at most `grace_seconds`; yields the port.

    `address` is `host:port`, and port 0 lets the system choose. Raises OSError where the address is taken and
    ValueError for an empty token.
    """
    if not token:
        raise ValueError("the service token is empty; write one to SERVICE_TOKEN_FILE")
    server = grpc.aio.server(
        interceptors=[_Calls(name, token, errors)],
        options=[*_MESSAGE_SIZES, ("grpc.so_reuseport", 0), ("grpc.http2.min_ping_interval_without_data_ms", 10_000)],
    )
    checks, unregistered = health.aio.HealthServicer(), cast("grpc.aio.Server", _Unregistered(server))
    health_pb2_grpc.add_HealthServicer_to_server(checks, unregistered)
    for service in services:
        service.register(unregistered)
        await checks.set(service.full_name, health_pb2.HealthCheckResponse.SERVING)
    names = (*(service.full_name for service in services), health.SERVICE_NAME, reflection.SERVICE_NAME)
    # Its own enable_server_reflection knows no server but grpcio's, and would keep a thread for every stream.
    reflected = reflection.aio.ReflectionServicer(names)
    reflection_pb2_grpc.add_ServerReflectionServicer_to_server(reflected, unregistered)  # type: ignore[no-untyped-call]
    try:
        port = server.add_insecure_port(address)
    except RuntimeError as error:
        raise OSError(f"cannot listen on {address}: {error}. Is the port in use?") from error
    await server.start()
    try:
        yield port
    finally:
        await checks.enter_graceful_shutdown()
        await server.stop(grace_seconds)


async def serve(
    name: str,
    address: str,
    services: Sequence[Service],
    *,
    token: str,
    errors: Errors,
    metrics_port: int,
    resources: Sequence[AbstractAsyncContextManager[object]] = (),
    on_end: Callable[[], None] | None = None,
) -> None:
    """Serve until SIGTERM or SIGINT, then drain and return.

    `resources` are entered in order before the first call and left in reverse after the last one. `on_end` is called
    before draining, so that what long calls wait for can come to its end.
    """
    ended = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, ended.set)
    async with AsyncExitStack() as stack:
        metrics = stack.enter_context(telemetry.serve_metrics(metrics_port))
        for resource in resources:
            await stack.enter_async_context(resource)
        port = await stack.enter_async_context(running(name, address, services, token=token, errors=errors))
        _log.info("service_started", port=port, metrics_port=metrics)
        await ended.wait()
        _log.info("service_draining")
        if on_end is not None:
            on_end()
    _log.info("service_stopped")


class _Unregistered:
    """A server whose methods are found by their names, which generated code tells it first.

    For each method that is registered besides, grpcio keeps a task of its own, and before every call of any method it
    asks all of them: in a service with 30 methods that takes longer than the rest of accepting a call.
    """

    def __init__(self, server: grpc.aio.Server) -> None:
        self.add_generic_rpc_handlers = server.add_generic_rpc_handlers

    def add_registered_method_handlers(self, service_name: str, method_handlers: object) -> None:
        """The generic handlers have them all."""


class _Calls(grpc.aio.ServerInterceptor):
    """What happens around every call: the token is checked, ids are bound, time is measured, errors are mapped."""

    def __init__(self, name: str, token: str, errors: Errors) -> None:
        self._expected = f"Bearer {token}".encode()
        self._errors = errors
        self._total = telemetry.counter(name, "calls", "gRPC calls that ended.", ("method", "code"))
        self._seconds = telemetry.histogram(name, "call_seconds", "Duration of gRPC calls.", ("method",))

    async def intercept_service(
        self,
        continuation: Callable[[grpc.HandlerCallDetails], Awaitable[grpc.RpcMethodHandler[Any, Any] | None]],
        handler_call_details: grpc.HandlerCallDetails,
    ) -> grpc.RpcMethodHandler[Any, Any] | None:
        handler = await continuation(handler_call_details)
        method = handler_call_details.method
        if handler is None or method.startswith(_HEALTH_METHODS):
            return handler
        metadata = dict(handler_call_details.invocation_metadata or ())
        if not self._admits(metadata.get("authorization")):
            return _handler(handler, _refuse, _refuse)
        if method.startswith("/grpc.reflection."):
            return handler
        return self._wrapped(handler, method, metadata)

    def _admits(self, authorization: str | bytes | None) -> bool:
        shown = authorization.encode() if isinstance(authorization, str) else authorization or b""
        return hmac.compare_digest(shown, self._expected)

    def _wrapped(
        self, handler: Any, method: str, metadata: Mapping[str, str | bytes]
    ) -> grpc.RpcMethodHandler[Any, Any]:
        one, many = handler.unary_unary or handler.stream_unary, handler.unary_stream or handler.stream_stream

        async def unary(request: Any, context: grpc.aio.ServicerContext[Any, Any]) -> Any:
            async with self._around(method, metadata, context):
                return await one(request, context)

        async def stream(request: Any, context: grpc.aio.ServicerContext[Any, Any]) -> None:
            async with self._around(method, metadata, context):
                if not inspect.isasyncgenfunction(many):
                    await many(request, context)
                    return
                async with contextlib.aclosing(many(request, context)) as messages:
                    async for message in messages:
                        await context.write(message)

        return _handler(handler, unary, stream)

    @asynccontextmanager
    async def _around(
        self, method: str, metadata: Mapping[str, str | bytes], context: grpc.aio.ServicerContext[Any, Any]
    ) -> AsyncIterator[None]:
        telemetry.bind_request(_text(metadata.get("x-request-id")), _text(metadata.get("traceparent")))
        started, code = time.perf_counter(), "OK"
        try:
            yield
        except asyncio.CancelledError:
            code = grpc.StatusCode.CANCELLED.name
            raise
        except grpc.aio.AbortError:
            code = "ABORTED_BY_HANDLER"
            raise
        except Exception as error:  # noqa: BLE001  the one place where the unexpected becomes an answer
            rejection = self._rejection(error)
            code = rejection.status.name
            details = str(error)
            if rejection.status is grpc.StatusCode.INTERNAL:
                _log.exception("call_failed", method=method)
                details = "internal error; the service's log has the cause under this request id"
            await context.abort(rejection.status, details, ((REASON_KEY, rejection.reason),))
        finally:
            short = method.rsplit("/", 1)[-1]
            self._seconds.labels(short).observe(time.perf_counter() - started)
            self._total.labels(short, code).inc()

    def _rejection(self, error: Exception) -> Rejection:
        for kind in type(error).__mro__:
            if kind in self._errors:
                return self._errors[kind]
        return Rejection(grpc.StatusCode.INTERNAL, "INTERNAL")


def _handler(like: Any, unary: Any, stream: Any) -> grpc.RpcMethodHandler[Any, Any]:
    """A handler of the same kind as `like`. A unary one would wait for a message that a stream may never send."""
    kinds: dict[tuple[bool, bool], tuple[Any, Any]] = {
        (False, False): (grpc.unary_unary_rpc_method_handler, unary),
        (False, True): (grpc.unary_stream_rpc_method_handler, stream),
        (True, False): (grpc.stream_unary_rpc_method_handler, unary),
        (True, True): (grpc.stream_stream_rpc_method_handler, stream),
    }
    make, behaviour = kinds[like.request_streaming, like.response_streaming]
    handler: grpc.RpcMethodHandler[Any, Any] = make(
        behaviour, request_deserializer=like.request_deserializer, response_serializer=like.response_serializer
    )
    return handler


async def _refuse(_: object, context: grpc.aio.ServicerContext[Any, Any]) -> None:
    details = "missing or wrong service token; send `authorization: Bearer <token>` with the SERVICE_TOKEN_FILE's token"
    await context.abort(grpc.StatusCode.UNAUTHENTICATED, details, ((REASON_KEY, "UNAUTHENTICATED"),))


def _text(value: str | bytes | None) -> str | None:
    return value.decode(errors="replace") if isinstance(value, bytes) else value


def reason(error: grpc.aio.AioRpcError) -> str:
    """The exact cause that a service of ours named, or the status' name where it named none (such as UNAVAILABLE)."""
    for key, value in error.trailing_metadata() or ():
        if key == REASON_KEY:
            return _text(value) or error.code().name
    return error.code().name


def channel(address: str, token: str) -> grpc.aio.Channel:
    """A channel to `host:port` whose calls carry the service token and this context's request id.

    Connects when first used. Use it with `async with`, or close it.
    """
    return _TokenChannel(grpc.aio.insecure_channel(address, options=[*_MESSAGE_SIZES, *_KEEPALIVE, *_RECONNECT]), token)


class _TokenChannel(grpc.aio.Channel):
    """Adds metadata to every call. Interceptors would do too, but cost a task for each call."""

    def __init__(self, inner: grpc.aio.Channel, token: str) -> None:
        self._inner = inner
        self._authorization = ("authorization", f"Bearer {token}")

    async def __aenter__(self) -> Self:
        await self._inner.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._inner.__aexit__(kind, error, trace)

    async def close(self, grace: float | None = None) -> None:
        await self._inner.close(grace)

    def get_state(self, try_to_connect: bool = False) -> grpc.ChannelConnectivity:  # noqa: FBT001, FBT002  grpc's signature
        return self._inner.get_state(try_to_connect)

    async def wait_for_state_change(self, last_observed_state: grpc.ChannelConnectivity) -> None:
        await self._inner.wait_for_state_change(last_observed_state)

    async def channel_ready(self) -> None:
        await self._inner.channel_ready()

    def unary_unary(self, *args: Any, **kwargs: Any) -> Any:
        return self._with_metadata(self._inner.unary_unary(*args, **kwargs))

    def unary_stream(self, *args: Any, **kwargs: Any) -> Any:
        return self._with_metadata(self._inner.unary_stream(*args, **kwargs))

    def stream_unary(self, *args: Any, **kwargs: Any) -> Any:
        return self._with_metadata(self._inner.stream_unary(*args, **kwargs))

    def stream_stream(self, *args: Any, **kwargs: Any) -> Any:
        return self._with_metadata(self._inner.stream_stream(*args, **kwargs))

    def _with_metadata(self, call: Any) -> Callable[..., Any]:
        def invoke(*args: Any, metadata: Sequence[tuple[str, str]] = (), **kwargs: Any) -> Any:
            return call(*args, metadata=(*metadata, self._authorization, *_trace()), **kwargs)

        return invoke


def _trace() -> list[tuple[str, str]]:
    named = (("x-request-id", telemetry.request_id()), ("traceparent", telemetry.traceparent()))
    return [(key, value) for key, value in named if value]

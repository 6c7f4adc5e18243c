"""Logs as JSON lines on stdout and metrics for Prometheus.

Events are snake_case in the past tense, values are fields. Metrics are named `agent_loop_<service>_<noun>_<unit>`;
their labels are enums, never ids.
"""

import logging
import re
import secrets
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache

import structlog
from prometheus_client import Counter, Gauge, Histogram, start_http_server

from agent_loop.chassis.settings import ServiceSettings

SECONDS_BUCKETS = (0.001, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0)

_TRACEPARENT = re.compile(r"00-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}")
_REQUEST_ID = re.compile(r"[A-Za-z0-9._:-]{1,128}")


def configure(service: str, settings: ServiceSettings) -> None:
    """Send this process's logs, structlog's and the standard library's, to stdout as one JSON object a line."""
    level = logging.getLevelNamesMapping()[settings.log_level.upper()]
    shared: list[structlog.types.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
        _named(service),
        structlog.processors.format_exc_info,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.make_filtering_bound_logger(level),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    logging.getLogger("uvicorn").setLevel(max(level, logging.WARNING))


def _named(service: str) -> structlog.types.Processor:
    def add(_: object, __: str, event: structlog.types.EventDict) -> structlog.types.EventDict:
        event["service"] = service
        return event

    return add


def bind_request(request_id: str | None, traceparent: str | None) -> tuple[str, str]:
    """Bind request_id and trace_id to this context's logs, made anew where the caller sent none or nonsense."""
    if request_id is None or not _REQUEST_ID.fullmatch(request_id):
        request_id = secrets.token_hex(16)
    trace = _TRACEPARENT.fullmatch(traceparent or "")
    trace_id = trace.group(1) if trace else secrets.token_hex(16)
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request_id=request_id, trace_id=trace_id)
    return request_id, trace_id


def request_id() -> str | None:
    """The request id of this context."""
    return _bound("request_id")


def trace_id() -> str | None:
    """The W3C trace id of this context (32 hexadecimal digits)."""
    return _bound("trace_id")


def traceparent() -> str | None:
    """The W3C traceparent header for a call made in this context."""
    trace = trace_id()
    return f"00-{trace}-{secrets.token_hex(8)}-01" if trace else None


def _bound(name: str) -> str | None:
    value = structlog.contextvars.get_contextvars().get(name)
    return value if isinstance(value, str) else None


@cache
def counter(service: str, noun: str, documentation: str, labels: Sequence[str] = ()) -> Counter:
    """The counter agent_loop_<service>_<noun>_total; the same one each time. `labels` is a tuple."""
    return Counter(f"agent_loop_{service}_{noun}_total", documentation, labels)


@cache
def gauge(service: str, noun: str, documentation: str, labels: Sequence[str] = ()) -> Gauge:
    """The gauge agent_loop_<service>_<noun>; the noun ends in its unit (`queue_bytes`, `active_runs`)."""
    return Gauge(f"agent_loop_{service}_{noun}", documentation, labels)


@cache
def histogram(
    service: str,
    noun: str,
    documentation: str,
    labels: Sequence[str] = (),
    buckets: Sequence[float] = SECONDS_BUCKETS,
) -> Histogram:
    """The histogram agent_loop_<service>_<noun>; the noun ends in its unit (`request_seconds`)."""
    return Histogram(f"agent_loop_{service}_{noun}", documentation, labels, buckets=buckets)


@contextmanager
def serve_metrics(port: int, host: str = "127.0.0.1") -> Iterator[int]:
    """Serve /metrics from a thread for services that speak no HTTP; yields the port. Raises OSError if it is taken."""
    try:
        server, thread = start_http_server(port, host)
    except OSError as error:
        raise OSError(f"cannot serve metrics on {host}:{port}: {error.strerror}; name a free metrics port") from error
    try:
        yield int(server.server_port)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()

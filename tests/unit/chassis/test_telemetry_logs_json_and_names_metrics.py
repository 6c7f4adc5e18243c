import json
import logging
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import structlog

from agent_loop.chassis import telemetry
from agent_loop.chassis.settings import ServiceSettings


@contextmanager
def configured() -> Iterator[None]:
    """A context and no fixture: pytest gives each phase of a test another stdout."""
    root = logging.getLogger()
    before = (root.handlers[:], root.level)
    telemetry.configure("kitchen", ServiceSettings(_env_file=None, log_level="info"))
    try:
        yield
    finally:
        root.handlers[:], level = before
        root.setLevel(level)
        structlog.reset_defaults()
        structlog.contextvars.clear_contextvars()


def lines(capsys) -> list[dict]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_events_are_one_json_object_a_line_with_the_requests_ids(capsys):
    with configured():
        request_id, trace_id = telemetry.bind_request("r-1", f"00-{'a' * 32}-{'b' * 16}-01")
        structlog.get_logger().info("soup_served", bowls=2)
        structlog.get_logger().debug("never_seen")
        logging.getLogger("elsewhere").warning("from %s", "the library")

    own, foreign = lines(capsys)
    assert (own["event"], own["bowls"], own["service"], own["level"]) == ("soup_served", 2, "kitchen", "info")
    assert (request_id, trace_id) == ("r-1", "a" * 32)
    assert own["request_id"] == foreign["request_id"] == "r-1"
    assert own["trace_id"] == "a" * 32
    assert foreign["event"] == "from the library"


def test_an_exception_is_part_of_its_line(capsys):
    with configured():
        try:
            int("burnt")
        except ValueError:
            structlog.get_logger().exception("soup_lost")

    (line,) = lines(capsys)
    assert "ValueError: invalid literal" in line["exception"]


@pytest.mark.parametrize("given", [None, "", "a b", "x" * 129, "new\nline", "ä"])
def test_a_request_id_that_is_missing_or_nonsense_is_made_anew(given):
    request_id, trace_id = telemetry.bind_request(given, given)

    assert request_id != given
    assert len(request_id) == len(trace_id) == 32
    assert telemetry.request_id() == request_id
    assert telemetry.trace_id() == trace_id
    assert telemetry.traceparent().split("-")[1] == trace_id


def test_outside_a_request_there_is_no_id():
    structlog.contextvars.clear_contextvars()

    assert (telemetry.request_id(), telemetry.trace_id(), telemetry.traceparent()) == (None, None, None)


def test_metrics_are_named_by_service_and_noun_and_made_once():
    counter = telemetry.counter("kitchen", "soups", "Served.", ("kind",))
    gauge = telemetry.gauge("kitchen", "waiting_guests", "Now.")
    histogram = telemetry.histogram("kitchen", "cooking_seconds", "Time.")

    assert telemetry.counter("kitchen", "soups", "Served.", ("kind",)) is counter
    names = [metric.name for metric in (*counter.collect(), *gauge.collect(), *histogram.collect())]
    assert names == [f"agent_loop_kitchen_{noun}" for noun in ("soups", "waiting_guests", "cooking_seconds")]


def test_a_service_without_http_serves_its_metrics_until_it_ends():
    telemetry.counter("kitchen", "dishes", "Washed.").inc()

    with telemetry.serve_metrics(0) as port:
        text = urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=10).read().decode()
        with pytest.raises(OSError), telemetry.serve_metrics(port):
            pass

    assert "agent_loop_kitchen_dishes_total 1.0" in text
    with pytest.raises(OSError):
        urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=10)

import asyncio
import json
import os
import signal
import subprocess
import sys
from contextlib import asynccontextmanager

import httpx
import pytest
import structlog
from fastapi import APIRouter
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, ConfigDict

from agent_loop.chassis.http import ProblemRaised, create_service, listen, running
from agent_loop.chassis.http.middleware import SECURITY_HEADERS
from agent_loop.chassis.settings import HttpSettings
from agent_loop.contracts.problems import AGENT_UNAVAILABLE, FORBIDDEN, STEP_LIMIT

SETTINGS = HttpSettings(_env_file=None, max_body_bytes=1024, cors_origins=("https://app.example",), shutdown_seconds=1)


@pytest.fixture(autouse=True)
def _plain_tracebacks():
    """structlog's own default paints them, which takes seconds."""
    structlog.configure(processors=[structlog.processors.format_exc_info, structlog.processors.JSONRenderer()])
    yield
    structlog.reset_defaults()


class OvenCold(Exception):
    pass


class Order(BaseModel):
    model_config = ConfigDict(extra="forbid")
    soups: int


def kitchen() -> APIRouter:
    router = APIRouter()

    @router.post("/orders/{table}")
    async def order(table: int, order: Order) -> dict[str, int]:
        return {"table": table, "soups": order.soups}

    @router.get("/fails/{how}")
    async def fails(how: str) -> None:
        if how == "cold":
            raise OvenCold("the oven is cold; heat it")
        if how == "limit":
            raise LookupError("five steps")
        if how == "refused":
            raise ProblemRaised(FORBIDDEN, "not you", {"x-why": "because"})
        raise ZeroDivisionError("a secret of the inside")

    @router.get("/endless")
    async def endless() -> StreamingResponse:
        async def forever():
            while True:
                yield b"x"
                await asyncio.sleep(0.05)

        return StreamingResponse(forever())

    @router.post("/unlimited/upload")
    async def upload(body: dict[str, str]) -> int:
        return len(body["data"])

    return router


def service(**changes):
    problems = {OvenCold: AGENT_UNAVAILABLE, LookupError: lambda error: STEP_LIMIT}
    return create_service(
        "kitchen", SETTINGS, routers=[kitchen()], problems=problems, unlimited_bodies=["/unlimited/"], **changes
    )


@pytest.fixture
async def http():
    async with httpx.AsyncClient(transport=httpx.ASGITransport(service()), base_url="http://kitchen") as client:
        yield client


@pytest.mark.parametrize(
    ("method", "path", "status", "type_"),
    [
        ("GET", "/nowhere", 404, "not-found"),
        ("DELETE", "/health", 405, "method-not-allowed"),
        ("GET", "/fails/cold", 503, "agent-unavailable"),
        ("GET", "/fails/limit", 409, "step-limit"),
        ("GET", "/fails/refused", 403, "forbidden"),
        ("GET", "/fails/otherwise", 500, "internal"),
        ("POST", "/orders/x", 422, "invalid-request"),
    ],
)
async def test_every_failure_is_a_problem(http, method, path, status, type_):
    answer = await http.request(method, path, headers={"x-request-id": "r-7"})

    assert answer.headers["content-type"] == "application/problem+json"
    assert set(answer.json()) >= {"type", "title", "status", "detail", "instance", "trace_id"}
    assert (answer.status_code, answer.json()["status"]) == (status, status)
    assert answer.json()["type"] == f"urn:agent-loop:problem:{type_}"
    assert answer.json()["instance"] == path
    assert answer.headers["x-request-id"] == "r-7"


async def test_an_exceptions_message_is_the_detail_but_never_an_unforeseen_ones(http):
    assert (await http.get("/fails/cold")).json()["detail"] == "the oven is cold; heat it"
    assert "secret" not in (await http.get("/fails/otherwise")).text
    assert (await http.get("/fails/refused")).headers["x-why"] == "because"


async def test_validation_errors_are_listed_without_what_was_sent(http):
    sent = json.dumps({"soups": "s3cret", "\ud800": 1, "x" * 500: 2}).encode()

    answer = await http.post("/orders/5", content=sent, headers={"content-type": "application/json"})

    assert answer.status_code == 422
    assert answer.json()["errors"]
    assert "s3cret" not in answer.text


async def test_a_body_within_the_limit_is_taken_and_a_larger_one_refused(http):
    headers = {"content-type": "application/json"}
    fits, too_large = b'{"soups":1}'.ljust(1024), b'{"soups":1}'.ljust(1025)

    async def chunked(body):
        for start in range(0, len(body), 100):
            yield body[start : start + 100]

    assert (await http.post("/orders/1", content=fits, headers=headers)).status_code == 200
    assert (await http.post("/orders/1", content=chunked(fits), headers=headers)).status_code == 200
    announced = await http.post("/orders/1", content=too_large, headers=headers)
    streamed = await http.post("/orders/1", content=chunked(too_large), headers=headers)

    for answer in (announced, streamed):
        assert (answer.status_code, answer.json()["type"]) == (413, "urn:agent-loop:problem:body-too-large")
        assert answer.headers["connection"] == "close"


async def test_a_path_may_take_more(http):
    assert (await http.post("/unlimited/upload", json={"data": "x" * 5000})).text == "5000"


async def test_answers_carry_headers_that_make_browsers_careful(http):
    for path in ("/health", "/nowhere", "/fails/otherwise"):
        answer = await http.get(path)
        assert {name: answer.headers[name] for name in SECURITY_HEADERS} == SECURITY_HEADERS
        assert "server" not in answer.headers


async def test_only_listed_origins_may_call_from_a_browser(http):
    asked = {"access-control-request-method": "POST", "access-control-request-headers": "authorization"}

    allowed = await http.options("/orders/1", headers={"origin": "https://app.example", **asked})
    refused = await http.options("/orders/1", headers={"origin": "https://evil.example", **asked})
    failed = await http.get("/fails/otherwise", headers={"origin": "https://app.example"})

    assert allowed.headers["access-control-allow-origin"] == "https://app.example"
    assert "access-control-allow-origin" not in refused.headers
    assert failed.headers["access-control-allow-origin"] == "https://app.example"


async def test_metrics_are_served_with_routes_as_labels(http):
    await http.post("/orders/12345", json={"soups": 1})
    await http.request("BREW", "/orders/1")

    text = (await http.get("/metrics")).text

    assert 'agent_loop_kitchen_requests_total{method="POST",route="/orders/{table}",status="200"}' in text
    assert 'method="other"' in text
    assert "/orders/1" not in text  # digits alone may be of a duration
    assert "agent_loop_kitchen_request_seconds_bucket" in text


async def test_the_openapi_document_knows_problems_and_there_are_no_pages_from_elsewhere(http):
    document = (await http.get("/openapi.json")).json()

    assert "Problem" in document["components"]["schemas"]
    assert (await http.get("/docs")).status_code == (await http.get("/redoc")).status_code == 404


async def test_resources_are_opened_in_order_and_closed_in_reverse():
    seen = []

    @asynccontextmanager
    async def resource(name):
        seen.append(f"open {name}")
        yield
        seen.append(f"close {name}")

    async with running(service(resources=[resource("a"), resource("b")]), SETTINGS, listen("127.0.0.1", 0)):
        assert seen == ["open a", "open b"]

    assert seen == ["open a", "open b", "close b", "close a"]


async def test_a_stream_without_end_holds_up_a_stop_for_no_longer_than_set():
    listener = listen("127.0.0.1", 0)
    url = f"http://127.0.0.1:{listener.getsockname()[1]}"

    async with httpx.AsyncClient() as client:
        async with running(service(), SETTINGS, listener):
            stream = await client.send(client.build_request("GET", f"{url}/endless"), stream=True)
            chunks = stream.aiter_raw()
            assert await anext(chunks)
            started = asyncio.get_running_loop().time()

        assert asyncio.get_running_loop().time() - started < 6
        await stream.aclose()


async def answered(listener, *pieces: bytes) -> bytes:
    reader, writer = await asyncio.open_connection(*listener.getsockname())
    try:
        for piece in pieces:
            writer.write(piece)
            await writer.drain()
        return await asyncio.wait_for(reader.read(2**16), 10)
    except ConnectionError:
        return b"cut off"
    finally:
        writer.close()


async def test_a_head_without_end_is_cut_off_and_large_bodies_and_heads_within_bounds_are_not():
    listener = listen("127.0.0.1", 0)
    head = b"GET /health HTTP/1.1\r\nHost: kitchen\r\nX-Long: "
    upload = b'{"data":"' + b"x" * 300_000 + b'"}'
    length = str(len(upload)).encode()
    post = b"POST /unlimited/upload HTTP/1.1\r\nHost: kitchen\r\nContent-Type: application/json\r\nContent-Length: "

    async with running(service(), SETTINGS, listener):
        endless = await answered(listener, head, *[b"x" * 10_000] * 20)
        short = await answered(listener, head, *[b"x" * 10_000] * 5, b"\r\n\r\n")
        body = await answered(listener, post + length + b"\r\n\r\n" + upload)

    assert endless == b"cut off" or endless.startswith(b"HTTP/1.1 400")
    assert short.startswith(b"HTTP/1.1 200")
    assert body.startswith(b"HTTP/1.1 200")


PROGRAM = """
from agent_loop.chassis import http, telemetry
from agent_loop.chassis.settings import HttpSettings, load_settings

settings = load_settings(HttpSettings)
telemetry.configure("kitchen", settings)
http.run("kitchen", http.create_service("kitchen", settings, routers=[]), settings)
"""


def started(tmp_path, port=0) -> subprocess.Popen:
    environment = {**os.environ, "AGENT_LOOP_PORT": str(port), "AGENT_LOOP_HOME": str(tmp_path)}
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM], env=environment, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_the_service_with_status_0(tmp_path, number):
    with started(tmp_path) as process:
        line = json.loads(process.stdout.readline())
        answer = httpx.get(f"http://127.0.0.1:{line['port']}/health", timeout=30)
        process.send_signal(number)
        rest, errors = process.communicate(timeout=30)

    assert (line["event"], answer.json()) == ("service_started", {"status": "ok", "service": "kitchen"})
    assert process.returncode == 0
    assert json.loads(rest.splitlines()[-1])["event"] == "service_stopped"
    assert errors == b""


def test_a_port_in_use_is_named_with_the_variable_to_set(tmp_path):
    with listen("127.0.0.1", 0) as taken, started(tmp_path, taken.getsockname()[1]) as process:
        _, errors = process.communicate(timeout=30)

    assert process.returncode == 3
    assert b"KITCHEN_PORT" in errors
    assert b"in use" in errors

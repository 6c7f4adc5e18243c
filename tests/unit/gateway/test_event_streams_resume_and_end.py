import asyncio
import json
import time
from contextlib import asynccontextmanager

import aiohttp
import pytest
from gateway_server import InMemoryGateway, settings

from agent_loop.contracts.agent.v1 import agent_pb2 as pb


@pytest.fixture
def gateway(tmp_path):
    return InMemoryGateway(settings(tmp_path, keep_alive_seconds=0.1, slow_reader_seconds=1, shutdown_seconds=2))


@pytest.fixture
async def served(gateway):
    async with gateway.served() as client:
        yield client


async def start(client, instruction="report") -> str:
    return (await client.post("/v1/runs", {"instruction": instruction})).json()["id"]


def events(text: str) -> list[dict[str, str]]:
    blocks = [block for block in text.split("\n\n") if block and not block.startswith(":")]
    return [dict(line.split(": ", 1) for line in block.splitlines()) for block in blocks]


@asynccontextmanager
async def websocket(gateway, path, token="ada", **more):
    headers = {"authorization": f"Bearer {token}"} if token else {}
    async with aiohttp.ClientSession() as http, http.ws_connect(gateway.url + path, headers=headers, **more) as socket:
        yield socket


async def received(socket) -> list[dict]:
    return [json.loads(message.data) async for message in socket]


async def test_the_events_of_a_finished_run_come_in_order_and_the_stream_ends(ada):
    answer = await ada.get(f"/v1/runs/{await start(ada)}/events")

    found = events(answer.text)
    assert answer.headers["content-type"].startswith("text/event-stream")
    assert [event["id"] for event in found] == [str(number) for number in range(1, len(found) + 1)]
    assert [found[0]["event"], found[-1]["event"]] == ["run_started", "run_finished"]
    data = json.loads(found[-1]["data"])
    assert data["run_finished"]["status"] == "RUN_STATUS_FINISHED"
    assert data["id"] == found[-1]["id"]


@pytest.mark.parametrize(
    "resume", [({"Last-Event-ID": "3"}, ""), ({}, "?after=3"), ({"Last-Event-ID": "3"}, "?after=1")]
)
async def test_a_client_goes_on_after_the_last_event_that_it_saw(ada, resume):
    headers, query = resume

    answer = await ada.get(f"/v1/runs/{await start(ada)}/events{query}", headers=headers)

    assert events(answer.text)[0]["id"] == "4"


async def test_a_client_that_has_seen_all_is_told_to_stop(ada):
    run_id = await start(ada)
    last = (await ada.get(f"/v1/runs/{run_id}")).json()["last_event"]

    assert (await ada.get(f"/v1/runs/{run_id}/events", headers={"Last-Event-ID": last})).status_code == 204
    assert (await ada.get(f"/v1/runs/{run_id}/events?after={2**64 - 1}")).status_code == 204


@pytest.mark.parametrize("resume", [{"Last-Event-ID": "x"}, {"Last-Event-ID": "-1"}, {"Last-Event-ID": "9" * 21}])
async def test_an_event_id_that_is_none_is_refused(ada, resume):
    assert (await ada.get(f"/v1/runs/{await start(ada)}/events", headers=resume)).status_code == 422
    assert (await ada.get(f"/v1/runs/{await start(ada)}/events?after=-1")).status_code == 422


async def test_events_arrive_as_they_happen_with_signs_of_life_between(served, gateway):
    run_id = await start(served, "wait")
    seen = []

    async with served.http.stream("GET", f"/v1/runs/{run_id}/events", headers=served.headers()) as stream:
        async for line in stream.aiter_lines():
            seen.append(line)
            if line == ": here" and seen.count(line) == 1:
                await gateway.agent.say(run_id, "I look")
            if line == ": here" and seen.count(line) == 2:
                await gateway.agent.finish(run_id, pb.RUN_STATUS_FINISHED)

    kinds = [line.removeprefix("event: ") for line in seen if line.startswith("event: ")]
    assert kinds == ["run_started", "model_output", "run_judged", "run_finished"]
    assert seen.index("event: model_output") > seen.index(": here")


async def test_a_client_that_leaves_leaves_the_run_running(served, gateway):
    run_id = await start(served, "wait")

    async with served.http.stream("GET", f"/v1/runs/{run_id}/events", headers=served.headers()) as stream:
        await anext(stream.aiter_lines())
    async with websocket(gateway, f"/v1/runs/{run_id}/ws") as socket:
        await socket.receive_json()

    assert (await served.get(f"/v1/runs/{run_id}")).json()["status"] == "RUN_STATUS_RUNNING"
    await gateway.agent.finish(run_id, pb.RUN_STATUS_FINISHED)
    assert "run_finished" in (await served.get(f"/v1/runs/{run_id}/events")).text


async def test_an_agent_that_goes_away_ends_the_stream_so_that_the_client_comes_back(served, gateway):
    run_id = await start(served, "wait")

    async with served.http.stream("GET", f"/v1/runs/{run_id}/events", headers=served.headers()) as stream:
        lines = stream.aiter_lines()
        await anext(lines)
        gateway.agent.away = True
        await gateway.agent.say(run_id, "lost")
        rest = [line async for line in lines]

    assert "event: run_finished" not in rest


async def test_a_websocket_gets_the_same_events_and_closes_with_1000(served, gateway):
    run_id = await start(served)

    async with websocket(gateway, f"/v1/runs/{run_id}/ws") as socket:
        by_socket = await received(socket)

    by_stream = [json.loads(event["data"]) for event in events((await served.get(f"/v1/runs/{run_id}/events")).text)]
    assert by_socket == by_stream
    assert socket.close_code == 1000


async def test_a_websocket_resumes_after_an_event(served, gateway):
    async with websocket(gateway, f"/v1/runs/{await start(served)}/ws?after=3") as socket:
        assert (await socket.receive_json())["id"] == "4"


async def test_a_websocket_takes_its_token_from_a_subprotocol(served, gateway):
    path = f"/v1/runs/{await start(served)}/ws"

    async with websocket(gateway, path, token=None, protocols=["agent-loop.events", "bearer.ada"]) as socket:
        assert socket.protocol == "agent-loop.events"
        assert await received(socket)
    async with websocket(gateway, path, token=None, protocols=["bearer.ada"]) as socket:
        assert await received(socket)


@pytest.mark.parametrize(
    ("token", "run_id", "code"),
    [(None, "run-1", 4401), ("forged", "run-1", 4401), ("only:runs:write", "run-1", 4403), ("bob", "run-1", 4404),
     ("ada", "run-9", 4404)],
)  # fmt: skip
async def test_a_websocket_without_right_closes_with_the_reason(served, gateway, token, run_id, code):
    await start(served)

    async with websocket(gateway, f"/v1/runs/{run_id}/ws", token=token) as socket:
        assert await received(socket) == []

    assert socket.close_code == code


async def test_a_token_in_the_query_is_not_taken(served, gateway):
    async with websocket(gateway, f"/v1/runs/{await start(served)}/ws?token=ada", token=None) as socket:
        assert await received(socket) == []

    assert socket.close_code == 4401


async def test_a_websocket_says_that_the_agent_is_away(served, gateway):
    run_id = await start(served, "wait")

    async with websocket(gateway, f"/v1/runs/{run_id}/ws") as socket:
        await socket.receive_json()
        gateway.agent.away = True
        await gateway.agent.say(run_id, "lost")
        await received(socket)

    assert socket.close_code == 4503


async def test_what_a_client_says_on_a_websocket_changes_nothing(served, gateway):
    run_id = await start(served, "wait")

    async with websocket(gateway, f"/v1/runs/{run_id}/ws") as socket:
        await socket.send_str("cancel")
        await socket.send_bytes(b"\0" * 1000)
        await gateway.agent.finish(run_id, pb.RUN_STATUS_FINISHED)
        kinds = [
            next(key for key in event if key.startswith("run_") and key != "run_id") for event in await received(socket)
        ]

    assert kinds == ["run_started", "run_judged", "run_finished"]


async def test_a_reader_that_does_not_read_is_left_and_holds_up_nobody(tmp_path):
    gateway = InMemoryGateway(settings(tmp_path, slow_reader_seconds=0.3))

    async with gateway.served() as client:
        run_id = await start(client, "wait")
        for _ in range(120):  # more than the kernel's buffers take
            await gateway.agent.say(run_id, "x" * 200_000)
        reader, writer = await asyncio.open_connection("127.0.0.1", int(gateway.url.rsplit(":", 1)[1]), limit=1024)
        upgrade = "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
        key = "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nAuthorization: Bearer ada\r\n\r\n"
        writer.write(f"GET /v1/runs/{run_id}/ws HTTP/1.1\r\nHost: gateway\r\n{upgrade}{key}".encode())
        assert b"101" in await reader.readline()
        assert (await client.get("/health")).status_code == 200
        async with asyncio.timeout(8):
            while gateway.agent.watchers(run_id):
                await asyncio.sleep(0.05)
        writer.close()

    assert gateway.agent.watchers(run_id) == 0


async def test_a_stop_ends_open_streams_at_once(tmp_path):
    gateway = InMemoryGateway(settings(tmp_path, shutdown_seconds=30))

    async with aiohttp.ClientSession() as http:
        async with gateway.served() as client:
            run_id = await start(client, "wait")
            stream = await http.get(f"{gateway.url}/v1/runs/{run_id}/events", headers=client.headers())
            await stream.content.readline()
            socket = await http.ws_connect(f"{gateway.url}/v1/runs/{run_id}/ws", headers=client.headers())
            await socket.receive_json()
            closed = asyncio.create_task(socket.receive())
            asked = time.monotonic()

        assert time.monotonic() - asked < 5
        await closed
        assert socket.close_code == 1012
        assert b"run_finished" not in await stream.read()

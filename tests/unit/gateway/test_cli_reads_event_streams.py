from collections.abc import AsyncIterator

import pytest

from agent_loop.gateway.cli.events import ServerSentEvent, parse_events

STREAM = (
    ": here\n\n"
    'id: 1\nevent: run_started\ndata: {"a":1}\n\n'
    "id:2\r\ndata: first\r\ndata: second\r\n\r\n"
    "event: empty\n\n"
    "id: 3\ndata: \u00e4\u20ac\n\n"
    "id: 4\ndata: cut of"
).encode()


@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
async def test_events_come_out_whole_however_the_bytes_are_cut(size):
    async def pieces() -> AsyncIterator[bytes]:
        for start in range(0, len(STREAM), size):
            yield STREAM[start : start + size]

    found = [event async for event in parse_events(pieces())]

    assert found == [
        ServerSentEvent("1", "run_started", '{"a":1}'),
        ServerSentEvent("2", "message", "first\nsecond"),
        ServerSentEvent("3", "message", "\u00e4\u20ac"),
    ]

"""Bytes between a program and a host that it may reach: streamed, held back by the slower side, never gathered."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import h11

from agent_loop.sandbox.adapters.gate_http.dialling import STREAM_BYTES, Streams
from agent_loop.sandbox.adapters.gate_http.requests import Asked, Failed, Refused, end_to_end

Touched = Callable[[], None]
"""Told of every step forward."""


@asynccontextmanager
async def ended_when_idle(seconds: float) -> AsyncIterator[Touched]:
    """Ends the block with TimeoutError once nothing has been touched for so long."""
    loop = asyncio.get_running_loop()
    async with asyncio.timeout(seconds) as deadline:

        def touched() -> None:
            if not deadline.expired():
                deadline.reschedule(loop.time() + seconds)

        yield touched


async def tunnelled(program: Streams, host: Streams, touched: Touched) -> None:
    """Both directions until both have ended, or one breaks."""
    try:
        async with asyncio.TaskGroup() as both:
            both.create_task(_copied(program, host, touched))
            both.create_task(_copied(host, program, touched))
    except* ConnectionError:
        pass


async def _copied(source: Streams, sink: Streams, touched: Touched) -> None:
    while data := await source.reader.read(STREAM_BYTES):
        touched()
        sink.writer.write(data)
        await sink.writer.drain()
        touched()
    sink.writer.write_eof()


async def forwarded(asked: Asked, wire: h11.Connection, program: Streams, host: Streams, touched: Touched) -> None:
    """One request to the host and its answer back. `wire` is the program's side and has read the request's head.

    What follows the request on the program's connection is dropped with it. Raises Failed where the host gives no
    answer, and Refused where the request's body is none.
    """
    outwards = h11.Connection(h11.CLIENT)
    verdict: BaseException | None = None
    try:
        async with asyncio.TaskGroup() as both:
            uploading = both.create_task(_upload(asked, wire, outwards, program, host, touched))
            await _download(asked, wire, outwards, program, host, touched)
            uploading.cancel()
    except* (Refused, Failed) as group:
        verdict = group.exceptions[0]
    except* ConnectionError:
        pass  # the program left
    if verdict is not None and wire.our_state is h11.SEND_RESPONSE:
        raise verdict


async def _upload(
    asked: Asked, wire: h11.Connection, outwards: h11.Connection, program: Streams, host: Streams, touched: Touched
) -> None:
    async def sent(event: h11.Event) -> bool:
        try:
            host.writer.write(outwards.send(event) or b"")
            await host.writer.drain()
        except ConnectionError:
            return False  # it may have answered already, so its answer is still read
        touched()
        return True

    port = "" if asked.target.port == asked.default_port else f":{asked.target.port}"
    name = f"[{asked.target.host}]" if ":" in asked.target.host else asked.target.host
    framing = [(b"Transfer-Encoding", b"chunked")] if asked.chunked else []
    headers = [(b"Host", (name + port).encode()), *asked.headers, *framing, (b"Connection", b"close")]
    more = await sent(h11.Request(method=asked.method, target=asked.path, headers=headers))
    while more:
        try:
            event = wire.next_event()
        except h11.RemoteProtocolError as error:
            raise Refused(str(asked.target), f"its body is no clean HTTP: {error}", 400) from None
        if event is h11.NEED_DATA:
            wire.receive_data(await program.reader.read(STREAM_BYTES))
        elif isinstance(event, h11.Data):
            more = await sent(h11.Data(data=event.data))
        else:  # the end: h11 has no other event between a request and its end
            await sent(h11.EndOfMessage())
            return


async def _download(
    asked: Asked, wire: h11.Connection, outwards: h11.Connection, program: Streams, host: Streams, touched: Touched
) -> None:
    async def send(event: h11.Event) -> None:
        program.writer.write(wire.send(event) or b"")
        await program.writer.drain()
        touched()

    while True:
        try:
            event = outwards.next_event()
            if event is h11.NEED_DATA:
                outwards.receive_data(await host.reader.read(STREAM_BYTES))
                touched()
                continue
        except (h11.RemoteProtocolError, ConnectionError) as error:
            raise Failed(f"{asked.target} gives no clean answer: {error}") from None
        if isinstance(event, h11.Response):
            await send(_answer(event))
        elif isinstance(event, h11.InformationalResponse):
            if wire.they_are_waiting_for_100_continue:
                await send(h11.InformationalResponse(status_code=100, headers=[]))
        elif isinstance(event, h11.Data):
            await send(h11.Data(data=event.data))
        elif isinstance(event, h11.EndOfMessage):
            await send(h11.EndOfMessage())
            return
        else:
            raise Failed(f"{asked.target} gives no answer")


def _answer(response: h11.Response) -> h11.Response:
    """For the program's connection: without what belonged to the host's, framed anew."""
    headers = end_to_end(response.headers)
    if any(name == b"transfer-encoding" for name, _ in response.headers):
        headers = [(name, value) for name, value in headers if name != b"content-length"]
    return h11.Response(
        status_code=response.status_code, reason=response.reason, headers=[*headers, (b"Connection", b"close")]
    )

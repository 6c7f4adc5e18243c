"""What a detached program said, for whoever comes to hear it, also afterwards."""

import asyncio
import time
from collections.abc import AsyncGenerator, Mapping

from agent_loop.sandbox.domain.programs import Ended, Event, Heartbeat, Output, Started, Stream

_PIECE_BYTES = 64 * 1024


class Recording:
    """Grows while the program runs; each listener goes through it at its own pace.

    Each stream's bytes are kept in order. How the two lay between one another is only heard by those who listen live.
    """

    def __init__(self) -> None:
        self._kept = {stream: bytearray() for stream in Stream}
        self._started: Started | None = None
        self._started_at = time.monotonic()
        self._ended: Ended | None = None
        self._finished = False
        self._more = asyncio.Event()

    @property
    def finished(self) -> bool:
        return self._finished

    @property
    def size(self) -> int:
        """Bytes."""
        return sum(map(len, self._kept.values()))

    def add(self, event: Event) -> None:
        match event:
            case Output(stream, data):
                self._kept[stream] += data
            case Started():
                self._started = event
            case Ended():
                self._ended = event
            case Heartbeat():
                return
        self._wake()

    def finish(self) -> None:
        """Nothing more will come, be it that it broke off."""
        self._finished = True
        self._wake()

    def _wake(self) -> None:
        self._more.set()
        self._more = asyncio.Event()

    async def heard(self, after: Mapping[Stream, int], heartbeat_seconds: float) -> AsyncGenerator[Event]:
        """Started, the output after that many bytes of each stream, then live with heartbeats, then Ended.

        It ends without Ended where the recording broke off.
        """
        at = dict(after)
        if self._started:
            yield self._started
        while True:
            more = self._more
            if pieces := self._next(at):
                for output in pieces:
                    at[output.stream] += len(output.data)
                    yield output
                continue
            if self._finished:
                break
            try:
                await asyncio.wait_for(more.wait(), heartbeat_seconds)
            except TimeoutError:
                yield Heartbeat(round((time.monotonic() - self._started_at) * 1000))
        if self._ended:
            yield self._ended

    def _next(self, at: Mapping[Stream, int]) -> list[Output]:
        """At most one piece of each stream."""
        pieces = ((stream, bytes(kept[at[stream] : at[stream] + _PIECE_BYTES])) for stream, kept in self._kept.items())
        return [Output(stream, data, at[stream]) for stream, data in pieces if data]

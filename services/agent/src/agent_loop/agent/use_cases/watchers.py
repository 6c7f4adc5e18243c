"""Tells those who watch a run that there is news of it."""

import asyncio
from collections import defaultdict
from typing import Self


class Watchers:
    """In this process only: whoever waits reads the log again after `seconds` in any case."""

    def __init__(self) -> None:
        self._waiting: defaultdict[str, set[asyncio.Event]] = defaultdict(set)

    def announce(self, run_id: str) -> None:
        for event in self._waiting.get(run_id, ()):
            event.set()

    def watch(self, run_id: str) -> "Watch":
        return Watch(self._waiting, run_id)


class Watch:
    """One watcher's place. Enter it before reading, so that no news falls between reading and waiting."""

    def __init__(self, waiting: defaultdict[str, set[asyncio.Event]], run_id: str) -> None:
        self._waiting, self._run_id, self._news = waiting, run_id, asyncio.Event()

    def __enter__(self) -> Self:
        self._waiting[self._run_id].add(self._news)
        return self

    def __exit__(self, *_: object) -> None:
        self._waiting[self._run_id].discard(self._news)
        if not self._waiting[self._run_id]:
            del self._waiting[self._run_id]

    async def news(self, seconds: float) -> None:
        """Returns once something was announced since the last call, or after `seconds`."""
        try:
            async with asyncio.timeout(seconds):
                await self._news.wait()
        except TimeoutError:
            return
        finally:
            self._news.clear()

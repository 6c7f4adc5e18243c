"""One way to end a run before its end, whoever asks for it: the clock, a person, or the process that stops."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from agent_loop.agent.domain.failures import AgentError, TimeLimit


class Stop:
    """Ends the block that it guards, by raising in it: TimeLimit, or what `now` was called with."""

    def __init__(self) -> None:
        self._reason: AgentError | None = None
        self._clock: asyncio.Timeout | None = None

    def now(self, reason: AgentError) -> None:
        """End the guarded block, or the next one. Only the first call counts."""
        if self._reason is None:
            self._reason = reason
            if self._clock is not None and not self._clock.expired():
                self._clock.reschedule(asyncio.get_running_loop().time())

    @asynccontextmanager
    async def guard(self, seconds: float | None = None) -> AsyncIterator[None]:
        clock = asyncio.timeout(seconds)
        try:
            async with clock:
                self._clock = clock
                if self._reason is not None:
                    raise self._reason
                yield
        except TimeoutError:
            if not clock.expired():
                raise
            limit = TimeLimit(f"the run used up its {seconds:g} seconds" if seconds else "the time is up")
            raise self._reason or limit from None
        finally:
            self._clock = None

"""Sets that stand ready, each for one use; made off the path of requests."""

import asyncio
from collections import deque
from contextlib import suppress

from agent_loop.sandbox.adapters.isolation_namespaces.sets import Launcher, NamespaceSet
from agent_loop.sandbox.adapters.isolation_namespaces.wire import Job
from agent_loop.sandbox.domain.errors import IsolationUnavailable, NothingRan

_ATTEMPTS = 3
_MOMENT_SECONDS = 0.01


class Pool:
    """Keeps `size` sets ready or in the making."""

    def __init__(self, launcher: Launcher, size: int, beforehand: Job | None = None) -> None:
        """`beforehand` is what each set is told as soon as it is ordered."""
        self._launcher = launcher
        self._size = size
        self._beforehand = beforehand
        self._timer: asyncio.TimerHandle | None = None
        self._waiting: deque[NamespaceSet] = deque()

    async def take(self) -> NamespaceSet:
        """A set that stands; nobody gets it again. Raises IsolationUnavailable."""
        for attempt in range(self._size + _ATTEMPTS):
            pooled = bool(self._waiting)
            found = self._waiting.popleft() if pooled else self._order()
            try:
                await found.replies.wait("R")
                if found.stands:
                    return found
            except IsolationUnavailable as error:
                last = attempt + 1 == self._size + _ATTEMPTS
                if last or not (pooled or isinstance(error, NothingRan)):
                    found.discard()
                    raise
            except BaseException:
                found.discard()
                raise
            found.discard()  # it died while it waited, or could not be made when it was asked for
        raise IsolationUnavailable("sets of namespaces die before their use; does something kill them?")

    @property
    def empty(self) -> bool:
        return not self._waiting

    def refill_soon(self) -> None:
        """Order what is missing: in a moment, so as not to compete with the program that was just started; at once
        where nothing is left."""
        if not self._waiting:
            self.refill()
        elif self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(_MOMENT_SECONDS, self.refill)

    def refill(self) -> None:
        """Order what is missing. Returns at once."""
        if self._timer:
            self._timer.cancel()
            self._timer = None
        with suppress(OSError, IsolationUnavailable):  # whoever needs the next one is told
            while len(self._waiting) < self._size:
                self._waiting.append(self._order())

    def close(self) -> None:
        if self._timer:
            self._timer.cancel()
        while self._waiting:
            self._waiting.popleft().discard()

    def _order(self) -> NamespaceSet:
        ordered = self._launcher.order()
        if self._beforehand:
            try:
                ordered.tell(self._beforehand, ())
            except OSError:
                ordered.discard()
                raise
        return ordered

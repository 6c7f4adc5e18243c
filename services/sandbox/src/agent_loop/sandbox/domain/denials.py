"""What was denied, for whoever audits: the last ones are kept, and can be followed."""

import asyncio
import time
from collections import deque
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from enum import IntEnum
from itertools import takewhile

KEPT = 10_000
"""Of more the oldest are forgotten, of the sandbox that has the most: a noisy one pushes none of the others out."""

_LONGEST = 500
"""Characters of what was denied and of the rule: both may quote a program."""


class DenialKind(IntEnum):
    NETWORK = 1
    SYSCALL = 2
    FILE = 3
    QUOTA = 4


@dataclass(frozen=True)
class Denial:
    number: int
    at_ns: int
    sandbox_id: str
    exec_id: str
    kind: DenialKind
    what: str
    """Such as a host and port, or a path."""
    rule: str


class Denials:
    """The last denials of this server, numbered from one."""

    def __init__(self) -> None:
        self._kept: dict[int, Denial] = {}
        """By number, oldest first."""
        self._of: dict[str, deque[int]] = {}
        """The numbers of each sandbox's."""
        self._number = 0
        self._more = asyncio.Event()

    def record(self, kind: DenialKind, what: str, rule: str, sandbox_id: str = "", exec_id: str = "") -> None:
        """Never waits and never fails: a refusal must not hang on its own record."""
        self._number += 1
        self._kept[self._number] = Denial(
            self._number, time.time_ns(), sandbox_id, exec_id, kind, what[:_LONGEST], rule[:_LONGEST]
        )
        self._of.setdefault(sandbox_id, deque()).append(self._number)
        if len(self._kept) > KEPT:
            self._forget_one()
        self._more.set()
        self._more = asyncio.Event()

    def _forget_one(self) -> None:
        noisiest = max(self._of, key=lambda sandbox_id: len(self._of[sandbox_id]))
        del self._kept[self._of[noisiest].popleft()]
        if not self._of[noisiest]:
            del self._of[noisiest]

    async def after(self, number: int, sandbox_id: str = "", *, follow: bool = False) -> AsyncGenerator[Denial]:
        """Those with a larger number, of one sandbox or of all; with `follow` also those to come, without end."""
        while True:
            more = self._more
            # From the end, so that one who follows pays for what is new and not for all that is kept.
            news = list(takewhile(lambda kept: kept.number > number, reversed(self._kept.values())))  # noqa: B023  drained here
            for denial in reversed(news):
                number = denial.number
                if sandbox_id in ("", denial.sandbox_id):
                    yield denial
            if not follow:
                return
            if number >= self._number:
                await more.wait()

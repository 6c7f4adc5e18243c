"""No isolation: the tier `none`, for whoever says so in words."""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from types import TracebackType
from typing import NoReturn, Self

import structlog

from agent_loop.sandbox.adapters.supervisor.orders import Walls
from agent_loop.sandbox.adapters.supervisor.process import SupervisedProcess
from agent_loop.sandbox.adapters.supervisor.running import no_enclosures, running
from agent_loop.sandbox.domain.errors import IsolationUnavailable
from agent_loop.sandbox.domain.programs import Confinement, Probe, Report, Surroundings, Tier

CONSENT = "yes-run-commands-as-this-user"

_log = structlog.get_logger()


class UnconfinedIsolation:
    """Limits of processes, and an end to all that a program starts unless it fights back; nothing else.

    Enter it with the CONSENT; with anything else its report is that of no tier. As root, `payload` is who programs run
    as. `folder` gets each program's private files. Programs see the host as their user does.
    """

    def __init__(self, folder: Path, payload: tuple[int, int] | None, consent: str) -> None:
        self._folder = folder
        self._payload = payload
        self._consent = consent

    async def __aenter__(self) -> Self:
        self._folder.mkdir(parents=True, exist_ok=True)
        self._folder.chmod(0o711)
        if (await self.report()).tier is Tier.NONE:
            _log.warning("isolation_switched_off", user=self._payload[0] if self._payload else os.geteuid())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await asyncio.to_thread(shutil.rmtree, self._folder, ignore_errors=True)

    async def report(self) -> Report:
        asked, root = self._consent == CONSENT, os.geteuid() == 0 and self._payload is None
        probes = (
            _probe(
                "asked_for_in_words", asked, "asked for" if asked else "nobody asked for it",
                f"only where nothing here matters: SANDBOX_MIN_TIER=none SANDBOX_UNSAFE_NO_ISOLATION={CONSENT}",
            ),
            _probe(
                "payload_is_not_root", not root, f"euid {os.geteuid()}, payload {self._payload}",
                "set SANDBOX_PAYLOAD_UID to an unprivileged uid",
            ),
        )  # fmt: skip
        return Report(Tier.NONE if all(probe.passed for probe in probes) else Tier.UNSPECIFIED, probes)

    @asynccontextmanager
    async def start(self, confinement: Confinement) -> AsyncIterator[SupervisedProcess]:
        report = await self.report()
        if report.tier is Tier.UNSPECIFIED:
            raise IsolationUnavailable(report.refusal())
        async with running(confinement, self._folder, Walls(), self._payload) as process:
            yield process

    async def enclose(self, surroundings: Surroundings) -> NoReturn:  # noqa: ARG002  the port has it
        raise no_enclosures(Tier.NONE)


def _probe(name: str, passed: bool, detail: str, fix: str) -> Probe:  # noqa: FBT001
    return Probe(name, passed, detail, "" if passed else fix)

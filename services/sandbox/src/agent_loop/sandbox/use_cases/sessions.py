"""Stateful shells: opening, listing and closing them."""

import asyncio
import secrets
from collections.abc import Mapping
from dataclasses import replace

from agent_loop.sandbox.domain.errors import EnclosureLost, SandboxNotFound, TooManySessions
from agent_loop.sandbox.domain.programs import Report, working_directory
from agent_loop.sandbox.domain.sandboxes import Session
from agent_loop.sandbox.ports import Enclosure, Isolation, Shell
from agent_loop.sandbox.use_cases.gates import Gates
from agent_loop.sandbox.use_cases.programs import demand_folder
from agent_loop.sandbox.use_cases.sandboxes import Clock, Enclosed, Held, Opened, Sandboxes, demand_sessions

MAX_SESSIONS = 16
"""Of a sandbox."""


class OpenSession:
    """Start a shell in the sandbox's enclosure, which is made for the first one."""

    def __init__(self, sandboxes: Sandboxes, isolation: Isolation, gates: Gates, clock: Clock) -> None:
        self._sandboxes = sandboxes
        self._isolation = isolation
        self._gates = gates
        self._clock = clock

    async def __call__(self, sandbox_id: str, cwd: str, env: Mapping[str, str]) -> Session:
        held = self._sandboxes.get(sandbox_id)
        report = await self._isolation.report()
        demand_sessions(report, "sessions")
        directory, variables = working_directory(cwd), held.environment(env)
        await demand_folder(held, directory)
        async with held.enclosing:
            if held.enclosed and len(held.enclosed.sessions) >= MAX_SESSIONS:
                raise TooManySessions(f"this sandbox has {MAX_SESSIONS} sessions; close one first")
            try:
                session = await self._opened(held, report, directory, variables)
            finally:
                if held.ended:  # deleted meanwhile, perhaps too early to know of the enclosure
                    await held.leave(held.enclosed)
            if held.ended:
                raise SandboxNotFound("the sandbox was deleted or expired while the session was opened")
            return session

    async def _opened(self, held: Held, report: Report, cwd: str, env: Mapping[str, str]) -> Session:
        try:
            enclosed, shell = await self._shell(held, cwd, env)
        except EnclosureLost:  # with all sessions that were in it
            await held.leave(held.enclosed)
            enclosed, shell = await self._shell(held, cwd, env)
        session = Session(secrets.token_hex(8), held.sandbox.id, shell.cwd, report.tier, self._clock())
        enclosed.sessions[session.id] = Opened(session, shell)
        return session

    async def _shell(self, held: Held, cwd: str, env: Mapping[str, str]) -> tuple[Enclosed, Shell]:
        enclosed = held.enclosed
        if enclosed is None:
            enclosure = await self._isolation.enclose(held.surroundings)
            try:
                enclosed = held.enclosed = Enclosed(enclosure, await self._gatekeeper(held, enclosure))
            except BaseException:
                await enclosure.close()
                raise
        return enclosed, await enclosed.enclosure.shell(cwd, env)

    async def _gatekeeper(self, held: Held, enclosure: Enclosure) -> asyncio.Task[None] | None:
        if not held.sandbox.network.hosts:
            return None
        stands = asyncio.get_running_loop().create_future()

        async def keep() -> None:
            async with self._gates.open(held.sandbox, enclosure.gate):
                stands.set_result(None)
                await asyncio.Event().wait()

        keeper = asyncio.create_task(keep())
        try:
            await asyncio.wait((keeper, stands), return_when=asyncio.FIRST_COMPLETED)
            if keeper.done():
                await keeper
        except BaseException:
            keeper.cancel()
            raise
        return keeper


class ListSessions:
    def __init__(self, sandboxes: Sandboxes) -> None:
        self._sandboxes = sandboxes

    async def __call__(self, sandbox_id: str) -> list[Session]:
        """Oldest first, each with its directory as it is now."""
        enclosed = self._sandboxes.get(sandbox_id).enclosed
        every = enclosed.sessions.values() if enclosed else ()
        return [replace(opened.session, cwd=opened.shell.cwd) for opened in every]


class CloseSession:
    """End a session and what runs in it, its command as CANCELLED; the others stay."""

    def __init__(self, sandboxes: Sandboxes) -> None:
        self._sandboxes = sandboxes

    async def __call__(self, sandbox_id: str, session_id: str) -> None:
        held = self._sandboxes.get(sandbox_id)
        opened = held.opened(session_id)
        if held.enclosed:
            del held.enclosed.sessions[session_id]
        opened.closed = True
        await opened.shell.close()

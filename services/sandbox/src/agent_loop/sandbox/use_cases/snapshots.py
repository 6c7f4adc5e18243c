"""Remembering a workspace's state, going back to it, and telling what differs between two."""

import asyncio
import secrets

from agent_loop.sandbox.domain.errors import ProgramsRunning
from agent_loop.sandbox.domain.files import SEED, Change, WorkspaceUsage, changes, fingerprints
from agent_loop.sandbox.use_cases.sandboxes import Held, Sandboxes


class SnapshotWorkspace:
    def __init__(self, sandboxes: Sandboxes) -> None:
        self._sandboxes = sandboxes

    async def __call__(self, sandbox_id: str) -> tuple[str, WorkspaceUsage]:
        """The snapshot's id, and what the workspace holds. Of a program that writes meanwhile it may hold halves."""
        held, snapshot_id = self._sandboxes.get(sandbox_id), secrets.token_hex(8)
        await held.workspace.snapshot(snapshot_id)
        return snapshot_id, await held.usage()


class RollbackWorkspace:
    def __init__(self, sandboxes: Sandboxes) -> None:
        self._sandboxes = sandboxes

    async def __call__(self, sandbox_id: str, snapshot_id: str) -> None:
        """Go back to a snapshot, or to the SEED. Raises ProgramsRunning; programs that start meanwhile wait.

        It goes on to its end when the caller is cancelled: there is no half a rollback. Sessions go on in the restored
        workspace, but those of a sandbox with mounts end: what was mounted is no longer there.
        """
        held = self._sandboxes.get(sandbox_id)
        while held.rolling_back:
            await asyncio.wait([held.rolling_back])
        if held.programs:
            raise ProgramsRunning(f"programs run in the sandbox: {held.programs}; end them or wait, then roll back")
        opened = list(held.enclosed.sessions.values()) if held.enclosed else []
        if left := sum(each.shell.running() for each in opened):
            raise ProgramsRunning(f"sessions left processes running: {left}; end them, then roll back")
        held.rolling_back = asyncio.create_task(_roll_back(held, snapshot_id))
        await asyncio.shield(held.rolling_back)


async def _roll_back(held: Held, snapshot_id: str) -> None:
    try:
        await held.workspace.rollback(snapshot_id)
        for opened in held.enclosed.sessions.values() if held.enclosed else ():
            opened.shell.reenter()
        if held.sandbox.mounts:
            async with held.enclosing:
                await held.leave(held.enclosed)
    finally:
        held.rolling_back = held.held_then = None


class DiffWorkspace:
    def __init__(self, sandboxes: Sandboxes) -> None:
        self._sandboxes = sandboxes

    async def __call__(self, sandbox_id: str, before: str, after: str) -> list[Change]:
        """What differs between two states, sorted by path; `before` may be the SEED, an empty `after` is now."""
        held = self._sandboxes.get(sandbox_id)
        old = held.seed
        if before != SEED:
            old = await asyncio.to_thread(fingerprints, held.workspace.remembered(before))
        new = held.workspace.remembered(after) if after else held.workspace.entries()
        return changes(old, await asyncio.to_thread(fingerprints, new))

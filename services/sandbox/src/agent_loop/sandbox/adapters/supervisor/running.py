"""Programs beneath supervisors, for the isolations that have no namespaces."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from agent_loop.sandbox.adapters.supervisor.order import Canary
from agent_loop.sandbox.adapters.supervisor.orders import Private, Walls, order
from agent_loop.sandbox.adapters.supervisor.process import SupervisedProcess
from agent_loop.sandbox.domain.errors import IsolationUnavailable, RequestRefused
from agent_loop.sandbox.domain.programs import Confinement, Surroundings, Tier

_NAMESPACES = "is of the tier namespaces; `agent-loop sandbox doctor` says what this machine lacks for it"


@asynccontextmanager
async def running(
    confinement: Confinement, folder: Path, walls: Walls, payload: tuple[int, int] | None, canary: Canary | None = None
) -> AsyncIterator[SupervisedProcess]:
    """A program that stands; its private folder lies in `folder`. Raises as Isolation.start does."""
    demand_no_namespaces(confinement.surroundings)
    if confinement.pty:
        raise IsolationUnavailable(f"a terminal {_NAMESPACES}")
    private = Private(folder, payload)
    process = None
    try:
        try:
            process = SupervisedProcess(
                order(confinement, private, walls, payload, canary), with_stdin=confinement.with_stdin
            )
        except OSError as error:
            raise RequestRefused(f"Linux cannot start this program: {error.strerror}") from error
        await process.started()
        yield process
    finally:
        try:
            if process:
                await process.kill()
        finally:
            if process:
                process.close()
            if private.untouched:
                private.remove()
            else:
                await asyncio.to_thread(private.remove)


def demand_no_namespaces(surroundings: Surroundings) -> None:
    """Raises IsolationUnavailable for what cannot be done without."""
    if surroundings.mounts:
        raise IsolationUnavailable(f"showing a part of the workspace elsewhere {_NAMESPACES}")
    if surroundings.gated:
        raise IsolationUnavailable(f"a network that is an allowlist {_NAMESPACES}")


def no_enclosures(tier: Tier) -> IsolationUnavailable:
    """What `enclose` raises."""
    return IsolationUnavailable(f"the tier {tier.name.lower()} has no sessions: a persistent sandbox {_NAMESPACES}")

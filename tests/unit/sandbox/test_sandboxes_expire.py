"""Sandboxes whose time has come, whoever else deletes them at the same time."""

from agent_loop.sandbox.adapters.isolation_memory import InMemoryIsolation
from agent_loop.sandbox.adapters.workspaces_memory import InMemoryWorkspaces
from agent_loop.sandbox.domain.limits import DEFAULT_LIMITS, MAX_LIMITS
from agent_loop.sandbox.domain.sandboxes import Request
from agent_loop.sandbox.use_cases.sandboxes import (
    CreateSandbox,
    DeleteSandbox,
    ExpireSandboxes,
    Policy,
    Sandboxes,
)

POLICY = Policy(DEFAULT_LIMITS, MAX_LIMITS, default_ttl_seconds=60, max_ttl_seconds=3600, max_sandboxes=8)


async def test_a_client_that_deletes_an_expired_sandbox_first_leaves_the_others_to_expire():
    held, now = Sandboxes(), 0

    class Interrupted(InMemoryWorkspaces):
        async def delete(self, sandbox_id):
            await super().delete(sandbox_id)
            if sandbox_id == first:  # while this one is removed, a client deletes the next
                await delete(second)

    workspaces = Interrupted()
    create = CreateSandbox(held, workspaces, InMemoryIsolation(), POLICY, lambda: now)
    delete = DeleteSandbox(held, workspaces)
    first, second, third = [(await create(Request())).sandbox.id for _ in range(3)]
    now = 61 * 10**9

    await ExpireSandboxes(held, delete, lambda: now)()

    assert len(held) == 0
    assert not {first, second, third} & workspaces.workspaces.keys()

"""Sandboxes whose time has come, whoever else deletes them at the same time."""

import asyncio

import grpc
import pytest
from sandbox_server import memory_sandbox

from agent_loop.chassis.grpc import reason
from agent_loop.contracts.sandbox.v1 import sandbox_pb2 as pb
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


async def test_an_expired_sandbox_is_gone():
    async with memory_sandbox(default_ttl_seconds=1) as client:
        box = await client.create()
        running = asyncio.create_task(client.run(box, argv=pb.Argv(args=("sleep", "30"))))
        ran = await asyncio.wait_for(running, 10)

        with pytest.raises(grpc.aio.AioRpcError) as raised:
            await client.stub.Get(pb.GetRequest(sandbox_id=box))

    assert reason(raised.value) == "SANDBOX_NOT_FOUND"
    assert ran.reason == "SANDBOX_LOST"


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

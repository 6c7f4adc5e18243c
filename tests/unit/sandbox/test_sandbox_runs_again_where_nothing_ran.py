"""Run takes another isolation where one died before the program began: three in all."""

from contextlib import asynccontextmanager

import grpc
import pytest
from sandbox_server import serving

from agent_loop.contracts.sandbox.v1 import sandbox_pb2 as pb
from agent_loop.sandbox.adapters.isolation_memory import InMemoryIsolation
from agent_loop.sandbox.adapters.workspaces_memory import InMemoryWorkspaces
from agent_loop.sandbox.domain.errors import NothingRan


class Dying(InMemoryIsolation):
    """Its first programs never began."""

    def __init__(self, deaths: int) -> None:
        super().__init__()
        self.deaths = deaths
        self.started = 0

    @asynccontextmanager
    async def start(self, confinement):
        self.started += 1
        dies = self.started <= self.deaths
        async with super().start(confinement) as process:
            if dies:
                process.output = _nothing
                process.ended = _died
            yield process


async def _nothing(within):
    raise EOFError


async def _died(within):
    raise NothingRan("a set of namespaces ended before its job began; does something kill it?")


async def ran(isolation):
    async with serving(isolation, InMemoryWorkspaces()) as client:
        box = await client.create()
        return await client.collect(client.stub.Run(pb.ExecStart(sandbox_id=box, argv=pb.Argv(args=["echo", "works"]))))


@pytest.mark.parametrize("deaths", [0, 1, 2])
async def test_it_runs_in_the_next_one_and_once(deaths):
    isolation = Dying(deaths)
    made = await ran(isolation)

    assert (made.text, made.reason) == ("works", "EXITED")
    assert isolation.started == deaths + 1


async def test_after_three_it_says_so():
    isolation = Dying(9)
    with pytest.raises(grpc.aio.AioRpcError, match="does something kill it") as failed:
        await ran(isolation)

    assert failed.value.code() is grpc.StatusCode.FAILED_PRECONDITION
    assert isolation.started == 3

"""What the gateway's Agent port promises, asked of the in-memory agent and of one behind gRPC."""

import asyncio
from contextlib import asynccontextmanager

import pytest
from agent_service import TOKEN, agent_service
from pydantic import SecretStr

from agent_loop.contracts.agent.v1 import agent_pb2 as pb
from agent_loop.gateway.adapters.agent_grpc import GrpcAgent
from agent_loop.gateway.adapters.agent_memory import InMemoryAgent
from agent_loop.gateway.domain import AgentRefused, AgentUnavailable, DependencyState
from agent_loop.gateway.ports import Agent


@pytest.fixture
def inside() -> InMemoryAgent:
    return InMemoryAgent()


@pytest.fixture(params=["memory", "grpc"])
async def agent(request, inside):
    @asynccontextmanager
    async def connected():
        if request.param == "memory":
            yield inside
            return
        async with agent_service(inside) as address, GrpcAgent(address, SecretStr(TOKEN)) as connection:
            yield connection

    async with connected() as found:
        yield found


async def start(agent: Agent, instruction: str = "report", **more) -> pb.Run:
    order = pb.StartRunRequest(subject="ada", instruction=instruction, **more)
    return (await agent.start(order)).run


async def refused(awaitable) -> str:
    with pytest.raises(AgentRefused) as caught:
        await awaitable
    assert str(caught.value)
    return caught.value.type


async def everything(stream) -> list:
    return [one async for one in stream]


async def test_a_started_run_is_found_again(agent):
    run = await start(agent)

    assert run.id
    assert await agent.get("ada", run.id) == run
    assert [one.id for one in (await agent.list("ada", 10, "")).runs] == [run.id]


async def test_a_key_stands_for_one_order_of_one_subject(agent):
    first = await agent.start(pb.StartRunRequest(subject="ada", instruction="a", idempotency_key="k"))
    again = await agent.start(pb.StartRunRequest(subject="ada", instruction="a", idempotency_key="k"))
    bob = await agent.start(pb.StartRunRequest(subject="bob", instruction="b", idempotency_key="k"))

    assert (first.created, again.created, bob.created) == (True, False, True)
    assert first.run.id == again.run.id != bob.run.id
    assert await refused(start(agent, "other", idempotency_key="k")) == "idempotency-conflict"


async def test_events_are_watched_from_any_point_to_the_end(agent):
    run = await start(agent)

    events = await everything(agent.watch("ada", run.id, 0))

    assert [event.id for event in events] == list(range(1, run.last_event + 1))
    assert events[-1].WhichOneof("event") == "run_finished"
    assert await everything(agent.watch("ada", run.id, 2)) == events[2:]
    assert await everything(agent.watch("ada", run.id, 10_000)) == []


async def test_events_arrive_while_the_run_goes_on(agent, inside):
    run = await start(agent, "wait")
    watched = agent.watch("ada", run.id, 1)
    next_event = asyncio.create_task(anext(watched))

    await inside.say(run.id, "hello")

    assert (await asyncio.wait_for(next_event, 10)).model_output.text == "hello"
    await inside.finish(run.id, pb.RUN_STATUS_FINISHED)
    assert [event.WhichOneof("event") async for event in watched] == ["run_judged", "run_finished"]


async def test_a_watcher_that_leaves_is_forgotten_and_the_run_goes_on(agent, inside):
    run = await start(agent, "wait")
    watched = agent.watch("ada", run.id, 0)
    await anext(watched)

    await watched.aclose()

    async with asyncio.timeout(10):
        while inside.watchers(run.id):
            await asyncio.sleep(0.01)
    assert (await agent.get("ada", run.id)).status == pb.RUN_STATUS_RUNNING


async def test_cancelling_is_idempotent(agent):
    run = await start(agent, "wait")

    assert (await agent.cancel("ada", run.id)).status == pb.RUN_STATUS_CANCELLED
    assert (await agent.cancel("ada", run.id)).status == pb.RUN_STATUS_CANCELLED


async def test_only_a_finished_run_is_judged(agent, inside):
    run = await start(agent, "wait")

    assert await refused(agent.judge("ada", run.id, success=True, comment="")) == "run-not-finished"
    await inside.finish(run.id, pb.RUN_STATUS_FINISHED)

    judged = await agent.judge("ada", run.id, success=False, comment="two are missing")
    assert judged.verdict == pb.Verdict(success=False, source=pb.VERDICT_SOURCE_USER, detail="two are missing")


async def test_what_a_run_leaves_is_read_whole(agent, inside):
    inside.files = {"a b.txt": b"x" * 2_500_000, "empty": b""}
    run = await start(agent)

    assert [change.path for change in await agent.changes("ada", run.id)] == ["a b.txt", "empty"]
    assert b"".join(await everything(agent.read("ada", run.id, "a b.txt"))) == b"x" * 2_500_000
    assert b"".join(await everything(agent.read("ada", run.id, "empty"))) == b""
    assert "+++ b/empty" in await agent.diff("ada", run.id)
    assert run.id.encode() in (await agent.trajectory("ada", run.id)).trajectory_json
    assert await refused(anext(agent.read("ada", run.id, "nothing"))) == "file-not-found"


@pytest.mark.parametrize("subject", ["ada", "bob"])
async def test_an_unknown_run_and_anothers_do_not_exist(agent, subject):
    mine = await start(agent)
    run_id = "run-99" if subject == "ada" else mine.id

    for call in (
        agent.get(subject, run_id),
        agent.cancel(subject, run_id),
        agent.judge(subject, run_id, success=True, comment=""),
        agent.trajectory(subject, run_id),
        agent.changes(subject, run_id),
        agent.diff(subject, run_id),
        anext(agent.watch(subject, run_id, 0)),
        anext(agent.read(subject, run_id, "report.txt")),
    ):
        assert await refused(call) == "run-not-found"
    assert list((await agent.list("bob", 10, "")).runs) == []


async def test_pages_follow_each_other(agent):
    started = [(await start(agent, f"number {number}")).id for number in range(5)]

    first = await agent.list("ada", 3, "")
    second = await agent.list("ada", 3, first.next_page_token)

    assert [run.id for run in (*first.runs, *second.runs)] == started[::-1]
    assert second.next_page_token == ""
    assert await refused(agent.list("ada", 3, "nonsense")) == "invalid-request"


async def test_an_unknown_model_is_refused(agent):
    assert await refused(start(agent, model="huge")) == "model-not-found"


async def test_what_the_agent_offers_and_needs_is_told(agent, inside):
    inside.broken = [DependencyState("sandbox", ok=False, detail="gone", seconds=0.25)]

    assert [(model.name, model.default) for model in await agent.models()] == [("small", True)]
    assert [tool.name for tool in await agent.tools()] == ["bash"]
    assert list(await agent.dependencies()) == inside.broken


async def test_an_agent_that_is_away_says_so_for_every_call(agent, inside):
    run = await start(agent, "wait")
    inside.away = True

    for call in (
        start(agent),
        agent.get("ada", run.id),
        agent.models(),
        agent.dependencies(),
        agent.list("ada", 1, ""),
    ):
        with pytest.raises(AgentUnavailable):
            await call
    with pytest.raises(AgentUnavailable):
        await anext(agent.watch("ada", run.id, 0))


async def test_nobody_at_the_address_is_an_agent_that_is_away():
    async with GrpcAgent("127.0.0.1:1", SecretStr(TOKEN)) as agent:
        with pytest.raises(AgentUnavailable, match="does not answer"):
            await agent.models()


async def test_a_wrong_service_token_is_named_and_is_not_the_callers_fault(inside):
    async with agent_service(inside) as address, GrpcAgent(address, SecretStr("wrong")) as agent:
        with pytest.raises(AgentUnavailable, match="SERVICE_TOKEN_FILE"):
            await agent.models()

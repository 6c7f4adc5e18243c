import asyncio

import pytest
from gateway_server import InMemoryGateway, settings

from agent_loop.gateway.adapters.agent_memory import InMemoryAgent
from agent_loop.gateway.adapters.machine_memory import InMemoryMachine
from agent_loop.gateway.adapters.model_server_memory import InMemoryModelServer
from agent_loop.gateway.domain import DependencyState
from agent_loop.gateway.use_cases import CheckDependencies


async def test_health_touches_nothing(ada, gateway):
    gateway.agent.away = gateway.models.away = True

    answer = await ada.as_user(None).get("/health")

    assert (answer.status_code, answer.json()) == (200, {"status": "ok", "service": "gateway"})


@pytest.mark.parametrize("missing", ["agent", "model_server", "agent.sandbox"])
async def test_readiness_flips_within_two_seconds(ada, gateway, missing):
    def set_away(*, away: bool) -> None:
        gateway.agent.away = away and missing == "agent"
        gateway.models.away = away and missing == "model_server"
        gateway.agent.broken = [DependencyState("sandbox", ok=False)] if away and missing == "agent.sandbox" else []

    async def until(status: int):
        async with asyncio.timeout(2):
            while (answer := await ada.as_user(None).get("/health/ready")).status_code != status:
                await asyncio.sleep(0.05)
        return answer

    await until(200)
    set_away(away=True)
    assert missing in (await until(503)).json()["detail"]
    set_away(away=False)
    await until(200)


async def test_the_detailed_state_names_each_dependency_with_its_latency(ada, gateway):
    state = (await ada.get("/health/detailed")).json()

    assert state["status"] == "ok"
    assert set(state["dependencies"]) == {"model_server", "agent", "agent.sandbox", "disk", "gpu"}
    assert state["dependencies"]["gpu"]["detail"] == "absent"
    assert state["dependencies"]["agent"]["seconds"] >= 0


async def test_a_degraded_state_is_no_failure(tmp_path):
    gateway = InMemoryGateway(settings(tmp_path), machine=InMemoryMachine(free=1000, gpus=["NVIDIA H200"]))
    gateway.models.away = True

    async with gateway.called() as ada:
        answer = await ada.get("/health/detailed")

    state = answer.json()
    assert (answer.status_code, state["status"]) == (200, "degraded")
    assert [name for name, one in state["dependencies"].items() if not one["ok"]] == ["model_server", "disk"]
    assert state["dependencies"]["gpu"]["detail"] == "NVIDIA H200"


async def test_a_dependency_that_hangs_is_waited_for_no_longer_than_patience():
    class Hanging(InMemoryModelServer):
        async def version(self):
            await asyncio.Event().wait()

    states = await CheckDependencies(InMemoryAgent(), Hanging(), patience_seconds=0.05)()

    assert [(one.name, one.ok) for one in states if not one.ok] == [("model_server", False)]


async def test_the_answer_is_remembered_for_a_moment():
    now = [0.0]
    agent = InMemoryAgent()
    check = CheckDependencies(agent, InMemoryModelServer(), clock=lambda: now[0], remember_seconds=0.5)

    first = await check()
    agent.away = True
    assert await check() == first
    now[0] = 0.6
    assert await check() != first


async def test_metrics_count_routes_and_never_name_runs(ada):
    await ada.get("/v1/runs/run-12345")

    text = (await ada.as_user(None).get("/metrics")).text

    assert 'agent_loop_gateway_requests_total{method="GET",route="/v1/runs/{run_id}",status="404"}' in text
    assert "run-12345" not in text

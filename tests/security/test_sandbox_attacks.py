"""The escape suite of `agent-loop sandbox audit`: one test for each attack, with its positive control."""

import asyncio
import os
from pathlib import Path

import pytest
import pytest_asyncio
from sandbox_server import TOKEN, real_sandbox

from agent_loop.contracts.sandbox.v1 import sandbox_pb2 as pb
from agent_loop.sandbox.audit.attack import Outcome
from agent_loop.sandbox.audit.attacks import ATTACKS
from agent_loop.sandbox.audit.bench import Bench
from agent_loop.sandbox.audit.judge import judge
from agent_loop.sandbox.audit.run import AT_ONCE, run

pytestmark = [pytest.mark.userns, pytest.mark.asyncio(loop_scope="module")]


def mounts() -> list[str]:
    """Those of sandboxes under test; others come and go on a machine that has a Docker engine."""
    lines = Path("/proc/self/mountinfo").read_text().splitlines()
    return [line for line in lines if "sandbox-test-" in line]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def bench():
    async with real_sandbox(max_sandboxes=4 * AT_ONCE) as client, Bench(client.address, TOKEN) as opened:
        yield opened


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def judged(bench, request):
    """The results to come, by attack; a few attacks run at once, as in the command."""
    turns = asyncio.Semaphore(AT_ONCE)
    chosen = {
        item.callspec.params["attack"]
        for item in request.session.items
        if item.path == request.path and hasattr(item, "callspec")
    }

    async def one(attack):
        async with turns:
            return await judge(bench, attack)

    tasks = {attack: asyncio.create_task(one(attack)) for attack in ATTACKS if attack in chosen}
    yield tasks
    for task in tasks.values():
        task.cancel()
    await asyncio.gather(*tasks.values(), return_exceptions=True)


@pytest.mark.parametrize("attack", ATTACKS, ids=str)
async def test_the_attack_fails_here_and_works_unprotected(judged, attack):
    result = await judged[attack]

    if result.outcome is Outcome.NOT_SHOWN:
        assert os.environ.get("AGENT_LOOP_REQUIRE") != "all" or "cannot be started" not in result.detail, result.detail
        pytest.skip(result.detail)
    assert result.outcome is Outcome.HELD, result.detail


async def test_nothing_is_left_behind_after_all_of_them(bench, judged):
    await asyncio.gather(*judged.values())

    assert (await bench.stub.List(pb.ListRequest())).sandboxes == []
    assert mounts() == []


@pytest.mark.slow
@pytest.mark.parametrize("isolation", ["bubblewrap", "landlock"])
async def test_no_attack_breaks_the_other_isolations(isolation):
    async with real_sandbox(isolation, max_sandboxes=4 * AT_ONCE) as client, Bench(client.address, TOKEN) as opened:
        results = await run(opened, ATTACKS, lambda _: None)

    broken = [f"{result.attack}: {result.detail}" for result in results if result.outcome is Outcome.BROKEN]
    held = sum(result.outcome is Outcome.HELD for result in results)
    assert not broken, "; ".join(broken)
    assert held >= 100

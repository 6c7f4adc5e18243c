"""Which models are in memory, and until when."""

import asyncio
from datetime import UTC, datetime
from itertools import count

import pytest

from agent_loop.inference.adapters.runtime_memory import InMemoryModelRuntime
from agent_loop.inference.adapters.store_memory import InMemoryModelStore
from agent_loop.inference.domain.errors import ModelLoadFailed, Overloaded
from agent_loop.inference.domain.manifest import Manifest, ModelDetails, StoredModel
from agent_loop.inference.domain.names import Digest, ModelName
from agent_loop.inference.use_cases.residency import Limits, Residency

NUMBERS = count(1)


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def model(name: str = "m", **changes) -> StoredModel:
    info = {"general.architecture": "qwen3", "qwen3.context_length": 64}
    manifest = Manifest(
        Digest(f"{next(NUMBERS):064x}"), 5, ModelDetails("qwen3", "5M", "F32"), info, gguf_template="{{ x }}"
    )
    return StoredModel(ModelName(name), manifest, datetime.now(UTC))


@pytest.fixture
def runtime():
    return InMemoryModelRuntime()


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
async def residency(runtime, clock):
    limits = Limits(context_length=100, loaded_models=2, waiting_requests=3, keep_alive_seconds=300)
    async with Residency(runtime, InMemoryModelStore(), limits, clock) as entered:
        yield entered


async def used(residency, stored, keep_alive=None):
    async with residency.use(stored, keep_alive) as lease:
        return lease.loaded


async def names_in_memory(residency) -> list[str]:
    return [resident.model.name.model for resident in residency.residents()]


async def test_a_model_is_loaded_once_for_many_requests(residency, runtime):
    stored = model()

    loaded = await asyncio.gather(*(used(residency, stored) for _ in range(3)))

    assert len(runtime.loaded) == 1
    assert set(loaded) == set(runtime.loaded)


async def test_two_names_of_one_model_share_it(residency, runtime):
    stored = model()
    await used(residency, stored)
    await used(residency, StoredModel(ModelName("alias"), stored.manifest, stored.modified_at))

    assert len(runtime.loaded) == 1
    assert await names_in_memory(residency) == ["alias"]


async def test_the_window_is_the_models_own_within_the_limit(residency):
    assert (await used(residency, model())).context_length == 64


async def test_a_model_leaves_when_its_time_is_over(residency, clock, runtime):
    await used(residency, model("short"), keep_alive=0.02)
    await used(residency, model("long"), keep_alive=1000)
    clock.now += 1

    async with asyncio.timeout(5):
        while await names_in_memory(residency) != ["long"]:
            await asyncio.sleep(0.01)

    assert not runtime.loaded[0].is_alive


async def test_keep_alive_0_unloads_behind_the_last_user(residency, runtime):
    stored = model()
    async with residency.use(stored, 0):
        await used(residency, stored, 0)
        assert runtime.loaded[0].is_alive

    assert not runtime.loaded[0].is_alive
    assert residency.residents() == []


async def test_forever_is_shown_as_a_far_future(residency):
    await used(residency, model(), float("inf"))

    assert residency.residents()[0].expires_at.year > 2300


async def test_expiring_waits_for_the_last_user(residency, runtime):
    stored = model()
    async with residency.use(stored, None):
        await residency.expire(stored)
        assert runtime.loaded[0].is_alive

    assert not runtime.loaded[0].is_alive


async def test_expiring_what_is_not_there_is_fine(residency):
    await residency.expire(model())


async def test_the_idlest_model_makes_room(residency, clock):
    for name in ("one", "two", "three"):
        await used(residency, model(name))
        clock.now += 1

    assert await names_in_memory(residency) == ["three", "two"]


async def test_models_in_use_stay_also_above_the_limit(residency):
    async with (
        residency.use(model("one"), None),
        residency.use(model("two"), None),
        residency.use(model("three"), None),
    ):
        assert len(residency.residents()) == 3


async def test_too_many_requests_are_refused(residency):
    stored = model()
    async with residency.use(stored, None), residency.use(stored, None), residency.use(stored, None):
        with pytest.raises(Overloaded, match="3 requests wait"):
            await used(residency, stored)

    await used(residency, stored)


async def test_a_model_that_died_is_loaded_again(residency, runtime):
    stored = model()
    await used(residency, stored)
    await runtime.loaded[0].close()
    assert residency.residents() == []

    assert (await used(residency, stored)).is_alive
    assert len(runtime.loaded) == 2


async def test_a_load_that_fails_can_be_tried_again(clock):
    stored, store = model(), InMemoryModelStore()
    runtime = InMemoryModelRuntime(damaged=[store.blob_path(stored.manifest.weights)])
    async with Residency(runtime, store, Limits(), clock) as residency:
        for _ in range(2):
            with pytest.raises(ModelLoadFailed):
                await used(residency, stored)
        assert residency.residents() == []


async def test_leaving_unloads_everything(runtime):
    async with Residency(runtime, InMemoryModelStore(), Limits()) as residency:
        await used(residency, model("one"))
        await used(residency, model("two"))

    assert [loaded.is_alive for loaded in runtime.loaded] == [False, False]

import asyncio

import pytest
from agent_runs import AgentInMemory, agent, archive, bash, good_run, request

from agent_loop.agent.adapters.language_model_memory import InMemoryLanguageModel
from agent_loop.agent.adapters.trajectory_log_memory import InMemoryTrajectoryLog
from agent_loop.agent.domain.failures import (
    IdempotencyConflict,
    Interrupted,
    StorageFull,
    StorageUnavailable,
    TooManyRuns,
)
from agent_loop.agent.domain.runs import Workspace
from agent_loop.contracts.trajectory import RunStatus

SLOW = [bash("ANALYZE", "sleep 60")] * 9


async def until(built, run_id, kind):
    """Waits for an event of this kind."""
    async for event in built.read.watch(run_id, "ada", 0):
        if event.WhichOneof("event") == kind:
            return event
    raise AssertionError(f"the run ended without {kind}")


async def test_a_running_run_can_be_cancelled_and_its_sandbox_is_freed():
    async with agent(SLOW, command_seconds=60) as built:
        run, _ = await built.attend.start(request())
        await until(built, run.id, "step_started")
        await built.attend.cancel(run.id)
        await built.attend.cancel(run.id)
        events = await built.events(run.id)
        ended = await built.read.run(run.id, "ada")

    assert ended.head.status is RunStatus.CANCELLED
    assert ended.head.failure is None
    assert events[-1].WhichOneof("event") == "run_finished"
    assert built.sandboxes.open_now == 0


async def test_a_run_waits_for_a_place_and_can_be_cancelled_there():
    async with agent(SLOW, command_seconds=60, max_running=1) as built:
        first, _ = await built.attend.start(request())
        await until(built, first.id, "run_started")
        second, _ = await built.attend.start(request())
        waiting = await built.read.run(second.id, "ada")
        await built.attend.cancel(second.id)
        events = await built.events(second.id)
        ended = await built.read.run(second.id, "ada")

    assert waiting.head.status is RunStatus.QUEUED
    assert [event.WhichOneof("event") for event in events] == ["run_finished"]
    assert ended.head.status is RunStatus.CANCELLED


async def test_the_next_run_gets_the_place_of_one_that_ended():
    async with agent([*good_run(), *good_run()], max_running=1) as built:
        first, _ = await built.attend.start(request())
        second, _ = await built.attend.start(request())
        await built.events(second.id)

        assert (await built.read.run(first.id, "ada")).head.status is RunStatus.FINISHED
        assert (await built.read.run(second.id, "ada")).head.status is RunStatus.FINISHED


async def test_more_runs_than_may_wait_are_refused():
    async with agent(SLOW, command_seconds=60, max_running=1, max_queued=1) as built:
        await asyncio.gather(*(built.attend.start(request()) for _ in range(2)))
        with pytest.raises(TooManyRuns, match="try again"):
            await built.attend.start(request())


async def test_cancelling_a_run_that_has_ended_changes_nothing():
    async with agent(good_run()) as built:
        run, _, _ = await built.perform()
        await built.attend.cancel(run.id)

        assert (await built.read.run(run.id, "ada")).head.status is RunStatus.FINISHED


async def test_the_same_key_gives_the_same_run():
    async with agent([*good_run(), *good_run()]) as built:
        first, created = await built.attend.start(request(idempotency_key="k"))
        again, created_again = await built.attend.start(request(idempotency_key="k"))
        other, created_other = await built.attend.start(request(idempotency_key="k", subject="grace"))

    assert (created, created_again, created_other) == (True, False, True)
    assert first.id == again.id != other.id


@pytest.mark.parametrize(
    "changed",
    [{"instruction": "something else"}, {"workspace": Workspace(archive(b__log="x"))}, {"model": "other"}],
)
async def test_a_key_stands_for_one_request(changed):
    async with agent(SLOW) as built:
        await built.attend.start(request(idempotency_key="k"))
        with pytest.raises(IdempotencyConflict):
            await built.attend.start(request(idempotency_key="k", **changed))


async def test_stopping_the_agent_ends_its_runs_as_interrupted():
    built = AgentInMemory(InMemoryLanguageModel(SLOW), command_seconds=60, max_running=1)
    async with built.attend:
        running, _ = await built.attend.start(request())
        waiting, _ = await built.attend.start(request())
        await until(built, running.id, "step_started")

    for run in (running, waiting):
        ended = await built.log.run(run.id)
        assert ended.head.status is RunStatus.FAILED
        assert ended.head.failure.type == "interrupted"
    assert built.sandboxes.open_now == 0


async def test_an_agent_that_stops_accepts_no_run_and_its_watchers_see_the_end():
    async with agent(SLOW, command_seconds=60) as built:
        run, _ = await built.attend.start(request())
        watching = asyncio.create_task(built.events(run.id))
        await until(built, run.id, "step_started")
        built.attend.stop()
        events = await watching
        with pytest.raises(Interrupted, match="try again"):
            await built.attend.start(request())

    assert events[-1].run_finished.failure.type == "interrupted"


async def test_what_a_killed_agent_left_is_ended_by_the_next():
    log = InMemoryTrajectoryLog()
    killed = AgentInMemory(InMemoryLanguageModel(SLOW), command_seconds=60, log=log)
    await killed.attend.__aenter__()
    run, _ = await killed.attend.start(request())
    await until(killed, run.id, "step_started")
    for task in asyncio.all_tasks() - {asyncio.current_task()}:
        task.cancel()

    async with AgentInMemory(InMemoryLanguageModel([]), log=log).attend:
        ended = await log.run(run.id)
        events = await log.events(run.id, 0, 100)

    assert ended.head.status is RunStatus.FAILED
    assert ended.head.failure.type == "interrupted"
    assert [event.id for event in events] == list(range(1, len(events) + 1))
    assert events[-1].WhichOneof("event") == "run_finished"


async def test_a_full_log_fails_the_run_and_leaves_nothing_half_written():
    async with agent(SLOW, log=InMemoryTrajectoryLog(max_events=3), command_seconds=60) as built:
        run, _trajectory, events = await built.perform()

    assert run.head.status is RunStatus.FAILED
    assert run.head.failure.type == "storage-full"
    assert [event.id for event in events] == list(range(1, len(events) + 1))
    assert run.last_event == len(events)
    assert built.sandboxes.open_now == 0


async def test_an_end_that_found_no_room_is_stored_once_there_is_room():
    async with agent(good_run(), log=InMemoryTrajectoryLog(max_events=0)) as built:
        run, _ = await built.attend.start(request())
        while not (live := await built.read.run(run.id, "ada")).ended:
            await asyncio.sleep(0.01)
        with pytest.raises(StorageFull):  # whoever watches is told, and does not wait for room
            await built.events(run.id)
        built.log.max_events = None
        async with asyncio.timeout(10):
            while built.attend.unstored(run.id):
                await asyncio.sleep(0.05)
        events = await built.events(run.id)

    assert live.head.failure.type == "storage-full"
    assert [event.WhichOneof("event") for event in events] == ["run_finished"]
    assert (await built.log.run(run.id)).head.status is RunStatus.FAILED


class LosesItsConnection(InMemoryTrajectoryLog):
    """Stores, and then says once that it could not: as a database does whose connection breaks during the commit."""

    lost = False

    async def append(self, run, events=(), steps=()):
        await super().append(run, events, steps)
        if len(self._events[run.id]) > 3 and not self.lost:
            self.lost = True
            raise StorageUnavailable("the connection was lost")


async def test_a_log_that_lost_its_connection_ends_the_run_in_order():
    async with agent(SLOW, log=LosesItsConnection(), command_seconds=60) as built:
        run, _, events = await built.perform()

    assert run.head.failure.type == "not-ready"
    assert [event.id for event in events] == list(range(1, len(events) + 1))
    assert [event.WhichOneof("event") for event in events].count("run_finished") == 1
    assert run.last_event == len(events)


async def test_a_fault_of_ours_ends_only_its_own_run():
    def answer(call):
        raise KeyError("a bug") if "first" in call.messages[1].content else RuntimeError("another")

    async with agent(answer) as built:
        run, _, _ = await built.perform(instruction="the first")
        next_run, _, _ = await built.perform(instruction="the next")

    assert run.head.failure.type == "internal"
    assert "a bug" not in run.head.failure.detail
    assert next_run.head.failure.type == "internal"

import asyncio

import pytest
from agent_runs import agent, bash, good_run, request

from agent_loop.agent.domain.failures import FileNotFound, RequestInvalid, RunNotFinished, RunNotFound
from agent_loop.contracts.trajectory import RunStatus, VerdictSource

SLOW = [bash("ANALYZE", "sleep 60")] * 9


async def test_a_run_is_there_for_its_subject_only():
    async with agent(good_run()) as built:
        run, _, _ = await built.perform()

        for read in (
            lambda: built.read.run(run.id, "mallory"),
            lambda: built.read.trajectory(run.id, "mallory"),
            lambda: built.read.changes(run.id, "mallory"),
            lambda: built.read.change(run.id, "mallory", "report.txt"),
            lambda: built.read.diff(run.id, "mallory"),
            lambda: built.read.record_feedback(run.id, "mallory", "", success=True),
            lambda: anext(built.read.watch(run.id, "mallory", 0)),
            lambda: built.read.run("0" * 30, "ada"),
            lambda: built.read.run("'; drop table runs; --", "ada"),
        ):
            with pytest.raises(RunNotFound):
                await read()


async def test_a_watcher_that_comes_back_gets_only_what_it_has_not_seen():
    async with agent(good_run()) as built:
        run, _, events = await built.perform()
        rest = await built.events(run.id, after=events[4].id)
        nothing = await built.events(run.id, after=events[-1].id)

    assert rest == events[5:]
    assert nothing == []


async def test_a_watcher_that_leaves_does_not_stop_the_run():
    async with agent(good_run()) as built:
        run, _ = await built.attend.start(request())
        async for _ in built.read.watch(run.id, "ada", 0):
            break
        await built.events(run.id)

        assert (await built.read.run(run.id, "ada")).head.status is RunStatus.FINISHED


async def test_many_watchers_see_the_same_events():
    async with agent(good_run()) as built:
        run, _ = await built.attend.start(request())
        seen = await asyncio.gather(*(built.events(run.id) for _ in range(5)))

    assert all(events == seen[0] for events in seen)
    assert len(seen[0]) > 10


async def test_runs_are_listed_newest_first_in_pages():
    async with agent(lambda _: "nonsense", max_queued=9) as built:
        ids = []
        for _ in range(5):
            run, _, _ = await built.perform()
            ids.append(run.id)
        first, token = await built.read.page("ada", 2, "")
        second, token = await built.read.page("ada", 2, token)
        third, end = await built.read.page("ada", 2, token)
        others, _ = await built.read.page("grace", 2, "")

    assert [run.id for run in [*first, *second, *third]] == ids[::-1]
    assert end == ""
    assert others == []


async def test_a_page_of_nobody_or_with_a_made_up_token_is_refused():
    async with agent(good_run()) as built:
        with pytest.raises(RequestInvalid, match="subject"):
            await built.read.page("", 2, "")
        with pytest.raises(RequestInvalid, match="page_token"):
            await built.read.page("ada", 2, "nonsense")


async def test_a_person_has_the_last_word():
    async with agent(good_run()) as built:
        run, _, _ = await built.perform()
        await asyncio.gather(
            built.read.record_feedback(run.id, "ada", "one is missing", success=False),
            built.read.record_feedback(run.id, "ada", "no, all are there", success=True),
        )
        trajectory = await built.read.trajectory(run.id, "ada")

    assert [verdict.source for verdict in trajectory.verdicts] == [
        VerdictSource.VERIFY,
        VerdictSource.USER,
        VerdictSource.USER,
    ]
    assert trajectory.verdict.detail == "no, all are there"


async def test_a_comment_has_a_bound():
    async with agent(good_run()) as built:
        run, _, _ = await built.perform()
        with pytest.raises(RequestInvalid, match="comment"):
            await built.read.record_feedback(run.id, "ada", "x" * 8001, success=True)


async def test_what_only_an_ended_run_has_is_not_there_before():
    async with agent(SLOW, command_seconds=60) as built:
        run, _ = await built.attend.start(request())

        for read in (
            lambda: built.read.changes(run.id, "ada"),
            lambda: built.read.change(run.id, "ada", "report.txt"),
            lambda: built.read.diff(run.id, "ada"),
            lambda: built.read.record_feedback(run.id, "ada", "", success=True),
        ):
            with pytest.raises(RunNotFinished, match="wait for its end"):
                await read()


async def test_a_file_that_the_run_did_not_leave_is_not_found():
    async with agent(good_run()) as built:
        run, _, _ = await built.perform()
        with pytest.raises(FileNotFound):
            await built.read.change(run.id, "ada", "../../etc/passwd")


async def test_dependencies_are_asked_each_by_itself():
    async with agent(good_run()) as built:
        well = await built.describe.dependencies()
        built.sandboxes.available = built.model.available = False
        ill = {item.name: item for item in await built.describe.dependencies()}

    assert all(item.ok for item in well)
    assert (ill["database"].ok, ill["model"].ok, ill["sandbox"].ok) == (True, False, False)
    assert ill["sandbox"].detail


async def test_models_are_listed_with_the_default():
    async with agent(good_run()) as built:
        models, default = await built.describe.models()

    assert [model.name for model in models] == [default] == ["scripted"]

"""One suite for every trajectory log: in memory, SQLite, and a real PostgreSQL."""

import asyncio
import sqlite3
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
import sqlalchemy as sa
from postgres_cluster import cluster
from sqlalchemy.ext.asyncio import create_async_engine

from agent_loop.agent.adapters.trajectory_log_memory import InMemoryTrajectoryLog
from agent_loop.agent.adapters.trajectory_log_metered import MeteredTrajectoryLog
from agent_loop.agent.adapters.trajectory_log_sql import SqlTrajectoryLog
from agent_loop.agent.domain.changes import Change, ChangeKind, ChangeSet, FileType
from agent_loop.agent.domain.failures import (
    FileNotFound,
    IdempotencyConflict,
    RunNotFound,
    StorageFull,
    StorageUnavailable,
)
from agent_loop.agent.domain.runs import IdempotencyKey, Run, new_run_id, now
from agent_loop.contracts.agent.v1.agent_pb2 import ModelOutput, PhaseStarted, RunEvent
from agent_loop.contracts.trajectory import (
    Action,
    ExitReason,
    Limits,
    ModelRef,
    Observation,
    Phase,
    RunStatus,
    Step,
    Trajectory,
    VersionRef,
)

VERSION = VersionRef(name="linux", version="1", sha256="0" * 64)


@pytest.fixture(scope="session")
def postgres_url():
    with cluster() as url:
        yield url


@asynccontextmanager
async def empty_postgres(url):
    engine = create_async_engine(url)
    async with engine.begin() as connection:
        await connection.execute(sa.text("drop schema public cascade"))
        await connection.execute(sa.text("create schema public"))
    await engine.dispose()
    async with SqlTrajectoryLog(url) as log:
        yield log


@pytest.fixture(params=["memory", "sqlite", "metered", pytest.param("postgres", marks=pytest.mark.postgres)])
async def log(request, tmp_path):
    match request.param:
        case "memory":
            async with InMemoryTrajectoryLog() as log:
                yield log
        case "sqlite":
            async with SqlTrajectoryLog(f"sqlite:///{tmp_path}/a folder/agent.db") as log:
                yield log
        case "metered":
            async with InMemoryTrajectoryLog() as inner, MeteredTrajectoryLog(inner) as log:
                log.keep, log.changes, log.content, log.diff = inner.keep, inner.changes, inner.content, inner.diff
                yield log
        case "postgres":
            async with empty_postgres(request.getfixturevalue("postgres_url")) as log:
                yield log


def new_run(subject: str = "ada", instruction: str = "find errors", **sums: int) -> Run:
    head = Trajectory(
        run_id=new_run_id(),
        subject=subject,
        instruction=instruction,
        strategy="phases",
        limits=Limits(),
        model=ModelRef(name="scripted", digest="0" * 64, context_length=4096),
        prompt=VERSION,
        toolset=VERSION,
        status=RunStatus.QUEUED,
        created_at=now(),
    )
    return Run(head, **sums)


def events(run: Run, *texts: str, first: int = 1) -> list[RunEvent]:
    made = [
        RunEvent(id=first + n, run_id=run.id, model_output=ModelOutput(step=1, text=text))
        for n, text in enumerate(texts)
    ]
    for event in made:
        event.at.GetCurrentTime()
    return made


def step(index: int, text: str = "") -> Step:
    return Step(
        index=index,
        phase=Phase.ANALYZE,
        thought=text,
        action=Action(tool="bash", arguments={"command": "ls", "more": {"deep": [1, None, text]}}),
        observation=Observation(exit_reason=ExitReason.EXITED, exit_code=0, stdout=text),
        started_at=now(),
    )


def with_status(run: Run, status: RunStatus) -> Run:
    return replace(run, head=run.head.model_copy(update={"status": status}))


async def test_a_run_comes_back_as_it_was_kept(log):
    run = new_run(instruction="l\u00f6sche \U0001f40d\n'; drop table runs; --")

    assert await log.begin(run) == run
    assert await log.run(run.id) == run


async def test_an_unknown_run_is_not_found(log):
    with pytest.raises(RunNotFound):
        await log.run(new_run_id())
    with pytest.raises(RunNotFound):
        await log.trajectory(new_run_id())
    with pytest.raises(RunNotFound):
        await log.append(new_run())
    assert await log.events(new_run_id(), 0, 10) == []


async def test_events_and_steps_are_added_and_the_head_replaced_in_one_call(log):
    run = await log.begin(new_run())
    running = replace(with_status(run, RunStatus.RUNNING), steps=2, prompt_tokens=30, last_event=3)

    await log.append(running, events(run, "a", "b", "c"), [step(1, "\x00 and \u2028"), step(2, "two")])

    trajectory = await log.trajectory(run.id)
    assert await log.run(run.id) == running
    assert [kept.thought for kept in trajectory.steps] == ["\x00 and \u2028", "two"]
    assert trajectory.steps[0].action.arguments["more"] == {"deep": [1, None, "\x00 and \u2028"]}
    assert [event.model_output.text for event in await log.events(run.id, 0, 10)] == ["a", "b", "c"]


async def test_events_are_read_in_pieces_and_in_order(log):
    run = await log.begin(new_run())
    await log.append(run, events(run, *"abcdef"))
    other = await log.begin(new_run())
    await log.append(other, events(other, "z"))

    assert [event.id for event in await log.events(run.id, 2, 3)] == [3, 4, 5]
    assert await log.events(run.id, 6, 10) == []


async def test_an_event_keeps_its_kind_and_time(log):
    run = await log.begin(new_run())
    event = RunEvent(id=1, run_id=run.id, phase_started=PhaseStarted(phase=2))
    event.at.FromNanoseconds(1_800_000_000_123_456_789)
    await log.append(run, [event])

    assert await log.events(run.id, 0, 1) == [event]


async def test_a_call_that_fails_stores_nothing_of_itself(log):
    run = await log.begin(new_run())
    await log.append(run, events(run, "a"))
    unknown = new_run()

    with pytest.raises(RunNotFound):
        await log.append(unknown, events(unknown, "a"), [step(1)])

    assert await log.events(unknown.id, 0, 10) == []
    assert [event.id for event in await log.events(run.id, 0, 10)] == [1]


async def test_the_same_key_gives_the_run_that_it_began(log):
    key = IdempotencyKey("k", "1" * 64)
    first = await log.begin(new_run(), key)

    assert (await log.begin(new_run(), key)).id == first.id
    assert (await log.begin(new_run(subject="grace"), key)).id != first.id
    with pytest.raises(IdempotencyConflict):
        await log.begin(new_run(), IdempotencyKey("k", "2" * 64))


async def test_of_many_that_begin_with_one_key_at_once_one_begins(log):
    key = IdempotencyKey("k", "1" * 64)

    begun = await asyncio.gather(*(log.begin(new_run(), key) for _ in range(8)))

    assert len({run.id for run in begun}) == 1
    assert len(await log.page("ada", 10)) == 1


async def test_pages_are_newest_first_and_of_one_subject(log):
    ids = [(await log.begin(new_run())).id for _ in range(5)]
    await log.begin(new_run(subject="grace"))

    first = await log.page("ada", 3)
    rest = await log.page("ada", 3, first[-1].id)

    assert [run.id for run in [*first, *rest]] == sorted(ids, reverse=True)


async def test_unfinished_runs_are_those_that_have_not_ended(log):
    runs = [await log.begin(new_run()) for _ in RunStatus]
    for run, status in zip(runs, RunStatus, strict=True):
        await log.append(with_status(run, status))

    assert [run.head.status for run in await log.unfinished()] == [RunStatus.QUEUED, RunStatus.RUNNING]


async def test_changes_come_back_with_contents_and_diff(log):
    run = await log.begin(new_run())
    changes = (
        Change("a b/\u00e4.log", ChangeKind.ADDED, FileType.FILE, 0o644, 5, "f" * 64),
        Change("gone", ChangeKind.DELETED, FileType.LINK, target="x"),
        Change("large", ChangeKind.MODIFIED, FileType.FILE, 0o755, 2**40, "e" * 64),
        Change("odd\udcff", ChangeKind.ADDED, FileType.FILE, 0o600, 0, "d" * 64),
    )
    contents = {"a b/\u00e4.log": b"\x00\xff\n", "odd\udcff": b""}
    await log.keep(run.id, ChangeSet(changes, contents, "+\udcff\n"))

    assert await log.changes(run.id) == list(changes)
    assert await log.content(run.id, "a b/\u00e4.log") == b"\x00\xff\n"
    assert await log.content(run.id, "odd\udcff") == b""
    assert await log.diff(run.id) == "+\udcff\n"
    for path in ("large", "gone", "never", "../a"):
        with pytest.raises(FileNotFound):
            await log.content(run.id, path)


async def test_a_run_that_changed_nothing_has_no_changes(log):
    run = await log.begin(new_run())
    await log.keep(run.id, ChangeSet())

    assert await log.changes(run.id) == []
    assert await log.diff(run.id) == ""
    with pytest.raises(FileNotFound):
        await log.content(run.id, "a")


async def test_many_write_and_read_at_once(log):
    runs = [await log.begin(new_run()) for _ in range(6)]

    async def write(run):
        for number in range(1, 11):
            await log.append(replace(run, last_event=number), events(run, "x", first=number), [step(number)])

    async def read(run):
        for _ in range(10):
            found = await log.events(run.id, 0, 100)
            assert [event.id for event in found] == list(range(1, len(found) + 1))

    await asyncio.gather(*(write(run) for run in runs), *(read(run) for run in runs))

    assert [len(await log.events(run.id, 0, 100)) for run in runs] == [10] * 6
    assert [len((await log.trajectory(run.id)).steps) for run in runs] == [10] * 6


async def test_what_is_kept_outlives_the_process_that_kept_it(tmp_path):
    url = f"sqlite+aiosqlite:///{tmp_path}/agent.db"
    async with SqlTrajectoryLog(url) as log:
        run = await log.begin(new_run())
    async with SqlTrajectoryLog(url) as log:
        assert await log.run(run.id) == run


async def test_two_that_start_at_once_migrate_once(tmp_path):
    url = f"sqlite+aiosqlite:///{tmp_path}/agent.db"

    async def start():
        async with SqlTrajectoryLog(url) as log:
            return await log.begin(new_run())

    runs = await asyncio.gather(start(), start(), start())
    async with SqlTrajectoryLog(url) as log:
        assert len(await log.page("ada", 10)) == len(runs)


@pytest.mark.postgres
async def test_two_that_start_at_once_on_postgresql_migrate_once(postgres_url):
    async with empty_postgres(postgres_url):
        pass

    async def start():
        async with SqlTrajectoryLog(postgres_url) as log:
            return await log.begin(new_run())

    runs = await asyncio.gather(start(), start(), start())

    assert len({run.id for run in runs}) == 3


async def test_a_full_disk_is_named_and_leaves_nothing_half_written(tmp_path):
    async with SqlTrajectoryLog(f"sqlite+aiosqlite:///{tmp_path}/agent.db", max_pages=60) as log:
        run = await log.begin(new_run())
        stored = 0

        async def fill():
            nonlocal stored
            while True:
                batch = events(run, *["x" * 5000] * 4, first=stored + 1)
                await log.append(replace(run, last_event=stored + 4), batch, [step(stored + 1)])
                stored += 4

        with pytest.raises(StorageFull, match="make room"):
            await fill()

        found = await log.events(run.id, 0, 1000)
        assert len(found) == stored == (await log.run(run.id)).last_event
        assert len((await log.trajectory(run.id)).steps) == stored // 4
        await log.append(with_status(await log.run(run.id), RunStatus.FAILED))
        assert (await log.run(run.id)).head.status is RunStatus.FAILED


async def test_sqlite_is_set_up_to_be_safe_and_quick(tmp_path):
    async with SqlTrajectoryLog(f"sqlite+aiosqlite:///{tmp_path}/agent.db"):
        with sqlite3.connect(tmp_path / "agent.db") as connection:
            assert connection.execute("pragma journal_mode").fetchone() == ("wal",)
            assert connection.execute("select version_num from alembic_version").fetchone() == ("0001",)
        connection.close()


async def test_a_log_that_is_not_there_says_so(tmp_path):
    closed = SqlTrajectoryLog(f"sqlite+aiosqlite:///{tmp_path}/agent.db")
    with pytest.raises(StorageUnavailable, match="closed"):
        await closed.run(new_run_id())

    (tmp_path / "no database").write_text("this is no SQLite file" * 100)
    with pytest.raises(StorageUnavailable, match="cannot be used"):
        async with SqlTrajectoryLog(f"sqlite+aiosqlite:///{tmp_path}/no database"):
            pass

    with pytest.raises(StorageUnavailable, match="cannot be used"):
        async with SqlTrajectoryLog(f"sqlite+aiosqlite:///{tmp_path}/no database/agent.db"):
            pass

    with pytest.raises(StorageUnavailable, match="cannot be used"):
        async with SqlTrajectoryLog(f"postgresql://nobody@/none?host={tmp_path}"):
            pass

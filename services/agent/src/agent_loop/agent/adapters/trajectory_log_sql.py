"""The trajectory log in SQLite or PostgreSQL, by SQLAlchemy; Alembic brings the schema up to date at start."""

import asyncio
import fcntl
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from importlib import resources
from pathlib import Path
from typing import Any, Self

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from agent_loop.agent.domain.changes import Change, ChangeKind, ChangeSet, FileType
from agent_loop.agent.domain.failures import (
    AgentError,
    FileNotFound,
    IdempotencyConflict,
    RunNotFound,
    StorageFull,
    StorageUnavailable,
)
from agent_loop.agent.domain.runs import FINAL, IdempotencyKey, Run
from agent_loop.contracts.agent.v1.agent_pb2 import RunEvent
from agent_loop.contracts.trajectory import Step, Trajectory

_METADATA = sa.MetaData()
_RUNS = sa.Table(
    "runs",
    _METADATA,
    sa.Column("id", sa.String, primary_key=True),
    sa.Column("subject", sa.String),
    sa.Column("status", sa.String),
    sa.Column("head", sa.Text),
    sa.Column("steps", sa.Integer),
    sa.Column("prompt_tokens", sa.BigInteger),
    sa.Column("completion_tokens", sa.BigInteger),
    sa.Column("last_event", sa.BigInteger),
    sa.Column("idempotency_key", sa.String),
    sa.Column("request_sha256", sa.String),
)
_EVENTS = sa.Table(
    "events",
    _METADATA,
    sa.Column("run_id", sa.String, primary_key=True),
    sa.Column("id", sa.BigInteger, primary_key=True),
    sa.Column("event", sa.LargeBinary),
)
_STEPS = sa.Table(
    "steps",
    _METADATA,
    sa.Column("run_id", sa.String, primary_key=True),
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("step", sa.Text),
)
_CHANGES = sa.Table(
    "changes",
    _METADATA,
    sa.Column("run_id", sa.String, primary_key=True),
    sa.Column("path", sa.LargeBinary, primary_key=True),
    *(sa.Column(name, sa.String) for name in ("kind", "type", "sha256", "target")),
    *(sa.Column(name, sa.BigInteger) for name in ("mode", "size")),
    sa.Column("content", sa.LargeBinary),
)
_DIFFS = sa.Table(
    "diffs", _METADATA, sa.Column("run_id", sa.String, primary_key=True), sa.Column("diff", sa.LargeBinary)
)

_MIGRATION_LOCK = 0x61676E74  # "agnt", of PostgreSQL's advisory locks
_FULL_SQLITE, _FULL_POSTGRESQL = "SQLITE_FULL", "53100"
_CLOSED = "the trajectory log is closed"


class SqlTrajectoryLog:
    """Both `TrajectoryLog` and `Changes`. Enter it to connect and migrate.

    `url` is SQLAlchemy's: `sqlite+aiosqlite:////path` or `postgresql+asyncpg://...`; plain `sqlite:` and
    `postgresql:` are taken too. SQLite runs with WAL and synchronous=NORMAL: a crash of the process loses nothing,
    a loss of power may lose the last moments, neither corrupts. Writes go one after the other.
    """

    def __init__(self, url: str, max_pages: int | None = None) -> None:
        self._url, self._max_pages = _with_driver(sa.make_url(url)), max_pages
        self._engine: AsyncEngine | None = None
        self._writing = asyncio.Lock()

    async def __aenter__(self) -> Self:
        sqlite = self._url.get_backend_name() == "sqlite"
        self._engine = create_async_engine(self._url, pool_size=4, max_overflow=4, pool_pre_ping=not sqlite)
        if sqlite:
            sa.event.listen(self._engine.sync_engine, "connect", self._prepare_sqlite)
        try:
            async with AsyncExitStack() as lock:
                if sqlite and self._url.database:
                    lock.enter_context(await asyncio.to_thread(_FileLock, Path(f"{self._url.database}.lock")))
                async with self._transaction() as connection:
                    if not sqlite:
                        await connection.execute(sa.text(f"select pg_advisory_xact_lock({_MIGRATION_LOCK})"))
                    await connection.run_sync(_migrate)
        except BaseException as error:
            await self._engine.dispose()
            if isinstance(error, OSError):
                raise _translated(error) from error
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._engine is not None:
            await self._engine.dispose()
            self._engine = None

    async def begin(self, run: Run, key: IdempotencyKey | None = None) -> Run:
        row = {"id": run.id, "subject": run.head.subject, **_columns(run)}
        if key is not None:
            row |= {"idempotency_key": key.key, "request_sha256": key.request_sha256}
        try:
            async with self._writes() as connection:
                await connection.execute(_RUNS.insert().values(row))
        except IntegrityError:
            if key is None:
                raise
            return await self._begun_with(run.head.subject, key)
        return run

    async def append(self, run: Run, events: Sequence[RunEvent] = (), steps: Sequence[Step] = ()) -> None:
        async with self._writes() as connection:
            changed = await connection.execute(_RUNS.update().where(_RUNS.c.id == run.id).values(_columns(run)))
            if changed.rowcount == 0:
                raise RunNotFound(f"there is no run {run.id!r}")
            if events:
                rows = [{"run_id": run.id, "id": event.id, "event": event.SerializeToString()} for event in events]
                await connection.execute(_EVENTS.insert(), rows)
            if steps:
                rows = [{"run_id": run.id, "id": step.index, "step": step.model_dump_json()} for step in steps]
                await connection.execute(_STEPS.insert(), rows)

    async def run(self, run_id: str) -> Run:
        async with self._transaction() as connection:
            row = (await connection.execute(_RUNS.select().where(_RUNS.c.id == run_id))).one_or_none()
        if row is None:
            raise RunNotFound(f"there is no run {run_id!r}")
        return _run(row)

    async def page(self, subject: str, size: int, before: str = "") -> Sequence[Run]:
        query = _RUNS.select().where(_RUNS.c.subject == subject).order_by(_RUNS.c.id.desc()).limit(size)
        if before:
            query = query.where(_RUNS.c.id < before)
        async with self._transaction() as connection:
            return [_run(row) for row in await connection.execute(query)]

    async def unfinished(self) -> Sequence[Run]:
        ended = [status.value for status in FINAL]
        query = _RUNS.select().where(_RUNS.c.status.not_in(ended)).order_by(_RUNS.c.id)
        async with self._transaction() as connection:
            return [_run(row) for row in await connection.execute(query)]

    async def trajectory(self, run_id: str) -> Trajectory:
        run = await self.run(run_id)
        query = sa.select(_STEPS.c.step).where(_STEPS.c.run_id == run_id).order_by(_STEPS.c.id)
        async with self._transaction() as connection:
            steps = [Step.model_validate_json(text) for text in await connection.scalars(query)]
        return run.head.model_copy(update={"steps": steps})

    async def events(self, run_id: str, after: int, limit: int) -> Sequence[RunEvent]:
        query = sa.select(_EVENTS.c.event).where(_EVENTS.c.run_id == run_id, _EVENTS.c.id > after)
        async with self._transaction() as connection:
            found = await connection.scalars(query.order_by(_EVENTS.c.id).limit(limit))
            return [RunEvent.FromString(event) for event in found]

    async def keep(self, run_id: str, changes: ChangeSet) -> None:
        if not changes.changes:
            return
        contents = changes.contents or {}
        rows = [
            {
                **{name: getattr(change, name) for name in ("mode", "size", "sha256", "target")},
                "run_id": run_id,
                "path": _path(change.path),
                "kind": change.kind.value,
                "type": change.type.value,
                "content": contents.get(change.path),
            }
            for change in changes.changes
        ]
        async with self._writes() as connection:
            await connection.execute(_CHANGES.insert(), rows)
            diff = changes.diff.encode(errors="surrogateescape")
            await connection.execute(_DIFFS.insert().values(run_id=run_id, diff=diff))

    async def changes(self, run_id: str) -> Sequence[Change]:
        columns = [column for column in _CHANGES.c if column.name not in ("run_id", "content")]
        query = sa.select(*columns).where(_CHANGES.c.run_id == run_id).order_by(_CHANGES.c.path)
        async with self._transaction() as connection:
            return [_change(row) for row in await connection.execute(query)]

    async def content(self, run_id: str, path: str) -> bytes:
        query = sa.select(_CHANGES.c.content).where(_CHANGES.c.run_id == run_id, _CHANGES.c.path == _path(path))
        async with self._transaction() as connection:
            content = (await connection.scalars(query)).one_or_none()
        if content is None:
            raise FileNotFound(f"the run left no file {path[:200]!r}, or it was too large to keep")
        return bytes(content)

    async def diff(self, run_id: str) -> str:
        async with self._transaction() as connection:
            diff = await connection.scalar(sa.select(_DIFFS.c.diff).where(_DIFFS.c.run_id == run_id))
        return bytes(diff or b"").decode(errors="surrogateescape")

    async def _begun_with(self, subject: str, key: IdempotencyKey) -> Run:
        query = _RUNS.select().where(_RUNS.c.subject == subject, _RUNS.c.idempotency_key == key.key)
        async with self._transaction() as connection:
            row = (await connection.execute(query)).one()
        if row.request_sha256 != key.request_sha256:
            raise IdempotencyConflict("the idempotency key was used with another request; use a new one")
        return _run(row)

    @asynccontextmanager
    async def _writes(self) -> AsyncIterator[AsyncConnection]:
        async with self._writing, self._transaction() as connection:
            yield connection

    @asynccontextmanager
    async def _transaction(self) -> AsyncIterator[AsyncConnection]:
        if self._engine is None:
            raise StorageUnavailable(_CLOSED)
        try:
            async with self._engine.begin() as connection:
                yield connection
        except IntegrityError:
            raise
        except (DBAPIError, PoolTimeout, OSError) as error:
            raise _translated(error) from error

    def _prepare_sqlite(self, connection: Any, _: object) -> None:
        cursor = connection.cursor()
        for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "busy_timeout=5000", "foreign_keys=ON"):
            cursor.execute(f"PRAGMA {pragma}")
        if self._max_pages is not None:
            cursor.execute(f"PRAGMA max_page_count={self._max_pages}")
        cursor.close()


class _FileLock:
    """Held by one process at a time; waits for it. The kernel lets go of it when the process ends."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = path.open("w")
        fcntl.flock(self._file, fcntl.LOCK_EX)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()


def _migrate(connection: sa.Connection) -> None:
    config = Config()
    config.set_main_option("script_location", str(resources.files("agent_loop.agent.adapters") / "migrations"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _with_driver(url: sa.URL) -> sa.URL:
    drivers = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+asyncpg", "postgres": "postgresql+asyncpg"}
    return url.set(drivername=drivers.get(url.drivername, url.drivername))


def _translated(error: Exception) -> AgentError:
    cause = getattr(error, "orig", None) or error
    code = getattr(cause, "sqlite_errorname", None) or getattr(cause, "sqlstate", None)
    if code in (_FULL_SQLITE, _FULL_POSTGRESQL):
        return StorageFull("the trajectory log's disk is full; make room")
    return StorageUnavailable(f"the trajectory log cannot be used: {str(cause).splitlines()[0][:300]}")


def _columns(run: Run) -> dict[str, object]:
    return {
        "status": run.head.status.value,
        "head": run.head.model_dump_json(),
        "steps": run.steps,
        "prompt_tokens": run.prompt_tokens,
        "completion_tokens": run.completion_tokens,
        "last_event": run.last_event,
    }


def _run(row: Any) -> Run:
    head = Trajectory.model_validate_json(row.head)
    return Run(head, row.steps, row.prompt_tokens, row.completion_tokens, row.last_event)


def _change(row: Any) -> Change:
    return Change(
        path=bytes(row.path).decode(errors="surrogateescape"),
        kind=ChangeKind(row.kind),
        type=FileType(row.type),
        mode=row.mode,
        size=row.size,
        sha256=row.sha256,
        target=row.target,
    )


def _path(path: str) -> bytes:
    return path.encode(errors="surrogateescape")

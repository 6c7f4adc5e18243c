"""The trajectory log in memory: gone with the process."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Self

from agent_loop.agent.domain.changes import Change, ChangeSet
from agent_loop.agent.domain.failures import FileNotFound, IdempotencyConflict, RunNotFound, StorageFull
from agent_loop.agent.domain.runs import IdempotencyKey, Run
from agent_loop.contracts.agent.v1.agent_pb2 import RunEvent
from agent_loop.contracts.trajectory import Step, Trajectory


class InMemoryTrajectoryLog:
    """Both `TrajectoryLog` and `Changes`. With `max_events`, there is no room beyond that many."""

    def __init__(self, max_events: int | None = None) -> None:
        self._runs: dict[str, Run] = {}
        self._keys: dict[tuple[str, str], tuple[str, str]] = {}
        self._events: dict[str, list[RunEvent]] = {}
        self._steps: dict[str, list[Step]] = {}
        self._changes: dict[str, ChangeSet] = {}
        self.max_events = max_events

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        return None

    async def begin(self, run: Run, key: IdempotencyKey | None = None) -> Run:
        if key is not None:
            known = self._keys.get((run.head.subject, key.key))
            if known is not None and known[1] != key.request_sha256:
                raise IdempotencyConflict("the idempotency key was used with another request; use a new one")
            if known is not None:
                return self._runs[known[0]]
            self._keys[run.head.subject, key.key] = (run.id, key.request_sha256)
        self._runs[run.id], self._events[run.id], self._steps[run.id] = run, [], []
        return run

    async def append(self, run: Run, events: Sequence[RunEvent] = (), steps: Sequence[Step] = ()) -> None:
        await self.run(run.id)
        if self.max_events is not None and len(self._events[run.id]) + len(events) > self.max_events:
            raise StorageFull("the trajectory log has no room; allow more events")
        self._runs[run.id] = replace(run)
        self._events[run.id] += [_copy(event) for event in events]
        self._steps[run.id] += steps

    async def run(self, run_id: str) -> Run:
        if run_id not in self._runs:
            raise RunNotFound(f"there is no run {run_id!r}")
        return self._runs[run_id]

    async def page(self, subject: str, size: int, before: str = "") -> Sequence[Run]:
        ids = sorted((run.id for run in self._runs.values() if run.head.subject == subject), reverse=True)
        return [self._runs[run_id] for run_id in ids if not before or run_id < before][:size]

    async def unfinished(self) -> Sequence[Run]:
        return [self._runs[run_id] for run_id in sorted(self._runs) if not self._runs[run_id].ended]

    async def trajectory(self, run_id: str) -> Trajectory:
        run = await self.run(run_id)
        return run.head.model_copy(update={"steps": list(self._steps[run_id])})

    async def events(self, run_id: str, after: int, limit: int) -> Sequence[RunEvent]:
        return [_copy(event) for event in self._events.get(run_id, []) if event.id > after][:limit]

    async def keep(self, run_id: str, changes: ChangeSet) -> None:
        await self.run(run_id)
        self._changes[run_id] = changes

    async def changes(self, run_id: str) -> Sequence[Change]:
        return sorted(self._kept(run_id).changes, key=lambda change: change.path)

    async def content(self, run_id: str, path: str) -> bytes:
        contents = self._kept(run_id).contents or {}
        if path not in contents:
            raise FileNotFound(f"the run left no file {path!r}, or it was too large to keep")
        return contents[path]

    async def diff(self, run_id: str) -> str:
        return self._kept(run_id).diff

    def _kept(self, run_id: str) -> ChangeSet:
        return self._changes.get(run_id, ChangeSet())


def _copy(event: RunEvent) -> RunEvent:
    copy = RunEvent()
    copy.CopyFrom(event)
    return copy

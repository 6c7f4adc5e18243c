"""Runs are accepted, wait for a place, are performed, and can be asked to stop."""

import asyncio
import itertools
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Self

import structlog

from agent_loop.agent.domain.failures import AgentError, Interrupted, RunCancelled, TooManyRuns
from agent_loop.agent.domain.redaction import redact_message
from agent_loop.agent.domain.runs import IdempotencyKey, Run, RunRequest, new_run_id, now
from agent_loop.agent.ports import TrajectoryLog
from agent_loop.agent.use_cases.perform_run import Ending, PerformRun
from agent_loop.agent.use_cases.recorder import Recorder
from agent_loop.agent.use_cases.stop import Stop
from agent_loop.agent.use_cases.watchers import Watchers
from agent_loop.contracts import problems
from agent_loop.contracts.trajectory import Failure, ModelRef, RunStatus, Trajectory, VersionRef

_log = structlog.get_logger()

_STORE_AGAIN_SECONDS = 2.0
_UNKNOWN_VERSION = VersionRef(name="", version="", sha256="")


@dataclass(frozen=True, slots=True)
class _Attended:
    request: RunRequest
    recorder: Recorder
    stop: Stop


class AttendRuns:
    """Keeps at most `max_running` runs going and `max_queued` waiting.

    Enter it to begin: runs that a process before this one left unfinished are ended as interrupted. Leave it to stop:
    what is running is interrupted, and its end stored, within `grace_seconds`.
    """

    def __init__(
        self,
        log: TrajectoryLog,
        perform: PerformRun,
        watchers: Watchers,
        resolve: Callable[[str], str],
        *,
        max_running: int = 4,
        max_queued: int = 32,
        grace_seconds: float = 10,
    ) -> None:
        self._log, self._perform, self._watchers, self._resolve = log, perform, watchers, resolve
        self._places, self._most = asyncio.Semaphore(max_running), max_running + max_queued
        self._grace_seconds = grace_seconds
        self._attended: dict[str, _Attended] = {}
        self._unstored: dict[str, AgentError] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._accepting, self._stopping = 0, False

    async def __aenter__(self) -> Self:
        for run in await self._log.unfinished():
            recorder = Recorder(run, self._log, self._watchers.announce, lambda _: None)
            cause = Interrupted("the agent stopped while the run was going on; start the run again")
            await recorder.end(RunStatus.FAILED, failure=cause.failure)
            _log.warning("run_interrupted", run_id=run.id)
        return self

    def stop(self) -> None:
        """Interrupt every run and accept no more."""
        self._stopping = True
        for attended in self._attended.values():
            attended.stop.now(Interrupted("the agent was stopped while the run was going on; start the run again"))

    async def __aexit__(self, *_: object) -> None:
        self.stop()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=self._grace_seconds)
            late = list(self._tasks)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def start(self, request: RunRequest) -> tuple[Run, bool]:
        """Accept a run; False where the subject's key had started it before.

        Raises InstructionInvalid, RequestInvalid, TooManyRuns, IdempotencyConflict, Interrupted, StorageFull,
        StorageUnavailable.
        """
        request.check()
        request = replace(request, model=self._resolve(request.model))
        if self._stopping:
            raise Interrupted("the agent is stopping; try again when it is back")
        if len(self._attended) + self._accepting >= self._most:
            raise TooManyRuns(f"{self._most} runs are running or waiting; try again when one has ended")
        self._accepting += 1
        try:
            fresh = _new_run(request)
            key = IdempotencyKey(request.idempotency_key, request.sha256) if request.idempotency_key else None
            run = await self._log.begin(fresh, key)
            if run.id == fresh.id:
                self._attend(run, request)
        finally:
            self._accepting -= 1
        return run, run.id == fresh.id

    async def cancel(self, run_id: str) -> None:
        """Ask a run to stop. One that has ended, or is not here, stays as it is."""
        if (attended := self._attended.get(run_id)) is not None:
            attended.stop.now(RunCancelled("the run was cancelled"))

    def live(self, run_id: str) -> Run | None:
        """A run that is waiting, running, or ended and not yet stored; None for every other."""
        attended = self._attended.get(run_id)
        return attended.recorder.run if attended else None

    def unstored(self, run_id: str) -> AgentError | None:
        """Why the end of a run could not be stored so far."""
        return self._unstored.get(run_id)

    def _attend(self, run: Run, request: RunRequest) -> None:
        stop = Stop()
        if self._stopping:  # while the run was being stored
            stop.now(Interrupted("the agent was stopped before the run began; start the run again"))
        recorder = Recorder(run, self._log, self._watchers.announce, stop.now)
        self._attended[run.id] = _Attended(request, recorder, stop)
        task = asyncio.create_task(self._see_through(self._attended[run.id]), name=f"run-{run.id}")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _see_through(self, attended: _Attended) -> None:
        run_id = attended.recorder.run.id
        try:
            ending = await self._wait_and_perform(attended)
            await self._store_end(attended.recorder, ending)
        finally:
            del self._attended[run_id]
            self._unstored.pop(run_id, None)
            self._watchers.announce(run_id)
        _log.info("run_ended", run_id=run_id, status=ending.status, failure=ending.failure and ending.failure.type)

    async def _wait_and_perform(self, attended: _Attended) -> Ending:
        try:
            async with attended.stop.guard():
                await self._places.acquire()
        except RunCancelled:
            return Ending(RunStatus.CANCELLED)
        except AgentError as error:
            return Ending(RunStatus.FAILED, failure=error.failure)
        try:
            async with attended.recorder as recorder:
                recorder.head(status=RunStatus.RUNNING)
                return await self._perform(attended.request, recorder, attended.stop)
        except Exception:  # noqa: BLE001  a fault of ours ends this run in the log, and no other run
            _log.exception("run_broke", run_id=attended.recorder.run.id)
            detail = "internal error; the agent's log has the cause under the run's id"
            return Ending(RunStatus.FAILED, failure=Failure(type=problems.INTERNAL.type, detail=detail))
        finally:
            self._places.release()

    async def _store_end(self, recorder: Recorder, ending: Ending) -> None:
        """Stores the end, again and again while the log has no room or is away; watchers are told so meanwhile."""
        for attempt in itertools.count():
            try:
                await recorder.end(ending.status, ending.answer, ending.failure)
            except AgentError as error:
                _log.error("run_end_not_stored", run_id=recorder.run.id, problem=error.problem.type)
                if attempt:  # what passes by itself is nobody's concern
                    self._unstored[recorder.run.id] = error
                    self._watchers.announce(recorder.run.id)
                await asyncio.sleep(_STORE_AGAIN_SECONDS)
            else:
                return


def _new_run(request: RunRequest) -> Run:
    head = Trajectory(
        run_id=new_run_id(),
        subject=request.subject,
        instruction=request.instruction,
        strategy=request.strategy,
        limits=request.limits,
        aids=request.aids,
        model=ModelRef(name=request.model, digest="", context_length=1),
        prompt=_UNKNOWN_VERSION,
        toolset=_UNKNOWN_VERSION,
        workspace_sha256=request.workspace.sha256,
        status=RunStatus.QUEUED,
        created_at=now(),
    )
    clean, hits = redact_message(head)
    return Run(clean.model_copy(update={"redactions": hits}))

"""What clients ask about runs: each sees only its subject's."""

import asyncio
import re
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace

from agent_loop.agent.domain.changes import Change
from agent_loop.agent.domain.failures import RequestInvalid, RunNotFinished, RunNotFound
from agent_loop.agent.domain.redaction import redact_message
from agent_loop.agent.domain.runs import Run, now
from agent_loop.agent.ports import Changes, TrajectoryLog
from agent_loop.agent.use_cases.attend_runs import AttendRuns
from agent_loop.agent.use_cases.watchers import Watchers
from agent_loop.contracts.agent.v1.agent_pb2 import RunEvent
from agent_loop.contracts.trajectory import Trajectory, Verdict, VerdictSource

MAX_PAGE = 200
DEFAULT_PAGE = 50
MAX_COMMENT_CHARACTERS = 8000
_EVENTS_AT_ONCE = 500
_LOOK_AGAIN_SECONDS = 1.0
_RUN_ID = re.compile(r"[0-9a-f]{30}")


class ReadRuns:
    """Every method raises RunNotFound for an unknown run and for one of another subject."""

    def __init__(self, log: TrajectoryLog, changes: Changes, attend: AttendRuns, watchers: Watchers) -> None:
        self._log, self._changes, self._attend, self._watchers = log, changes, attend, watchers
        self._judging = asyncio.Lock()

    async def run(self, run_id: str, subject: str) -> Run:
        run = self._attend.live(run_id) or await self._log.run(_checked(run_id))
        if run.head.subject != subject:
            raise _not_found(run_id)
        return run

    async def page(self, subject: str, size: int, token: str) -> tuple[Sequence[Run], str]:
        """A page, newest first, and the token of the next one; empty after the last. Raises RequestInvalid."""
        if not subject:
            raise RequestInvalid("subject: say whose runs")
        if token and not _RUN_ID.fullmatch(token):
            raise RequestInvalid("page_token: send what the previous page gave")
        size = min(size or DEFAULT_PAGE, MAX_PAGE)
        runs = list(await self._log.page(subject, size + 1, token))
        more = len(runs) > size
        runs = [self._attend.live(run.id) or run for run in runs[:size]]
        return runs, runs[-1].id if more else ""

    async def watch(self, run_id: str, subject: str, after: int) -> AsyncIterator[RunEvent]:
        """The events after `after` as they are stored, to the end of the run.

        Raises StorageFull or StorageUnavailable where the run has ended and its end cannot be stored: `run` tells it.
        """
        await self.run(run_id, subject)
        with self._watchers.watch(run_id) as watch:
            while True:
                ended = (await self.run(run_id, subject)).ended and self._attend.live(run_id) is None
                events = await self._log.events(run_id, after, _EVENTS_AT_ONCE)
                for event in events:
                    yield event
                    after = event.id
                if ended and len(events) < _EVENTS_AT_ONCE:
                    return
                if not events and (error := self._attend.unstored(run_id)) is not None:
                    raise error
                if not events:
                    await watch.news(_LOOK_AGAIN_SECONDS)

    async def trajectory(self, run_id: str, subject: str) -> Trajectory:
        await self.run(run_id, subject)
        return await self._log.trajectory(run_id)

    async def record_feedback(self, run_id: str, subject: str, comment: str, *, success: bool) -> Run:
        """A person's verdict beside the others. Raises RunNotFinished, RequestInvalid."""
        if len(comment) > MAX_COMMENT_CHARACTERS:
            raise RequestInvalid(f"comment: at most {MAX_COMMENT_CHARACTERS} characters")
        async with self._judging:
            run = await self._ended(run_id, subject)
            verdict = Verdict(success=success, source=VerdictSource.USER, detail=comment, at=now())
            head, hits = redact_message(run.head.model_copy(update={"verdicts": [*run.head.verdicts, verdict]}))
            judged = replace(run, head=head.model_copy(update={"redactions": head.redactions + hits}))
            await self._log.append(judged)
        return judged

    async def changes(self, run_id: str, subject: str) -> Sequence[Change]:
        """Raises RunNotFinished."""
        await self._ended(run_id, subject)
        return await self._changes.changes(run_id)

    async def change(self, run_id: str, subject: str, path: str) -> bytes:
        """Raises RunNotFinished, FileNotFound."""
        await self._ended(run_id, subject)
        return await self._changes.content(run_id, path)

    async def diff(self, run_id: str, subject: str) -> str:
        """Raises RunNotFinished."""
        await self._ended(run_id, subject)
        return await self._changes.diff(run_id)

    async def _ended(self, run_id: str, subject: str) -> Run:
        run = await self.run(run_id, subject)
        if not run.ended or self._attend.live(run_id) is not None:
            raise RunNotFinished(f"the run is {run.head.status.value}; wait for its end or cancel it")
        return run


def _checked(run_id: str) -> str:
    if not _RUN_ID.fullmatch(run_id):
        raise _not_found(run_id)
    return run_id


def _not_found(run_id: str) -> RunNotFound:
    return RunNotFound(f"there is no run {run_id[:64]!r}")

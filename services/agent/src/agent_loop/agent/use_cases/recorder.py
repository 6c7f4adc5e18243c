"""Writes a run down as it happens, off the loop's path: events are grouped, and a group is one transaction."""

import asyncio
import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, Self

from agent_loop.agent.domain.failures import AgentError
from agent_loop.agent.domain.redaction import RedactedStream, redact_message
from agent_loop.agent.domain.runs import Run, now
from agent_loop.agent.ports import TrajectoryLog
from agent_loop.contracts.agent.v1 import agent_pb2
from agent_loop.contracts.agent.v1.agent_pb2 import RunEvent
from agent_loop.contracts.prompt import ProposedStep
from agent_loop.contracts.trajectory import Attempt, Failure, RunStatus, Step, Trajectory, Verdict, redact

BATCH_SECONDS = 0.05
_LARGEST_PIECE = 32_768


class Recorder:
    """One run's log. What is recorded is stored within about `BATCH_SECONDS`, secrets taken out.

    Enter it to write, leave it, then call `end`, which stores the rest. Where storing fails, `on_failure` is told
    once, what was not stored is given up, and nothing more is recorded before `end`.
    """

    def __init__(
        self,
        run: Run,
        log: TrajectoryLog,
        announce: Callable[[str], None],
        on_failure: Callable[[AgentError], None],
    ) -> None:
        self._log, self._announce, self._on_failure = log, announce, on_failure
        self._run = self._stored = run
        self._events: list[RunEvent] = []
        self._steps: list[Step] = []
        self._streams: dict[tuple[str, int, bool], RedactedStream] = {}
        self._broken = False
        self._wake, self._closing = asyncio.Event(), asyncio.Event()

    @property
    def run(self) -> Run:
        """As it is now, which may be ahead of the log."""
        return self._run

    async def __aenter__(self) -> Self:
        self._writer = asyncio.create_task(self._write(), name=f"recorder-{self._run.id}")
        return self

    async def __aexit__(self, *_: object) -> None:
        self._closing.set()
        self._wake.set()
        await self._writer

    def event(self, **event: Any) -> None:
        """Record one event, named as in RunEvent: `phase_started=PhaseStarted(...)`."""
        if self._broken:
            return
        number = self._run.last_event + 1
        entry = RunEvent(id=number, run_id=self._run.id, **event)
        entry.at.GetCurrentTime()
        self._run = replace(self._run, last_event=number)
        self._events.append(entry)
        self._wake.set()

    def step_started(self, index: int, proposed: ProposedStep) -> None:
        """Record what the model wants to do, before it is done."""
        action = redact_message(proposed.action)[0] if proposed.action else None
        self.event(
            step_started=agent_pb2.StepStarted(
                step=index,
                phase=agent_pb2.Phase.Value(f"PHASE_{proposed.phase.value}"),
                thought=redact(proposed.thought)[0],
                tool=action.tool if action else "",
                arguments_json=json.dumps(action.arguments, ensure_ascii=False) if action else "",
                plan=[redact(entry)[0] for entry in proposed.plan],
            )
        )

    def model_output(self, step: int, text: str) -> None:
        """Record what the model writes. Pieces are joined until they are stored."""
        self._piece("model_output", step, self._stream("model_output", step).feed(text), stderr=False)

    def action_output(self, step: int, text: str, *, stderr: bool) -> None:
        """Record what an action writes."""
        shown = self._stream("action_output", step, stderr=stderr).feed(text)
        self._piece("action_output", step, shown, stderr=stderr)

    def end_output(self) -> None:
        """The pieces so far are all: what was held back of them is recorded."""
        for (kind, step, stderr), stream in self._streams.items():
            self._piece(kind, step, stream.end(), stderr=stderr)
        self._streams.clear()

    def head(self, **changed: object) -> None:
        """Change fields of the trajectory's head."""
        head, hits = redact_message(self._run.head.model_copy(update=changed))
        self._run = replace(self._run, head=head.model_copy(update={"redactions": head.redactions + hits}))

    def step(self, step: Step) -> None:
        """Record a whole step."""
        if self._broken:
            return
        clean, hits = redact_message(step)
        self._steps.append(clean)
        self._run = replace(
            self._run,
            head=self._run.head.model_copy(update={"redactions": self._run.head.redactions + hits}),
            steps=self._run.steps + 1,
            prompt_tokens=self._run.prompt_tokens + sum(call.prompt_tokens for call in step.model_calls),
            completion_tokens=self._run.completion_tokens + sum(call.completion_tokens for call in step.model_calls),
        )
        self._wake.set()

    def attempts(self, attempts: Sequence[Attempt]) -> None:
        """Record all attempts at the run. The chosen one's steps are recorded as the run's; all tokens count."""
        calls = [call for attempt in attempts for step in attempt.steps for call in step.model_calls]
        self.head(attempts=list(attempts))
        self._run = replace(
            self._run,
            prompt_tokens=self._run.prompt_tokens + sum(call.prompt_tokens for call in calls),
            completion_tokens=self._run.completion_tokens + sum(call.completion_tokens for call in calls),
        )

    def judged(self, verdict: Verdict) -> None:
        """Record a verdict."""
        self.head(verdicts=[*self._run.head.verdicts, verdict])
        self.event(run_judged=agent_pb2.RunJudged(verdict=verdict_message(self._run.head.verdicts[-1])))

    async def end(self, status: RunStatus, answer: str = "", failure: Failure | None = None) -> None:
        """Store how the run ended. Raises StorageFull or StorageUnavailable; it may be called again then."""
        if not self._run.ended:
            self.head(status=status, answer=answer, failure=failure, finished_at=now())
        try:
            if self._broken:  # what failed may have been stored all the same: the log knows where it stands
                self._run = replace(await self._log.run(self._run.id), head=self._run.head)
                self._broken = False
            self.event(run_finished=_finished(self._run.head))
            await self._flush()
        except AgentError:
            self._give_up()
            raise

    def _stream(self, kind: str, step: int, *, stderr: bool = False) -> RedactedStream:
        return self._streams.setdefault((kind, step, stderr), RedactedStream())

    def _piece(self, kind: str, step: int, text: str, *, stderr: bool) -> None:
        if not text:
            return
        last = self._events[-1] if self._events else None
        if last is not None and last.WhichOneof("event") == kind:
            piece = getattr(last, kind)
            if piece.step == step and getattr(piece, "stderr", False) == stderr and len(piece.text) < _LARGEST_PIECE:
                piece.text += text
                return
        if kind == "model_output":
            self.event(model_output=agent_pb2.ModelOutput(step=step, text=text))
        else:
            self.event(action_output=agent_pb2.ActionOutput(step=step, text=text, stderr=stderr))

    async def _write(self) -> None:
        while not self._closing.is_set():
            await self._wake.wait()
            self._wake.clear()
            try:
                await self._flush()
            except AgentError as error:
                self._give_up()
                self._on_failure(error)
                return
            await _until(self._closing, BATCH_SECONDS)

    async def _flush(self) -> None:
        run, events, steps = self._run, self._events, self._steps
        if run is self._stored and not events:
            return
        self._events, self._steps = [], []
        await self._log.append(run, events, steps)
        self._stored = run
        self._announce(run.id)

    def _give_up(self) -> None:
        self._broken = True
        self._events, self._steps = [], []


async def _until(event: asyncio.Event, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):
            await event.wait()
    except TimeoutError:
        return


def _finished(head: Trajectory) -> agent_pb2.RunFinished:
    return agent_pb2.RunFinished(
        status=agent_pb2.RunStatus.Value(f"RUN_STATUS_{head.status.value}"),
        answer=head.answer,
        verdict=verdict_message(head.verdict) if head.verdict else None,
        failure=agent_pb2.Failure(**head.failure.model_dump()) if head.failure else None,
    )


def verdict_message(verdict: Verdict) -> agent_pb2.Verdict:
    return agent_pb2.Verdict(
        success=verdict.success,
        source=agent_pb2.VerdictSource.Value(f"VERDICT_SOURCE_{verdict.source.value}"),
        detail=verdict.detail,
    )

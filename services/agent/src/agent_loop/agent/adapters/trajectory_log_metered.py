"""Counts what passes into a trajectory log, for Prometheus."""

from collections.abc import Sequence
from typing import Self

from agent_loop.agent.domain.runs import IdempotencyKey, Run
from agent_loop.agent.ports import TrajectoryLog
from agent_loop.chassis import telemetry
from agent_loop.contracts.agent.v1 import agent_pb2
from agent_loop.contracts.agent.v1.agent_pb2 import RunEvent
from agent_loop.contracts.trajectory import RunStatus, Step, Trajectory


class MeteredTrajectoryLog:
    """A log that does what `inner` does, and tells the metrics of runs, steps, models and actions."""

    def __init__(self, inner: TrajectoryLog) -> None:
        self._inner = inner
        self._started = telemetry.counter("agent", "runs_started", "Runs that were accepted.")
        self._ended = telemetry.counter("agent", "runs_ended", "Runs that ended.", ("status",))
        self._failures = telemetry.counter("agent", "run_failures", "Runs that failed, by problem type.", ("problem",))
        self._verdicts = telemetry.counter("agent", "verdicts", "Verdicts.", ("source", "success"))
        self._steps = telemetry.counter("agent", "steps", "Steps.", ("phase",))
        self._tokens = telemetry.counter("agent", "tokens", "Tokens.", ("kind",))
        self._repairs = telemetry.counter("agent", "repairs", "Model calls that repaired a malformed answer.")
        self._model = telemetry.histogram("agent", "model_call_seconds", "Duration of model calls.")
        self._first = telemetry.histogram("agent", "first_token_seconds", "Time to a call's first token.")
        self._action = telemetry.histogram("agent", "action_seconds", "Duration of actions.", ("exit_reason",))
        self._overhead = telemetry.histogram(
            "agent", "step_overhead_seconds", "A step's time without its model calls and its action."
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        return None

    async def begin(self, run: Run, key: IdempotencyKey | None = None) -> Run:
        begun = await self._inner.begin(run, key)
        if begun.id == run.id:
            self._started.inc()
        return begun

    async def append(self, run: Run, events: Sequence[RunEvent] = (), steps: Sequence[Step] = ()) -> None:
        await self._inner.append(run, events, steps)
        for step in steps:
            self._count_step(step)
        for event in events:
            if event.WhichOneof("event") == "run_judged":
                verdict = event.run_judged.verdict
                source = agent_pb2.VerdictSource.Name(verdict.source).removeprefix("VERDICT_SOURCE_")
                self._verdicts.labels(source, str(verdict.success).lower()).inc()
            elif event.WhichOneof("event") == "run_finished":
                self._ended.labels(run.head.status.value).inc()
                if run.head.status is RunStatus.FAILED and run.head.failure is not None:
                    self._failures.labels(run.head.failure.type).inc()

    async def run(self, run_id: str) -> Run:
        return await self._inner.run(run_id)

    async def page(self, subject: str, size: int, before: str = "") -> Sequence[Run]:
        return await self._inner.page(subject, size, before)

    async def unfinished(self) -> Sequence[Run]:
        return await self._inner.unfinished()

    async def trajectory(self, run_id: str) -> Trajectory:
        return await self._inner.trajectory(run_id)

    async def events(self, run_id: str, after: int, limit: int) -> Sequence[RunEvent]:
        return await self._inner.events(run_id, after, limit)

    def _count_step(self, step: Step) -> None:
        self._steps.labels(step.phase.value).inc()
        for call in step.model_calls:
            self._tokens.labels("prompt").inc(call.prompt_tokens)
            self._tokens.labels("completion").inc(call.completion_tokens)
            self._repairs.inc(call.repair)
            self._model.observe(call.seconds)
            self._first.observe(call.first_token_seconds)
        acted = 0.0
        if (seen := step.observation) is not None:
            acted = seen.seconds
            self._action.labels(seen.exit_reason.value).observe(acted)
        self._overhead.observe(max(0.0, step.seconds - acted - sum(call.seconds for call in step.model_calls)))

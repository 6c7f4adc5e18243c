"""An agent that keeps its runs in memory and finishes each at once, by a script or when it is told to."""

import asyncio
import hashlib
import json
from collections.abc import AsyncGenerator, Mapping, Sequence
from dataclasses import dataclass, field

from agent_loop.contracts import problems
from agent_loop.contracts.agent.v1 import agent_pb2 as pb
from agent_loop.gateway.domain import AgentRefused, AgentUnavailable, DependencyState

_ENDED = (pb.RUN_STATUS_FINISHED, pb.RUN_STATUS_FAILED, pb.RUN_STATUS_CANCELLED)
_REPORT = "report.txt"


@dataclass
class _Stored:
    run: pb.Run
    order: pb.StartRunRequest
    events: list[pb.RunEvent] = field(default_factory=list)
    more: asyncio.Condition = field(default_factory=asyncio.Condition)
    watchers: int = 0


class InMemoryAgent:
    """Each run writes `files`, by default one report, unless it is left running.

    An instruction that starts with `wait` leaves its run running until `finish` or a cancellation; one that starts
    with `fail` fails. `away` makes every call raise AgentUnavailable.
    """

    def __init__(self, files: Mapping[str, bytes] | None = None) -> None:
        self.files = {_REPORT: b"3 errors in app.log\n"} if files is None else dict(files)
        self._runs: dict[str, _Stored] = {}
        self._keys: dict[tuple[str, str], str] = {}
        self.away = False
        self.broken: list[DependencyState] = []

    async def start(self, order: pb.StartRunRequest) -> pb.StartRunResponse:
        self._there()
        key = (order.subject, order.idempotency_key)
        if order.idempotency_key and key in self._keys:
            known = self._runs[self._keys[key]]
            if known.order != order:
                raise AgentRefused(problems.IDEMPOTENCY_CONFLICT.type, "the key was used with another request")
            return pb.StartRunResponse(run=known.run, created=False)
        if order.model not in ("", "small"):
            raise AgentRefused(problems.MODEL_NOT_FOUND.type, f"there is no model {order.model}")
        stored = self._accept(order)
        if order.idempotency_key:
            self._keys[key] = stored.run.id
        if order.instruction.startswith("fail"):
            await self.finish(stored.run.id, pb.RUN_STATUS_FAILED)
        elif not order.instruction.startswith("wait"):
            await self._work(stored)
        return pb.StartRunResponse(run=stored.run, created=True)

    def order(self, run_id: str) -> pb.StartRunRequest:
        """What the run was started with."""
        return self._runs[run_id].order

    def _accept(self, order: pb.StartRunRequest) -> _Stored:
        run = pb.Run(
            id=f"run-{len(self._runs) + 1}",
            subject=order.subject,
            instruction=order.instruction,
            model="small",
            status=pb.RUN_STATUS_RUNNING,
            strategy=order.strategy or "phases",
        )
        run.created_at.GetCurrentTime()
        stored = self._runs[run.id] = _Stored(run, pb.StartRunRequest.FromString(order.SerializeToString()))
        started = pb.RunStarted(instruction=order.instruction, model="small", isolation_tier="memory")
        _append(stored, pb.RunEvent(run_started=started))
        return stored

    async def _work(self, stored: _Stored) -> None:
        for event in (
            pb.RunEvent(phase_started=pb.PhaseStarted(phase=pb.PHASE_EXECUTE)),
            pb.RunEvent(
                step_started=pb.StepStarted(
                    step=1,
                    phase=pb.PHASE_EXECUTE,
                    thought="look",
                    tool="bash",
                    arguments_json=json.dumps({"command": "grep -c ERROR app.log"}),
                    plan=["look", "write"],
                )
            ),
            pb.RunEvent(action_output=pb.ActionOutput(step=1, text="3\n")),
            pb.RunEvent(action_finished=pb.ActionFinished(step=1, exit_reason="EXITED", isolation_tier="memory")),
        ):
            _append(stored, event)
        stored.run.steps = 1
        await self.finish(stored.run.id, pb.RUN_STATUS_FINISHED)

    async def finish(self, run_id: str, status: "pb.RunStatus.ValueType") -> None:
        """End a run that waits."""
        stored = self._runs[run_id]
        finished = pb.RunFinished(status=status)
        if status == pb.RUN_STATUS_FINISHED:
            stored.run.answer = finished.answer = f"wrote {', '.join(self.files)}"
            verdict = pb.Verdict(success=True, source=pb.VERDICT_SOURCE_VERIFY, detail="it is there")
            stored.run.verdict.CopyFrom(verdict)
            finished.verdict.CopyFrom(verdict)
            _append(stored, pb.RunEvent(run_judged=pb.RunJudged(verdict=verdict)))
        if status == pb.RUN_STATUS_FAILED:
            failure = pb.Failure(type=problems.MODEL_OUTPUT_MALFORMED.type, detail="the answer is not a step")
            stored.run.failure.CopyFrom(failure)
            finished.failure.CopyFrom(failure)
        stored.run.status = status
        stored.run.finished_at.GetCurrentTime()
        _append(stored, pb.RunEvent(run_finished=finished))
        async with stored.more:
            stored.more.notify_all()

    async def say(self, run_id: str, text: str) -> None:
        """Let the model of a running run write some text."""
        stored = self._runs[run_id]
        _append(stored, pb.RunEvent(model_output=pb.ModelOutput(step=1, text=text)))
        async with stored.more:
            stored.more.notify_all()

    def watchers(self, run_id: str) -> int:
        """How many watch the run now."""
        return self._runs[run_id].watchers

    async def watch(self, subject: str, run_id: str, after: int) -> AsyncGenerator[pb.RunEvent, None]:
        stored = self._find(subject, run_id)
        stored.watchers += 1
        try:
            async for event in self._events(stored, after):
                yield event
        finally:
            stored.watchers -= 1

    async def _events(self, stored: _Stored, sent: int) -> AsyncGenerator[pb.RunEvent, None]:
        while True:
            self._there()
            while sent < len(stored.events):
                sent += 1
                yield stored.events[sent - 1]
            if stored.run.status in _ENDED:
                return
            async with stored.more:
                if sent >= len(stored.events):
                    await stored.more.wait()

    async def cancel(self, subject: str, run_id: str) -> pb.Run:
        stored = self._find(subject, run_id)
        if stored.run.status not in _ENDED:
            await self.finish(run_id, pb.RUN_STATUS_CANCELLED)
        return stored.run

    async def get(self, subject: str, run_id: str) -> pb.Run:
        return self._find(subject, run_id).run

    async def list(self, subject: str, page_size: int, page_token: str) -> pb.ListRunsResponse:
        self._there()
        own = [stored.run for stored in reversed(self._runs.values()) if stored.run.subject == subject]
        if page_token and not (page_token.isascii() and page_token.isdigit() and len(page_token) < 10):
            raise AgentRefused(problems.INVALID_REQUEST.type, "the page token is not one of ours")
        start = int(page_token or 0)
        end = start + (page_size or 50)
        return pb.ListRunsResponse(runs=own[start:end], next_page_token=str(end) if end < len(own) else "")

    async def judge(self, subject: str, run_id: str, *, success: bool, comment: str) -> pb.Run:
        stored = self._find(subject, run_id)
        if stored.run.status not in _ENDED:
            raise AgentRefused(problems.RUN_NOT_FINISHED.type, f"run {run_id} is still going on")
        verdict = pb.Verdict(success=success, source=pb.VERDICT_SOURCE_USER, detail=comment)
        stored.run.verdict.CopyFrom(verdict)
        return stored.run

    async def trajectory(self, subject: str, run_id: str) -> pb.GetTrajectoryResponse:
        stored = self._find(subject, run_id)
        document = {"schema_version": "1", "run_id": run_id, "instruction": stored.run.instruction, "steps": []}
        return pb.GetTrajectoryResponse(schema_version="1", trajectory_json=json.dumps(document).encode())

    async def changes(self, subject: str, run_id: str) -> Sequence[pb.Change]:
        self._find(subject, run_id)
        return [
            pb.Change(
                path=path,
                kind=pb.CHANGE_KIND_ADDED,
                type=pb.FILE_TYPE_FILE,
                mode=0o644,
                size=len(content),
                sha256=hashlib.sha256(content).hexdigest(),
            )
            for path, content in self.files.items()
        ]

    async def read(self, subject: str, run_id: str, path: str) -> AsyncGenerator[bytes, None]:
        self._find(subject, run_id)
        if path not in self.files:
            raise AgentRefused(problems.FILE_NOT_FOUND.type, "the run left no such file")
        content = self.files[path]
        for offset in range(0, len(content), 2**20):
            yield content[offset : offset + 2**20]

    async def diff(self, subject: str, run_id: str) -> str:
        self._find(subject, run_id)
        return "".join(f"--- /dev/null\n+++ b/{path}\n" for path in self.files)

    async def models(self) -> Sequence[pb.ModelInfo]:
        self._there()
        return [pb.ModelInfo(name="small", digest="sha256:0", size=1, family="qwen3", default=True)]

    async def tools(self) -> Sequence[pb.ToolInfo]:
        self._there()
        schema = json.dumps({"type": "object", "properties": {"command": {"type": "string"}}})
        return [
            pb.ToolInfo(name="bash", description="Run a command.", parameters_json=schema, origin="agent-loop-agent")
        ]

    async def dependencies(self) -> Sequence[DependencyState]:
        self._there()
        return self.broken or [DependencyState("sandbox", ok=True, seconds=0.001)]

    def _there(self) -> None:
        if self.away:
            raise AgentUnavailable("the agent does not answer: it was told to be away")

    def _find(self, subject: str, run_id: str) -> _Stored:
        self._there()
        stored = self._runs.get(run_id)
        if stored is None or stored.run.subject != subject:
            raise AgentRefused(problems.RUN_NOT_FOUND.type, "there is no such run")
        return stored


def _append(stored: _Stored, event: pb.RunEvent) -> None:
    event.id = len(stored.events) + 1
    event.run_id = stored.run.id
    event.at.GetCurrentTime()
    stored.run.last_event = event.id
    stored.events.append(event)

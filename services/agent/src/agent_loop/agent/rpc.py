"""agent/v1 over gRPC.

Every error carries, in the trailing metadata `agent-loop-reason` (chassis.grpc.REASON_KEY), its problem type of
agent_loop.contracts.problems in SCREAMING_SNAKE_CASE: `run-not-found` is RUN_NOT_FOUND. A client gets the problem back
with `problems.problem(reason.lower().replace("_", "-"))`. The status is:

    INVALID_ARGUMENT     invalid-request, instruction-invalid, instruction-too-long, workspace-invalid,
                         workspace-too-large, model-unsuitable
    NOT_FOUND            run-not-found, file-not-found, model-not-found
    FAILED_PRECONDITION  run-not-finished, idempotency-conflict
    RESOURCE_EXHAUSTED   too-many-runs, storage-full
    UNAVAILABLE          model-unavailable, sandbox-unavailable, not-ready, interrupted (the agent is stopping)
    INTERNAL             everything else

A run that fails is no error: its Run and its RunFinished event carry the failure, with the problem's type.
"""

import json
from collections.abc import AsyncIterator
from typing import Any

import grpc

from agent_loop.agent.domain import failures
from agent_loop.agent.domain.changes import Change
from agent_loop.agent.domain.runs import (
    STRATEGY,
    Run,
    RunRequest,
    Workspace,
    aids_of,
    limits_of,
    parse_checker,
)
from agent_loop.agent.use_cases.attend_runs import AttendRuns
from agent_loop.agent.use_cases.describe_agent import DescribeAgent
from agent_loop.agent.use_cases.read_runs import ReadRuns
from agent_loop.agent.use_cases.recorder import verdict_message
from agent_loop.chassis.grpc import Errors, Rejection, Service
from agent_loop.contracts.agent.v1 import agent_pb2 as wire
from agent_loop.contracts.agent.v1.agent_pb2_grpc import AgentServiceServicer, add_AgentServiceServicer_to_server
from agent_loop.contracts.trajectory import SCHEMA_VERSION, Aids, Limits

_CHUNK_BYTES = 2**20
_STATUS = {
    grpc.StatusCode.INVALID_ARGUMENT: (
        failures.RequestInvalid,
        failures.InstructionInvalid,
        failures.InstructionTooLong,
        failures.WorkspaceInvalid,
        failures.WorkspaceTooLarge,
        failures.ModelUnsuitable,
    ),
    grpc.StatusCode.NOT_FOUND: (failures.RunNotFound, failures.FileNotFound, failures.ModelNotFound),
    grpc.StatusCode.FAILED_PRECONDITION: (failures.RunNotFinished, failures.IdempotencyConflict),
    grpc.StatusCode.RESOURCE_EXHAUSTED: (failures.TooManyRuns, failures.StorageFull),
    grpc.StatusCode.UNAVAILABLE: (
        failures.ModelUnavailable,
        failures.SandboxUnavailable,
        failures.StorageUnavailable,
        failures.Interrupted,
    ),
}
ERRORS: Errors = {
    kind: Rejection(status, kind.problem.type.replace("-", "_").upper())
    for status, kinds in _STATUS.items()
    for kind in kinds
}

_Context = grpc.aio.ServicerContext[Any, Any]


def service(
    attend: AttendRuns, read: ReadRuns, describe: DescribeAgent, limits: Limits, aids: Aids | None = None
) -> Service:
    """The agent's service; `limits` and `aids` are those of a run that names none."""
    servicer = _Rpc(attend, read, describe, limits, aids or Aids())
    return Service(
        "agent_loop.contracts.agent.v1.AgentService",
        lambda server: add_AgentServiceServicer_to_server(servicer, server),
    )


class _Rpc(AgentServiceServicer):
    def __init__(self, attend: AttendRuns, read: ReadRuns, describe: DescribeAgent, limits: Limits, aids: Aids) -> None:
        self._attend, self._read, self._describe = attend, read, describe
        self._limits, self._aids = limits, aids

    async def StartRun(self, request: wire.StartRunRequest, context: _Context) -> wire.StartRunResponse:
        asked = request.limits
        run, created = await self._attend.start(
            RunRequest(
                subject=request.subject,
                instruction=request.instruction,
                workspace=_workspace(request.workspace),
                model=request.model,
                limits=limits_of({name: getattr(asked, name) for name in Limits.model_fields}, self._limits),
                strategy=request.strategy or STRATEGY,
                checker=parse_checker(request.checker_json),
                idempotency_key=request.idempotency_key,
                aids=aids_of(_asked(request.aids), self._aids),
            )
        )
        return wire.StartRunResponse(run=_run(run), created=created)

    async def WatchRun(self, request: wire.WatchRunRequest, context: _Context) -> AsyncIterator[wire.RunEvent]:
        async for event in self._read.watch(request.run_id, request.subject, request.after_event):
            yield event

    async def CancelRun(self, request: wire.CancelRunRequest, context: _Context) -> wire.CancelRunResponse:
        await self._read.run(request.run_id, request.subject)
        await self._attend.cancel(request.run_id)
        return wire.CancelRunResponse(run=_run(await self._read.run(request.run_id, request.subject)))

    async def GetRun(self, request: wire.GetRunRequest, context: _Context) -> wire.Run:
        return _run(await self._read.run(request.run_id, request.subject))

    async def ListRuns(self, request: wire.ListRunsRequest, context: _Context) -> wire.ListRunsResponse:
        runs, token = await self._read.page(request.subject, request.page_size, request.page_token)
        return wire.ListRunsResponse(runs=[_run(run) for run in runs], next_page_token=token)

    async def GetTrajectory(self, request: wire.GetTrajectoryRequest, context: _Context) -> wire.GetTrajectoryResponse:
        trajectory = await self._read.trajectory(request.run_id, request.subject)
        document = trajectory.model_dump_json().encode()
        return wire.GetTrajectoryResponse(schema_version=SCHEMA_VERSION, trajectory_json=document)

    async def RecordFeedback(
        self, request: wire.RecordFeedbackRequest, context: _Context
    ) -> wire.RecordFeedbackResponse:
        run = await self._read.record_feedback(
            request.run_id, request.subject, request.comment, success=request.success
        )
        return wire.RecordFeedbackResponse(run=_run(run))

    async def ListChanges(self, request: wire.ListChangesRequest, context: _Context) -> wire.ListChangesResponse:
        changes = await self._read.changes(request.run_id, request.subject)
        return wire.ListChangesResponse(changes=[_change(change) for change in changes])

    async def ReadChange(self, request: wire.ReadChangeRequest, context: _Context) -> AsyncIterator[wire.FileChunk]:
        content = await self._read.change(request.run_id, request.subject, request.path)
        for start in range(0, len(content) or 1, _CHUNK_BYTES):
            yield wire.FileChunk(data=content[start : start + _CHUNK_BYTES])

    async def GetDiff(self, request: wire.GetDiffRequest, context: _Context) -> wire.GetDiffResponse:
        return wire.GetDiffResponse(diff=await self._read.diff(request.run_id, request.subject))

    async def ListModels(self, request: wire.ListModelsRequest, context: _Context) -> wire.ListModelsResponse:
        models, default = await self._describe.models()
        return wire.ListModelsResponse(
            models=[
                wire.ModelInfo(
                    name=model.name,
                    digest=model.digest,
                    size=model.size,
                    family=model.family,
                    parameter_size=model.parameter_size,
                    quantization=model.quantization,
                    default=model.name in (default, f"{default}:latest"),
                )
                for model in models
            ]
        )

    async def ListTools(self, request: wire.ListToolsRequest, context: _Context) -> wire.ListToolsResponse:
        return wire.ListToolsResponse(
            tools=[
                wire.ToolInfo(
                    name=info.name,
                    description=info.tool.description if info.tool else "",
                    parameters_json=json.dumps(info.tool.parameters) if info.tool else "",
                    origin=info.origin,
                    problem=info.problem,
                )
                for info in self._describe.tools()
            ]
        )

    async def CheckDependencies(
        self, request: wire.CheckDependenciesRequest, context: _Context
    ) -> wire.CheckDependenciesResponse:
        found = await self._describe.dependencies()
        return wire.CheckDependenciesResponse(
            dependencies=[
                wire.Dependency(name=item.name, ok=item.ok, detail=item.detail, seconds=item.seconds) for item in found
            ]
        )


def _workspace(workspace: wire.Workspace) -> Workspace:
    mounts = tuple(sorted(workspace.mounts.items()))
    if workspace.WhichOneof("source") == "manifest_json":
        return Workspace.from_manifest(workspace.manifest_json, mounts)
    return Workspace(workspace.archive, mounts)


def _run(run: Run) -> wire.Run:
    head = run.head
    message = wire.Run(
        id=head.run_id,
        subject=head.subject,
        instruction=head.instruction,
        model=head.model.name,
        model_digest=head.model.digest,
        status=wire.RunStatus.Value(f"RUN_STATUS_{head.status.value}"),
        steps=run.steps,
        prompt_tokens=run.prompt_tokens,
        completion_tokens=run.completion_tokens,
        answer=head.answer,
        last_event=run.last_event,
        strategy=head.strategy,
    )
    message.created_at.FromDatetime(head.created_at)
    if head.finished_at is not None:
        message.finished_at.FromDatetime(head.finished_at)
    if head.verdict is not None:
        message.verdict.CopyFrom(verdict_message(head.verdict))
    if head.failure is not None:
        message.failure.type, message.failure.detail = head.failure.type, head.failure.detail
    return message


def _asked(aids: wire.Aids) -> dict[str, object]:
    """The aids that were named."""
    named: dict[str, object] = {"literals": aids.literals} if aids.literals else {}
    named |= {"attempts": aids.attempts} if aids.attempts else {}
    return named | {name: getattr(aids, name) for name in ("repair", "retry") if aids.HasField(name)}


def _change(change: Change) -> wire.Change:
    return wire.Change(
        path=change.path,
        kind=wire.ChangeKind.Value(f"CHANGE_KIND_{change.kind.value}"),
        type=wire.FileType.Value(f"FILE_TYPE_{change.type.value}"),
        mode=change.mode,
        size=change.size,
        sha256=change.sha256,
        target=change.target,
    )

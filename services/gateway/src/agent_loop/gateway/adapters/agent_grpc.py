"""The agent service, over gRPC."""

from collections.abc import AsyncGenerator, Iterator, Sequence
from contextlib import contextmanager
from typing import Self

import grpc
from pydantic import SecretStr

from agent_loop.chassis.grpc import channel, reason
from agent_loop.contracts import problems
from agent_loop.contracts.agent.v1 import agent_pb2 as pb
from agent_loop.contracts.agent.v1.agent_pb2_grpc import AgentServiceStub
from agent_loop.gateway.domain import AgentRefused, AgentUnavailable, DependencyState

_AWAY = {grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.DEADLINE_EXCEEDED, grpc.StatusCode.CANCELLED}
# What a status means where the agent names no exact cause.
_BY_STATUS = {
    grpc.StatusCode.NOT_FOUND: problems.RUN_NOT_FOUND,
    grpc.StatusCode.INVALID_ARGUMENT: problems.INVALID_REQUEST,
    grpc.StatusCode.FAILED_PRECONDITION: problems.RUN_NOT_FINISHED,
    grpc.StatusCode.RESOURCE_EXHAUSTED: problems.TOO_MANY_RUNS,
}


class GrpcAgent:
    """Enter it to connect; calls that are not streams take at most `patience_seconds`."""

    def __init__(self, address: str, token: SecretStr, patience_seconds: float = 30) -> None:
        self._address = address
        self._token = token
        self._patience = patience_seconds

    async def __aenter__(self) -> Self:
        self._channel = channel(self._address, self._token.get_secret_value())
        self._service = AgentServiceStub(self._channel)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._channel.close()

    async def start(self, order: pb.StartRunRequest) -> pb.StartRunResponse:
        with _translated(problems.IDEMPOTENCY_CONFLICT):
            return await self._service.StartRun(order, timeout=self._patience)

    async def watch(self, subject: str, run_id: str, after: int) -> AsyncGenerator[pb.RunEvent, None]:
        call = self._service.WatchRun(pb.WatchRunRequest(subject=subject, run_id=run_id, after_event=after))
        try:
            with _translated():
                async for event in call:
                    yield event
        finally:
            call.cancel()

    async def cancel(self, subject: str, run_id: str) -> pb.Run:
        with _translated():
            request = pb.CancelRunRequest(subject=subject, run_id=run_id)
            return (await self._service.CancelRun(request, timeout=self._patience)).run

    async def get(self, subject: str, run_id: str) -> pb.Run:
        with _translated():
            request = pb.GetRunRequest(subject=subject, run_id=run_id)
            return await self._service.GetRun(request, timeout=self._patience)

    async def list(self, subject: str, page_size: int, page_token: str) -> pb.ListRunsResponse:
        with _translated():
            request = pb.ListRunsRequest(subject=subject, page_size=page_size, page_token=page_token)
            return await self._service.ListRuns(request, timeout=self._patience)

    async def judge(self, subject: str, run_id: str, *, success: bool, comment: str) -> pb.Run:
        with _translated():
            request = pb.RecordFeedbackRequest(subject=subject, run_id=run_id, success=success, comment=comment)
            return (await self._service.RecordFeedback(request, timeout=self._patience)).run

    async def trajectory(self, subject: str, run_id: str) -> pb.GetTrajectoryResponse:
        with _translated():
            request = pb.GetTrajectoryRequest(subject=subject, run_id=run_id)
            return await self._service.GetTrajectory(request, timeout=self._patience)

    async def changes(self, subject: str, run_id: str) -> Sequence[pb.Change]:
        with _translated():
            request = pb.ListChangesRequest(subject=subject, run_id=run_id)
            return (await self._service.ListChanges(request, timeout=self._patience)).changes

    async def read(self, subject: str, run_id: str, path: str) -> AsyncGenerator[bytes, None]:
        call = self._service.ReadChange(pb.ReadChangeRequest(subject=subject, run_id=run_id, path=path))
        try:
            with _translated():
                async for chunk in call:
                    yield chunk.data
        finally:
            call.cancel()

    async def diff(self, subject: str, run_id: str) -> str:
        with _translated():
            request = pb.GetDiffRequest(subject=subject, run_id=run_id)
            return (await self._service.GetDiff(request, timeout=self._patience)).diff

    async def models(self) -> Sequence[pb.ModelInfo]:
        with _translated():
            return (await self._service.ListModels(pb.ListModelsRequest(), timeout=self._patience)).models

    async def tools(self) -> Sequence[pb.ToolInfo]:
        with _translated():
            return (await self._service.ListTools(pb.ListToolsRequest(), timeout=self._patience)).tools

    async def dependencies(self) -> Sequence[DependencyState]:
        with _translated():
            answer = await self._service.CheckDependencies(pb.CheckDependenciesRequest(), timeout=self._patience)
        return [DependencyState(one.name, one.ok, one.detail, one.seconds) for one in answer.dependencies]


@contextmanager
def _translated(failed_precondition: problems.Problem = problems.RUN_NOT_FINISHED) -> Iterator[None]:
    """Turn a gRPC error into the domain's: the exact cause where the agent named one, else what its status means."""
    try:
        yield
    except grpc.aio.AioRpcError as error:
        details = error.details() or error.code().name
        if error.code() is grpc.StatusCode.UNAUTHENTICATED:
            raise AgentUnavailable("the agent refuses this gateway's SERVICE_TOKEN_FILE; give both the same") from error
        named = problems.PROBLEMS.get(reason(error).lower().replace("_", "-"))
        if named is None and error.code() is grpc.StatusCode.FAILED_PRECONDITION:
            named = failed_precondition
        named = named or _BY_STATUS.get(error.code())
        if named is not None:
            raise AgentRefused(named.type, details) from error
        if error.code() in _AWAY:
            raise AgentUnavailable(f"the agent does not answer: {details}") from error
        raise AgentRefused(problems.INTERNAL.type, f"the agent failed: {details}") from error

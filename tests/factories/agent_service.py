"""agent/v1 served over an in-memory agent of the gateway."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import grpc

from agent_loop.chassis.grpc import Rejection, Service, running
from agent_loop.contracts.agent.v1 import agent_pb2 as pb
from agent_loop.contracts.agent.v1.agent_pb2_grpc import AgentServiceServicer, add_AgentServiceServicer_to_server
from agent_loop.gateway.adapters.agent_memory import InMemoryAgent
from agent_loop.gateway.domain import AgentRefused, AgentUnavailable

TOKEN = "between-services"
STATUS = {
    "run-not-found": grpc.StatusCode.NOT_FOUND,
    "file-not-found": grpc.StatusCode.NOT_FOUND,
    "model-not-found": grpc.StatusCode.NOT_FOUND,
    "run-not-finished": grpc.StatusCode.FAILED_PRECONDITION,
    "idempotency-conflict": grpc.StatusCode.FAILED_PRECONDITION,
    "invalid-request": grpc.StatusCode.INVALID_ARGUMENT,
}


class Refusal(Exception):
    """One kind for each problem type: the chassis maps by kind."""


KINDS = {type_: type(type_, (Refusal,), {}) for type_ in STATUS}
ERRORS = {
    **{kind: Rejection(STATUS[type_], type_.replace("-", "_").upper()) for type_, kind in KINDS.items()},
    AgentUnavailable: Rejection(grpc.StatusCode.UNAVAILABLE, "UNAVAILABLE"),
}


def raising(call: Any) -> Any:
    async def unary(self: Any, request: Any, context: Any) -> Any:
        try:
            return await call(self.agent, request)
        except AgentRefused as error:
            raise KINDS[error.type](str(error)) from error

    return unary


def raising_stream(call: Any) -> Any:
    async def stream(self: Any, request: Any, context: Any) -> AsyncIterator[Any]:
        try:
            async for message in call(self.agent, request):
                yield message
        except AgentRefused as error:
            raise KINDS[error.type](str(error)) from error

    return stream


async def _cancel(agent, request):
    return pb.CancelRunResponse(run=await agent.cancel(request.subject, request.run_id))


async def _judge(agent, request):
    run = await agent.judge(request.subject, request.run_id, success=request.success, comment=request.comment)
    return pb.RecordFeedbackResponse(run=run)


async def _changes(agent, request):
    return pb.ListChangesResponse(changes=await agent.changes(request.subject, request.run_id))


async def _diff(agent, request):
    return pb.GetDiffResponse(diff=await agent.diff(request.subject, request.run_id))


async def _models(agent, request):
    return pb.ListModelsResponse(models=await agent.models())


async def _tools(agent, request):
    return pb.ListToolsResponse(tools=await agent.tools())


async def _dependencies(agent, request):
    states = await agent.dependencies()
    found = [pb.Dependency(name=one.name, ok=one.ok, detail=one.detail, seconds=one.seconds) for one in states]
    return pb.CheckDependenciesResponse(dependencies=found)


async def _read(agent, request):
    async for data in agent.read(request.subject, request.run_id, request.path):
        yield pb.FileChunk(data=data)


class InMemoryAgentService(AgentServiceServicer):
    def __init__(self, agent: InMemoryAgent) -> None:
        self.agent = agent

    StartRun = raising(lambda agent, request: agent.start(request))
    WatchRun = raising_stream(lambda agent, r: agent.watch(r.subject, r.run_id, r.after_event))
    CancelRun = raising(_cancel)
    GetRun = raising(lambda agent, r: agent.get(r.subject, r.run_id))
    ListRuns = raising(lambda agent, r: agent.list(r.subject, r.page_size, r.page_token))
    GetTrajectory = raising(lambda agent, r: agent.trajectory(r.subject, r.run_id))
    RecordFeedback = raising(_judge)
    ListChanges = raising(_changes)
    ReadChange = raising_stream(_read)
    GetDiff = raising(_diff)
    ListModels = raising(_models)
    ListTools = raising(_tools)
    CheckDependencies = raising(_dependencies)


@asynccontextmanager
async def agent_service(agent: InMemoryAgent) -> AsyncIterator[str]:
    """Serve it on a free port; its address."""
    name = "agent_loop.contracts.agent.v1.AgentService"
    service = Service(name, lambda server: add_AgentServiceServicer_to_server(InMemoryAgentService(agent), server))
    async with running("agent", "127.0.0.1:0", [service], token=TOKEN, errors=ERRORS, grace_seconds=0.2) as port:
        yield f"127.0.0.1:{port}"

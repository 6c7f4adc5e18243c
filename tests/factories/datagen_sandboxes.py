"""Sandboxes that datagen's gRPC adapter can connect to: the real service, and one with a table of programs."""

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import grpc
from sandbox_server import ERRORS, PAYLOAD, POLICY, TOKEN, real_isolation, state_folder

from agent_loop.chassis.grpc import Rejection, Service, running
from agent_loop.contracts.sandbox.v1 import sandbox_pb2 as pb
from agent_loop.contracts.sandbox.v1.sandbox_pb2_grpc import (
    SandboxServiceServicer,
    add_SandboxServiceServicer_to_server,
)
from agent_loop.contracts.trajectory import Observation
from agent_loop.datagen.adapters.sandbox_grpc import GrpcSandbox
from agent_loop.datagen.adapters.sandbox_memory import NOT_FOUND, Files, Program
from agent_loop.sandbox.adapters.gate_http import HttpGate
from agent_loop.sandbox.adapters.workspaces_folder import FolderWorkspaces
from agent_loop.sandbox.main import servicer

NAME = "agent_loop.contracts.sandbox.v1.SandboxService"


class TableOfPrograms(SandboxServiceServicer):
    """Sandboxes as dictionaries of files; commands and checkers come from a table. `made` and `deleted` are counted."""

    def __init__(self, programs: Mapping[str, Program], *, exits: bool = True, refuses: str = "") -> None:
        self._programs = programs
        self._exits = exits
        self._refuses = refuses
        self._files: dict[str, Files] = {}
        self.made = self.deleted = 0
        self.tiers = list[int]()
        """What each sandbox was asked to have at least."""

    async def Create(self, request: pb.CreateRequest, context: object) -> pb.CreateResponse:
        entries = request.seed.manifest.entries
        files = {entry.path: entry.content for entry in entries if entry.kind == pb.FILE_KIND_FILE}
        self.made += 1
        self.tiers.append(request.min_tier)
        self._files[str(self.made)] = {**self._files.get(request.seed.from_sandbox.sandbox_id, {}), **files}
        return pb.CreateResponse(sandbox=pb.Sandbox(id=str(self.made)))

    async def Delete(self, request: pb.DeleteRequest, context: object) -> pb.DeleteResponse:
        del self._files[request.sandbox_id]
        self.deleted += 1
        return pb.DeleteResponse()

    async def Run(self, start: pb.ExecStart, context: object) -> AsyncIterator[pb.ExecEvent]:
        program = self._programs.get(start.shell or start.python)
        seen: Observation = program(self._files[start.sandbox_id]) if program else NOT_FOUND
        for part in seen.stdout.encode().splitlines(keepends=True):
            yield pb.ExecEvent(stdout=pb.Output(data=part))
        yield pb.ExecEvent(stderr=pb.Output(data=seen.stderr.encode()))
        if self._exits:
            ended = pb.Exit(reason=pb.EXIT_REASON_EXITED, exit_code=seen.exit_code or 0, tier=pb.TIER_NAMESPACES)
            ended.message = "it ended"
            yield pb.ExecEvent(exit=ended)

    async def Exec(self, requests: AsyncIterator[pb.ExecRequest], context: Any) -> AsyncIterator[pb.ExecEvent]:
        """Hears one more request after the start; its heart beats then."""
        heard = aiter(requests)
        start = (await anext(heard)).start
        if self._refuses:
            await context.abort(grpc.StatusCode.FAILED_PRECONDITION, self._refuses)
        yield pb.ExecEvent(started=pb.Started(exec_id="1", tier=pb.TIER_NAMESPACES))
        await anext(heard)
        yield pb.ExecEvent(heartbeat=pb.Heartbeat())
        async for event in self.Run(start, context):
            yield event


@asynccontextmanager
async def serving(service: SandboxServiceServicer) -> AsyncIterator[str]:
    """The address of a server of it."""
    added = Service(NAME, lambda server: add_SandboxServiceServicer_to_server(service, server))
    errors = {**ERRORS, KeyError: Rejection(grpc.StatusCode.NOT_FOUND, "SANDBOX_NOT_FOUND")}
    async with running("sandbox", "127.0.0.1:0", [added], token=TOKEN, errors=errors, grace_seconds=0.1) as port:
        yield f"127.0.0.1:{port}"


@asynccontextmanager
async def real_service() -> AsyncIterator[GrpcSandbox]:
    """Connected to the sandbox service over bubblewrap."""
    async with AsyncExitStack() as stack:
        folder = stack.enter_context(state_folder())
        isolation = await stack.enter_async_context(real_isolation(folder))
        workspaces = await stack.enter_async_context(FolderWorkspaces(folder / "workspaces", PAYLOAD))
        service = await stack.enter_async_context(servicer(isolation, workspaces, POLICY, HttpGate()))
        address = await stack.enter_async_context(serving(service))
        yield await stack.enter_async_context(GrpcSandbox(address, TOKEN))

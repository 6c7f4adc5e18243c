"""What a run leaves behind."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Annotated

from fastapi import APIRouter, Depends, Path
from fastapi.responses import PlainTextResponse, Response, StreamingResponse

from agent_loop.contracts.agent.v1.agent_pb2 import Change, ListChangesResponse
from agent_loop.gateway.api.authentication import Gate
from agent_loop.gateway.api.messages import RunId, refusals
from agent_loop.gateway.api.protobuf_json import answer, documented, listed
from agent_loop.gateway.domain import Caller, Scope
from agent_loop.gateway.ports import Results

FilePath = Annotated[str, Path(min_length=1, max_length=4096, description="Relative to the workspace.")]


def build(results: Results, gate: Gate) -> APIRouter:
    """The routes, one short function each; their number is what makes this one long."""
    router = APIRouter(prefix="/v1/runs/{run_id}", tags=["results"])
    reader = Annotated[Caller, Depends(gate(Scope.RUNS_READ))]

    @router.get(
        "/trajectory",
        summary="The run's trajectory, as far as it is",
        responses={**refusals(404, 503), 200: documented("One versioned document", {"type": "object"})},
    )
    async def get_trajectory(run_id: RunId, caller: reader) -> Response:
        found = await results.trajectory(caller.subject, run_id)
        headers = {"x-schema-version": found.schema_version} if found.schema_version else None
        return Response(found.trajectory_json, 200, headers, "application/json")

    @router.get(
        "/files",
        summary="The paths that the run changed",
        responses={**refusals(404, 503), 200: documented("The changes", listed("changes", Change.DESCRIPTOR))},
    )
    async def list_files(run_id: RunId, caller: reader) -> Response:
        changes = await results.changes(caller.subject, run_id)
        return answer(ListChangesResponse(changes=changes))

    @router.get(
        "/files/{path:path}",
        summary="One changed file as the run left it",
        response_class=StreamingResponse,
        responses={
            **refusals(404, 503),
            200: {"description": "The bytes", "content": {"application/octet-stream": {"schema": {"type": "string"}}}},
        },
    )
    async def read_file(run_id: RunId, path: FilePath, caller: reader) -> Response:
        chunks = results.read(caller.subject, run_id, path)
        # The first piece decides between a file and a problem, so it is awaited before the status is sent.
        first = await anext(chunks, b"")
        headers = {"content-disposition": "attachment"}
        return StreamingResponse(_joined(first, chunks), 200, headers, "application/octet-stream")

    @router.get(
        "/diff",
        summary="The changes as a unified diff",
        response_class=PlainTextResponse,
        responses=refusals(404, 503),
    )
    async def get_diff(run_id: RunId, caller: reader) -> Response:
        return PlainTextResponse((await results.diff(caller.subject, run_id)).encode("utf-8", "replace"))

    return router


async def _joined(first: bytes, rest: AsyncGenerator[bytes, None]) -> AsyncGenerator[bytes, None]:
    async with aclosing(rest):
        yield first
        async for chunk in rest:
            yield chunk

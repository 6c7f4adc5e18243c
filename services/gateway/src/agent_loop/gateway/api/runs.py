"""Runs are started, listed, read, cancelled and judged."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Query
from fastapi.responses import Response

from agent_loop.contracts.agent.v1.agent_pb2 import ListRunsResponse, Run
from agent_loop.gateway.api.authentication import Gate
from agent_loop.gateway.api.messages import FeedbackBody, RunId, StartRunBody, refusals
from agent_loop.gateway.api.protobuf_json import answer, documented, schema
from agent_loop.gateway.domain import Caller, Scope
from agent_loop.gateway.ports import Runs

IdempotencyKey = Annotated[
    str | None,
    Header(
        min_length=1,
        max_length=255,
        pattern=r"^[\x21-\x7e]+$",
        description="A repeated request with the same key gets the first one's run; a different one is refused.",
    ),
]
_RUN = schema(Run.DESCRIPTOR)


def build(runs: Runs, gate: Gate) -> APIRouter:
    """The routes, one short function each; their number is what makes this one long."""
    router = APIRouter(prefix="/v1/runs", tags=["runs"], route_class=gate.token_first())
    reader = Annotated[Caller, Depends(gate(Scope.RUNS_READ))]
    writer = Annotated[Caller, Depends(gate(Scope.RUNS_WRITE))]

    @router.post(
        "",
        status_code=202,
        summary="Start a run",
        responses={
            **refusals(404, 409, 413, 429, 503, 507),
            202: documented("Started; Location names the run.", _RUN),
            200: documented("This key had started this run before.", _RUN),
        },
    )
    async def start_run(body: StartRunBody, caller: writer, idempotency_key: IdempotencyKey = None) -> Response:
        started = await runs.start(body.order(caller.subject, idempotency_key))
        return answer(started.run, 202 if started.created else 200, {"location": f"/v1/runs/{started.run.id}"})

    @router.get(
        "",
        summary="The caller's runs, newest first",
        responses={**refusals(503), 200: documented("A page", schema(ListRunsResponse.DESCRIPTOR))},
    )
    async def list_runs(
        caller: reader,
        page_size: Annotated[int, Query(ge=1, le=200)] = 50,
        page_token: Annotated[str, Query(max_length=500, description="next_page_token of the page before.")] = "",
    ) -> Response:
        return answer(await runs.list(caller.subject, page_size, page_token))

    @router.get("/{run_id}", summary="One run", responses=_one(503))
    async def get_run(run_id: RunId, caller: reader) -> Response:
        return answer(await runs.get(caller.subject, run_id))

    @router.post("/{run_id}/cancel", summary="Ask a run to stop; a finished one stays as it is", responses=_one(503))
    async def cancel_run(run_id: RunId, caller: writer) -> Response:
        return answer(await runs.cancel(caller.subject, run_id))

    @router.post("/{run_id}/feedback", summary="Judge a finished run", responses=_one(409, 413, 503))
    async def judge_run(run_id: RunId, body: FeedbackBody, caller: writer) -> Response:
        return answer(await runs.judge(caller.subject, run_id, success=body.success, comment=body.comment))

    return router


def _one(*statuses: int) -> dict[int | str, dict[str, Any]]:
    return {**refusals(404, *statuses), 200: documented("The run", _RUN)}

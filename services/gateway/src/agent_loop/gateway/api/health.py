"""Readiness, and the state of everything that the gateway needs. /health itself is the chassis'."""

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from agent_loop.chassis.http import problem_response
from agent_loop.contracts import problems
from agent_loop.gateway.api.authentication import Gate
from agent_loop.gateway.api.messages import refusals
from agent_loop.gateway.api.protobuf_json import answer, documented
from agent_loop.gateway.domain import Caller, DependencyState, Scope
from agent_loop.gateway.use_cases import CheckDependencies, DescribeMachine

_STATUS = {"type": "object", "properties": {"status": {"type": "string", "enum": ["ready", "ok", "degraded"]}}}


def build(check: CheckDependencies, describe: DescribeMachine, gate: Gate) -> APIRouter:
    router = APIRouter(prefix="/health", tags=["operations"])
    admin = Annotated[Caller, Depends(gate(Scope.ADMIN))]

    @router.get(
        "/ready",
        summary="Whether a run can start: 503 until the model server and the agent, with what it needs, answer",
        responses={200: documented("Ready", _STATUS), 503: refusals(503)[503]},
    )
    async def ready(request: Request) -> Response:
        missing = [one.name for one in await check() if not one.ok]
        if missing:
            return problem_response(problems.NOT_READY, f"Not ready: {', '.join(missing)}.", request.scope)
        return answer({"status": "ready"})

    @router.get(
        "/detailed",
        summary="Every dependency with its latency, the disk and the GPU; 200 also when something is degraded",
        responses={**refusals(), 200: documented("The state", _STATUS)},
    )
    async def detailed(_: admin) -> Response:
        states = [*await check(), *describe()]
        return answer({"status": _status(states), "dependencies": {one.name: _entry(one) for one in states}})

    return router


def _status(states: list[DependencyState]) -> str:
    return "ok" if all(one.ok for one in states) else "degraded"


def _entry(state: DependencyState) -> dict[str, Any]:
    entry = asdict(state)
    del entry["name"]
    return {**entry, "seconds": round(state.seconds, 4)}

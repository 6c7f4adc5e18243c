"""What a run may name: models and tools."""

from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import Response

from agent_loop.contracts.agent.v1.agent_pb2 import ListModelsResponse, ListToolsResponse, ModelInfo, ToolInfo
from agent_loop.gateway.api.authentication import Gate
from agent_loop.gateway.api.messages import refusals
from agent_loop.gateway.api.protobuf_json import answer, documented, listed
from agent_loop.gateway.domain import Caller, Scope
from agent_loop.gateway.ports import Catalogue


def build(catalogue: Catalogue, gate: Gate) -> APIRouter:
    router = APIRouter(prefix="/v1", tags=["models"])
    reader = Annotated[Caller, Depends(gate(Scope.MODELS_READ))]

    @router.get(
        "/models",
        summary="The models that a run may name",
        responses={**refusals(503), 200: documented("The models", listed("models", ModelInfo.DESCRIPTOR))},
    )
    async def list_models(_: reader) -> Response:
        return answer(ListModelsResponse(models=await catalogue.models()))

    @router.get(
        "/tools",
        summary="The tools that a step may use",
        responses={**refusals(503), 200: documented("The tools", listed("tools", ToolInfo.DESCRIPTOR))},
    )
    async def list_tools(_: reader) -> Response:
        return answer(ListToolsResponse(tools=await catalogue.tools()))

    return router

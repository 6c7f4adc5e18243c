"""What older clients call: one request, one whole answer."""

import json
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from fastapi.responses import Response

from agent_loop.contracts.agent.v1.agent_pb2 import RunEvent, RunStatus
from agent_loop.gateway.api.authentication import Gate
from agent_loop.gateway.api.messages import ChatBody, GenerateBody, RunAgentBody, refusals
from agent_loop.gateway.api.protobuf_json import answer, as_dict, documented
from agent_loop.gateway.domain import Caller, Scope
from agent_loop.gateway.ports import ModelCall
from agent_loop.gateway.use_cases import Complete, Completion, RunToTheEnd, RunTrace

_TEXT = documented("The whole answer", {"type": "object", "properties": {"response": {"type": "string"}}})
_TRACE = documented(
    "The run's plan, steps and answer", {"type": "object", "properties": {"answer": {"type": "string"}}}
)


def build(run_to_the_end: RunToTheEnd, complete: Complete, gate: Gate) -> APIRouter:
    router = APIRouter(tags=["older clients"], route_class=gate.token_first())
    writer = Annotated[Caller, Depends(gate(Scope.RUNS_WRITE))]
    generator = Annotated[Caller, Depends(gate(Scope.MODELS_GENERATE))]

    @router.post(
        "/agents/run-agent",
        summary="Run an instruction in an empty workspace and wait for its end",
        responses={**refusals(404, 409, 413, 429, 503, 507), 200: _TRACE},
    )
    async def run_agent(body: RunAgentBody, caller: writer) -> Response:
        return answer(_trace(await run_to_the_end(caller.subject, body.instruction, with_model=body.use_ollama)))

    @router.post("/generate", summary="Complete a prompt", responses={**refusals(404, 413, 503), 200: _TEXT})
    async def generate(body: GenerateBody, _: generator) -> Response:
        options = {"num_predict": body.max_tokens, "temperature": body.temperature}
        request = {"model": body.model, "prompt": body.prompt, "options": options}
        return answer(_completion(await complete(ModelCall("generate", request))))

    @router.post("/chat", summary="Answer a message", responses={**refusals(404, 413, 503), 200: _TEXT})
    async def chat(body: ChatBody, _: generator) -> Response:
        request = {"model": body.model, "messages": [{"role": "user", "content": body.message}]}
        return answer(_completion(await complete(ModelCall("chat", request))))

    return router


def _completion(completion: Completion) -> dict[str, Any]:
    return {
        "response": completion.text,
        "model": completion.model,
        "done_reason": completion.reason,
        "prompt_tokens": completion.prompt_tokens,
        "completion_tokens": completion.completion_tokens,
    }


def _trace(trace: RunTrace) -> dict[str, Any]:
    run = trace.run
    plan, steps = _steps(trace.events)
    return {
        "run_id": run.id,
        "status": RunStatus.Name(run.status).removeprefix("RUN_STATUS_").lower(),
        "model": run.model,
        "plan": plan,
        "steps": steps,
        "answer": run.answer,
        "verdict": as_dict(run.verdict) if run.HasField("verdict") else None,
        "failure": as_dict(run.failure) if run.HasField("failure") else None,
    }


def _steps(events: list[RunEvent]) -> tuple[list[str], list[dict[str, Any]]]:
    plan: list[str] = []
    steps: dict[int, dict[str, Any]] = {}
    for event in events:
        match event.WhichOneof("event"):
            case "step_started":
                started = event.step_started
                plan = list(started.plan) or plan
                steps[started.step] = {
                    "step": started.step,
                    "thought": started.thought,
                    "tool": started.tool,
                    "arguments": json.loads(started.arguments_json or "{}"),
                    "output": "",
                }
            case "action_output" if event.action_output.step in steps:
                steps[event.action_output.step]["output"] += event.action_output.text
            case "action_finished" if event.action_finished.step in steps:
                finished = event.action_finished
                steps[finished.step] |= {"exit_reason": finished.exit_reason, "exit_code": finished.exit_code}
            case _:
                pass
    return plan, list(steps.values())

"""The HTTP API. Bodies are JSON with snake_case members; answers about runs are agent/v1's messages as protobuf JSON
with the fields' own names: absent values as defaults, 64-bit integers as strings, bytes as base64.
"""

from dataclasses import dataclass

from fastapi import APIRouter

from agent_loop.gateway.api import health, legacy, models, ollama, results, runs, streams
from agent_loop.gateway.api.authentication import Gate
from agent_loop.gateway.ports import Agent, ModelServer
from agent_loop.gateway.use_cases import Authenticate, CheckDependencies, Complete, DescribeMachine, RunToTheEnd


@dataclass(frozen=True)
class Inside:
    """What the routes call."""

    agent: Agent
    models: ModelServer
    authenticate: Authenticate
    run_to_the_end: RunToTheEnd
    complete: Complete
    check_dependencies: CheckDependencies
    describe_machine: DescribeMachine


def build_routers(inside: Inside, timing: streams.Timing) -> list[APIRouter]:
    """Every router of the gateway."""
    gate = Gate(inside.authenticate)
    return [
        runs.build(inside.agent, gate),
        streams.build(inside.agent, gate, timing),
        results.build(inside.agent, gate),
        models.build(inside.agent, gate),
        ollama.build(inside.models, gate),
        legacy.build(inside.run_to_the_end, inside.complete, gate),
        health.build(inside.check_dependencies, inside.describe_machine, gate),
    ]

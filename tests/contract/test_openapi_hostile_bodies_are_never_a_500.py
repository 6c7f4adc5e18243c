"""Requests that schemathesis makes from the OpenAPI document, fitting and hostile, against the app in this process.

The operations are those of openapi.json, which test_openapi_document_changes_on_purpose.py keeps true.
"""

import asyncio
import json
from pathlib import Path
from unittest import SkipTest

import pytest
import schemathesis
from gateway_server import InMemoryGateway, settings
from hypothesis import HealthCheck, given, strategies
from hypothesis import settings as amount
from schemathesis import GenerationMode, checks
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance

from agent_loop.contracts.agent.v1.agent_pb2 import StartRunRequest

DOCUMENT = json.loads((Path(__file__).parent / "openapi.json").read_text())
OPERATIONS = [(method, path) for path, methods in DOCUMENT["paths"].items() for method in methods]
CHECKS = [checks.not_a_server_error, content_type_conformance, response_schema_conformance]


def cases(operation) -> strategies.SearchStrategy:
    """Fitting and hostile ones, on runs that exist and on others."""
    runs = [None, {"run_id": "run-1"}] if "{run_id}" in operation.path else [None]
    found = []
    for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
        for run in runs:
            try:
                found.append(operation.as_strategy(generation_mode=mode, path_parameters=run))
            except SkipTest:  # an operation without parameters has no hostile form
                continue
    return strategies.one_of(found)


def attack(tmp_path, method: str, path: str, examples: int, *, same_each_time: bool) -> None:
    gateway = InMemoryGateway(settings(tmp_path, run_agent_seconds=1))
    asyncio.run(gateway.agent.start(StartRunRequest(subject="ada", instruction="report")))
    operation = schemathesis.openapi.from_asgi("/openapi.json", gateway.app())[path][method]

    @given(case=cases(operation))
    @amount(
        max_examples=examples,
        deadline=None,
        database=None,
        derandomize=same_each_time,
        suppress_health_check=list(HealthCheck),
    )
    def answer_without_failing(case):
        case.call_and_validate(headers={"Authorization": "Bearer ada"}, checks=CHECKS)

    answer_without_failing()


@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_fifty_hostile_requests_an_operation(tmp_path, method, path):
    attack(tmp_path, method, path, 50, same_each_time=True)


@pytest.mark.slow
@pytest.mark.timeout(1800)
@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_a_thousand_hostile_requests_an_operation(tmp_path, method, path):
    attack(tmp_path, method, path, 1000, same_each_time=False)

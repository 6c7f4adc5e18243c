"""The gateway's OpenAPI document is what clients build on: a change shows in review, as a change of openapi.json."""

import json
import os
from pathlib import Path

import pytest
from gateway_server import InMemoryGateway, settings

SNAPSHOT = Path(__file__).parent / "openapi.json"
UPDATE = "AGENT_LOOP_UPDATE_SNAPSHOTS=1 .venv/bin/pytest tests/contract/test_openapi_document_changes_on_purpose.py"


@pytest.fixture
def document(tmp_path):
    return InMemoryGateway(settings(tmp_path)).app().openapi()


def test_the_document_is_the_one_that_was_agreed_on(document):
    text = json.dumps(document, indent=1, sort_keys=True) + "\n"
    if os.environ.get("AGENT_LOOP_UPDATE_SNAPSHOTS"):
        SNAPSHOT.write_text(text)

    assert json.loads(SNAPSHOT.read_text()) == document, f"the API changed; if that is meant: {UPDATE}"


def test_every_operation_but_health_needs_a_token_and_names_its_problems(document):
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            if path in ("/health", "/health/ready"):
                continue
            assert operation["security"] == [{"HTTPBearer": []}], (method, path)
            assert {"401", "403", "422"} <= operation["responses"].keys(), (method, path)


def test_every_body_refuses_unknown_members(document):
    bodies = {name: schema for name, schema in document["components"]["schemas"].items() if name.endswith("Body")}

    assert len(bodies) > 5
    assert all(schema["additionalProperties"] is False for schema in bodies.values())

"""What was stored or sent once must be readable for ever, within its schema version."""

import json
from pathlib import Path

from jsonschema import Draft202012Validator

from agent_loop.contracts import trajectory
from agent_loop.contracts.problems import PROBLEMS
from agent_loop.contracts.trajectory import Trajectory

SAMPLES = Path(__file__).parent / "samples"
SCHEMA = Path(trajectory.__file__).with_name("trajectory.schema.json")


def test_the_exported_schema_is_that_of_the_code():
    assert json.loads(SCHEMA.read_text()) == trajectory.json_schema(), (
        "the schema changed: `python -m agent_loop.contracts.trajectory > libs/contracts/src/agent_loop/contracts/"
        "trajectory.schema.json`, with a new SCHEMA_VERSION if stored documents no longer fit"
    )


def test_a_stored_trajectory_is_read_and_written_unchanged():
    text = (SAMPLES / "trajectory-1.json").read_text()

    document = Trajectory.model_validate_json(text)

    assert json.loads(document.model_dump_json()) == json.loads(text)
    Draft202012Validator(json.loads(SCHEMA.read_text())).validate(json.loads(text))


def test_no_problem_type_is_renamed_or_changes_its_status():
    stored = json.loads((SAMPLES / "problems-1.json").read_text())

    assert {name: PROBLEMS[name].status for name in stored} == stored

"""`.env.example` names every variable of every service, and nothing else."""

import importlib
import re
from pathlib import Path

import pytest
from pydantic_settings import BaseSettings

ROOT = Path(__file__).parents[2]
SERVICES = ("gateway", "agent", "sandbox", "inference", "datagen", "trainer", "evaluator")


def variables(settings: type[BaseSettings]) -> set[str]:
    prefix = settings.model_config.get("env_prefix", "")
    names = set()
    for name, field in settings.model_fields.items():
        alias = field.validation_alias
        choices = getattr(alias, "choices", [alias] if isinstance(alias, str) else [])
        names |= {str(choices[0])} if choices else {f"{prefix}{name}".upper()}
    return names


@pytest.fixture(scope="module")
def documented() -> set[str]:
    return set(re.findall(r"^#?\s?([A-Z][A-Z0-9_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))


@pytest.mark.parametrize("service", SERVICES)
def test_every_variable_of_a_service_is_in_the_example(service, documented):
    settings = importlib.import_module(f"agent_loop.{service}.settings").Settings

    assert variables(settings) - documented == set()


def test_the_example_names_nothing_that_no_service_reads(documented):
    known = {"AGENT_LOOP_EMBEDDED_MODEL", "AGENT_LOOP_HOME"}
    for service in SERVICES:
        known |= variables(importlib.import_module(f"agent_loop.{service}.settings").Settings)

    assert documented - known == set()

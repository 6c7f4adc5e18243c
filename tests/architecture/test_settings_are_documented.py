"""`.env.example` names every variable that is read, and nothing else."""

import importlib
import re
from pathlib import Path

import pytest
from pydantic_settings import BaseSettings

ROOT = Path(__file__).parents[2]
READERS = {
    service: f"agent_loop.{service}.settings:Settings"
    for service in ("gateway", "agent", "sandbox", "inference", "datagen", "trainer", "evaluator")
} | {
    "up and down": "agent_loop.chassis.processes.settings:Settings",
    "client commands": "agent_loop.gateway.cli.settings:ClientSettings",
}


COMPOSE = "docker-compose"


def composed() -> set[str]:
    """What the compose files put in from the environment."""
    files = ROOT.glob("docker-compose*.yml")
    return set().union(*(re.findall(r"\$\{([A-Z_]+)", file.read_text()) for file in files))


def variables(reader: str) -> set[str]:
    if reader == COMPOSE:
        return composed()
    module, _, name = READERS[reader].partition(":")
    settings: type[BaseSettings] = getattr(importlib.import_module(module), name)
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


@pytest.mark.parametrize("reader", [*READERS, COMPOSE])
def test_every_variable_that_is_read_is_in_the_example(reader, documented):
    assert variables(reader) - documented == set()


def test_the_example_names_nothing_that_nobody_reads(documented):
    assert documented - set().union(*map(variables, [*READERS, COMPOSE])) == set()

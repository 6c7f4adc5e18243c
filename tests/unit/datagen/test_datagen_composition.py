import json
import os
import subprocess
import sys

import pytest

from agent_loop.chassis.cli import EXIT_MISSING, EXIT_OK, EXIT_UNREACHABLE
from agent_loop.contracts.task import Task


def agent_loop(home, *arguments, **variables):
    """The command as a person runs it, with its state below `home`."""
    environment = {**os.environ, "AGENT_LOOP_HOME": str(home), **variables}
    environment = {name: value for name, value in environment.items() if value}
    command = [sys.executable, "-m", "agent_loop.chassis", *map(str, arguments)]
    return subprocess.run(command, cwd=home, env=environment, capture_output=True, text=True, timeout=100, check=False)


def generate(home, **variables):
    arguments = ("log-report", "--count", "1", "--out", home / "out", "--sandbox", "127.0.0.1:1")
    return agent_loop(home, "dataset", "generate", *arguments, **variables)


def test_the_commands_are_found_and_make_tasks(tmp_path):
    done = agent_loop(tmp_path, "tasks", "make", "log-report")

    assert done.returncode == EXIT_OK, done.stderr
    assert Task.model_validate(json.loads(done.stdout)).family == "log-report"


def test_without_a_service_token_the_fix_is_named(tmp_path):
    done = generate(tmp_path, SERVICE_TOKEN_FILE="")

    assert done.returncode == EXIT_MISSING
    assert "service-token" in done.stderr
    assert "agent-loop up" in done.stderr


@pytest.mark.parametrize("variable", ["", "token"])
def test_the_token_is_the_stack_s_or_the_one_of_the_setting(tmp_path, variable):
    name = variable or "service-token"
    (tmp_path / name).write_text("secret\n")
    done = generate(tmp_path, SERVICE_TOKEN_FILE=str(tmp_path / name) if variable else "")

    assert done.returncode == EXIT_UNREACHABLE, done.stderr
    assert "sandbox at 127.0.0.1:1: UNAVAILABLE" in done.stderr
    assert "repeat the command to go on" in done.stderr

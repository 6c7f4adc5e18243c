"""Composition root: the one module that knows ports and adapters together."""

import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import IO

from agent_loop.chassis.settings import load_settings
from agent_loop.evaluator.adapters.agent_runs_http import HttpAgentRuns
from agent_loop.evaluator.adapters.command_line_process import ProcessCommandLine
from agent_loop.evaluator.adapters.stage_folder import FolderStage
from agent_loop.evaluator.adapters.task_source_command import CommandTaskSource
from agent_loop.evaluator.cli import demo_command, eval_group
from agent_loop.evaluator.domain.outcomes import Outcome
from agent_loop.evaluator.settings import Settings
from agent_loop.evaluator.use_cases import Demonstrate, EvaluateWordings


@eval_group
@asynccontextmanager
async def evaluate(on_outcome: Callable[[Outcome, int], None]) -> AsyncIterator[EvaluateWordings]:
    """Judge the agent by tasks whose checkers run."""
    settings = load_settings(Settings)
    commands = ProcessCommandLine({"AGENT_LOOP_HOME": str(settings.home)})
    url = settings.gateway_url or str(json.loads(commands.read("status", "--json"))["url"])
    token = settings.token.get_secret_value() if settings.token else _minted(commands)
    async with HttpAgentRuns(url, token, settings.run_seconds) as runs:
        yield EvaluateWordings(CommandTaskSource(commands), runs, on_outcome)


def _minted(commands: ProcessCommandLine) -> str:
    return str(json.loads(commands.read("token", "--subject", "evaluator", "--json"))["token"])


@demo_command
def demo(home: Path | None, screen: IO[str]) -> Demonstrate:
    """Go from nothing to a verified report, by commands that you could type."""
    root = (home or load_settings(Settings).home).expanduser().absolute()
    commands = ProcessCommandLine({"AGENT_LOOP_HOME": str(root)}, screen)
    return Demonstrate(commands, FolderStage(root / "demo", screen))

"""Composition root: the one module that knows ports and adapters together."""

import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import IO, Any

import click

from agent_loop.chassis.cli import EXIT_UNREACHABLE, Missing, called
from agent_loop.chassis.settings import ServiceTokenUnreadable, load_settings
from agent_loop.evaluator.adapters.agent_runs_http import HttpAgentRuns
from agent_loop.evaluator.adapters.baseline_command import Gold, NearestPair
from agent_loop.evaluator.adapters.baseline_nothing import DoNothing
from agent_loop.evaluator.adapters.command_line_process import ProcessCommandLine
from agent_loop.evaluator.adapters.results_folder import FolderResults
from agent_loop.evaluator.adapters.sandbox_grpc import GrpcSandbox
from agent_loop.evaluator.adapters.sandbox_memory import InMemorySandbox
from agent_loop.evaluator.adapters.scorer_checker import CheckerScorer
from agent_loop.evaluator.adapters.scorer_golds import GoldScorer
from agent_loop.evaluator.adapters.stage_folder import FolderStage
from agent_loop.evaluator.adapters.suite_agentbench import AgentBenchSuite
from agent_loop.evaluator.adapters.suite_alfa import AlfaSuite
from agent_loop.evaluator.adapters.suite_eabench import EabenchSuite
from agent_loop.evaluator.adapters.suite_families import FamiliesSuite, described
from agent_loop.evaluator.adapters.task_source_command import CommandTaskSource
from agent_loop.evaluator.adapters.training_texts_folder import FolderTrainingTexts
from agent_loop.evaluator.cli.asked import asked_command
from agent_loop.evaluator.cli.demo import demo_command
from agent_loop.evaluator.cli.group import SuitesGroup
from agent_loop.evaluator.cli.suites import OnProgress, SuiteChoice, overlap_command, run_command
from agent_loop.evaluator.cli.wordings import wordings_command
from agent_loop.evaluator.domain.outcomes import CommandUnavailable, Outcome
from agent_loop.evaluator.domain.suites import SuiteUnusable, UnknownSuite
from agent_loop.evaluator.ports import Baseline, Sandbox, Suite
from agent_loop.evaluator.settings import Settings
from agent_loop.evaluator.use_cases.demonstrate import Demonstrate
from agent_loop.evaluator.use_cases.evaluate_suite import Contest, EvaluateSuite
from agent_loop.evaluator.use_cases.evaluate_wordings import EvaluateWordings
from agent_loop.evaluator.use_cases.find_twins import FindTwins

EXTERNAL = (AlfaSuite.name, AgentBenchSuite.name, EabenchSuite.name)


@click.group("eval", cls=SuitesGroup)
def evaluate() -> None:
    """Judge the agent by tasks whose checkers run."""


@wordings_command
@asynccontextmanager
async def wordings(on_outcome: Callable[[Outcome, int], None]) -> AsyncIterator[EvaluateWordings]:
    settings = load_settings(Settings)
    commands = _commands(settings)
    async with _runs(settings, commands) as runs:
        yield EvaluateWordings(CommandTaskSource(commands), runs, on_outcome)


@run_command
@asynccontextmanager
async def run(choice: SuiteChoice, on_progress: OnProgress) -> AsyncIterator[EvaluateSuite]:
    _asked_of(choice)  # a name or rows that are wrong are told before a stack is asked for
    settings = load_settings(Settings)
    commands = _commands(settings)
    async with _runs(settings, commands) as runs, _sandbox(settings, commands) as sandbox:
        contest = _contest(choice, commands, sandbox)
        yield EvaluateSuite(contest, runs, FolderResults(settings.home / "evaluations"), on_progress)


@overlap_command
def overlap(choice: SuiteChoice, dataset: Path) -> FindTwins:
    return FindTwins(_asked_of(choice), FolderTrainingTexts(dataset))


def _asked_of(choice: SuiteChoice) -> Suite:
    """A suite as far as what it asks; an external one needs no sandbox for that."""
    if choice.name in EXTERNAL:
        return _external(choice, InMemorySandbox(None))
    return _suite(choice, _commands(load_settings(Settings)))


for command in (run, overlap, asked_command(_asked_of), wordings):
    evaluate.add_command(command)


@demo_command
def demo(home: Path | None, screen: IO[str]) -> Demonstrate:
    """Go from nothing to a verified report, by commands that you could type."""
    root = (home or load_settings(Settings).home).expanduser().absolute()
    commands = ProcessCommandLine({"AGENT_LOOP_HOME": str(root)}, screen)
    return Demonstrate(commands, FolderStage(root / "demo", screen))


def _contest(choice: SuiteChoice, commands: ProcessCommandLine, sandbox: Sandbox) -> Contest:
    """The suite of that name with its judge and its baselines. Raises UnknownSuite, SuiteUnusable."""
    if choice.name not in EXTERNAL:
        return Contest(_suite(choice, commands), CheckerScorer(sandbox), [DoNothing()])
    suite = _external(choice, sandbox)
    scorer = CheckerScorer(sandbox) if suite.judged_in_the_run else GoldScorer(sandbox, suite.golds)
    baselines: list[Baseline] = [DoNothing(), Gold(sandbox, suite.golds)]
    if choice.name == AlfaSuite.name:
        data = _data(choice)
        baselines.append(NearestPair(sandbox, data if data.is_dir() else data.parent))
    return Contest(suite, scorer, baselines)


def _external(choice: SuiteChoice, sandbox: Sandbox) -> AlfaSuite | AgentBenchSuite | EabenchSuite:
    """A suite whose rows the person brings. Raises SuiteUnusable."""
    data = _data(choice)
    if choice.name == AlfaSuite.name:
        return AlfaSuite(data)
    return AgentBenchSuite(data, sandbox) if choice.name == AgentBenchSuite.name else EabenchSuite(data, sandbox)


def _data(choice: SuiteChoice) -> Path:
    if choice.data is None:
        raise SuiteUnusable(
            f"the rows of {choice.name} do not come with this program: --data FOLDER says where they lie"
        )
    return choice.data


def _suite(choice: SuiteChoice, commands: ProcessCommandLine) -> Suite:
    """The suite of that name that comes with this program. Raises UnknownSuite."""
    known = described()
    if choice.name not in known:
        names = ", ".join([*known, *(f"{name} (with --data)" for name in EXTERNAL)])
        raise UnknownSuite(f"there is no suite {choice.name}; there are: {names}")
    description = known[choice.name]
    if choice.seed is not None:
        description = description.model_copy(update={"seed": choice.seed})
    source = CommandTaskSource(commands)
    return FamiliesSuite(description, source, source)


def _commands(settings: Settings) -> ProcessCommandLine:
    return ProcessCommandLine({"AGENT_LOOP_HOME": str(settings.home)})


def _runs(settings: Settings, commands: ProcessCommandLine) -> HttpAgentRuns:
    url = settings.gateway_url or str(_status(commands)["url"])
    token = settings.token.get_secret_value() if settings.token else _minted(commands)
    return HttpAgentRuns(url, token, settings.run_seconds)


def _sandbox(settings: Settings, commands: ProcessCommandLine) -> GrpcSandbox:
    address = settings.sandbox_address or str(_status(commands)["services"]["sandbox"]["address"])
    return GrpcSandbox(address, _service_token(settings))


def _status(commands: ProcessCommandLine) -> dict[str, Any]:
    """What the stack of this home says of itself. Raises CommandUnavailable where none runs."""
    status = dict(json.loads(commands.read("status", "--json", allowed=(0, EXIT_UNREACHABLE))))
    if not status["running"]:
        raise CommandUnavailable(f"no stack runs in {status['home']}; start one with `{called()} up`")
    return status


def _minted(commands: ProcessCommandLine) -> str:
    return str(json.loads(commands.read("token", "--subject", "evaluator", "--json"))["token"])


def _service_token(settings: Settings) -> str:
    """The token of SERVICE_TOKEN_FILE, by default the one of the embedded stack. Raises Missing."""
    if settings.service_token_file is None:
        settings = settings.model_copy(update={"service_token_file": settings.home / "service-token"})
    try:
        token = settings.service_token()
    except ServiceTokenUnreadable as error:
        raise Missing(f"{error}; `{called()} up` makes one, or set SERVICE_TOKEN_FILE") from error
    assert token is not None
    return token.get_secret_value()

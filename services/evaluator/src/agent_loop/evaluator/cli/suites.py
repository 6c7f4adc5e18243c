"""`agent-loop eval run SUITE` and `overlap`."""

import asyncio
import json
from collections.abc import Callable, Iterator
from contextlib import AbstractAsyncContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import click

from agent_loop.chassis.cli import EXIT_FAILED, EXIT_OK, BadInput, Missing, Unreachable, json_option, print_json
from agent_loop.evaluator.cli.aids import aids_of, aids_option
from agent_loop.evaluator.cli.tables import markdown, text
from agent_loop.evaluator.domain.outcomes import (
    CommandUnavailable,
    ResultsUnwritable,
    RunsUnavailable,
    SandboxUnavailable,
    TasksUnavailable,
    TrainingTextsUnreadable,
)
from agent_loop.evaluator.domain.scores import SuiteReport, document
from agent_loop.evaluator.domain.suites import Candidate, SuiteUnusable, UnknownModel, UnknownSuite
from agent_loop.evaluator.domain.twins import Twins
from agent_loop.evaluator.use_cases.evaluate_suite import EvaluateSuite, Progress
from agent_loop.evaluator.use_cases.find_twins import FindTwins


@dataclass(frozen=True)
class SuiteChoice:
    """Which suite, as a person names it."""

    name: str
    data: Path | None = None
    """Where the rows of a suite lie that does not come with this program."""
    seed: int | None = None
    """Other trees than the suite's own."""


OnProgress = Callable[[Progress], None]
ComposeSuite = Callable[[SuiteChoice, OnProgress], AbstractAsyncContextManager[EvaluateSuite]]
ComposeTwins = Callable[[SuiteChoice, Path], FindTwins]
_MOST_TWINS = 20


@dataclass(frozen=True)
class _How:
    """The options of one evaluation."""

    candidate: Candidate
    limit: int | None
    concurrency: int
    fresh: bool


def suite_options(function: Callable[..., int]) -> Callable[..., int]:
    """The argument and the options that choose a suite."""
    for decorate in (
        click.option("--seed", type=int, help="Other trees than the suite's own."),
        click.option("--data", type=click.Path(exists=True, path_type=Path), help="A suite's rows that you brought."),
        click.argument("suite"),
    ):
        function = decorate(function)
    return function


def run_command(compose: ComposeSuite) -> click.Command:
    """`agent-loop eval run SUITE`; `compose` is called when it runs."""

    @click.command()
    @suite_options
    @click.option("--model", metavar="NAME", help="A model or an alias; by default the agent's.")
    @click.option("--limit", type=click.IntRange(1), help="At most so many tasks, dealt evenly from the families.")
    @click.option("--concurrency", type=click.IntRange(1, 64), default=2, show_default=True, help="Runs at once.")
    @click.option("--fresh/--resume", default=False, help="Begin anew, or go on from what is kept (the default).")
    @aids_option
    @click.option("--at-least", type=click.FloatRange(0, 1), help="The rate that the lower 95 % bound must reach.")
    @click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="A file for the report as JSON.")
    @click.option("--markdown", "page", type=click.Path(dir_okay=False, path_type=Path), help="A file for the tables.")
    @json_option
    def run(
        suite: str, data: Path | None, seed: int | None, model: str | None, limit: int | None, concurrency: int,
        aids: str | None, at_least: float | None, out: Path | None, page: Path | None, *, fresh: bool, as_json: bool,
    ) -> int:  # fmt: skip
        """Let the agent do the tasks of SUITE, judged by execution, beside the floor of doing nothing.

        Outcomes are kept as they come: the same command goes on where it was left, and --fresh begins anew.
        The exit code is 0 unless --at-least is missed. `agent-loop eval SUITE` means the same.
        """
        how = _How(Candidate(model, aids_of(aids)), limit, concurrency, fresh)
        for file in (out, page):
            _can_be_written(file)
        with errors_named():
            report = asyncio.run(_evaluate(compose, SuiteChoice(suite, data, seed), how))
        body = document(report) | {"at_least": at_least, "passed": at_least is None or report.passes(at_least)}
        if out is not None:
            out.write_text(json.dumps(body, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        if page is not None:
            page.write_text(markdown(report), encoding="utf-8")
        if as_json:
            print_json(body)
        else:
            click.echo(text(report, at_least), nl=False)
        return EXIT_OK if body["passed"] else EXIT_FAILED

    return run


def _can_be_written(file: Path | None) -> None:
    """Before an hour of evaluation, not after it. Raises BadInput."""
    try:
        if file is not None:
            file.open("a").close()
    except OSError as error:
        raise BadInput(f"the report cannot be written: {error}") from error


def overlap_command(compose: ComposeTwins) -> click.Command:
    """`agent-loop eval overlap SUITE DATASET`; `compose` is called when it runs."""

    @click.command()
    @suite_options
    @click.argument("dataset", type=click.Path(exists=True, path_type=Path))
    @json_option
    def overlap(suite: str, data: Path | None, seed: int | None, dataset: Path, *, as_json: bool) -> int:
        """Fail if an instruction of SUITE reads almost as one that DATASET teaches, names and numbers aside."""
        with errors_named():
            found = asyncio.run(compose(SuiteChoice(suite, data, seed), dataset)())
        if as_json:
            rows = [{"task": twin.task_id, "place": twin.place, "likeness": twin.likeness, "rows": twin.rows,
                     "instruction": twin.instruction, "learnt": twin.learnt} for twin in found.twins]  # fmt: skip
            print_json({"tasks": found.tasks, "rows": found.rows, "twins": rows})
        else:
            _say_twins(found.twins)
            alike = len({twin.task_id for twin in found.twins})
            click.echo(f"{alike} of {found.tasks} tasks have a near twin among {found.rows} training rows")
        return EXIT_FAILED if found.twins else EXIT_OK

    return overlap


def _say_twins(twins: tuple[Twins, ...]) -> None:
    for twin in twins[:_MOST_TWINS]:
        click.echo(f"{twin.likeness:.2f} {twin.task_id}: {twin.instruction}\n     {twin.place}: {twin.learnt}")
    if len(twins) > _MOST_TWINS:
        click.echo(f"     and {len(twins) - _MOST_TWINS} more (--json lists all)")


async def _evaluate(compose: ComposeSuite, choice: SuiteChoice, how: _How) -> SuiteReport:
    async with compose(choice, _tell) as evaluate:
        return await evaluate(how.candidate, limit=how.limit, concurrency=how.concurrency, fresh=how.fresh)


def _tell(progress: Progress) -> None:
    who = progress.entrant.partition("@")[0]
    outcome = progress.outcome
    if outcome is None:
        click.echo(f"{who}: {progress.done} of {progress.total} are kept from before (--fresh begins anew)", err=True)
        return
    word = "success" if outcome.success else "FAILURE"
    first = outcome.detail.partition("\n")[0]
    place = f"{progress.done:>4}/{progress.total}"
    click.echo(f"{who} {place} {word} {outcome.seconds:5.1f} s  {outcome.task_id}: {first}", err=True)


@contextmanager
def errors_named() -> Iterator[None]:
    """What can go wrong with a suite, as exit codes for a person."""
    try:
        yield
    except KeyboardInterrupt:
        click.echo("what was done is kept; the same command goes on from there", err=True)
        raise
    except (UnknownSuite, UnknownModel, SuiteUnusable, TasksUnavailable, TrainingTextsUnreadable) as error:
        raise BadInput(str(error)) from error
    except ResultsUnwritable as error:
        raise Missing(str(error)) from error
    except CommandUnavailable as error:
        raise Unreachable(str(error)) from error
    except (RunsUnavailable, SandboxUnavailable) as error:
        raise Unreachable(f"{error}; what was done is kept: the same command goes on from there") from error

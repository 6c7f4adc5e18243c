"""`agent-loop eval wordings`: one task for each wording in a file."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from agent_loop.chassis.cli import EXIT_FAILED, EXIT_OK, BadInput, Unreachable, json_option, print_json
from agent_loop.evaluator.cli.aids import aids_of, aids_option
from agent_loop.evaluator.domain.outcomes import (
    CommandUnavailable,
    Outcome,
    Report,
    RunsUnavailable,
    TaskOrder,
    TasksUnavailable,
)
from agent_loop.evaluator.domain.suites import Candidate
from agent_loop.evaluator.use_cases.evaluate_wordings import EvaluateWordings

OnOutcome = Callable[[Outcome, int], None]
ComposeEvaluation = Callable[[OnOutcome], AbstractAsyncContextManager[EvaluateWordings]]
_WORDING_CHARACTERS = 64


def wordings_command(compose: ComposeEvaluation) -> click.Command:
    """`agent-loop eval wordings`; `compose` is called when it runs."""

    @click.command()
    @click.argument("file", type=click.Path(path_type=Path))
    @click.option("--count", type=click.IntRange(1), help="How many tasks; by default one a wording.")
    @click.option("--seed", type=int, default=1, show_default=True, help="Which trees.")
    @click.option("--model", metavar="NAME", help="A model or an alias; by default the agent's.")
    @click.option("--concurrency", type=click.IntRange(1, 64), default=2, show_default=True, help="Runs at once.")
    @click.option("--at-least", type=click.FloatRange(0, 1), default=0.9, show_default=True, help="The rate to reach.")
    @aids_option
    @click.option("--family", default="log-report", show_default=True, help="The family of tasks.")
    @json_option
    def wordings(
        file: Path, count: int | None, seed: int, model: str | None, concurrency: int, at_least: float, family: str,
        aids: str | None,
        *, as_json: bool,
    ) -> int:  # fmt: skip
        """Let the agent do a task for each wording in FILE (one a line, # comments), judged by checkers.

        The exit code is 0 if enough of them succeed.
        """
        if not file.is_file():
            raise BadInput(f"{file} is not a file")
        order = TaskOrder((family,), str(file), count, seed)
        report = asyncio.run(_evaluate(compose, order, Candidate(model, aids_of(aids)), concurrency))
        if as_json:
            print_json(_document(report, at_least))
        else:
            _print(report, at_least)
        return EXIT_OK if report.passes(at_least) else EXIT_FAILED

    return wordings


async def _evaluate(compose: ComposeEvaluation, order: TaskOrder, candidate: Candidate, concurrency: int) -> Report:
    done = 0

    def tell(outcome: Outcome, total: int) -> None:
        nonlocal done
        done += 1
        word = "success" if outcome.success else "FAILURE"
        first = outcome.detail.partition("\n")[0]
        click.echo(f"{done:>3}/{total} {word} {outcome.seconds:5.1f} s  {outcome.wording}: {first}", err=True)

    try:
        async with compose(tell) as evaluate:
            return await evaluate(order, candidate, concurrency)
    except TasksUnavailable as error:
        raise BadInput(str(error)) from error
    except (RunsUnavailable, CommandUnavailable) as error:
        raise Unreachable(str(error)) from error


def _print(report: Report, at_least: float) -> None:
    click.echo(f"{'success':>9} {'steps':>6} {'seconds':>8}  wording")
    for row in report.by_wording():
        wording = row.wording if len(row.wording) <= _WORDING_CHARACTERS else f"{row.wording[:_WORDING_CHARACTERS]}…"
        click.echo(f"{row.successes:>4} of {row.total:<2} {row.steps:>5.1f} {row.seconds:>8.1f}  {wording}")
    interval = report.interval
    click.echo(
        f"{report.successes} of {len(report.outcomes)} succeed: {report.rate:.1%} "
        f"(95 %: {interval.low:.1%} to {interval.high:.1%}); median {report.median_seconds:.1f} s a run; "
        f"the bar is {at_least:.0%}: {'passed' if report.passes(at_least) else 'missed'}"
    )


def _document(report: Report, at_least: float) -> dict[str, Any]:
    return {
        "successes": report.successes,
        "total": len(report.outcomes),
        "rate": report.rate,
        "interval_95": asdict(report.interval),
        "median_seconds": report.median_seconds,
        "at_least": at_least,
        "passed": report.passes(at_least),
        "wordings": [asdict(row) for row in report.by_wording()],
        "outcomes": [asdict(outcome) for outcome in report.outcomes],
    }

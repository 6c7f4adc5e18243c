"""`agent-loop eval asked SUITE`."""

import asyncio
import json
from collections.abc import Callable
from pathlib import Path

import click

from agent_loop.chassis.cli import EXIT_OK
from agent_loop.contracts.likeness import template
from agent_loop.evaluator.cli.suites import SuiteChoice, errors_named, suite_options
from agent_loop.evaluator.ports import Suite


def asked_command(compose: Callable[[SuiteChoice], Suite]) -> click.Command:
    """`agent-loop eval asked SUITE`; `compose` is called when it runs."""

    @click.command()
    @suite_options
    def asked(suite: str, data: Path | None, seed: int | None) -> int:
        """Print what SUITE asks, as JSON Lines: what training data must be kept free of.

        Each line has the task's id, its instruction, the instruction's template (its words without names, numbers and
        quoted texts) and the commands that are known to be right. Rows that cannot be judged are there, too.
        """
        with errors_named():
            found = asyncio.run(compose(SuiteChoice(suite, data, seed)).asked())
        for task_id, one in found.items():
            line = {"id": task_id, "instruction": one.instruction, "template": " ".join(template(one.instruction)),
                    "commands": list(one.commands)}  # fmt: skip
            click.echo(json.dumps(line, ensure_ascii=False))
        return EXIT_OK

    return asked

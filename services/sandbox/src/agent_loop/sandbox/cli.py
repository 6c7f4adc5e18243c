"""`agent-loop sandbox …`."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import asdict
from typing import Any

import click

from agent_loop.chassis.cli import EXIT_FAILED, EXIT_OK, json_option, print_json
from agent_loop.sandbox.domain.programs import Report, Tier

ComposeReport = Callable[[str | None], AbstractAsyncContextManager[Report]]
"""Given the address of a running service, or None to probe here. Raises Unreachable, Missing."""


def sandbox_group(compose: ComposeReport) -> click.Group:
    """The command; `compose` is called when `doctor` runs."""

    @click.group("sandbox", help="Look at how well this machine isolates commands.")
    def group() -> None:
        pass

    group.add_command(_doctor(compose))
    return group


def _doctor(compose: ComposeReport) -> click.Command:
    @click.command("doctor")
    @click.option("--address", metavar="HOST:PORT", help="Ask this running service instead of probing here.")
    @json_option
    def doctor(address: str | None, *, as_json: bool) -> int:
        """Show the isolation that this machine can hold, what is missing and how to get it.

        The exit code is 0 where programs get the tier `namespaces`, which is the default.
        """
        report = asyncio.run(_reported(compose, address))
        if as_json:
            print_json(_document(report))
        else:
            _print(report)
        return EXIT_OK if report.tier >= Tier.NAMESPACES else EXIT_FAILED

    return doctor


async def _reported(compose: ComposeReport, address: str | None) -> Report:
    async with compose(address) as report:
        return report


def _document(report: Report) -> dict[str, Any]:
    return {
        "tier": _word(report.tier),
        "holds_default_tier": report.tier >= Tier.NAMESPACES,
        "sessions": report.sessions,
        "enclosed_by": report.enclosed_by,
        "probes": [asdict(probe) for probe in report.probes],
    }


def _print(report: Report) -> None:
    click.echo(f"tier       {_word(report.tier)}")
    click.echo(f"sessions   {'yes' if report.sessions else 'no: one program at a time, in fresh isolation'}")
    click.echo(f"runs in    {report.enclosed_by or 'nothing that shows itself'}")
    click.echo()
    width = max((len(probe.name) for probe in report.probes), default=0)
    for probe in report.probes:
        click.echo(f"{'holds' if probe.passed else 'FAILS'}  {probe.name:<{width}}  {_one_line(probe.detail)}")
    failed = [probe for probe in report.probes if not probe.passed and probe.fix]
    if failed and report.tier < Tier.NAMESPACES:
        click.echo("\nwhat would mend it:")
        for probe in failed:
            click.echo(f"  {probe.name}: {probe.fix}")


def _word(tier: Tier) -> str:
    return "nothing runs" if tier is Tier.UNSPECIFIED else tier.name.lower()


def _one_line(text: str) -> str:
    return " ".join(text.split())

"""`agent-loop runs`: what ran, and what came of it."""

import asyncio

import click

from agent_loop.chassis.cli import EXIT_FAILED, EXIT_INTERRUPTED, EXIT_OK, json_option, print_json
from agent_loop.chassis.settings import load_settings
from agent_loop.gateway.cli.client import Gateway, connected
from agent_loop.gateway.cli.follow import change_document, change_line, follow, run_document, succeeded
from agent_loop.gateway.cli.run import live_view, show_end
from agent_loop.gateway.cli.screen import as_seen, printable
from agent_loop.gateway.cli.settings import ClientSettings

_INSTRUCTION_CHARACTERS = 60


@click.group(invoke_without_command=True)
@click.option("-n", "--limit", type=click.IntRange(1, 1000), default=20, show_default=True, help="How many.")
@json_option
@click.pass_context
def runs(context: click.Context, limit: int, *, as_json: bool) -> None:
    """List the runs, newest first, or look at one of them."""
    if context.invoked_subcommand is None:
        asyncio.run(_list(load_settings(ClientSettings), limit, as_json=as_json))


async def _list(settings: ClientSettings, limit: int, *, as_json: bool) -> None:
    async with connected(settings) as gateway:
        documents = [run_document(run) for run in await gateway.runs(limit)]
    if as_json:
        print_json({"runs": documents})
        return
    if not documents:
        click.echo("nothing ran yet")
    for row in documents:
        verdict = "success" if row["success"] else "failure" if row["verdict"] else "-"
        said = printable(" ".join(row["instruction"].split()))[:_INSTRUCTION_CHARACTERS]
        click.echo(f"{row['id']}  {row['status']:<9} {verdict:<8} {row['steps']:>3} steps  {said}")


@runs.command()
@click.argument("run_id", metavar="RUN")
@click.option("--trajectory", is_flag=True, help="Print the whole trajectory (JSON).")
@click.option("--diff", is_flag=True, help="Print what it changed, as a unified diff.")
@click.option("--follow", "follow_it", is_flag=True, help="Show its events from the first to the end.")
@json_option
def show(run_id: str, *, trajectory: bool, diff: bool, follow_it: bool, as_json: bool) -> int:
    """Show one run: status, verdict, answer, changed files."""
    settings = load_settings(ClientSettings)
    return asyncio.run(_show(settings, run_id, trajectory=trajectory, diff=diff, follow_it=follow_it, as_json=as_json))


async def _show(
    settings: ClientSettings, run_id: str, *, trajectory: bool, diff: bool, follow_it: bool, as_json: bool
) -> int:
    async with connected(settings) as gateway:
        if trajectory:
            print_json(await gateway.trajectory(run_id))
        elif diff:
            text = await gateway.diff(run_id)
            print_json({"diff": text}) if as_json else click.echo(as_seen(text), nl=False)
        elif follow_it:
            cancelled = await follow(gateway, run_id, live_view(as_json=as_json))
            return await show_end(gateway, run_id, cancelled=cancelled, as_json=as_json)
        else:
            await _describe(gateway, run_id, as_json=as_json)
    return EXIT_OK


async def _describe(gateway: Gateway, run_id: str, *, as_json: bool) -> None:
    run = await gateway.run(run_id)
    changes = await gateway.changes(run_id) if run.HasField("finished_at") else []
    document = run_document(run)
    if as_json:
        print_json(document | {"changes": [change_document(change) for change in changes]})
        return
    for name in ("id", "status", "instruction", "model", "created_at", "steps", "seconds"):
        if document[name] not in (None, ""):
            click.echo(f"{name:<12} {printable(str(document[name]))}")
    if run.answer:
        click.echo(f"{'answer':<12} {'' if succeeded(run) else 'unverified: '}{printable(run.answer)}")
    if verdict := document["verdict"]:
        click.echo(f"{'verdict':<12} {'success' if verdict['success'] else 'failure'} ({verdict['source'].lower()})")
        for line in verdict["detail"].splitlines():
            click.echo(f"{'':<12} {printable(line)}")
    if run.HasField("failure"):
        click.echo(f"{'failure':<12} {run.failure.type}: {printable(run.failure.detail)}")
    for change in changes:
        click.echo(f"{'':<12} {change_line(change)}")


@runs.command()
@click.argument("run_id", metavar="RUN")
@json_option
def cancel(run_id: str, *, as_json: bool) -> int:
    """Stop a run; one that is finished stays as it is."""
    run = asyncio.run(_cancel(load_settings(ClientSettings), run_id))
    if as_json:
        print_json(run)
    else:
        click.echo(f"{run['id']} {run['status']}")
    return EXIT_OK


async def _cancel(settings: ClientSettings, run_id: str) -> dict[str, object]:
    async with connected(settings) as gateway:
        await gateway.cancel(run_id)
        return run_document(await gateway.run(run_id))


@runs.command()
@click.argument("run_id", metavar="RUN")
@json_option
def wait(run_id: str, *, as_json: bool) -> int:
    """Wait until a run is finished; the exit code is its verdict's."""
    return asyncio.run(_wait(load_settings(ClientSettings), run_id, as_json=as_json))


async def _wait(settings: ClientSettings, run_id: str, *, as_json: bool) -> int:
    async with connected(settings) as gateway:
        if await follow(gateway, run_id, live_view(as_json=True)):
            return EXIT_INTERRUPTED
        run = await gateway.run(run_id)
    if as_json:
        print_json(run_document(run))
    else:
        click.echo("success" if succeeded(run) else "failure")
    return EXIT_OK if succeeded(run) else EXIT_FAILED

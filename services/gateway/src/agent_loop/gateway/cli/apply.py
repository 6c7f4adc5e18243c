"""`agent-loop apply`: a run's changes reach a person's folder only here, and only when they say so."""

import asyncio
from pathlib import Path

import click

from agent_loop.chassis.cli import BadInput, CommandFailed, called, json_option, print_json
from agent_loop.chassis.settings import load_settings
from agent_loop.contracts.agent.v1.agent_pb2 import Change
from agent_loop.gateway.cli.client import connected
from agent_loop.gateway.cli.follow import change_document, change_line, succeeded
from agent_loop.gateway.cli.placing import ChangeRefused, Place, conflicts, place_all
from agent_loop.gateway.cli.screen import printable
from agent_loop.gateway.cli.sent import SentWorkspaces
from agent_loop.gateway.cli.settings import ClientSettings


@click.command()
@click.argument("run_id", metavar="RUN")
@click.option("--to", "folder", type=click.Path(path_type=Path), required=True, help="The folder to change.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--force", is_flag=True, help="Overwrite files that changed since the run began.")
@json_option
def apply(run_id: str, folder: Path, *, yes: bool, force: bool, as_json: bool) -> None:
    """Write what a run changed into a folder, after showing it and asking."""
    if not folder.is_dir():
        raise BadInput(f"{folder} is not a folder")
    if as_json and not yes:
        raise BadInput("--json needs --yes: nobody can be asked")
    try:
        asyncio.run(_apply(load_settings(ClientSettings), run_id, folder, yes=yes, force=force, as_json=as_json))
    except ChangeRefused as error:
        raise CommandFailed(f"refused: {error}") from error


async def _apply(settings: ClientSettings, run_id: str, folder: Path, *, yes: bool, force: bool, as_json: bool) -> None:
    async with connected(settings) as gateway:
        changes = await gateway.changes(run_id)
        place = Place(folder)
        for change in changes:
            place.check(change)
        found = conflicts(place, changes, SentWorkspaces(settings.home).digests(run_id))
        if found and not force:
            look = f"look at it with {called()} runs show {run_id} --diff, or use --force"
            raise CommandFailed(f"nothing was written: {'; '.join(found)}; {look}")
        if changes and not succeeded(await gateway.run(run_id)):
            click.echo(f"careful: this run did not succeed; {called()} runs show {run_id} says why", err=True)
        if changes and not yes:
            click.echo(printable(await gateway.diff(run_id)), nl=False)
            _list(changes)
            click.confirm(f"Write {len(changes)} change(s) into {folder}?", abort=True)
        await place_all(place, changes, lambda path: gateway.read(run_id, path))
    if as_json:
        print_json({"run": run_id, "folder": str(folder), "changes": [change_document(change) for change in changes]})
        return
    if yes:
        _list(changes)
    click.echo(f"{len(changes)} change(s) written into {folder}" if changes else "the run changed nothing")


def _list(changes: list[Change]) -> None:
    for change in changes:
        click.echo(f"  {change_line(change)}")

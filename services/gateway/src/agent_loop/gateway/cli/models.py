"""`agent-loop models`: what the model server holds."""

import asyncio
from typing import Any

import click

from agent_loop.chassis.cli import json_option, print_json
from agent_loop.chassis.settings import load_settings
from agent_loop.gateway.cli.client import connected
from agent_loop.gateway.cli.settings import ClientSettings


@click.command()
@json_option
def models(*, as_json: bool) -> None:
    """List the models that a run can name; the default one is marked."""
    found = asyncio.run(_models(load_settings(ClientSettings)))
    if as_json:
        print_json(found)
        return
    if not found:
        click.echo("the model server holds no model")
    for model in found:
        mark = "*" if model.get("default") else " "
        size = f"{int(model.get('size') or 0) / 2**20:.0f} MiB"
        more = " ".join(str(model.get(name) or "") for name in ("family", "parameter_size", "quantization"))
        click.echo(f"{mark} {model['name']:<36} {size:>10}  {str(model.get('digest') or '')[:12]:<12}  {more}".rstrip())


async def _models(settings: ClientSettings) -> list[dict[str, Any]]:
    async with connected(settings) as gateway:
        return await gateway.models()

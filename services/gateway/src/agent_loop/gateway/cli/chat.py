"""`agent-loop chat`: talk to a model through the gateway."""

import asyncio
import sys
from typing import Any

import click

from agent_loop.chassis.cli import BadInput, CommandFailed, called, json_option, print_json
from agent_loop.chassis.settings import load_settings
from agent_loop.gateway.cli.client import Gateway, connected
from agent_loop.gateway.cli.screen import as_seen
from agent_loop.gateway.cli.settings import ClientSettings

_LEAVE = {"/quit", "/exit", "/bye"}


@click.command()
@click.option("--model", metavar="NAME", help="A model; by default the one that runs get.")
@click.option("-m", "--message", help="Say one thing, print the answer, and leave.")
@json_option
def chat(model: str | None, message: str | None, *, as_json: bool) -> None:
    """Talk to a model; it remembers what was said. /quit leaves, /clear begins anew."""
    if as_json and message is None:
        raise BadInput("--json needs --message: a talk has no single answer")
    asyncio.run(_chat(load_settings(ClientSettings), model, message, as_json=as_json))


async def _chat(settings: ClientSettings, model: str | None, message: str | None, *, as_json: bool) -> None:
    async with connected(settings) as gateway:
        name = model or await _default_model(gateway)
        if message is not None:
            answer = await _answer(gateway, name, [_said("user", message)], show=not as_json)
            if as_json:
                print_json({"model": name, "response": answer})
            return
        await _talk(gateway, name)


async def _talk(gateway: Gateway, name: str) -> None:
    person = sys.stdin.isatty()
    if person:
        click.echo(f"{name}; /quit leaves, /clear begins anew")
    history: list[dict[str, str]] = []
    while True:
        if person:
            click.echo("> ", nl=False)
        line = await asyncio.to_thread(sys.stdin.readline)
        text = line.strip()
        if not line or text in _LEAVE:
            return
        if text == "/clear":
            history = []
        elif text:
            history.append(_said("user", text))
            history.append(_said("assistant", await _answer(gateway, name, history, show=True)))


async def _answer(gateway: Gateway, model: str, messages: list[dict[str, str]], *, show: bool) -> str:
    pieces: list[str] = []
    async for part in gateway.chat({"model": model, "messages": messages, "stream": True}):
        if "error" in part:
            raise CommandFailed(f"the model server says: {part['error']}")
        piece = str(part.get("message", {}).get("content", ""))
        pieces.append(piece)
        if show:
            click.echo(as_seen(piece), nl=False)
    if show:
        click.echo()
    return "".join(pieces)


async def _default_model(gateway: Gateway) -> str:
    models: list[dict[str, Any]] = await gateway.models()
    for model in models:
        if model.get("default"):
            return str(model["name"])
    raise CommandFailed(f"the agent has no default model; name one: {called()} chat --model NAME")


def _said(role: str, content: str) -> dict[str, str]:
    return {"role": role, "content": content}

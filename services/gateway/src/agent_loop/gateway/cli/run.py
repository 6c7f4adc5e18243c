"""`agent-loop run`: one instruction through the gateway, shown while it happens."""

import asyncio
import base64
import uuid
from pathlib import Path
from typing import Any

import click
from pydantic import ValidationError

from agent_loop.chassis.cli import EXIT_FAILED, EXIT_INTERRUPTED, EXIT_OK, BadInput, called, json_option, print_json
from agent_loop.chassis.settings import load_settings
from agent_loop.contracts.agent.v1.agent_pb2 import Run
from agent_loop.contracts.task import Task
from agent_loop.gateway.cli.client import Gateway, connected
from agent_loop.gateway.cli.follow import Silence, View, change_document, change_line, follow, run_document, succeeded
from agent_loop.gateway.cli.sent import SentWorkspaces
from agent_loop.gateway.cli.settings import ClientSettings
from agent_loop.gateway.cli.workspace import PackedWorkspace, WorkspaceRefused, pack

_LIMITS = ("max_steps", "max_seconds", "max_tokens", "max_output_bytes")


@click.command()
@click.argument("instruction", required=False)
@click.option("--workspace", type=click.Path(path_type=Path), help="A folder whose copy the run works in.")
@click.option("--task", "task_file", type=click.Path(path_type=Path), help="A task (JSON): instruction, tree, checker.")
@click.option("--model", metavar="NAME", help="A model or an alias; by default the agent's.")
@click.option("--max-steps", type=click.IntRange(1), help="The most steps.")
@click.option("--max-seconds", type=click.IntRange(1), help="The most seconds.")
@click.option("--max-tokens", type=click.IntRange(1), help="The most tokens, read and written.")
@click.option("--max-output-bytes", type=click.IntRange(1), help="The most output kept of one action.")
@click.option("--detach", is_flag=True, help="Print the run's id and leave it running.")
@json_option
def run(
    instruction: str | None,
    workspace: Path | None,
    task_file: Path | None,
    model: str | None,
    *,
    detach: bool,
    as_json: bool,
    **limits: int | None,
) -> int:
    """Let the agent do what INSTRUCTION says, in a copy of a folder.

    The exit code is the verdict's. Ctrl-C cancels the run; a connection that breaks is made again.
    """
    settings = load_settings(ClientSettings)
    body, sent = _request(instruction, workspace, task_file, model)
    if chosen := {name: limits[name] for name in _LIMITS if limits.get(name)}:
        body["limits"] = chosen
    return asyncio.run(_run(settings, body, sent, detach=detach, as_json=as_json))


def _request(
    instruction: str | None, workspace: Path | None, task_file: Path | None, model: str | None
) -> tuple[dict[str, Any], dict[str, str]]:
    """The request, and the digests of the files that it sends."""
    body: dict[str, Any] = {"instruction": instruction}
    digests: dict[str, str] = {}
    if task_file:
        task = read_task(task_file)
        body["instruction"] = instruction or task.instruction
        body["checker"] = task.checker.model_dump()
        body["workspace"] = {"manifest": task.tree.model_dump(exclude_none=True), "mounts": task.mounts}
    if workspace:
        packed = _packed(workspace)
        digests = packed.digests
        archive = base64.b64encode(packed.archive).decode()
        body["workspace"] = {"archive_base64": archive, "mounts": body.get("workspace", {}).get("mounts", {})}
    if not (body["instruction"] or "").strip():
        raise BadInput(f'say what to do: {called()} run "find all error logs and create a report"')
    if model:
        body["model"] = model
    return body, digests


def read_task(path: Path) -> Task:
    """The first task of a JSON Lines file. Raises BadInput."""
    try:
        with path.open(encoding="utf-8") as file:
            return Task.model_validate_json(next((line for line in file if line.strip()), ""))
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{path} cannot be read: {error}") from error
    except ValidationError as error:
        first = error.errors()[0]
        raise BadInput(f"{path} holds no task: {'.'.join(map(str, first['loc']))} {first['msg']}") from error


def _packed(folder: Path) -> PackedWorkspace:
    try:
        return pack(folder)
    except WorkspaceRefused as error:
        raise BadInput(str(error)) from error


async def _run(
    settings: ClientSettings, body: dict[str, Any], sent: dict[str, str], *, detach: bool, as_json: bool
) -> int:
    async with connected(settings) as gateway:
        started = await gateway.start(body, idempotency_key=str(uuid.uuid4()))
        SentWorkspaces(settings.home).remember(started.id, sent)
        if detach:
            print_json({"id": started.id}) if as_json else click.echo(started.id)
            return EXIT_OK
        view = live_view(as_json=as_json)
        view.say(f"run {started.id}")
        cancelled = await follow(gateway, started.id, view)
        return await show_end(gateway, started.id, cancelled=cancelled, as_json=as_json)


def live_view(*, as_json: bool) -> View:
    """Where a run is shown: on stdout, or nowhere where a program reads it."""
    if as_json:
        return Silence()
    from rich.console import Console

    from agent_loop.gateway.cli.live import LiveView

    return LiveView(Console(highlight=False))


async def show_end(gateway: Gateway, run_id: str, *, cancelled: bool, as_json: bool) -> int:
    """Print how a finished run ended, and return the exit code of its verdict."""
    ended, changes = await gateway.run(run_id), await gateway.changes(run_id)
    if as_json:
        print_json(run_document(ended) | {"changes": [change_document(change) for change in changes]})
    else:
        for change in changes:
            click.echo(f"  {change_line(change)}")
        click.echo(_summary(ended))
    if cancelled:
        return EXIT_INTERRUPTED
    return EXIT_OK if succeeded(ended) else EXIT_FAILED


def _summary(ended: Run) -> str:
    document = run_document(ended)
    tokens = ended.prompt_tokens + ended.completion_tokens
    seconds = f"{document['seconds']:.1f} s, " if document["seconds"] is not None else ""
    return (
        f"{document['status']}: {ended.steps} steps, {seconds}{tokens} tokens; "
        f"trajectory: {called()} runs show {ended.id} --trajectory"
    )

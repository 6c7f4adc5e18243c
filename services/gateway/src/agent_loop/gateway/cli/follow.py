"""Following a run to its end: Ctrl-C once asks the gateway to cancel, twice leaves."""

import asyncio
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Protocol

from google.protobuf import json_format

from agent_loop.contracts.agent.v1 import agent_pb2 as wire
from agent_loop.gateway.cli.client import Gateway
from agent_loop.gateway.cli.screen import printable

_CANCEL_SECONDS = 20.0
_KINDS = {
    wire.CHANGE_KIND_ADDED: "added",
    wire.CHANGE_KIND_MODIFIED: "modified",
    wire.CHANGE_KIND_DELETED: "deleted",
}


class View(Protocol):
    """Where events are shown."""

    def show(self, event: wire.RunEvent) -> None:
        """Show one event; one that comes twice is shown once."""
        ...

    def say(self, text: str) -> None:
        """Show a line of the client's own."""
        ...

    def close(self) -> None:
        """Leave the terminal as it was."""
        ...


class Silence:
    """Shows nothing: for programs that read the end alone."""

    def show(self, event: wire.RunEvent) -> None:
        """Nothing."""

    def say(self, text: str) -> None:
        """Nothing."""

    def close(self) -> None:
        """Nothing."""


async def follow(gateway: Gateway, run_id: str, view: View) -> bool:
    """Show the run's events until it is finished; true if Ctrl-C cancelled it.

    Raises Unreachable, and KeyboardInterrupt for a second Ctrl-C or a run that does not end when it is cancelled.
    """
    interrupted = asyncio.Event()
    watching = asyncio.ensure_future(_watch(gateway, run_id, view))
    with _on_interrupt(interrupted.set):
        waiting = asyncio.ensure_future(interrupted.wait())
        try:
            await asyncio.wait({watching, waiting}, return_when=asyncio.FIRST_COMPLETED)
            if watching.done():
                watching.result()
                return False
            interrupted.clear()
            view.say("cancelling; Ctrl-C again to leave without waiting for the end")
            await gateway.cancel(run_id)
            again = asyncio.ensure_future(interrupted.wait())
            await asyncio.wait({watching, again}, return_when=asyncio.FIRST_COMPLETED, timeout=_CANCEL_SECONDS)
            again.cancel()
            if not watching.done():
                raise KeyboardInterrupt
            watching.result()
        finally:
            waiting.cancel()
            watching.cancel()
            view.close()
    return True


async def _watch(gateway: Gateway, run_id: str, view: View) -> None:
    async for event in gateway.watch(run_id):
        view.show(event)


@contextmanager
def _on_interrupt(act: Callable[[], None]) -> Iterator[None]:
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGINT, act)
    try:
        yield
    finally:
        loop.remove_signal_handler(signal.SIGINT)


def succeeded(run: wire.Run) -> bool:
    """Whether the last word on the run is success."""
    return run.status == wire.RUN_STATUS_FINISHED and run.HasField("verdict") and run.verdict.success


def run_document(run: wire.Run) -> dict[str, Any]:
    """A run as the JSON that the commands print."""
    seconds = None
    if run.HasField("finished_at"):
        seconds = round((run.finished_at.ToDatetime() - run.created_at.ToDatetime()).total_seconds(), 3)
    document: dict[str, Any] = {
        "id": run.id,
        "status": status_name(run),
        "instruction": run.instruction,
        "model": run.model,
        "created_at": run.created_at.ToJsonString() if run.HasField("created_at") else None,
        "steps": run.steps,
        "prompt_tokens": run.prompt_tokens,
        "completion_tokens": run.completion_tokens,
        "seconds": seconds,
        "success": succeeded(run),
        "verdict": json_format.MessageToDict(run.verdict) if run.HasField("verdict") else None,
        "answer": run.answer,
        "failure": json_format.MessageToDict(run.failure) if run.HasField("failure") else None,
    }
    if document["verdict"]:
        source = wire.VerdictSource.Name(run.verdict.source).removeprefix("VERDICT_SOURCE_")
        document["verdict"] = {"success": run.verdict.success, "source": source, "detail": run.verdict.detail}
    return document


def status_name(run: wire.Run) -> str:
    return wire.RunStatus.Name(run.status).removeprefix("RUN_STATUS_").lower()


def change_document(change: wire.Change) -> dict[str, Any]:
    """A changed path as the JSON that the commands print."""
    return {
        "path": change.path,
        "change": _KINDS.get(change.kind, "changed"),
        "type": wire.FileType.Name(change.type).removeprefix("FILE_TYPE_").lower(),
        "mode": change.mode,
        "size": change.size,
        "sha256": change.sha256 or None,
        "target": change.target or None,
    }


def change_line(change: wire.Change) -> str:
    """A changed path as one line for people."""
    sign = {wire.CHANGE_KIND_ADDED: "+", wire.CHANGE_KIND_DELETED: "-"}.get(change.kind, "~")
    size = f" ({change.size} bytes)" if change.type == wire.FILE_TYPE_FILE and sign != "-" else ""
    link = f" -> {change.target}" if change.target else ""
    return printable(f"{sign} {change.path}{link}{size}")

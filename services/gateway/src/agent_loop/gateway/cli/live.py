"""A run as it happens, on a terminal or as plain lines."""

import json
from collections.abc import Iterable

from rich.console import Console
from rich.markup import escape as escape_markup
from rich.rule import Rule
from rich.status import Status

from agent_loop.contracts.agent.v1 import agent_pb2 as wire
from agent_loop.gateway.cli.screen import printable

_HEAD, _TAIL = 8, 3
_WIDEST = 160
# The spinner, "step 123" and a blank: what is left of the line shows the model writing.
_STATUS_FRAME = 14
_PHASES = {"ANALYZE": "cyan", "PLAN": "blue", "EXECUTE": "magenta", "VERIFY": "green"}


class LiveView:
    """Shows events one after the other. It knows what it showed: an event that comes twice is shown once."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._last = 0
        self._writing: dict[int, str] = {}
        self._speed: dict[int, str] = {}
        self._output: list[str] = []
        self._status: Status | None = None

    def show(self, event: wire.RunEvent) -> None:
        """Show one event."""
        if event.id and event.id <= self._last:
            return
        self._last = event.id
        kind = event.WhichOneof("event")
        if kind is None:
            return
        if kind not in {"model_output", "action_output"}:
            self._quiet()
        getattr(self, f"_{kind}")(getattr(event, kind))

    def close(self) -> None:
        """Leave the terminal as it was."""
        self._quiet()

    def say(self, text: str) -> None:
        """A line of the client's own."""
        self._quiet()
        self._print(f"[dim]{escape(text)}[/dim]")

    def _run_started(self, event: wire.RunStarted) -> None:
        digest = f" ({event.model_digest[:12]})" if event.model_digest else ""
        self._print(f"[bold]{escape(event.instruction)}[/bold]")
        self._print(
            f"[dim]model {escape(event.model)}{digest} · sandbox {escape(event.isolation_tier or 'unknown')}[/dim]"
        )

    def _attempt_started(self, event: wire.AttemptStarted) -> None:
        self._print(f"[bold]attempt {event.attempt}[/bold] [dim]of at most {event.attempts}[/dim]")

    def _attempt_chosen(self, event: wire.AttemptChosen) -> None:
        self._print(f"[bold]attempt {event.attempt} is taken[/bold] [dim]{event.alike} of {event.made} agree[/dim]")

    def _phase_started(self, event: wire.PhaseStarted) -> None:
        name = wire.Phase.Name(event.phase).removeprefix("PHASE_")
        style = _PHASES.get(name, "white")
        if self._console.is_terminal:
            self._console.print(Rule(f"[bold]{name}[/bold]", style=style, align="left"))
        else:
            self._print(f"== {name}")

    def _model_output(self, event: wire.ModelOutput) -> None:
        text = self._writing[event.step] = self._writing.get(event.step, "") + event.text
        room = max(8, self._console.width - _STATUS_FRAME)
        line = escape(" ".join(text.split())[-room:])
        self._busy(f"[dim]step {event.step} {line}[/dim]")

    def _model_called(self, event: wire.ModelCalled) -> None:
        speed = f"{event.completion_tokens / event.seconds:.0f} tokens/s" if event.seconds > 0 else ""
        self._speed[event.step] = (
            f"{event.prompt_tokens}+{event.completion_tokens} tokens, {event.seconds:.1f} s, {speed}"
        )
        self._writing.pop(event.step, None)
        if event.repair:
            self._print("[yellow]the answer was malformed; the model was asked once more[/yellow]")

    def _step_started(self, event: wire.StepStarted) -> None:
        speed = f"  [dim]{self._speed[event.step]}[/dim]" if event.step in self._speed else ""
        self._print(f"[bold]{event.step}[/bold] {escape(event.thought)}{speed}")
        for entry in event.plan:
            self._print(f"  • {escape(entry)}")
        if event.tool == "finish":
            return
        if event.tool:
            for number, line in enumerate(_command(event.tool, event.arguments_json).splitlines()):
                self._print(f"  [cyan]{'$' if number == 0 else ' '} {escape(line)}[/cyan]")
            self._busy("[dim]running[/dim]")
        self._output = []

    def _action_output(self, event: wire.ActionOutput) -> None:
        self._output.append(event.text)

    def _action_finished(self, event: wire.ActionFinished) -> None:
        for line in trimmed("".join(self._output).splitlines()):
            self._print(f"  [dim]│[/dim] {escape(line)}")
        self._output = []
        ended = event.exit_reason == "EXITED"
        text = f"exit {event.exit_code}" if ended else event.exit_reason.lower().replace("_", " ")
        style = "green" if ended and event.exit_code == 0 else "red"
        more = ", output cut" if event.truncated else ""
        self._print(f"  [{style}]{text}[/{style}] [dim]{event.seconds:.2f} s{more}[/dim]")

    def _run_judged(self, event: wire.RunJudged) -> None:
        source = wire.VerdictSource.Name(event.verdict.source).removeprefix("VERDICT_SOURCE_").lower()
        word = "[green]success[/green]" if event.verdict.success else "[red]failure[/red]"
        judge = {"verify": "its own check", "checker": "the checker", "user": "a person"}.get(source, source)
        first, *rest = trimmed(event.verdict.detail.strip().splitlines()) or [""]
        self._print(f"{word}, says {judge}{': ' if first else ''}{escape(first)}")
        for line in rest:
            self._print(f"  {escape(line)}")

    def _run_finished(self, event: wire.RunFinished) -> None:
        if event.answer:
            verified = event.status == wire.RUN_STATUS_FINISHED and event.verdict.success
            label = "[bold]answer[/bold]" if verified else "[bold yellow]unverified answer:[/bold yellow]"
            self._print(f"{label} {escape(event.answer)}")
        if event.HasField("failure"):
            self._print(f"[red]failed ({escape(event.failure.type)})[/red] {escape(event.failure.detail)}")
        if event.status == wire.RUN_STATUS_CANCELLED:
            self._print("[yellow]cancelled[/yellow]")

    def _print(self, markup: str) -> None:
        self._console.print(markup, soft_wrap=True, highlight=False)

    def _busy(self, markup: str) -> None:
        if not self._console.is_terminal:
            return
        if self._status is None:
            self._status = self._console.status(markup, spinner="line")
            self._status.start()
        else:
            self._status.update(markup)

    def _quiet(self) -> None:
        if self._status is not None:
            self._status.stop()
            self._status = None


def escape(text: str) -> str:
    """Text of others: it neither steers the terminal nor is taken for markup."""
    return escape_markup(printable(text))


def trimmed(lines: Iterable[str]) -> list[str]:
    """The first and last lines, each cut at a readable width."""
    shown = [line if len(line) <= _WIDEST else f"{line[:_WIDEST]}…" for line in lines]
    if len(shown) <= _HEAD + _TAIL + 1:
        return shown
    return [*shown[:_HEAD], f"… {len(shown) - _HEAD - _TAIL} more lines", *shown[-_TAIL:]]


def _command(tool: str, arguments_json: str) -> str:
    """What is run, as one would type it."""
    try:
        arguments = json.loads(arguments_json)
    except ValueError:
        return f"{tool} {arguments_json}"
    if tool == "bash" and set(arguments) == {"command"}:
        return str(arguments["command"])
    return f"{tool} " + " ".join(f"{name}={value}" for name, value in arguments.items())

"""`agent-loop demo`."""

import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import click

from agent_loop.chassis.cli import EXIT_OK, Missing, json_option, print_json
from agent_loop.evaluator.domain.outcomes import CommandUnavailable
from agent_loop.evaluator.use_cases.demonstrate import Demonstrate

ComposeDemonstration = Callable[[Path | None, IO[str]], Demonstrate]


def demo_command(compose: ComposeDemonstration) -> click.Command:
    """The command; `compose` is called when it runs, and its docstring is the help."""

    @click.command("demo", help=compose.__doc__)
    @click.option("--home", type=click.Path(path_type=Path), help="The state folder; by default $AGENT_LOOP_HOME.")
    @click.option("--seed", type=int, default=180, show_default=True, help="Which tree of logs.")
    @click.option("--model", metavar="NAME", help="A model or an alias; by default the agent's.")
    @json_option
    def demo(home: Path | None, seed: int, model: str | None, *, as_json: bool) -> int:
        try:
            with _termination_as_interrupt():
                code = compose(home, sys.stderr if as_json else sys.stdout)(seed, model)
        except CommandUnavailable as error:
            raise Missing(str(error)) from error
        if as_json:
            print_json({"success": code == EXIT_OK, "exit_code": code})
        return code

    return demo


@contextmanager
def _termination_as_interrupt() -> Iterator[None]:
    """SIGTERM ends the demonstration as Ctrl-C does: what it started is stopped."""

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)

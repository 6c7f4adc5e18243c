"""The `agent-loop` command as a child process."""

import os
import signal
import subprocess
import sys
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from typing import IO

from agent_loop.evaluator.domain.outcomes import CommandUnavailable

_END_SECONDS = 40.0
PROGRAM = (sys.executable, "-m", "agent_loop.chassis")


class ProcessCommandLine:
    """Each command in a process group of its own, so that an interrupt reaches it once: from here."""

    def __init__(
        self, environment: Mapping[str, str], screen: IO[str] | None = None, program: Sequence[str] = PROGRAM
    ) -> None:
        self._environment = {**os.environ, **environment}
        self._screen = screen
        self._program = tuple(program)

    def show(self, *arguments: str) -> int:
        try:
            child = subprocess.Popen(
                [*self._program, *arguments], env=self._environment, stdout=self._screen, process_group=0
            )
        except OSError as error:
            raise CommandUnavailable(f"agent-loop {arguments[0]} cannot be started: {error}") from error
        try:
            return child.wait()
        except KeyboardInterrupt:
            self._interrupt(child)
            raise

    def read(self, *arguments: str, allowed: Collection[int] = (0,)) -> str:
        try:
            done = subprocess.run(
                [*self._program, *arguments], env=self._environment, capture_output=True, text=True, check=False
            )
        except OSError as error:
            raise CommandUnavailable(f"agent-loop {arguments[0]} cannot be started: {error}") from error
        if done.returncode not in allowed:
            said = done.stderr.strip() or f"it ended with {done.returncode}"
            raise CommandUnavailable(f"agent-loop {' '.join(arguments)}: {said}")
        return done.stdout

    @staticmethod
    def _interrupt(child: subprocess.Popen[bytes]) -> None:
        """Let the child end in its own way, in bounded time; a second interrupt ends it at once."""
        with suppress(ProcessLookupError):
            child.send_signal(signal.SIGINT)
        try:
            child.wait(_END_SECONDS)
        except (subprocess.TimeoutExpired, KeyboardInterrupt):
            child.kill()
            child.wait()

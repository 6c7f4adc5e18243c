"""A sandbox of pure Python: it runs no program, and knows only what it is given."""

import contextlib
from collections.abc import AsyncIterator, Callable, Mapping

from agent_loop.contracts.task import Checker, Said, TreeManifest
from agent_loop.contracts.trajectory import Action, ExitReason, Observation
from agent_loop.datagen.ports import SandboxUnavailable

Files = dict[str, bytes]
Program = Callable[[Files], Observation]
"""What a command does to the files of a workspace."""

NOT_FOUND = Observation(exit_reason=ExitReason.EXITED, exit_code=127, stderr="command not found\n")


def printed(text: str, exit_code: int = 0) -> Observation:
    """A program that ended by itself with this output."""
    return Observation(exit_reason=ExitReason.EXITED, exit_code=exit_code, stdout=text, isolation_tier="memory")


class InMemorySandbox:
    """Answers from tables of commands and checkers, as a shell with a very small PATH would.

    `unavailable_after` is how many workspaces can be opened before there is no sandbox any more. A program takes as
    long as its observation says, without anybody waiting for it.
    """

    def __init__(
        self,
        commands: Mapping[str, Program],
        checkers: Mapping[str, Program],
        unavailable_after: int | None = None,
    ) -> None:
        self._commands = commands
        self._checkers = checkers
        self._left = unavailable_after

    @contextlib.asynccontextmanager
    async def open(self, tree: TreeManifest, *, isolated: bool = False) -> AsyncIterator["InMemoryWorkspace"]:  # noqa: ARG002 — nothing runs
        if self._left is not None:
            if self._left == 0:
                raise SandboxUnavailable("sandbox in memory: there is none left")
            self._left -= 1
        files = {entry.path: entry.content for entry in tree.entries if entry.type == "file"}
        yield InMemoryWorkspace(files, self._commands, self._checkers)

    @contextlib.asynccontextmanager
    async def rehearsal(self) -> AsyncIterator["InMemorySandbox"]:
        yield self


class InMemoryWorkspace:
    """Files in a dictionary."""

    def __init__(self, files: Files, commands: Mapping[str, Program], checkers: Mapping[str, Program]) -> None:
        self._files = files
        self._commands = commands
        self._checkers = checkers

    async def run(self, action: Action, seconds: float | None = None) -> Observation:
        if action.tool != "bash":
            raise ValueError(f"a reference acts with bash, not with {action.tool}")
        program = self._commands.get(str(action.arguments["command"]))
        seen = program(self._files) if program else NOT_FOUND
        if seconds is not None and seen.seconds > seconds:
            return Observation(exit_reason=ExitReason.TIMEOUT, seconds=seconds, isolation_tier="memory")
        return seen

    async def judge(self, checker: Checker, said: Said) -> Observation:  # noqa: ARG002 — its checkers look at files
        program = self._checkers.get(checker.program)
        return program(dict(self._files)) if program else NOT_FOUND

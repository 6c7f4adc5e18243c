"""From nothing to a verified report, by commands."""

import json
import shlex

from agent_loop.evaluator.ports import CommandLine, Stage

DEMO_INSTRUCTION = "find all error logs and create a report"
_MOST_FILES_SHOWN = 30
_NOT_READY = 4


class Demonstrate:
    """From nothing to a verified report, by the commands that a person would type."""

    def __init__(self, commands: CommandLine, stage: Stage) -> None:
        self._commands = commands
        self._stage = stage

    def __call__(self, seed: int, model: str | None) -> int:
        """The exit code: the checker's, or the first one of a command that could not do its part.

        What it started is stopped, whatever happens; a stack that ran before is left running.
        """
        started = not self._runs_already()
        try:
            if code := self._shown("up"):
                started = False  # up leaves nothing where it fails
                return code
            return self._demonstrate(seed, model)
        finally:
            if started:
                self._shown("down")

    def _demonstrate(self, seed: int, model: str | None) -> int:
        stage = self._stage
        stage.clear()
        task, workspace = stage.path("task.jsonl"), stage.path("workspace")
        for command in (
            ("tasks", "make", "log-report", "--count", "1", "--seed", str(seed), "--out", task),
            ("tasks", "prepare", task, "--into", workspace),
        ):
            if code := self._shown(*command):
                return code
        self._list_workspace()
        chosen = ("--model", model) if model else ()
        code = self._shown("run", DEMO_INSTRUCTION, "--workspace", workspace, "--task", task, *chosen)
        self._show_result(workspace)
        return code

    def _show_result(self, workspace: str) -> None:
        """Put the changes into the workspace, as a person would, and show what is new there."""
        before = {name for name, _ in self._stage.files("workspace")}
        newest = json.loads(self._commands.read("runs", "--limit", "1", "--json"))["runs"]
        if not newest:
            return
        self._shown("apply", newest[0]["id"], "--to", workspace, "--yes")
        for name, _ in self._stage.files("workspace"):
            if name not in before:
                self._stage.say(f"\n{workspace}/{name}:")
                self._stage.say(self._stage.text(f"workspace/{name}").rstrip("\n"))

    def _list_workspace(self) -> None:
        files = self._stage.files("workspace")
        self._stage.say(f"\nthe workspace: {len(files)} files")
        for name, size in files[:_MOST_FILES_SHOWN]:
            self._stage.say(f"{size:>9}  {name}")
        if len(files) > _MOST_FILES_SHOWN:
            self._stage.say(f"{'':>9}  and {len(files) - _MOST_FILES_SHOWN} more")

    def _runs_already(self) -> bool:
        return bool(json.loads(self._commands.read("status", "--json", allowed=(0, _NOT_READY)))["running"])

    def _shown(self, *arguments: str) -> int:
        self._stage.say(f"\n$ agent-loop {shlex.join(arguments)}")
        return self._commands.show(*arguments)

import json
import os
import signal
import sys

import click
import pytest

from agent_loop.chassis.cli import Missing
from agent_loop.evaluator.adapters.command_line_memory import Answer, InMemoryCommandLine
from agent_loop.evaluator.adapters.stage_memory import InMemoryStage
from agent_loop.evaluator.cli.demo import demo_command
from agent_loop.evaluator.use_cases.demonstrate import DEMO_INSTRUCTION, Demonstrate

REPORT = "3 api.log\nTOTAL 3 1\n"


class Demo:
    """A demonstration over in-memory adapters whose commands work, unless `changes` says otherwise."""

    def __init__(self, *, running: bool = False, **changes: Answer) -> None:
        self.stage = InMemoryStage()
        self.commands = InMemoryCommandLine(
            {
                "status": Answer(0 if running else 4, json.dumps({"running": running})),
                "up": Answer(),
                "tasks": Answer(effect=self._tasks),
                "run": Answer(),
                "runs": Answer(output=json.dumps({"runs": [{"id": "r7"}]})),
                "apply": Answer(effect=self._apply),
                "down": Answer(),
                **changes,
            }
        )

    def run(self, model: str | None = None) -> int:
        return Demonstrate(self.commands, self.stage)(seed=1, model=model)

    def words(self) -> list[str]:
        return [call[0] for call in self.commands.calls]

    def _tasks(self, arguments: tuple[str, ...]) -> None:
        if arguments[1] == "prepare":
            self.stage.content |= {f"workspace/{number}.log": "ERROR\n" for number in range(40)}

    def _apply(self, arguments: tuple[str, ...]) -> None:
        assert arguments == ("apply", "r7", "--to", "/stage/workspace", "--yes")
        self.stage.content["workspace/report.txt"] = REPORT


def test_the_whole_way_by_commands_that_are_shown():
    demo = Demo()

    assert demo.run() == 0

    assert demo.words() == ["status", "up", "tasks", "tasks", "run", "runs", "apply", "down"]
    said = "\n".join(demo.stage.said)
    for command in ("$ agent-loop up", f"$ agent-loop run '{DEMO_INSTRUCTION}' --workspace", "$ agent-loop down"):
        assert command in said
    assert "the workspace: 40 files" in said
    assert "and 10 more" in said
    assert REPORT.strip() in said


def test_the_exit_code_is_the_runs_and_what_was_started_is_stopped():
    demo = Demo(run=Answer(1))

    assert demo.run() == 1

    assert demo.words()[-1] == "down"


def test_a_stack_that_ran_before_is_left_running():
    demo = Demo(running=True)

    assert demo.run(model="other") == 0

    assert "down" not in demo.words()
    assert next(call for call in demo.commands.calls if call[0] == "run")[-2:] == ("--model", "other")


def test_a_stack_that_does_not_start_is_the_end():
    demo = Demo(up=Answer(3))

    assert demo.run() == 3

    assert demo.words() == ["status", "up"]


def test_a_task_that_cannot_be_made_is_the_end_and_the_stack_is_stopped():
    demo = Demo(tasks=Answer(2))

    assert demo.run() == 2

    assert demo.words() == ["status", "up", "tasks", "down"]


def test_a_run_that_did_not_start_leaves_nothing_to_show():
    demo = Demo(run=Answer(4), runs=Answer(output='{"runs": []}'))

    assert demo.run() == 4

    assert "apply" not in demo.words()
    assert demo.words()[-1] == "down"


def test_ctrl_c_stops_what_was_started():
    def interrupt(_: tuple[str, ...]) -> None:
        raise KeyboardInterrupt

    demo = Demo(run=Answer(effect=interrupt))

    with pytest.raises(KeyboardInterrupt):
        demo.run()

    assert demo.words()[-1] == "down"


def test_the_command_has_the_demonstrations_exit_code(capsys, tmp_path):
    homes = []

    def compose(home, screen):
        """Show it."""
        homes.append((home, screen is sys.stderr))
        return Demonstrate(Demo(run=Answer(1)).commands, InMemoryStage())

    demo = demo_command(compose)

    assert demo.main(["--home", str(tmp_path), "--json"], standalone_mode=False) == 1
    assert json.loads(capsys.readouterr().out) == {"success": False, "exit_code": 1}
    assert demo.main([], standalone_mode=False) == 1
    assert homes == [(tmp_path, True), (None, False)]
    assert demo.help == "Show it."


def test_a_command_that_cannot_be_started_is_something_missing():
    demo = demo_command(lambda *_: Demonstrate(InMemoryCommandLine({}), InMemoryStage()))

    with pytest.raises(Missing, match="no such command"):
        demo.main([], standalone_mode=False)


def test_sigterm_ends_it_as_ctrl_c_does():
    def terminate(_: tuple[str, ...]) -> None:
        os.kill(os.getpid(), signal.SIGTERM)

    shown = Demo(run=Answer(effect=terminate))
    demo = demo_command(lambda *_: Demonstrate(shown.commands, shown.stage))
    before = signal.getsignal(signal.SIGTERM)

    with pytest.raises((KeyboardInterrupt, click.Abort)):
        demo.main([], standalone_mode=False)

    assert shown.words()[-1] == "down"
    assert signal.getsignal(signal.SIGTERM) is before

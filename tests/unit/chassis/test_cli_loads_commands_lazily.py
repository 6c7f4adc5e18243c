import json
import os
import subprocess
import sys
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from agent_loop.chassis.cli import GROUP, called, run

SOURCE = '''
"""Commands of a test."""
import click
from agent_loop.chassis.cli import BadInput, CommandFailed, Missing, Unreachable, json_option, print_json

@click.command()
@json_option
def greet(*, as_json):
    """Say hello to a person.

    And more.
    """
    print_json({"hello": "world"}) if as_json else click.echo("hello")

@click.command()
@click.argument("how")
def fail(how):
    """Fail in a way."""
    match how:
        case "failed": raise CommandFailed("the check failed")
        case "input": raise BadInput("this is no folder;\\n  name another")
        case "missing": raise Missing("bwrap is missing: sudo apt-get install bubblewrap")
        case "unreachable": raise Unreachable("nobody answers")
        case "interrupt": raise KeyboardInterrupt
        case "full": raise OSError(28, "No space left on device", "/home/x")
        case "status": return 1
    return 0

not_a_command = 7
'''


@pytest.fixture
def contributed(tmp_path: Path):
    """Entry points of a module that lies on the path of this test alone."""
    name = f"commands_of_{tmp_path.name.replace('-', '_')}"
    (tmp_path / f"{name}.py").write_text(SOURCE)
    (tmp_path / f"{name}_broken.py").write_text('"""Needs much."""\nimport a_module_that_nobody_has\n')
    sys.path.insert(0, str(tmp_path))
    yield [
        EntryPoint("greet", f"{name}:greet", GROUP),
        EntryPoint("fail", f"{name}:fail", GROUP),
        EntryPoint("number", f"{name}:not_a_command", GROUP),
        EntryPoint("broken", f"{name}_broken:command", GROUP),
        EntryPoint("gone", "a_module_that_nobody_has:command", GROUP),
    ]
    sys.path.remove(str(tmp_path))
    sys.modules.pop(name, None)


def test_help_lists_every_command_without_importing_one(contributed, capsys):
    assert run(["--help"], contributed) == 0

    out = capsys.readouterr().out
    assert "Say hello to a person" in out
    assert "Needs much" in out
    assert "(cannot be loaded)" in out
    assert "130  interrupted" in out
    assert contributed[0].module not in sys.modules


def test_only_the_invoked_commands_module_is_imported(contributed, capsys):
    assert run(["greet"], contributed) == 0

    assert capsys.readouterr().out == "hello\n"
    assert contributed[0].module in sys.modules
    assert contributed[3].module not in sys.modules


@pytest.mark.parametrize("name", ["broken", "gone", "number"])
def test_a_command_that_cannot_be_loaded_is_reported_and_the_others_go_on(name, contributed, capsys):
    assert run([name], contributed) == 3

    err = capsys.readouterr().err
    assert f"'{name}'" in err
    assert err.count("\n") == 1
    assert run(["greet"], contributed) == 0


@pytest.mark.parametrize(
    ("how", "code", "words"),
    [
        ("fine", 0, ""),
        ("status", 1, ""),
        ("failed", 1, "the check failed"),
        ("input", 2, "this is no folder; name another"),
        ("missing", 3, "sudo apt-get install bubblewrap"),
        ("unreachable", 4, "nobody answers"),
        ("interrupt", 130, "interrupted"),
        ("full", 3, "make room on that disk"),
    ],
)
def test_an_error_is_one_line_on_stderr_with_its_exit_code(how, code, words, contributed, capsys):
    assert run(["fail", how], contributed) == code

    captured = capsys.readouterr()
    assert words in captured.err
    assert captured.err.strip().count("\n") == 0
    assert captured.out == ""


@pytest.mark.parametrize("arguments", [["nonsense"], ["greet", "--nonsense"], ["fail"]])
def test_wrong_usage_is_one_line_that_names_the_help(arguments, contributed, capsys):
    assert run(arguments, contributed) == 2

    err = capsys.readouterr().err
    assert "--help" in err
    assert err.count("\n") == 1


def test_no_arguments_show_the_help_as_wrong_usage(contributed, capsys):
    assert run([], contributed) == 2

    assert "Say hello" in capsys.readouterr().out


def test_json_is_one_line_where_a_program_reads_it(contributed, capsys):
    assert run(["greet", "--json"], contributed) == 0

    assert json.loads(capsys.readouterr().out) == {"hello": "world"}


def test_of_two_commands_with_one_name_the_list_shows_one(contributed, capsys):
    twice = [*contributed, EntryPoint("greet", "zzz:greet", GROUP)]

    assert run(["--help"], twice) == 0

    assert capsys.readouterr().out.count("  greet ") == 1


def test_the_installed_command_lists_itself_fast():
    argv = [sys.executable, "-m", "agent_loop.chassis", "--help"]
    seconds = []
    for _ in range(5):
        before = os.times()
        done = subprocess.run(argv, capture_output=True, text=True, timeout=60, check=True)
        after = os.times()
        seconds.append(after.children_user + after.children_system - before.children_user - before.children_system)

    assert {"up", "down", "status", "doctor", "logs", "run"} <= set(done.stdout.split())
    assert min(seconds) < 0.2  # of CPU: a busy machine does not make it fail


def test_a_closed_pipe_is_no_error():
    program = f"{sys.executable} -m agent_loop.chassis --help | head -n 1"

    done = subprocess.run(["bash", "-c", program], capture_output=True, text=True, timeout=60, check=True)

    assert done.stderr == ""


def test_no_colour_is_written_where_nobody_sees_it():
    argv = [sys.executable, "-m", "agent_loop.chassis", "status"]
    environment = {"PATH": os.environ["PATH"], "AGENT_LOOP_HOME": "/nowhere"}

    done = subprocess.run(argv, capture_output=True, text=True, env=environment, timeout=60, check=False)

    assert "\x1b" not in done.stdout + done.stderr


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The program in a virtual environment below the working directory, which is not on the PATH."""
    program = tmp_path / ".venv" / "bin" / "agent-loop"
    program.parent.mkdir(parents=True)
    program.write_text("")
    program.chmod(0o755)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.setattr("sys.executable", str(program.with_name("python")))
    return program


@pytest.mark.parametrize("typed", [".venv/bin/agent-loop", "/a b/__main__.py"], ids=["the-script", "python-m"])
def test_a_hint_names_the_program_as_it_can_be_typed(typed, installed, monkeypatch, contributed, capsys):
    monkeypatch.setattr("sys.argv", [typed])

    assert called() == ".venv/bin/agent-loop"
    assert run(["fail"], contributed) == 2
    assert "(see .venv/bin/agent-loop fail --help)" in capsys.readouterr().err

    monkeypatch.setenv("PATH", str(installed.parent))
    assert called() == "agent-loop"


def test_a_hint_quotes_a_path_that_the_shell_would_split(installed, monkeypatch):
    folder = installed.parents[2] / "a b"
    folder.mkdir()
    installed.rename(folder / "agent-loop")
    monkeypatch.setattr("sys.argv", [str(folder / "agent-loop")])

    assert called() == f"'{folder}/agent-loop'"

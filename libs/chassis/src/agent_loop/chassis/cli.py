"""The `agent-loop` command.

Commands are entry points of the group `agent_loop.commands` (name -> click command). Only the one that is invoked is
imported: the list of `agent-loop --help` is read from their sources. A command that cannot be loaded is reported.
"""

import ast
import errno
import importlib.util
import json
import os
import shlex
import shutil
import sys
from collections.abc import Callable, Iterable
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import click

GROUP = "agent_loop.commands"
PROGRAM = "agent-loop"

EXIT_OK = 0
EXIT_FAILED = 1
EXIT_BAD_INPUT = 2
EXIT_MISSING = 3
EXIT_UNREACHABLE = 4
EXIT_INTERRUPTED = 130

EXIT_CODES = """\b
Exit codes:
    0  it worked
    1  the run or the check failed
    2  wrong usage or bad input
    3  something is missing on this machine; the message names it and the fix
    4  a service cannot be reached
  130  interrupted"""

_MACHINE_ERRORS = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM}

FunctionT = TypeVar("FunctionT", bound=Callable[..., Any])


class CommandFailed(click.ClickException):
    """The run or the check failed. The message is one line: the cause and the fix."""

    exit_code = EXIT_FAILED


class BadInput(CommandFailed):
    """What the user gave cannot be used."""

    exit_code = EXIT_BAD_INPUT


class Missing(CommandFailed):
    """Something is missing on this machine."""

    exit_code = EXIT_MISSING


class Unreachable(CommandFailed):
    """A service cannot be reached."""

    exit_code = EXIT_UNREACHABLE


class Commands(click.Group):
    """A group whose commands are entry points, imported when they are invoked."""

    def __init__(self, entries: Iterable[EntryPoint], **settings: Any) -> None:
        super().__init__(**settings)
        self._entries = {entry.name: entry for entry in sorted(entries, key=lambda entry: (entry.name, entry.value))}

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 — click's signature
        return list(self._entries)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        entry = self._entries.get(cmd_name)
        return None if entry is None else _load(entry)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl([(entry.name, summary(entry)) for entry in self._entries.values()])


def _load(entry: EntryPoint) -> click.Command:
    try:
        command = entry.load()
    except Exception as error:
        raise Missing(f"the command '{entry.name}' ({entry.value}) cannot be loaded: {_reason(error)}") from error
    if not isinstance(command, click.Command):
        raise Missing(f"the command '{entry.name}' ({entry.value}) is not a click command; reinstall what brought it")
    return command


def _reason(error: Exception) -> str:
    text = f"{type(error).__name__}: {error}"
    return f"{text}; install what it needs" if isinstance(error, ImportError) else text


def summary(entry: EntryPoint) -> str:
    """The first sentence of a command's docstring, read without importing its module."""
    try:
        spec = importlib.util.find_spec(entry.module)
        tree = ast.parse(Path((spec and spec.origin) or "").read_bytes())
    except (ImportError, OSError, SyntaxError, ValueError, AttributeError):
        return "(cannot be loaded)"
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    for node in tree.body:
        if isinstance(node, functions) and node.name == entry.attr and (text := ast.get_docstring(node)):
            return text.splitlines()[0].removesuffix(".")
    return (ast.get_docstring(tree) or "").partition("\n")[0].removesuffix(".")


def called() -> str:
    """This program as its user can type it: its name alone only where the PATH leads to it."""
    typed = sys.argv[0]
    if Path(typed).name != PROGRAM:  # `python -m agent_loop.chassis`: the one that was installed beside this Python
        beside, here = Path(sys.executable).with_name(PROGRAM), Path.cwd()
        typed = str(beside.relative_to(here) if beside.is_relative_to(here) else beside)
    found = shutil.which(PROGRAM)
    if not Path(typed).is_file() or (found and Path(found).samefile(typed)):
        return PROGRAM
    return shlex.quote(typed)


def create_cli(entries: Iterable[EntryPoint] | None = None) -> click.Group:
    """The command with these contributions; by default all that are installed."""
    return Commands(
        entry_points(group=GROUP) if entries is None else entries,
        name=PROGRAM,
        help="A self-hosted Linux agent that gets better from its own work.",
        epilog=EXIT_CODES,
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
        no_args_is_help=True,
    )


def run(arguments: list[str], entries: Iterable[EntryPoint] | None = None) -> int:
    """Run one command line and return its exit code. Errors are one line on stderr."""
    try:
        result = create_cli(entries).main(arguments, prog_name=PROGRAM, standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message())
        return EXIT_BAD_INPUT
    except click.UsageError as error:
        path = error.ctx.command_path if error.ctx else PROGRAM
        help_command = f"{called()}{path.removeprefix(PROGRAM)} --help"
        return _fail(f"{path}: {error.format_message()} (see {help_command})", error.exit_code)
    except click.ClickException as error:
        return _fail(f"{PROGRAM}: {error.format_message()}", error.exit_code)
    except (KeyboardInterrupt, click.Abort):
        return _fail(f"{PROGRAM}: interrupted", EXIT_INTERRUPTED)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # or the interpreter complains when it ends
        return EXIT_OK
    except OSError as error:
        fix = "; make room on that disk" if error.errno in {errno.ENOSPC, errno.EDQUOT} else ""
        return _fail(f"{PROGRAM}: {error}{fix}", EXIT_MISSING if error.errno in _MACHINE_ERRORS else EXIT_FAILED)
    return result if isinstance(result, int) else EXIT_OK


def _fail(message: str, code: int) -> int:
    click.echo(" ".join(message.split()), err=True)
    return code


def main() -> NoReturn:
    """The console script."""
    sys.exit(run(sys.argv[1:]))


def json_option(function: FunctionT) -> FunctionT:
    """`--json`: what every command has. The function gets `as_json`."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON instead of text for people.")(function)


def print_json(value: Any) -> None:
    """One JSON document on stdout, on one line unless a person reads it."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2 if sys.stdout.isatty() else None, default=str))

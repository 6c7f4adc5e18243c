"""The commands `agent-loop tasks` and `agent-loop dataset`."""

import asyncio
import json
import os
import posixpath
import sys
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path
from typing import IO, Self, TypeVar

import click
from pydantic import ValidationError
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar

from agent_loop.chassis.cli import BadInput, CommandFailed, Missing, Unreachable, called, json_option, print_json
from agent_loop.contracts.task import Task, TreeManifest
from agent_loop.datagen.domain import (
    Family,
    Mixture,
    NoPairs,
    NoWordings,
    ReferenceFailed,
    RowsUnreadable,
    Split,
    UnusableWording,
    WrongAccepted,
)
from agent_loop.datagen.pairs import ROWS, Chosen
from agent_loop.datagen.ports import DatasetUnwritable, SandboxUnavailable
from agent_loop.datagen.use_cases import Dataset, MakeTasks, Progress

Generate = Callable[[Family | Mixture, int, int, Path, str | None, Callable[[Progress], None]], Awaitable[Dataset]]
"""Family, seed, count, where to, the sandbox's address if not the settings', and who is told of progress."""

Learn = Callable[
    [Sequence[Path], Sequence[Path], Path, str | None, Callable[[Progress], None]], Awaitable[tuple[Chosen, Dataset]]
]
"""Files of pairs, files of suites' rows, where to, the sandbox's address, and who is told of progress."""

Made = TypeVar("Made")

SAY_SECONDS = 5.0
"""How often progress is told where there is no terminal."""


def tasks_commands(families: Mapping[str, Family]) -> tuple[click.Command, ...]:
    """`families`, `make` and `prepare`."""
    return _families(families), _make(families), _prepare()


def dataset_commands(
    families: Mapping[str, Family | Mixture], generate: Generate, learn: Learn
) -> tuple[click.Command, ...]:
    """`generate` and `pairs`."""
    return _generate(families, generate), _pairs(learn)


def _families(families: Mapping[str, Family]) -> click.Command:
    @click.command("families")
    @json_option
    def command(*, as_json: bool) -> None:
        """List the families of tasks."""
        rows = [
            {"name": f.name, "version": f.version, "difficulty": f.difficulty, "kept_out": f.kept_out}
            for f in families.values()
        ]
        if as_json:
            print_json({"families": rows})
            return
        for row in rows:
            click.echo(
                f"{row['name']:<28} difficulty {row['difficulty']}{'  kept out of training' * bool(row['kept_out'])}"
            )

    return command


def _make(families: Mapping[str, Family]) -> click.Command:
    @click.command()
    @click.argument("chosen", type=click.Choice(sorted(families)), nargs=-1, required=True, metavar="FAMILY...")
    @click.option("--wordings", type=click.File(encoding="utf-8"), help="A file: one wording a line, # for comments.")
    @click.option("--instruction", help="One wording; by default the family's own.")
    @click.option("--split", type=click.Choice(["train", "validation", "heldout"]), help="The family's wordings.")
    @click.option("--count", type=click.IntRange(1, 100_000), help="Tasks; by default one for each wording.")
    @click.option("--seed", type=int, default=0, show_default=True)
    @click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="A file; by default stdout.")
    def make(
        chosen: tuple[str, ...],
        wordings: IO[str] | None,
        instruction: str | None,
        split: Split | None,
        count: int | None,
        seed: int,
        out: Path | None,
    ) -> None:
        """Make tasks of one family or several, one JSON object a line: an instruction, a tree and a checker.

        --count is for each family. Needs no sandbox.
        """
        if sum(given is not None for given in (wordings, instruction, split)) > 1:
            raise BadInput("--wordings, --instruction and --split exclude each other")
        if len(chosen) > 1 and (wordings, instruction) != (None, None):
            raise BadInput("--wordings and --instruction go with one family")
        lines = []
        for family in (families[name] for name in chosen):
            texts = _texts(family, wordings, instruction, split)
            try:
                lines += [task.model_dump_json() for task in MakeTasks(family)(texts, count or len(texts), seed, split)]
            except (NoWordings, UnusableWording) as error:
                raise BadInput(str(error)) from error
        text = "".join(f"{line}\n" for line in lines)
        if out is None:
            click.echo(text, nl=False)
        else:
            out.write_text(text, encoding="utf-8")

    return make


def _texts(family: Family, wordings: IO[str] | None, instruction: str | None, split: Split | None) -> tuple[str, ...]:
    if split is not None:
        return family.wordings(split)
    if wordings is None:
        return (family.default_instruction if instruction is None else instruction,)
    try:
        lines = [line.strip() for line in wordings.read().splitlines()]
    except UnicodeDecodeError as error:
        raise BadInput(f"{wordings.name} is not UTF-8 text: {error}") from error
    return tuple(line for line in lines if line and not line.startswith("#"))


def _prepare() -> click.Command:
    @click.command()
    @click.argument("tasks", type=click.Path(exists=True, dir_okay=False, path_type=Path))
    @click.option("--into", required=True, type=click.Path(file_okay=False, path_type=Path), help="An empty folder.")
    @click.option("--id", "task_id", help="Which of the tasks; by default the first.")
    @click.option("--json", "as_json", is_flag=True, help="Print the task without its tree and checker as JSON.")
    def prepare(tasks: Path, into: Path, task_id: str | None, as_json: bool) -> None:  # noqa: FBT001 — click's flag
        """Write a task's tree into a folder, and print its instruction."""
        task = _chosen(tasks, task_id)
        if into.exists() and any(into.iterdir()):
            raise BadInput(f"{into} is not empty; name a folder that is empty or not there yet")
        into.mkdir(parents=True, exist_ok=True)
        _write(task.tree, into)
        told = task.model_dump_json(include={"id", "family", "instruction", "seed", "split"})
        click.echo(told if as_json else task.instruction)

    return prepare


def _write(tree: TreeManifest, folder: Path) -> None:
    """Write a tree into an empty folder, links last, so that nothing is written through one. Raises BadInput."""
    for entry in sorted(tree.entries, key=lambda entry: entry.type == "link"):
        path = folder / entry.path
        path.parent.mkdir(parents=True, exist_ok=True)
        if entry.type == "directory":
            path.mkdir(exist_ok=True)
        elif entry.type == "file":
            path.write_bytes(entry.content)
            path.chmod((entry.mode or 0o644) & 0o755 | 0o600)
            if entry.mtime:
                os.utime(path, (entry.mtime, entry.mtime))
        else:
            target = entry.target or ""
            place = posixpath.normpath(posixpath.join(posixpath.dirname(entry.path), target))
            if place == ".." or place.startswith(("../", "/")):
                raise BadInput(f"{entry.path}: the link to {target} leaves the tree")
            path.symlink_to(target)


def _chosen(path: Path, task_id: str | None) -> Task:
    """The task with this id, or the first. Raises BadInput."""
    with path.open(encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            try:
                task = Task.model_validate_json(line)
            except ValidationError as error:
                raise BadInput(f"{path}:{number} is not a task: {error.errors()[0]['msg']}") from error
            if task_id in (None, task.id):
                return task
    raise BadInput(f"{path} has no task" + (f" with the id {task_id}" if task_id else ""))


def _generate(families: Mapping[str, Family | Mixture], generate: Generate) -> click.Command:
    @click.command("generate")
    @click.argument("family", type=click.Choice(sorted(families)))
    @click.option(
        "--count",
        type=click.IntRange(1, 1_000_000),
        required=True,
        help="Trajectories; each is 5 to 10 rows, of trained 3 to 10.",
    )
    @click.option("--seed", type=int, default=0, show_default=True)
    @click.option("--out", type=click.Path(file_okay=False, path_type=Path), required=True, help="The parent folder.")
    @click.option(
        "--sandbox",
        help="host:port of the sandbox service; by default DATAGEN_SANDBOX_ADDRESS, or the embedded stack's.",
    )
    @click.option("--json", "as_json", is_flag=True, help="Print the dataset's place and manifest as JSON.")
    def command(family: str, count: int, seed: int, out: Path, sandbox: str | None, as_json: bool) -> None:  # noqa: FBT001
        """Generate a dataset: perform references in the sandbox and keep what the checkers accept.

        Interrupted, it keeps what it has; the same command goes on from there.
        """
        with _Display("verified", count) as display:
            made = _outcome(generate(families[family], seed, count, out, sandbox, display.show))
        as_text = f"{made.place}\n{count} verified trajectories; rows: {_rows(made)}"
        click.echo(json.dumps({"dataset": made.place, **made.manifest.model_dump()}) if as_json else as_text)

    return command


def _pairs(learn: Learn) -> click.Command:
    file = click.Path(exists=True, dir_okay=False, path_type=Path)

    @click.command("pairs")
    @click.argument("files", type=file, nargs=-1, required=True, metavar="FILE...")
    @click.option("--apart", type=file, multiple=True, help="JSONL rows of a suite; their near twins are left out.")
    @click.option(
        "--out",
        type=click.Path(file_okay=False, path_type=Path),
        required=True,
        help="Where the dataset's folder goes.",
    )
    @click.option(
        "--sandbox",
        help="host:port of the sandbox service; by default DATAGEN_SANDBOX_ADDRESS, or the embedded stack's.",
    )
    @click.option("--json", "as_json", is_flag=True, help="Print the dataset's place and manifest as JSON.")
    def command(
        files: tuple[Path, ...], apart: tuple[Path, ...], out: Path, sandbox: str | None, *, as_json: bool
    ) -> None:
        """Make a dataset of FILEs of pairs: an instruction and its command in each line.

        A line is such as {"nl": "count the lines of a.txt", "cmd": "wc -l a.txt"}. Kept are those whose command names
        only what its instruction names, that do not read almost as a wording which evaluations ask or as a row of
        --apart, and whose command runs in the sandbox without a complaint. The dataset is a folder pairs-<digest>
        below --out. Interrupted, the same command goes on.
        """
        with _Display("tried") as display:
            chosen, made = _outcome(learn(files, apart, out, sandbox, display.show))
        kept = sum(made.manifest.rows.values()) // ROWS
        left_out = chosen.left_out | {"its command failed, complained or took too long": len(chosen.pairs) - kept}
        if not kept:
            reasons = ", ".join(f"{count} {reason}" for reason, count in left_out.items())
            raise BadInput(f"no pair is left to learn: {reasons}")
        if as_json:
            print_json({"dataset": made.place, "pairs": kept, "left_out": left_out, **made.manifest.model_dump()})
            return
        click.echo(f"{made.place}\n{kept} pairs; rows: {_rows(made)}")
        for reason, count in sorted(left_out.items(), key=lambda item: -item[1]):
            click.echo(f"{count:>8} left out: {reason}")

    return command


def _rows(made: Dataset) -> str:
    return ", ".join(f"{number} {split}" for split, number in made.manifest.rows.items())


async def _awaited(work: Awaitable[Made]) -> Made:
    return await work


def _outcome(work: Awaitable[Made]) -> Made:
    try:
        return asyncio.run(_awaited(work))
    except SandboxUnavailable as error:
        raise Unreachable(f"{error}; start it with `{called()} up`, and repeat the command to go on") from error
    except (RowsUnreadable, NoPairs) as error:
        raise BadInput(str(error)) from error
    except DatasetUnwritable as error:
        raise Missing(str(error)) from error
    except (ReferenceFailed, WrongAccepted) as error:
        raise CommandFailed(str(error)) from error


class _Display:
    """Progress on stderr: a bar on a terminal, else a line every few seconds."""

    def __init__(self, what: str, count: int | None = None) -> None:
        """What is done to each, and how many there will be, where that is known before the first is told."""
        self._what = what
        self._console = Console(stderr=True)
        columns = (TextColumn(what), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        self._bar = Bar(*columns, console=self._console, disable=not self._console.is_terminal)
        self._task = self._bar.add_task(what, total=count)
        self._started = self._said = time.monotonic()

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.stop()

    def show(self, progress: Progress) -> None:
        self._bar.update(self._task, completed=progress.done, total=progress.count)
        now = time.monotonic()
        if not self._console.is_terminal and (now - self._said > SAY_SECONDS or progress.done == progress.count):
            self._said = now
            taken = max(now - self._started, 1e-9)
            rates = f"{(progress.done - progress.resumed) / taken:.1f}/s ({progress.rows / taken:.0f} rows/s)"
            print(f"{progress.done}/{progress.count} {self._what}, {rates}", file=sys.stderr, flush=True)

"""Training instructions from the rows of a dataset: a folder of JSONL files, or one such file."""

import json
from collections.abc import Iterator
from pathlib import Path

from pydantic import ValidationError

from agent_loop.contracts.dataset import ChatExample
from agent_loop.evaluator.domain.outcomes import TrainingTextsUnreadable

_TASK = "Task: "


class FolderTrainingTexts:
    """All rows of all splits: validation chooses the checkpoint, so it counts as training."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def instructions(self) -> Iterator[tuple[str, str]]:
        for place, row in self._rows():
            asked = next((message.content for message in row.messages if message.role == "user"), "")
            first = asked.partition("\n")[0]
            if first.startswith(_TASK):
                yield place, first.removeprefix(_TASK)

    def commands(self) -> Iterator[tuple[str, str]]:
        for place, row in self._rows():
            if command := _command(row.messages[-1].content):
                yield place, command

    def _rows(self) -> Iterator[tuple[str, ChatExample]]:
        files = [self._path] if self._path.is_file() else sorted(self._path.glob("*.jsonl"))
        if not files:
            raise TrainingTextsUnreadable(f"{self._path} holds no dataset: no *.jsonl")
        for file in files:
            yield from _rows(file)


def _command(taught: str) -> str:
    """The command of the step that a row teaches; empty for a step without one."""
    try:
        step = json.loads(taught)
        return str(step["arguments"]["command"])
    except (ValueError, KeyError, TypeError):
        return ""


def _rows(file: Path) -> Iterator[tuple[str, ChatExample]]:
    try:
        with file.open("rb") as lines:
            for number, line in enumerate(lines, 1):
                yield f"{file.name}:{number}", ChatExample.model_validate_json(line)
    except OSError as error:
        raise TrainingTextsUnreadable(f"{file} cannot be read: {error}") from error
    except ValidationError as error:
        raise TrainingTextsUnreadable(f"{file}:{number} is no training row: {error.errors()[0]['msg']}") from error

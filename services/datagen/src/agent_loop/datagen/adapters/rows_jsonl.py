"""Rows that others wrote, as JSONL files: pairs to learn, and the rows of suites."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from agent_loop.datagen.pairs import Pair
from agent_loop.datagen.ports import RowsUnreadable


def pairs_in(file: Path) -> Iterator[Pair]:
    """Of objects with `nl`, the instruction, and `cmd`, its command. Raises RowsUnreadable."""
    for number, row in _rows(file):
        try:
            instruction, command = row["nl"], row["cmd"]
        except (KeyError, TypeError) as error:
            raise RowsUnreadable(f"{file}:{number} is no pair: an object with nl and cmd") from error
        yield Pair(str(row.get("id", f"{file.name}:{number}")), str(instruction), str(command))


def texts_in(file: Path) -> Iterator[str]:
    """Every text of every row, however deep. Raises RowsUnreadable."""
    for _, row in _rows(file):
        yield from _texts(row)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _texts(one)


def _rows(file: Path) -> Iterator[tuple[int, Any]]:
    number = 0
    try:
        with file.open(encoding="utf-8") as lines:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    yield number, json.loads(line)
    except OSError as error:
        raise RowsUnreadable(f"{file} cannot be read: {error}") from error
    except ValueError as error:
        raise RowsUnreadable(f"{file}:{number} is not a line of JSON: {error}") from error

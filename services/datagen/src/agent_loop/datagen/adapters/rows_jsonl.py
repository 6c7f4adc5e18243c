"""Rows that others wrote, as JSONL files: pairs to learn, and the rows of suites."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from agent_loop.datagen.domain import RowsUnreadable
from agent_loop.datagen.pairs import Pair


def pairs_in(file: Path) -> Iterator[Pair]:
    """Of objects with `nl`, the instruction, and `cmd`, its command. Raises RowsUnreadable."""
    for number, row in _rows(file):
        instruction, command = (row.get("nl"), row.get("cmd")) if isinstance(row, dict) else (None, None)
        if not isinstance(instruction, str) or not isinstance(command, str):
            raise RowsUnreadable(f"{file}:{number} is no pair: an object with the texts nl and cmd")
        yield Pair(str(row.get("id", f"{file.name}:{number}")), instruction, command)


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
    try:
        with file.open("rb") as lines:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    yield number, _row(line, f"{file}:{number}")
    except OSError as error:
        raise RowsUnreadable(f"{file} cannot be read: {error}") from error


def _row(line: bytes, place: str) -> Any:
    try:
        return json.loads(line)
    except (ValueError, RecursionError) as error:
        raise RowsUnreadable(f"{place} is not a line of JSON: {error}") from error

"""Answers that are nearly JSON, made whole by plain rules: no model is asked, and nothing is guessed.

A fence or prose around one object is left out, commas before a closer too, closers that lack at the end are added,
and single quotes are read as Python reads them. What ends inside a string stays broken: half a command is not run.
"""

import ast
import json
import re
from typing import NamedTuple

_LONGEST = 16_384
_MOST_BRACES = 16  # in what stands behind the object: each might begin another
_FENCE = re.compile(r"```[A-Za-z]*[ \t]*\n(.*?)(?:\n[ \t]*```|\Z)", re.DOTALL)
_CLOSERS = {"{": "}", "[": "]"}


class _Scan(NamedTuple):
    """An object's text without commas before closers, what closes it, and where it ends in the text."""

    body: str
    lacking: str
    end: int
    in_string: bool


def mended(text: str) -> str | None:
    """The one JSON object that `text` means, canonical; None where the rules find none, or more than one."""
    if len(text) > _LONGEST:
        return None
    fenced = _FENCE.findall(text)
    if len(fenced) > 1:
        return None
    text = fenced[0] if fenced else text
    start = text.find("{")
    if start < 0:
        return None
    scan = _scan(text, start)
    if scan is None or scan.in_string:
        return None
    body = _read(scan.body + scan.lacking)
    if not body or _holds_object(text[scan.end :]):
        return None
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"))


def _scan(text: str, start: int) -> _Scan | None:
    """Goes through the object that begins at `start`; None where its brackets do not fit."""
    quote = "'" if text[start + 1 :].lstrip()[:1] == "'" else '"'
    kept: list[str] = []
    closers: list[str] = []
    in_string = escaped = False
    for place in range(start, len(text)):
        letter = text[place]
        if in_string:
            in_string = escaped or letter != quote
            escaped = letter == "\\" and not escaped
        elif letter == quote:
            in_string = True
        elif letter in _CLOSERS:
            closers.append(_CLOSERS[letter])
        elif letter in "}]":
            if closers.pop() != letter:
                return None
            _drop_comma(kept)
        kept.append(letter)
        if not closers:
            return _Scan("".join(kept), "", place + 1, in_string=False)
    _drop_comma(kept)
    return _Scan("".join(kept), "".join(reversed(closers)), len(text), in_string)


def _drop_comma(kept: list[str]) -> None:
    while kept and kept[-1].isspace():
        kept.pop()
    if kept and kept[-1] == ",":
        kept.pop()


def _read(text: str) -> dict[str, object] | None:
    for reader in (json.loads, ast.literal_eval):
        try:
            value = reader(text)
            json.dumps(value, ensure_ascii=False)
        except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError):
            continue
        return value if isinstance(value, dict) else None
    return None


def _holds_object(text: str) -> bool:
    """Whether there is, or may be, an object in it."""
    if text.count("{") > _MOST_BRACES:
        return True
    start = text.find("{")
    while start >= 0:
        scan = _scan(text, start)
        if scan is not None and not scan.lacking and _read(scan.body):
            return True
        start = text.find("{", start + 1)
    return False

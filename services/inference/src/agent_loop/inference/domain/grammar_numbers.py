"""GBNF for JSON numbers between bounds.

Without bounds a number has at most 16 digits before and 15 behind its point, so that it ends.
"""

import math
from collections.abc import Mapping
from typing import Any

from agent_loop.inference.domain.errors import UnusableSchema

INTEGER = '"-"? ("0" | [1-9] [0-9]{0,15})'
NUMBER = '"-"? ("0" | [1-9] [0-9]{0,15}) ("." [0-9]{1,15})? ([eE] [-+]? [0-9]{1,2})?'

_MAX_DIGITS = 16
_LIMIT = 10**_MAX_DIGITS - 1
_KEYWORDS = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")
# Digits behind the point that are not all zero, so that the value lies strictly between two integers.
_FRACTION = '"." [0-9]{0,14} [1-9]'


def integer_rule(schema: Mapping[str, Any], place: str) -> str | None:
    """A rule for the integers that the schema allows; None where it sets no bounds."""
    bounds = _bounds(schema, place)
    if bounds is None:
        return None
    low, low_open, high, high_open = bounds
    first = math.floor(low) + 1 if low_open else math.ceil(low)
    last = math.ceil(high) - 1 if high_open else math.floor(high)
    if first > last:
        raise UnusableSchema(f"{place}: no integer lies between the bounds")
    return " | ".join(_integers(first, last))


def number_rule(schema: Mapping[str, Any], place: str) -> str | None:
    """A rule for numbers that the schema allows, without exponents; None where it sets no bounds.

    Decimals are those with whole steps inside the bounds: from 0.5 to 2.5 there are 1, 2 and 1.x.
    """
    bounds = _bounds(schema, place)
    if bounds is None:
        return None
    low, low_open, high, high_open = bounds
    first = math.floor(low) + 1 if low_open else math.ceil(low)
    last = math.ceil(high) - 1 if high_open else math.floor(high)
    parts = _integers(first, last) if first <= last else []
    lowest, highest = math.ceil(low), math.floor(high) - 1  # n.x lies between n and n + 1
    if highest >= max(lowest, 0):
        parts += [f"({' | '.join(_naturals(max(lowest, 0), highest))}) {_FRACTION}"]
    lowest, highest = math.ceil(-high), math.floor(-low) - 1  # -n.x between -(n + 1) and -n
    if highest >= max(lowest, 0):
        parts += [f'"-" ({" | ".join(_naturals(max(lowest, 0), highest))}) {_FRACTION}']
    if not parts:
        raise UnusableSchema(f"{place}: bounds without an integer between them are not supported")
    return " | ".join(parts)


def _bounds(schema: Mapping[str, Any], place: str) -> tuple[float, bool, float, bool] | None:
    """Lowest value, whether it is excluded, highest value, whether it is excluded."""
    given = {keyword: schema[keyword] for keyword in _KEYWORDS if schema.get(keyword) is not None}
    for keyword, value in given.items():
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            raise UnusableSchema(f"{place}: '{keyword}' must be a number")
        if abs(value) > _LIMIT:
            raise UnusableSchema(f"{place}: '{keyword}' has more than {_MAX_DIGITS} digits")
    if not given:
        return None
    low = max((given.get("minimum", -_LIMIT), False), (given.get("exclusiveMinimum", -_LIMIT - 1), True))
    high = min((given.get("maximum", _LIMIT), True), (given.get("exclusiveMaximum", _LIMIT + 1), False))
    return low[0], low[1], high[0], not high[1]


def _integers(low: int, high: int) -> list[str]:
    parts = []
    if low < 0:
        parts += [f'"-" ({" | ".join(_naturals(max(-high, 1), -low))})']
    if high >= 0:
        parts += _naturals(max(low, 0), high)
    return parts


def _naturals(low: int, high: int) -> list[str]:
    """Alternatives that match the decimal numbers from `low` to `high`, both included, neither negative."""
    parts: list[str] = []
    while low <= high:
        size = 1  # the largest block of numbers that begins at `low` and differs only in its last digits
        while low % (size * 10) == 0 and low and low + size * 10 - 1 <= high:
            size *= 10
        head, free = divmod(low, size)[0], len(str(size)) - 1
        top = min(head - head % 10 + 9, (high - size + 1) // size)
        prefix = str(head)[:-1]
        digits = f"[{head % 10}-{top % 10}]" if top > head else f'"{head % 10}"'
        rest = f" [0-9]{{{free}}}" if free else ""
        parts.append((f'"{prefix}" ' if prefix else "") + digits + rest)
        low = (top + 1) * size
    return parts

"""Wordings: templates with choices and slots, how people roughen them, and when two are near twins.

A template is text with `[one|other|]` where it may be worded in several ways (choices may nest) and `{slot}` where a
task's own names stand: `[count|how many] lines [are there |]in {file}`.
"""

import random
import re
from collections.abc import Iterator, Mapping
from itertools import product

from agent_loop.datagen.domain import UnusableWording

TWIN = 0.8
"""Jaccard similarity of the words from which two wordings are near twins."""

_SLOT = re.compile(r"\{(\w+)\}")
_BEFORE = ("please ", "Please ", "please: ", "hey, ", "Hi, ", "now ", "ok, ", "next: ", "task: ")
_BEHIND = (", please", " please", ", thanks", " now", " for me", ".", ".", "!")
_MOST_EXPANSIONS = 20_000


def expand(rng: random.Random, template: str) -> str:
    """The template with each choice made; its slots stay. Raises UnusableWording where brackets do not fit."""
    return _join(_drawn(rng, _parse(template)))


def expansions(template: str) -> list[str]:
    """Every wording that the template stands for. Raises ValueError for one that stands for too many to compare."""
    found = []
    for text in _all(_parse(template)):
        found.append(_tidy(text))
        if len(found) > _MOST_EXPANSIONS:
            raise ValueError(f"the template stands for more than {_MOST_EXPANSIONS} wordings: {template[:60]}")
    return list(dict.fromkeys(found))


def slots_of(template: str) -> set[str]:
    """The names of the slots."""
    return set(_SLOT.findall(template))


def fill(template: str, slots: Mapping[str, str]) -> str:
    """The instruction. Raises UnusableWording for a slot that the task does not have."""
    if unknown := slots_of(template) - set(slots):
        raise UnusableWording(f"this family has no {{{min(unknown)}}}; it has {', '.join(sorted(slots)) or 'none'}")
    return _SLOT.sub(lambda match: slots[match[1]], template)


def roughen(rng: random.Random, wording: str) -> str:
    """As people type: a please, another case at the beginning, a full stop. Slots stay as they are."""
    roll = rng.random()
    if roll < 0.25:
        wording = rng.choice(_BEFORE) + _small(wording)
    elif roll < 0.4:
        wording = wording.rstrip(".?!") + rng.choice(_BEHIND)
    if rng.random() < 0.3:
        wording = wording[:1].upper() + wording[1:]
    return wording


def words_of(wording: str) -> frozenset[str]:
    """The words that are compared."""
    return frozenset(re.findall(r"[^\W_]+", _SLOT.sub(" ", wording).lower()))


def _small(wording: str) -> str:
    return wording if wording[:2].isupper() or wording.startswith("{") else wording[:1].lower() + wording[1:]


_Part = str | list["_Parts"]
_Parts = list[_Part]
"""A template: texts, and between them lists of alternatives, which are templates themselves."""


def _parse(template: str) -> _Parts:
    parts, rest = _parse_parts(template, 0, inside=False)
    if rest != len(template):
        raise UnusableWording(f"a ] too much at {rest}: {template[:80]}")
    return parts


def _parse_parts(template: str, at: int, *, inside: bool) -> tuple[_Parts, int]:
    parts, text = list[_Part](), ""
    while at < len(template):
        character = template[at]
        if inside and character in "|]":
            break
        if character == "[":
            parts += [text] if text else []
            text = ""
            alternatives, at = _parse_choice(template, at + 1)
            parts.append(alternatives)
            continue
        if character == "]":
            break
        text, at = text + character, at + 1
    return parts + ([text] if text else []), at


def _parse_choice(template: str, at: int) -> tuple[list[_Parts], int]:
    alternatives = []
    while True:
        parts, at = _parse_parts(template, at, inside=True)
        alternatives.append(parts)
        if at >= len(template):
            raise UnusableWording(f"a ] is missing: {template[:80]}")
        if template[at] == "]":
            return alternatives, at + 1
        at += 1


def _drawn(rng: random.Random, parts: _Parts) -> Iterator[str]:
    for part in parts:
        if isinstance(part, str):
            yield part
        else:
            yield from _drawn(rng, rng.choice(part))


def _all(parts: _Parts) -> Iterator[str]:
    choices = [[part] if isinstance(part, str) else [text for one in part for text in _all(one)] for part in parts]
    return ("".join(chosen) for chosen in product(*choices))


def _join(parts: Iterator[str]) -> str:
    return _tidy("".join(parts))


def _tidy(text: str) -> str:
    return re.sub(r" ([,.?!;])(?=\s|$)", r"\1", " ".join(text.split()))

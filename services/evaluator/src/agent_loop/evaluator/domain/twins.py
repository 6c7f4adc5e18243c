"""Instructions that are too much alike: what a suite asks must not be what training taught.

Names, numbers and quoted texts are taken out first, so that what is compared is how a thing is asked.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from agent_loop.evaluator.domain.suites import Asked

TWINS_FROM = 0.8
"""The Jaccard similarity of their words from which two instructions are near twins."""

_QUOTED = re.compile(r"""(?<![\w])(["'`])(?:(?!\1).){1,200}?\1(?!\w)""")
# A path, a name with a dot, an underscore or a digit in it, an option.
_NAME = re.compile(r"\S*[\w~*]/\S*|/\S+|\b\S*\d\S*|\b\w+[._]\w\S*|\*\.\w+|(?<!\w)\.\w+")
_WORD = re.compile(r"[^\W\d_]+(?:['\u2019-][^\W\d_]+)*")


@dataclass(frozen=True)
class Twins:
    """An instruction of a suite, and one of training that is too much like it."""

    task_id: str
    instruction: str
    place: str
    """File and line of the training row; the first of those that read alike."""
    learnt: str
    """The training row's instruction; the command, where that is what both have."""
    rows: int
    """How many training rows read so, names aside."""
    likeness: float
    """Jaccard similarity, 0 to 1."""


def template(instruction: str) -> tuple[str, ...]:
    """The words of an instruction in order, in lower case, without names, numbers and quoted texts."""
    text = _NAME.sub(" ", _QUOTED.sub(" ", instruction))
    return tuple(word.lower() for word in _WORD.findall(text))


def near_twins(asked: Mapping[str, str], learnt: Iterable[tuple[str, str]]) -> list[Twins]:
    """The near twins of each instruction, the most alike first.

    `asked` maps tasks' ids to their instructions; `learnt` gives places and instructions. Instructions that have no
    words left are compared as they are.
    """
    index = _Index(learnt)
    found = []
    for task_id, instruction in asked.items():
        for group, likeness in index.alike(_words(instruction)):
            place, text = group.first
            found.append(Twins(task_id, instruction, place, text, group.rows, likeness))
    return sorted(found, key=lambda one: (-one.likeness, one.task_id, one.place))


def same_commands(known: Mapping[str, Asked], learnt: Iterable[tuple[str, str]]) -> list[Twins]:
    """The tasks whose right command training teaches word for word, white space aside, each with its first row."""
    places: dict[str, list[str]] = {}
    for place, command in learnt:
        places.setdefault(" ".join(command.split()), []).append(place)
    found = []
    for task_id, asked in known.items():
        for command in asked.commands:
            if rows := places.get(" ".join(command.split())):
                found.append(Twins(task_id, asked.instruction, rows[0], command, len(rows), 1.0))
    return found


def _words(instruction: str) -> frozenset[str]:
    return frozenset(template(instruction)) or frozenset([instruction.strip()])


@dataclass
class _Group:
    """Rows whose words are the same."""

    words: frozenset[str]
    first: tuple[str, str]
    rows: int = 0


class _Index:
    """Groups by their rarest words: two sets that are alike share one of the few rarest of either (prefix filter)."""

    def __init__(self, learnt: Iterable[tuple[str, str]]) -> None:
        groups: dict[frozenset[str], _Group] = {}
        for place, text in learnt:
            words = _words(text)
            groups.setdefault(words, _Group(words, (place, text))).rows += 1
        self._frequency = Counter(word for words in groups for word in words)
        self._groups: dict[str, list[_Group]] = {}
        for group in groups.values():
            for word in self._rarest(group.words):
                self._groups.setdefault(word, []).append(group)

    def alike(self, words: frozenset[str]) -> Iterator[tuple[_Group, float]]:
        seen = set[frozenset[str]]()
        for word in self._rarest(words):
            for group in self._groups.get(word, ()):
                if group.words in seen:
                    continue
                seen.add(group.words)
                likeness = len(words & group.words) / len(words | group.words)
                if likeness >= TWINS_FROM:
                    yield group, likeness

    def _rarest(self, words: frozenset[str]) -> Sequence[str]:
        ordered = sorted(words, key=lambda word: (self._frequency[word], word))
        return ordered[: len(ordered) - math.ceil(TWINS_FROM * len(ordered)) + 1]

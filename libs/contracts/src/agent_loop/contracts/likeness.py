"""Instructions that are too much alike: what a suite asks must not be what training taught.

Names, numbers and quoted texts are taken out first, so that what is compared is how a thing is asked.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

TWINS_FROM = 0.8
"""The Jaccard similarity of their words from which two instructions are near twins."""

_QUOTED = re.compile(r"""(?<![\w])(["'`])(?:(?!\1).){1,200}?\1(?!\w)""")
# A path, a name with a dot, an underscore or a digit in it, an option.
_NAME = re.compile(r"\S*[\w~*]/\S*|/\S+|\b\S*\d\S*|\b\w+[._]\w\S*|\*\.\w+|(?<!\w)\.\w+")
_WORD = re.compile(r"[^\W\d_]+(?:['\u2019-][^\W\d_]+)*")


def template(instruction: str) -> tuple[str, ...]:
    """The words of an instruction in order, in lower case, without names, numbers and quoted texts."""
    text = _NAME.sub(" ", _QUOTED.sub(" ", instruction))
    return tuple(word.lower() for word in _WORD.findall(text))


@dataclass
class Group:
    """Texts whose words are the same."""

    words: frozenset[str]
    first: tuple[str, str]
    """Where the first of them stands, and how it reads."""
    rows: int = 0


class Likenesses:
    """Finds near twins among many texts, by their rarest words.

    Two sets that are alike share one of the few rarest words of either (prefix filter,
    https://doi.org/10.1145/1242572.1242591). Texts that have no words left are compared as they are.
    """

    def __init__(self, texts: Iterable[tuple[str, str]]) -> None:
        """Places and texts."""
        groups: dict[frozenset[str], Group] = {}
        for place, text in texts:
            words = _words(text)
            groups.setdefault(words, Group(words, (place, text))).rows += 1
        self._frequency = Counter(word for words in groups for word in words)
        self._groups: dict[str, list[Group]] = {}
        for group in groups.values():
            for word in self._rarest(group.words):
                self._groups.setdefault(word, []).append(group)

    def to(self, text: str) -> Iterator[tuple[Group, float]]:
        """The near twins of a text, in no order, with their Jaccard similarity."""
        words, seen = _words(text), set[frozenset[str]]()
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


def _words(text: str) -> frozenset[str]:
    return frozenset(template(text)) or frozenset([text.strip()])

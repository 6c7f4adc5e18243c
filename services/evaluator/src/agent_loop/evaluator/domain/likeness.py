"""Whether two ways of doing a task come to the same: the same changes, and outputs that say the same."""

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

ALIKE = 0.985
"""The least cosine of two outputs that count as one."""

_TOKEN = re.compile(r"\w\w+")


class ChangeKind(Enum):
    """What became of a path."""

    ADDED = "added"
    MODIFIED = "modified"
    REMOVED = "removed"


@dataclass(frozen=True)
class Change:
    """What became of one path of a tree."""

    kind: ChangeKind
    content: str = ""
    """Type with the file's sha256 or the link's target, such as `file:9f86…`; empty where it was removed."""
    mode: int = 0
    """Permission bits."""


@dataclass(frozen=True)
class Ended:
    """What somebody left who did a task: the changes by path, folders' contents each by itself, and the output."""

    changes: Mapping[str, Change]
    output: str = ""


def difference(own: Ended, gold: Ended) -> str:
    """What keeps `own` from counting as `gold`, in a few words; empty where it counts.

    The rule is InterCode's, made deterministic: the same paths changed in the same way, new and modified ones hold the
    same (a modified one has the same mode, too), and the outputs are alike.
    """
    if paths := own.changes.keys() ^ gold.changes.keys():
        return f"changed paths differ: {', '.join(sorted(paths)[:5])}"
    for path, change in sorted(gold.changes.items()):
        mine = own.changes[path]
        if mine.kind is not change.kind:
            return f"{path} was {mine.kind.value}, not {change.kind.value}"
        if mine.content != change.content:
            return f"{path} holds something else"
        if change.kind is ChangeKind.MODIFIED and mine.mode != change.mode:
            return f"{path} has mode {mine.mode:o}, not {change.mode:o}"
    return "" if alike(own.output, gold.output) else "the output is another one"


def alike(one: str, other: str) -> bool:
    """Equal outputs; or equal lines in another order and with other white space; or a cosine of at least ALIKE."""
    return one == other or _lines(one) == _lines(other) or cosine(one, other) >= ALIKE


def cosine(one: str, other: str) -> float:
    """Of the two texts' tf-idf vectors; 0 where a text has no word of two characters.

    Words are runs of two or more word characters, in lower case; idf is smoothed, over these two texts: it is
    ln((1 + 2) / (1 + df)) + 1, and the vectors have length 1.
    """
    counts = [Counter(_TOKEN.findall(text.lower())) for text in (one, other)]
    common = counts[0].keys() & counts[1].keys()
    rare = math.log(3 / 2) + 1
    vectors = [{word: n * (1.0 if word in common else rare) for word, n in count.items()} for count in counts]
    lengths = [math.sqrt(sum(value * value for value in vector.values())) for vector in vectors]
    if not all(lengths):
        return 0.0
    return sum(vectors[0][word] * vectors[1][word] for word in common) / (lengths[0] * lengths[1])


def _lines(text: str) -> Sequence[str]:
    return sorted(line for line in (" ".join(line.split()) for line in text.splitlines()) if line)

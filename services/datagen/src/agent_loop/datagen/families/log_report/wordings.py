"""What people write when they want a report of logs, and what it means for the task.

Base wordings lie in `wordings/<split>.txt`. For training there are also thousands of paraphrases; none is a near twin
of a wording that is for validation or held out.
"""

import random
import re
from functools import cache
from importlib import resources

from agent_loop.datagen.domain import Split
from agent_loop.datagen.families.log_report import phrases
from agent_loop.datagen.families.log_report.formats import Severity

DEFAULT_INSTRUCTION = "find all error logs and create a report"
DEFAULT_REPORT = "report.txt"
TWIN = 0.8
"""Jaccard similarity of the normalised words from which two wordings are near twins."""

_REPORT = re.compile(
    r"(?<![\w/.*-])(?!(?i:agents|readme)\.md)(\w[\w.-]*\.(?:txt|md|csv|rst|out|lst|report))(?![\w/-]|\.\w)"
)
_NEGATED = re.compile(
    r"\b(?:no|not|ignor\w+|without|skip\w*|leave out|rather than|instead of|except)(?: \w+)? (?:warn|err)\w*",
    re.IGNORECASE,
)
_WARNING = re.compile(r"warn", re.IGNORECASE)
_ERROR = re.compile(r"err|fail|fatal|crit", re.IGNORECASE)


def report_name(instruction: str) -> str:
    """The file that the instruction wants the report in: the first name like one, else `report.txt`."""
    match = _REPORT.search(instruction)
    return match[1] if match else DEFAULT_REPORT


def severity(instruction: str) -> Severity:
    """Warnings where the instruction speaks of them and not of errors too; what it says it does not want is ignored."""
    wanted = _NEGATED.sub("", _REPORT.sub("", instruction))
    return Severity.WARNING if _WARNING.search(wanted) and not _ERROR.search(wanted) else Severity.ERROR


def read(text: str) -> tuple[str, ...]:
    """The wordings in a file's text: one a line; blank lines and lines that begin with `#` are passed over."""
    lines = (line.strip() for line in text.splitlines())
    return tuple(line for line in lines if line and not line.startswith("#"))


@cache
def base(split: Split) -> tuple[str, ...]:
    """The base wordings of a split."""
    return read(resources.files(__package__).joinpath(f"wordings/{split}.txt").read_text("utf-8"))


def draw(rng: random.Random, split: Split) -> str:
    """A wording of this split; in training mostly a paraphrase."""
    if split != "train" or rng.random() < 0.35:
        return rng.choice(base(split))
    while True:
        wording = phrases.paraphrase(rng)
        if not any(similarity(wording, other) >= TWIN for other in (*base("heldout"), *base("validation"))):
            return wording


def similarity(one: str, other: str) -> float:
    """Jaccard similarity of the sets of words, with case, punctuation and names of files taken out."""
    a, b = _words(one), _words(other)
    return len(a & b) / len(a | b) if a | b else 1.0


@cache
def _words(wording: str) -> frozenset[str]:
    return frozenset(re.findall(r"[^\W_]+", _REPORT.sub("FILE", wording).lower()))

"""Words that need no source: what a model may say without having been shown it."""

import re
from functools import cache
from importlib import resources

_WORD = re.compile(r"[A-Za-z0-9]+")


@cache
def linux() -> frozenset[str]:
    """Programs, options, keywords and the English of instructions (linux.txt)."""
    return _words("linux.txt")


@cache
def english() -> frozenset[str]:
    """The most common English words, in lower case (english.txt)."""
    return _words("english.txt")


def _words(name: str) -> frozenset[str]:
    text = resources.files("agent_loop.contracts.lexicons").joinpath(name).read_text("utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    return frozenset(_WORD.findall("\n".join(lines)))

"""Words that need no source: what a model may say without having been shown it, and what it knows as words."""

import re
from functools import cache
from importlib import resources

_WORD = re.compile(r"[A-Za-z0-9]+")


@cache
def linux() -> frozenset[str]:
    """Programs, options, keywords and the English of instructions (linux.txt)."""
    return _words("linux.txt")


@cache
def trade() -> frozenset[str]:
    """What instructions and steps are worded with, in lower case (trade.txt)."""
    return _words("trade.txt")


def _words(name: str) -> frozenset[str]:
    text = resources.files("agent_loop.contracts.lexicons").joinpath(name).read_text("utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    return frozenset(_WORD.findall("\n".join(lines)))

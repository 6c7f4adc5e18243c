"""Text that models and programs wrote, made safe for a person's terminal."""

import re
import sys

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def printable(text: str) -> str:
    """The text without the characters that steer a terminal; line ends and tabs stay."""
    return _CONTROL.sub("", text)


def as_seen(text: str) -> str:
    """The text as it is for a program, printable for a person."""
    return printable(text) if sys.stdout.isatty() else text

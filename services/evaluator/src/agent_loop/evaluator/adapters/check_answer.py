"""Judges the answer of a question about a machine; a checker's program, sent with its facts filled in.

Reads what the run told from standard input, runs the reference in the end state, and compares. AgentBench's rule: what
the reference prints, on both streams, is compared with the answer; a reference that fails judges nothing right.
"""

import json
import subprocess
import sys
from collections.abc import Callable
from typing import Any

FACTS: dict[str, Any] = {}
UNITS = {"B": 0, "Byte": 0, "K": 1, "KB": 1, "M": 2, "MB": 2, "G": 3, "GB": 3, "T": 4, "TB": 4, "P": 5, "PB": 5}


def size(text: str) -> int:
    """Bytes. The first unit that the text ends with counts, as in the original: 12KB ends with B."""
    text = text.strip()
    for unit, power in UNITS.items():
        if text.endswith(unit):
            return int(text[: -len(unit)]) << 10 * power
    return int(text)


def line_ends(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


READ: dict[str, Callable[[str], object]] = {"integer-match": int, "size-match": size, "string-match": line_ends}


def expected() -> str:
    if "match" in FACTS:
        return str(FACTS["match"])
    ran = subprocess.run(  # noqa: PLW1510 — its status is looked at below
        ["bash", "-c", FACTS["reference"]],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    )
    if ran.returncode:
        sys.exit(f"the reference ended with {ran.returncode}: nothing can be judged right")
    return ran.stdout


def same(one: str, other: str) -> bool:
    read = READ[FACTS["compare"]]
    try:
        return read(one) == read(other)
    except ValueError:
        return False


def main() -> None:
    said, right = json.load(sys.stdin), expected()
    if same(said["answer"], right):
        sys.stdout.write("the answer is right\n")
        return
    if same(said["output"], right):
        sys.exit("the answer is not right; the last output would be")
    sys.exit("neither the answer nor the last output is right")


if __name__ == "__main__":
    main()

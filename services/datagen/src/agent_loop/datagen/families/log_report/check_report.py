"""Judges the report in the current folder. FACTS is filled in for each task; needs nothing but Python."""

# ruff: noqa: T201 — what a checker prints is its verdict

import hashlib
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

FACTS: dict[str, Any] = {}

MAX_REPORT_BYTES = 4_000_000


def main() -> int:
    faults = list(changed_files())
    name, counts, what = FACTS["report"], FACTS["counts"], FACTS["what"]
    report = Path(name)
    if report.is_symlink() or not report.is_file():
        faults.append(f"there is no {name}")
    elif report.stat().st_size > MAX_REPORT_BYTES:
        faults.append(f"{name} is larger than any right report")
    else:
        faults += report_faults(report.read_bytes().decode("utf-8", "surrogateescape"), counts)
    if faults:
        shown = [fault.encode("utf-8", "replace").decode() for fault in faults[:8]]
        shown += [f"and {len(faults) - 8} more"] if len(faults) > 8 else []
        print("\n".join(shown))
        return 1
    print(f"{len(counts)} {what} logs, {sum(counts.values())} {what} lines: none missed, none invented")
    return 0


def changed_files() -> Iterator[str]:
    for path, digest in FACTS["files"].items():
        file = Path(path)
        if file.is_symlink() or not file.is_file():
            yield f"removed: {path}"
        elif hashlib.sha256(file.read_bytes()).hexdigest() != digest:
            yield f"changed: {path}"
    for path, target in FACTS["links"].items():
        link = Path(path)
        if not link.is_symlink() or str(link.readlink()) != target:
            yield f"changed: {path}"


def report_faults(text: str, counts: dict[str, int]) -> Iterator[str]:
    lines = text.removesuffix("\n").split("\n")
    found: dict[str, int] = {}
    for line in lines[:-1]:
        if not (match := re.fullmatch(r"([0-9]+) (.+)", line)):
            yield f"not COUNT PATH: {line[:80]}"
        elif match[2] in found:
            yield f"twice: {match[2]}"
        else:
            found[match[2]] = int(match[1])
    yield from (f"missed: {path} ({count})" for path, count in counts.items() if path not in found)
    yield from (f"invented: {path}" for path in found if path not in counts)
    for path, count in found.items():
        if path in counts and counts[path] != count:
            yield f"wrong count: {path} has {counts[path]}, not {count}"
    if list(found) != sorted(found, key=lambda path: path.encode("utf-8", "surrogateescape")):
        yield "not sorted by path in C order"
    total = f"TOTAL {sum(counts.values())} {len(counts)}"
    if lines[-1] != total:
        yield f"the last line is {lines[-1][:80]!r}, not {total!r}"


if __name__ == "__main__":
    sys.exit(main())

"""The AGENTS.md of a tree: what counts as a log, as an error, and as a report."""

import random

RULES = (
    "Log: a regular file *.log, *.log.N or *.log.N.gz. Error: a line of level ERROR, FATAL or CRITICAL, any case "
    "(nginx: error, crit, alert, emerg). Warning: WARN or WARNING. Report: report.txt or the name asked for; `COUNT "
    "PATH` per log with such lines, PATH relative without ./, sorted in C order; last line `TOTAL LINES FILES`, as in "
    "`TOTAL 37 6`.\n"
)
REWORDED = (
    "# Reports\nA log is *.log, *.log.N or *.log.N.gz, nothing else. Count lines by their level: ERROR, FATAL, "
    "CRITICAL (nginx error, crit, alert, emerg), or WARN and WARNING when asked for warnings. report.txt: `COUNT PATH` "
    "per log that has some, sorted (C), then `TOTAL LINES FILES`.\n",
    "House rules: never change logs. A report goes into report.txt in the root unless told otherwise. Lines: COUNT "
    "PATH, sorted by path bytewise; at the end TOTAL LINES FILES. An error is a line of level ERROR, FATAL or "
    "CRITICAL.\n",
    "This folder holds copies of our servers' logs, some rotated and gzipped. Please leave them as they are.\n",
)


def draw(rng: random.Random) -> str | None:
    """The text, or None where the tree has no AGENTS.md. Mostly the rules; a model must not depend on them."""
    return rng.choices((RULES, rng.choice(REWORDED), None), (85, 7, 8))[0]

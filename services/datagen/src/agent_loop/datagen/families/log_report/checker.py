"""The judge of a report: a program with the right answer in it, independent of how the report was made."""

import hashlib
from collections.abc import Mapping
from importlib import resources

from agent_loop.contracts.task import Checker, TreeManifest

_PLACE = "FACTS: dict[str, Any] = {}"


def checker(report: str, counts: Mapping[str, int], tree: TreeManifest, *, what: str) -> Checker:
    """Accepts exactly the report of `counts` (path to lines, all above zero) in the file `report` of an unchanged tree.

    `what` names the lines in the verdict: `error` or `warning`.
    """
    facts = {
        "what": what,
        "report": report,
        "counts": dict(sorted(counts.items())),
        "files": {e.path: hashlib.sha256(e.content).hexdigest() for e in tree.entries if e.type == "file"},
        "links": {e.path: e.target for e in tree.entries if e.type == "link"},
    }
    program = resources.files(__package__).joinpath("check_report.py").read_text("utf-8")
    return Checker(program=program.replace(_PLACE, f"{_PLACE[:-2]}{facts!r}"))

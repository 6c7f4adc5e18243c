"""How a task must end, as data: the facts that a checker looks at, whatever way led there."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import resources
from typing import Any

from agent_loop.contracts.task import Checker, TreeManifest

Fact = Mapping[str, Any]
"""What must be true of a file or of what is told."""

_PLACE = "FACTS: dict[str, Any] = {}"


def text(content: str) -> Fact:
    """Exactly this text; a newline at its end does not count."""
    return {"text": content}


def lines(content: Sequence[str], *, ordered: bool = True) -> Fact:
    """These lines; blank ones, white space at their ends and `./` before a path do not count."""
    return {"lines": list(content), "ordered": ordered}


def number(value: float) -> Fact:
    """One number and no other that stands alone: `12` or `12 lines in a.txt`."""
    return {"number": float(value)}


def json_value(value: object) -> Fact:
    """JSON with this value."""
    return {"json": value}


def content(data: str | bytes) -> Fact:
    """These very bytes."""
    return {"sha256": _sha256(data.encode() if isinstance(data, str) else data)}


def archive(members: Mapping[str, str | bytes]) -> Fact:
    """A tar (compressed or not) or zip archive with exactly these files, by their paths in it."""
    encoded = {path: data.encode() if isinstance(data, str) else data for path, data in members.items()}
    return {"archive": {path: _sha256(data) for path, data in encoded.items()}}


def gzipped(data: str | bytes) -> Fact:
    """A gzip file of these bytes."""
    return {"gzip": _sha256(data.encode() if isinstance(data, str) else data)}


def either(*facts: Fact) -> Fact:
    """Any one of these facts about a file."""
    return {"either": [dict(fact) for fact in facts]}


def word(value: str, others: Iterable[str] = ()) -> Fact:
    """Only for what is told: this name or word, and none of the `others`, which would be wrong."""
    return {"word": value, "others": sorted(set(others) - {value})}


@dataclass(frozen=True, slots=True)
class End:
    """What is true in the end. Every file and link of the tree that is not named here must be as it was."""

    files: Mapping[str, Fact] = field(default_factory=dict)
    """Path to what must be in it."""
    gone: Sequence[str] = ()
    """Paths where nothing may be."""
    folders: Sequence[str] = ()
    modes: Mapping[str, int] = field(default_factory=dict)
    """Path to permission bits."""
    links: Mapping[str, str] = field(default_factory=dict)
    """Path of a symbolic link to the path that it leads to, both from the top of the tree."""
    free: Sequence[str] = ()
    """Paths that may be as they like."""
    told: Fact | None = None
    """`number`, `word` or `lines`: what the answer names, or else what the last action printed."""
    nothing_else: bool = False
    """No file may be there that is neither of the tree nor named here."""

    def checker(self, tree: TreeManifest) -> Checker:
        """The program that looks at these facts in a folder that began as `tree`."""
        told_of = {*self.files, *self.gone, *self.links, *self.free}
        kept = [entry for entry in tree.entries if entry.path not in told_of]
        facts = {
            "kept": {entry.path: _sha256(entry.content) for entry in kept if entry.type == "file"},
            "kept_links": {entry.path: entry.target for entry in kept if entry.type == "link"},
            "files": {path: dict(fact) for path, fact in self.files.items()},
            "gone": list(self.gone),
            "folders": list(self.folders),
            "modes": dict(self.modes),
            "links": dict(self.links),
            "free": list(self.free),
            "told": dict(self.told) if self.told else None,
            "nothing_else": self.nothing_else,
        }
        return Checker(program=_program().replace(_PLACE, f"{_PLACE[:-2]}{facts!r}"))


def _program() -> str:
    return resources.files("agent_loop.datagen").joinpath("check_end.py").read_text("utf-8")


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()

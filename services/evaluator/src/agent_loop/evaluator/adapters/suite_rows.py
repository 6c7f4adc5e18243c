"""Rows of external suites: where they are read from, which are left out, and trees that a script makes."""

import hashlib
import posixpath
import re
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from agent_loop.contracts.task import TreeEntry, TreeManifest
from agent_loop.contracts.trajectory import Action
from agent_loop.evaluator.domain.suites import SuiteUnusable
from agent_loop.evaluator.ports import Sandbox

_SETUP_SECONDS = 60.0
SETUPS_AT_ONCE = 4
_MOST_IDS = 8
_FOLDERS = {"home", "root", "var", "opt", "srv", "mnt", "media", "data"}
# An absolute path in a shell script: not a part of a longer path, of a URL, of a regular expression or of an option.
_ABSOLUTE = re.compile(r"""(?:^|[\s"'=(<>`])/([A-Za-z][\w.-]*)""", re.MULTILINE)


class Row(BaseModel):
    """A row of somebody else's file: what is not asked for is not looked at."""

    model_config = ConfigDict(frozen=True, extra="ignore")


@dataclass(frozen=True)
class LeftOut:
    """A row that cannot be judged here."""

    id: str
    why: str


def told(left_out: Sequence[LeftOut]) -> list[str]:
    """One line for each reason, with how many rows it left out and their ids."""
    groups: dict[str, list[str]] = {}
    for one in left_out:
        groups.setdefault(one.why, []).append(one.id)
    return [f"left out, {len(ids)}: {why} ({', '.join(_few(ids))})" for why, ids in groups.items()]


def _few(ids: Sequence[str]) -> Sequence[str]:
    return ids if len(ids) <= _MOST_IDS else [*ids[:_MOST_IDS], f"and {len(ids) - _MOST_IDS} more"]


class SetupFailed(Exception):
    """A row's script did not make its tree; the message says how it ended."""


AnyRow = TypeVar("AnyRow", bound=Row)


def file_of(path: Path, name: str) -> Path:
    """`path` itself, or the file of that name in it. Raises SuiteUnusable."""
    found = path / name if path.is_dir() else path
    if not found.is_file():
        raise SuiteUnusable(f"{found} is not there; --data names {name}, or the folder that holds it")
    return found


def rows_of(path: Path, kind: type[AnyRow]) -> list[AnyRow]:
    """The rows of a JSON Lines file. Raises SuiteUnusable, naming the line that is none."""
    try:
        lines = path.read_text("utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise SuiteUnusable(f"{path} cannot be read: {error}") from error
    return [_row(f"{path}:{number}", line, kind) for number, line in enumerate(lines, 1) if line.strip()]


def _row(place: str, line: str, kind: type[AnyRow]) -> AnyRow:
    try:
        return kind.model_validate_json(line)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise SuiteUnusable(f"{place} is no row of this suite: {where}: {first['msg']}") from error


def version_of(*paths: Path) -> str:
    """Changes whenever the files do."""
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def tops_of(*scripts: str) -> set[str]:
    """The folders right beneath `/` that the scripts name and that can be a tree's own."""
    return _FOLDERS.intersection(top for script in scripts for top in _ABSOLUTE.findall(script))


@dataclass(frozen=True)
class Setup:
    """How a tree begins: what lies in it, where parts of it are shown, and the script that makes the rest."""

    script: str = ""
    entries: Sequence[TreeEntry] = ()
    mounts: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def showing(cls, tops: Iterable[str], script: str = "", entries: Sequence[TreeEntry] = ()) -> "Setup":
        """With a folder of its own for each of these folders right beneath `/`."""
        sources = sorted(tops)
        usual = ["var/log", "var/tmp"] if "var" in sources else []
        folders = [TreeEntry(path=name, type="directory") for name in (*sources, *usual)]
        return cls(script, (*folders, *entries), {f"/{name}": name for name in sources})


async def made(sandbox: Sandbox, setup: Setup) -> TreeManifest:
    """The tree as its script leaves it, run in the sandbox. Raises SetupFailed, SandboxUnavailable."""
    now = float(int(time.time()))
    entries = [one if one.mtime is not None else one.model_copy(update={"mtime": now}) for one in setup.entries]
    tree = TreeManifest(entries=entries)
    if not setup.script.strip():
        return tree
    async with sandbox.open(tree, setup.mounts) as workspace:
        action = Action(tool="bash", arguments={"command": setup.script})
        seen = await workspace.perform(action, seconds=_SETUP_SECONDS)
        if not seen.ok:
            said = (seen.stderr.strip() or seen.stdout.strip()).partition("\n")[0]
            raise SetupFailed(f"its set-up ended with {seen.exit_reason.value} {seen.exit_code}: {said[:120]}")
        try:
            left = await workspace.tree()
        except ValidationError as error:
            why = error.errors(include_input=False, include_url=False)[0]["msg"]
            raise SetupFailed(f"its set-up leaves what no tree can hold: {why}") from error
    if any(_leads_out(entry) for entry in left.entries):
        raise SetupFailed("its set-up leaves a link that leads out of its tree")
    return left


def _leads_out(entry: TreeEntry) -> bool:
    if entry.target is None:
        return False
    place = posixpath.join("/workspace", posixpath.dirname(entry.path), entry.target)
    return not f"{posixpath.normpath(place)}/".startswith("/workspace/")

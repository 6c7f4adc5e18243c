"""InterCode-ALFA: questions with two right commands each, on a tree with absolute paths.

Rows come from `intercode_alfa.jsonl` (id, fs, query, gold, gold2, difficulty, here) and the trees from
`intercode_fs_manifests.jsonl` beside it. A row is judged only if its first command worked where it was tried and gave
the same twice (`here.gold_rc` 0, `here.gold_repeat_reward` 1). What begins at `/workspace` lies at the tree's root;
other folders and files beneath `/` are shown there, and lie in the working folder, too, as they do for InterCode.
"""

import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Literal

from pydantic import Field

from agent_loop.contracts.task import Task, TreeEntry, TreeManifest
from agent_loop.evaluator.adapters.suite_rows import LeftOut, Row, file_of, rows_of, told, version_of
from agent_loop.evaluator.domain.suites import JUDGED_BY_ITS_SUITE, Asked, SuiteUnusable

ROWS, TREES = "intercode_alfa.jsonl", "intercode_fs_manifests.jsonl"
_BENCHMARK = "intercode-alfa"
_HOME = "/workspace/"
PUBLISHED = """\
Published on all 300 tasks, judged by execution and an embedding (base model, and the same with an output parser):
llama-3.2-1b .12 .32; llama-3.2-3b .17 .49; llama-3.1-8b .46 .53; qwen2.5-coder-0.5b .10 .35, 1.5b .21 .50,
3b .26 .58, 7b .61 .62; gpt-3.5 .58 .67; gpt-4o .74 .73. Another judge and other rows: orders of magnitude only."""


class _Here(Row):
    gold_rc: int | None = None
    gold_repeat_reward: float | None = None


class _Question(Row):
    id: str
    fs: str
    query: str = Field(min_length=1)
    gold: str = Field(min_length=1)
    gold2: str = ""
    difficulty: int
    here: _Here = _Here()


class _Entry(Row):
    path: str = Field(pattern=r"^/[^/]")
    type: Literal["file", "dir", "link"] = "file"
    mode: str = Field(pattern=r"^[0-7]{1,4}$")
    mtime: float | None = None
    text: str | None = None
    b64: str | None = None
    target: str | None = None


class _Tree(Row):
    benchmark: str
    fs: str
    entries: list[_Entry]


class AlfaSuite:
    """The rows that can be judged, as tasks; `left_out` names the others once they were asked for."""

    name = "alfa"
    judged_in_the_run = False

    def __init__(self, path: Path, now: Callable[[], float] = time.time) -> None:
        """`path` is the file of rows or its folder. Raises SuiteUnusable."""
        rows = file_of(path, ROWS)
        trees = file_of(rows.parent, TREES)
        self._questions, self._trees, self._now = rows_of(rows, _Question), rows_of(trees, _Tree), now
        self.version = version_of(rows, trees)
        self.left_out: list[LeftOut] = []
        self.golds: Mapping[str, tuple[str, ...]] = {
            one.id: tuple(dict.fromkeys(gold for gold in (one.gold, one.gold2) if gold)) for one in self._questions
        }

    async def asked(self) -> dict[str, Asked]:
        return {one.id: Asked(one.query, self.golds.get(one.id, ())) for one in self._questions}

    def notes(self) -> list[str]:
        return [*told(self.left_out), " ".join(PUBLISHED.split())]

    async def tasks(self) -> list[Task]:
        now = float(int(self._now()))
        trees = {one.fs: _tree(one.entries, now) for one in self._trees if one.benchmark == _BENCHMARK}
        self.left_out = [LeftOut(one.id, why) for one in self._questions if (why := _unjudgeable(one))]
        found = []
        for one in self._questions:
            if _unjudgeable(one):
                continue
            if one.fs not in trees:
                raise SuiteUnusable(f"{one.id} begins with the tree {one.fs}, which {TREES} does not have")
            tree, mounts = trees[one.fs]
            found.append(
                Task(
                    id=one.id,
                    family=one.fs,
                    instruction=one.query,
                    tree=tree,
                    mounts=mounts,
                    checker=JUDGED_BY_ITS_SUITE,
                    difficulty=one.difficulty,
                    split="heldout",
                )
            )
        return found


def _unjudgeable(one: _Question) -> str:
    """Why a row is left out; empty for one that is not."""
    if one.here.gold_rc != 0:
        return "its first command did not work where it was tried"
    return "" if one.here.gold_repeat_reward == 1 else "its first command gave another result the second time"


def _tree(entries: Iterable[_Entry], now: float) -> tuple[TreeManifest, dict[str, str]]:
    """The tree, and where its parts are shown. Hidden files beneath `/` are in the working folder only."""
    found, mounts = [], {}
    for entry in entries:
        path = entry.path.removeprefix(_HOME) if entry.path.startswith(_HOME) else entry.path[1:]
        if entry.path == _HOME.rstrip("/"):
            continue
        if path == entry.path[1:] and "/" not in path and not path.startswith("."):
            mounts[entry.path] = path
        found.append(_placed(entry, path, now))
    have = {entry.path for entry in found}
    repository = [TreeEntry(path=".git", type="directory", mtime=now), TreeEntry(path=".gitignore", mtime=now, text="")]
    return TreeManifest(entries=[*(one for one in repository if one.path not in have), *found]), mounts


def _placed(entry: _Entry, path: str, now: float) -> TreeEntry:
    kind: Literal["file", "directory", "link"] = "directory" if entry.type == "dir" else entry.type
    content = {"text": entry.text, "base64": entry.b64} if kind == "file" else {}
    mtime = now if entry.mtime is None else entry.mtime
    return TreeEntry(path=path, type=kind, mode=int(entry.mode, 8), mtime=mtime, target=entry.target, **content)

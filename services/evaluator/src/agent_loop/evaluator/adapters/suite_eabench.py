"""NL2Bash-EAbench: questions for a command, judged as InterCode's are, against the one command that is known.

Rows come from `eabench.jsonl` (prompt, gold, setup, driver, fixtures, gold_here). The set-up runs once, in the sandbox;
the benchmark's home folder is the working folder here. Its own checkers are part of its containers and are not used.
"""

import re
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from pydantic import Field

from agent_loop.contracts.task import Task, TreeEntry
from agent_loop.evaluator.adapters.suite_rows import (
    SETUPS_AT_ONCE,
    LeftOut,
    Row,
    Setup,
    SetupFailed,
    file_of,
    made,
    rows_of,
    told,
    version_of,
)
from agent_loop.evaluator.domain.suites import JUDGED_BY_ITS_SUITE, Asked
from agent_loop.evaluator.ports import Sandbox
from agent_loop.evaluator.use_cases.at_once import at_once

ROWS = "eabench.jsonl"
_HOME = "home/test/"
_GIVEN = re.compile(r"bash\.sh[ \t]+[^\s#]")
_NEEDS = {
    "needs to be root": re.compile(
        r"\bsudo\s|\b(useradd|adduser|usermod|groupadd|chage|gpasswd|timedatectl)\s|^passwd\s", re.MULTILINE
    ),
    "needs a program that runs all the time": re.compile(r"&\s*$|&\s*\n|\bnohup\b", re.MULTILINE),
    "needs its own folder /home/test or /app": re.compile(r"(?<![\w.])/(home/test|app)\b"),
}


class _Tried(Row):
    checker_result: str | None = None
    rc: int | list[int] | None = None
    repeat_equal: bool | None = None


class _Question(Row):
    id: str
    suite: str
    prompt: str = Field(min_length=1)
    gold: str = Field(min_length=1)
    setup: str = ""
    driver: str = ""
    fixtures: Mapping[str, str] = MappingProxyType({})
    fixtures_omitted: tuple[str, ...] = ()
    gold_here: _Tried = _Tried()


class EabenchSuite:
    """The rows that can be judged, as tasks; `left_out` names the others once they were asked for."""

    name = "eabench"
    judged_in_the_run = False

    def __init__(self, path: Path, sandbox: Sandbox) -> None:
        """`path` is the file of rows or its folder. Raises SuiteUnusable."""
        rows = file_of(path, ROWS)
        self._questions, self._sandbox = rows_of(rows, _Question), sandbox
        self.version = version_of(rows)
        self.left_out: list[LeftOut] = []
        self.golds: Mapping[str, tuple[str, ...]] = {one.id: (one.gold,) for one in self._questions}

    async def asked(self) -> dict[str, Asked]:
        return {one.id: Asked(one.prompt, self.golds.get(one.id, ())) for one in self._questions}

    def notes(self) -> list[str]:
        return [*told(self.left_out), "no published table is comparable: the benchmark judges by its own containers"]

    async def tasks(self) -> list[Task]:
        found = await at_once(SETUPS_AT_ONCE, self._questions, self._task)
        self.left_out = [one for one in found if isinstance(one, LeftOut)]
        return [one for one in found if isinstance(one, Task)]

    async def _task(self, one: _Question) -> Task | LeftOut:
        if why := _unjudgeable(one):
            return LeftOut(one.id, why)
        try:
            tree = await made(self._sandbox, Setup(one.setup, [_fixture(*pair) for pair in one.fixtures.items()]))
        except SetupFailed as error:
            return LeftOut(one.id, str(error))
        return Task(
            id=one.id,
            family=one.suite,
            instruction=one.prompt,
            tree=tree,
            checker=JUDGED_BY_ITS_SUITE,
            split="heldout",
        )


def _fixture(path: str, text: str) -> TreeEntry:
    return TreeEntry(path=path.removeprefix(_HOME), text=text, mode=0o755 if text.startswith("#!") else 0o644)


def _unjudgeable(one: _Question) -> str:
    """Why a row is left out; empty for one that is not."""
    if one.fixtures_omitted:
        return "its files are not all here"
    for why, pattern in _NEEDS.items():
        if pattern.search(f"{one.prompt}\n{one.setup}\n{one.gold}"):
            return why
    tried = one.gold_here
    if _GIVEN.search(one.driver) or isinstance(tried.rc, list):
        return "asks for a script with arguments"
    if tried.rc != 0 or tried.checker_result == "Fail":
        return "its own command did not work where it was tried"
    return "" if tried.repeat_equal else "its own command gave another result the second time"

"""AgentBench-OS: questions about a machine that a script has prepared, judged by the answer.

Rows come from `agentbench_os.jsonl` (description, init, start, example, check, selfcheck). The script runs once, in the
sandbox, and what it leaves is the tree; AgentBench's home folder is the working folder here. The published protocol is
kept: only the words that a run finishes with count, compared with what the row's own command prints in the end state.
"""

import re
from collections.abc import Mapping
from importlib import resources
from pathlib import Path
from typing import Literal

from pydantic import Field

from agent_loop.contracts.task import Checker, Task
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
    tops_of,
    version_of,
)
from agent_loop.evaluator.domain.suites import Asked
from agent_loop.evaluator.ports import Sandbox
from agent_loop.evaluator.use_cases.at_once import at_once

ROWS = "agentbench_os.jsonl"
PUBLISHED = """\
Published (function calling, other rows): Qwen2.5-14B 26.0, 72B 49.5, GPT-4o 38.5, GPT-5 34.5, Claude Sonnet 4 45.3,
DeepSeek-R1 53.6; trained small models: AgentRL Qwen2.5-3B 40.5, 7B 40.8."""
_PLACE = "FACTS: dict[str, Any] = {}"
_NEEDS = {
    "needs users or groups of its own": re.compile(r"\b(useradd|adduser|usermod|groupadd|chown)\b"),
    "needs packages": re.compile(r"\b(apt|apt-get|pip|npm|yum)\s+(-\S+\s+)*install\b"),
    "needs the network": re.compile(r"\b(curl|wget|ping|dig)\s"),
    "is made otherwise each time": re.compile(
        r"\bRANDOM\b|/dev/u?random|\bshuf\b|\$\(date|`date|\bmktemp\b|\b(gzip|zip|tar)\s"
    ),
}


class _Script(Row):
    language: Literal["bash"] = "bash"
    code: str


class _Step(Row):
    run: str | None = None
    compare: str | None = None


class _Check(Row):
    kind: Literal["match", "steps"]
    match: str | None = None
    steps: tuple[_Step, ...] = ()


class _Selfcheck(Row):
    passes: bool | None = None


class _Question(Row):
    id: str
    description: str = Field(min_length=1)
    init: tuple[_Script, ...] = ()
    start: str | None = None
    example: _Script | None = None
    check: _Check
    selfcheck: _Selfcheck = _Selfcheck()

    @property
    def script(self) -> str:
        return "\n".join(one.code for one in self.init)

    @property
    def compare(self) -> str:
        """How the answer is compared; empty where that is no single comparison with what the example prints."""
        if self.check.kind == "match":
            return "string-match"
        steps = self.check.steps
        if len(steps) == 2 and steps[0].run == "example" and self.example is not None:
            return steps[1].compare or ""
        return ""


class AgentBenchSuite:
    """The rows that can be judged, as tasks; `left_out` names the others once they were asked for."""

    name = "agentbench-os"
    judged_in_the_run = True

    def __init__(self, path: Path, sandbox: Sandbox) -> None:
        """`path` is the file of rows or its folder. Raises SuiteUnusable."""
        rows = file_of(path, ROWS)
        self._questions, self._sandbox = rows_of(rows, _Question), sandbox
        self.version = version_of(rows)
        self.left_out: list[LeftOut] = []
        self.golds: Mapping[str, tuple[str, ...]] = {
            one.id: (one.example.code,) for one in self._questions if one.example is not None
        }

    async def asked(self) -> dict[str, Asked]:
        return {one.id: Asked(one.description, self.golds.get(one.id, ())) for one in self._questions}

    def notes(self) -> list[str]:
        return [*told(self.left_out), " ".join(PUBLISHED.split())]

    async def tasks(self) -> list[Task]:
        found = await at_once(SETUPS_AT_ONCE, self._questions, self._task)
        self.left_out = [one for one in found if isinstance(one, LeftOut)]
        return [one for one in found if isinstance(one, Task)]

    async def _task(self, one: _Question) -> Task | LeftOut:
        if why := _unjudgeable(one):
            return LeftOut(one.id, why)
        example = one.example.code if one.example else ""
        setup = Setup.showing(tops_of(one.script, example), one.script)
        try:
            tree = await made(self._sandbox, setup)
        except SetupFailed as error:
            return LeftOut(one.id, str(error))
        return Task(
            id=one.id,
            family=one.compare,
            instruction=one.description,
            tree=tree,
            mounts=dict(setup.mounts),
            checker=_checker(one),
            split="heldout",
        )


def _unjudgeable(one: _Question) -> str:
    """Why a row is left out; empty for one that is not."""
    if one.start:
        return "needs a program that runs all the time"
    if one.compare not in ("integer-match", "size-match", "string-match"):
        return "is checked in another way"
    scripts = f"{one.script}\n{one.example.code if one.example else ''}"
    for why, pattern in _NEEDS.items():
        if pattern.search(one.script if why.startswith("is made") else scripts):
            return why
    return "" if one.selfcheck.passes else "its own answer did not pass where it was tried"


def _checker(one: _Question) -> Checker:
    facts: dict[str, str] = {"compare": one.compare}
    if one.check.match is not None:
        facts["match"] = one.check.match
    elif one.example is not None:
        facts["reference"] = one.example.code
    program = resources.files(__package__).joinpath("check_answer.py").read_text("utf-8")
    return Checker(program=program.replace(_PLACE, f"{_PLACE[:-2]}{facts!r}"), timeout_seconds=40)

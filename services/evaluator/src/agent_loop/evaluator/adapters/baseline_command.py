"""Baselines that do a task by one command that they have from somewhere."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from agent_loop.contracts.task import Said, Task
from agent_loop.evaluator.adapters.suite_rows import Row, file_of, rows_of
from agent_loop.evaluator.domain.nearest import Nearest
from agent_loop.evaluator.domain.suites import Did
from agent_loop.evaluator.ports import Sandbox

PAIRS = "nl2bash.jsonl"


class _Pair(Row):
    nl: str
    cmd: str


async def _performed(sandbox: Sandbox, task: Task, command: str) -> Did:
    """What comes of the command on the task's tree, run in the sandbox; its output is the answer, too.

    Raises SandboxUnavailable.
    """
    async with sandbox.open(task.tree, task.mounts) as workspace:
        seen = await workspace.perform(*Did.in_shell(command).actions)
    done = Did.in_shell(command, seen.stdout)
    return replace(done, said=Said(answer=seen.stdout, output=seen.stdout))


class Gold:
    """Runs the command that is known to be right: how much of a suite can be reached where it is judged."""

    name = "gold"

    def __init__(self, sandbox: Sandbox, golds: Mapping[str, Sequence[str]]) -> None:
        self._sandbox = sandbox
        self._golds = golds

    async def attempt(self, task: Task) -> Did:
        return await _performed(self._sandbox, task, self._golds[task.id][0])


class NearestPair:
    """Runs the command of the training pair whose text is nearest (tf-idf cosine of words): no model at all.

    Pairs that are near twins of a task, or the very same, are not taken out: this is what knowing them is worth.
    """

    name = "nearest training command"

    def __init__(self, sandbox: Sandbox, path: Path) -> None:
        """`path` is a JSON Lines file of pairs (`nl`, `cmd`), or the folder of PAIRS. Raises SuiteUnusable."""
        self._sandbox = sandbox
        self._pairs = rows_of(file_of(path, PAIRS), _Pair)
        self._nearest = Nearest([pair.nl for pair in self._pairs])

    async def attempt(self, task: Task) -> Did:
        found = self._nearest(task.instruction)
        return Did() if found is None else await _performed(self._sandbox, task, self._pairs[found].cmd)

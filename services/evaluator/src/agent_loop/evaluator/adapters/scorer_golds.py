"""Scores by commands that are right: what was done must come to the same as one of them."""

from collections.abc import Mapping, Sequence

from agent_loop.contracts.task import Task
from agent_loop.contracts.trajectory import Action
from agent_loop.evaluator.domain.likeness import Ended, difference
from agent_loop.evaluator.domain.suites import Did, Score
from agent_loop.evaluator.ports import Sandbox

_SHOWN = 200


class GoldScorer:
    """Does again what was done in one copy of the tree, and each right command in a copy of its own.

    All of them run in the sandbox: the commands are somebody else's.
    """

    def __init__(self, sandbox: Sandbox, golds: Mapping[str, Sequence[str]]) -> None:
        """`golds` gives the right commands by the tasks' ids."""
        self._sandbox = sandbox
        self._golds = golds

    async def score(self, task: Task, did: Did) -> Score:
        own = Ended((await self._ended(task, did.actions)).changes, did.said.output)
        whys = []
        for gold in self._golds[task.id]:
            why = difference(own, await self._ended(task, Did.in_shell(gold).actions))
            if not why:
                return Score(success=True, detail=f"as {_shown(gold)}")
            whys.append(why)
        return Score(success=False, detail="; ".join(dict.fromkeys(whys)))

    async def _ended(self, task: Task, actions: Sequence[Action]) -> Ended:
        output = ""
        async with self._sandbox.open(task.tree, task.mounts) as workspace:
            for action in actions:
                output = (await workspace.perform(action)).stdout
            return Ended(await workspace.changes(), output)


def _shown(command: str) -> str:
    """On one line, without the line that names its shell."""
    text = " ".join(command.removeprefix("#!/bin/bash").split())
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"

"""Families whose tasks are done by a script: commands that are known before the first is run.

A family is a small file: its wordings, and `draw`, which makes a task's names, tree, script and end.
"""

import random
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from agent_loop.contracts.prompt import ProposedStep
from agent_loop.contracts.task import Task, TreeEntry, TreeManifest
from agent_loop.contracts.toolset import FINISH
from agent_loop.contracts.trajectory import Action, Observation, Phase, Step
from agent_loop.datagen.domain import Exercise, Move, Split, UnusableWording
from agent_loop.datagen.endings import End
from agent_loop.datagen.scenery import Scenery
from agent_loop.datagen.wordings import expand, fill, roughen, slots_of

MAX_WORDING = 4000
PLACES = frozenset({"place", "where"})
"""The slots that tell where to look; a wording with neither means the whole tree."""
OUTPUT = "{output}"
"""In an answer: what the VERIFY action printed, without white space around it."""


@dataclass(frozen=True, slots=True)
class Act:
    """One command with the thought that leads to it."""

    thought: str
    command: str


@dataclass(frozen=True, slots=True)
class Script:
    """How a task is rightly done. Each step must follow from what its prompt shows.

    A prompt shows the instruction, all thoughts and plan items so far, and the output of the step just before. So what
    a later command needs of an earlier output stands in a thought or in the plan; VERIFY's output is what the answer
    is made of.
    """

    look: Act
    """ANALYZE: something that is useful to see before planning."""
    think: str
    """The thought of the plan: what was seen."""
    plan: tuple[str, ...]
    acts: tuple[Act, ...]
    verify: Act
    """Exit status 0 means that it is right; fails where the acts did not work."""
    answer: str
    """What is told in the end; `{output}` is VERIFY's output."""
    wrong: tuple[str, ...]
    """Commands that would be wrong in place of the acts: the checker must refuse where each leads."""

    def propose(self, steps: Sequence[Step]) -> ProposedStep:
        """The step after `steps`, which the script has taken so far."""
        taken = len(steps)
        if taken == 0:
            return _bash(Phase.ANALYZE, self.look)
        if taken == 1:
            return ProposedStep(Phase.PLAN, self.think, plan=self.plan)
        if taken < 2 + len(self.acts):
            return _bash(Phase.EXECUTE, self.acts[taken - 2])
        if taken == 2 + len(self.acts):
            return _bash(Phase.VERIFY, self.verify)
        return self.finish(steps[-1].observation)

    def finish(self, seen: Observation | None) -> ProposedStep:
        """The end, told with VERIFY's output."""
        told = self.answer.replace(OUTPUT, seen.stdout.strip() if seen else "")
        return ProposedStep(Phase.VERIFY, "It is right.", action=Action(tool=FINISH, arguments={"answer": told}))


@dataclass(frozen=True, slots=True)
class Case:
    """One task, drawn: what it is about, and how it rightly goes and ends."""

    slots: Mapping[str, str]
    """What the wordings' slots stand for."""
    tree: Sequence[TreeEntry]
    script: Script
    end: End


class ScriptedFamily(ABC):
    """A kind of task that scripts do. Subclasses give the values below and `draw`."""

    name: str
    version: str = "4"
    difficulty: int
    """0: one plain command. 1: a pipeline or an option to be chosen. 2: what is seen decides, or several steps."""
    kept_out: bool = False
    """Never for training: it shows what a model makes of tasks of a kind that it has not met."""
    train: tuple[str, ...]
    """Wording templates; see `wordings`. Together they stand for at least a hundred wordings."""
    validation: tuple[str, ...]
    heldout: tuple[str, ...]

    @abstractmethod
    def draw(self, scene: Scenery) -> Case:
        """A task of this family, as `scene` draws it."""

    @cached_property
    def default_instruction(self) -> str:
        return expand(random.Random(0), self.train[0])  # noqa: S311

    def wording(self, rng: random.Random, split: Split) -> str:
        """A wording of this split, its slots still open."""
        wording = expand(rng, rng.choice(self.wordings(split)))
        return roughen(rng, wording) if split == "train" else wording

    def wordings(self, split: Split) -> tuple[str, ...]:
        return {"train": self.train, "validation": self.validation, "heldout": self.heldout}[split]

    def make(self, rng: random.Random, wording: str, *, task_id: str, split: Split | None = None) -> Exercise:
        """Raises UnusableWording."""
        if not wording.strip() or "\0" in wording or len(wording) > MAX_WORDING:
            raise UnusableWording(f"a wording is text of at most {MAX_WORDING} characters without NUL")
        wording = expand(rng, wording)
        case = self.draw(Scenery(rng, here=PLACES.isdisjoint(slots_of(wording))))
        tree = TreeManifest(entries=list(case.tree))
        task = Task(
            id=task_id,
            family=self.name,
            instruction=fill(wording, case.slots),
            tree=tree,
            checker=case.end.checker(tree),
            difficulty=self.difficulty,
            split=split,
        )
        return Exercise(task, ScriptedReference(case.script), case.script.wrong, scripted=True)


@dataclass(frozen=True, slots=True)
class ScriptedReference:
    """The policy that follows a script."""

    script: Script

    def __call__(self, steps: Sequence[Step]) -> Move:
        return Move(self.script.propose(steps))


def _bash(phase: Phase, act: Act) -> ProposedStep:
    return ProposedStep(phase, act.thought, action=Action(tool="bash", arguments={"command": act.command}))

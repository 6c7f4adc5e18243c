"""Exercises, their reference policies, and what becomes of them."""

import hashlib
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from agent_loop.contracts.dataset import ChatExample
from agent_loop.contracts.prompt import ProposedStep
from agent_loop.contracts.task import Task, TreeManifest
from agent_loop.contracts.trajectory import Step

Split = Literal["train", "validation", "heldout"]

GUIDANCE_FILE = "AGENTS.md"
VALIDATION_EVERY = 20
"""Every twentieth example is for validation."""


class ReferenceFailed(Exception):
    """A reference did not lead to an end state that its task's checker accepts: a fault of the family."""

    def __init__(self, task_id: str, detail: str) -> None:
        super().__init__(f"the reference of {task_id} failed: {detail}")
        self.task_id = task_id


class WrongAccepted(Exception):
    """A checker accepts what is wrong: a fault of the family."""

    def __init__(self, task_id: str, command: str) -> None:
        super().__init__(f"the checker of {task_id} accepts what is wrong: {command}")
        self.task_id = task_id


class UnusableWording(ValueError):
    """A wording that cannot be made a task of this family; the message says why."""


class RowsUnreadable(Exception):
    """Rows that were brought cannot be read; the message says which and why."""


class NoPairs(ValueError):
    """Nothing is left of the pairs that were brought; the message says why."""


class NoWordings(ValueError):
    """A file of wordings that holds none."""


@dataclass(frozen=True, slots=True)
class Move:
    """What a reference does next. A move that is not learnt is a staged fault: performed and seen, never a row."""

    step: ProposedStep
    learnt: bool = True


Reference = Callable[[Sequence[Step]], Move]
"""A policy: the steps so far, with what was really observed, to the next move."""


@dataclass(frozen=True, slots=True)
class Exercise:
    """A task and how it is rightly done."""

    task: Task
    reference: Reference
    wrong: tuple[str, ...] = ()
    """Shell commands: where one alone is done, and its output is all that is told, the checker must refuse."""
    scripted: bool = False
    """Whether all moves are known before anything is seen."""


class Family(Protocol):
    """A kind of task that can be made in any number."""

    name: str
    version: str
    """Changes whenever the same seed gives other tasks."""
    difficulty: int
    """0: one plain command. 1: a pipeline or an option to be chosen. 2: what is seen decides, or several steps."""
    kept_out: bool
    """Never for training: it shows what a model makes of tasks of a kind that it has not met."""

    @property
    def default_instruction(self) -> str:
        """A wording that it takes."""
        ...

    def wording(self, rng: random.Random, split: Split) -> str:
        """An instruction of this split. What is held out or for validation has no near twin in training."""
        ...

    def wordings(self, split: Split) -> tuple[str, ...]:
        """The base wordings of this split."""
        ...

    def make(self, rng: random.Random, wording: str, *, task_id: str, split: Split | None = None) -> Exercise:
        """The exercise that `rng` and `wording` determine. Raises UnusableWording."""
        ...


@dataclass(frozen=True, slots=True)
class Mixture:
    """Several families in one dataset, as if they were one."""

    name: str
    families: tuple[Family, ...]
    weights: tuple[int, ...]
    ends_every: int = 1
    """Of so many scripts one teaches its VERIFY steps and its end, too."""

    @property
    def version(self) -> str:
        told = " ".join(f"{f.name}/{f.version}*{w}" for f, w in zip(self.families, self.weights, strict=True))
        if self.ends_every > 1:
            told += f" ends 1/{self.ends_every}"
        return hashlib.sha256(told.encode()).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class Recipe:
    """What determines a dataset, byte for byte."""

    family: str
    version: str
    seed: int
    count: int
    """Exercises, not rows."""
    form: str
    """The digest of how prompts and answers look: rows of two forms never meet in one dataset."""
    program: str = ""
    """The digest of the code that makes exercises, where it is known; nor do rows of two programs."""

    def __str__(self) -> str:
        told = f"{self.family}/{self.version} seed={self.seed} count={self.count} form={self.form}"
        return f"{told} program={self.program}" if self.program else told

    @property
    def key(self) -> str:
        return hashlib.sha256(str(self).encode()).hexdigest()[:12]

    def split(self, index: int) -> Split:
        return "validation" if index % VALIDATION_EVERY == VALIDATION_EVERY - 1 else "train"


@dataclass(frozen=True, slots=True)
class Example:
    """A verified trajectory as rows."""

    index: int
    split: Split
    rows: tuple[ChatExample, ...]


def teaches_end(family: Family | Mixture, index: int) -> bool:
    """Whether the script of exercise number `index` teaches its VERIFY steps and its end, too."""
    return not isinstance(family, Mixture) or index % family.ends_every == 0


def exercise(family: Family | Mixture, seed: int, index: int, split: Split) -> Exercise:
    """The exercise number `index` of `seed`: the same for ever, whatever else is made."""
    rng = random.Random(f"{family.name}/{family.version}/{seed}/{index}/{split}")  # noqa: S311
    if isinstance(family, Mixture):
        [family] = rng.choices(family.families, family.weights)
    wording = family.wording(rng, split)
    return family.make(rng, wording, task_id=f"{family.name}-{split}-{seed}-{index}", split=split)


def guidance_of(tree: TreeManifest) -> str:
    """What the agent takes from the workspace into the prompt."""
    return next((entry.text or "" for entry in tree.entries if entry.path == GUIDANCE_FILE), "")

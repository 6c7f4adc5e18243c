"""What a suite's tasks are judged by, and what was done about one of them."""

import hashlib
import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from agent_loop.contracts.task import Checker, Said, Task
from agent_loop.contracts.trajectory import Action, ExitReason, Trajectory

JUDGED_BY_ITS_SUITE = Checker(program="raise SystemExit('this task is judged by its suite')")
"""The checker of a task that no program in its end state can judge: it is not sent with the run."""


Aid = bool | int | str
"""How one of the agent's aids is set."""


class UnknownSuite(Exception):
    """There is no suite of this name; the message lists those that there are."""


class UnknownModel(Exception):
    """The agent serves no model of this name; the message lists those that it does."""


class SuiteUnusable(Exception):
    """A suite's description or its tasks contradict themselves; the message names what is wrong."""


@dataclass(frozen=True)
class Entry:
    """Whose outcomes on which tasks: what is kept under one entry may be compared and taken up again."""

    suite: str
    version: str
    tasks_sha256: str
    """Over the tasks' JSON, in order; see tasks_sha256()."""
    entrant: str
    """`model@digest`, or a baseline's name."""
    aids: tuple[tuple[str, Aid], ...] = ()
    prompt_sha256: str = ""
    """Of the system prompt that a model gets."""

    @property
    def key(self) -> str:
        return hashlib.sha256(repr(self).encode()).hexdigest()[:12]


@dataclass(frozen=True)
class Candidate:
    """What is judged: a model, with the agent's aids."""

    model: str | None = None
    """A name or an alias; None is the agent's default."""
    aids: Mapping[str, Aid] = field(default_factory=dict)
    """The `aids` of a run, as the gateway takes them; what is left out is as the agent is set."""


@dataclass(frozen=True)
class ServedModel:
    """A model as it is served now."""

    name: str
    digest: str
    """sha256, hexadecimal."""


@dataclass(frozen=True)
class Score:
    """One judgement."""

    success: bool
    detail: str = ""
    """The judge's words."""


@dataclass(frozen=True)
class Did:
    """What an agent, or whatever stands in for one, did about a task."""

    actions: tuple[Action, ...] = ()
    """The actions that were performed, in order; without `finish`, and without those that were refused."""
    said: Said = field(default_factory=Said)
    """The last words, and the standard output of the last EXECUTE action."""

    @classmethod
    def by(cls, trajectory: Trajectory) -> "Did":
        """What a run did."""
        actions = tuple(
            step.action
            for step in trajectory.steps
            if step.action and step.observation and step.observation.exit_reason is not ExitReason.INVALID
            if step.action.tool != "finish"
        )
        return cls(actions, Said.by(trajectory.steps, trajectory.answer))

    @classmethod
    def in_shell(cls, command: str, output: str = "") -> "Did":
        """One command in a shell, and what it printed."""
        return cls((Action(tool="bash", arguments={"command": command}),), Said(output=output))


NOTHING = Did()


@dataclass(frozen=True)
class Asked:
    """What a task asks, and the commands that are known to be right."""

    instruction: str
    commands: tuple[str, ...] = ()


def tasks_sha256(tasks: Sequence[Task]) -> str:
    """The content hash of tasks in this order; without their files' times, which some suites count back from now."""
    digest = hashlib.sha256()
    for task in tasks:
        digest.update(task.model_dump_json(exclude={"tree": {"entries": {"__all__": {"mtime"}}}}).encode() + b"\n")
    return digest.hexdigest()


def unambiguous(tasks: Sequence[Task]) -> None:
    """Raises SuiteUnusable where there is no task, or where two have one id."""
    if not tasks:
        raise SuiteUnusable("the suite has no tasks")
    seen = set[str]()
    for task in tasks:
        if task.id in seen:
            raise SuiteUnusable(f"two tasks have the id {task.id}")
        seen.add(task.id)


def some(tasks: Sequence[Task], limit: int | None) -> list[Task]:
    """At most `limit` tasks, as many of each family as can be, in the order of all."""
    if limit is None or limit >= len(tasks):
        return list(tasks)
    families: dict[str, list[int]] = {}
    for place, task in enumerate(tasks):
        families.setdefault(task.family, []).append(place)
    rounds = itertools.zip_longest(*families.values())
    dealt = [place for one in rounds for place in one if place is not None]
    return [tasks[place] for place in sorted(dealt[:limit])]

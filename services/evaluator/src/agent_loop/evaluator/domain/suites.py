"""What a suite's tasks are judged by, and what was done about one of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from agent_loop.contracts.task import Checker, Said
from agent_loop.contracts.trajectory import Action, ExitReason, Trajectory

JUDGED_BY_ITS_SUITE = Checker(program="raise SystemExit('this task is judged by its suite')")
"""The checker of a task that no program in its end state can judge: it is not sent with the run."""


class UnknownSuite(Exception):
    """There is no suite of this name; the message lists those that there are."""


class UnknownModel(Exception):
    """The agent serves no model of this name; the message lists those that it does."""


class SuiteUnusable(Exception):
    """A suite's description or its tasks contradict themselves; the message names what is wrong."""


@dataclass(frozen=True)
class Candidate:
    """What is judged: a model, with the agent's aids."""

    model: str | None = None
    """A name or an alias; None is the agent's default."""
    aids: Mapping[str, bool | int] = field(default_factory=dict)
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

"""What the evaluator needs."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AbstractContextManager
from typing import Protocol

from agent_loop.contracts.task import Task, TreeManifest
from agent_loop.contracts.trajectory import Action, Observation
from agent_loop.evaluator.domain.likeness import Change
from agent_loop.evaluator.domain.outcomes import FamilyInfo, Outcome, TaskOrder
from agent_loop.evaluator.domain.suites import Asked, Candidate, Did, Entry, Score, ServedModel


class TaskSource(Protocol):
    """Where tasks come from."""

    async def tasks(self, order: TaskOrder) -> list[Task]:
        """The tasks of an order; the same order gives the same tasks. Raises TasksUnavailable."""
        ...


class Families(Protocol):
    """The families of tasks that can be made."""

    async def families(self) -> list[FamilyInfo]:
        """All of them, by name. Raises TasksUnavailable."""
        ...


class Suite(Protocol):
    """A fixed set of tasks that scores are compared on."""

    @property
    def name(self) -> str: ...

    @property
    def version(self) -> str:
        """Changes whenever the tasks do."""
        ...

    @property
    def judged_in_the_run(self) -> bool:
        """Whether each task's checker judges its run. If not, the suite's Scorer does, from what the run did."""
        ...

    async def tasks(self) -> list[Task]:
        """All tasks, always the same in the same order, with unique ids. Raises TasksUnavailable, SuiteUnusable."""
        ...

    async def asked(self) -> Mapping[str, Asked]:
        """What it asks, by the tasks' ids: what training must not resemble; also what cannot be judged here.

        Raises TasksUnavailable, SuiteUnusable.
        """
        ...

    def notes(self) -> Sequence[str]:
        """What a reader of its table must know, such as what was left out; complete once `tasks` was called."""
        ...


class Scorer(Protocol):
    """Judges what was done about a task, by doing it again on an untouched tree in the sandbox."""

    async def score(self, task: Task, did: Did) -> Score:
        """Whether it was right; `NOTHING` gives the floor of doing nothing. Raises SandboxUnavailable."""
        ...


class Baseline(Protocol):
    """Something simpler than an agent, that a suite's table is compared with."""

    @property
    def name(self) -> str: ...

    async def attempt(self, task: Task) -> Did:
        """What it does about the task. Raises SandboxUnavailable."""
        ...


class Workspace(Protocol):
    """A folder in a sandbox, gone when its context is left."""

    async def perform(self, action: Action, *, seconds: float = 30, stdin: bytes = b"") -> Observation:
        """Run a `bash` (argument `command`) or `python` (argument `code`) action in the folder, for so long at most.

        A program that fails or that a limit ends is an observation. Raises SandboxUnavailable where none ran.
        """
        ...

    async def changes(self) -> Mapping[str, Change]:
        """What differs from the tree that it was opened with, by path. Raises SandboxUnavailable."""
        ...

    async def tree(self) -> TreeManifest:
        """All that it holds now, with its times. Raises SandboxUnavailable."""
        ...


class Sandbox(Protocol):
    """Runs actions in isolation, never on this machine's own files."""

    def open(
        self, tree: TreeManifest, mounts: Mapping[str, str] | None = None
    ) -> AbstractAsyncContextManager[Workspace]:
        """A new workspace that holds `tree`, parts of it (sources) shown at absolute paths (targets), too.

        Entering raises SandboxUnavailable, also where the isolation here shows no mounts.
        """
        ...


class Record(Protocol):
    """The outcomes of one entry, as far as they are known."""

    def known(self) -> Mapping[str, Outcome]:
        """By the tasks' ids."""
        ...

    def add(self, outcome: Outcome) -> None:
        """Keep one: when this returns, a crash does not lose it. Raises ResultsUnwritable."""
        ...


class Results(Protocol):
    """Keeps outcomes as they come, so that an evaluation that is interrupted goes on where it was left."""

    def record(self, entry: Entry, *, fresh: bool) -> AbstractContextManager[Record]:
        """The record of this entry; `fresh` begins it anew. One at a time may write it.

        Entering raises ResultsUnwritable.
        """
        ...


class TrainingTexts(Protocol):
    """What a model is trained on, as far as suites must not resemble it."""

    def instructions(self) -> Iterator[tuple[str, str]]:
        """Where each row stands (file and line), and the instruction in it. Raises TrainingTextsUnreadable."""
        ...

    def commands(self) -> Iterator[tuple[str, str]]:
        """Where each row stands that teaches a command, and the command. Raises TrainingTextsUnreadable."""
        ...


class AgentRuns(Protocol):
    """The agent, as its clients see it."""

    async def served(self, model: str | None) -> ServedModel:
        """The model behind a name; None is the agent's default. Raises UnknownModel, RunsUnavailable."""
        ...

    async def perform(self, task: Task, candidate: Candidate) -> Outcome:
        """Let the agent do the task and wait for its end. A run that fails or is refused is an outcome.

        Raises RunsUnavailable when no run could be made or its end is not known.
        """
        ...

    async def did(self, run_id: str) -> Did:
        """What a run of ours did. Raises RunsUnavailable."""
        ...


class CommandLine(Protocol):
    """The `agent-loop` command, as a person uses it."""

    def show(self, *arguments: str) -> int:
        """Run a command with its output where a person sees it; its exit code. An interrupt is passed on to it.

        Raises CommandUnavailable when it cannot be started.
        """
        ...

    def read(self, *arguments: str, allowed: Collection[int] = (0,)) -> str:
        """What a command prints. Raises CommandUnavailable when it cannot be started or ends with another exit code."""
        ...


class Stage(Protocol):
    """Where the demonstration's files lie, and where it speaks."""

    def clear(self) -> None:
        """Make an empty folder, away with what an earlier demonstration left."""
        ...

    def path(self, name: str) -> str:
        """The absolute path of a name in that folder."""
        ...

    def files(self, name: str) -> Sequence[tuple[str, int]]:
        """The files below a folder of it, relative, with their sizes in bytes, in order."""
        ...

    def text(self, name: str) -> str:
        """A text file's content."""
        ...

    def say(self, text: str) -> None:
        """A line for the person who watches."""
        ...

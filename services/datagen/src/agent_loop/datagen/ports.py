"""What generating needs from outside."""

from contextlib import AbstractAsyncContextManager, AbstractContextManager
from typing import Protocol

from agent_loop.contracts.dataset import DatasetManifest
from agent_loop.contracts.task import Checker, Said, TreeManifest
from agent_loop.contracts.trajectory import Action, Observation
from agent_loop.datagen.domain import Example, Recipe


class SandboxUnavailable(Exception):
    """No sandbox could be had, or it was lost on the way; the message says where and why."""


class DatasetUnwritable(Exception):
    """The dataset could not be stored; the message says where and why."""


class Workspace(Protocol):
    """A folder in a sandbox, gone when its context is left."""

    async def run(self, action: Action, seconds: float | None = None) -> Observation:
        """Perform a `bash` action in the folder, for at most so long; None: as long as a reference may take.

        A command that fails or that a limit ends is an observation. Raises SandboxUnavailable where none ran.
        """
        ...

    async def judge(self, checker: Checker, said: Said) -> Observation:
        """Run `checker` in a fresh copy of the folder, or at a rehearsal in the folder: exit 0 is success.

        Raises SandboxUnavailable.
        """
        ...


class Stage(Protocol):
    """Has workspaces for exercises."""

    def open(self, tree: TreeManifest) -> AbstractAsyncContextManager[Workspace]:
        """A new workspace that holds `tree`. Entering raises SandboxUnavailable."""
        ...


class Sandbox(Stage, Protocol):
    """Runs actions in isolation."""

    def open(self, tree: TreeManifest, *, isolated: bool = False) -> AbstractAsyncContextManager[Workspace]:
        """A new workspace that holds `tree`; `isolated`, where commands are not ours: in namespaces of its own.

        Entering raises SandboxUnavailable, also where so much isolation cannot be had.
        """
        ...

    def rehearsal(self) -> AbstractAsyncContextManager[Stage]:
        """A stage in one sandbox, many times faster: its workspaces are folders, and one waits for the other to end.

        A checker judges the folder itself. What a command does outside of its folder is not undone: for commands and
        checkers that are trusted that far. Entering raises SandboxUnavailable.
        """
        ...


class DatasetStore(Protocol):
    """Keeps verified examples while a dataset grows, and then the dataset."""

    def find(self, recipe: Recipe) -> tuple[str, DatasetManifest] | None:
        """The dataset that was finished by this recipe before, and where it is. Raises DatasetUnwritable."""
        ...

    def growing(self, recipe: Recipe) -> AbstractContextManager[frozenset[int]]:
        """Take up `recipe` where it was left: the numbers of its stored examples.

        One at a time may grow a dataset. What was stored stays when the context is left, however it is left.
        Entering raises DatasetUnwritable.
        """
        ...

    def add(self, recipe: Recipe, example: Example) -> None:
        """Store an example, whole or not at all, of a dataset that is growing. Raises DatasetUnwritable."""
        ...

    def finish(self, recipe: Recipe) -> tuple[str, DatasetManifest]:
        """Make the dataset of all stored examples, in the order of their numbers, and say where it is.

        The same examples give the same content hash and the same place; what was growing is gone. Raises
        DatasetUnwritable.
        """
        ...

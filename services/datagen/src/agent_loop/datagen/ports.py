"""What generating needs from outside."""

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager, AbstractContextManager
from typing import Protocol

from agent_loop.contracts.dataset import DatasetManifest
from agent_loop.contracts.task import Checker, Said, TreeManifest
from agent_loop.contracts.trajectory import Action, Observation
from agent_loop.datagen.domain import Example, Recipe, Rehearsal, Trial


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
        """Run `checker` in a fresh copy of the folder: exit 0 is success. Raises SandboxUnavailable."""
        ...


class Sandbox(Protocol):
    """Runs actions in isolation."""

    def open(self, tree: TreeManifest, *, isolated: bool = False) -> AbstractAsyncContextManager[Workspace]:
        """A new workspace that holds `tree`; `isolated`, where commands are not ours: in namespaces of its own.

        Entering raises SandboxUnavailable, also where so much isolation cannot be had.
        """
        ...

    async def rehearse(self, trials: Sequence[Trial]) -> Sequence[Rehearsal]:
        """Perform the trials one after another, each in a folder of its own with its task's tree; many times faster.

        What a command does to another trial's folder is not prevented: for commands that are trusted that far.
        Raises SandboxUnavailable.
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

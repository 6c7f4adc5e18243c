"""What the agent needs from the outside world, in its own words."""

from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Protocol, Self

from agent_loop.agent.domain.changes import Change, ChangeSet
from agent_loop.agent.domain.commands import Command, OnOutput
from agent_loop.agent.domain.models import ChatCall, Completion, ModelDescription
from agent_loop.agent.domain.runs import IdempotencyKey, Run, Workspace
from agent_loop.agent.domain.tools import ToolInfo
from agent_loop.contracts.agent.v1.agent_pb2 import RunEvent
from agent_loop.contracts.toolset import Toolset
from agent_loop.contracts.trajectory import Action, Observation, Step, Trajectory


class LanguageModel(Protocol):
    """A server of language models."""

    async def describe(self, name: str) -> ModelDescription:
        """Raises ModelNotFound for a name that the server does not have, ModelUnavailable where it is not there."""
        ...

    async def list(self) -> Sequence[ModelDescription]:
        """All models by name; `context_length` and `has_template` may be left unknown. Raises ModelUnavailable."""
        ...

    def chat(self, call: ChatCall) -> AsyncIterator[str | Completion]:
        """The answer in pieces as the model writes it, then exactly one Completion with the whole.

        Leaving the iteration ends the call. Raises ModelNotFound or ModelUnavailable.
        """
        ...


class Sandbox(Protocol):
    """One open sandbox."""

    @property
    def tier(self) -> str:
        """The isolation that it reports, such as NAMESPACES."""
        ...

    async def run(self, command: Command, on_output: OnOutput | None = None) -> Observation:
        """Run one command; `on_output` gets its output as it comes.

        A command that fails, or that a limit ends, is an observation. Raises SandboxUnavailable where none ran or
        its end is unknown. Cancelling kills the command.
        """
        ...

    async def read(self, path: str, max_bytes: int) -> bytes:
        """The first `max_bytes` of a file of the workspace. Raises FileNotFound, SandboxUnavailable."""
        ...

    async def changes(self) -> Sequence[Change]:
        """What differs from the workspace that it was opened with, by path. Raises SandboxUnavailable."""
        ...

    def copy(self) -> AbstractAsyncContextManager["Sandbox"]:
        """A fresh sandbox in a copy of this one's workspace as it is now; its changes do not reach this one.

        Entering raises SandboxUnavailable, and WorkspaceInvalid where what a mount shows is gone.
        """
        ...


class Sandboxes(Protocol):
    """Where sandboxes come from."""

    def open(self, workspace: Workspace, subject: str, seconds: float) -> AbstractAsyncContextManager[Sandbox]:
        """A sandbox that holds `workspace` until the block is left, and for at most about `seconds`.

        It is deleted however the block is left. Entering raises WorkspaceInvalid (also for mounts that cannot be),
        WorkspaceTooLarge, SandboxUnavailable (also where this machine's isolation shows no mounts).
        """
        ...

    async def check(self) -> str:
        """A few words on the sandbox. Raises SandboxUnavailable."""
        ...


class Tools(Protocol):
    """The tools of this agent: the built-in ones and what plugins bring."""

    @property
    def toolset(self) -> Toolset:
        """Every usable tool."""
        ...

    def command(self, action: Action) -> Command:
        """What a valid action runs in the sandbox. Raises InvalidAction where a plugin fails to say."""
        ...

    def infos(self) -> Sequence[ToolInfo]:
        """Usable tools first, then plugins with their problems."""
        ...


class TrajectoryLog(Protocol):
    """Where runs, their events and steps are kept. Every call is atomic: it is stored as a whole or not at all.

    All raise StorageUnavailable where the store is not there; those that write raise StorageFull.
    """

    async def __aenter__(self) -> Self: ...
    async def __aexit__(self, *_: object) -> None: ...

    async def begin(self, run: Run, key: IdempotencyKey | None = None) -> Run:
        """Keep a new run, and give it back; or the run that the subject began with the same key before.

        Raises IdempotencyConflict where the key stands for another request.
        """
        ...

    async def append(self, run: Run, events: Sequence[RunEvent] = (), steps: Sequence[Step] = ()) -> None:
        """Replace what is kept of the run's head and sums, and add events and steps. Raises RunNotFound."""
        ...

    async def run(self, run_id: str) -> Run:
        """Raises RunNotFound."""
        ...

    async def page(self, subject: str, size: int, before: str = "") -> Sequence[Run]:
        """At most `size` runs of the subject, newest first: those older than the run with the id `before`."""
        ...

    async def unfinished(self) -> Sequence[Run]:
        """Every run that has not ended, oldest first."""
        ...

    async def trajectory(self, run_id: str) -> Trajectory:
        """The head with the steps so far. Raises RunNotFound."""
        ...

    async def events(self, run_id: str, after: int, limit: int) -> Sequence[RunEvent]:
        """At most `limit` events with ids greater than `after`, in order; none for an unknown run."""
        ...


class Changes(Protocol):
    """Where the changes that runs made are kept. A run's are written once, as a whole."""

    async def keep(self, run_id: str, changes: ChangeSet) -> None:
        """Raises StorageFull, StorageUnavailable."""
        ...

    async def changes(self, run_id: str) -> Sequence[Change]:
        """By path; none for a run that changed nothing."""
        ...

    async def content(self, run_id: str, path: str) -> bytes:
        """Raises FileNotFound where the run left no such file or its content was not kept."""
        ...

    async def diff(self, run_id: str) -> str:
        """Empty for a run that changed nothing."""
        ...

"""What the gateway needs from the outside world, in the words of agent/v1 and of the Ollama API."""

from collections.abc import AsyncGenerator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from agent_loop.contracts.agent.v1.agent_pb2 import (
    Change,
    GetTrajectoryResponse,
    ListRunsResponse,
    ModelInfo,
    Run,
    RunEvent,
    StartRunRequest,
    StartRunResponse,
    ToolInfo,
)
from agent_loop.gateway.domain import Caller, DependencyState


class Runs(Protocol):
    """Runs are started, watched and steered. Every run belongs to a subject; another's run does not exist.

    Every method raises AgentUnavailable, and AgentRefused with the problem type that it names.
    """

    async def start(self, order: StartRunRequest) -> StartRunResponse:
        """Accept a run. Refused with idempotency-conflict where the key stands for another request."""
        ...

    def watch(self, subject: str, run_id: str, after: int) -> AsyncGenerator[RunEvent, None]:
        """The events with an id above `after`, the stored ones first; ends after run_finished. run-not-found."""
        ...

    async def cancel(self, subject: str, run_id: str) -> Run:
        """Ask a run to stop; a finished run stays as it is. run-not-found."""
        ...

    async def get(self, subject: str, run_id: str) -> Run:
        """run-not-found."""
        ...

    async def list(self, subject: str, page_size: int, page_token: str) -> ListRunsResponse:
        """Newest first. invalid-request for a page token that is not one."""
        ...

    async def judge(self, subject: str, run_id: str, *, success: bool, comment: str) -> Run:
        """Record a person's verdict. run-not-found, run-not-finished."""
        ...


class Results(Protocol):
    """What a run leaves behind. Raises AgentUnavailable and AgentRefused (run-not-found)."""

    async def trajectory(self, subject: str, run_id: str) -> GetTrajectoryResponse:
        """The trajectory as far as it is."""
        ...

    async def changes(self, subject: str, run_id: str) -> Sequence[Change]:
        """The changed paths of the workspace."""
        ...

    def read(self, subject: str, run_id: str, path: str) -> AsyncGenerator[bytes, None]:
        """A changed file in pieces; an empty file has none. file-not-found."""
        ...

    async def diff(self, subject: str, run_id: str) -> str:
        """The changes as a unified diff."""
        ...


class Catalogue(Protocol):
    """What the agent offers. Raises AgentUnavailable."""

    async def models(self) -> Sequence[ModelInfo]:
        """The models that a run may name."""
        ...

    async def tools(self) -> Sequence[ToolInfo]:
        """The tools that a step may use."""
        ...

    async def dependencies(self) -> Sequence[DependencyState]:
        """What the agent needs, and whether it answers. Takes at most about a second."""
        ...


class Agent(Runs, Results, Catalogue, Protocol):
    """The agent service, as one thing to connect to."""


@dataclass(frozen=True, slots=True)
class ModelCall:
    """A request in the form of Ollama's /api/generate or /api/chat; it names its model."""

    kind: Literal["generate", "chat"]
    body: Mapping[str, object]


class ModelServer(Protocol):
    """The server of language models, in the form of Ollama's API."""

    async def version(self) -> str:
        """The server's version. Raises ModelServerUnavailable within about a second."""
        ...

    def answer(self, call: ModelCall) -> AsyncGenerator[bytes, None]:
        """The answer as JSON objects, one a line without its line feed, the last one with `done: true`.

        Raises ModelNotFound, ModelRequestRefused or ModelServerUnavailable, before the first object or between two.
        """
        ...


class TokenVerifier(Protocol):
    """Judges signed tokens."""

    async def verify(self, token: str) -> Caller:
        """The caller that the token proves. Raises TokenRefused."""
        ...


class TokenSigner(Protocol):
    """The local key that `agent-loop token` signs with."""

    def ensure(self) -> None:
        """Make the key and the list of keys to verify with, unless they are there. Raises KeysUnusable."""
        ...

    def sign(self, claims: Mapping[str, object]) -> str:
        """A token with these claims. Raises KeysUnusable."""
        ...


class RevocationList(Protocol):
    """The ids of tokens that are no longer good although they have not expired."""

    def revoke(self, token_id: str) -> None:
        """Refuse the token from now on, in every process that reads this list. Idempotent.

        Raises ValueError for what is no token's id.
        """
        ...

    def revoked(self, token_id: str) -> bool:
        """Whether the token was revoked; cheap enough to ask for each request."""
        ...


class KeySet(Protocol):
    """An issuer's published keys."""

    async def fetch(self) -> Sequence[Mapping[str, object]]:
        """The keys as JWKs, asked for anew. Raises KeysUnusable where they cannot be had."""
        ...


class Machine(Protocol):
    """The machine that the gateway runs on."""

    def free_bytes(self) -> int:
        """Room on the disk that holds the state."""
        ...

    def gpus(self) -> Sequence[str]:
        """The names of the GPUs; none is fine."""
        ...

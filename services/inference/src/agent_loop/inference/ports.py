"""What the inference service needs from the outside: an engine that runs models, and a place that keeps them."""

from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

from agent_loop.inference.domain.generation import Finished, Message, Piece, Sampling
from agent_loop.inference.domain.manifest import Manifest, StoredModel
from agent_loop.inference.domain.names import Digest, ModelName


@dataclass(frozen=True)
class ModelSpec:
    """What an engine must know to load a model. Two equal specs are one loaded model."""

    weights: Path
    jinja_template: str | None
    """None: the model can complete raw prompts only."""
    context_length: int
    """Tokens of one request's window."""
    control_tokens: tuple[int, ...] = ()


class LoadedModel(Protocol):
    """A model in memory. Several requests may use it at once; the engine runs them in parallel or in turn."""

    @property
    def context_length(self) -> int:
        """Tokens of one request's window, prompt and answer together."""
        ...

    @property
    def size_bytes(self) -> int:
        """About what it holds in memory."""
        ...

    @property
    def is_alive(self) -> bool:
        """False once the engine has stopped; then only `close` may be called."""
        ...

    async def render(self, messages: Sequence[Message]) -> str:
        """The prompt for these messages by the chat template, ready for the assistant's answer.

        Raises UnusableTemplate if there is no template or it fails on these messages, ModelCrashed.
        """
        ...

    def complete(self, prompt: str, sampling: Sampling, grammar: str | None) -> AsyncGenerator[Piece | Finished]:
        """Continue the prompt: pieces of text as they come, then exactly one Finished.

        Every piece is whole characters; all pieces together are the answer, without the stop sequence. With a grammar
        (GBNF) the answer is a sentence of it, unless it ends by length; control tokens, which leave no text, are then
        never chosen. Closing the generator stops the work promptly.
        Raises PromptTooLong, UnusableSchema if the engine refuses the grammar, ModelCrashed.
        """
        ...

    async def close(self) -> None:
        """Free the memory. Running generations end with ModelCrashed. Closing twice is fine."""
        ...


class ModelRuntime(Protocol):
    """Loads models."""

    async def load(self, spec: ModelSpec) -> LoadedModel:
        """Raises ModelLoadFailed or UnusableTemplate with the engine's reason; this process is never harmed."""
        ...


class ModelStore(Protocol):
    """Content-addressed blobs and named manifests. What is written is whole or not there, also after a power cut."""

    async def models(self) -> list[StoredModel]:
        """All models, the newest first."""
        ...

    async def get(self, name: ModelName) -> StoredModel:
        """Raises ModelNotFound."""
        ...

    async def put(self, name: ModelName, manifest: Manifest) -> None:
        """Write or replace a model. Raises BlobNotFound if its weights are not stored, StorageFull."""
        ...

    async def delete(self, name: ModelName) -> None:
        """Remove a model, and its weights if no other model has them. Raises ModelNotFound."""
        ...

    async def has_blob(self, digest: Digest) -> bool:
        """Whether the blob is stored whole."""
        ...

    async def write_blob(self, digest: Digest, chunks: AsyncIterator[bytes]) -> None:
        """Store a blob. Raises DigestMismatch and StorageFull, and then keeps nothing."""
        ...

    async def blob_size(self, digest: Digest) -> int:
        """Bytes. Raises BlobNotFound."""
        ...

    def blob_path(self, digest: Digest) -> Path:
        """Where an engine on this machine finds the blob."""
        ...

    def open_blob(self, digest: Digest) -> BinaryIO:
        """The blob for reading, seekable; blocks, so call it from a thread. Raises BlobNotFound."""
        ...

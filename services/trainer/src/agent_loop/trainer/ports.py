"""What training needs from the outside world."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Protocol

from agent_loop.contracts.dataset import ChatExample
from agent_loop.contracts.trajectory import Message
from agent_loop.trainer.domain import (
    Checkpoint,
    ExportedModel,
    ModelShape,
    Progress,
    Quantization,
    Sample,
    Split,
)


class ExampleSource(Protocol):
    """A dataset."""

    def read(self, split: Split) -> Iterator[ChatExample]:
        """The split's examples one by one in their order, as often as asked; none where the dataset lacks the split.

        Raises EmptyDataset where there is no dataset at all, and, once it comes to it, InvalidExample for a row that
        is no example.
        """
        ...

    def digest(self) -> str:
        """Identifies the dataset's content: sha256 in hexadecimal."""
        ...


class Tokenizer(Protocol):
    """Text to token ids and back, in the form in which the model is served."""

    @property
    def size(self) -> int:
        """How many tokens there are, specials included; ids are 0 to size - 1."""
        ...

    @property
    def end_of_turn(self) -> int: ...

    def encode(self, text: str) -> list[int]:
        """Special tokens that are spelt out become special tokens."""
        ...

    def prompt(self, messages: Sequence[Message]) -> list[int]:
        """The chat so far and the beginning of the assistant's turn."""
        ...

    def decode(self, ids: Sequence[int]) -> str:
        """Without special tokens."""
        ...

    def to_text(self) -> str:
        """All of it, for `Tokenizers.load`."""
        ...

    def save(self, folder: Path) -> None:
        """Write the files that belong into a model folder."""
        ...


class Tokenizers(Protocol):
    """Where tokenizers come from."""

    def train(self, texts: Iterable[str], vocabulary: int, whole: str = "") -> Tokenizer:
        """A tokenizer of at most `vocabulary` tokens that knows every byte. The same texts give the same tokenizer.

        Texts are gone through once, and none is kept.

        Each character of `whole` is a token of its own, whatever stands beside it.
        """
        ...

    def load(self, text: str) -> Tokenizer: ...


class Learner(Protocol):
    """A model while it learns."""

    def start(self, shape: ModelShape, seed: int) -> None:
        """A model with random weights that depend on the seed only."""
        ...

    def learn(self, samples: Sequence[Sample], learning_rate: float) -> float:
        """One optimizer step; the mean loss (nats) of the answers' tokens before it."""
        ...

    def loss(self, samples: Sequence[Sample]) -> float:
        """The mean loss (nats) of the answers' tokens; nothing is learnt."""
        ...

    def answers(self, prompts: Sequence[Sequence[int]], end_of_turn: int, limit: int) -> list[list[int]]:
        """The most likely continuation of each prompt, without the end of the turn, at most `limit` tokens."""
        ...

    def snapshot(self) -> bytes:
        """Everything that learning goes on from: weights, optimizer, randomness."""
        ...

    def restore(self, snapshot: bytes) -> None:
        """Go on from a snapshot of a model of the same shape: bit by bit as if never stopped.

        Raises CorruptCheckpoint.
        """
        ...

    def save(self, folder: Path) -> None:
        """Write the weights and the configuration into a model folder."""
        ...


class RunFolder(Protocol):
    """What a run leaves behind. Every write is whole or did not happen; raises DiskFull."""

    def open(self, identity: str) -> None:
        """Begin, or go on with the run of the same identity (canonical JSON). Raises OtherRun for another."""
        ...

    def save_tokenizer(self, text: str) -> None: ...

    def tokenizer(self) -> str | None: ...

    def save_checkpoint(self, checkpoint: Checkpoint) -> None: ...

    def checkpoint(self) -> Checkpoint | None:
        """The latest. Raises CorruptCheckpoint."""
        ...

    def record(self, progress: Progress) -> None:
        """Append to the run's history."""
        ...

    def save_model(self, learner: Learner, tokenizer: Tokenizer, scores: dict[str, object]) -> Path:
        """Put the finished model into its folder, replacing an earlier one."""
        ...


class ExperimentTracker(Protocol):
    """Where people compare runs by their curves and scores."""

    def catch_up(self, run: Path) -> None:
        """Tell it what the run folder holds and it does not know yet; a folder without a run is passed over.

        Raises TrackerUnavailable; the next call goes on where this one ended.
        """
        ...

    def leave(self, run: Path) -> None:
        """Tell it that nobody works on the run any more. Raises TrackerUnavailable."""
        ...


class ModelExporter(Protocol):
    """Makes the file that serving loads."""

    def export(self, model: Path, target: Path, quantization: Quantization) -> ExportedModel:
        """Write the model folder's weights and tokenizer into one file, whole or not at all.

        Raises InvalidModel, TokenizerMismatch, DiskFull.
        """
        ...


class ModelShelf(Protocol):
    """Where models that are served by default lie."""

    def publish(self, model: Path, served: Path, exported: ExportedModel) -> Path:
        """Put weights, configuration, tokenizer, the served file and a card there together, whole or not at all.

        Raises InvalidModel where the model lacks a part, and DiskFull.
        """
        ...

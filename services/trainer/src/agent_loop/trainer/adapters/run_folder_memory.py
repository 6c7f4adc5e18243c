"""A run that leaves its traces in memory, with as much room as it is given."""

import tempfile
from pathlib import Path

from agent_loop.trainer.domain import Checkpoint, DiskFull, OtherRun, Progress
from agent_loop.trainer.ports import Learner, Tokenizer


class InMemoryRunFolder:
    """`room` is how many bytes a checkpoint may take."""

    def __init__(self, room: int = 2**40) -> None:
        self.room = room
        self.history: list[Progress] = []
        self.scores: dict[str, object] = {}
        self.model: dict[str, bytes] = {}
        self._identity: str | None = None
        self._tokenizer: str | None = None
        self._checkpoint: Checkpoint | None = None

    def open(self, identity: str) -> None:
        if self._identity not in (None, identity):
            raise OtherRun("this is a run of another dataset or recipe")
        self._identity = identity

    def save_tokenizer(self, text: str) -> None:
        self._tokenizer = text

    def tokenizer(self) -> str | None:
        return self._tokenizer

    def save_checkpoint(self, checkpoint: Checkpoint) -> None:
        if len(checkpoint.snapshot) > self.room:
            raise DiskFull("no room for the checkpoint; the last one is intact")
        self._checkpoint = checkpoint

    def checkpoint(self) -> Checkpoint | None:
        return self._checkpoint

    def record(self, progress: Progress) -> None:
        self.history.append(progress)

    def save_model(self, learner: Learner, tokenizer: Tokenizer, scores: dict[str, object]) -> Path:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            learner.save(folder)
            tokenizer.save(folder)
            self.model = {path.name: path.read_bytes() for path in folder.iterdir()}
        self.scores = scores
        return Path("model")

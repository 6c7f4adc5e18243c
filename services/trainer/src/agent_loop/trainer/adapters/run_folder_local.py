"""A run as a folder: run.json, tokenizer.json, checkpoint.bin, progress.jsonl and, at the end, model/."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from agent_loop.trainer.adapters.durable_files import FULL, replace_folder, write_bytes_whole
from agent_loop.trainer.domain import Checkpoint, CorruptCheckpoint, DiskFull, OtherRun, Position, Progress
from agent_loop.trainer.ports import Learner, Tokenizer

HISTORY = "progress.jsonl"


class LocalRunFolder:
    """A run on this machine's disk. `write` puts bytes into a file, whole or not at all."""

    def __init__(self, folder: Path, write: Callable[[Path, bytes], None] = write_bytes_whole) -> None:
        self._folder = folder
        self._write = write

    def open(self, identity: str) -> None:
        path = self._folder / "run.json"
        if not path.exists():
            self._write(path, identity.encode())
        elif path.read_text(encoding="utf-8") != identity:
            raise OtherRun(
                f"{self._folder} holds a run of another dataset or recipe (see run.json); "
                "name another folder, or start it with the same options to go on with it"
            )

    def save_tokenizer(self, text: str) -> None:
        self._write(self._folder / "tokenizer.json", text.encode())

    def tokenizer(self) -> str | None:
        path = self._folder / "tokenizer.json"
        return path.read_text(encoding="utf-8") if path.exists() else None

    def save_checkpoint(self, checkpoint: Checkpoint) -> None:
        header = asdict(checkpoint.position) | {"sha256": hashlib.sha256(checkpoint.snapshot).hexdigest()}
        self._write(self._checkpoint_path, json.dumps(header).encode() + b"\n" + checkpoint.snapshot)

    def checkpoint(self) -> Checkpoint | None:
        if not self._checkpoint_path.exists():
            return None
        header, _, snapshot = self._checkpoint_path.read_bytes().partition(b"\n")
        try:
            fields = json.loads(header)
            intact = fields.pop("sha256") == hashlib.sha256(snapshot).hexdigest()
            position = Position(**fields)
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise self._corrupt(f"its header cannot be read: {error}") from error
        if not intact:
            raise self._corrupt("its content does not match its checksum")
        return Checkpoint(position, snapshot)

    def record(self, progress: Progress) -> None:
        try:
            with (self._folder / HISTORY).open("a", encoding="utf-8") as history:
                history.write(json.dumps(asdict(progress)) + "\n")
        except OSError as error:
            if error.errno in FULL:
                raise DiskFull(f"no space left for {history.name}; the last checkpoint is intact") from error
            raise

    def history(self, start: int = 0) -> list[Progress]:
        """What was recorded, without the first `start`; a record that is half written is not there yet."""
        path = self._folder / HISTORY
        whole, _, _ = path.read_text(encoding="utf-8").rpartition("\n") if path.exists() else ("", "", "")
        return [Progress(**json.loads(line)) for line in whole.splitlines()[start:]]

    def save_model(self, learner: Learner, tokenizer: Tokenizer, scores: dict[str, object]) -> Path:
        def fill(folder: Path) -> None:
            learner.save(folder)
            tokenizer.save(folder)
            (folder / "scores.json").write_text(json.dumps(scores, indent=2) + "\n", encoding="utf-8")

        target = self._folder / "model"
        replace_folder(target, fill)
        return target

    @property
    def _checkpoint_path(self) -> Path:
        return self._folder / "checkpoint.bin"

    def _corrupt(self, why: str) -> CorruptCheckpoint:
        return CorruptCheckpoint(
            f"{self._checkpoint_path} is damaged: {why}; remove it to start this run from the beginning"
        )

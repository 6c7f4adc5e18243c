"""Datasets as folders: `<family>-<content hash>` with a JSONL file for each split and `manifest.json`.

While one grows, its examples stand in `.growing-<recipe>/examples.jsonl`, one a line, in the order they came.
"""

import contextlib
import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from agent_loop.contracts.dataset import ChatExample, DatasetManifest
from agent_loop.datagen.domain import Example, Recipe
from agent_loop.datagen.ports import DatasetUnwritable

SPLITS = ("train", "validation")


class FolderDatasetStore:
    """Datasets below the folder `root`, which is made when it is first needed."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._files: dict[str, IO[bytes]] = {}

    def find(self, recipe: Recipe) -> tuple[str, DatasetManifest] | None:
        with self._telling():
            for path in sorted(self._root.glob(f"{recipe.family}-*/manifest.json")):
                manifest = DatasetManifest.model_validate_json(path.read_text("utf-8"))
                if manifest.recipe == str(recipe):
                    return str(path.parent), manifest
        return None

    @contextlib.contextmanager
    def growing(self, recipe: Recipe) -> Iterator[frozenset[int]]:
        with self._telling(), contextlib.ExitStack() as stack:
            path = self._growing(recipe) / "examples.jsonl"
            path.parent.mkdir(parents=True, exist_ok=True)
            file = stack.enter_context(path.open("a+b"))
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise DatasetUnwritable(f"{path.parent} is being written by another process; wait for it") from error
            stored = _whole_lines(file)
            self._files[recipe.key] = file
            try:
                yield stored
            finally:
                del self._files[recipe.key]

    def add(self, recipe: Recipe, example: Example) -> None:
        body = {
            "index": example.index,
            "split": example.split,
            "rows": [row.model_dump(mode="json") for row in example.rows],
        }
        file = self._files[recipe.key]
        with self._telling():
            file.write(json.dumps(body, ensure_ascii=False).encode() + b"\n")
            file.flush()

    def finish(self, recipe: Recipe) -> tuple[str, DatasetManifest]:
        with self._telling():
            folder = self._growing(recipe)
            rows = _write_splits(folder)
            digest = hashlib.sha256()
            for split in SPLITS:
                digest.update(f"{split}\0".encode() + (folder / f"{split}.jsonl").read_bytes())
            manifest = DatasetManifest(
                content_sha256=digest.hexdigest(), rows=rows, recipe=str(recipe), seed=recipe.seed
            )
            _write(folder / "manifest.json", manifest.model_dump_json(indent=2) + "\n")
            place = self._root / f"{recipe.family}-{manifest.content_sha256[:12]}"
            (folder / "examples.jsonl").unlink()
            if place.exists():  # made before, maybe by another recipe, which gives way
                (folder / "manifest.json").replace(place / "manifest.json")
                shutil.rmtree(folder)
            else:
                folder.rename(place)
            return str(place), manifest

    def _growing(self, recipe: Recipe) -> Path:
        return self._root / f".growing-{recipe.key}"

    @contextlib.contextmanager
    def _telling(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise DatasetUnwritable(f"cannot write the dataset below {self._root}: {error}") from error


def _whole_lines(file: IO[bytes]) -> frozenset[int]:
    """The numbers of the stored examples; what a crash left half-written at the end is cut off."""
    file.seek(0)
    numbers, end = set[int](), 0
    for line in file:
        if not line.endswith(b"\n"):
            break
        numbers.add(int(json.loads(line)["index"]))
        end += len(line)
    file.truncate(end)
    file.seek(end)
    return frozenset(numbers)


def _write_splits(folder: Path) -> dict[str, int]:
    """Write each split's rows in the order of the examples' numbers; gives their counts."""
    with (folder / "examples.jsonl").open("rb") as file:
        examples = sorted((json.loads(line) for line in file), key=lambda example: int(example["index"]))
    counts = {}
    for split in SPLITS:
        rows = [row for example in examples if example["split"] == split for row in example["rows"]]
        _write(folder / f"{split}.jsonl", "".join(f"{_row(row)}\n" for row in rows))
        counts[split] = len(rows)
    return counts


def _row(body: object) -> str:
    return ChatExample.model_validate(body).model_dump_json()


def _write(path: Path, text: str) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())

"""Datasets in memory."""

import contextlib
import hashlib
from collections.abc import Iterator

from agent_loop.contracts.dataset import ChatExample, DatasetManifest
from agent_loop.datagen.domain import Example, Recipe
from agent_loop.datagen.ports import DatasetUnwritable


class InMemoryDatasetStore:
    """Datasets by their place, which is `<family>-<content hash>`."""

    def __init__(self) -> None:
        self.datasets: dict[str, dict[str, list[ChatExample]]] = {}
        self._finished: dict[str, tuple[str, DatasetManifest]] = {}
        self._examples: dict[str, dict[int, Example]] = {}
        self._busy: set[str] = set()

    def find(self, recipe: Recipe) -> tuple[str, DatasetManifest] | None:
        return self._finished.get(recipe.key)

    @contextlib.contextmanager
    def growing(self, recipe: Recipe) -> Iterator[frozenset[int]]:
        if recipe.key in self._busy:
            raise DatasetUnwritable(f"{recipe} is being written already; wait for it")
        self._busy.add(recipe.key)
        try:
            yield frozenset(self._examples.setdefault(recipe.key, {}))
        finally:
            self._busy.discard(recipe.key)

    def add(self, recipe: Recipe, example: Example) -> None:
        self._examples[recipe.key][example.index] = example

    def finish(self, recipe: Recipe) -> tuple[str, DatasetManifest]:
        examples = [example for _, example in sorted(self._examples.pop(recipe.key).items())]
        splits: dict[str, list[ChatExample]] = {"train": [], "validation": []}
        for example in examples:
            splits[example.split] += example.rows
        text = "".join(f"{split}\0{''.join(row.model_dump_json() for row in rows)}" for split, rows in splits.items())
        manifest = DatasetManifest(
            content_sha256=hashlib.sha256(text.encode()).hexdigest(),
            rows={split: len(rows) for split, rows in splits.items()},
            recipe=str(recipe),
            seed=recipe.seed,
        )
        place = f"{recipe.family}-{manifest.content_sha256[:12]}"
        self.datasets[place] = splits
        self._finished[recipe.key] = place, manifest
        return place, manifest

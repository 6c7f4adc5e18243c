"""A dataset that lies in memory."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence

from agent_loop.contracts.dataset import ChatExample
from agent_loop.trainer.domain import EmptyDataset, Split


class InMemoryExampleSource:
    """Splits given as lists; a dataset without the training split is none."""

    def __init__(self, splits: Mapping[Split, Sequence[ChatExample]]) -> None:
        self._splits = {split: list(rows) for split, rows in splits.items()}

    def read(self, split: Split) -> Iterator[ChatExample]:
        if split is Split.TRAIN and split not in self._splits:
            raise EmptyDataset("there is no training split")
        return iter(self._splits.get(split, ()))

    def digest(self) -> str:
        content = hashlib.sha256()
        for split in Split:
            rows = "\n".join(row.model_dump_json() for row in self._splits.get(split, ()))
            content.update(hashlib.sha256(rows.encode()).digest())
        return content.hexdigest()

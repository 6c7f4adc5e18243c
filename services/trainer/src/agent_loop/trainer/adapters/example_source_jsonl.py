"""Dataset folders: `train.jsonl` and, where there is one, `validation.jsonl`; one ChatExample a line."""

import hashlib
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from pydantic import ValidationError

from agent_loop.contracts.dataset import ChatExample
from agent_loop.trainer.domain import EmptyDataset, InvalidExample, Split


class JsonlExampleSource:
    """Reads dataset folders, one after the other, as if they were one."""

    def __init__(self, *folders: Path) -> None:
        self._folders = folders

    def read(self, split: Split) -> Iterator[ChatExample]:
        paths = [folder / f"{split.value}.jsonl" for folder in self._folders]
        if missing := [path for path in paths if split is Split.TRAIN and not path.is_file()]:
            raise EmptyDataset(f"{missing[0]} does not exist; name a dataset folder with a train.jsonl")
        return chain.from_iterable(_examples(path) for path in paths if path.is_file())

    def digest(self) -> str:
        content = hashlib.sha256()
        for folder in self._folders:
            for split in Split:
                path = folder / f"{split.value}.jsonl"
                content.update(_digest(path) if path.is_file() else hashlib.sha256().digest())
        return content.hexdigest()


def _examples(path: Path) -> Iterator[ChatExample]:
    with path.open(encoding="utf-8") as lines:
        try:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    yield _example(line, path, number)
        except UnicodeDecodeError as error:
            raise InvalidExample(f"{path} is not UTF-8 text: {error}") from error


def _digest(path: Path) -> bytes:
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").digest()


def _example(line: str, path: Path, number: int) -> ChatExample:
    try:
        return ChatExample.model_validate_json(line)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        where = ".".join(map(str, first["loc"])) or "the line"
        raise InvalidExample(f"{path}:{number}: {where}: {first['msg']}") from error

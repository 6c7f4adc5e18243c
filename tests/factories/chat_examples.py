"""A copy task in chat form: the answer repeats a word of the question. Tiny, and learnt in a few steps."""

import json
import random
from pathlib import Path

from agent_loop.contracts.dataset import ChatExample
from agent_loop.contracts.trajectory import Message

WORDS = ("ls", "cat", "grep", "find", "tail", "head", "sort", "uniq", "wc", "du")


def example(word: str, place: str = "here", answer: str | None = None) -> ChatExample:
    return ChatExample(
        messages=[
            Message(role="system", content="Answer with the command."),
            Message(role="user", content=f"Say {word} {place}"),
            Message(role="assistant", content=f"{word}!" if answer is None else answer),
        ],
        sources=["factory"],
    )


def examples(count: int, seed: int = 0) -> list[ChatExample]:
    chance = random.Random(seed)
    return [example(chance.choice(WORDS), "x" * chance.randint(1, 12)) for _ in range(count)]


def write_dataset(folder: Path, train: list[ChatExample], validation: list[ChatExample] = ()) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in (("train", train), ("validation", validation)):
        if rows or name == "train":
            lines = [json.dumps(row.model_dump()) for row in rows]
            (folder / f"{name}.jsonl").write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return folder

"""One token for each byte, and the special ones: a tokenizer that needs no training and no library."""

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from agent_loop.contracts.trajectory import Message
from agent_loop.trainer.domain import ENDS_TURN, SPECIAL_TOKENS, STARTS_TURN

BYTES = 256
_NAME = "bytes"


class ByteTokenizer:
    """Ids 0 to 255 are bytes, then come the special tokens and the characters that are whole."""

    def __init__(self, whole: str = "") -> None:
        self._whole = whole
        self._beyond = (*SPECIAL_TOKENS, *whole)
        self._split = re.compile("(" + "|".join(map(re.escape, self._beyond)) + ")")

    @property
    def size(self) -> int:
        return BYTES + len(self._beyond)

    @property
    def end_of_turn(self) -> int:
        return BYTES + SPECIAL_TOKENS.index(ENDS_TURN)

    def encode(self, text: str) -> list[int]:
        ids: list[int] = []
        for part in self._split.split(text):
            ids += [BYTES + self._beyond.index(part)] if part in self._beyond else part.encode()
        return ids

    def prompt(self, messages: Sequence[Message]) -> list[int]:
        turns = "".join(f"{STARTS_TURN}{message.role}\n{message.content}{ENDS_TURN}\n" for message in messages)
        return self.encode(f"{turns}{STARTS_TURN}assistant\n")

    def decode(self, ids: Sequence[int]) -> str:
        pieces = [bytes([token]) if token < BYTES else self._said(token).encode() for token in ids]
        return b"".join(pieces).decode(errors="replace")

    def _said(self, token: int) -> str:
        beyond = self._beyond[token - BYTES]
        return "" if beyond in SPECIAL_TOKENS else beyond

    def to_text(self) -> str:
        return f"{_NAME}{self._whole}"

    def save(self, folder: Path) -> None:
        (folder / "tokenizer.json").write_text(self.to_text(), encoding="utf-8")


class ByteTokenizers:
    """There is only one; `vocabulary` must have room for it."""

    def train(self, texts: Iterable[str], vocabulary: int, whole: str = "") -> ByteTokenizer:  # noqa: ARG002 bytes need no texts
        tokenizer = ByteTokenizer(whole)
        if vocabulary < tokenizer.size:
            raise ValueError(f"bytes need a vocabulary of {tokenizer.size}")
        return tokenizer

    def load(self, text: str) -> ByteTokenizer:
        if not text.startswith(_NAME):
            raise ValueError("this is not the byte tokenizer")
        return ByteTokenizer(text.removeprefix(_NAME))

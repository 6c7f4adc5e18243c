"""One token for each byte, and the special ones: a tokenizer that needs no training and no library."""

import re
from collections.abc import Sequence
from pathlib import Path

from agent_loop.contracts.trajectory import Message
from agent_loop.trainer.domain import ENDS_TURN, SPECIAL_TOKENS, STARTS_TURN

BYTES = 256
_SPECIAL = re.compile("(" + "|".join(map(re.escape, SPECIAL_TOKENS)) + ")")


class ByteTokenizer:
    """Ids 0 to 255 are bytes, then come the special tokens."""

    @property
    def size(self) -> int:
        return BYTES + len(SPECIAL_TOKENS)

    @property
    def end_of_turn(self) -> int:
        return BYTES + SPECIAL_TOKENS.index(ENDS_TURN)

    def encode(self, text: str) -> list[int]:
        ids: list[int] = []
        for part in _SPECIAL.split(text):
            ids += [BYTES + SPECIAL_TOKENS.index(part)] if part in SPECIAL_TOKENS else part.encode()
        return ids

    def prompt(self, messages: Sequence[Message]) -> list[int]:
        turns = "".join(f"{STARTS_TURN}{message.role}\n{message.content}{ENDS_TURN}\n" for message in messages)
        return self.encode(f"{turns}{STARTS_TURN}assistant\n")

    def decode(self, ids: Sequence[int]) -> str:
        return bytes(token for token in ids if token < BYTES).decode(errors="replace")

    def to_text(self) -> str:
        return "bytes"

    def save(self, folder: Path) -> None:
        (folder / "tokenizer.json").write_text(self.to_text(), encoding="utf-8")


class ByteTokenizers:
    """There is only one; `vocabulary` must have room for it."""

    def train(self, texts: Sequence[str], vocabulary: int) -> ByteTokenizer:  # noqa: ARG002 bytes need no texts
        if vocabulary < ByteTokenizer().size:
            raise ValueError(f"bytes need a vocabulary of {ByteTokenizer().size}")
        return ByteTokenizer()

    def load(self, text: str) -> ByteTokenizer:
        if text != ByteTokenizer().to_text():
            raise ValueError("this is not the byte tokenizer")
        return ByteTokenizer()

"""Byte-level BPE with Qwen2's pre-tokenizer, by Hugging Face's tokenizers.

There is no normalizer: llama.cpp, which serves the model, does not normalise either.
"""

import json
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

import tokenizers
from tokenizers import decoders, pre_tokenizers
from tokenizers.models import BPE
from tokenizers.trainers import BpeTrainer

from agent_loop.contracts.trajectory import Message
from agent_loop.trainer.domain import CHAT_TEMPLATE, ENDS_TEXT, ENDS_TURN, SPECIAL_TOKENS, STARTS_TURN, InvalidModel

QWEN2_PATTERN = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*"
    r"|\s*[\r\n]+|\s+(?!\S)|\s+"
)


class BpeTokenizer:
    """A trained tokenizer."""

    def __init__(self, tokenizer: tokenizers.Tokenizer) -> None:
        self._tokenizer = tokenizer
        self._beginnings: dict[str, list[int]] = {}
        """The last first turn: mostly a system prompt that all chats share. No token crosses the end of a turn."""

    @property
    def size(self) -> int:
        return int(self._tokenizer.get_vocab_size(with_added_tokens=True))

    @property
    def end_of_turn(self) -> int:
        end = self._tokenizer.token_to_id(ENDS_TURN)
        if end is None:
            raise InvalidModel(f"the tokenizer lacks {ENDS_TURN}")
        return int(end)

    def encode(self, text: str) -> list[int]:
        [encoding] = self._tokenizer.encode_batch_fast([text], add_special_tokens=False)
        return list(encoding.ids)

    def prompt(self, messages: Sequence[Message]) -> list[int]:
        turns = [f"{STARTS_TURN}{message.role}\n{message.content}{ENDS_TURN}\n" for message in messages]
        turns.append(f"{STARTS_TURN}assistant\n")
        first, *rest = turns
        if first not in self._beginnings:
            self._beginnings = {first: self.encode(first)}
        return [*self._beginnings[first], *self.encode("".join(rest))]

    def decode(self, ids: Sequence[int]) -> str:
        return str(self._tokenizer.decode(list(ids), skip_special_tokens=True))

    def to_text(self) -> str:
        return str(self._tokenizer.to_str(pretty=False))

    def save(self, folder: Path) -> None:
        configuration = {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "clean_up_tokenization_spaces": False,
            "bos_token": None,
            "eos_token": ENDS_TURN,
            "pad_token": ENDS_TEXT,
            "chat_template": CHAT_TEMPLATE,
        }
        (folder / "tokenizer.json").write_text(self.to_text() + "\n", encoding="utf-8")
        (folder / "tokenizer_config.json").write_text(json.dumps(configuration, indent=2) + "\n", encoding="utf-8")


class BpeTokenizers:
    """Trains tokenizers on a dataset's own text."""

    def train(self, texts: Iterable[str], vocabulary: int, whole: str = "") -> BpeTokenizer:
        tokenizer = tokenizers.Tokenizer(BPE())
        tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
            [
                pre_tokenizers.Split(tokenizers.Regex(QWEN2_PATTERN), behavior="isolated"),
                pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
            ]
        )
        tokenizer.decoder = decoders.ByteLevel()
        trainer = BpeTrainer(
            vocab_size=vocabulary - len(whole),
            special_tokens=list(SPECIAL_TOKENS),
            initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet()),
            show_progress=False,
        )
        between = re.compile(f"[{re.escape(whole)}]+") if whole else None
        pieces = texts if between is None else (piece for text in texts for piece in between.split(text) if piece)
        tokenizer.train_from_iterator(pieces, trainer)
        tokenizer.add_tokens([tokenizers.AddedToken(character, normalized=False) for character in whole])
        return BpeTokenizer(tokenizer)

    def load(self, text: str) -> BpeTokenizer:
        return BpeTokenizer(tokenizers.Tokenizer.from_str(text))

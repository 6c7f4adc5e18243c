"""Training as values and rules: shapes, budgets, schedules, batches, progress. No I/O."""

import json
import random
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from itertools import groupby, pairwise
from math import ceil
from typing import overload
from zlib import crc32

from agent_loop.contracts.dataset import ChatExample
from agent_loop.contracts.slots import SLOTS, Slots

ENDS_TEXT, STARTS_TURN, ENDS_TURN = "<|endoftext|>", "<|im_start|>", "<|im_end|>"
SPECIAL_TOKENS = (ENDS_TEXT, STARTS_TURN, ENDS_TURN)
LEAST_VOCABULARY = 256 + len(SPECIAL_TOKENS)
"""Every byte and the special tokens."""
CHAT_TEMPLATE = (
    "{% for message in messages %}"
    "{{ '<|im_start|>' + message['role'] + '\n' + message['content'] + '<|im_end|>' + '\n' }}"
    "{% endfor %}"
    "{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}"
)
"""Qwen's ChatML in its simplest form: no default system message, no tools."""

LENGTH_GRANULE = 16
"""Batches are as long as a multiple of it: few distinct shapes keep the kernels' caches warm."""
SORTED_BATCHES = 64
"""Rows are sorted by length within windows of about this many batches: little padding, still a random order."""

SHIFTED_SLOTS = 4
"""One in so many examples that teach has its slots numbered from another than the first."""


class TrainerError(Exception):
    """Something the person who started the work can put right; the message says what and how."""


class EmptyDataset(TrainerError):
    """There is nothing to learn from."""


class InvalidExample(TrainerError):
    """A row is not one that can be learnt from."""


class CorruptCheckpoint(TrainerError):
    """A checkpoint cannot be read back."""


class OtherRun(TrainerError):
    """The run folder belongs to a run with another dataset or recipe."""


class TokenizerMismatch(TrainerError):
    """The tokenizer and the model disagree on the size of the vocabulary."""


class InvalidModel(TrainerError):
    """A model folder lacks a part, or holds something else than what is exported here."""


class DiskFull(TrainerError):
    """Nothing more could be written; what was there before is intact."""


class MachineLearningStackMissing(TrainerError):
    """torch and its friends are not installed."""


class DeviceMissing(TrainerError):
    """The device that was asked for cannot be used."""


class TrackerMissing(TrainerError):
    """What speaks to the experiment tracker is not installed."""


class TrackerUnavailable(TrainerError):
    """The experiment tracker did not take what it was told."""


class Device(StrEnum):
    """What a model learns on; auto is CUDA where it can be used, else the CPU."""

    AUTO = "auto"
    CPU = "cpu"
    CUDA = "cuda"


class Quantization(StrEnum):
    """How weights are stored for serving: 8.5 bits a weight in blocks of 32, or half precision."""

    Q8_0 = "q8_0"
    F16 = "f16"


class Split(StrEnum):
    """A dataset's parts."""

    TRAIN = "train"
    VALIDATION = "validation"


@dataclass(frozen=True, slots=True)
class ModelShape:
    """A Qwen3 decoder with tied embeddings."""

    vocabulary: int = 4096
    """At most so many tokens; the model gets exactly as many as its tokenizer."""
    layers: int = 4
    width: int = 256
    feed_forward: int = 768
    heads: int = 4
    kv_heads: int = 2
    head_dim: int = 64
    context: int = 2048
    rope_theta: float = 10_000.0

    @property
    def parameters(self) -> int:
        attention = self.width * self.head_dim * (2 * self.heads + 2 * self.kv_heads) + 2 * self.head_dim
        layer = attention + 3 * self.width * self.feed_forward + 2 * self.width
        return self.vocabulary * self.width + self.layers * layer + self.width


@dataclass(frozen=True, slots=True)
class Budget:
    """When training ends: after so many steps, or after so much training time, whichever comes first."""

    steps: int | None = None
    seconds: float | None = None

    def __post_init__(self) -> None:
        if self.steps is None and self.seconds is None:
            raise ValueError("a budget needs steps or seconds")

    def spent(self, step: int, elapsed: float) -> float:
        """The part of the budget that is spent, 0 to 1."""
        by_steps = step / self.steps if self.steps else 0.0
        by_time = elapsed / self.seconds if self.seconds else 0.0
        return min(1.0, max(by_steps, by_time))


@dataclass(frozen=True, slots=True)
class Recipe:
    """Everything that decides what comes out, besides the data."""

    shape: ModelShape
    budget: Budget
    learning_rate: float = 2e-3
    batch_tokens: int = 4096
    warmup_steps: int = 50
    decay: float = 0.5
    """The last part of the budget, in which the learning rate falls to nearly zero."""
    seed: int = 0
    slots: int = SLOTS
    """So many names and numbers of a prompt are learnt as slots (agent_loop.contracts.slots); 0: none, as written."""
    validation_answers: int = 100
    """How many answers are generated at the end to count exact matches."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One example as token ids. Only the answer, which ends in the end of the turn, is learnt."""

    prompt: tuple[int, ...]
    answer: tuple[int, ...]

    def __len__(self) -> int:
        return len(self.prompt) + len(self.answer)


class Samples(Sequence[Sample]):
    """Many samples in little memory: all token ids in one array, made into a sample when it is asked for."""

    def __init__(self, vocabulary: int) -> None:
        self._tokens = array("H" if vocabulary <= 2**16 else "I")
        self._answers = array("Q")
        """Where in the tokens the answer begins, for each sample."""
        self._ends = array("Q", [0])
        """Where each sample ends, after a first zero."""

    def append(self, prompt: Sequence[int], answer: Sequence[int]) -> None:
        self._tokens.extend(prompt)
        self._answers.append(len(self._tokens))
        self._tokens.extend(answer)
        self._ends.append(len(self._tokens))

    def lengths(self) -> list[int]:
        return [end - start for start, end in pairwise(self._ends)]

    def __len__(self) -> int:
        return len(self._answers)

    @overload
    def __getitem__(self, row: int) -> Sample: ...
    @overload
    def __getitem__(self, row: slice) -> list[Sample]: ...
    def __getitem__(self, row: int | slice) -> Sample | list[Sample]:
        if isinstance(row, slice):
            return [self[index] for index in range(*row.indices(len(self)))]
        index = range(len(self))[row]
        answer = self._answers[index]
        prompt = self._tokens[self._ends[index] : answer]
        return Sample(tuple(prompt), tuple(self._tokens[answer : self._ends[index + 1]]))


@dataclass(frozen=True, slots=True)
class Position:
    """How far a run has come. `elapsed` is training time in seconds, over all its parts."""

    step: int = 0
    epoch: int = 0
    batch: int = 0
    tokens: int = 0
    elapsed: float = 0.0


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """All that is needed to go on as if nothing had happened."""

    position: Position
    snapshot: bytes


@dataclass(frozen=True, slots=True)
class Progress:
    """What one looks at while a model trains. Seconds; tokens per second of training time."""

    step: int
    epoch: int
    loss: float
    learning_rate: float
    tokens: int
    tokens_per_second: float
    elapsed: float
    remaining: float


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run is going to do."""

    parameters: int
    vocabulary: int
    examples: int
    validation_examples: int
    tokens_per_epoch: int
    answer_tokens_per_epoch: int
    batches_per_epoch: int
    tokens_per_second: float
    seconds: float
    epochs: float


@dataclass(frozen=True, slots=True)
class Scores:
    """How well held-out answers (training ones, where none are held out) are known."""

    split: Split
    loss: float
    exact_matches: int
    answers: int
    tokens: int = 0
    """Of all these answers together: what `loss` is the mean over."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a run ended. `scores` is absent when it was stopped before its budget was spent."""

    position: Position
    loss: float
    scores: Scores | None


@dataclass(frozen=True, slots=True)
class ExportedModel:
    """A model file as serving loads it."""

    sha256: str
    size: int
    tensors: int
    quantization: Quantization


def learning_rate(recipe: Recipe, step: int, elapsed: float) -> float:
    """Linear warm-up, then constant, then linear decay to a fiftieth of the peak. `step` counts from 0."""
    warm = min(1.0, (step + 1) / max(1, recipe.warmup_steps))
    left = 1.0 - recipe.budget.spent(step, elapsed)
    cool = min(1.0, 0.02 + 0.98 * left / recipe.decay) if recipe.decay else 1.0
    return recipe.learning_rate * min(warm, cool)


def remaining_seconds(budget: Budget, position: Position) -> float:
    """The time that is left at the speed so far; 0 when that is unknown."""
    spent = budget.spent(position.step, position.elapsed)
    return position.elapsed * (1.0 - spent) / spent if spent else 0.0


def padded_length(length: int) -> int:
    return ceil(length / LENGTH_GRANULE) * LENGTH_GRANULE


def batches_of_epoch(lengths: Sequence[int], batch_tokens: int, seed: int, epoch: int) -> list[list[int]]:
    """Every row once, in batches of rows of like length, at most `batch_tokens` with padding (or one row).

    The order depends on seed and epoch only, so that a resumed run finds its place again.
    """
    order = list(range(len(lengths)))
    chance = random.Random(f"{seed}:{epoch}")  # noqa: S311 the order of rows is no secret
    chance.shuffle(order)
    window = max(1, SORTED_BATCHES * batch_tokens * len(lengths) // max(1, sum(lengths)))
    batches: list[list[int]] = []
    for start in range(0, len(order), window):
        rows = sorted(order[start : start + window], key=lambda row: lengths[row])
        batches += _cut(rows, lengths, batch_tokens)
    chance.shuffle(batches)
    return batches


def _cut(rows: Sequence[int], lengths: Sequence[int], batch_tokens: int) -> Iterator[list[int]]:
    batch: list[int] = []
    for row in rows:
        if batch and (len(batch) + 1) * padded_length(lengths[row]) > batch_tokens:
            yield batch
            batch = []
        batch.append(row)
    if batch:
        yield batch


def common_prefix(samples: Sequence[Sample]) -> int:
    """How many tokens all prompts begin with; at least the last token of each prompt is its own."""
    if not samples:
        return 0
    low, high = (pick(sample.prompt for sample in samples) for pick in (min, max))
    alike = next(groupby(a == b for a, b in zip(low, high, strict=False)), None)
    count = sum(1 for _ in alike[1]) if alike and alike[0] else 0
    return min(count, min(len(sample.prompt) for sample in samples) - 1)


def with_slots(example: ChatExample, count: int, *, teaching: bool) -> ChatExample:
    """The example as a model that knows so many slots is asked, or is taught.

    Few prompts have many names, so that the last slots would hardly be learnt: where an example teaches, one in
    SHIFTED_SLOTS begins with another slot than the first. The same example always begins with the same.
    """
    if not count:
        return example
    *prompt, answer = example.messages
    chance = crc32(json.dumps([message.content for message in example.messages]).encode())
    first = chance // SHIFTED_SLOTS % count if teaching and chance % SHIFTED_SLOTS == 0 else 0
    slots = Slots(prompt, count, first=first)
    said = answer.model_copy(update={"content": slots.put_answer(answer.content)})
    return example.model_copy(update={"messages": [*slots.put_prompt(prompt), said]})


def refuse_unlearnable(example: ChatExample, row: int) -> None:
    """Raises InvalidExample where the last message is not an answer that a model can be taught. Rows count from 1."""
    answer = example.messages[-1]
    if answer.role != "assistant" or not answer.content.strip():
        raise InvalidExample(f"row {row}: the last message must be the assistant's, and not empty")
    if any(token in answer.content for token in SPECIAL_TOKENS):
        raise InvalidExample(f"row {row}: the answer contains a special token such as {ENDS_TURN}, which would end it")


def refuse_too_long(sample: Sample, context: int, row: int) -> None:
    if len(sample) > context:
        raise InvalidExample(
            f"row {row}: {len(sample)} tokens do not fit the context of {context}; shorten it or raise --context"
        )


def recipe_of(fields: Recipe) -> dict[str, object]:
    """The recipe as JSON values: written into the run folder and compared when a run is resumed."""
    return asdict(fields)

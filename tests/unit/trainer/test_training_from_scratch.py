"""The use case, with adapters in memory: what is learnt, stopped, resumed, scored and refused."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from weakref import ref

import pytest
from chat_examples import example, examples

from agent_loop.contracts.dataset import ChatExample
from agent_loop.contracts.slots import SLOT_CHARACTERS
from agent_loop.contracts.trajectory import Message
from agent_loop.trainer.adapters.example_source_memory import InMemoryExampleSource
from agent_loop.trainer.adapters.learner_memory import InMemoryLearner
from agent_loop.trainer.adapters.run_folder_memory import InMemoryRunFolder
from agent_loop.trainer.adapters.tokenizers_memory import ByteTokenizer, ByteTokenizers
from agent_loop.trainer.domain import (
    Budget,
    CorruptCheckpoint,
    DiskFull,
    EmptyDataset,
    InvalidExample,
    ModelShape,
    OtherRun,
    Progress,
    Recipe,
    Split,
    TokenizerMismatch,
)
from agent_loop.trainer.use_cases import TrainFromScratch, Watch


@dataclass
class Bench:
    """Everything around the use case; time passes by one second at each look at the clock."""

    rows: list[ChatExample] = field(default_factory=lambda: examples(40))
    held_out: list[ChatExample] = field(default_factory=list)
    folder: InMemoryRunFolder = field(default_factory=InMemoryRunFolder)
    learner: InMemoryLearner = field(default_factory=InMemoryLearner)
    reports: list[Progress] = field(default_factory=list)
    stop_at: float = float("inf")
    ancestor: InMemoryRunFolder | None = None
    now: float = 0.0

    def clock(self) -> float:
        self.now += 1.0
        return self.now

    def use_case(self) -> TrainFromScratch:
        source = InMemoryExampleSource({Split.TRAIN: self.rows, Split.VALIDATION: self.held_out})
        watch = Watch(
            self.clock,
            lambda: self.now >= self.stop_at,
            self.reports.append,
            progress_every=3,
            checkpoint_every=5,
        )
        return TrainFromScratch(source, ByteTokenizers(), self.learner, self.folder, watch, self.ancestor)


QUESTION = ChatExample(messages=[Message(role="user", content="a")] * 2, sources=["x"])


def recipe(**changes) -> Recipe:
    shape = ModelShape(vocabulary=400, context=256)
    return Recipe(**{"shape": shape, "budget": Budget(steps=30), "batch_tokens": 1024, "warmup_steps": 2} | changes)


def test_a_run_ends_with_a_model_that_knows_its_examples():
    bench = Bench()

    outcome = bench.use_case()(recipe())

    assert outcome.position.step == 30
    assert outcome.scores is not None
    assert (outcome.scores.exact_matches, outcome.scores.answers) == (40, 40)
    assert outcome.scores.split is Split.TRAIN
    assert bench.reports[-1].loss < bench.reports[0].loss
    assert bench.reports == bench.folder.history
    assert set(bench.folder.model) == {"config.json", "model.safetensors", "tokenizer.json"}
    assert bench.folder.scores["exact_matches"] == 40


def test_held_out_answers_are_scored_where_there_are_some():
    bench = Bench(held_out=[example("ls", "elsewhere", answer="never seen")])

    outcome = bench.use_case()(recipe())

    assert outcome.scores is not None
    assert (outcome.scores.split, outcome.scores.exact_matches, outcome.scores.answers) == (Split.VALIDATION, 0, 1)


def test_only_so_many_answers_are_generated_as_the_recipe_says():
    outcome = Bench().use_case()(recipe(validation_answers=0))

    assert outcome.scores is not None
    assert outcome.scores.answers == 0


def test_the_clock_ends_a_run_whose_budget_is_time():
    outcome = Bench().use_case()(recipe(budget=Budget(seconds=20)))

    assert outcome.position.elapsed == pytest.approx(20, abs=2)
    assert outcome.scores is not None


def test_a_stopped_run_leaves_a_checkpoint_and_goes_on_to_the_same_end():
    whole = Bench()
    whole.use_case()(recipe())
    stopped = Bench(stop_at=12)

    first = stopped.use_case()(recipe())
    stopped.stop_at = float("inf")
    second = stopped.use_case()(recipe())

    assert first.scores is None
    assert 0 < first.position.step < 30
    assert stopped.folder.model == whole.folder.model
    assert second.position.step == 30


def test_a_finished_run_is_only_scored_again():
    bench = Bench()
    bench.use_case()(recipe())
    told = len(bench.reports)

    again = bench.use_case()(recipe())

    assert again.scores is not None
    assert again.loss == 0.0
    assert len(bench.reports) == told


def test_another_recipe_or_dataset_does_not_go_on_with_a_run():
    bench = Bench()
    bench.use_case()(recipe())

    with pytest.raises(OtherRun):
        bench.use_case()(recipe(seed=1))
    bench.rows = examples(39)
    with pytest.raises(OtherRun):
        bench.use_case()(recipe())


def test_a_full_disk_leaves_the_last_checkpoint():
    bench = Bench(stop_at=12)
    bench.use_case()(recipe())
    before = bench.folder.checkpoint()
    bench.stop_at, bench.folder.room = float("inf"), 10

    with pytest.raises(DiskFull):
        bench.use_case()(recipe())

    assert bench.folder.checkpoint() == before


@pytest.mark.parametrize(
    ("rows", "error", "words"),
    [
        ([], EmptyDataset, "no rows"),
        (
            [*examples(3), ChatExample(messages=[Message(role="user", content="a")] * 2, sources=["x"])],
            InvalidExample,
            "row 4",
        ),
        ([example("ls", "so " * 100)], InvalidExample, r"row 1.*do not fit the context of 256"),
    ],
)
def test_bad_rows_are_named_before_anything_is_learnt(rows, error, words):
    bench = Bench(rows=rows)

    with pytest.raises(error, match=words):
        bench.use_case()(recipe())

    assert bench.folder.checkpoint() is None
    assert bench.reports == []


def test_rows_held_out_are_checked_too():
    with pytest.raises(InvalidExample, match="row 1"):
        Bench(held_out=[example("ls", answer=" ")]).use_case()(recipe())


def test_a_run_with_a_tokenizer_of_another_size_is_refused():
    bench = Bench()
    bench.folder.save_tokenizer("bytes")

    with pytest.raises(TokenizerMismatch, match="259 tokens, the model at most 258"):
        bench.use_case()(recipe(shape=ModelShape(vocabulary=258, context=256)))


@pytest.mark.parametrize(("saved", "slots"), [("bytes", 64), (f"bytes{SLOT_CHARACTERS}", 0)])
def test_a_tokenizer_with_other_slots_is_refused(saved, slots):
    bench = Bench()
    bench.folder.save_tokenizer(saved)

    with pytest.raises(TokenizerMismatch, match=f"knows {64 - slots} slots, the recipe {slots}"):
        bench.use_case()(recipe(slots=slots))


def test_rows_are_learnt_with_their_names_as_slots():
    bench = Bench(rows=[example("zorblat17")])

    bench.use_case()(recipe(budget=Budget(steps=1)))

    tokenizer = ByteTokenizer(SLOT_CHARACTERS)
    asked = [example("zorblat17").messages[0], Message(role="user", content=f"Say {SLOT_CHARACTERS[0]} here")]
    (answer,) = bench.learner.answers([tokenizer.prompt(asked)], tokenizer.end_of_turn, 8)
    assert tokenizer.decode(answer) == f"{SLOT_CHARACTERS[0]}!"


def test_a_plan_measures_and_writes_nothing():
    bench = Bench()

    plan = bench.use_case().plan(recipe())

    assert plan.examples == 40
    assert plan.vocabulary == 323
    assert plan.parameters == ModelShape(vocabulary=323, context=256).parameters
    assert plan.tokens_per_second > 0
    assert plan.epochs == pytest.approx(30 / plan.batches_per_epoch)
    assert bench.folder.checkpoint() is None
    assert bench.folder.tokenizer() is None


def test_a_plan_by_time_says_how_many_epochs_fit():
    plan = Bench().use_case().plan(recipe(budget=Budget(seconds=60)))

    assert plan.seconds == 60
    assert plan.epochs == pytest.approx(60 * plan.tokens_per_second / plan.tokens_per_epoch)


def test_a_run_that_begins_from_another_knows_what_that_one_learnt():
    first = Bench()
    first.use_case()(recipe())
    second = Bench(ancestor=first.folder)
    alone = Bench()

    second.use_case()(recipe(budget=Budget(steps=1)))
    alone.use_case()(recipe(budget=Budget(steps=1)))

    assert second.reports[-1].loss < alone.reports[-1].loss
    assert second.folder.tokenizer() == first.folder.tokenizer()
    assert second.folder.checkpoint().position.step == 1


def test_a_run_does_not_go_on_with_another_ancestor():
    first, other = Bench(), Bench()
    first.use_case()(recipe())
    other.use_case()(recipe(budget=Budget(steps=2)))
    second = Bench(ancestor=first.folder)
    second.use_case()(recipe(budget=Budget(steps=1)))

    second.ancestor = other.folder

    with pytest.raises(OtherRun):
        second.use_case()(recipe(budget=Budget(steps=1)))


def test_a_run_cannot_begin_from_one_that_learnt_nothing():
    with pytest.raises(CorruptCheckpoint, match="no checkpoint"):
        Bench(ancestor=InMemoryRunFolder()).use_case()(recipe())


class WatchedSource(InMemoryExampleSource):
    """Knows how many of the rows that it gave are still held by someone."""

    most = 0

    def read(self, split: Split) -> Iterator[ChatExample]:
        given = []
        for row in super().read(split):
            copy = row.model_copy()
            given.append(ref(copy))
            self.most = max(self.most, sum(held() is not None for held in given))
            yield copy


def test_rows_are_not_held_once_they_are_tokens():
    source = WatchedSource({Split.TRAIN: examples(40), Split.VALIDATION: examples(40, seed=1)})
    bench = Bench()
    watch = Watch(bench.clock, lambda: False, bench.reports.append)

    TrainFromScratch(source, ByteTokenizers(), bench.learner, bench.folder, watch)(recipe())

    assert source.most <= 3

"""Budgets, schedules, batches and refusals."""

import pytest
from chat_examples import example
from hypothesis import given
from hypothesis import strategies as st

from agent_loop.contracts.dataset import ChatExample
from agent_loop.contracts.slots import SLOT_CHARACTERS
from agent_loop.contracts.trajectory import Message
from agent_loop.trainer.adapters.model_card import model_card
from agent_loop.trainer.domain import (
    Budget,
    ExportedModel,
    InvalidExample,
    ModelShape,
    Position,
    Quantization,
    Recipe,
    Sample,
    Samples,
    batches_of_epoch,
    common_prefix,
    learning_rate,
    padded_length,
    refuse_too_long,
    refuse_unlearnable,
    remaining_seconds,
    with_slots,
)


def recipe(**changes) -> Recipe:
    return Recipe(ModelShape(), **{"budget": Budget(steps=100), "learning_rate": 1.0, "warmup_steps": 10} | changes)


def test_a_budget_without_an_end_is_refused():
    with pytest.raises(ValueError, match="steps or seconds"):
        Budget()


def test_a_budget_ends_with_what_is_spent_first():
    budget = Budget(steps=10, seconds=100)

    assert budget.spent(5, 10) == 0.5
    assert budget.spent(1, 90) == 0.9
    assert budget.spent(20, 0) == 1.0


def test_the_learning_rate_warms_up_stays_and_falls():
    rates = [learning_rate(recipe(decay=0.4), step, 0) for step in range(100)]

    assert rates[:10] == pytest.approx([(step + 1) / 10 for step in range(10)])
    assert set(rates[10:60]) == {1.0}
    assert rates[60:] == sorted(rates[60:], reverse=True)
    assert 0 < rates[-1] < 0.06


def test_the_learning_rate_follows_the_clock_where_time_is_the_budget():
    timed = recipe(budget=Budget(seconds=60), decay=0.5)

    assert learning_rate(timed, 1000, 10) == 1.0
    assert learning_rate(timed, 1000, 45) == pytest.approx(0.51)
    assert learning_rate(timed, 1000, 60) == pytest.approx(0.02)


def test_without_decay_the_learning_rate_stays():
    assert learning_rate(recipe(decay=0.0), 99, 0) == 1.0


def test_the_remaining_time_follows_from_the_speed_so_far():
    assert remaining_seconds(Budget(steps=100), Position()) == 0
    assert remaining_seconds(Budget(steps=100), Position(step=25, elapsed=50.0)) == pytest.approx(150.0)


def test_parameters_are_counted_as_the_model_has_them():
    shape = ModelShape(
        vocabulary=300, layers=2, width=32, feed_forward=48, heads=4, kv_heads=2, head_dim=16
    )  # embeddings, q k v o and their norms, three feed-forward matrices, two norms, the last norm

    layer = 32 * 16 * (4 + 2 + 2 + 4) + 2 * 16 + 3 * 32 * 48 + 2 * 32

    assert shape.parameters == 300 * 32 + 2 * layer + 32


@given(
    lengths=st.lists(st.integers(1, 300), min_size=1, max_size=80),
    batch_tokens=st.integers(16, 1000),
    epoch=st.integers(0, 3),
)
def test_an_epoch_has_every_row_once_in_batches_that_fit(lengths, batch_tokens, epoch):
    batches = batches_of_epoch(lengths, batch_tokens, 7, epoch)

    assert sorted(row for batch in batches for row in batch) == list(range(len(lengths)))
    for batch in batches:
        assert len(batch) == 1 or len(batch) * padded_length(max(lengths[row] for row in batch)) <= batch_tokens


def test_the_order_of_an_epoch_depends_on_seed_and_epoch_only():
    lengths = list(range(1, 60))

    first = batches_of_epoch(lengths, 256, 1, 0)

    assert first == batches_of_epoch(lengths, 256, 1, 0)
    assert first != batches_of_epoch(lengths, 256, 1, 1)
    assert first != batches_of_epoch(lengths, 256, 2, 0)


def test_batches_are_of_like_length():
    lengths = [10 + row % 200 for row in range(2000)]
    batches = batches_of_epoch(lengths, 4096, 0, 0)

    padded = sum(len(batch) * padded_length(max(lengths[row] for row in batch)) for batch in batches)

    assert padded < 1.15 * sum(lengths)


@pytest.mark.parametrize(
    ("prompts", "shared"),
    [
        ([(1, 2, 3, 4), (1, 2, 5)], 2),
        ([(1, 2, 3), (1, 2, 3)], 2),
        ([(1, 2), (1, 2, 3)], 1),
        ([(9, 2), (1, 2)], 0),
        ([(1, 2, 3, 4)], 3),
        ([], 0),
    ],
)
def test_the_common_prefix_leaves_each_prompt_its_last_token(prompts, shared):
    assert common_prefix([Sample(prompt, (7,)) for prompt in prompts]) == shared


@given(
    rows=st.lists(st.tuples(st.lists(st.integers(0, 65535)), st.lists(st.integers(0, 65535)))),
    vocabulary=st.sampled_from([2**16, 2**20]),
)
def test_samples_come_back_as_they_were_put_in(rows, vocabulary):
    samples = Samples(vocabulary)

    for prompt, answer in rows:
        samples.append(prompt, answer)

    wanted = [Sample(tuple(prompt), tuple(answer)) for prompt, answer in rows]
    assert list(samples) == wanted
    assert samples[1:3] == wanted[1:3]
    assert [samples[row] for row in range(-len(rows), 0)] == wanted
    assert samples.lengths() == [len(sample) for sample in wanted]


def test_a_large_vocabulary_has_room_for_its_last_token():
    samples = Samples(2**16 + 1)

    samples.append([2**16], [1])

    assert samples[0] == Sample((2**16,), (1,))
    with pytest.raises(IndexError):
        samples[1]


def test_a_row_must_end_in_an_answer():
    asking = ChatExample(messages=[Message(role="user", content="a")] * 2, sources=["x"])

    with pytest.raises(InvalidExample, match=r"row 3.*last message must be the assistant's"):
        refuse_unlearnable(asking, 3)
    with pytest.raises(InvalidExample, match="not empty"):
        refuse_unlearnable(example("ls", answer=" "), 1)
    with pytest.raises(InvalidExample, match="special token"):
        refuse_unlearnable(example("ls", answer="ls<|im_end|>"), 1)
    refuse_unlearnable(example("ls"), 1)


def test_a_row_must_fit_the_context():
    refuse_too_long(Sample((1,) * 10, (2,) * 6), 16, 1)
    with pytest.raises(InvalidExample, match="row 2: 17 tokens do not fit the context of 16"):
        refuse_too_long(Sample((1,) * 10, (2,) * 7), 16, 2)


def test_examples_that_teach_use_every_slot_and_those_that_ask_the_first_ones():
    rows = [example(f"zorblat{number}q", answer=f"zorblat{number}q") for number in range(1500)]

    taught, asked = ([with_slots(row, 64, teaching=teaching) for row in rows] for teaching in (True, False))

    said = [row.messages[-1].content for row in taught]
    assert {row.messages[-1].content for row in asked} == {SLOT_CHARACTERS[0]}
    assert set(said) == set(SLOT_CHARACTERS)
    assert 0.7 < said.count(SLOT_CHARACTERS[0]) / len(said) < 0.8
    assert all(row.messages[-1].content in row.messages[-2].content for row in taught)
    assert taught == [with_slots(row, 64, teaching=True) for row in rows]
    assert with_slots(rows[0], 0, teaching=True) is rows[0]


def test_the_card_says_what_the_model_is_and_how_good():
    exported = ExportedModel("ab" * 32, 4_500_000, 46, Quantization.Q8_0)

    card = model_card(exported, {"exact_matches": 97, "answers": 100, "split": "validation", "loss": 0.01})

    assert "ab" * 32 in card
    assert "- validation answers exact: 97 of 100\n- loss on validation answers: 0.0100\n" in card
    assert "exact" not in model_card(exported, {})

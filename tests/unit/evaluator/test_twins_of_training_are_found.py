import random
import time

import pytest

from agent_loop.contracts.likeness import TWINS_FROM, template
from agent_loop.evaluator.adapters.training_texts_memory import InMemoryTrainingTexts
from agent_loop.evaluator.domain.twins import near_twins


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("count the lines of notes.txt", "Count the lines of /var/log/app_2.log!"),
        ("kill the process 17045", "kill the process 99"),
        ('write "done" into out.txt', "write 'finished soon' into result_3.txt"),
        ("find files that end in *.log below src/", "find files that end in .csv below ./data"),
        ("show the 10 largest files", "show the 3 largest files"),
    ],
)
def test_names_numbers_and_quotations_are_no_difference(one, other):
    assert template(one) == template(other) != ()


def test_an_apostrophe_opens_no_quotation():
    assert template("don't count what isn't there") == ("don't", "count", "what", "isn't", "there")


def twins(asked: str, *learnt: str):
    return near_twins({"t": asked}, InMemoryTrainingTexts(learnt).instructions())


def test_another_way_to_ask_is_no_twin():
    assert twins("how many lines has notes.txt?", "count the lines of a.txt", "what is the largest file here?") == []


def test_the_same_words_in_another_order_are_a_twin_with_its_place():
    (found,) = twins(
        "in a.txt count the lines", "nothing like it at all", "count the lines in b.txt", "lines the count in"
    )

    assert (found.place, found.learnt, found.rows, found.likeness) == ("memory:2", "count the lines in b.txt", 2, 1.0)


def test_alike_begins_at_the_bound():
    four_of_five = twins("alpha beta gamma delta", "alpha beta gamma delta epsilon")
    three_of_four = twins("alpha beta gamma", "alpha beta gamma delta")

    assert [found.likeness for found in four_of_five] == [TWINS_FROM]
    assert three_of_four == []


def test_instructions_without_words_are_compared_as_they_are():
    assert len(twins("a.txt > b.txt", "a.txt > b.txt")) == 1
    assert twins("a.txt > b.txt", "a.txt > c.txt") == []


def test_the_index_finds_what_comparing_all_pairs_finds():
    rng = random.Random(4)
    words = [f"{a}{b}" for a in "bcdfgh" for b in "aeiou"]
    texts = [" ".join(rng.choices(words, k=rng.randint(1, 12))) for _ in range(600)]
    asked, learnt = {str(n): text for n, text in enumerate(texts[:150])}, texts[150:]
    asked |= {f"near {n}": f"{text} {rng.choice(words)}" for n, text in enumerate(learnt[:50])}

    found = near_twins(asked, InMemoryTrainingTexts(learnt).instructions())

    def alike(one: str, other: str) -> bool:
        a, b = set(one.split()), set(other.split())
        return len(a & b) / len(a | b) >= TWINS_FROM

    expected = {(task, frozenset(text.split())) for task, one in asked.items() for text in learnt if alike(one, text)}
    assert {(one.task_id, frozenset(one.learnt.split())) for one in found} == expected
    assert len(expected) > 20


def test_twenty_thousand_rows_take_seconds():
    rng = random.Random(5)
    words = [f"{a}{b}{c}" for a in "bcdfgh" for b in "aeiou" for c in "lmnrst"]
    learnt = [" ".join(rng.choices(words, k=10)) for _ in range(20_000)]
    asked = {str(n): " ".join(rng.choices(words, k=10)) for n in range(400)} | {"twin": learnt[7]}
    began = time.process_time()

    found = near_twins(asked, InMemoryTrainingTexts(learnt).instructions())

    assert "twin" in {one.task_id for one in found}
    assert time.process_time() - began < 10

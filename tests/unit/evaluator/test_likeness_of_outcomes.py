"""The deterministic InterCode measure; expected cosines are worked out from its definition."""

import math

import pytest

from agent_loop.evaluator.domain.likeness import Change, ChangeKind, Ended, alike, cosine, difference

NEW = Change(ChangeKind.ADDED, "file:aa", 0o644)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("total 8 files", "total 8 files", 1.0),
        ("alpha beta", "gamma delta", 0.0),
        # idf of a word of both is 1, of a word of one ln(3/2) + 1.
        ("alpha beta", "alpha gamma", 1 / (1 + (math.log(1.5) + 1) ** 2)),
        ("Alpha alpha beta", "ALPHA beta", 3 / (math.sqrt(5) * math.sqrt(2))),
        ("5", "6", 0.0),
        ("", "", 0.0),
    ],
)
def test_the_cosine_is_that_of_smoothed_tf_idf(one, other, expected):
    assert cosine(one, other) == pytest.approx(expected)
    assert cosine(other, one) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("one", "other"),
    [("3\n", "3\n"), ("b  2\na 1\n", "a 1\nb 2\n"), ("3", "3\n\n"), ("", ""), ("word " * 200 + "x", "word " * 200)],
)
def test_outputs_that_say_the_same_are_alike(one, other):
    assert alike(one, other)


@pytest.mark.parametrize(
    ("one", "other"), [("3\n", "4\n"), ("", "3\n"), ("aa.txt bb.txt", "aa.txt"), ("hello world", "hello there")]
)
def test_outputs_that_say_something_else_are_not(one, other):
    assert not alike(one, other)


def test_the_measure_does_not_see_words_of_one_character():
    assert alike("2 files", "3 files")
    assert not alike("2", "3")


@pytest.mark.parametrize(
    ("own", "gold", "why"),
    [
        ({}, {"a": NEW}, "changed paths differ: a"),
        ({"a": NEW, "b": NEW}, {"a": NEW}, "changed paths differ: b"),
        ({"a": Change(ChangeKind.REMOVED)}, {"a": NEW}, "a was removed, not added"),
        ({"a": Change(ChangeKind.ADDED, "file:bb", 0o644)}, {"a": NEW}, "a holds something else"),
        ({"a": Change(ChangeKind.ADDED, "directory:", 0o755)}, {"a": NEW}, "a holds something else"),
        (
            {"a": Change(ChangeKind.MODIFIED, "file:aa", 0o700)},
            {"a": Change(ChangeKind.MODIFIED, "file:aa", 0o755)},
            "a has mode 700, not 755",
        ),
    ],
)
def test_what_was_left_otherwise_is_named(own, gold, why):
    assert difference(Ended(own), Ended(gold)) == why


def test_the_same_changes_and_the_same_output_count():
    removed = Change(ChangeKind.REMOVED)
    own = Ended({"a": Change(ChangeKind.ADDED, "file:aa", 0o600), "b": removed}, "20 files\n")

    assert difference(own, Ended({"b": removed, "a": NEW}, "20 files")) == ""
    assert difference(own, Ended({"b": removed, "a": NEW}, "30 files")) == "the output is another one"

import random

import pytest

from agent_loop.datagen.families.log_report import wordings
from agent_loop.datagen.families.log_report.formats import Severity

SPLITS = ("train", "validation", "heldout")


def test_a_quarter_of_at_least_sixty_wordings_is_held_out():
    counts = {split: len(wordings.base(split)) for split in SPLITS}

    assert sum(counts.values()) >= 60
    assert counts["heldout"] / sum(counts.values()) >= 0.25


@pytest.mark.parametrize("split", SPLITS)
def test_no_wording_stands_twice(split):
    texts = [text for each in SPLITS for text in wordings.base(each)]

    assert all(texts.count(text) == 1 for text in wordings.base(split))


def test_no_training_wording_is_a_near_twin_of_one_that_is_not_for_training():
    rng = random.Random(11)
    drawn = {*wordings.base("train"), *(wordings.draw(rng, "train") for _ in range(3000))}
    kept = [*wordings.base("heldout"), *wordings.base("validation")]

    twins = [(one, two) for one in drawn for two in kept if wordings.similarity(one, two) >= wordings.TWIN]

    assert twins == []


def test_similarity_is_blind_to_case_punctuation_and_names_of_files():
    assert wordings.similarity("Find errors, save as a.txt!", "find ERRORS save as other.md") == 1
    assert wordings.similarity("find errors", "bake a cake") == 0
    assert wordings.similarity("...", "!") == 1


def test_paraphrases_are_many_and_name_files_and_warnings_about_as_often_as_wanted():
    rng = random.Random(3)
    drawn = [wordings.draw(rng, "train") for _ in range(3000)]

    named = sum(wordings.report_name(text) != "report.txt" for text in drawn) / len(drawn)
    warned = sum(wordings.severity(text) is Severity.WARNING for text in drawn) / len(drawn)

    assert len(set(drawn)) > 1800
    assert 0.06 < named < 0.18
    assert 0.12 < warned < 0.24


@pytest.mark.parametrize("split", ["validation", "heldout"])
def test_other_splits_give_only_their_own_base_wordings(split):
    rng = random.Random(1)

    assert {wordings.draw(rng, split) for _ in range(400)} == set(wordings.base(split))


@pytest.mark.parametrize(
    ("instruction", "name"),
    [
        ("find all error logs and create a report", "report.txt"),
        ("write it into errors.md", "errors.md"),
        ("save as my-report_2.txt.", "my-report_2.txt"),
        ("see AGENTS.md and readme.md for the rules", "report.txt"),
        ("follow AGENTS.md, write totals.out!", "totals.out"),
        ("look at app.log and app.log.1.gz", "report.txt"),
        ("all *.txt files", "report.txt"),
        ("logs in a/b.txt/ are noise", "report.txt"),
        ("put it in x.md.bak", "report.txt"),
        ("Bericht in fehler-übersicht.md", "fehler-übersicht.md"),
        ("first a.txt then b.txt", "a.txt"),
    ],
)
def test_the_report_is_named_by_the_instruction(instruction, name):
    assert wordings.report_name(instruction) == name


@pytest.mark.parametrize(
    ("instruction", "wanted"),
    [
        ("find all error logs", Severity.ERROR),
        ("what is going on?", Severity.ERROR),
        ("find all WARNINGS", Severity.WARNING),
        ("errors and warnings", Severity.ERROR),
        ("warnings, not the errors", Severity.WARNING),
        ("only errors, ignore warnings", Severity.ERROR),
        ("warnings without any errors", Severity.WARNING),
        ("list warnings into errors.txt", Severity.WARNING),
        ("list errors into warnings.txt", Severity.ERROR),
    ],
)
def test_the_instruction_decides_between_errors_and_warnings(instruction, wanted):
    assert wordings.severity(instruction) is wanted


def test_a_file_of_wordings_has_comments_and_blank_lines():
    assert wordings.read("# mine\n\n  one  \n#two\nthree\r\n") == ("one", "three")

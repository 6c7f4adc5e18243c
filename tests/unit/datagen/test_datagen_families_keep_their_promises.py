"""What every scripted family must be, seen without a sandbox."""

import random
from functools import cache

import pytest

from agent_loop.datagen.domain import UnusableWording, exercise
from agent_loop.datagen.families import families, mixtures
from agent_loop.datagen.scenery import Scenery
from agent_loop.datagen.scripted import PLACES, ScriptedFamily
from agent_loop.datagen.wordings import TWIN, expansions, slots_of, words_of

SCRIPTED = {family.name: family for family in families().values() if isinstance(family, ScriptedFamily)}


@cache
def _train_wordings(name):
    return [words_of(text) for template in SCRIPTED[name].train for text in expansions(template)]


@pytest.mark.parametrize("name", SCRIPTED)
def test_it_has_many_wordings_and_each_has_only_slots_that_its_tasks_have(name):
    family = SCRIPTED[name]
    slots = set(family.draw(Scenery(random.Random(1))).slots)

    assert len({text for template in family.train for text in expansions(template)}) >= 60
    assert len(family.validation) >= 1
    assert len(family.heldout) >= 3
    for template in (*family.train, *family.validation, *family.heldout):
        assert slots_of(template) <= slots


@pytest.mark.parametrize("name", SCRIPTED)
def test_no_wording_that_is_held_out_or_for_validation_has_a_near_twin_in_training(name):
    family = SCRIPTED[name]
    for template in (*family.heldout, *family.validation):
        for text in expansions(template):
            words = words_of(text)
            for other in SCRIPTED:
                twins = [seen for seen in _train_wordings(other) if len(words & seen) >= TWIN * len(words | seen)]
                assert not twins, f"{text!r} has a near twin in the training wordings of {other}: {sorted(twins[0])}"


@pytest.mark.parametrize("name", SCRIPTED)
def test_an_exercise_is_the_same_for_ever_and_unlike_the_next(name):
    first, again, other = (exercise(SCRIPTED[name], 5, index, "train").task for index in (0, 0, 1))

    assert first == again
    assert first.tree != other.tree


@pytest.mark.parametrize("name", SCRIPTED)
def test_every_name_that_the_reference_uses_is_told_or_seen(name):
    made = SCRIPTED[name].draw(Scenery(random.Random(3)))

    assert all(command.strip() for command in made.script.wrong)
    assert len(made.script.look.thought) <= 80
    assert all(len(act.thought) <= 100 for act in (*made.script.acts, made.script.verify))
    assert all(len(entry) <= 110 for entry in made.script.plan)
    assert sum(len(entry.content) for entry in made.tree) < 60_000


@pytest.mark.parametrize("name", SCRIPTED)
def test_whatever_is_chosen_of_a_wording_names_all_that_the_task_needs(name):
    family = SCRIPTED[name]
    needed = set.intersection(*(_needs(template) for template in family.train))
    needed |= PLACES & set(family.draw(Scenery(random.Random(1))).slots) - _untold(family)
    for template in (*family.train, *family.validation, *family.heldout):
        lacking = [text for text in expansions(template) if not needed <= _needs(text)]
        assert not lacking, f"{template}: {lacking[0]}"


def _untold(family):
    """The slots of a place that a wording may do without: the whole tree is meant then."""
    try:
        slots = family.draw(Scenery(random.Random(1), here=True)).slots
    except UnusableWording:
        return set()
    return {slot for slot in PLACES & set(slots) if not slots[slot]}


def test_a_wording_that_names_no_place_means_the_whole_tree():
    made = SCRIPTED["find-empty-files"].make(random.Random(1), "[which|what] files are empty?", task_id="t")
    assert made.task.instruction in {"which files are empty?", "what files are empty?"}
    assert made.reference.script.acts[0].command == "find . -type f -empty"


def test_a_wording_that_names_no_place_is_refused_where_the_whole_tree_cannot_be_meant():
    with pytest.raises(UnusableWording, match=r"say which by \{place\} or \{where\}"):
        SCRIPTED["copy-by-extension"].make(random.Random(1), "copy the {ext} files to {target}", task_id="t")


def _needs(template):
    """Its slots; a place is told by its number or its ordinal."""
    return {"n" if slot == "nth" else slot for slot in slots_of(template)}


def test_a_wording_with_a_slot_that_the_family_lacks_is_refused_by_its_name():
    with pytest.raises(UnusableWording, match=r"has no \{planet\}; it has file"):
        SCRIPTED["count-lines"].make(random.Random(1), "count {planet}", task_id="t")


@pytest.mark.parametrize(
    "wording", ["count [lines of {file}", "count lines] of {file}", "[count|how many [lines of {file}"]
)
def test_a_wording_whose_brackets_do_not_fit_is_refused(wording):
    with pytest.raises(UnusableWording, match=r"a \] (is missing|too much)"):
        SCRIPTED["count-lines"].make(random.Random(1), wording, task_id="t")


def test_the_mixture_for_training_has_every_family_but_those_kept_out():
    trained = {family.name for family in mixtures()["trained"].families}

    assert trained == {family.name for family in families().values() if not family.kept_out}

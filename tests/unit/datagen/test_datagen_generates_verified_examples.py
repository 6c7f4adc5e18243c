import dataclasses
import json
import re
from collections import Counter

import pytest
from datagen_exercises import COPY, SLIP, CopyFamily, copy_reference, copy_sandbox

from agent_loop.contracts.prompt import ProposedStep, build_messages
from agent_loop.contracts.toolset import Tool, linux_toolset
from agent_loop.contracts.trajectory import Phase
from agent_loop.datagen.adapters.dataset_store_memory import InMemoryDatasetStore
from agent_loop.datagen.domain import (
    Mixture,
    Move,
    NoWordings,
    Recipe,
    ReferenceFailed,
    UnusableWording,
    WrongAccepted,
    exercise,
)
from agent_loop.datagen.families import families
from agent_loop.datagen.main import program_digest
from agent_loop.datagen.ports import SandboxUnavailable
from agent_loop.datagen.use_cases import GenerateDataset, MakeTasks, PerformExercise, form

FAMILY = CopyFamily()


def perform(**more):
    return PerformExercise(copy_sandbox(**more), linux_toolset())


def slipping(slips):
    """An exercise in whose run the reference slips, or does not."""
    made = (exercise(FAMILY, 0, index, "train") for index in range(100))
    return next(each for each in made if any(e.path == "slip" for e in each.task.tree.entries) is slips)


async def generated(store, count=40, seed=1, family=FAMILY, report=lambda _: None, **more):
    return await GenerateDataset(copy_sandbox(**more), linux_toolset(), store, parallel=4, program="p")(
        family, seed, count, report
    )


async def test_each_step_becomes_a_row_that_serving_would_send():
    made = slipping(slips=False)
    rows = await perform()(made, "here")

    assert [json.loads(row.messages[-1].content)["phase"] for row in rows] == [
        *("ANALYZE", "PLAN", "EXECUTE", "VERIFY"),
        "VERIFY",
    ]
    first = build_messages(made.task.instruction, [], linux_toolset(), "Copies end in b.txt.")
    assert list(rows[0].messages[:-1]) == first
    assert "AGENTS.md\na.txt" in rows[1].messages[1].content
    assert all(row.sources == ["here"] and row.messages[-1].role == "assistant" for row in rows)


async def test_a_slip_is_seen_by_the_steps_after_it_but_is_no_row():
    rows = await perform()(slipping(slips=True), "here")
    answers = [row.messages[-1].content for row in rows]

    assert not any("c.txt" in answer for answer in answers)
    assert any("c.txt" in row.messages[1].content for row in rows)
    assert sum("cp a.txt b.txt" in answer for answer in answers) == 1


async def test_a_reference_that_its_checker_refuses_stops_with_the_examples_id():
    with pytest.raises(ReferenceFailed, match=r"copy-train-1-\d+ failed: its checker said: missed: b.txt"):
        await generated(InMemoryDatasetStore(), family=CopyFamily(checker="refuse"))


async def test_a_step_that_a_model_may_not_write_is_refused():
    made = dataclasses.replace(
        slipping(slips=False), reference=lambda _: Move(ProposedStep(Phase.PLAN, "at once", plan=("x",)))
    )

    with pytest.raises(ReferenceFailed, match="step 1 is not valid: phase must be ANALYZE"):
        await perform()(made, "here")


async def test_a_reference_that_does_not_finish_is_refused():
    first = slipping(slips=False)
    made = dataclasses.replace(first, reference=lambda _: copy_reference([]))

    with pytest.raises(ReferenceFailed, match="did not finish within 16 steps"):
        await perform()(made, "here")


async def test_a_dataset_is_the_same_for_the_same_seed_however_it_was_interrupted():
    whole, resumed = InMemoryDatasetStore(), InMemoryDatasetStore()
    told = []
    at_once = await generated(whole)

    with pytest.raises(SandboxUnavailable):
        await generated(resumed, unavailable_after=13)
    in_two = await generated(resumed, report=told.append)

    assert in_two == at_once
    assert whole.datasets == resumed.datasets
    assert told[0].resumed > 0
    assert (told[-1].done, told[-1].count) == (40, 40)
    assert len(told) == 40 - told[0].resumed
    assert (await generated(InMemoryDatasetStore(), seed=2)).place != at_once.place


async def test_every_twentieth_example_is_for_validation_and_has_other_wordings():
    store = InMemoryDatasetStore()
    made = await generated(store)
    splits = store.datasets[made.place]

    assert made.manifest.rows == {split: len(rows) for split, rows in splits.items()}
    assert {row.sources[0] for row in splits["validation"]} == {"copy/1#1.19", "copy/1#1.39"}
    assert all("(validation)" in row.messages[1].content for row in splits["validation"])
    assert all("(train)" in row.messages[1].content for row in splits["train"])


def test_a_recipe_says_what_it_is_made_of():
    assert str(Recipe("copy", "1", 3, 40, "abc")) == "copy/1 seed=3 count=40 form=abc"
    assert Recipe("copy", "1", 3, 40, "abc").key != Recipe("copy", "2", 3, 40, "abc").key
    assert str(Recipe("copy", "1", 3, 40, "abc", "def")) == "copy/1 seed=3 count=40 form=abc program=def"


def test_the_code_that_makes_a_dataset_has_a_digest():
    assert program_digest() == program_digest()
    assert re.fullmatch("[0-9a-f]{12}", program_digest())


def test_another_toolset_is_another_form():
    more = Tool(name="look", description="look around", parameters={"type": "object"})

    assert form(linux_toolset()) == form(linux_toolset())
    assert form(linux_toolset()) != form(linux_toolset().with_tools(more))


def test_tasks_go_round_the_wordings_and_name_their_seed():
    tasks = list(MakeTasks(FAMILY)(["one", "two"], 5, 9))

    assert [task.instruction for task in tasks] == ["one", "two", "one", "two", "one"]
    assert len({task.id for task in tasks}) == 5
    assert {task.seed for task in tasks} == {9}
    assert tasks == list(MakeTasks(FAMILY)(["one", "two"], 5, 9))


def test_no_wording_gives_no_task():
    with pytest.raises(NoWordings, match="one a line"):
        list(MakeTasks(FAMILY)([], 5, 9))


@pytest.mark.parametrize("wording", ["", "  \n", "a\0b", "x" * 5000])
def test_a_wording_that_is_no_instruction_is_refused(wording):
    with pytest.raises(UnusableWording):
        list(MakeTasks(families()["log-report"])([wording], 1, 0))


async def test_a_mixture_teaches_the_ends_of_some_scripts_only():
    store = InMemoryDatasetStore()
    some = Mixture("some", (CopyFamily(scripted=True),), (1,), ends_every=3)
    made = await generated(store, count=9, family=some)
    phases = Counter()
    for row in store.datasets[made.place]["train"]:
        phases[json.loads(row.messages[-1].content)["phase"]] += 1

    assert phases == {"ANALYZE": 9, "PLAN": 9, "EXECUTE": 9, "VERIFY": 2 * 3}
    assert some.version != Mixture("some", some.families, (1,)).version


async def test_a_reference_that_decides_by_what_it_sees_teaches_every_end():
    store = InMemoryDatasetStore()
    made = await generated(store, count=9, family=Mixture("some", (CopyFamily(),), (1,), ends_every=1000))
    answers = [json.loads(row.messages[-1].content) for row in store.datasets[made.place]["train"]]

    assert sum(answer["phase"] == "VERIFY" for answer in answers) >= 2 * 9


async def test_a_wrong_way_that_the_checker_accepts_stops_also_when_it_is_taken_up_again():
    store, careless = InMemoryDatasetStore(), CopyFamily(wrong=(COPY,))

    for _ in range(2):
        with pytest.raises(WrongAccepted, match=r"copy-train-1-0.*cp a\.txt b\.txt"):
            await generated(store, family=careless)


async def test_a_wrong_way_that_is_refused_is_no_hindrance():
    assert (await generated(InMemoryDatasetStore(), family=CopyFamily(wrong=(SLIP,)))).manifest.rows["train"]


async def test_a_sandbox_that_goes_names_the_exercise():
    with pytest.raises(SandboxUnavailable, match=r"^copy-train-1-\d+: "):
        await generated(InMemoryDatasetStore(), unavailable_after=3)


async def test_an_end_that_is_not_taught_may_not_name_what_stands_nowhere_either():
    some = Mixture("some", (CopyFamily(scripted=True, answer="copied to zzqx.txt"),), (1,), ends_every=1000)

    with pytest.raises(ReferenceFailed, match=r"stand nowhere.*zzqx"):
        await generated(InMemoryDatasetStore(), count=9, family=some)

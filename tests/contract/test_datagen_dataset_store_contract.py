"""What every DatasetStore promises."""

import dataclasses
import json
import subprocess
import sys

import pytest

from agent_loop.contracts.dataset import ChatExample, DatasetManifest
from agent_loop.contracts.trajectory import Message
from agent_loop.datagen.adapters.dataset_store_folder import FolderDatasetStore
from agent_loop.datagen.adapters.dataset_store_memory import InMemoryDatasetStore
from agent_loop.datagen.domain import Example, Recipe
from agent_loop.datagen.ports import DatasetUnwritable

RECIPE = Recipe("copy", "1", 7, 3, "form")


def example(index, split="train", rows=2):
    return Example(
        index,
        split,
        tuple(
            ChatExample(
                messages=[Message(role="user", content=f"{index}/{row} ü"), Message(role="assistant", content="{}")],
                sources=[f"copy#{index}"],
            )
            for row in range(rows)
        ),
    )


@pytest.fixture(params=["memory", "folder"])
def store(request, tmp_path):
    return InMemoryDatasetStore() if request.param == "memory" else FolderDatasetStore(tmp_path / "data sets")


def filled(store, *indices, recipe=RECIPE):
    with store.growing(recipe) as stored:
        for index in indices:
            if index not in stored:
                store.add(recipe, example(index, "validation" if index == 2 else "train"))
        return stored


def test_what_was_stored_is_known_when_a_recipe_is_taken_up_again(store):
    assert filled(store, 0, 2) == frozenset()
    assert filled(store) == {0, 2}


def test_what_other_code_makes_alike_is_found_by_that_code(store):
    filled(store, 0, 1)
    store.finish(RECIPE)
    other = dataclasses.replace(RECIPE, program="other")
    assert store.find(other) is None
    filled(store, 0, 1, recipe=other)

    assert store.finish(other) == store.find(other)
    assert store.find(other)[1].recipe == str(other)


def test_what_was_stored_before_a_failure_stays(store):
    def interrupted():
        with store.growing(RECIPE):
            store.add(RECIPE, example(1))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()

    assert filled(store) == {1}


def test_recipes_do_not_mix(store):
    filled(store, 0)

    for other in (Recipe("copy", "1", 8, 3, "form"), Recipe("copy", "1", 7, 3, "another form")):
        with store.growing(other) as stored:
            assert stored == frozenset()


def test_one_at_a_time_may_grow_a_dataset(store):
    with store.growing(RECIPE), pytest.raises(DatasetUnwritable, match="wait"), store.growing(RECIPE):
        pytest.fail("two grow the same dataset")


def test_the_order_in_which_examples_come_does_not_matter(store):
    filled(store, 2, 0, 1)
    with store.growing(RECIPE):
        place, manifest = store.finish(RECIPE)
    filled(store, 0, 1, 2)
    with store.growing(RECIPE):
        again = store.finish(RECIPE)

    assert again == (place, manifest)
    assert manifest.rows == {"train": 4, "validation": 2}
    assert manifest.recipe == str(RECIPE)
    assert place.endswith(f"copy-{manifest.content_sha256[:12]}")


def test_a_finished_dataset_is_found_by_its_recipe_and_by_no_other(store):
    filled(store, 0, 1, 2)
    assert store.find(RECIPE) is None
    with store.growing(RECIPE):
        made = store.finish(RECIPE)

    assert store.find(RECIPE) == made
    assert store.find(Recipe("copy", "1", 8, 3, "form")) is None


def test_after_the_end_nothing_is_growing(store):
    filled(store, 0, 1, 2)
    with store.growing(RECIPE):
        store.finish(RECIPE)

    assert filled(store) == frozenset()


def test_the_folder_holds_rows_in_order_and_a_manifest(tmp_path):
    store = FolderDatasetStore(tmp_path)
    filled(store, 2, 1, 0)
    with store.growing(RECIPE):
        place, manifest = store.finish(RECIPE)

    (folder,) = tmp_path.iterdir()
    rows = [ChatExample.model_validate_json(line) for line in (folder / "train.jsonl").read_text().splitlines()]

    assert str(folder) == place
    assert sorted(path.name for path in folder.iterdir()) == ["manifest.json", "train.jsonl", "validation.jsonl"]
    assert [row.messages[0].content for row in rows] == ["0/0 ü", "0/1 ü", "1/0 ü", "1/1 ü"]
    assert DatasetManifest.model_validate_json((folder / "manifest.json").read_text()) == manifest


def test_a_half_written_example_at_the_end_is_cut_off(tmp_path):
    store = FolderDatasetStore(tmp_path)
    filled(store, 0, 1)
    (growing,) = tmp_path.glob(".growing-*/examples.jsonl")
    with growing.open("a") as file:
        file.write('{"index": 2, "split": "tr')

    assert filled(store, 2) == {0, 1}
    assert [json.loads(line)["index"] for line in growing.read_text().splitlines()] == [0, 1, 2]


def test_another_process_that_grows_the_same_dataset_is_refused(tmp_path):
    program = (
        "import sys; from pathlib import Path; from agent_loop.datagen.domain import Recipe\n"
        "from agent_loop.datagen.adapters.dataset_store_folder import FolderDatasetStore as Store\n"
        f"with Store(Path(sys.argv[1])).growing({RECIPE!r}): print('taken')\n"
    )
    with FolderDatasetStore(tmp_path).growing(RECIPE):
        arguments = [sys.executable, "-c", program, str(tmp_path)]
        done = subprocess.run(arguments, capture_output=True, text=True, timeout=60, check=False)

    assert "is being written by another process" in done.stderr
    assert done.stdout == ""


def test_a_place_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "file").write_text("")

    with pytest.raises(DatasetUnwritable, match=r"cannot write the dataset below .*file"):
        filled(FolderDatasetStore(tmp_path / "file"), 0)

import json
import re
from itertools import chain

import pytest
from click.testing import CliRunner
from datagen_exercises import CopyFamily, copy_sandbox

from agent_loop.chassis.cli import BadInput, CommandFailed, Missing, Unreachable
from agent_loop.contracts.task import Task
from agent_loop.contracts.toolset import linux_toolset
from agent_loop.datagen import cli
from agent_loop.datagen.adapters.dataset_store_folder import FolderDatasetStore
from agent_loop.datagen.adapters.rows_jsonl import pairs_in, texts_in
from agent_loop.datagen.adapters.sandbox_memory import InMemorySandbox, printed
from agent_loop.datagen.families import families
from agent_loop.datagen.pairs import Apart, choose
from agent_loop.datagen.use_cases import GenerateDataset, LearnPairs

_, MAKE, PREPARE = cli.tasks_commands(families())


async def in_memory(family, seed, count, out, sandbox, report):
    opened = copy_sandbox(int(sandbox) if sandbox else None)
    return await GenerateDataset(opened, linux_toolset(), FolderDatasetStore(out), 4, "p")(family, seed, count, report)


async def pairs_in_memory(files, apart, out, sandbox, report):
    programs = {"ls -A": lambda files: printed("\n".join(files)), "rev one.txt": lambda _: printed("eno\n")}
    chosen = choose(chain.from_iterable(map(pairs_in, files)), Apart(chain.from_iterable(map(texts_in, apart))))
    learn = LearnPairs(InMemorySandbox(programs, {}), linux_toolset(), FolderDatasetStore(out), 4, "p")
    return chosen, await learn(chosen, report)


_, PAIRS = cli.dataset_commands({}, in_memory, pairs_in_memory)


def generate_with(family):
    command, _ = cli.dataset_commands({family.name: family}, in_memory, pairs_in_memory)
    return command


def invoke(command, *arguments):
    return CliRunner().invoke(command, [str(argument) for argument in arguments], standalone_mode=False)


def made(*arguments):
    result = invoke(MAKE, "log-report", *arguments)
    if result.exception:
        raise result.exception
    return [Task.model_validate_json(line) for line in result.output.splitlines()]


def test_by_default_the_family_s_own_instruction_is_one_task():
    (task,) = made()

    assert task.instruction == "find all error logs and create a report"
    assert (task.split, task.seed) == (None, 0)


def test_anyone_s_wordings_become_tasks(tmp_path):
    (tmp_path / "mine.txt").write_text("# my own\nlook for errors\n\nwarnings into w.md\n")
    tasks = made("--wordings", tmp_path / "mine.txt", "--count", 3, "--seed", 4)

    assert [task.instruction for task in tasks] == ["look for errors", "warnings into w.md", "look for errors"]
    assert tasks[0].tree != tasks[2].tree
    assert "'w.md'" in tasks[1].checker.program


def test_held_out_wordings_become_tasks_of_that_split():
    tasks = made("--split", "heldout")

    assert len(tasks) >= 16
    assert {task.split for task in tasks} == {"heldout"}


def test_several_families_are_made_at_once():
    tasks = made("find-empty-files", "--split", "heldout", "--count", 2)

    assert [task.family for task in tasks] == ["log-report"] * 2 + ["find-empty-files"] * 2
    with pytest.raises(BadInput, match="one family"):
        made("find-empty-files", "--instruction", "x")


def test_tasks_go_into_a_file(tmp_path):
    result = invoke(MAKE, "log-report", "--instruction", "errors?", "--out", tmp_path / "t.jsonl")

    assert result.output == ""
    assert Task.model_validate_json((tmp_path / "t.jsonl").read_text()).instruction == "errors?"


@pytest.mark.parametrize(
    ("content", "why"), [(b"# nothing\n", "no wording"), (b"\xff\xfe\x00", "not UTF-8"), (b"a\0b\n", "without NUL")]
)
def test_a_bad_file_of_wordings_is_bad_input(tmp_path, content, why):
    (tmp_path / "w.txt").write_bytes(content)

    with pytest.raises(BadInput, match=why):
        made("--wordings", tmp_path / "w.txt")


def test_two_sources_of_wordings_are_bad_input():
    with pytest.raises(BadInput, match="exclude each other"):
        made("--split", "train", "--instruction", "x")


def test_a_tree_is_written_into_an_empty_folder(tmp_path):
    invoke(MAKE, "log-report", "--split", "heldout", "--out", tmp_path / "t.jsonl")
    lines = (tmp_path / "t.jsonl").read_text().splitlines()
    task = Task.model_validate_json(lines[2])
    result = invoke(PREPARE, tmp_path / "t.jsonl", "--into", tmp_path / "new" / "tree", "--id", task.id)

    assert result.output == f"{task.instruction}\n"
    for entry in task.tree.entries:
        path = tmp_path / "new" / "tree" / entry.path
        assert path.is_symlink() if entry.type == "link" else path.read_bytes() == entry.content


def test_the_first_task_is_prepared_and_told_as_json(tmp_path):
    invoke(MAKE, "log-report", "--out", tmp_path / "t.jsonl")
    result = invoke(PREPARE, tmp_path / "t.jsonl", "--into", tmp_path / "tree", "--json")

    assert json.loads(result.output)["instruction"] == "find all error logs and create a report"


def test_what_cannot_be_prepared_is_bad_input(tmp_path):
    invoke(MAKE, "log-report", "--out", tmp_path / "t.jsonl")
    (tmp_path / "bad.jsonl").write_text('{"id": 1}\n')
    cases = {
        ("t.jsonl", tmp_path, None): "is not empty",
        ("t.jsonl", tmp_path / "a", "nobody"): "no task with the id nobody",
        ("bad.jsonl", tmp_path / "b", None): "bad.jsonl:1 is not a task",
    }
    for (name, into, task_id), why in cases.items():
        chosen = ("--id", task_id) if task_id else ()
        result = invoke(PREPARE, tmp_path / name, "--into", into, *chosen)
        assert isinstance(result.exception, BadInput)
        assert why in str(result.exception)


def test_a_dataset_is_generated_and_its_place_told(tmp_path):
    result = invoke(generate_with(CopyFamily()), "copy", "--count", 20, "--out", tmp_path / "out", "--json")
    told = json.loads(result.stdout)

    assert told["rows"]["validation"] > 0
    assert re.search(r"^20/20 verified, [0-9.]+/s \([0-9]+ rows/s\)$", result.stderr, re.MULTILINE)
    assert [str(path) for path in (tmp_path / "out").iterdir()] == [told["dataset"]]


def test_a_lost_sandbox_is_unreachable_and_the_same_command_goes_on(tmp_path):
    command = generate_with(CopyFamily())
    failed = invoke(command, "copy", "--count", 20, "--out", tmp_path, "--sandbox", 12)
    went_on = invoke(command, "copy", "--count", 20, "--out", tmp_path, "--sandbox", 12)

    assert isinstance(failed.exception, Unreachable)
    assert "repeat the command to go on" in str(failed.exception)
    assert went_on.exception is None
    assert "20 verified trajectories" in went_on.stdout


def test_a_reference_that_fails_is_a_failure_and_a_full_place_is_named(tmp_path):
    failed = invoke(generate_with(CopyFamily(checker="refuse")), "copy", "--count", 2, "--out", tmp_path / "a")
    (tmp_path / "b").write_text("")
    missing = invoke(generate_with(CopyFamily()), "copy", "--count", 2, "--out", tmp_path / "b" / "c")

    assert type(failed.exception) is CommandFailed
    assert "copy-train-0-" in str(failed.exception)
    assert isinstance(missing.exception, Missing)


@pytest.mark.parametrize("target", ["/etc/passwd", "../../outside", ".."])
def test_a_link_that_leaves_the_tree_is_refused(target, tmp_path):
    invoke(MAKE, "log-report", "--out", tmp_path / "t.jsonl")
    task = json.loads((tmp_path / "t.jsonl").read_text())
    task["tree"]["entries"] = [{"path": "a/link" if target != ".." else "link", "type": "link", "target": target}]
    (tmp_path / "t.jsonl").write_text(json.dumps(task))

    refused = invoke(PREPARE, tmp_path / "t.jsonl", "--into", tmp_path / "tree").exception

    assert isinstance(refused, BadInput)
    assert "leaves the tree" in str(refused)


def test_nothing_is_written_through_a_link_of_the_tree(tmp_path):
    invoke(MAKE, "log-report", "--out", tmp_path / "t.jsonl")
    task = json.loads((tmp_path / "t.jsonl").read_text())
    task["tree"]["entries"] = [
        {"path": "a", "type": "link", "target": "b"},
        {"path": "b/c", "type": "file", "text": "x", "mode": 0o4777},
    ]
    (tmp_path / "t.jsonl").write_text(json.dumps(task))

    invoke(PREPARE, tmp_path / "t.jsonl", "--into", tmp_path / "tree")

    assert (tmp_path / "tree" / "b" / "c").stat().st_mode & 0o7777 == 0o755
    assert (tmp_path / "tree" / "a").is_symlink()


def written(path, *rows):
    path.write_text("".join(f"{row if isinstance(row, str) else json.dumps(row)}\n" for row in rows))
    return path


def test_pairs_become_a_dataset_and_it_is_said_why_others_do_not(tmp_path):
    turn = {"id": "mine:0", "nl": "turn the lines of one.txt round", "cmd": "rev one.txt"}
    files = written(
        tmp_path / "pairs.jsonl",
        turn,
        turn | {"nl": "turn the lines of two.txt round"},
        {"nl": "print the words of a file", "cmd": "cat {{zorblat}}"},
        {"nl": "count the users that are logged in", "cmd": "who | wc -l"},
        {"nl": "how much memory is free", "cmd": "free"},
    )
    suite = written(tmp_path / "suite.jsonl", {"asked": {"query": "How much memory is free?"}, "gold": "free -m"})
    said = invoke(PAIRS, files, "--apart", suite, "--out", tmp_path / "out", "--json")
    told = json.loads(said.stdout)

    assert (told["pairs"], told["rows"]) == (1, {"train": 3, "validation": 0})
    assert told["left_out"] == {
        "its command names what its instruction does not": 1,
        "another has the same instruction": 1,
        "near twin of a suite's": 1,
        "its command failed, complained or took too long": 1,
    }
    again = invoke(PAIRS, files, "--apart", suite, "--out", tmp_path / "out")
    assert again.stdout.startswith(f"{told['dataset']}\n1 pairs; rows: 3 train, 0 validation\n")
    assert "1 left out: near twin of a suite's" in again.stdout


def test_pairs_of_which_no_command_runs_are_bad_input(tmp_path):
    files = written(tmp_path / "pairs.jsonl", {"nl": "count the users that are logged in", "cmd": "who | wc -l"})

    for _ in range(2):
        with pytest.raises(BadInput, match="no pair is left to learn: 1 its command failed"):
            raise invoke(PAIRS, files, "--out", tmp_path / "out").exception


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("{", r"pairs\.jsonl:1 is not a line of JSON"),
        ("[" * 100_000, r"pairs\.jsonl:1 is not a line of JSON"),
        ({"text": "x"}, r"pairs\.jsonl:1 is no pair: an object with the texts nl and cmd"),
        ({"nl": None, "cmd": ["a"]}, r"pairs\.jsonl:1 is no pair"),
        ("[1]", r"pairs\.jsonl:1 is no pair"),
        ({"nl": "print x", "cmd": "cat a-file-not-told"}, "no pair is left to learn"),
    ],
)
def test_bad_pairs_are_bad_input(tmp_path, row, why):
    with pytest.raises(BadInput, match=why):
        raise invoke(PAIRS, written(tmp_path / "pairs.jsonl", row), "--out", tmp_path / "out").exception


def test_pairs_that_are_no_text_are_bad_input(tmp_path):
    (tmp_path / "pairs.jsonl").write_bytes(b'{"nl": "a", "cmd": "ls"}\n\xff\xfe\n')

    with pytest.raises(BadInput, match=r"pairs\.jsonl:2 is not a line of JSON"):
        raise invoke(PAIRS, tmp_path / "pairs.jsonl", "--out", tmp_path / "out").exception

import external_rows
import pytest

from agent_loop.contracts.task import Task, TreeManifest
from agent_loop.evaluator.adapters.baseline_command import Gold, NearestPair
from agent_loop.evaluator.adapters.sandbox_memory import InMemorySandbox, printed
from agent_loop.evaluator.adapters.scorer_golds import GoldScorer
from agent_loop.evaluator.adapters.suite_agentbench import AgentBenchSuite
from agent_loop.evaluator.adapters.suite_alfa import AlfaSuite
from agent_loop.evaluator.adapters.suite_eabench import EabenchSuite
from agent_loop.evaluator.adapters.suite_rows import Setup, SetupFailed, made
from agent_loop.evaluator.domain.nearest import Nearest
from agent_loop.evaluator.domain.outcomes import SandboxUnavailable
from agent_loop.evaluator.domain.suites import (
    JUDGED_BY_ITS_SUITE,
    NOTHING,
    Asked,
    Did,
    SuiteUnusable,
    tasks_sha256,
)

UNREACHABLE = InMemorySandbox(None)


@pytest.fixture
def data(tmp_path):
    return external_rows.write(tmp_path)


async def test_rows_of_alfa_whose_command_worked_twice_are_tasks(data):
    suite = AlfaSuite(data)

    tasks = await suite.tasks()

    assert [(task.id, task.family, task.difficulty) for task in tasks] == [
        ("a:0", "one", 0), ("a:1", "one", 2), ("a:5", "one", 1),
    ]  # fmt: skip
    assert all(task.checker == JUDGED_BY_ITS_SUITE and task.split == "heldout" for task in tasks)
    assert suite.judged_in_the_run is False
    assert suite.notes()[:2] == [
        "left out, 2: its first command did not work where it was tried (a:2, a:4)",
        "left out, 1: its first command gave another result the second time (a:3)",
    ]
    assert "qwen2.5-coder-0.5b .10 .35" in suite.notes()[-1]


async def test_the_tree_of_alfa_is_shown_where_its_paths_say(data):
    task = (await AlfaSuite(data, now=lambda: 1700000000.7).tasks())[0]

    entries = {entry.path: entry for entry in task.tree.entries}
    assert task.mounts == {"/testbed": "testbed", "/index.html": "index.html"}
    assert entries.keys() == {
        ".git", ".gitignore", ".hidden", "index.html", "testbed", "testbed/a.txt", "testbed/raw", "w.txt",
    }  # fmt: skip
    assert (entries["testbed/a.txt"].mode, entries["testbed/a.txt"].mtime) == (0o1553, 1600000000)
    assert (entries["testbed/raw"].content, entries["testbed/raw"].mtime) == (b"\x00\xff", 1700000000)
    assert entries["testbed"].type == "directory"


async def test_the_hour_is_no_part_of_what_a_suite_is(data):
    early, late = AlfaSuite(data, now=lambda: 1.0), AlfaSuite(data, now=lambda: 2.0)

    assert early.version == late.version
    assert tasks_sha256(await early.tasks()) == tasks_sha256(await late.tasks())
    (data / "intercode_alfa.jsonl").write_text("")
    assert AlfaSuite(data).version != early.version


@pytest.mark.parametrize("suite", [AlfaSuite, lambda path: AgentBenchSuite(path, UNREACHABLE)])
def test_rows_that_are_not_there_are_named(suite, tmp_path):
    with pytest.raises(SuiteUnusable, match=r"\.jsonl is not there; --data names"):
        suite(tmp_path)


@pytest.mark.parametrize(
    "line", ["{}", "no json", '{"id": "x", "fs": "one", "query": "", "gold": "a", "difficulty": 0}']
)
def test_a_line_that_is_no_row_is_named(data, line):
    with (data / "intercode_alfa.jsonl").open("a") as file:
        file.write(f"\n{line}\n")

    with pytest.raises(SuiteUnusable, match=r"intercode_alfa\.jsonl:8 is no row"):
        AlfaSuite(data)


async def test_a_tree_that_is_missing_is_named(data):
    (data / "intercode_fs_manifests.jsonl").write_text("")

    with pytest.raises(SuiteUnusable, match="a:0 begins with the tree one"):
        await AlfaSuite(data).tasks()


async def test_what_is_asked_is_told_without_a_sandbox_also_of_rows_that_are_left_out(data):
    alfa = await AlfaSuite(data / "intercode_alfa.jsonl").asked()
    agentbench = await AgentBenchSuite(data, UNREACHABLE).asked()
    eabench = await EabenchSuite(data, UNREACHABLE).asked()

    assert len(alfa) == len(external_rows.ALFA)
    assert alfa["a:2"] == Asked("fails", ("false",))
    assert agentbench["b:4"] == Asked("question 4", ("getent passwd | wc -l",))
    assert agentbench["b:12"] == Asked("question 12")
    assert eabench["c:2"] == Asked("wish 2", ("#!/bin/bash\nsudo true\n",))


async def test_a_set_up_that_leaves_a_name_that_is_no_text_leaves_out_its_row():
    def spoil(files, _):
        files[b"\xff.txt".decode(errors="surrogateescape")] = b""
        return printed("")

    with pytest.raises(SetupFailed, match=r"its set-up leaves what no tree can hold: .*valid string"):
        await made(InMemorySandbox({"spoil": spoil}), Setup("spoil"))


async def test_a_suite_that_must_prepare_trees_says_that_there_is_no_sandbox(data):
    with pytest.raises(SandboxUnavailable):
        await AgentBenchSuite(data, UNREACHABLE).tasks()


def lines(files, _):
    return printed("2\n" if "a" in files else "0\n")


def touch(files, _):
    files["a"] = b""
    return printed("")


PROGRAMS = {"lines": lines, "touch a": touch, "make a": touch, "loud": lambda *_: printed("done\n")}


@pytest.fixture
def task():
    def made_task(task_id: str):
        return Task(id=task_id, family="f", instruction="x", tree=TreeManifest(), checker=JUDGED_BY_ITS_SUITE)

    return made_task


async def test_what_comes_to_the_same_as_one_of_the_commands_is_right(task):
    scorer = GoldScorer(InMemorySandbox(PROGRAMS), {"t": ("lines", "touch a")})

    right = await scorer.score(task("t"), Did.in_shell("make a"))
    said = await scorer.score(task("t"), Did.in_shell("lines", "0\n"))
    loud = await scorer.score(task("t"), Did.in_shell("loud", "done\n"))

    assert (right.success, right.detail) == (True, "as touch a")
    assert (said.success, said.detail) == (True, "as lines")
    assert (loud.success, loud.detail) == (False, "the output is another one; changed paths differ: a")


async def test_doing_nothing_is_right_only_where_a_command_leaves_and_prints_nothing(task):
    scorer = GoldScorer(InMemorySandbox(PROGRAMS | {"true": lambda *_: printed("")}), {"t": ("lines",), "u": ("true",)})

    assert (await scorer.score(task("t"), NOTHING)).success is False
    assert (await scorer.score(task("u"), NOTHING)).success is True


async def test_the_right_command_as_an_agent_succeeds(task):
    sandbox, golds = InMemorySandbox(PROGRAMS), {"t": ("lines",), "u": ("touch a",)}

    for name in golds:
        did = await Gold(sandbox, golds).attempt(task(name))
        assert (await GoldScorer(sandbox, golds).score(task(name), did)).success


async def test_the_nearest_pair_is_taken_by_its_words(data, task):
    nearest = NearestPair(InMemorySandbox({"cp testbed/a.txt testbed/b.txt": touch}), data)

    did = await nearest.attempt(task("t").model_copy(update={"instruction": "copy this FILE to there"}))

    assert did.actions[0].arguments == {"command": "cp testbed/a.txt testbed/b.txt"}
    assert await nearest.attempt(task("t").model_copy(update={"instruction": "???"})) == NOTHING


def test_rare_words_count_more_than_usual_ones():
    nearest = Nearest(["the the the list", "the archive", "the list of users"])

    assert nearest("the archive of the list") == 1
    assert nearest("list the users") == 2
    assert nearest("zebra") is None
    assert Nearest([])("x") is None

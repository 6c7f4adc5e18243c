"""External suites in the real sandbox: made-up rows, and the real ones where they are at hand."""

from pathlib import Path

import external_rows
import pytest
from sandbox_server import TOKEN, real_sandbox

from agent_loop.contracts.task import Said, TreeEntry, TreeManifest
from agent_loop.contracts.trajectory import Action
from agent_loop.evaluator.adapters.baseline_command import Gold, NearestPair
from agent_loop.evaluator.adapters.sandbox_grpc import GrpcSandbox
from agent_loop.evaluator.adapters.sandbox_memory import InMemorySandbox, printed
from agent_loop.evaluator.adapters.scorer_checker import CheckerScorer
from agent_loop.evaluator.adapters.scorer_golds import GoldScorer
from agent_loop.evaluator.adapters.suite_agentbench import AgentBenchSuite
from agent_loop.evaluator.adapters.suite_alfa import AlfaSuite
from agent_loop.evaluator.adapters.suite_eabench import EabenchSuite
from agent_loop.evaluator.domain.likeness import ChangeKind
from agent_loop.evaluator.domain.outcomes import SandboxUnavailable
from agent_loop.evaluator.domain.suites import NOTHING, Did
from agent_loop.evaluator.use_cases.at_once import at_once

pytestmark = pytest.mark.userns
DATA = Path(__file__).parents[2].parent / "shared" / "data"
needs_data = pytest.mark.skipif(not DATA.is_dir(), reason="needs ../shared/data")
TREE = TreeManifest(entries=[TreeEntry(path="a.txt", text="one\n"), TreeEntry(path="d/b.txt", text="two\n")])


@pytest.fixture
async def sandbox():
    async with real_sandbox() as service, GrpcSandbox(service.address, TOKEN) as opened:
        yield opened


@pytest.fixture
def data(tmp_path):
    return external_rows.write(tmp_path)


def bash(command: str) -> Action:
    return Action(tool="bash", arguments={"command": command})


def rewrite(files, _):
    del files["a.txt"]
    files |= {"c.txt": b"new\n", "d/b.txt": b"more\n"}
    return printed("")


REWRITE = "rm a.txt; echo new > c.txt; echo more > d/b.txt"


@pytest.mark.parametrize("kind", ["memory", "grpc"])
async def test_a_workspace_tells_its_changes_and_its_tree(kind, sandbox):
    some = InMemorySandbox({REWRITE: rewrite}) if kind == "memory" else sandbox
    async with some.open(TREE) as workspace:
        assert await workspace.changes() == {}
        await workspace.perform(bash(REWRITE))
        changes, tree = await workspace.changes(), await workspace.tree()

    kinds = {path: change.kind for path, change in changes.items()}
    assert kinds == {"a.txt": ChangeKind.REMOVED, "c.txt": ChangeKind.ADDED, "d/b.txt": ChangeKind.MODIFIED}
    assert changes["c.txt"].content.startswith("file:7aa7a5359173d05b")
    files = {entry.path: entry.content for entry in tree.entries if entry.type == "file"}
    assert files == {"c.txt": b"new\n", "d/b.txt": b"more\n"}


async def test_a_tree_comes_back_with_modes_links_and_times_and_goes_in_again(sandbox):
    script = "mkdir e; chmod 700 e; ln -s ../a.txt e/l; chmod 4755 a.txt; touch -d @1600000000 d/b.txt; mkfifo f"
    async with sandbox.open(TREE) as workspace:
        assert (await workspace.perform(bash(script))).ok
        tree = await workspace.tree()
    entries = {entry.path: entry for entry in tree.entries}

    assert (entries["e"].type, entries["e"].mode) == ("directory", 0o700)
    assert (entries["e/l"].type, entries["e/l"].target) == ("link", "../a.txt")
    assert entries["d/b.txt"].mtime == 1600000000
    assert "f" not in entries
    async with sandbox.open(tree) as again:
        assert (await again.perform(bash("stat -c %Y d/b.txt; cat e/l"))).stdout == "1600000000\none\n"


async def test_mounts_are_shown_or_refused_by_name(sandbox):
    async with sandbox.open(TREE, {"/testbed/x": "d"}) as workspace:
        await workspace.perform(bash("echo more > /testbed/x/new"))
        assert list(await workspace.changes()) == ["d/new"]
    for some, why in ((sandbox, "the sandbox's own"), (InMemorySandbox({}), "another path")):
        with pytest.raises(SandboxUnavailable, match=why):
            async with some.open(TREE, {"/proc": "d"}):
                pass


async def test_an_isolation_that_shows_no_mounts_says_so():
    async with real_sandbox("landlock") as service, GrpcSandbox(service.address, TOKEN) as sandbox:
        with pytest.raises(SandboxUnavailable, match=r"ISOLATION_UNAVAILABLE: .*mount"):
            async with sandbox.open(TREE, {"/testbed": "d"}):
                pass


async def test_alfa_is_judged_by_doing_it_again(sandbox, data):
    suite = AlfaSuite(data)
    scorer, tasks = GoldScorer(sandbox, suite.golds), {task.id: task for task in await suite.tasks()}

    async def success(task_id: str, command: str, output: str = "") -> bool:
        return (await scorer.score(tasks[task_id], Did.in_shell(command, output))).success

    assert await success("a:0", "awk 'END {print NR}' /testbed/a.txt", "2\n")
    assert await success("a:0", "true", " 2 \n\n")
    assert not await success("a:0", "wc -l /testbed/raw", "3\n")
    assert not await success("a:0", "touch /testbed/x", "2\n")
    assert await success("a:1", "cp testbed/a.txt testbed/b.txt")
    assert await success("a:1", "cd /testbed; while read l; do echo $l; done < a.txt > b.txt")
    assert not await success("a:1", "echo 1 > /testbed/b.txt")
    assert not await success("a:1", "mkdir /testbed/b.txt")
    assert await success("a:5", "tar -cf p.tar testbed/a.txt")
    for task in tasks.values():
        assert (await scorer.score(task, NOTHING)).success is False
        assert (await scorer.score(task, await Gold(sandbox, suite.golds).attempt(task))).success is True


async def test_the_nearest_pair_is_run_in_the_sandbox_and_judged_alike(sandbox, data):
    suite = AlfaSuite(data)
    scorer, nearest = GoldScorer(sandbox, suite.golds), NearestPair(sandbox, data)

    got = [(await scorer.score(task, await nearest.attempt(task))).success for task in await suite.tasks()]

    assert got == [True, True, False]


async def test_questions_of_agentbench_are_judged_by_the_answer(sandbox, data):
    suite = AgentBenchSuite(data, sandbox)
    tasks, scorer = {task.id: task for task in await suite.tasks()}, CheckerScorer(sandbox)
    right = {"b:0": " 2\n", "b:1": "2", "b:2": "2048", "b:3": "the name.txt", "b:12": "forty two"}
    wrong = {"b:0": "two", "b:1": "3", "b:2": "2047", "b:3": "The name.txt", "b:12": "42"}

    assert tasks.keys() == right.keys()
    assert tasks["b:1"].mounts == {"/var": "var"}
    for task_id, task in tasks.items():
        assert (await scorer.score(task, Did((), Said(answer=right[task_id])))).success
        assert not (await scorer.score(task, Did((), Said(answer=wrong[task_id])))).success
        only_shown = await scorer.score(task, Did((), Said(answer="It is done.", output=right[task_id])))
        assert (only_shown.success, only_shown.detail) == (False, "the answer is not right; the last output would be")
    assert (await scorer.score(tasks["b:2"], Did((), Said(answer="2K")))).success
    changed = Did((bash("rm -r logs"),), Said(answer="2"))
    assert "nothing can be judged right" in (await scorer.score(tasks["b:0"], changed)).detail


async def test_rows_of_agentbench_that_need_more_are_left_out_by_name(sandbox, data):
    suite = AgentBenchSuite(data, sandbox)
    await suite.tasks()

    assert {one.id: one.why for one in suite.left_out} == {
        "b:4": "needs users or groups of its own",
        "b:5": "is made otherwise each time",
        "b:6": "needs a program that runs all the time",
        "b:7": "its own answer did not pass where it was tried",
        "b:8": "needs the network",
        "b:9": "its set-up ended with EXITED 3: ",
        "b:10": "its set-up leaves a link that leads out of its tree",
        "b:11": "is checked in another way",
    }


async def test_wishes_of_eabench_are_judged_by_the_known_command(sandbox, data):
    suite = EabenchSuite(data, sandbox)
    tasks = {task.id: task for task in await suite.tasks()}
    scorer, gold = GoldScorer(sandbox, suite.golds), Gold(sandbox, suite.golds)

    assert tasks.keys() == {"c:0", "c:1"}
    for task in tasks.values():
        assert (await scorer.score(task, await gold.attempt(task))).success
        assert not (await scorer.score(task, NOTHING)).success
    assert (await scorer.score(tasks["c:0"], Did.in_shell("cut -d' ' -f1 d/a.txt", "one\n"))).success
    assert {one.id: one.why for one in suite.left_out} == {
        "c:2": "needs to be root",
        "c:3": "asks for a script with arguments",
        "c:4": "its files are not all here",
        "c:5": "needs its own folder /home/test or /app",
        "c:6": "needs a program that runs all the time",
        "c:7": "its own command gave another result the second time",
        "c:8": "its own command did not work where it was tried",
    }


async def rates(sandbox, suite, scorer, step: int) -> tuple[int, int, int]:
    """How many of every `step`-th task the known command does, how many doing nothing does, and of how many."""
    tasks = (await suite.tasks())[::step]
    gold, done, idle = Gold(sandbox, suite.golds), [], []

    async def one(task) -> None:
        done.append((await scorer.score(task, await gold.attempt(task))).success)
        idle.append((await scorer.score(task, NOTHING)).success)

    await at_once(2, tasks, one)
    print(f"{suite.name}: gold {sum(done)}, nothing {sum(idle)} of {len(tasks)}")  # pytest -s shows it
    return sum(done), sum(idle), len(tasks)


@needs_data
@pytest.mark.slow
@pytest.mark.timeout(900)
async def test_the_known_commands_of_the_real_rows_of_alfa_succeed(sandbox):
    suite = AlfaSuite(DATA)

    gold, nothing, total = await rates(sandbox, suite, GoldScorer(sandbox, suite.golds), 1)

    assert total == 120
    assert gold >= 0.98 * total
    assert nothing <= 0.2 * total


@needs_data
async def test_some_of_the_known_commands_of_the_real_rows_succeed(sandbox):
    alfa = AlfaSuite(DATA)
    eabench = EabenchSuite(DATA, sandbox)

    few = await rates(sandbox, alfa, GoldScorer(sandbox, alfa.golds), 10)
    wishes = await rates(sandbox, eabench, GoldScorer(sandbox, eabench.golds), 3)

    assert few[0] == few[2] > few[1]
    assert wishes[0] == wishes[2] > wishes[1]


@needs_data
@pytest.mark.slow
@pytest.mark.timeout(900)
async def test_the_known_answers_of_the_real_rows_of_agentbench_are_right(sandbox):
    suite = AgentBenchSuite(DATA, sandbox)

    gold, nothing, total = await rates(sandbox, suite, CheckerScorer(sandbox), 12)

    assert total >= 70
    assert gold >= 0.98 * total
    assert nothing <= 0.05 * total

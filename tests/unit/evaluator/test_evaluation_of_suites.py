import json
from contextlib import asynccontextmanager

import click
import pytest

from agent_loop.chassis.cli import BadInput, Missing, Unreachable
from agent_loop.contracts.task import Checker, Task, TreeEntry, TreeManifest
from agent_loop.evaluator.adapters.agent_runs_memory import InMemoryAgentRuns
from agent_loop.evaluator.adapters.baseline_nothing import DoNothing
from agent_loop.evaluator.adapters.results_memory import InMemoryResults
from agent_loop.evaluator.adapters.sandbox_memory import InMemorySandbox, printed
from agent_loop.evaluator.adapters.scorer_checker import CheckerScorer
from agent_loop.evaluator.adapters.suite_families import FamiliesSuite, SuiteDescription, described
from agent_loop.evaluator.adapters.task_source_memory import InMemoryTaskSource
from agent_loop.evaluator.adapters.training_texts_memory import InMemoryTrainingTexts
from agent_loop.evaluator.cli.asked import asked_command
from agent_loop.evaluator.cli.group import SuitesGroup
from agent_loop.evaluator.cli.suites import overlap_command, run_command
from agent_loop.evaluator.cli.tables import text
from agent_loop.evaluator.domain.outcomes import Outcome, RunsUnavailable, SandboxUnavailable, TasksUnavailable
from agent_loop.evaluator.domain.scores import document
from agent_loop.evaluator.domain.suites import (
    Asked,
    Candidate,
    Did,
    Score,
    SuiteUnusable,
    UnknownModel,
    UnknownSuite,
    some,
)
from agent_loop.evaluator.main import evaluate
from agent_loop.evaluator.use_cases.evaluate_suite import Contest, EvaluateSuite
from agent_loop.evaluator.use_cases.find_twins import FindTwins
from agent_loop.evaluator.use_cases.perform_task import TRIES

LOOK = "is there an out.txt?"


def task(family: str, number: int, *, done: bool = False, difficulty: int | None = None) -> Task:
    """A task whose tree is right from the start where `done`."""
    tree = TreeManifest(entries=[TreeEntry(path="out.txt", text="x")] if done else [])
    return Task(
        id=f"{family}-{number}",
        family=family,
        instruction=f"{family} wording {number}",
        tree=tree,
        checker=Checker(program=LOOK),
        difficulty=difficulty,
    )


SANDBOX = {LOOK: lambda files, _: printed("looked", 0 if "out.txt" in files else 1)}


def suite(
    families: dict[str, list[Task]], kept_out: tuple[str, ...] = ("new",), which: str = "trained"
) -> FamiliesSuite:
    description = SuiteDescription(
        name="small", version="3", about="", families=which, per_family=9, split="heldout", seed=1
    )
    source = InMemoryTaskSource(families, kept_out)
    return FamiliesSuite(description, source, source)


def families() -> dict[str, list[Task]]:
    """Eight of `old` with one that nothing does, four of `odd`, two of `new`."""
    return {
        "old": [task("old", n, done=n == 0, difficulty=n % 2) for n in range(8)],
        "odd": [task("odd", n) for n in range(4)],
        "new": [task("new", n) for n in range(2)],
    }


class Counted(InMemoryAgentRuns):
    """Remembers which tasks it was given; `gone_after` so many it cannot be reached."""

    def __init__(self, rule, gone_after: int | None = None) -> None:
        super().__init__(rule)
        self.given: list[str] = []
        self._gone_after = gone_after

    async def perform(self, task: Task, candidate: Candidate) -> Outcome:
        if self._gone_after is not None and len(self.given) >= self._gone_after:
            raise RunsUnavailable("the agent is gone")
        self.given.append(task.id)
        return await super().perform(task, candidate)


def evaluation(runs=None, results=None, of=None, sandbox=SANDBOX, told=None) -> EvaluateSuite:
    contest = Contest(of or suite(families()), CheckerScorer(InMemorySandbox(sandbox)), [DoNothing()])
    runs = runs or InMemoryAgentRuns(lambda one: one.family == "old")
    return EvaluateSuite(contest, runs, results or InMemoryResults(), (told if told is not None else []).append)


async def test_the_report_counts_by_family_and_difficulty_beside_the_floor():
    report = await evaluation()(Candidate())

    assert [(row.name, row.successes, row.total, row.baselines) for row in report.by_family()] == [
        ("odd", 0, 4, {"nothing": 0}),
        ("old", 8, 8, {"nothing": 1}),
    ]
    assert [(row.name, row.total) for row in report.by_difficulty()] == [("0", 4), ("1", 8)]
    assert report.families_at_zero() == ["odd"]
    assert (report.total.successes, report.total.total, report.total.baselines) == (8, 12, {"nothing": 1})
    assert (report.hard.successes, report.hard.total) == (7, 11)
    assert report.total.p == 2**-7  # seven that only the agent did, none that only nothing did
    assert report.passes(0.39)
    assert not report.passes(0.40)  # the bound counts, not the rate of 0.67


async def test_families_that_are_kept_out_are_a_suite_of_their_own():
    report = await evaluation(of=suite(families(), which="kept out"))(Candidate())

    assert [row.name for row in report.by_family()] == ["new"]


async def test_a_task_without_a_difficulty_has_its_familys():
    tasks = await suite(families()).tasks()

    assert {one.difficulty for one in tasks if one.family == "odd"} == {1}


async def test_what_was_done_is_kept_when_the_agent_goes_and_not_done_again():
    results, told = InMemoryResults(), []
    first = Counted(lambda _: True, gone_after=5)
    with pytest.raises(RunsUnavailable):
        await evaluation(first, results)(Candidate(), concurrency=1)

    second = Counted(lambda _: False)
    report = await evaluation(second, results, told=told)(Candidate())

    assert len(first.given) == 5
    assert sorted(first.given + second.given) == sorted(one.outcome.task_id for one in report.judged)
    assert report.total.successes == 5
    assert [(one.entrant.partition("@")[0], one.done) for one in told if one.outcome is None] == [
        ("nothing", 12),
        ("tiny", 5),
    ]


async def test_fresh_begins_anew():
    results = InMemoryResults()
    await evaluation(InMemoryAgentRuns(lambda _: True), results)(Candidate())

    report = await evaluation(InMemoryAgentRuns(lambda _: False), results)(Candidate(), fresh=True)

    assert report.total.successes == 0


@pytest.mark.parametrize("other", [Candidate("big"), Candidate(aids={"literals": "off"})])
async def test_another_model_or_other_aids_share_no_outcomes(other):
    results = InMemoryResults()
    await evaluation(InMemoryAgentRuns(lambda _: True), results)(Candidate())

    report = await evaluation(InMemoryAgentRuns(lambda _: False), results)(other)

    assert report.total.successes == 0


async def test_a_part_is_dealt_evenly_and_the_rest_goes_on_from_it():
    results, runs = InMemoryResults(), Counted(lambda _: True)
    part = await evaluation(runs, results)(Candidate(), limit=4)

    assert sorted(one.family for one in part.judged) == ["odd", "odd", "old", "old"]
    assert part.size == 12
    whole = await evaluation(runs, results)(Candidate())
    assert whole.total.total == 12
    assert len(runs.given) == 12


def test_some_of_the_tasks_keep_their_order():
    tasks = [task("a", 0), task("a", 1), task("a", 2), task("b", 0)]

    assert [one.id for one in some(tasks, 3)] == ["a-0", "a-1", "b-0"]
    assert some(tasks, None) == some(tasks, 9) == tasks


async def test_two_tasks_with_one_id_are_refused_before_anything_is_done():
    runs = Counted(lambda _: True)
    twice = suite({"old": [task("old", 1), task("old", 1)]})

    with pytest.raises(SuiteUnusable, match="two tasks have the id old-1"):
        await evaluation(runs, of=twice)(Candidate())
    assert runs.given == []


async def test_a_suite_without_families_is_refused():
    with pytest.raises(TasksUnavailable, match="kept out of training"):
        await evaluation(of=suite({"old": [task("old", 1)]}, which="kept out"))(Candidate())


async def test_a_model_that_is_not_served_is_named_before_anything_is_done():
    with pytest.raises(UnknownModel, match="tiny"):
        await evaluation()(Candidate("unknown"))


async def test_without_a_sandbox_there_is_no_floor_and_no_report():
    with pytest.raises(SandboxUnavailable):
        await evaluation(sandbox=None)(Candidate())


class Failing(InMemoryAgentRuns):
    """Runs fail with this problem, so many times."""

    def __init__(self, failure: str, times: int) -> None:
        super().__init__(lambda _: True)
        self._failure, self._times = failure, times

    async def perform(self, task: Task, candidate: Candidate) -> Outcome:
        if self._times == 0:
            return await super().perform(task, candidate)
        self._times -= 1
        return Outcome(task.id, task.instruction, "r", False, "failed", "so it is", 1, 1.0, self._failure)


async def test_a_run_that_the_machine_spoilt_is_done_again():
    report = await evaluation(Failing("sandbox-unavailable", TRIES - 1))(Candidate(), concurrency=1)

    assert report.total.successes == report.total.total


async def test_what_the_machine_spoils_again_and_again_is_no_failure_of_the_model():
    results = InMemoryResults()

    with pytest.raises(RunsUnavailable, match="so it is"):
        await evaluation(Failing("model-unavailable", TRIES), results)(Candidate(), concurrency=1)
    kept = next(kept for entry, kept in results.records.items() if "@" in entry.entrant)
    assert "odd-0" not in kept


async def test_a_run_that_used_up_its_steps_is_the_models_failure():
    report = await evaluation(Failing("step-limit", 3))(Candidate(), concurrency=1)

    assert report.total.successes == report.total.total - 3


class BySuite:
    """A suite that judges by what a run said, not by a checker in the run."""

    name, version, judged_in_the_run = "spoken", "1", False

    async def tasks(self) -> list[Task]:
        return [task("talk", number) for number in range(3)]

    async def asked(self) -> dict[str, Asked]:
        return {one.id: Asked(one.instruction, ("say it",)) for one in await self.tasks()}

    def notes(self) -> list[str]:
        return ["left out, 1: it is too loud (talk-3)"]

    async def score(self, task: Task, did: Did) -> Score:
        return Score("talk-1" in did.said.answer, f"it said {did.said.answer}")


async def test_a_suite_may_judge_by_what_the_run_did():
    spoken = BySuite()
    everything = InMemoryAgentRuns(lambda _: True)
    evaluate = EvaluateSuite(Contest(spoken, spoken, [DoNothing()]), everything, InMemoryResults(), lambda _: None)

    report = await evaluate(Candidate())

    assert [one.outcome.success for one in report.judged] == [False, True, False]
    assert report.judged[1].outcome.detail == "it said run-talk-1 is done"
    assert report.by_difficulty() == []
    assert document(report)["notes"] == ["left out, 1: it is too loud (talk-3)"]
    assert "left out, 1: it is too loud (talk-3)" in text(report, None)


async def test_a_command_that_training_teaches_is_overlap_whatever_the_words():
    training = InMemoryTrainingTexts(["other words"], ["say  it", "be silent"])

    found = await FindTwins(BySuite(), training)()

    assert [(twin.task_id, twin.place, twin.learnt) for twin in found.twins] == [
        (f"talk-{n}", "memory:1", "say it") for n in range(3)
    ]
    assert (await FindTwins(BySuite(), InMemoryTrainingTexts(["other words"], ["say"]))()).twins == ()


def test_the_suites_of_this_package_can_be_read():
    assert list(described()) == ["linux-heldout", "linux-newfamilies"]
    assert {one.split for one in described().values()} == {"heldout"}
    assert len({one.seed for one in described().values()}) == 2


def command(evaluate: EvaluateSuite | BaseException) -> click.Group:
    """`agent-loop eval` over an evaluation, or over one that cannot be."""

    @asynccontextmanager
    async def compose(choice, on_progress):
        if isinstance(evaluate, BaseException):
            raise evaluate
        assert choice.name == "small"
        yield evaluate

    group = SuitesGroup("eval")
    group.add_command(run_command(compose))
    group.add_command(overlap_command(lambda _choice, _path: FindTwins(suite(families()), learnt())))
    group.add_command(asked_command(lambda _choice: BySuite()))
    return group


def learnt() -> InMemoryTrainingTexts:
    return InMemoryTrainingTexts(["old wording 3", "something else"])


@pytest.mark.parametrize("arguments", [["run", "small"], ["small"]])
def test_the_command_prints_tables(arguments, capsys):
    assert command(evaluation()).main(arguments, standalone_mode=False) == 0

    printed = capsys.readouterr().out
    assert "8 of 12 succeed: 66.7% (95 %: 39.1% to 86.2%); doing nothing: 1; p = 0.0078" in printed
    assert "where doing nothing fails: 7 of 11: 63.6%" in printed
    assert "families at 0: odd" in printed
    assert "small 3: 12 tasks, content " in printed


def test_what_a_suite_asks_is_printed_for_those_who_filter_training_data(capsys):
    assert command(evaluation()).main(["asked", "spoken"], standalone_mode=False) == 0

    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert len(lines) == 3
    assert lines[1] == {
        "id": "talk-1", "instruction": "talk wording 1", "template": "talk wording", "commands": ["say it"],
    }  # fmt: skip


def test_the_bar_is_for_the_lower_bound(capsys):
    assert command(evaluation()).main(["small", "--at-least", "0.39"], standalone_mode=False) == 0
    assert "passed" in capsys.readouterr().out
    assert command(evaluation()).main(["small", "--at-least", "0.5"], standalone_mode=False) == 1
    assert "missed" in capsys.readouterr().out


def test_the_report_goes_into_files(tmp_path, capsys):
    out, page = tmp_path / "report.json", tmp_path / "report.md"

    assert (
        command(evaluation()).main(
            [
                "small",
                "--json",
                "--out",
                str(out),
                "--markdown",
                str(page),
                "--aids",
                '{"attempts": 5, "repair": false, "literals": "off"}',
            ],
            standalone_mode=False,
        )
        == 0
    )

    body = json.loads(out.read_text())
    assert body == json.loads(capsys.readouterr().out)
    assert (body["total"]["successes"], body["total"]["baselines"], body["passed"]) == (8, {"nothing": 1}, True)
    assert body["aids"] == {"attempts": 5, "literals": "off", "repair": False}
    assert body["outcomes"][0]["baselines"] == {"nothing": False}
    assert "| old | 8 of 8 | 100.0% | 67.6% to 100.0% | 1 of 8 | 5.0 | 1.0 |" in page.read_text()
    assert "aids: attempts=5, literals=off, repair=False" in page.read_text()


@pytest.mark.parametrize("option", ["--out", "--markdown"])
def test_a_report_that_cannot_be_written_is_told_before_anything_runs(option, tmp_path, capsys):
    with pytest.raises(BadInput, match=r"cannot be written.*nowhere"):
        command(evaluation()).main(["small", option, str(tmp_path / "nowhere" / "r")], standalone_mode=False)

    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize("aids", ["no json", "[]", '{"retry": null}', '{"attempts": 1.5}'])
def test_aids_that_are_none_are_refused(aids):
    with pytest.raises(BadInput, match="--aids"):
        command(evaluation()).main(["small", "--aids", aids], standalone_mode=False)


@pytest.mark.parametrize(
    ("error", "named"),
    [
        (UnknownSuite("there is no suite x; there are: small"), BadInput),
        (RunsUnavailable("gone"), Unreachable),
        (SandboxUnavailable("gone"), Unreachable),
    ],
)
def test_errors_have_their_exit_codes(error, named):
    with pytest.raises(named):
        command(error).main(["nonesuch"], standalone_mode=False)


@pytest.mark.parametrize(
    ("suite", "named"),
    [("nonesuch", "there are: linux-heldout, linux-newfamilies, alfa"), ("alfa", "--data FOLDER")],
)
def test_a_suite_that_cannot_be_is_named_before_a_stack_is_asked_for(suite, named, tmp_path, monkeypatch):
    monkeypatch.setenv("AGENT_LOOP_HOME", str(tmp_path))

    with pytest.raises(BadInput, match=named):
        evaluate.main([suite], standalone_mode=False)


def test_two_evaluations_of_one_entry_at_once_are_refused():
    results = InMemoryResults()
    busy = evaluation(results=results)
    command(busy).main(["small"], standalone_mode=False)
    entry = next(iter(results.records))

    with results.record(entry, fresh=False), pytest.raises(Missing, match="another evaluation"):
        command(busy).main(["small"], standalone_mode=False)


def test_an_interrupt_says_that_what_was_done_is_kept(capsys):
    with pytest.raises((KeyboardInterrupt, click.Abort)):
        command(KeyboardInterrupt()).main(["small"], standalone_mode=False)

    assert "goes on from there" in capsys.readouterr().err


def test_overlap_fails_and_names_the_rows(tmp_path, capsys):
    assert command(evaluation()).main(["overlap", "small", str(tmp_path)], standalone_mode=False) == 1

    printed = capsys.readouterr().out
    assert "1.00 old-0: old wording 0\n     memory:1: old wording 3" in printed
    assert "8 of 12 tasks have a near twin among 2 training rows" in printed
    assert command(evaluation()).main(["overlap", "small", str(tmp_path), "--json"], standalone_mode=False) == 1
    assert json.loads(capsys.readouterr().out)["twins"][0]["place"] == "memory:1"


async def test_a_document_holds_every_outcome():
    report = await evaluation()(Candidate())

    assert len(document(report)["outcomes"]) == 12

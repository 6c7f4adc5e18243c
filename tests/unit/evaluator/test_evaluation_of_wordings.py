import asyncio
import json
from pathlib import Path

import pytest

from agent_loop.chassis.cli import CommandFailed, Unreachable
from agent_loop.contracts.task import Checker, Task, TreeManifest
from agent_loop.evaluator.adapters.agent_runs_memory import InMemoryAgentRuns
from agent_loop.evaluator.adapters.task_source_memory import InMemoryTaskSource
from agent_loop.evaluator.cli.wordings import wordings_command
from agent_loop.evaluator.domain.outcomes import Outcome, Report, RunsUnavailable, TaskOrder, TasksUnavailable
from agent_loop.evaluator.domain.rates import Interval, wilson
from agent_loop.evaluator.domain.suites import Candidate
from agent_loop.evaluator.use_cases.evaluate_wordings import EvaluateWordings
from agent_loop.evaluator.use_cases.perform_task import TRIES


def task(number: int, wording: str = "") -> Task:
    checker = Checker(program="raise SystemExit(0)")
    wording = wording or f"wording {number}"
    return Task(id=f"t{number}", family="log-report", instruction=wording, tree=TreeManifest(), checker=checker)


def outcome(wording: str, *, success: bool, seconds: float = 1.0, steps: int = 4) -> Outcome:
    return Outcome("t", wording, "r", success, "finished", "", steps, seconds)


ORDER = TaskOrder(("log-report",), None, None, 1)


@pytest.mark.parametrize(
    ("successes", "total", "low", "high"),
    [(36, 40, 0.7695, 0.9604), (40, 40, 0.9124, 1.0), (0, 10, 0.0, 0.2775), (1, 1, 0.2065, 1.0), (0, 0, 0.0, 1.0)],
)
def test_wilsons_interval_is_the_textbooks(successes, total, low, high):
    found = wilson(successes, total)

    assert found.low == pytest.approx(low, abs=5e-4)
    assert found.high == pytest.approx(high, abs=5e-4)


@pytest.mark.parametrize(("successes", "total"), [(-1, 2), (3, 2)])
def test_impossible_counts_have_no_interval(successes, total):
    with pytest.raises(ValueError, match="successes of"):
        wilson(successes, total)


def test_a_report_counts_by_wording_in_the_order_seen():
    report = Report(
        (
            outcome("b", success=True, seconds=2, steps=6),
            outcome("a", success=False),
            outcome("b", success=False, seconds=4, steps=4),
        )
    )

    rows = report.by_wording()

    assert [(row.wording, row.successes, row.total, row.seconds, row.steps) for row in rows] == [
        ("b", 1, 2, 3.0, 5.0),
        ("a", 0, 1, 1.0, 4.0),
    ]
    assert report.successes == 1
    assert report.rate == pytest.approx(1 / 3)
    assert report.median_seconds == 2


def test_nothing_that_ran_passes_no_bar():
    assert not Report(()).passes(0.0)
    assert Report(()).rate == 0.0
    assert Report(()).median_seconds == 0.0
    assert Report(()).interval == Interval(0.0, 1.0)


def test_a_rate_at_the_bar_passes():
    report = Report(tuple(outcome("w", success=number < 36) for number in range(40)))

    assert report.passes(0.9)
    assert not report.passes(0.91)


async def test_every_task_is_done_and_told_in_the_order_of_the_tasks():
    tasks, told = [task(number) for number in range(5)], []
    runs = InMemoryAgentRuns(lambda one: one.id != "t3")
    source = InMemoryTaskSource({"log-report": tasks})

    report = await EvaluateWordings(source, runs, lambda one, total: told.append((one.task_id, total)))(
        ORDER, Candidate(), 2
    )

    assert [one.task_id for one in report.outcomes] == ["t0", "t1", "t2", "t3", "t4"]
    assert report.successes == 4
    assert sorted(told) == [(f"t{number}", 5) for number in range(5)]


async def test_no_more_runs_at_once_than_asked_for():
    running, most = 0, 0

    class Slow(InMemoryAgentRuns):
        async def perform(self, task: Task, candidate: Candidate) -> Outcome:
            nonlocal running, most
            running += 1
            most = max(most, running)
            await asyncio.sleep(0.01)
            running -= 1
            return await super().perform(task, candidate)

    source = InMemoryTaskSource({"log-report": [task(number) for number in range(9)]})

    await EvaluateWordings(source, Slow(lambda _: True), lambda *_: None)(ORDER, Candidate(), 3)

    assert most == 3


async def test_a_source_without_tasks_is_an_error():
    evaluate = EvaluateWordings(InMemoryTaskSource({"log-report": []}), InMemoryAgentRuns(None), lambda *_: None)

    with pytest.raises(TasksUnavailable):
        await evaluate(ORDER, Candidate(), 1)


async def test_an_agent_that_is_gone_ends_the_evaluation():
    source = InMemoryTaskSource({"log-report": [task(1), task(2)]})

    with pytest.raises(RunsUnavailable):
        await EvaluateWordings(source, InMemoryAgentRuns(None), lambda *_: None)(ORDER, Candidate(), 1)


class Spoilt(InMemoryAgentRuns):
    """The first runs end by a fault of the machine."""

    def __init__(self, times: int) -> None:
        super().__init__(lambda _: True)
        self._left = times

    async def perform(self, task: Task, candidate: Candidate) -> Outcome:
        if not self._left:
            return await super().perform(task, candidate)
        self._left -= 1
        return Outcome(task.id, "", "r", False, "failed", "it is full", 0, 0.0, "sandbox-unavailable")


async def test_a_run_that_the_machine_spoilt_is_made_again_and_the_last_time_ends_the_evaluation():
    source = InMemoryTaskSource({"log-report": [task(1)]})

    report = await EvaluateWordings(source, Spoilt(TRIES - 1), lambda *_: None)(ORDER, Candidate(), 1)
    with pytest.raises(RunsUnavailable, match="it is full"):
        await EvaluateWordings(source, Spoilt(TRIES), lambda *_: None)(ORDER, Candidate(), 1)

    assert report.successes == 1


class Composed:
    """What the composition root hands to the command, over in-memory adapters."""

    def __init__(self, source: InMemoryTaskSource, runs: InMemoryAgentRuns) -> None:
        self._source, self._runs = source, runs

    def __call__(self, on_outcome):
        evaluate = EvaluateWordings(self._source, self._runs, on_outcome)

        class Entered:
            async def __aenter__(self):
                return evaluate

            async def __aexit__(self, *_):
                return None

        return Entered()


def wordings(arguments: list[str], source: InMemoryTaskSource, runs: InMemoryAgentRuns, tmp_path: Path) -> int:
    (tmp_path / "file").write_text("a wording\n")
    command = wordings_command(Composed(source, runs))
    return command.main([str(tmp_path / "file"), *arguments], standalone_mode=False)


def test_the_command_prints_a_table_and_its_exit_code_is_the_bars(tmp_path, capsys):
    source = InMemoryTaskSource({"log-report": [task(1, "x" * 100), task(2)]})
    half = InMemoryAgentRuns(lambda one: one.id == "t1")

    assert wordings([], source, half, tmp_path) == 1
    captured = capsys.readouterr()
    assert "1 of 2 succeed: 50.0%" in captured.out
    assert "missed" in captured.out
    assert "something was missed" in captured.err

    assert wordings(["--at-least", "0.5"], source, half, tmp_path) == 0
    assert "passed" in capsys.readouterr().out


def test_the_command_prints_json(tmp_path, capsys):
    source = InMemoryTaskSource({"log-report": [task(1)]})

    assert wordings(["--json"], source, InMemoryAgentRuns(lambda _: True), tmp_path) == 0

    document = json.loads(capsys.readouterr().out)
    assert document["passed"] is True
    assert document["wordings"][0]["successes"] == 1
    assert document["outcomes"][0]["run_id"] == "run-t1"


def test_the_command_names_what_it_lacks(tmp_path):
    source = InMemoryTaskSource({"log-report": [task(1)]})

    with pytest.raises(Unreachable):
        wordings([], source, InMemoryAgentRuns(None), tmp_path)
    with pytest.raises(CommandFailed) as refused:
        wordings(["--family", "other"], source, InMemoryAgentRuns(None), tmp_path)
    assert refused.value.exit_code == 2
    with pytest.raises(CommandFailed):
        wordings_command(Composed(source, InMemoryAgentRuns(None))).main(
            [str(tmp_path / "nowhere")], standalone_mode=False
        )

"""A suite, judged, beside what simpler things reach on it."""

import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace

from agent_loop.contracts.prompt import prompt_ref
from agent_loop.contracts.task import Task
from agent_loop.evaluator.domain.outcomes import Outcome
from agent_loop.evaluator.domain.scores import Judged, SuiteReport
from agent_loop.evaluator.domain.suites import Candidate, Entry, some, tasks_sha256, unambiguous
from agent_loop.evaluator.ports import AgentRuns, Baseline, Results, Scorer, Suite
from agent_loop.evaluator.use_cases.at_once import at_once
from agent_loop.evaluator.use_cases.perform_task import perform_task


@dataclass(frozen=True)
class Contest:
    """On what candidates are judged, by whom, and beside what."""

    suite: Suite
    scorer: Scorer
    baselines: Sequence[Baseline]


@dataclass(frozen=True)
class Progress:
    """One more task is done."""

    entrant: str
    done: int
    total: int
    outcome: Outcome | None
    """None where an earlier evaluation did all `done` of them."""


class EvaluateSuite:
    """Lets the agent do a suite's tasks, and its baselines too; what is done is kept as it comes."""

    def __init__(
        self, contest: Contest, runs: AgentRuns, results: Results, on_progress: Callable[[Progress], None]
    ) -> None:
        self._suite = contest.suite
        self._scorer = contest.scorer
        self._baselines = contest.baselines
        self._runs = runs
        self._results = results
        self._on_progress = on_progress

    async def __call__(
        self, candidate: Candidate, *, limit: int | None = None, concurrency: int = 2, fresh: bool = False
    ) -> SuiteReport:
        """The report on at most `limit` tasks, dealt evenly from the families.

        Raises TasksUnavailable, SuiteUnusable and UnknownModel before anything is done; RunsUnavailable,
        SandboxUnavailable and ResultsUnwritable as soon as something cannot be done: what was done is kept.
        """
        tasks = await self._suite.tasks()
        unambiguous(tasks)
        served = await self._runs.served(candidate.model)
        entry = Entry(self._suite.name, self._suite.version, tasks_sha256(tasks), entrant="")
        chosen = some(tasks, limit)

        beside = {}
        for baseline in self._baselines:
            whose = replace(entry, entrant=baseline.name)
            beside[baseline.name] = await self._all(whose, chosen, self._attempt(baseline), concurrency, fresh=fresh)
        whose = replace(
            entry,
            entrant=f"{served.name}@{served.digest}",
            aids=tuple(sorted(candidate.aids.items())),
            prompt_sha256=prompt_ref().sha256,
        )
        outcomes = await self._all(whose, chosen, self._perform(candidate), concurrency, fresh=fresh)
        judged = (
            Judged(
                task.family,
                task.difficulty,
                outcomes[task.id],
                {name: reached[task.id].success for name, reached in beside.items()},
            )
            for task in chosen
        )
        return SuiteReport(whose, tuple(judged), len(tasks), tuple(self._suite.notes()))

    async def _all(
        self,
        entry: Entry,
        tasks: Sequence[Task],
        work: Callable[[Task], Awaitable[Outcome]],
        concurrency: int,
        *,
        fresh: bool,
    ) -> dict[str, Outcome]:
        """The outcomes by task id: those that are kept, and those of the tasks that are left."""
        with self._results.record(entry, fresh=fresh) as record:
            kept = record.known()
            left = [task for task in tasks if task.id not in kept]
            done = len(tasks) - len(left)
            if done:
                self._on_progress(Progress(entry.entrant, done, len(tasks), None))

            async def one(task: Task) -> None:
                nonlocal done
                outcome = await work(task)
                record.add(outcome)
                done += 1
                self._on_progress(Progress(entry.entrant, done, len(tasks), outcome))

            await at_once(concurrency, left, one)
            return dict(record.known())

    def _perform(self, candidate: Candidate) -> Callable[[Task], Awaitable[Outcome]]:
        async def perform(task: Task) -> Outcome:
            outcome = await perform_task(self._runs, task, candidate)
            if self._suite.judged_in_the_run or outcome.status != "finished":
                return outcome
            score = await self._scorer.score(task, await self._runs.did(outcome.run_id))
            return replace(outcome, success=score.success, detail=score.detail)

        return perform

    def _attempt(self, baseline: Baseline) -> Callable[[Task], Awaitable[Outcome]]:
        async def attempt(task: Task) -> Outcome:
            began = time.monotonic()
            did = await baseline.attempt(task)
            score = await self._scorer.score(task, did)
            return Outcome(
                task_id=task.id,
                wording=task.instruction,
                run_id="",
                success=score.success,
                status="scored",
                detail=score.detail,
                steps=len(did.actions),
                seconds=time.monotonic() - began,
            )

        return attempt

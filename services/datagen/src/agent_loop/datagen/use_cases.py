"""What data generation does: make tasks, perform exercises, make a dataset."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain, islice
from random import Random

from agent_loop.contracts.dataset import ChatExample, DatasetManifest
from agent_loop.contracts.literals import foreign_literals
from agent_loop.contracts.prompt import (
    MalformedStep,
    ProposedStep,
    build_messages,
    literal_sources,
    messages_sha256,
    parse_step,
)
from agent_loop.contracts.task import Said, Task
from agent_loop.contracts.toolset import Toolset
from agent_loop.contracts.trajectory import Action, ExitReason, Message, Observation, Phase, Step
from agent_loop.datagen import pairs
from agent_loop.datagen.domain import (
    Example,
    Exercise,
    Family,
    Mixture,
    NoPairs,
    NoWordings,
    Recipe,
    ReferenceFailed,
    Split,
    WrongAccepted,
    exercise,
    guidance_of,
    teaches_end,
)
from agent_loop.datagen.ports import DatasetStore, Sandbox, SandboxUnavailable, Workspace

MAX_STEPS = 16
"""More than any reference needs, and what a run of the agent may use by default."""


TOGETHER = 16
"""Exercises that are rehearsed in one sandbox."""
WRONG_EVERY = 16
"""Of every so many exercises one has its wrong ways tried, too."""

_ONCE = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a dataset is; `resumed` of the `done` exercises were stored before this generation began."""

    done: int
    resumed: int
    count: int
    rows: int


@dataclass(frozen=True, slots=True)
class Dataset:
    """Where a dataset is, and what it holds."""

    place: str
    manifest: DatasetManifest


class MakeTasks:
    """Tasks of a family: each wording with a tree of its own."""

    def __init__(self, family: Family) -> None:
        self._family = family

    def __call__(self, wordings: Sequence[str], count: int, seed: int, split: Split | None = None) -> Iterator[Task]:
        """`count` tasks, going round the wordings. Raises NoWordings and UnusableWording."""
        if not wordings:
            raise NoWordings("there is no wording; give one a line")
        name = self._family.name
        for index in range(count):
            rng = Random(f"{name}/{self._family.version}/{seed}/task/{index}")  # noqa: S311
            task_id = f"{name}-{split or 'task'}-{seed}-{index}"
            made = self._family.make(rng, wordings[index % len(wordings)], task_id=task_id, split=split)
            yield made.task.model_copy(update={"seed": seed})


def form(toolset: Toolset) -> str:
    """A short digest of the prompts of a made-up run that fills every part of a prompt to overflowing."""
    words = "word " * 1000
    seen = Observation(exit_reason=ExitReason.EXITED, exit_code=1, stdout=words, stderr=words)
    action = Action(tool="bash", arguments={"command": words})
    phases = (Phase.ANALYZE, Phase.PLAN, *(Phase.EXECUTE, Phase.VERIFY) * MAX_STEPS)
    steps = [
        Step(index=index, phase=phase, thought=words, plan=[words], started_at=_ONCE)
        if phase is Phase.PLAN
        else Step(index=index, phase=phase, thought=words, action=action, observation=seen, started_at=_ONCE)
        for index, phase in enumerate(phases, 1)
    ]
    prompts = [build_messages(words, steps[:taken], toolset, words) for taken in range(len(steps) + 1)]
    answer = ProposedStep(Phase.EXECUTE, words, action=action).to_json()
    digest = messages_sha256([*chain(*prompts), Message(role="assistant", content=answer)])
    return digest[:12]


class PerformExercise:
    """Follow an exercise's reference in the sandbox, let its checker judge, and give its rows."""

    def __init__(self, sandbox: Sandbox, toolset: Toolset) -> None:
        self._sandbox = sandbox
        self._toolset = toolset
        self.form = form(toolset)

    async def __call__(self, exercise: Exercise, source: str) -> tuple[ChatExample, ...]:
        """One row for each step that is to be learnt. Raises ReferenceFailed and SandboxUnavailable."""
        task = exercise.task
        async with self._sandbox.open(task.tree) as workspace:
            rows, said = await self._perform(exercise, workspace, source)
            verdict = await workspace.judge(task.checker, said)
        _judged(task, verdict)
        return rows

    async def rehearsed(
        self, exercises: Sequence[Exercise], sources: Sequence[str], ends: Sequence[bool]
    ) -> list[tuple[ChatExample, ...]]:
        """As calling for each, for exercises whose trial is known; VERIFY steps are rows only where `ends` says so.

        Raises ReferenceFailed and SandboxUnavailable.
        """
        trials = [exercise.trial for exercise in exercises if exercise.trial is not None]
        rehearsals = await self._sandbox.rehearse(trials) if trials else ()
        made = []
        for one, source, end, rehearsal in zip(exercises, sources, ends, rehearsals, strict=True):
            _judged(one.task, rehearsal.verdict)
            rows, _ = await self._perform(one, _Remembered(rehearsal.seen), source, ends=end)
            made.append(rows)
        return made

    async def try_wrong(self, exercise: Exercise) -> None:
        """See that the checker refuses each wrong way. Raises WrongAccepted and SandboxUnavailable."""
        if not (trials := exercise.wrong_trials()):
            return
        for trial, rehearsal in zip(trials, await self._sandbox.rehearse(trials), strict=True):
            if rehearsal.verdict.ok:
                raise WrongAccepted(exercise.task.id, trial.commands[0])

    async def _perform(
        self, exercise: Exercise, workspace: "Workspace | _Remembered", source: str, *, ends: bool = True
    ) -> tuple[tuple[ChatExample, ...], Said]:
        task, steps, rows = exercise.task, list[Step](), list[ChatExample]()
        guidance = guidance_of(task.tree)
        while len(steps) < MAX_STEPS:
            move = exercise.reference(steps)
            answer = self._answer(move.step, steps, task.id)
            if move.learnt:
                _refuse_foreign(move.step, literal_sources(task.instruction, steps, guidance), task.id)
            if move.learnt and (ends or move.step.phase is not Phase.VERIFY):
                prompt = build_messages(task.instruction, steps, self._toolset, guidance)
                rows.append(ChatExample(messages=[*prompt, answer], sources=[source]))
            if move.step.action is not None and move.step.finishes:
                return tuple(rows), Said.by(steps, str(move.step.action.arguments["answer"]))
            steps.append(await self._step(move.step, len(steps) + 1, workspace))
        raise ReferenceFailed(task.id, f"it did not finish within {MAX_STEPS} steps")

    def _answer(self, step: ProposedStep, steps: Sequence[Step], task_id: str) -> Message:
        """What a model is trained to write, which must be what a model is allowed to write."""
        text = step.to_json()
        try:
            parse_step(text, steps, self._toolset)
        except MalformedStep as error:
            raise ReferenceFailed(task_id, f"step {len(steps) + 1} is not valid: {error}") from error
        return Message(role="assistant", content=text)

    async def _step(self, step: ProposedStep, index: int, workspace: "Workspace | _Remembered") -> Step:
        started = datetime.now(UTC)
        seen = await workspace.run(step.action) if step.action else None
        return Step(
            index=index,
            phase=step.phase,
            thought=step.thought,
            plan=list(step.plan),
            action=step.action,
            observation=seen,
            started_at=started,
            seconds=(datetime.now(UTC) - started).total_seconds(),
        )


def _refuse_foreign(step: ProposedStep, sources: Sequence[str], task_id: str) -> None:
    """A name or number that stands nowhere cannot be learnt, and could not be said where literals are restricted."""
    said = step.action.arguments.values() if step.action else ()
    if foreign := [atom for value in said for atom in foreign_literals(str(value), sources)]:
        raise ReferenceFailed(task_id, f"these words stand nowhere in its prompts: {', '.join(foreign)}")


class _Remembered:
    """A workspace whose observations were made before, in the order of the actions."""

    def __init__(self, seen: Sequence[Observation]) -> None:
        self._left = iter(seen)

    async def run(self, _: Action) -> Observation:
        return next(self._left)


def _judged(task: Task, verdict: Observation) -> None:
    if not verdict.ok:
        raise ReferenceFailed(task.id, f"its checker said: {(verdict.stdout + verdict.stderr).strip()}")


class GenerateDataset:
    """Perform many exercises at once and keep what was verified; what is stored already is not performed again.

    A dataset that this recipe made before is taken as it is.
    """

    def __init__(self, perform: PerformExercise, store: DatasetStore, parallel: int, program: str = "") -> None:
        """`program` is a digest of the code that makes exercises: other code makes another dataset."""
        self._perform = perform
        self._store = store
        self._parallel = parallel
        self._program = program

    async def __call__(
        self, family: Family | Mixture, seed: int, count: int, report: Callable[[Progress], None]
    ) -> Dataset:
        """Raises ReferenceFailed, SandboxUnavailable and DatasetUnwritable; all that was stored till then stays."""
        recipe = Recipe(family.name, family.version, seed, count, self._perform.form, self._program)
        if found := self._store.find(recipe):
            return Dataset(*found)
        with self._store.growing(recipe) as stored:
            progress = _Counter(len(stored), count, report)
            todo = iter(index for index in range(count) if index not in stored)
            try:
                async with asyncio.TaskGroup() as group:
                    for _ in range(self._parallel):
                        group.create_task(self._work(family, recipe, todo, progress))
            except ExceptionGroup as errors:
                raise errors.exceptions[0] from errors
            place, manifest = self._store.finish(recipe)
        return Dataset(place, manifest)

    async def _work(self, family: Family | Mixture, recipe: Recipe, todo: Iterator[int], progress: "_Counter") -> None:
        while taken := list(islice(todo, TOGETHER)):
            made = [exercise(family, recipe.seed, index, recipe.split(index)) for index in taken]
            sources = [f"{family.name}/{family.version}#{recipe.seed}.{index}" for index in taken]
            known = [at for at, one in enumerate(made) if one.trial]
            rehearsed = await self._perform.rehearsed(
                [made[at] for at in known],
                [sources[at] for at in known],
                [teaches_end(family, taken[at]) for at in known],
            )
            for at, rows in zip(known, rehearsed, strict=True):
                self._keep(recipe, taken[at], rows, progress)
            for at, one in enumerate(made):
                if taken[at] % WRONG_EVERY == 0:
                    await self._perform.try_wrong(one)
                if one.trial is None:
                    self._keep(recipe, taken[at], await self._perform(one, sources[at]), progress)

    def _keep(self, recipe: Recipe, index: int, rows: tuple[ChatExample, ...], progress: "_Counter") -> None:
        self._store.add(recipe, Example(index, recipe.split(index), rows))
        progress.add(len(rows))


class _Counter:
    def __init__(self, resumed: int, count: int, report: Callable[[Progress], None]) -> None:
        self._done, self._resumed, self._count, self._rows = resumed, resumed, count, 0
        self._report = report

    def add(self, rows: int) -> None:
        self._done, self._rows = self._done + 1, self._rows + rows
        self._report(Progress(self._done, self._resumed, self._count, self._rows))


class LearnPairs:
    """Make a dataset of pairs of an instruction and a command: of those whose command runs in the sandbox.

    As `GenerateDataset`: what is stored already is not run again, and a finished dataset is taken as it is.
    """

    def __init__(self, sandbox: Sandbox, toolset: Toolset, store: DatasetStore, parallel: int) -> None:
        self._sandbox = sandbox
        self._toolset = toolset
        self._store = store
        self._parallel = parallel

    async def __call__(self, chosen: pairs.Chosen, report: Callable[[Progress], None]) -> Dataset:
        """Raises NoPairs, SandboxUnavailable and DatasetUnwritable; all that was stored till then stays."""
        if not chosen.pairs:
            reasons = ", ".join(f"{count} {reason}" for reason, count in chosen.left_out.items())
            raise NoPairs(f"no pair is left to learn: {reasons or 'the files are empty'}")
        recipe = Recipe("pairs", chosen.version, 0, len(chosen.pairs), form(self._toolset))
        if found := self._store.find(recipe):
            return Dataset(*found)
        with self._store.growing(recipe) as stored:
            progress = _Counter(len(stored), recipe.count, report)
            todo = iter([(index, pair) for index, pair in enumerate(chosen.pairs) if index not in stored])
            try:
                async with asyncio.TaskGroup() as group:
                    for _ in range(self._parallel):
                        group.create_task(self._work(recipe, todo, progress))
            except ExceptionGroup as errors:
                raise errors.exceptions[0] from errors
            place, manifest = self._store.finish(recipe)
        return Dataset(place, manifest)

    async def _work(self, recipe: Recipe, todo: Iterator[tuple[int, pairs.Pair]], progress: "_Counter") -> None:
        for index, pair in todo:
            try:
                rows = await self._rows(pair)
            except SandboxUnavailable as error:
                raise SandboxUnavailable(f"{pair.place}: {error}") from error
            self._store.add(recipe, Example(index, recipe.split(index), rows))
            progress.add(len(rows))

    async def _rows(self, pair: pairs.Pair) -> tuple[ChatExample, ...]:
        """None where the command failed, complained or took too long."""
        plan, act = pairs.steps_of(pair)
        assert pairs.LOOK.action is not None
        assert act.action is not None
        async with self._sandbox.open(pairs.tree_of(pair), isolated=True) as workspace:
            looked = await workspace.run(pairs.LOOK.action)
            seen = await workspace.run(act.action, pairs.SECONDS)
        if not (looked.ok and seen.ok) or seen.stderr:
            return ()
        look = Step(index=1, phase=Phase.ANALYZE, thought=pairs.LOOK.thought, action=pairs.LOOK.action,
                    observation=looked, started_at=_ONCE)  # fmt: skip
        planned = Step(index=2, phase=Phase.PLAN, thought=plan.thought, plan=list(plan.plan), started_at=_ONCE)
        taught = [([], pairs.LOOK), ([look], plan), ([look, planned], act)]
        return tuple(
            ChatExample(
                messages=[
                    *build_messages(pair.instruction, steps, self._toolset),
                    Message(role="assistant", content=step.to_json()),
                ],
                sources=[pair.place],
            )
            for steps, step in taught
        )

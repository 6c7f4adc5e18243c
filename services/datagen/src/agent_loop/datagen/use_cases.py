"""What data generation does: make tasks, perform exercises, make a dataset."""

import asyncio
from collections.abc import Callable, Coroutine, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
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
from agent_loop.datagen.ports import DatasetStore, Sandbox, SandboxUnavailable, Stage, Workspace

MAX_STEPS = 16
"""More than any reference needs, and what a run of the agent may use by default."""
TOGETHER = 32
"""Exercises that are performed in one sandbox."""
WRONG_EVERY = 16
"""Of every so many exercises one has its wrong ways tried, too."""

_ONCE = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a dataset is; `resumed` of the `done` exercises were stored before this generation began.

    `rows` are those of the exercises performed since.
    """

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
    """Follow an exercise's reference on a stage, let its checker judge, and give its rows."""

    def __init__(self, stage: Stage, toolset: Toolset) -> None:
        self._stage = stage
        self._toolset = toolset

    async def __call__(self, exercise: Exercise, source: str, *, ends: bool = True) -> tuple[ChatExample, ...]:
        """One row for each step that is to be learnt; VERIFY steps of a script only where `ends` says so.

        Raises ReferenceFailed and SandboxUnavailable.
        """
        task = exercise.task
        async with self._stage.open(task.tree) as workspace:
            rows, said = await self._perform(exercise, workspace, source, ends=ends or not exercise.scripted)
            verdict = await workspace.judge(task.checker, said)
        if not verdict.ok:
            raise ReferenceFailed(task.id, f"its checker said: {(verdict.stdout + verdict.stderr).strip()}")
        return rows

    async def try_wrong(self, exercise: Exercise) -> None:
        """See that the checker refuses each wrong way. Raises WrongAccepted and SandboxUnavailable."""
        for command in exercise.wrong:
            async with self._stage.open(exercise.task.tree) as workspace:
                seen = await workspace.run(Action(tool="bash", arguments={"command": command}))
                verdict = await workspace.judge(exercise.task.checker, Said(output=seen.stdout))
            if verdict.ok:
                raise WrongAccepted(exercise.task.id, command)

    async def _perform(
        self, exercise: Exercise, workspace: Workspace, source: str, *, ends: bool
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

    async def _step(self, step: ProposedStep, index: int, workspace: Workspace) -> Step:
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


class GenerateDataset:
    """Perform many exercises at once and keep what was verified; what is stored already is not performed again.

    A dataset that this recipe made before is taken as it is.
    """

    def __init__(self, sandbox: Sandbox, toolset: Toolset, store: DatasetStore, parallel: int, program: str) -> None:
        """`program` is a digest of the code that makes rows: other code makes another dataset."""
        self._sandbox = sandbox
        self._toolset = toolset
        self._store = store
        self._parallel = parallel
        self._program = program

    async def __call__(
        self, family: Family | Mixture, seed: int, count: int, report: Callable[[Progress], None]
    ) -> Dataset:
        """Raises ReferenceFailed, WrongAccepted, SandboxUnavailable and DatasetUnwritable.

        All that was stored till then stays.
        """
        recipe = Recipe(family.name, family.version, seed, count, form(self._toolset), self._program)
        return await _made(self._store, recipe, self._parallel, partial(self._work, family, recipe), report)

    async def _work(self, family: Family | Mixture, recipe: Recipe, todo: Iterator[int], keep: "_Keep") -> None:
        while taken := list(islice(todo, TOGETHER)):
            async with self._sandbox.rehearsal() as stage:
                perform = PerformExercise(stage, self._toolset)
                for index in taken:
                    made = exercise(family, recipe.seed, index, recipe.split(index))
                    source = f"{family.name}/{family.version}#{recipe.seed}.{index}"
                    with _of(made.task.id):
                        if index % WRONG_EVERY == 0:
                            await perform.try_wrong(made)
                        rows = await perform(made, source, ends=teaches_end(family, index))
                    keep(index, rows)


class LearnPairs:
    """Make a dataset of pairs of an instruction and a command: of those whose command runs in the sandbox.

    As `GenerateDataset`: what is stored already is not run again, and a finished dataset is taken as it is.
    """

    def __init__(self, sandbox: Sandbox, toolset: Toolset, store: DatasetStore, parallel: int, program: str) -> None:
        """`program` is a digest of the code that makes rows: other code makes another dataset."""
        self._sandbox = sandbox
        self._toolset = toolset
        self._store = store
        self._parallel = parallel
        self._program = program

    async def __call__(self, chosen: pairs.Chosen, report: Callable[[Progress], None]) -> Dataset:
        """Raises NoPairs, SandboxUnavailable and DatasetUnwritable; all that was stored till then stays."""
        if not chosen.pairs:
            reasons = ", ".join(f"{count} {reason}" for reason, count in chosen.left_out.items())
            raise NoPairs(f"no pair is left to learn: {reasons or 'the files are empty'}")
        recipe = Recipe("pairs", chosen.version, 0, len(chosen.pairs), form(self._toolset), self._program)
        return await _made(self._store, recipe, self._parallel, partial(self._work, chosen.pairs), report)

    async def _work(self, chosen: Sequence[pairs.Pair], todo: Iterator[int], keep: "_Keep") -> None:
        for index in todo:
            with _of(chosen[index].place):
                rows = await self._rows(chosen[index])
            keep(index, rows)

    async def _rows(self, pair: pairs.Pair) -> tuple[ChatExample, ...]:
        """No row where the command failed, complained or took too long."""
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


async def _made(
    store: DatasetStore,
    recipe: Recipe,
    parallel: int,
    work: "Callable[[Iterator[int], _Keep], Coroutine[None, None, None]]",
    report: Callable[[Progress], None],
) -> Dataset:
    """The dataset of the recipe: found, or made by so many workers of the numbers that are not stored yet."""
    if found := store.find(recipe):
        return Dataset(*found)
    with store.growing(recipe) as stored:
        keep = _Keep(store, recipe, len(stored), report)
        todo = iter([index for index in range(recipe.count) if index not in stored])
        try:
            async with asyncio.TaskGroup() as group:
                for _ in range(parallel):
                    group.create_task(work(todo, keep))
        except ExceptionGroup as errors:
            raise errors.exceptions[0] from errors
        return Dataset(*store.finish(recipe))


class _Keep:
    """Stores examples, and reports."""

    def __init__(self, store: DatasetStore, recipe: Recipe, resumed: int, report: Callable[[Progress], None]) -> None:
        self._store, self._recipe, self._report = store, recipe, report
        self._done, self._resumed, self._rows = resumed, resumed, 0

    def __call__(self, index: int, rows: tuple[ChatExample, ...]) -> None:
        self._store.add(self._recipe, Example(index, self._recipe.split(index), rows))
        self._done, self._rows = self._done + 1, self._rows + len(rows)
        self._report(Progress(self._done, self._resumed, self._recipe.count, self._rows))


@contextmanager
def _of(what: str) -> Iterator[None]:
    """Name what was performed when the sandbox went."""
    try:
        yield
    except SandboxUnavailable as error:
        raise SandboxUnavailable(f"{what}: {error}") from error

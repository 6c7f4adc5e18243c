"""What the trainer does."""

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from threading import Event, Thread

from agent_loop.contracts.dataset import ChatExample
from agent_loop.contracts.slots import SLOT_CHARACTERS, form
from agent_loop.trainer.domain import (
    Checkpoint,
    CorruptCheckpoint,
    EmptyDataset,
    ExportedModel,
    Outcome,
    Plan,
    Position,
    Progress,
    Quantization,
    Recipe,
    Samples,
    Scores,
    Split,
    TokenizerMismatch,
    TrackerUnavailable,
    batches_of_epoch,
    learning_rate,
    recipe_of,
    refuse_too_long,
    refuse_unlearnable,
    remaining_seconds,
    with_slots,
)
from agent_loop.trainer.ports import (
    ExampleSource,
    ExperimentTracker,
    Learner,
    ModelExporter,
    ModelShelf,
    RunFolder,
    Tokenizer,
    Tokenizers,
)

TRIAL_STEPS = 4
ANSWER_LIMIT = 512


@dataclass(slots=True)
class _Run:
    """A run that is prepared: everything was read, checked and encoded, nothing is learnt yet."""

    recipe: Recipe
    tokenizer: Tokenizer
    samples: Samples
    held_out: Samples
    position: Position = field(default_factory=Position)

    def batches(self, epoch: int) -> list[list[int]]:
        return batches_of_epoch(self.samples.lengths(), self.recipe.batch_tokens, self.recipe.seed, epoch)


@dataclass(frozen=True, slots=True)
class Watch:
    """How a run looks outside: what time it is, whether to stop, where progress goes, and how often. Seconds."""

    clock: Callable[[], float]
    stopping: Callable[[], bool]
    report: Callable[[Progress], None]
    progress_every: float = 5.0
    checkpoint_every: float = 120.0


class TrainFromScratch:
    """Make a tokenizer and a model of a dataset; a run that was stopped goes on.

    With an `ancestor`, another run, the tokenizer and the weights are the ancestor's to begin with.
    """

    def __init__(
        self,
        examples: ExampleSource,
        tokenizers: Tokenizers,
        learner: Learner,
        runs: RunFolder,
        watch: Watch,
        ancestor: RunFolder | None = None,
    ) -> None:
        self._ancestor = ancestor
        self._examples = examples
        self._tokenizers = tokenizers
        self._learner = learner
        self._runs = runs
        self._watch = watch

    def plan(self, recipe: Recipe) -> Plan:
        """What would happen, measured by a few steps on the longest batches; nothing is written.

        Raises what `__call__` raises for the dataset.
        """
        self._refuse_bad_rows()
        run = self._encoded(recipe, self._trained_tokenizer(recipe))
        batches = run.batches(0)
        speed = self._try_out(run, batches)
        tokens = sum(run.samples.lengths())
        steps = recipe.budget.steps
        by_steps = (steps / len(batches)) * tokens / speed if steps else None
        seconds = min(limit for limit in (recipe.budget.seconds, by_steps) if limit is not None)
        return Plan(
            parameters=run.recipe.shape.parameters,
            vocabulary=run.tokenizer.size,
            examples=len(run.samples),
            validation_examples=len(run.held_out),
            tokens_per_epoch=tokens,
            answer_tokens_per_epoch=sum(len(sample.answer) for sample in run.samples),
            batches_per_epoch=len(batches),
            tokens_per_second=speed,
            seconds=seconds,
            epochs=seconds * speed / tokens,
        )

    def __call__(self, recipe: Recipe) -> Outcome:
        """Train until the budget is spent or the watch says stop; a checkpoint is left either way.

        Raises EmptyDataset, InvalidExample, OtherRun, CorruptCheckpoint, TokenizerMismatch before anything is learnt,
        and DiskFull with the last checkpoint intact.
        """
        self._refuse_bad_rows()
        inherited = self._inherited()
        identity: dict[str, object] = {"dataset_sha256": self._examples.digest(), "recipe": recipe_of(recipe)}
        if recipe.slots:
            identity["slots_form"] = form()
        if inherited is not None:
            identity["ancestor_sha256"] = hashlib.sha256(inherited.snapshot).hexdigest()
        self._runs.open(json.dumps(identity, indent=2, sort_keys=True) + "\n")
        run = self._encoded(recipe, self._tokenizer(recipe))
        self._learner.start(run.recipe.shape, recipe.seed)
        if (checkpoint := self._runs.checkpoint()) is not None:
            self._learner.restore(checkpoint.snapshot)
            run.position = checkpoint.position
        elif inherited is not None:
            self._learner.restore(inherited.snapshot)
        loss = self._learn(run)
        finished = recipe.budget.spent(run.position.step, run.position.elapsed) >= 1.0
        scores = self._score(run) if finished else None
        if scores is not None:
            described = asdict(scores) | {"position": asdict(run.position), **identity}
            self._runs.save_model(self._learner, run.tokenizer, described)
        return Outcome(run.position, loss, scores)

    def _refuse_bad_rows(self) -> None:
        for split in Split:
            number = 0
            for number, example in enumerate(self._examples.read(split), 1):
                refuse_unlearnable(example, number)
            if split is Split.TRAIN and not number:
                raise EmptyDataset("the dataset has no rows to train on")

    def _read(self, split: Split, recipe: Recipe) -> Iterator[ChatExample]:
        """One by one: texts take much more memory than their tokens."""
        for example in self._examples.read(split):
            yield with_slots(example, recipe.slots, teaching=split is Split.TRAIN)

    def _inherited(self) -> Checkpoint | None:
        if self._ancestor is None:
            return None
        if (checkpoint := self._ancestor.checkpoint()) is None or self._ancestor.tokenizer() is None:
            raise CorruptCheckpoint(
                "the run to begin from has no checkpoint and tokenizer; name a run that was trained"
            )
        return checkpoint

    def _tokenizer(self, recipe: Recipe) -> Tokenizer:
        text = self._runs.tokenizer()
        if text is None and self._ancestor is not None and (text := self._ancestor.tokenizer()) is not None:
            self._runs.save_tokenizer(text)
        if text is not None:
            tokenizer = self._tokenizers.load(text)
            if tokenizer.size > recipe.shape.vocabulary:
                raise TokenizerMismatch(
                    f"the run's tokenizer has {tokenizer.size} tokens, the model at most {recipe.shape.vocabulary}"
                )
            if (known := _slots_of(tokenizer)) != recipe.slots:
                raise TokenizerMismatch(f"the run's tokenizer knows {known} slots, the recipe {recipe.slots}: --slots")
            return tokenizer
        tokenizer = self._trained_tokenizer(recipe)
        self._runs.save_tokenizer(tokenizer.to_text())
        return tokenizer

    def _trained_tokenizer(self, recipe: Recipe) -> Tokenizer:
        texts = (message.content for row in self._read(Split.TRAIN, recipe) for message in row.messages)
        return self._tokenizers.train(texts, recipe.shape.vocabulary, SLOT_CHARACTERS[: recipe.slots])

    def _encoded(self, recipe: Recipe, tokenizer: Tokenizer) -> _Run:
        recipe = replace(recipe, shape=replace(recipe.shape, vocabulary=tokenizer.size))
        train, held_out = (self._samples(split, recipe, tokenizer) for split in (Split.TRAIN, Split.VALIDATION))
        return _Run(recipe, tokenizer, train, held_out)

    def _samples(self, split: Split, recipe: Recipe, tokenizer: Tokenizer) -> Samples:
        samples = Samples(tokenizer.size)
        for number, example in enumerate(self._read(split, recipe), 1):
            *before, answer = example.messages
            samples.append(tokenizer.prompt(before), [*tokenizer.encode(answer.content), tokenizer.end_of_turn])
            refuse_too_long(samples[-1], recipe.shape.context, number)
        return samples

    def _try_out(self, run: _Run, batches: Sequence[Sequence[int]]) -> float:
        """Tokens per second."""
        self._learner.start(run.recipe.shape, run.recipe.seed)
        warm_up, *trials = [
            [run.samples[row] for row in batch] for batch in (list(batches) * TRIAL_STEPS)[: TRIAL_STEPS + 1]
        ]
        self._learner.learn(warm_up, 0.0)
        started = self._watch.clock()
        for batch in trials:
            self._learner.learn(batch, 0.0)
        tokens = sum(len(sample) for batch in trials for sample in batch)
        return tokens / max(1e-9, self._watch.clock() - started)

    def _learn(self, run: _Run) -> float:
        """Steps until the budget is spent or one says stop. Gives the last loss, 0 where nothing was learnt."""
        watch, recipe, position = self._watch, run.recipe, run.position
        batches = run.batches(position.epoch)
        started = last_progress = last_checkpoint = watch.clock()
        before, at_progress, losses, loss = position.elapsed, position, [], 0.0
        while recipe.budget.spent(position.step, position.elapsed) < 1.0 and not watch.stopping():
            rate = learning_rate(recipe, position.step, position.elapsed)
            batch = [run.samples[row] for row in batches[position.batch]]
            losses.append(self._learner.learn(batch, rate))
            now = watch.clock()
            position = replace(
                position,
                step=position.step + 1,
                batch=position.batch + 1,
                tokens=position.tokens + sum(map(len, batch)),
                elapsed=before + now - started,
            )
            if position.batch == len(batches):
                position = replace(position, epoch=position.epoch + 1, batch=0)
                batches = run.batches(position.epoch)
            if now - last_progress >= watch.progress_every or recipe.budget.spent(position.step, position.elapsed) >= 1:
                loss = sum(losses) / len(losses)
                self._tell(run, position, at_progress, loss, rate)
                last_progress, at_progress, losses = now, position, []
            if now - last_checkpoint >= watch.checkpoint_every:
                self._runs.save_checkpoint(Checkpoint(position, self._learner.snapshot()))
                last_checkpoint = now
        if position != run.position:
            self._runs.save_checkpoint(Checkpoint(position, self._learner.snapshot()))
        run.position = position
        return sum(losses) / len(losses) if losses else loss

    def _tell(self, run: _Run, position: Position, since: Position, loss: float, rate: float) -> None:
        progress = Progress(
            step=position.step,
            epoch=position.epoch,
            loss=loss,
            learning_rate=rate,
            tokens=position.tokens,
            tokens_per_second=(position.tokens - since.tokens) / max(1e-9, position.elapsed - since.elapsed),
            elapsed=position.elapsed,
            remaining=remaining_seconds(run.recipe.budget, position),
        )
        self._runs.record(progress)
        self._watch.report(progress)

    def _score(self, run: _Run) -> Scores:
        split, samples = (Split.VALIDATION, run.held_out) if run.held_out else (Split.TRAIN, run.samples)
        asked = samples[: run.recipe.validation_answers]
        lengths = [len(sample) for sample in asked]
        weighed = [
            (self._learner.loss(batch), sum(len(sample.answer) for sample in batch))
            for rows in batches_of_epoch(lengths, run.recipe.batch_tokens, run.recipe.seed, 0)
            for batch in [[asked[row] for row in rows]]
        ]
        limit = min(ANSWER_LIMIT, max((len(sample.answer) for sample in asked), default=0) + 8)
        prompts = [sample.prompt for sample in asked]
        answers = self._learner.answers(prompts, run.tokenizer.end_of_turn, limit) if asked else []
        exact = sum(tuple(said) == sample.answer[:-1] for said, sample in zip(answers, asked, strict=True))
        learnt = max(1, sum(weight for _, weight in weighed))
        return Scores(split, sum(loss * weight for loss, weight in weighed) / learnt, exact, len(asked), learnt)


class FollowRun:
    """Tell a tracker of a run while others work on it. A tracker out of reach costs the run nothing but a warning."""

    def __init__(
        self, tracker: ExperimentTracker, warn: Callable[[str], None], every: float = 10.0, patience: float = 60.0
    ) -> None:
        """Seconds between two tellings, and for the last one."""
        self._tracker = tracker
        self._warn = warn
        self._every = every
        self._patience = patience

    @contextmanager
    def __call__(self, run: Path) -> Iterator[None]:
        ended = Event()
        follower = Thread(target=self._follow, args=(run, ended), name="follow-run", daemon=True)
        follower.start()
        try:
            yield
        finally:
            ended.set()
            follower.join(self._patience)
            if follower.is_alive():
                self._warn(f"the tracker is slow: it may lack the end of {run}; the same command sends it again")

    def _follow(self, run: Path, ended: Event) -> None:
        warned = over = False
        while not over:
            over = ended.wait(self._every)
            try:
                self._tracker.catch_up(run)
                if over:
                    self._tracker.leave(run)
            except TrackerUnavailable as error:
                if not warned:
                    self._warn(str(error))
                warned = True


class ExportModel:
    """Turn a model folder into the one file that serving loads."""

    def __init__(self, exporter: ModelExporter) -> None:
        self._exporter = exporter

    def __call__(self, model: Path, target: Path, quantization: Quantization) -> ExportedModel:
        return self._exporter.export(model, target, quantization)


class PublishModel:
    """Put a model where it is served by default: weights, tokenizer, the served file and a card."""

    def __init__(self, exporter: ModelExporter, shelf: ModelShelf) -> None:
        self._exporter = exporter
        self._shelf = shelf

    def __call__(self, model: Path, served: Path, quantization: Quantization) -> Path:
        return self._shelf.publish(model, served, self._exporter.export(model, served, quantization))


def _slots_of(tokenizer: Tokenizer) -> int:
    return sum(len(tokenizer.encode(slot)) == 1 for slot in SLOT_CHARACTERS)

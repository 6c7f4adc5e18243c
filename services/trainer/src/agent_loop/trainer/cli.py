"""`agent-loop train`: scratch, export and publish."""

import signal
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import asdict
from functools import partial
from pathlib import Path
from types import FrameType
from typing import Any, Protocol

import click

from agent_loop.chassis.cli import (
    EXIT_INTERRUPTED,
    BadInput,
    CommandFailed,
    Missing,
    json_option,
    print_json,
)
from agent_loop.contracts.slots import SLOTS
from agent_loop.trainer.domain import (
    LEAST_VOCABULARY,
    Budget,
    CorruptCheckpoint,
    Device,
    DeviceMissing,
    DiskFull,
    MachineLearningStackMissing,
    ModelShape,
    Outcome,
    Plan,
    Progress,
    Quantization,
    Recipe,
    TrackerMissing,
    TrainerError,
)
from agent_loop.trainer.use_cases import ExportModel, PublishModel, TrainFromScratch, Watch

SERVED = "agent-loop-embedded.gguf"
QUANTIZATION = click.Choice([kind.value for kind in Quantization])
DEVICE = click.Choice([device.value for device in Device])
FOLDER = click.Path(file_okay=False, path_type=Path)
FILE = click.Path(dir_okay=False, path_type=Path)


class UseCases(Protocol):
    """What the commands need; they are made when a command runs. Raises MachineLearningStackMissing."""

    def train_from_scratch(
        self, datasets: Sequence[Path], run: Path, watch: Watch, ancestor: Path | None, device: Device
    ) -> TrainFromScratch:
        """Raises DeviceMissing."""
        ...

    def following(self, run: Path, tracker: str | None, warn: Callable[[str], None]) -> AbstractContextManager[None]:
        """Tells the experiment tracker at the URI, or where the settings say, of the run. Raises TrackerMissing."""
        ...

    def export_model(self) -> ExportModel: ...

    def publish_model(self, folder: Path | None) -> PublishModel: ...


def commands(use_cases: UseCases) -> list[click.Command]:
    return [_scratch(use_cases), _export(use_cases), _publish(use_cases)]


def _scratch(use_cases: UseCases) -> click.Command:
    @click.command()
    @click.argument("dataset", type=FOLDER)
    @click.argument("run", type=FOLDER)
    @click.option("--steps", type=click.IntRange(1), help="Stop after so many steps (repeatable bit by bit).")
    @click.option("--minutes", type=click.FloatRange(0, min_open=True), help="Stop after so much training time.")
    @click.option("--device", type=DEVICE, default="auto", show_default=True, help="auto: CUDA where it can be used.")
    @click.option("--also", type=FOLDER, multiple=True, help="Another dataset folder to learn from.")
    @click.option("--from", "ancestor", type=FOLDER, help="Begin with the tokenizer and weights of this run folder.")
    @click.option(
        "--mlflow", metavar="URI", help="Log curves and scores there; by default to MLFLOW_TRACKING_URI, if any."
    )
    @_recipe_options
    @click.option("--checkpoint-seconds", type=click.FloatRange(0), default=120.0, show_default=True)
    @click.option("--progress-seconds", type=click.FloatRange(0), default=5.0, show_default=True)
    @click.option("--dry-run", is_flag=True, help="Print the plan, measured by a few steps, and write nothing.")
    @json_option
    def scratch(
        dataset: Path,
        run: Path,
        steps: int | None,
        minutes: float | None,
        device: str,
        also: tuple[Path, ...],
        ancestor: Path | None,
        mlflow: str | None,
        checkpoint_seconds: float,
        progress_seconds: float,
        dry_run: bool,  # noqa: FBT001 click passes options by name
        as_json: bool,  # noqa: FBT001
        **options: float,
    ) -> int:
        """Train a model from scratch on the folder DATASET; leave checkpoints, history and model in the folder RUN.

        The same command goes on with a run that was stopped. Ctrl-C and SIGTERM leave a checkpoint and exit with 130.
        """
        if steps is None and minutes is None:
            raise click.UsageError("give --steps or --minutes, or both")
        recipe = _recipe(Budget(steps, minutes * 60 if minutes else None), options)
        with _errors_named(), _stop_on_signals() as signals:
            watch = Watch(time.monotonic, lambda: bool(signals), _report(as_json), progress_seconds, checkpoint_seconds)
            use_case = use_cases.train_from_scratch((dataset, *also), run, watch, ancestor, Device(device))
            if dry_run:
                _show_plan(use_case.plan(recipe), as_json)
                return 0
            with use_cases.following(run, mlflow, partial(click.echo, err=True)):
                return _show_outcome(use_case(recipe), run, as_json)

    return scratch


def _recipe_options(command: Callable[..., int]) -> Callable[..., int]:
    """The recipe's own options, with the recipe's own defaults."""
    recipe = Recipe(ModelShape(), Budget(steps=1))
    defaults = asdict(recipe.shape) | asdict(recipe)
    kinds: dict[str, click.ParamType[Any]] = {
        "layers": click.IntRange(1, 64),
        "width": click.IntRange(16),
        "feed_forward": click.IntRange(16),
        "heads": click.IntRange(1),
        "kv_heads": click.IntRange(1),
        "head_dim": click.IntRange(8),
        "vocabulary": click.IntRange(LEAST_VOCABULARY),
        "context": click.IntRange(16),
        "learning_rate": click.FloatRange(0),
        "batch_tokens": click.IntRange(16),
        "warmup_steps": click.IntRange(0),
        "decay": click.FloatRange(0, 1),
        "seed": click.INT,
        "validation_answers": click.IntRange(0),
        "slots": click.IntRange(0, SLOTS),
    }
    for name, kind in reversed(kinds.items()):
        option = click.option(f"--{name.replace('_', '-')}", type=kind, default=defaults[name], show_default=True)
        command = option(command)
    return command


def _recipe(budget: Budget, options: dict[str, float]) -> Recipe:
    shape = {key: options.pop(key) for key in ModelShape.__dataclass_fields__ if key in options}
    if shape["heads"] % shape["kv_heads"] or shape["head_dim"] % 2:
        raise click.UsageError("--heads must be a multiple of --kv-heads, and --head-dim even")
    if shape["vocabulary"] < (least := LEAST_VOCABULARY + int(options["slots"])):
        raise click.UsageError(f"--vocabulary must be {least} at least: bytes, special tokens and --slots are in it")
    return Recipe(ModelShape(**shape), budget, **options)  # type: ignore[arg-type] # click checked the values


def _export(use_cases: UseCases) -> click.Command:
    @click.command()
    @click.argument("model", type=FOLDER)
    @click.argument("target", type=FILE)
    @click.option("--quantization", type=QUANTIZATION, default="q8_0", show_default=True)
    @json_option
    def export(model: Path, target: Path, quantization: str, as_json: bool) -> None:  # noqa: FBT001
        """Write the model folder MODEL (such as RUN/model) into the GGUF file TARGET."""
        with _errors_named():
            exported = use_cases.export_model()(model, target, Quantization(quantization))
        if as_json:
            print_json(asdict(exported) | {"path": str(target)})
        else:
            click.echo(f"{target}: {exported.tensors} tensors, {exported.size} bytes, sha256 {exported.sha256}")

    return export


def _publish(use_cases: UseCases) -> click.Command:
    @click.command()
    @click.argument("model", type=FOLDER)
    @click.option("--into", type=FOLDER, help="The folder to replace; by default TRAINER_PUBLISHED (models/embedded).")
    @click.option("--quantization", type=QUANTIZATION, default="q8_0", show_default=True)
    @json_option
    def publish(model: Path, into: Path | None, quantization: str, as_json: bool) -> None:  # noqa: FBT001
        """Put the model folder MODEL, its GGUF file and a card where the default model lies."""
        with _errors_named(), tempfile.TemporaryDirectory() as scratch:
            folder = use_cases.publish_model(into)(model, Path(scratch) / SERVED, Quantization(quantization))
        if as_json:
            print_json({"path": str(folder)})
        else:
            click.echo(f"published in {folder}")

    return publish


@contextmanager
def _errors_named() -> Iterator[None]:
    try:
        yield
    except (MachineLearningStackMissing, DeviceMissing, TrackerMissing, DiskFull) as error:
        raise Missing(str(error)) from error
    except CorruptCheckpoint as error:
        raise CommandFailed(str(error)) from error
    except TrainerError as error:
        raise BadInput(str(error)) from error


@contextmanager
def _stop_on_signals() -> Iterator[list[int]]:
    """Collects SIGINT and SIGTERM instead of dying of them; a second SIGINT interrupts at once."""
    received: list[int] = []

    def receive(number: int, _frame: FrameType | None) -> None:
        if received and number == signal.SIGINT:
            raise KeyboardInterrupt
        received.append(number)

    before = {number: signal.signal(number, receive) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield received
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


class _Reporter(Protocol):
    def __call__(self, progress: Progress) -> None: ...


def _report(as_json: bool) -> _Reporter:  # noqa: FBT001
    def text(progress: Progress) -> None:
        click.echo(
            f"step {progress.step}  epoch {progress.epoch}  loss {progress.loss:.4f}  lr {progress.learning_rate:.2e}  "
            f"{progress.tokens_per_second:,.0f} tokens/s  {_time(progress.elapsed)} done  "
            f"{_time(progress.remaining)} left"
        )

    def document(progress: Progress) -> None:
        print_json(asdict(progress))

    return document if as_json else text


def _show_plan(plan: Plan, as_json: bool) -> None:  # noqa: FBT001
    if as_json:
        print_json(asdict(plan))
        return
    click.echo(
        f"{plan.parameters:,} parameters, {plan.vocabulary:,} tokens in the vocabulary\n"
        f"{plan.examples:,} examples ({plan.validation_examples:,} for validation), {plan.tokens_per_epoch:,} tokens, "
        f"of which {plan.answer_tokens_per_epoch:,} are learnt, in {plan.batches_per_epoch:,} batches\n"
        f"{plan.tokens_per_second:,.0f} tokens/s: {_time(plan.seconds)} for {plan.epochs:.2f} epochs"
    )


def _show_outcome(outcome: Outcome, run: Path, as_json: bool) -> int:  # noqa: FBT001
    if as_json:
        print_json(asdict(outcome))
    elif outcome.scores is None:
        click.echo(f"stopped at step {outcome.position.step} with a checkpoint; the same command goes on")
    else:
        scores = outcome.scores
        click.echo(
            f"{scores.split.value}: loss {scores.loss:.4f}, {scores.exact_matches} of {scores.answers} answers exact\n"
            f"model in {run / 'model'}"
        )
    return EXIT_INTERRUPTED if outcome.scores is None else 0


def _time(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes}:{rest:02d}"

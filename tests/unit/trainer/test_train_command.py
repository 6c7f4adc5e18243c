"""`agent-loop train`: options, exit codes, progress, signals. The use cases run with adapters in memory."""

import json
import os
import signal
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

import pytest
from chat_examples import examples, write_dataset

from agent_loop.chassis.cli import EXIT_BAD_INPUT, EXIT_FAILED, EXIT_INTERRUPTED, EXIT_MISSING, BadInput, CommandFailed
from agent_loop.trainer.adapters.example_source_jsonl import JsonlExampleSource
from agent_loop.trainer.adapters.experiment_tracker_memory import InMemoryTracker
from agent_loop.trainer.adapters.learner_memory import InMemoryLearner
from agent_loop.trainer.adapters.model_exporter_memory import InMemoryModelExporter
from agent_loop.trainer.adapters.model_shelf_memory import InMemoryModelShelf
from agent_loop.trainer.adapters.run_folder_local import LocalRunFolder
from agent_loop.trainer.adapters.tokenizers_memory import ByteTokenizers
from agent_loop.trainer.cli import commands
from agent_loop.trainer.domain import Device, DeviceMissing, MachineLearningStackMissing, Sample
from agent_loop.trainer.use_cases import ExportModel, FollowRun, PublishModel, TrainFromScratch, Watch


class SignallingLearner(InMemoryLearner):
    """Gets signals while it learns, as from a person at the keyboard."""

    def __init__(self, numbers: list[int]) -> None:
        super().__init__()
        self._numbers = numbers

    def learn(self, samples: list[Sample], learning_rate: float) -> float:
        for number in self._numbers:
            os.kill(os.getpid(), number)
        return super().learn(samples, learning_rate)


class UseCasesInMemory:
    def __init__(self, learner: InMemoryLearner | None = None) -> None:
        self._learner = learner or InMemoryLearner()
        self.tracker = InMemoryTracker()
        self.shelf = InMemoryModelShelf()

    def train_from_scratch(
        self, datasets: Sequence[Path], run: Path, watch: Watch, ancestor: Path | None, device: Device
    ) -> TrainFromScratch:
        return TrainFromScratch(
            JsonlExampleSource(*datasets), ByteTokenizers(), self._learner, LocalRunFolder(run), watch
        )

    def following(self, run: Path, tracker: str | None, warn: Callable[[str], None]) -> AbstractContextManager[None]:
        return FollowRun(self.tracker, warn)(run) if tracker else nullcontext()

    def export_model(self) -> ExportModel:
        return ExportModel(InMemoryModelExporter())

    def publish_model(self, folder: Path | None) -> PublishModel:
        return PublishModel(InMemoryModelExporter(), self.shelf)


class NoCuda(UseCasesInMemory):
    def train_from_scratch(
        self, datasets: Sequence[Path], run: Path, watch: Watch, ancestor: Path | None, device: Device
    ) -> TrainFromScratch:
        if device is Device.CUDA:
            raise DeviceMissing("no CUDA device; or train with --device cpu")
        return super().train_from_scratch(datasets, run, watch, ancestor, device)


class NoStack(UseCasesInMemory):
    def train_from_scratch(
        self, datasets: Sequence[Path], run: Path, watch: Watch, ancestor: Path | None, device: Device
    ) -> TrainFromScratch:
        raise MachineLearningStackMissing("torch not installed; run: make install-train")


def invoke(use_cases: UseCasesInMemory, *arguments: object) -> int:
    """One command line; its exit code."""
    name, *rest = map(str, arguments)
    command = next(command for command in commands(use_cases) if command.name == name)
    return command.main(rest, standalone_mode=False) or 0


@pytest.fixture
def dataset(tmp_path: Path) -> Path:
    return write_dataset(tmp_path / "dataset", examples(30), examples(5, seed=1))


def test_a_run_tells_its_progress_and_where_the_model_is(dataset, tmp_path, capsys):
    code = invoke(UseCasesInMemory(), "scratch", dataset, tmp_path / "run", "--steps", 20, "--progress-seconds", 0)

    said = capsys.readouterr().out
    assert code == 0
    assert said.count("tokens/s") == 20
    assert "left" in said
    assert "answers exact" in said
    assert (tmp_path / "run" / "model" / "config.json").is_file()
    history = (tmp_path / "run" / "progress.jsonl").read_text().splitlines()
    assert [json.loads(line)["step"] for line in history] == list(range(1, 21))


def test_a_run_learns_from_several_datasets(dataset, tmp_path, capsys):
    more = write_dataset(tmp_path / "more", examples(7, seed=2))
    invoke(UseCasesInMemory(), "scratch", dataset, tmp_path / "run", "--also", more, "--steps", 1, "--dry-run")

    assert "37 examples (5 for validation)" in capsys.readouterr().out


def test_progress_and_outcome_as_json(dataset, tmp_path, capsys):
    invoke(UseCasesInMemory(), "scratch", dataset, tmp_path / "run", "--steps", 2, "--json")

    *_, outcome = map(json.loads, capsys.readouterr().out.splitlines())
    assert outcome["position"]["step"] == 2
    assert outcome["scores"]["split"] == "validation"


def test_a_dry_run_prints_the_plan_and_writes_nothing(dataset, tmp_path, capsys):
    code = invoke(UseCasesInMemory(), "scratch", dataset, tmp_path / "run", "--minutes", 5, "--dry-run")

    assert code == 0
    said = capsys.readouterr().out
    assert "parameters" in said
    assert "30 examples (5 for validation)" in said
    assert not (tmp_path / "run").exists()


def test_a_dry_run_as_json(dataset, tmp_path, capsys):
    invoke(UseCasesInMemory(), "scratch", dataset, tmp_path / "run", "--minutes", 5, "--dry-run", "--json")

    assert json.loads(capsys.readouterr().out)["seconds"] == 300


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_leaves_a_checkpoint_and_the_same_command_goes_on(dataset, tmp_path, number):
    run = tmp_path / "run"
    arguments = ("scratch", dataset, run, "--steps", 20)
    handlers = [signal.getsignal(kind) for kind in (signal.SIGINT, signal.SIGTERM)]

    stopped = invoke(UseCasesInMemory(SignallingLearner([number])), *arguments)

    assert stopped == EXIT_INTERRUPTED
    assert (run / "checkpoint.bin").is_file()
    assert not (run / "model").exists()
    assert [signal.getsignal(kind) for kind in (signal.SIGINT, signal.SIGTERM)] == handlers
    assert invoke(UseCasesInMemory(), *arguments) == 0


def test_a_second_interrupt_does_not_wait(dataset, tmp_path):
    learner = SignallingLearner([signal.SIGINT, signal.SIGINT])

    with pytest.raises(KeyboardInterrupt):
        commands(UseCasesInMemory(learner))[0].callback(
            dataset=dataset,
            run=tmp_path / "run",
            steps=5,
            minutes=None,
            checkpoint_seconds=60,
            progress_seconds=5,
            also=(),
            ancestor=None,
            device="cpu",
            mlflow=None,
            dry_run=False,
            as_json=False,
            layers=1, width=16, feed_forward=16, heads=1, kv_heads=1, head_dim=8, vocabulary=400, context=256,
            learning_rate=0.1, batch_tokens=64, warmup_steps=0, decay=0.5, seed=0, validation_answers=1, slots=0,
        )  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "--steps or --minutes"),
        (["--steps", 5, "--heads", 3], "multiple of --kv-heads"),
        (["--steps", 5, "--head-dim", 9], "even"),
        (["--steps", 5, "--vocabulary", 300], "must be 323 at least"),
        (["--steps", 0], "0 is not in the range"),
    ],
)
def test_wrong_options_are_usage_errors(dataset, tmp_path, arguments, words):
    with pytest.raises(Exception, match=words) as caught:
        invoke(UseCasesInMemory(), "scratch", dataset, tmp_path / "run", *arguments)

    assert caught.value.exit_code == EXIT_BAD_INPUT


def test_a_bad_dataset_is_bad_input(tmp_path):
    with pytest.raises(BadInput, match=r"train\.jsonl does not exist"):
        invoke(UseCasesInMemory(), "scratch", tmp_path, tmp_path / "run", "--steps", 5)


def test_a_damaged_checkpoint_is_named(dataset, tmp_path):
    arguments = ("scratch", dataset, tmp_path / "run", "--steps", 20)
    invoke(UseCasesInMemory(), *arguments)
    checkpoint = tmp_path / "run" / "checkpoint.bin"
    checkpoint.write_bytes(checkpoint.read_bytes()[:-9])

    with pytest.raises(CommandFailed, match=r"checkpoint\.bin is damaged") as caught:
        invoke(UseCasesInMemory(), *arguments)

    assert caught.value.exit_code == EXIT_FAILED


def test_without_the_ml_stack_the_command_says_how_to_get_it(dataset, tmp_path):
    with pytest.raises(CommandFailed, match="make install-train") as caught:
        invoke(NoStack(), "scratch", dataset, tmp_path / "run", "--steps", 5)

    assert caught.value.exit_code == EXIT_MISSING


def test_a_run_is_told_to_the_tracker_that_is_named(dataset, tmp_path):
    use_cases = UseCasesInMemory()

    invoke(use_cases, "scratch", dataset, tmp_path / "told", "--steps", 3, "--progress-seconds", 0, "--mlflow", "x")
    invoke(use_cases, "scratch", dataset, tmp_path / "untold", "--steps", 3)

    assert list(use_cases.tracker.runs) == ["told"]
    told = use_cases.tracker.runs["told"]
    assert [progress.step for progress in told.history] == [1, 2, 3]
    assert (told.finished, told.going_on) == (True, False)


def test_a_tracker_out_of_reach_is_a_warning_beside_a_run_that_ends_well(dataset, tmp_path, capsys):
    use_cases = UseCasesInMemory()
    use_cases.tracker.reachable = False

    code = invoke(use_cases, "scratch", dataset, tmp_path / "run", "--steps", 3, "--mlflow", "x")

    assert code == 0
    assert (tmp_path / "run" / "model").is_dir()
    assert capsys.readouterr().err == "the tracker cannot be reached\n"


def test_a_device_that_is_missing_is_named(dataset, tmp_path):
    arguments = ("scratch", dataset, tmp_path / "run", "--steps", 2)

    with pytest.raises(CommandFailed, match="--device cpu") as caught:
        invoke(NoCuda(), *arguments, "--device", "cuda")

    assert caught.value.exit_code == EXIT_MISSING
    assert not (tmp_path / "run").exists()
    assert invoke(NoCuda(), *arguments) == 0


@pytest.fixture
def model(dataset, tmp_path) -> Path:
    invoke(UseCasesInMemory(), "scratch", dataset, tmp_path / "run", "--steps", 2)
    return tmp_path / "run" / "model"


def test_export_says_what_it_wrote(model, tmp_path, capsys):
    capsys.readouterr()
    assert invoke(UseCasesInMemory(), "export", model, tmp_path / "m.gguf", "--quantization", "f16") == 0
    assert "sha256" in capsys.readouterr().out

    invoke(UseCasesInMemory(), "export", model, tmp_path / "m.gguf", "--json")
    assert json.loads(capsys.readouterr().out)["quantization"] == "q8_0"


def test_publish_puts_model_served_file_and_card_on_the_shelf(model, capsys):
    use_cases = UseCasesInMemory()
    capsys.readouterr()

    assert invoke(use_cases, "publish", model) == 0

    assert {"README.md", "config.json", "agent-loop-embedded.gguf"} <= set(use_cases.shelf.files)
    assert "published in" in capsys.readouterr().out
    invoke(use_cases, "publish", model, "--json")
    assert json.loads(capsys.readouterr().out)["path"]


def test_exporting_what_is_no_model_is_bad_input(tmp_path):
    with pytest.raises(BadInput, match="lacks a part"):
        invoke(UseCasesInMemory(), "export", tmp_path, tmp_path / "m.gguf")

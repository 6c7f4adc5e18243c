"""What an experiment tracker promises, asked of the one in memory and of MLflow on a database of its own."""

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from agent_loop.trainer.adapters import experiment_tracker_mlflow
from agent_loop.trainer.adapters.experiment_tracker_memory import InMemoryTracker
from agent_loop.trainer.adapters.experiment_tracker_mlflow import MlflowTracker
from agent_loop.trainer.adapters.learner_memory import InMemoryLearner
from agent_loop.trainer.adapters.run_folder_local import LocalRunFolder
from agent_loop.trainer.adapters.tokenizers_memory import ByteTokenizers
from agent_loop.trainer.domain import (
    Budget,
    ModelShape,
    Progress,
    Recipe,
    TrackerMissing,
    TrackerUnavailable,
    recipe_of,
)
from agent_loop.trainer.main import Composition
from agent_loop.trainer.ports import ExperimentTracker

mlflow_installed = pytest.mark.train
pytestmark = pytest.mark.filterwarnings(
    "default"
)  # MLflow uses what SQLAlchemy 2.1 deprecates, and closes no connection
PROGRESS = Progress(1, 0, 2.5, 1e-3, 100, 1000.0, 0.1, 5.0)
IDENTITY = {
    "dataset_sha256": "ab" * 32,
    "recipe": recipe_of(Recipe(ModelShape(layers=3), Budget(seconds=60), learning_rate=3e-3)),
}


class Memory:
    """Looks into the tracker in memory."""

    def __init__(self, folder: Path) -> None:
        self._tracker = InMemoryTracker()

    def tracker(self) -> ExperimentTracker:
        return self._tracker

    def losses(self) -> list[list[float]]:
        return [[progress.loss for progress in run.history] for run in self._tracker.runs.values()]

    def states(self) -> list[str]:
        return [
            "RUNNING" if run.going_on else "FINISHED" if run.finished else "KILLED"
            for run in self._tracker.runs.values()
        ]


class Mlflow:
    """Looks into MLflow's database."""

    def __init__(self, folder: Path) -> None:
        self.uri = f"sqlite:///{folder / 'mlflow.db'}"

    def tracker(self) -> ExperimentTracker:
        return MlflowTracker(self.uri)

    @property
    def client(self):
        from mlflow.tracking import MlflowClient

        return MlflowClient(tracking_uri=self.uri)

    def runs(self) -> list:
        experiment = self.client.get_experiment_by_name("agent-loop-trainer")
        return self.client.search_runs([experiment.experiment_id]) if experiment else []

    def losses(self) -> list[list[float]]:
        return [
            [point.value for point in self.client.get_metric_history(run.info.run_id, "loss")] for run in self.runs()
        ]

    def states(self) -> list[str]:
        return [run.info.status for run in self.runs()]


@pytest.fixture(params=["memory", pytest.param("mlflow", marks=mlflow_installed)])
def world(request, tmp_path) -> Memory | Mlflow:
    return {"memory": Memory, "mlflow": Mlflow}[request.param](tmp_path)


@pytest.fixture
def record(tmp_path) -> Callable[..., Path]:
    """Puts so many records into the one run folder, and perhaps a model."""
    path = tmp_path / "run"

    def write(*losses: float, model: bool = False) -> Path:
        folder = LocalRunFolder(path)
        folder.open(json.dumps(IDENTITY))
        for number, loss in enumerate(losses, len(folder.history()) + 1):
            folder.record(replace(PROGRESS, step=number, loss=loss))
        if model:
            learner = InMemoryLearner()
            learner.start(ModelShape(), 0)
            scores = {"split": "validation", "loss": 0.5, "exact_matches": 9, "answers": 10, "position": {"step": 7}}
            folder.save_model(learner, ByteTokenizers().train([], 300), scores)
        return path

    return write


def test_each_record_is_told_once_whoever_tells_it(world, record):
    tracker = world.tracker()

    tracker.catch_up(record(3.0, 2.0))
    tracker.catch_up(record())
    tracker.catch_up(record(1.5))
    world.tracker().catch_up(record(1.25))

    assert world.losses() == [[3.0, 2.0, 1.5, 1.25]]
    assert world.states() == ["RUNNING"]


def test_a_folder_without_a_run_is_passed_over(world, tmp_path):
    world.tracker().catch_up(tmp_path / "nothing")
    world.tracker().leave(tmp_path / "nothing")

    assert world.losses() == []


def test_a_run_that_is_left_was_stopped_until_it_has_its_model(world, record):
    tracker = world.tracker()
    tracker.catch_up(record(3.0))
    tracker.leave(record())
    assert world.states() == ["KILLED"]

    tracker = world.tracker()
    tracker.catch_up(record(2.0))
    assert world.states() == ["RUNNING"]
    tracker.catch_up(record(model=True))
    tracker.leave(record())

    assert world.states() == ["FINISHED"]


@mlflow_installed
def test_recipe_dataset_scores_and_model_are_at_the_mlflow_run(tmp_path, record):
    world = Mlflow(tmp_path)
    world.tracker().catch_up(path := record(3.0, model=True))

    [run] = world.runs()
    assert run.info.run_name == "run"
    assert run.data.params["shape.layers"] == "3"
    assert run.data.params["budget.seconds"] == "60"
    assert "budget.steps" not in run.data.params
    assert run.data.params["learning_rate"] == "0.003"
    assert run.data.tags["dataset_sha256"] == "ab" * 32
    weights = (path / "model" / "model.safetensors").read_bytes()
    assert run.data.tags["model_sha256"] == hashlib.sha256(weights).hexdigest()
    assert run.data.metrics["validation_exact_matches"] == 9
    assert run.data.metrics["validation_loss"] == 0.5
    assert run.data.metrics["tokens_per_second"] == 1000.0


@mlflow_installed
def test_a_history_that_is_longer_than_one_request_arrives_whole(tmp_path, record):
    losses = [float(step) for step in range(400)]
    world = Mlflow(tmp_path)

    world.tracker().catch_up(record(*losses))

    assert world.losses() == [losses]


@mlflow_installed
def test_what_a_server_missed_is_told_when_it_is_back_and_no_password_is_written_down(tmp_path, record):
    unreachable = MlflowTracker("http://me:hunter2@127.0.0.1:9")
    with pytest.raises(TrackerUnavailable, match=r"127\.0\.0\.1:9.*progress\.jsonl.*same command") as caught:
        unreachable.catch_up(path := record(3.0, 2.0))
    world = Mlflow(tmp_path)

    world.tracker().catch_up(path)

    assert world.losses() == [[3.0, 2.0]]
    assert "hunter2" not in str(caught.value)
    assert all(b"hunter2" not in file.read_bytes() for file in path.iterdir())


@mlflow_installed
def test_a_database_that_cannot_be_opened_is_named(tmp_path, record):
    (tmp_path / "mlflow.db").write_text("no database at all\n" * 100)

    with pytest.raises(TrackerUnavailable, match="not a database"):
        Mlflow(tmp_path).tracker().catch_up(record(1.0))


@mlflow_installed
def test_notes_that_are_damaged_are_named(tmp_path, record):
    path = record(1.0)
    (path / "mlflow.json").write_text("{")

    with pytest.raises(TrackerUnavailable, match=r"without .*mlflow\.json"):
        Mlflow(tmp_path).tracker().catch_up(path)


def test_without_mlflow_the_error_says_how_to_get_it(monkeypatch):
    monkeypatch.setattr(experiment_tracker_mlflow, "find_spec", lambda _: None)

    with pytest.raises(TrackerMissing, match=r"mlflow.*services/trainer\[mlflow\]"):
        MlflowTracker("sqlite:///x.db")


def test_nobody_is_told_where_no_tracker_is_named(tmp_path, record, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("MLFLOW_TRACKING_URI", raising=False)

    with Composition().following(path := record(1.0), None, pytest.fail):
        pass

    assert sorted(file.name for file in path.iterdir()) == ["progress.jsonl", "run.json"]


@mlflow_installed
@pytest.mark.parametrize("by", ["option", "environment"])
def test_the_option_or_the_environment_names_the_tracker(tmp_path, record, monkeypatch, by):
    world = Mlflow(tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MLFLOW_TRACKING_URI", world.uri if by == "environment" else "http://127.0.0.1:9")

    with Composition().following(record(1.0), world.uri if by == "option" else None, pytest.fail):
        pass

    assert world.losses() == [[1.0]]
    assert world.states() == ["KILLED"]


@mlflow_installed
def test_mlflow_reports_to_nobody(tmp_path):
    program = (
        "from agent_loop.trainer.adapters.experiment_tracker_mlflow import MlflowTracker\n"
        "MlflowTracker('sqlite:///x.db')\n"
        "from mlflow.telemetry.utils import is_telemetry_disabled\n"
        "print(is_telemetry_disabled())"
    )
    environment = {name: value for name, value in os.environ.items() if name in {"PATH", "PYTHONPATH"}}

    done = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )

    assert done.stdout.strip() == "True", done.stderr
    assert list(tmp_path.iterdir()) == []

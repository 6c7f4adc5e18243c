"""MLflow, on a server (http://...) or in a database (sqlite:///...). What was sent is noted in the run folder.

mlflow is imported when a tracker is made, and is told before that it is not to report on its users.
"""

import hashlib
import json
import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from agent_loop.trainer.adapters.durable_files import write_bytes_whole
from agent_loop.trainer.adapters.run_folder_local import HISTORY, LocalRunFolder
from agent_loop.trainer.domain import DiskFull, Progress, TrackerMissing, TrackerUnavailable

if TYPE_CHECKING:
    from mlflow.entities import Metric, Param, RunTag
    from mlflow.tracking import MlflowClient

NOTES = "mlflow.json"
EXPERIMENT = "agent-loop-trainer"
NEEDED = ("mlflow", "sqlalchemy", "alembic")
CURVES = ("loss", "learning_rate", "tokens_per_second", "tokens", "epoch", "elapsed")
SCORES = ("loss", "exact_matches", "answers")
RECORDS_AT_ONCE = 1000 // len(CURVES)
"""MLflow takes 1000 values."""
QUIET = {
    "MLFLOW_DISABLE_TELEMETRY": "true",
    "MLFLOW_LOGGING_LEVEL": "WARNING",
    "MLFLOW_HTTP_REQUEST_MAX_RETRIES": "1",
    "MLFLOW_HTTP_REQUEST_TIMEOUT": "10",
}
"""Unless the environment says otherwise."""


@dataclass(frozen=True, slots=True)
class _Sent:
    """What MLflow has of a run folder."""

    tracker: str
    run_id: str
    recipe: bool = False
    history: int = 0
    """So many records."""
    model_sha256: str = ""


class MlflowTracker:
    """One MLflow run for each run folder, however often it is stopped and resumed."""

    def __init__(self, uri: str) -> None:
        """Raises TrackerMissing."""
        if missing := [name for name in NEEDED if find_spec(name) is None]:
            raise TrackerMissing(
                f"{', '.join(missing)} not installed; run: .venv/bin/pip install --no-build-isolation "
                "-c constraints.txt -e './services/trainer[mlflow]'"
            )
        for name, value in QUIET.items():
            os.environ.setdefault(name, value)
        import mlflow.tracking  # noqa: F401 now, so that nobody waits for it later

        self._uri = uri
        self._tracker = _without_user(uri)
        self._resumed = False

    def catch_up(self, run: Path) -> None:
        if (run / "run.json").is_file():
            with self._failures_named(run):
                self._catch_up(run)

    def leave(self, run: Path) -> None:
        with self._failures_named(run):
            if (sent := self._sent(run)) is not None:
                self._client().set_terminated(sent.run_id, "FINISHED" if sent.model_sha256 else "KILLED")

    def _catch_up(self, run: Path) -> None:
        client = self._client()
        if (sent := self._sent(run)) is None:
            sent = self._note(run, _Sent(self._tracker, _new_run(client, run.name)))
        elif not self._resumed:
            client.update_run(sent.run_id, status="RUNNING")
        self._resumed = True
        if not sent.recipe:
            identity = json.loads((run / "run.json").read_text(encoding="utf-8"))
            client.log_batch(sent.run_id, params=_params(identity.pop("recipe")), tags=_tags(identity))
            sent = self._note(run, replace(sent, recipe=True))
        while records := LocalRunFolder(run).history(sent.history)[:RECORDS_AT_ONCE]:
            client.log_batch(sent.run_id, metrics=[point for record in records for point in _points(record)])
            sent = self._note(run, replace(sent, history=sent.history + len(records)))
        if (run / "model" / "scores.json").is_file():
            model = hashlib.sha256((run / "model" / "model.safetensors").read_bytes()).hexdigest()
            if model != sent.model_sha256:
                scores = json.loads((run / "model" / "scores.json").read_text(encoding="utf-8"))
                client.log_batch(sent.run_id, metrics=_score_points(scores), tags=_tags({"model_sha256": model}))
                self._note(run, replace(sent, model_sha256=model))

    def _client(self) -> "MlflowClient":
        from mlflow.tracking import MlflowClient

        return MlflowClient(tracking_uri=self._uri)

    def _sent(self, run: Path) -> _Sent | None:
        """Nothing where the run is unknown, or known to another tracker."""
        if not (run / NOTES).exists():
            return None
        sent = _Sent(**json.loads((run / NOTES).read_text(encoding="utf-8")))
        return sent if sent.tracker == self._tracker else None

    def _note(self, run: Path, sent: _Sent) -> _Sent:
        write_bytes_whole(run / NOTES, json.dumps(asdict(sent), indent=2).encode() + b"\n")
        return sent

    @contextmanager
    def _failures_named(self, run: Path) -> Iterator[None]:
        from mlflow.exceptions import MlflowException
        from sqlalchemy.exc import SQLAlchemyError

        try:
            yield
        except (MlflowException, SQLAlchemyError, DiskFull, OSError, ValueError, TypeError, KeyError) as error:
            reason = " ".join(str(error).replace(self._uri, self._tracker).split())
            raise TrackerUnavailable(
                f"MLflow ({self._tracker}) does not take the curves: {reason}; they are in {run / HISTORY}, "
                f"and the same command sends what is missing (to a new MLflow run without {run / NOTES})"
            ) from error


def _new_run(client: "MlflowClient", name: str) -> str:
    known = client.get_experiment_by_name(EXPERIMENT)
    experiment = known.experiment_id if known else client.create_experiment(EXPERIMENT)
    return str(client.create_run(experiment, run_name=name).info.run_id)


def _params(recipe: Mapping[str, object], within: str = "") -> "list[Param]":
    """Nested fields by dotted names; what is not set is left out."""
    from mlflow.entities import Param

    params = []
    for name, value in recipe.items():
        if isinstance(value, dict):
            params += _params(value, f"{within}{name}.")
        elif value is not None:
            params.append(Param(f"{within}{name}", str(value)))
    return params


def _tags(facts: Mapping[str, object]) -> "list[RunTag]":
    from mlflow.entities import RunTag

    return [RunTag(name, str(value)) for name, value in facts.items()]


def _points(progress: Progress) -> "list[Metric]":
    return [_point(name, getattr(progress, name), progress.step) for name in CURVES]


def _score_points(scores: Mapping[str, Any]) -> "list[Metric]":
    step = scores["position"]["step"]
    return [_point(f"{scores['split']}_{name}", scores[name], step) for name in SCORES]


def _point(name: str, value: float, step: int) -> "Metric":
    from mlflow.entities import Metric

    return Metric(name, value, int(time.time() * 1000), step)


def _without_user(uri: str) -> str:
    """A tracking URI may hold a password, which belongs into no file and no message."""
    user, at, _ = urlsplit(uri).netloc.rpartition("@")
    return uri.replace(user + at, "", 1)

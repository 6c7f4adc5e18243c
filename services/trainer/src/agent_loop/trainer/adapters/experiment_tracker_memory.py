"""A tracker in memory, which can be out of reach."""

import json
from dataclasses import dataclass
from pathlib import Path

from agent_loop.trainer.adapters.run_folder_local import LocalRunFolder
from agent_loop.trainer.domain import Progress, TrackerUnavailable


@dataclass(frozen=True, slots=True)
class TrackedRun:
    """What is known of a run."""

    dataset_sha256: str
    history: list[Progress]
    finished: bool
    going_on: bool = True


class InMemoryTracker:
    """Knows runs by the names of their folders."""

    def __init__(self, *, reachable: bool = True) -> None:
        self.reachable = reachable
        self.runs: dict[str, TrackedRun] = {}

    def catch_up(self, run: Path) -> None:
        self._tell(run, going_on=True)

    def leave(self, run: Path) -> None:
        self._tell(run, going_on=False)

    def _tell(self, run: Path, *, going_on: bool) -> None:
        if not (run / "run.json").is_file():
            return
        if not self.reachable:
            raise TrackerUnavailable("the tracker cannot be reached")
        dataset = json.loads((run / "run.json").read_text(encoding="utf-8")).get("dataset_sha256", "")
        finished = (run / "model" / "scores.json").is_file()
        self.runs[run.name] = TrackedRun(dataset, LocalRunFolder(run).history(), finished, going_on)

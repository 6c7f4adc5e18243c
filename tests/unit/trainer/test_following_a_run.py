"""A tracker learns of a run while it goes on; one that is slow or away costs the run nothing."""

import time
from pathlib import Path
from threading import Event

import pytest

from agent_loop.trainer.adapters.experiment_tracker_memory import InMemoryTracker
from agent_loop.trainer.adapters.run_folder_local import LocalRunFolder
from agent_loop.trainer.domain import Progress
from agent_loop.trainer.use_cases import FollowRun

PROGRESS = Progress(1, 0, 2.5, 1e-3, 100, 1000.0, 0.1, 5.0)


class Signalling(InMemoryTracker):
    """Says when it was told something."""

    def __init__(self) -> None:
        super().__init__()
        self.told = Event()
        self.tries = 0

    def catch_up(self, run: Path) -> None:
        self.tries += 1
        self.told.set()
        super().catch_up(run)


class Stuck(InMemoryTracker):
    """Never answers until it is released."""

    def __init__(self) -> None:
        super().__init__()
        self.released = Event()

    def catch_up(self, run: Path) -> None:
        self.released.wait()


@pytest.fixture
def run(tmp_path) -> Path:
    folder = LocalRunFolder(tmp_path / "run")
    folder.open('{"dataset_sha256": "ab"}')
    folder.record(PROGRESS)
    return tmp_path / "run"


def test_a_tracker_is_told_while_the_run_goes_on_and_at_its_end(run):
    tracker = Signalling()

    with FollowRun(tracker, pytest.fail, every=0.01)(run):
        assert tracker.told.wait(10)
        LocalRunFolder(run).record(PROGRESS)

    assert len(tracker.runs["run"].history) == 2
    assert not tracker.runs["run"].going_on


def test_an_error_of_the_run_is_not_hidden_and_what_it_left_is_told(run):
    tracker = InMemoryTracker()

    with pytest.raises(ZeroDivisionError), FollowRun(tracker, pytest.fail, every=3600)(run):
        raise ZeroDivisionError

    assert not tracker.runs["run"].going_on


def test_a_tracker_out_of_reach_is_tried_again_and_named_once(run):
    tracker, warnings = Signalling(), []
    tracker.reachable = False

    with FollowRun(tracker, warnings.append, every=0.001)(run):
        while tracker.tries < 5:
            tracker.told.clear()
            assert tracker.told.wait(10)
        tracker.reachable = True

    assert warnings == ["the tracker cannot be reached"]
    assert len(tracker.runs["run"].history) == 1


def test_a_tracker_that_hangs_holds_nobody_up(run):
    tracker, warnings = Stuck(), []

    began = time.monotonic()
    with FollowRun(tracker, warnings.append, every=0.001, patience=0.05)(run):
        pass

    assert time.monotonic() - began < 10
    assert warnings == [f"the tracker is slow: it may lack the end of {run}; the same command sends it again"]
    tracker.released.set()

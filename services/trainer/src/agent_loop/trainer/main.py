"""Composition root: the one module that knows ports and adapters together, and the command `agent-loop train`.

The ML stack is imported only when a command needs it, so that `agent-loop --help` stays quick and a machine without
it is told how to get it.
"""

import os
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from importlib.util import find_spec
from pathlib import Path

import click

from agent_loop.chassis.settings import load_settings
from agent_loop.trainer.adapters import cpu_process
from agent_loop.trainer.adapters.example_source_jsonl import JsonlExampleSource
from agent_loop.trainer.adapters.experiment_tracker_mlflow import MlflowTracker
from agent_loop.trainer.adapters.model_shelf_local import LocalModelShelf
from agent_loop.trainer.adapters.run_folder_local import LocalRunFolder
from agent_loop.trainer.cli import commands
from agent_loop.trainer.domain import Device, MachineLearningStackMissing
from agent_loop.trainer.settings import Settings
from agent_loop.trainer.use_cases import ExportModel, FollowRun, PublishModel, TrainFromScratch, Watch

STACK = ("torch", "transformers", "tokenizers", "safetensors", "gguf")


class Composition:
    """The trainer's use cases on this machine."""

    def train_from_scratch(
        self, datasets: Sequence[Path], run: Path, watch: Watch, ancestor: Path | None, device: Device
    ) -> TrainFromScratch:
        _need_stack()
        settings = load_settings(Settings)
        cpu_process.prepare(settings.threads)
        os.environ.setdefault("CUBLAS_WORKSPACE_CONFIG", ":4096:8")  # or sums on CUDA differ from run to run

        from agent_loop.trainer.adapters.learner_torch import TorchLearner
        from agent_loop.trainer.adapters.tokenizers_bpe import BpeTokenizers

        learner = TorchLearner(settings.threads, settings.precision, device)
        earlier = LocalRunFolder(ancestor) if ancestor else None
        examples = JsonlExampleSource(*datasets)
        return TrainFromScratch(examples, BpeTokenizers(), learner, LocalRunFolder(run), watch, earlier)

    def following(self, run: Path, tracker: str | None, warn: Callable[[str], None]) -> AbstractContextManager[None]:
        uri = tracker or load_settings(Settings).mlflow_tracking_uri
        return FollowRun(MlflowTracker(uri), warn)(run) if uri else nullcontext()

    def export_model(self) -> ExportModel:
        _need_stack()
        from agent_loop.trainer.adapters.model_exporter_gguf import GgufModelExporter

        return ExportModel(GgufModelExporter())

    def publish_model(self, folder: Path | None) -> PublishModel:
        _need_stack()
        from agent_loop.trainer.adapters.model_exporter_gguf import GgufModelExporter

        shelf = LocalModelShelf(folder or load_settings(Settings).published)
        return PublishModel(GgufModelExporter(), shelf)


def _need_stack() -> None:
    missing = [name for name in STACK if find_spec(name) is None]
    if missing:
        raise MachineLearningStackMissing(f"{', '.join(missing)} not installed; run: make install-train")


@click.group(no_args_is_help=True)
def train() -> None:
    """Train a model on a dataset and make the file that serving loads."""


for _command in commands(Composition()):
    train.add_command(_command)

"""With the real learner, tokenizer and disk: a run that was stopped ends with the very bytes of one that never was."""

import time
from pathlib import Path

import pytest
from chat_examples import examples, write_dataset

from agent_loop.trainer.adapters.example_source_jsonl import JsonlExampleSource
from agent_loop.trainer.adapters.run_folder_local import LocalRunFolder
from agent_loop.trainer.domain import Budget, ModelShape, Outcome, Progress, Recipe
from agent_loop.trainer.use_cases import TrainFromScratch, Watch

pytestmark = pytest.mark.train

SHAPE = ModelShape(vocabulary=360, layers=2, width=32, feed_forward=64, heads=4, kv_heads=2, head_dim=16, context=256)
RECIPE = Recipe(SHAPE, Budget(steps=24), learning_rate=1e-2, batch_tokens=512, warmup_steps=4, validation_answers=4)


def train(dataset: Path, run: Path, *, stop_after: int = 1000) -> tuple[Outcome, list[Progress]]:
    """Trains until the budget is spent or one says stop after so many steps."""
    from agent_loop.trainer.adapters.learner_torch import TorchLearner
    from agent_loop.trainer.adapters.tokenizers_bpe import BpeTokenizers

    told: list[Progress] = []
    watch = Watch(time.monotonic, lambda: len(told) >= stop_after, told.append, progress_every=0, checkpoint_every=1e9)
    learner = TorchLearner(threads=2, precision="auto")
    use_case = TrainFromScratch(JsonlExampleSource(dataset), BpeTokenizers(), learner, LocalRunFolder(run), watch)
    return use_case(RECIPE), told


def test_a_run_in_three_parts_is_the_run_in_one(tmp_path):
    dataset = write_dataset(tmp_path / "dataset", examples(60), examples(6, seed=1))
    _, whole = train(dataset, tmp_path / "whole")

    first, early = train(dataset, tmp_path / "parts", stop_after=7)
    second, middle = train(dataset, tmp_path / "parts", stop_after=9)
    third, late = train(dataset, tmp_path / "parts")

    assert [part.position.step for part in (first, second, third)] == [7, 16, 24]
    assert first.scores is second.scores is None
    assert [said.loss for said in (*early, *middle, *late)] == [said.loss for said in whole]
    assert whole[-1].loss < 0.7 * whole[0].loss
    for name in ("model.safetensors", "config.json", "tokenizer.json"):
        assert (tmp_path / "parts/model" / name).read_bytes() == (tmp_path / "whole/model" / name).read_bytes()

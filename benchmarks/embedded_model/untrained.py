"""The same model before it learnt anything: what it still does is not the model's work."""

import shutil
from pathlib import Path

import numpy as np
import safetensors.numpy

from agent_loop.trainer.adapters.model_exporter_gguf import GgufModelExporter
from agent_loop.trainer.domain import Quantization

INITIAL_DEVIATION = 0.02
"""As training begins: normal matrices, norms of one."""


def untrained(model: Path, folder: Path, seed: int = 0) -> Path:
    """A GGUF file in `folder` with the shape and tokenizer of the model folder `model`, and random weights."""
    rng = np.random.default_rng(seed)
    weights = {
        name: (
            np.ones_like(tensor)
            if tensor.ndim == 1
            else rng.normal(0.0, INITIAL_DEVIATION, tensor.shape).astype(tensor.dtype)
        )
        for name, tensor in sorted(safetensors.numpy.load_file(model / "model.safetensors").items())
    }
    for name in ("config.json", "tokenizer.json", "tokenizer_config.json"):
        shutil.copy(model / name, folder / name)
    safetensors.numpy.save_file(weights, folder / "model.safetensors")
    target = folder / "untrained.gguf"
    GgufModelExporter("agent-loop-embedded").export(folder, target, Quantization("q8_0"))
    return target

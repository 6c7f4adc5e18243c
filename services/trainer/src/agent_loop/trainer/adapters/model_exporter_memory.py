"""An exporter without a format: the parts of a model folder, one after the other."""

import hashlib
from pathlib import Path

from agent_loop.trainer.domain import ExportedModel, InvalidModel, Quantization

PARTS = ("config.json", "model.safetensors", "tokenizer.json")


class InMemoryModelExporter:
    """Reads a model folder and joins what it finds."""

    def export(self, model: Path, target: Path, quantization: Quantization) -> ExportedModel:
        try:
            content = b"".join((model / part).read_bytes() for part in PARTS)
        except FileNotFoundError as error:
            raise InvalidModel(f"{model} lacks a part: {error.filename}") from error
        target.write_bytes(content)
        return ExportedModel(hashlib.sha256(content).hexdigest(), len(content), 0, quantization)

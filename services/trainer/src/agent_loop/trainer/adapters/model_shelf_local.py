"""A folder of this machine, such as models/embedded, that holds one model in both forms and its card."""

import json
import shutil
from pathlib import Path

from agent_loop.trainer.adapters.durable_files import replace_folder
from agent_loop.trainer.adapters.model_card import model_card
from agent_loop.trainer.domain import ExportedModel, InvalidModel

PARTS = ("model.safetensors", "config.json", "tokenizer.json", "tokenizer_config.json")
SERVED = "agent-loop-embedded.gguf"


class LocalModelShelf:
    """Replaces the whole folder at once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def publish(self, model: Path, served: Path, exported: ExportedModel) -> Path:
        missing = [str(path) for path in [*(model / part for part in PARTS), served] if not path.is_file()]
        if missing:
            raise InvalidModel(f"missing: {', '.join(missing)}; name the model folder of a finished run")

        def fill(folder: Path) -> None:
            for part in PARTS:
                shutil.copyfile(model / part, folder / part)
            shutil.copyfile(served, folder / SERVED)
            (folder / "README.md").write_text(model_card(exported, _facts(model)), encoding="utf-8")

        replace_folder(self._folder, fill)
        return self._folder


def _facts(model: Path) -> dict[str, object]:
    """What the run knows of its model; nothing for a model of unknown origin."""
    path = model / "scores.json"
    facts = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    return facts if isinstance(facts, dict) else {}

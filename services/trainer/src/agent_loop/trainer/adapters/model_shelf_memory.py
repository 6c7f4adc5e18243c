"""A shelf in memory."""

from pathlib import Path

from agent_loop.trainer.adapters.model_card import model_card
from agent_loop.trainer.domain import ExportedModel, InvalidModel


class InMemoryModelShelf:
    """Keeps what was published last."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}

    def publish(self, model: Path, served: Path, exported: ExportedModel) -> Path:
        if not served.is_file() or not (model / "model.safetensors").is_file():
            raise InvalidModel("a part of the model is missing")
        card = {"README.md": model_card(exported, {}).encode()}
        self.files = {path.name: path.read_bytes() for path in [*model.iterdir(), served]} | card
        return Path("shelf")

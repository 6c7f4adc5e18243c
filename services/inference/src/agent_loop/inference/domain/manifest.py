"""The manifest: everything about a model but its weights, as one JSON document whose digest is the model's."""

import hashlib
import json
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Self

from agent_loop.inference.domain.names import Digest, ModelName

SCHEMA_VERSION = 1
Scalar = str | int | float | bool | None


@dataclass(frozen=True)
class ModelDetails:
    """What Ollama lists of a model."""

    family: str
    parameter_size: str
    quantization_level: str
    parent_model: str = ""
    format: str = "gguf"

    @property
    def families(self) -> list[str]:
        """Ollama lists them apart; a GGUF has one."""
        return [self.family]


@dataclass(frozen=True)
class Manifest:
    """A model: its weights by digest, and how to talk to it."""

    weights: Digest
    size_bytes: int
    details: ModelDetails
    model_info: dict[str, Scalar] = field(default_factory=dict)
    """The GGUF's scalar metadata; arrays are left out (None)."""
    control_tokens: tuple[int, ...] = ()
    """Tokens that are never text; see LoadedModel.complete."""
    gguf_template: str | None = None
    """Jinja, from the GGUF."""
    template: str | None = None
    """As given at create; overrides the GGUF's."""
    system: str | None = None
    parameters: dict[str, object] = field(default_factory=dict)
    """Options that this model starts from."""

    @property
    def context_length(self) -> int:
        """The window that the model was trained for, in tokens; 0 where the GGUF does not say."""
        value = self.model_info.get(f"{self.model_info.get('general.architecture')}.context_length")
        return value if isinstance(value, int) else 0

    @property
    def digest(self) -> Digest:
        """Of the manifest's canonical JSON: the same model has the same digest under every name."""
        return Digest(hashlib.sha256(self.to_json()).hexdigest())

    def to_json(self) -> bytes:
        """Canonical JSON: sorted keys, no white space."""
        document = {"schema_version": SCHEMA_VERSION, **asdict(self), "weights": str(self.weights)}
        return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()

    @classmethod
    def from_json(cls, document: bytes) -> Self:
        """Raises ValueError for a document of another version or shape."""
        values = json.loads(document)
        if not isinstance(values, dict) or values.pop("schema_version", None) != SCHEMA_VERSION:
            raise ValueError(f"not a manifest of version {SCHEMA_VERSION}")
        try:
            details = ModelDetails(**values.pop("details"))
            weights, controls = Digest.parse(values.pop("weights")), tuple(values.pop("control_tokens"))
            return cls(weights=weights, details=details, control_tokens=controls, **values)
        except (KeyError, TypeError) as error:
            raise ValueError(f"damaged manifest: {error}") from error


@dataclass(frozen=True)
class StoredModel:
    """A manifest under a name."""

    name: ModelName
    manifest: Manifest
    modified_at: datetime

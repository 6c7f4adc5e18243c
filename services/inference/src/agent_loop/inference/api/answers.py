"""Answers in Ollama's shapes."""

from datetime import UTC, datetime
from typing import Any

from agent_loop.inference.domain.generation import Finished, Piece
from agent_loop.inference.domain.manifest import StoredModel
from agent_loop.inference.use_cases.residency import Resident

Json = dict[str, Any]


def instant(moment: datetime) -> str:
    """RFC 3339 in UTC."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def chat(model: str, event: Piece | Finished, text: str = "") -> Json:
    """A line of /api/chat, or with `text` its only answer."""
    content = event.text if isinstance(event, Piece) else text
    return {**_head(model), "message": {"role": "assistant", "content": content}, **_tail(event)}


def generate(model: str, event: Piece | Finished, text: str = "") -> Json:
    """A line of /api/generate, or with `text` its only answer."""
    return {**_head(model), "response": event.text if isinstance(event, Piece) else text, **_tail(event)}


def _head(model: str) -> Json:
    return {"model": model, "created_at": instant(datetime.now(UTC))}


def _tail(event: Piece | Finished) -> Json:
    if isinstance(event, Piece):
        return {"done": False}
    counts = {
        "total_duration": event.total_ns,
        "load_duration": event.load_ns,
        "prompt_eval_count": event.prompt_tokens,
        "prompt_eval_duration": event.prompt_ns,
        "eval_count": event.tokens,
        "eval_duration": event.tokens_ns,
    }
    # Like Ollama, which leaves out what is zero: loading and unloading evaluate nothing.
    return {"done": True, "done_reason": event.reason, **{name: value for name, value in counts.items() if value}}


def tag(model: StoredModel) -> Json:
    """A model in /api/tags."""
    manifest = model.manifest
    return {
        "name": str(model.name),
        "model": str(model.name),
        "modified_at": instant(model.modified_at),
        "size": manifest.size_bytes,
        "digest": manifest.digest.hex,
        "details": details(model),
    }


def resident(entry: Resident) -> Json:
    """A model in /api/ps. Everything lies in main memory, so `size_vram` is 0."""
    return {
        "name": str(entry.model.name),
        "model": str(entry.model.name),
        "size": entry.size_bytes,
        "digest": entry.model.manifest.digest.hex,
        "details": details(entry.model),
        "expires_at": instant(entry.expires_at),
        "size_vram": 0,
        "context_length": entry.context_length,
    }


def show(model: StoredModel) -> Json:
    """The answer of /api/show."""
    manifest = model.manifest
    template = manifest.template or manifest.gguf_template or ""
    return {
        "modelfile": _modelfile(model, template),
        "parameters": "\n".join(f"{name:<30} {value}" for name, value in _parameters(manifest.parameters)),
        "template": template,
        **({"system": manifest.system} if manifest.system else {}),
        "details": details(model),
        "model_info": manifest.model_info,
        "capabilities": ["completion", "pattern"],  # ours: the grammar keeps a schema's `pattern`
        "modified_at": instant(model.modified_at),
    }


def details(model: StoredModel) -> Json:
    """What both lists say of a model."""
    its = model.manifest.details
    return {
        "parent_model": its.parent_model,
        "format": its.format,
        "family": its.family,
        "families": its.families,
        "parameter_size": its.parameter_size,
        "quantization_level": its.quantization_level,
    }


def _parameters(parameters: dict[str, object]) -> list[tuple[str, str]]:
    """One line for each value; text in quotes, as in a Modelfile."""
    return [
        (name, f'"{value}"' if isinstance(value, str) else str(value))
        for name, values in parameters.items()
        for value in (values if isinstance(values, list) else [values])
    ]


def _modelfile(model: StoredModel, template: str) -> str:
    manifest = model.manifest
    lines = [f"# Modelfile of {model.name}", f"FROM {manifest.weights}"]
    if template:
        lines.append(f'TEMPLATE """{template}"""')
    if manifest.system:
        lines.append(f'SYSTEM """{manifest.system}"""')
    lines += [f"PARAMETER {name} {value}" for name, value in _parameters(manifest.parameters)]
    return "\n".join(lines) + "\n"

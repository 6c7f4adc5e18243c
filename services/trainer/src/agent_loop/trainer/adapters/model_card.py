"""The card that lies beside a published model: what it is, where it came from, how good it is."""

import json
from collections.abc import Mapping

from agent_loop.trainer.domain import ExportedModel


def model_card(exported: ExportedModel, facts: Mapping[str, object]) -> str:
    lines = [
        "# The embedded model",
        "",
        "A small Qwen3 decoder, trained from scratch by `agent-loop train scratch` and put here by",
        "`agent-loop train publish`.",
        "It answers agent-loop's own step prompts and knows nothing else.",
        "",
        f"- served file: {exported.quantization.value}, {exported.size:,} bytes, sha256 `{exported.sha256}`",
    ]
    if facts:
        split, loss = facts.get("split"), facts.get("loss")
        lines.append(f"- {split} answers exact: {facts.get('exact_matches')} of {facts.get('answers')}")
        lines.append(f"- loss on {split} answers: {loss:.4f}" if isinstance(loss, float) else "- loss: not measured")
        lines.append(f"- dataset: sha256 `{facts.get('dataset_sha256')}`")
        if ancestor := facts.get("ancestor_sha256"):
            lines.append(f"- weights and tokenizer at the beginning: those of the run with the checkpoint `{ancestor}`")
        lines += ["", "## Recipe and position", "", "```json"]
        lines += [json.dumps({key: facts.get(key) for key in ("recipe", "position")}, indent=2), "```"]
    return "\n".join(lines) + "\n"

"""GGUF, as llama.cpp loads it. Qwen3's tensors need new names and no edits."""

import hashlib
import json
from pathlib import Path
from typing import Any

import gguf
import numpy as np
import safetensors
import safetensors.numpy
from numpy.typing import NDArray

from agent_loop.contracts.slots import SLOT_CHARACTERS, form
from agent_loop.trainer.adapters.durable_files import write_whole
from agent_loop.trainer.adapters.tokenizers_bpe import QWEN2_PATTERN
from agent_loop.trainer.domain import (
    ENDS_TEXT,
    ENDS_TURN,
    SPECIAL_TOKENS,
    ExportedModel,
    InvalidModel,
    Quantization,
    TokenizerMismatch,
)

LITERALS = "agent_loop.literals"
"""Metadata that the agent looks for: the model was trained to copy its literals, so it may be held to that."""
SLOTS, SLOTS_FORM = "agent_loop.slots", "agent_loop.slots_form"
"""Metadata that the agent looks for: so many slots of agent_loop.contracts.slots are tokens of the model, and which
form of them it is taken to have learnt: that of the code that exports it."""
TYPES = {
    Quantization.Q8_0: (gguf.GGMLQuantizationType.Q8_0, gguf.LlamaFileType.MOSTLY_Q8_0),
    Quantization.F16: (gguf.GGMLQuantizationType.F16, gguf.LlamaFileType.MOSTLY_F16),
}


class GgufModelExporter:
    """Writes GGUF files. Norms stay float32; matrices are quantised row by row."""

    def __init__(self, name: str = "agent-loop-embedded") -> None:
        self._name = name

    def export(self, model: Path, target: Path, quantization: Quantization) -> ExportedModel:
        config, tokenizer = _document(model, "config.json"), _document(model, "tokenizer.json")
        template = _document(model, "tokenizer_config.json").get("chat_template")
        weights = _weights(model / "model.safetensors")
        _check(config, tokenizer, weights, template)

        def write(path: Path) -> None:
            writer = gguf.GGUFWriter(path, "qwen3")
            _describe(writer, self._name, config, quantization)
            writer.add_uint32(SLOTS, len(set(SLOT_CHARACTERS) & set(_tokens(tokenizer))))
            writer.add_string(SLOTS_FORM, form())
            _add_tokenizer(writer, tokenizer, str(template))
            _add_tensors(writer, config, weights, quantization)
            writer.write_header_to_file()
            writer.write_kv_data_to_file()
            writer.write_tensors_to_file()
            writer.close()

        write_whole(target, write)
        content = target.read_bytes()
        return ExportedModel(hashlib.sha256(content).hexdigest(), len(content), len(weights), quantization)


def _document(model: Path, name: str) -> dict[str, Any]:
    try:
        document = json.loads((model / name).read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise InvalidModel(f"{model} lacks {name}; name the model folder of a finished run") from error
    except ValueError as error:
        raise InvalidModel(f"{model / name} is not JSON: {error}") from error
    if not isinstance(document, dict):
        raise InvalidModel(f"{model / name} is not a JSON object")
    return document


def _weights(path: Path) -> dict[str, NDArray[Any]]:
    try:
        weights: dict[str, NDArray[Any]] = safetensors.numpy.load_file(path)
    except FileNotFoundError as error:
        raise InvalidModel(f"{path.parent} lacks {path.name}; name the model folder of a finished run") from error
    except safetensors.SafetensorError as error:
        raise InvalidModel(f"{path} is damaged: {error}; take it from its run or from version control again") from error
    return weights


def _check(
    config: dict[str, Any], tokenizer: dict[str, Any], weights: dict[str, NDArray[Any]], template: object
) -> None:
    if config.get("model_type") != "qwen3" or not config.get("tie_word_embeddings"):
        raise InvalidModel(f"only Qwen3 with tied embeddings is exported here, not {config.get('model_type')}")
    if not isinstance(template, str):
        raise InvalidModel("tokenizer_config.json lacks the chat_template")
    if QWEN2_PATTERN not in json.dumps(tokenizer.get("pre_tokenizer"), ensure_ascii=False).replace("\\\\", "\\"):
        raise InvalidModel("tokenizer.json does not split text by Qwen2's pattern, which serving would use")
    tokens, rows = len(_tokens(tokenizer)), len(weights.get("model.embed_tokens.weight", ()))
    if not tokens == rows == config["vocab_size"]:
        raise TokenizerMismatch(
            f"the tokenizer has {tokens} tokens, the configuration {config['vocab_size']} and the model {rows}; "
            "take weights, configuration and tokenizer from one run"
        )


def _tokens(tokenizer: dict[str, Any]) -> dict[str, int]:
    added = {entry["content"]: entry["id"] for entry in tokenizer.get("added_tokens", ())}
    return {**tokenizer["model"]["vocab"], **added}


def _describe(writer: gguf.GGUFWriter, name: str, config: dict[str, Any], quantization: Quantization) -> None:
    writer.add_name(name)
    writer.add_bool(LITERALS, True)  # noqa: FBT003 — gguf's signature
    writer.add_file_type(TYPES[quantization][1])
    writer.add_quantization_version(gguf.GGML_QUANT_VERSION)
    writer.add_vocab_size(config["vocab_size"])
    writer.add_context_length(config["max_position_embeddings"])
    writer.add_embedding_length(config["hidden_size"])
    writer.add_block_count(config["num_hidden_layers"])
    writer.add_feed_forward_length(config["intermediate_size"])
    writer.add_head_count(config["num_attention_heads"])
    writer.add_head_count_kv(config["num_key_value_heads"])
    writer.add_key_length(config["head_dim"])
    writer.add_value_length(config["head_dim"])
    writer.add_rope_dimension_count(config["head_dim"])
    writer.add_rope_freq_base(config["rope_parameters"]["rope_theta"])
    writer.add_layer_norm_rms_eps(config["rms_norm_eps"])


def _add_tokenizer(writer: gguf.GGUFWriter, tokenizer: dict[str, Any], template: str) -> None:
    ids = _tokens(tokenizer)
    tokens = sorted(ids, key=ids.__getitem__)
    special = gguf.TokenType.CONTROL
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("qwen2")
    writer.add_token_list(tokens)
    added = {entry["content"] for entry in tokenizer.get("added_tokens", ())}
    kinds = dict.fromkeys(added, gguf.TokenType.USER_DEFINED) | dict.fromkeys(SPECIAL_TOKENS, special)
    writer.add_token_types([kinds.get(token, gguf.TokenType.NORMAL) for token in tokens])
    writer.add_token_merges([" ".join(pair) for pair in tokenizer["model"]["merges"]])
    writer.add_bos_token_id(ids[ENDS_TEXT])
    writer.add_eos_token_id(ids[ENDS_TURN])
    writer.add_eot_token_id(ids[ENDS_TURN])
    writer.add_pad_token_id(ids[ENDS_TEXT])
    writer.add_add_bos_token(value=False)
    writer.add_chat_template(template)


def _add_tensors(
    writer: gguf.GGUFWriter, config: dict[str, Any], weights: dict[str, NDArray[Any]], quantization: Quantization
) -> None:
    names = gguf.get_tensor_name_map(gguf.MODEL_ARCH.QWEN3, config["num_hidden_layers"])
    for name in sorted(weights):
        served = names.get_name(name, try_suffixes=(".weight",))
        if served is None:
            raise InvalidModel(f"model.safetensors holds {name}, which Qwen3 has not")
        values = weights[name].astype(np.float32)
        kind = TYPES[quantization][0] if values.ndim > 1 else gguf.GGMLQuantizationType.F32
        writer.add_tensor(served, gguf.quants.quantize(values, kind), raw_dtype=kind)

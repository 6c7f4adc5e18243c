"""The file that serving loads: what is in it, what it is made of, and which models are refused."""

import hashlib
import json
from dataclasses import replace
from pathlib import Path

import pytest
from chat_examples import examples, write_dataset

from agent_loop.contracts.slots import SLOT_CHARACTERS, form
from agent_loop.trainer.adapters.model_exporter_memory import InMemoryModelExporter
from agent_loop.trainer.adapters.model_shelf_local import LocalModelShelf
from agent_loop.trainer.adapters.model_shelf_memory import InMemoryModelShelf
from agent_loop.trainer.domain import (
    CHAT_TEMPLATE,
    ExportedModel,
    InvalidModel,
    ModelShape,
    Quantization,
    TokenizerMismatch,
)

pytestmark = pytest.mark.train

SHAPE = ModelShape(vocabulary=300, layers=2, width=64, feed_forward=96, heads=4, kv_heads=2, head_dim=16, context=512)


@pytest.fixture
def model(tmp_path) -> Path:
    """A model folder with random weights."""
    from agent_loop.trainer.adapters.learner_torch import TorchLearner
    from agent_loop.trainer.adapters.tokenizers_bpe import BpeTokenizers

    folder = tmp_path / "model"
    folder.mkdir()
    texts = [message.content for row in examples(50) for message in row.messages]
    tokenizer = BpeTokenizers().train(texts, SHAPE.vocabulary)
    learner = TorchLearner(threads=1, precision="float32")
    learner.start(
        ModelShape(**{**{name: getattr(SHAPE, name) for name in SHAPE.__slots__}, "vocabulary": tokenizer.size}), 0
    )
    learner.save(folder)
    tokenizer.save(folder)
    return folder


@pytest.fixture(params=["memory", "gguf"])
def exporter(request):
    if request.param == "memory":
        return InMemoryModelExporter()
    from agent_loop.trainer.adapters.model_exporter_gguf import GgufModelExporter

    return GgufModelExporter()


@pytest.fixture
def gguf_exporter():
    from agent_loop.trainer.adapters.model_exporter_gguf import GgufModelExporter

    return GgufModelExporter()


def read(path: Path):
    import gguf

    return gguf.GGUFReader(path)


def test_an_export_is_described_as_it_lies_there(exporter, model, tmp_path):
    target = tmp_path / "m.gguf"

    exported = exporter.export(model, target, Quantization.Q8_0)

    content = target.read_bytes()
    assert (exported.sha256, exported.size) == (hashlib.sha256(content).hexdigest(), len(content))
    assert exporter.export(model, tmp_path / "again.gguf", Quantization.Q8_0) == exported


@pytest.mark.parametrize("part", ["config.json", "model.safetensors", "tokenizer.json"])
def test_a_model_that_lacks_a_part_is_refused(exporter, model, tmp_path, part):
    (model / part).unlink()

    with pytest.raises(InvalidModel, match="lacks"):
        exporter.export(model, tmp_path / "m.gguf", Quantization.Q8_0)

    assert not (tmp_path / "m.gguf").exists()


def test_the_file_says_how_the_model_is_built(gguf_exporter, model, tmp_path):
    gguf_exporter.export(model, tmp_path / "m.gguf", Quantization.Q8_0)

    fields = {name: field.contents() for name, field in read(tmp_path / "m.gguf").fields.items()}

    config = json.loads((model / "config.json").read_text())
    assert fields["general.architecture"] == "qwen3"
    assert fields["qwen3.context_length"] == 512
    assert fields["qwen3.block_count"] == 2
    assert fields["qwen3.embedding_length"] == 64
    assert fields["qwen3.feed_forward_length"] == 96
    assert (fields["qwen3.attention.head_count"], fields["qwen3.attention.head_count_kv"]) == (4, 2)
    assert (fields["qwen3.attention.key_length"], fields["qwen3.attention.value_length"]) == (16, 16)
    assert fields["qwen3.rope.freq_base"] == config["rope_parameters"]["rope_theta"] == 10_000
    assert fields["qwen3.attention.layer_norm_rms_epsilon"] == pytest.approx(config["rms_norm_eps"])
    assert fields["qwen3.vocab_size"] == config["vocab_size"]


def test_the_file_carries_the_tokenizer_and_the_chat_template(gguf_exporter, model, tmp_path):
    gguf_exporter.export(model, tmp_path / "m.gguf", Quantization.F16)

    fields = {name: field.contents() for name, field in read(tmp_path / "m.gguf").fields.items()}

    tokens = fields["tokenizer.ggml.tokens"]
    tokenizer = json.loads((model / "tokenizer.json").read_text())
    assert (fields["tokenizer.ggml.model"], fields["tokenizer.ggml.pre"]) == ("gpt2", "qwen2")
    assert tokens[:3] == ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]
    assert fields["tokenizer.ggml.token_type"][:4] == [3, 3, 3, 1]
    assert len(tokens) == len(tokenizer["model"]["vocab"])
    assert len(fields["tokenizer.ggml.merges"]) == len(tokenizer["model"]["merges"])
    assert tokens[fields["tokenizer.ggml.eos_token_id"]] == "<|im_end|>"
    assert tokens[fields["tokenizer.ggml.eot_token_id"]] == "<|im_end|>"
    assert tokens[fields["tokenizer.ggml.padding_token_id"]] == "<|endoftext|>"
    assert fields["tokenizer.ggml.add_bos_token"] is False
    assert fields["tokenizer.chat_template"] == CHAT_TEMPLATE


def test_the_file_says_how_many_slots_the_model_knows(gguf_exporter, model, tmp_path):
    from agent_loop.trainer.adapters.learner_torch import TorchLearner
    from agent_loop.trainer.adapters.tokenizers_bpe import BpeTokenizers

    gguf_exporter.export(model, tmp_path / "m.gguf", Quantization.Q8_0)
    assert read(tmp_path / "m.gguf").fields["agent_loop.slots"].contents() == 0
    tokenizer = BpeTokenizers().train(
        [message.content for message in examples(1)[0].messages], 290, SLOT_CHARACTERS[:7]
    )
    learner = TorchLearner(threads=1, precision="float32")
    learner.start(replace(SHAPE, vocabulary=tokenizer.size), 0)
    learner.save(model)
    tokenizer.save(model)

    gguf_exporter.export(model, tmp_path / "m.gguf", Quantization.Q8_0)

    fields = {name: field.contents() for name, field in read(tmp_path / "m.gguf").fields.items()}
    assert (fields["agent_loop.slots"], fields["agent_loop.slots_form"]) == (7, form())
    assert fields["tokenizer.ggml.tokens"][-7:] == list(SLOT_CHARACTERS[:7])
    assert fields["tokenizer.ggml.token_type"][-8:] == [
        1,
        4,
        4,
        4,
        4,
        4,
        4,
        4,
    ]  # the last ones as a user has defined them


@pytest.mark.parametrize(("quantization", "kind", "error"), [("q8_0", "Q8_0", 1e-3), ("f16", "F16", 0.0)])
def test_matrices_are_quantised_norms_are_not_and_the_output_is_tied(
    gguf_exporter, model, tmp_path, quantization, kind, error
):
    import gguf
    import numpy as np
    from safetensors.numpy import load_file

    gguf_exporter.export(model, tmp_path / "m.gguf", Quantization(quantization))

    tensors = {tensor.name: tensor for tensor in read(tmp_path / "m.gguf").tensors}
    weights = load_file(model / "model.safetensors")
    assert len(tensors) == len(weights)
    assert "output.weight" not in tensors
    assert tensors["blk.0.attn_q.weight"].tensor_type.name == kind
    assert tensors["blk.1.attn_q_norm.weight"].tensor_type.name == "F32"
    served = gguf.quants.dequantize(tensors["token_embd.weight"].data, tensors["token_embd.weight"].tensor_type)
    assert np.abs(served - weights["model.embed_tokens.weight"].astype(np.float32)).max() <= error


def test_a_tokenizer_of_another_model_is_refused(gguf_exporter, model, tmp_path):
    from agent_loop.trainer.adapters.tokenizers_bpe import BpeTokenizers

    BpeTokenizers().train(["other words"], 270).save(model)

    with pytest.raises(TokenizerMismatch, match="take weights, configuration and tokenizer from one run"):
        gguf_exporter.export(model, tmp_path / "m.gguf", Quantization.Q8_0)


def damaged_weights(model: Path) -> None:
    path = model / "model.safetensors"
    path.write_bytes(path.read_bytes()[:-100])


def another_architecture(model: Path) -> None:
    change(model / "config.json", model_type="llama")


def untied(model: Path) -> None:
    change(model / "config.json", tie_word_embeddings=False)


def no_template(model: Path) -> None:
    change(model / "tokenizer_config.json", chat_template=None)


def another_pattern(model: Path) -> None:
    change(model / "tokenizer.json", pre_tokenizer={"type": "Whitespace"})


def no_json(model: Path) -> None:
    (model / "config.json").write_text("{")


def a_list(model: Path) -> None:
    (model / "config.json").write_text("[]")


def a_foreign_tensor(model: Path) -> None:
    from safetensors.numpy import load_file, save_file

    weights = load_file(model / "model.safetensors")
    save_file(weights | {"model.vision.weight": weights["model.norm.weight"]}, model / "model.safetensors")


def change(path: Path, **fields: object) -> None:
    path.write_text(json.dumps(json.loads(path.read_text()) | fields))


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (damaged_weights, "is damaged"),
        (another_architecture, "not llama"),
        (untied, "tied embeddings"),
        (no_template, "lacks the chat_template"),
        (another_pattern, "Qwen2's pattern"),
        (no_json, "is not JSON"),
        (a_list, "is not a JSON object"),
        (a_foreign_tensor, "model.vision"),
    ],
)
def test_what_is_not_such_a_model_is_refused_and_an_earlier_file_stays(gguf_exporter, model, tmp_path, damage, words):
    target = tmp_path / "m.gguf"
    gguf_exporter.export(model, target, Quantization.Q8_0)
    before = target.read_bytes()
    damage(model)

    with pytest.raises(InvalidModel, match=words):
        gguf_exporter.export(model, target, Quantization.Q8_0)

    assert target.read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["m.gguf", "model"]


@pytest.fixture(params=["memory", "local"])
def shelf(request, tmp_path):
    return InMemoryModelShelf() if request.param == "memory" else LocalModelShelf(tmp_path / "shelf")


def published(shelf: InMemoryModelShelf | LocalModelShelf, place: Path) -> set[str]:
    return set(shelf.files) if isinstance(shelf, InMemoryModelShelf) else {path.name for path in place.iterdir()}


EXPORTED = ExportedModel("ab" * 32, 3, 46, Quantization.Q8_0)


def test_a_published_model_lies_there_with_its_served_file_and_card(shelf, model, tmp_path):
    served = tmp_path / "agent-loop-embedded.gguf"
    served.write_bytes(b"one")

    place = shelf.publish(model, served, EXPORTED)

    parts = {"model.safetensors", "config.json", "tokenizer.json", "tokenizer_config.json"}
    assert published(shelf, place) == parts | {"agent-loop-embedded.gguf", "README.md"}


def test_a_model_with_a_part_missing_is_not_published(shelf, model, tmp_path):
    served = tmp_path / "agent-loop-embedded.gguf"
    with pytest.raises(InvalidModel, match="missing"):
        shelf.publish(model, served, EXPORTED)

    served.write_bytes(b"one")
    (model / "model.safetensors").unlink()
    with pytest.raises(InvalidModel, match="missing"):
        shelf.publish(model, served, EXPORTED)


def test_the_whole_way_by_the_real_command(tmp_path):
    from agent_loop.trainer.cli import commands
    from agent_loop.trainer.main import Composition

    scratch, export, publish = commands(Composition())
    dataset, run = write_dataset(tmp_path / "dataset", examples(40), examples(4, seed=1)), tmp_path / "run"
    small = "--layers 1 --width 32 --feed-forward 32 --heads 2 --kv-heads 1 --head-dim 16 --vocabulary 340"

    scratch.main([str(dataset), str(run), *small.split(), "--steps", "3"], standalone_mode=False)
    export.main([str(run / "model"), str(tmp_path / "m.gguf")], standalone_mode=False)
    publish.main([str(run / "model"), "--into", str(tmp_path / "shelf")], standalone_mode=False)

    assert (tmp_path / "shelf" / "agent-loop-embedded.gguf").read_bytes() == (tmp_path / "m.gguf").read_bytes()
    assert "validation answers exact" in (tmp_path / "shelf" / "README.md").read_text()

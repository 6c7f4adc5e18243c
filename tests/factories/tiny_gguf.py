"""A tiny language model with random weights, written as GGUF without any ML package.

Qwen3 in shape: two layers of 64, a ByteLevel vocabulary of 260 tokens, ChatML. It speaks nonsense, but llama.cpp loads
it and it obeys grammars, stops and limits like any other.
"""

import random
import struct
from array import array
from dataclasses import dataclass
from pathlib import Path

CHATML = (
    "{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\n' + message['content'] + '<|im_end|>\n' }}"
    "{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}"
)
OLLAMA_CHATML = (
    "{{- range .Messages }}<|im_start|>{{ .Role }}\n{{ .Content }}<|im_end|>\n{{ end }}<|im_start|>assistant\n"
)
_ALIGNMENT = 32
_U32, _I32, _F32, _BOOL, _STRING, _ARRAY = 4, 5, 6, 7, 8, 9


@dataclass(frozen=True)
class TinyModel:
    """What may be wrong or different about the file."""

    architecture: str = "qwen3"
    chat_template: str | None = CHATML
    tokenizer: bool = True
    context_length: int = 1024
    dim: int = 64
    layers: int = 2
    heads: int = 4
    seed: int = 0
    left_out: str = ""
    """A tensor that is missing."""

    def write(self, path: Path) -> Path:
        """Write the file; returns its path."""
        path.write_bytes(self.content())
        return path

    def content(self) -> bytes:
        """The whole file."""
        metadata, tensors = self._metadata(), self._tensors()
        header, offset = bytearray(), 0
        header += b"GGUF" + struct.pack("<IQQ", 3, len(tensors), len(metadata)) + b"".join(metadata)
        for name, shape, values in tensors:
            header += _text(name) + struct.pack(f"<I{len(shape)}QIQ", len(shape), *shape, 0, offset)
            offset += -(-len(values) * 4 // _ALIGNMENT) * _ALIGNMENT
        header += bytes(-len(header) % _ALIGNMENT)
        for _, _, values in tensors:
            header += values.tobytes()
            header += bytes(-len(header) % _ALIGNMENT)
        return bytes(header)

    def _metadata(self) -> list[bytes]:
        name = self.architecture
        head = self.dim // self.heads
        numbers = {
            "context_length": self.context_length, "embedding_length": self.dim, "block_count": self.layers,
            "feed_forward_length": 2 * self.dim, "attention.head_count": self.heads,
            "attention.head_count_kv": self.heads, "attention.key_length": head, "attention.value_length": head,
        }  # fmt: skip
        entries = [_entry("general.architecture", _STRING, _text(name)), _entry("general.name", _STRING, _text("tiny"))]
        entries += [_entry(f"{name}.{key}", _U32, struct.pack("<I", value)) for key, value in numbers.items()]
        entries += [
            _entry(f"{name}.rope.freq_base", _F32, struct.pack("<f", 10000.0)),
            _entry(f"{name}.attention.layer_norm_rms_epsilon", _F32, struct.pack("<f", 1e-6)),
            _entry("general.file_type", _U32, struct.pack("<I", 0)),
        ]
        if self.tokenizer:
            entries += self._tokenizer()
        if self.chat_template is not None:
            entries.append(_entry("tokenizer.chat_template", _STRING, _text(self.chat_template)))
        return entries

    def _tokenizer(self) -> list[bytes]:
        tokens = vocabulary()
        kinds = [1] * (len(tokens) - 3) + [3] * 3  # normal tokens, then control tokens
        return [
            _entry("tokenizer.ggml.model", _STRING, _text("gpt2")),
            _entry("tokenizer.ggml.pre", _STRING, _text("qwen2")),
            _entry("tokenizer.ggml.tokens", _ARRAY, _list(_STRING, [_text(token) for token in tokens])),
            _entry("tokenizer.ggml.token_type", _ARRAY, _list(_I32, [struct.pack("<i", kind) for kind in kinds])),
            _entry("tokenizer.ggml.merges", _ARRAY, _list(_STRING, [_text("i n")])),
            _entry("tokenizer.ggml.bos_token_id", _U32, struct.pack("<I", len(tokens) - 3)),
            _entry("tokenizer.ggml.eos_token_id", _U32, struct.pack("<I", len(tokens) - 1)),
            _entry("tokenizer.ggml.add_bos_token", _BOOL, struct.pack("<?", False)),
        ]

    def _tensors(self) -> list[tuple[str, tuple[int, ...], "array[float]"]]:
        chance, dim, head, hidden = random.Random(self.seed), self.dim, self.dim // self.heads, 2 * self.dim
        shapes: dict[str, tuple[int, ...]] = {"token_embd.weight": (dim, len(vocabulary()))}
        shapes["output_norm.weight"] = (dim,)
        for layer in range(self.layers):
            shapes |= {
                f"blk.{layer}.{name}.weight": shape
                for name, shape in {
                    "attn_norm": (dim,), "attn_q": (dim, dim), "attn_k": (dim, dim), "attn_v": (dim, dim),
                    "attn_output": (dim, dim), "attn_q_norm": (head,), "attn_k_norm": (head,), "ffn_norm": (dim,),
                    "ffn_gate": (dim, hidden), "ffn_up": (dim, hidden), "ffn_down": (hidden, dim),
                }.items()
            }  # fmt: skip
        tensors = []
        for name, shape in shapes.items():
            if name == self.left_out:
                continue
            size = shape[0] * (shape[1] if len(shape) > 1 else 1)
            values = array("f", [1.0] * size if len(shape) == 1 else (chance.gauss(0, 0.1) for _ in range(size)))
            tensors.append((name, shape, values))
        return tensors


def vocabulary() -> list[str]:
    """GPT-2's 256 byte characters, one merge, and ChatML's three special tokens."""
    plain = [*range(33, 127), *range(161, 173), *range(174, 256)]
    others = [byte for byte in range(256) if byte not in plain]
    characters = {byte: chr(byte) for byte in plain} | {byte: chr(256 + i) for i, byte in enumerate(others)}
    return [*(characters[byte] for byte in range(256)), "in", "<|endoftext|>", "<|im_start|>", "<|im_end|>"]


def _text(value: str) -> bytes:
    return struct.pack("<Q", len(value.encode())) + value.encode()


def _list(kind: int, values: list[bytes]) -> bytes:
    return struct.pack("<IQ", kind, len(values)) + b"".join(values)


def _entry(key: str, kind: int, value: bytes) -> bytes:
    return _text(key) + struct.pack("<I", kind) + value

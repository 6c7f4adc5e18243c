"""A reader of GGUF headers: enough to know a model file before an engine touches it.

Format: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md (versions 2 and 3, little-endian).
Only the header is read: key-values, tensor table, and whether the file is long enough for every tensor.
"""

import math
import os
import struct
from collections import Counter
from dataclasses import dataclass
from typing import BinaryIO

from agent_loop.inference.domain.architectures import ARCHITECTURES
from agent_loop.inference.domain.errors import UnusableModelFile

_SCALARS = {0: "<B", 1: "<b", 2: "<H", 3: "<h", 4: "<I", 5: "<i", 6: "<f", 7: "<?", 10: "<Q", 11: "<q", 12: "<d"}
_INT32, _STRING, _ARRAY = 5, 8, 9
_KINDS = "tokenizer.ggml.token_type"
_CONTROL = 3

# ggml's tensor types: id -> (name, elements per block, bytes per block).
_TYPES = {
    0: ("F32", 1, 4), 1: ("F16", 1, 2), 2: ("Q4_0", 32, 18), 3: ("Q4_1", 32, 20), 6: ("Q5_0", 32, 22),
    7: ("Q5_1", 32, 24), 8: ("Q8_0", 32, 34), 9: ("Q8_1", 32, 40), 10: ("Q2_K", 256, 84), 11: ("Q3_K", 256, 110),
    12: ("Q4_K", 256, 144), 13: ("Q5_K", 256, 176), 14: ("Q6_K", 256, 210), 15: ("Q8_K", 256, 292),
    16: ("IQ2_XXS", 256, 66), 17: ("IQ2_XS", 256, 74), 18: ("IQ3_XXS", 256, 98), 19: ("IQ1_S", 256, 50),
    20: ("IQ4_NL", 32, 18), 21: ("IQ3_S", 256, 110), 22: ("IQ2_S", 256, 82), 23: ("IQ4_XS", 256, 136),
    24: ("I8", 1, 1), 25: ("I16", 1, 2), 26: ("I32", 1, 4), 27: ("I64", 1, 8), 28: ("F64", 1, 8),
    29: ("IQ1_M", 256, 56), 30: ("BF16", 1, 2), 34: ("TQ1_0", 256, 54), 35: ("TQ2_0", 256, 66),
    39: ("MXFP4", 32, 17), 40: ("NVFP4", 64, 36), 41: ("Q1_0", 128, 18),
}  # fmt: skip
# llama.cpp's file types (general.file_type) that people know by name.
_FILE_TYPES = {
    0: "F32", 1: "F16", 2: "Q4_0", 3: "Q4_1", 7: "Q8_0", 8: "Q5_0", 9: "Q5_1", 10: "Q2_K", 11: "Q3_K_S", 12: "Q3_K_M",
    13: "Q3_K_L", 14: "Q4_K_S", 15: "Q4_K_M", 16: "Q5_K_S", 17: "Q5_K_M", 18: "Q6_K", 32: "BF16",
}  # fmt: skip

_MAX_ENTRIES = 1_000_000
_MAX_STRING_BYTES = 16 * 2**20
_MAX_DIMENSIONS = 4

Scalar = str | int | float | bool


@dataclass(frozen=True)
class GgufArray:
    """An array's length; its values stay in the file, but for the token types."""

    length: int
    values: tuple[int, ...] = ()


@dataclass(frozen=True)
class GgufHeader:
    """What a GGUF file says of itself."""

    metadata: dict[str, Scalar | GgufArray]
    parameter_count: int
    tensor_types: dict[str, int]
    """Elements per tensor type."""
    control_tokens: tuple[int, ...] = ()
    """Tokens that are never text, but for the end of the answer."""

    @property
    def architecture(self) -> str:
        """`general.architecture`, empty where it is not said."""
        value = self.metadata.get("general.architecture")
        return value if isinstance(value, str) else ""

    @property
    def chat_template(self) -> str | None:
        """`tokenizer.chat_template` (Jinja)."""
        value = self.metadata.get("tokenizer.chat_template")
        return value if isinstance(value, str) and value.strip() else None

    @property
    def quantization(self) -> str:
        """The file type's name, or the type of most elements."""
        file_type = self.metadata.get("general.file_type")
        if isinstance(file_type, int) and file_type in _FILE_TYPES:
            return _FILE_TYPES[file_type]
        return max(self.tensor_types, key=lambda name: self.tensor_types[name], default="unknown")

    @property
    def parameter_size(self) -> str:
        """As people write it: 596.05M, 7.6B."""
        for unit, size in (("B", 10**9), ("M", 10**6), ("K", 10**3)):
            if self.parameter_count >= size:
                number = self.parameter_count / size
                return f"{number:.1f}{unit}" if unit == "B" else f"{number:.2f}{unit}"
        return str(self.parameter_count)


class _Reader:
    """Reads little-endian values and turns every surprise into UnusableModelFile."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.length = stream.seek(0, os.SEEK_END)
        stream.seek(0)

    def take(self, count: int) -> bytes:
        data = self._stream.read(count)
        if len(data) != count:
            raise UnusableModelFile("the GGUF file is cut short: it ends inside its header")
        return data

    def skip(self, count: int) -> None:
        if count > self.length - self._stream.tell():
            raise UnusableModelFile("the GGUF file is cut short: it ends inside its header")
        self._stream.seek(count, os.SEEK_CUR)

    def scalar(self, layout: str) -> int | float | bool:
        value: int | float | bool = struct.unpack(layout, self.take(struct.calcsize(layout)))[0]
        return value

    def u32(self) -> int:
        return int(self.scalar("<I"))

    def u64(self) -> int:
        return int(self.scalar("<Q"))

    def count(self, what: str) -> int:
        value = self.u64()
        if value > _MAX_ENTRIES:
            raise UnusableModelFile(f"damaged GGUF header: {value} {what}")
        return value

    def string(self) -> str:
        length = self.u64()
        if length > _MAX_STRING_BYTES:
            raise UnusableModelFile(f"damaged GGUF header: a string of {length} bytes")
        return self.take(length).decode("utf-8", "replace")

    def position(self) -> int:
        return self._stream.tell()


def read_header(stream: BinaryIO) -> GgufHeader:
    """Read a seekable GGUF file's header. Raises UnusableModelFile if it is damaged, cut short or no GGUF."""
    reader = _Reader(stream)
    if reader.length < 4 or reader.take(4) != b"GGUF":
        raise UnusableModelFile("not a GGUF file: it does not begin with GGUF")
    version = reader.u32()
    if version not in {2, 3}:
        raise UnusableModelFile(f"GGUF version {version} is not supported: only 2 and 3, little-endian")
    tensor_count, entry_count = reader.count("tensors"), reader.count("metadata entries")
    metadata: dict[str, Scalar | GgufArray] = {}
    for _ in range(entry_count):
        key = reader.string()
        metadata[key] = _value(reader, reader.u32(), wanted=key == _KINDS)
    sizes, ends = _tensors(reader, tensor_count)
    _check_length(reader, metadata, max(ends, default=0))
    return GgufHeader(metadata, sum(sizes.values()), dict(sizes), _control_tokens(metadata))


def check_loadable(header: GgufHeader) -> None:
    """Raises UnusableModelFile unless llama.cpp knows the architecture and there are a tokenizer and tensors."""
    if header.architecture not in ARCHITECTURES:
        raise UnusableModelFile(f"unsupported architecture '{header.architecture}': llama.cpp does not know it")
    tokens = header.metadata.get("tokenizer.ggml.tokens")
    if "tokenizer.ggml.model" not in header.metadata or not isinstance(tokens, GgufArray) or tokens.length == 0:
        raise UnusableModelFile("the GGUF file has no tokenizer: export it with tokenizer.ggml.model and .tokens")
    if header.parameter_count == 0:
        raise UnusableModelFile("the GGUF file has no tensors")


def _control_tokens(metadata: dict[str, Scalar | GgufArray]) -> tuple[int, ...]:
    types, end = metadata.get(_KINDS), metadata.get("tokenizer.ggml.eos_token_id")
    if not isinstance(types, GgufArray) or end is None:
        return ()
    return tuple(token for token, kind in enumerate(types.values) if kind == _CONTROL and token != end)


def _value(reader: _Reader, kind: int, *, wanted: bool) -> Scalar | GgufArray:
    if kind in _SCALARS:
        return reader.scalar(_SCALARS[kind])
    if kind == _STRING:
        return reader.string()
    if kind == _ARRAY:
        return _array(reader, wanted=wanted)
    raise UnusableModelFile(f"damaged GGUF header: unknown value type {kind}")


def _array(reader: _Reader, *, wanted: bool) -> GgufArray:
    kind, length = reader.u32(), reader.count("array elements")
    if kind == _INT32 and wanted:
        return GgufArray(length, struct.unpack(f"<{length}i", reader.take(4 * length)))
    if kind in _SCALARS:
        reader.skip(length * struct.calcsize(_SCALARS[kind]))
    elif kind == _STRING:
        for _ in range(length):
            reader.skip(reader.u64())
    else:
        raise UnusableModelFile(f"damaged GGUF header: an array of type {kind}")
    return GgufArray(length)


def _tensors(reader: _Reader, count: int) -> tuple[Counter[str], list[int]]:
    """Elements per type, and where each tensor ends behind the start of the data, in bytes."""
    sizes: Counter[str] = Counter()
    ends = []
    for _ in range(count):
        name = reader.string()
        dimensions = reader.u32()
        if not 0 < dimensions <= _MAX_DIMENSIONS:
            raise UnusableModelFile(f"damaged GGUF header: tensor {name} has {dimensions} dimensions")
        shape = [reader.u64() for _ in range(dimensions)]
        kind, offset = reader.u32(), reader.u64()
        if kind not in _TYPES:
            raise UnusableModelFile(f"tensor {name} has type {kind}, which is not known")
        type_name, block, block_bytes = _TYPES[kind]
        elements = math.prod(shape)
        if elements == 0 or shape[0] % block:
            raise UnusableModelFile(f"damaged GGUF header: tensor {name} has shape {shape}")
        sizes[type_name] += elements
        ends.append(offset + elements // block * block_bytes)
    return sizes, ends


def _check_length(reader: _Reader, metadata: dict[str, Scalar | GgufArray], data_bytes: int) -> None:
    alignment = metadata.get("general.alignment", 32)
    if not isinstance(alignment, int) or alignment <= 0 or alignment > 2**20:
        raise UnusableModelFile("damaged GGUF header: general.alignment")
    needed = -(-reader.position() // alignment) * alignment + data_bytes
    if reader.length < needed:
        raise UnusableModelFile(f"the GGUF file is cut short: it has {reader.length} of {needed} bytes")

"""Headers of GGUF files: what is read, and that nothing damaged gets through or breaks the reader."""

import io
import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tiny_gguf import CHATML, TinyModel, vocabulary

from agent_loop.inference.domain.errors import UnusableModelFile
from agent_loop.inference.domain.gguf import GgufArray, GgufHeader, check_loadable, read_header

WHOLE = TinyModel(dim=32, layers=1).content()
HEADER_BYTES = 20_000


def test_a_header_tells_what_the_model_is():
    header = read_header(io.BytesIO(TinyModel().content()))

    assert header.architecture == "qwen3"
    assert header.chat_template == CHATML
    assert header.metadata["qwen3.context_length"] == 1024
    assert header.metadata["tokenizer.ggml.tokens"] == GgufArray(len(vocabulary()))
    assert header.control_tokens == (257, 258)
    assert header.quantization == "F32"
    assert header.parameter_count == sum(header.tensor_types.values()) == 98_944
    assert header.parameter_size == "98.94K"
    check_loadable(header)


@pytest.mark.parametrize(
    ("count", "text"), [(7_600_000_000, "7.6B"), (5_242_880, "5.24M"), (1_500, "1.50K"), (12, "12")]
)
def test_sizes_are_written_as_people_do(count, text):
    assert GgufHeader({}, count, {}).parameter_size == text


def test_the_quantization_is_the_file_types_or_that_of_most_weights():
    assert GgufHeader({"general.file_type": 7}, 1, {"F32": 1}).quantization == "Q8_0"
    assert GgufHeader({"general.file_type": 9999}, 1, {"F32": 1, "Q8_0": 9}).quantization == "Q8_0"
    assert GgufHeader({}, 0, {}).quantization == "unknown"


@pytest.mark.parametrize(
    "model", [TinyModel(architecture="bert"), TinyModel(architecture="clip"), TinyModel(tokenizer=False)]
)
def test_what_is_no_language_model_is_not_loadable(model):
    with pytest.raises(UnusableModelFile, match=r"architecture|tokenizer"):
        check_loadable(read_header(io.BytesIO(model.content())))


def test_a_model_without_tensors_is_not_loadable():
    header = read_header(io.BytesIO(WHOLE))

    with pytest.raises(UnusableModelFile, match="no tensors"):
        check_loadable(GgufHeader(header.metadata, 0, {}))


@pytest.mark.parametrize("length", [*range(0, 400, 7), *range(400, len(WHOLE), 1999), len(WHOLE) - 1])
def test_a_file_cut_anywhere_is_refused(length):
    with pytest.raises(UnusableModelFile, match=r"cut short|not a GGUF"):
        read_header(io.BytesIO(WHOLE[:length]))


@settings(max_examples=300, deadline=None)
@given(st.integers(4, HEADER_BYTES), st.binary(min_size=1, max_size=16))
def test_damage_is_refused_or_harmless_and_never_another_error(position, damage):
    content = bytearray(WHOLE)
    content[position : position + len(damage)] = damage
    try:
        header = read_header(io.BytesIO(bytes(content)))
        check_loadable(header)
    except UnusableModelFile:
        return
    assert header.parameter_count > 0


def text(value: str) -> bytes:
    return struct.pack("<Q", len(value)) + value.encode()


def file(metadata: list[bytes] = (), tensors: list[bytes] = (), version: int = 3) -> io.BytesIO:
    head = b"GGUF" + struct.pack("<IQQ", version, len(tensors), len(metadata))
    return io.BytesIO(head + b"".join(metadata) + b"".join(tensors) + bytes(64))


def tensor(shape: tuple[int, ...], kind: int = 0) -> bytes:
    return text("t") + struct.pack(f"<I{len(shape)}QIQ", len(shape), *shape, kind, 0)


@pytest.mark.parametrize(
    ("stream", "reason"),
    [
        (file(version=1), "version 1"),
        (file(version=0x03000000), "little-endian"),
        (file([text("k") + struct.pack("<I", 99)]), "value type 99"),
        (file([text("k") + struct.pack("<IIQ", 9, 9, 1)]), "array of type 9"),
        (file([text("k") + struct.pack("<IQ", 8, 2**60)]), "a string of"),
        (file([text("k") + struct.pack("<IIQ", 9, 4, 2**60)]), "array elements"),
        (file([text("general.alignment") + struct.pack("<II", 4, 0)]), "general.alignment"),
        (file([], [tensor(())]), "0 dimensions"),
        (file([], [tensor((1, 1, 1, 1, 1))]), "5 dimensions"),
        (file([], [tensor((4,), kind=77)]), "type 77"),
        (file([], [tensor((0, 4))]), "has shape"),
        (file([], [tensor((33,), kind=8)]), "has shape"),
        (file([], [tensor((2**40,))]), "cut short"),
        (io.BytesIO(b"GGUF" + struct.pack("<IQQ", 3, 2**50, 0)), "tensors"),
        (io.BytesIO(b"PK\3\4 this is a zip"), "not a GGUF"),
        (io.BytesIO(b""), "not a GGUF"),
    ],
)
def test_nonsense_is_named(stream, reason):
    with pytest.raises(UnusableModelFile, match=reason):
        read_header(stream)


def test_without_token_types_no_token_is_a_control_token():
    assert read_header(io.BytesIO(TinyModel(tokenizer=False).content())).control_tokens == ()

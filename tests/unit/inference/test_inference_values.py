"""Names, digests, options, durations, templates and manifests."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from tiny_gguf import OLLAMA_CHATML

from agent_loop.inference.domain.errors import InvalidDigest, InvalidModelName, InvalidRequest, UnusableTemplate
from agent_loop.inference.domain.generation import FOREVER, Message, Sampling, parse_keep_alive
from agent_loop.inference.domain.manifest import Manifest, ModelDetails
from agent_loop.inference.domain.names import Digest, ModelName
from agent_loop.inference.domain.templates import CHATML_JINJA, jinja_of, render_chatml
from agent_loop.inference.settings import Settings


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("qwen3", "qwen3:latest"),
        ("qwen3:0.6b-q8_0", "qwen3:0.6b-q8_0"),
        ("team/agent.v1", "team/agent.v1:latest"),
        ("_x:_y", "_x:_y"),
    ],
)
def test_a_model_name_gets_its_tag(text, whole):
    assert str(ModelName.parse(text)) == whole


@pytest.mark.parametrize(
    "text",
    ["", ":", "a:", ":a", "../x", "a/../b", "/a", "a/", "a//b", "a/b/c", ".a", "-a", "a:.b", "a b", "a\n", "a\x00b",
     "ä", "a:b:c", "a" * 81, "a:" + "b" * 81, "..", "a.b/c", "%2e%2e", "a\\b"],
)  # fmt: skip
def test_a_hostile_model_name_is_refused(text):
    with pytest.raises(InvalidModelName, match="invalid model name"):
        ModelName.parse(text)


@given(st.text(max_size=200))
def test_no_name_that_is_accepted_leaves_its_folder(text):
    try:
        name = ModelName.parse(text)
    except InvalidModelName:
        return
    for part in (*name.model.split("/"), name.tag):
        assert part not in {"", ".", ".."}
        assert not set(part) & set("/\\\0%")


def test_a_digest_is_64_lower_case_hexadecimal_digits():
    assert str(Digest.parse("sha256:" + "0a" * 32)) == "sha256:" + "0a" * 32
    for text in (
        "",
        "0a" * 32,
        "sha256:" + "0A" * 32,
        "sha256:" + "0a" * 31,
        "md5:" + "0a" * 16,
        f"sha256:{'0a' * 32}\n",
    ):
        with pytest.raises(InvalidDigest):
            Digest.parse(text)


def test_options_of_a_request_win_over_those_of_the_model():
    sampling = Sampling.from_options({"temperature": 0.5, "top_k": 7}, {"temperature": 0, "stop": "x", "unknown": 1})

    assert (sampling.temperature, sampling.top_k, sampling.stop) == (0, 7, ("x",))
    assert Sampling.from_options() == Sampling()
    assert Sampling.from_options({"seed": None, "num_predict": 3.0, "stop": ["a", ""]}).stop == ("a",)


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"temperature": "hot"}, '"temperature" must be of type float32'),
        ({"temperature": -1}, "must not be negative"),
        ({"temperature": float("nan")}, "float32"),
        ({"num_predict": "1"}, '"num_predict" must be of type integer'),
        ({"top_k": True}, "integer"),
        ({"num_ctx": 2**40}, "out of range"),
        ({"num_ctx": -1}, "must not be negative"),
        ({"stop": [1]}, "array of strings"),
        ({"stop": {"a": 1}}, "array of strings"),
    ],
)
def test_a_wrong_option_is_named(options, reason):
    with pytest.raises(InvalidRequest, match=reason):
        Sampling.from_options(options)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [(0, 0), (30, 30), (1.5, 1.5), (-1, FOREVER), (-0.5, FOREVER), ("0", 0), ("5m", 300), ("1h30m", 5400),
     ("250ms", 0.25), ("-1m", FOREVER), ("1.5h", 5400), ("+10s", 10), ("2us", 2e-6)],
)  # fmt: skip
def test_keep_alive_is_seconds_or_a_duration(value, seconds):
    assert parse_keep_alive(value) == pytest.approx(seconds)


@pytest.mark.parametrize("value", ["", "5", "m", "5 m", "five", "-", True, None, [], float("nan"), "5mm", "1e3s"])
def test_any_other_keep_alive_is_refused(value):
    with pytest.raises(InvalidRequest, match="keep_alive"):
        parse_keep_alive(value)


@pytest.mark.parametrize(
    "template",
    [
        OLLAMA_CHATML,
        "{{ range .Messages }}<|im_start|>{{ .Role }}\n{{ .Content }}<|im_end|>\n{{ end }}<|im_start|>assistant\n",
        "{{ if .System }}<|im_start|>system\n{{ .System }}<|im_end|>\n{{ end }}{{ if .Prompt }}<|im_start|>user\n"
        "{{ .Prompt }}<|im_end|>\n{{ end }}<|im_start|>assistant\n{{ .Response }}<|im_end|>\n",
        "{{- range .Messages }}<|im_start|>{{  .Role  }}\r\n{{ .Content }}<|im_end|>\r\n{{ end }}<|im_start|>assistant",
    ],
)
def test_chatml_in_go_is_understood(template):
    assert jinja_of(template) == CHATML_JINJA


@pytest.mark.parametrize(
    "template",
    [
        "{{ .System }} USER: {{ .Prompt }}",
        "{{ range .Messages }}[INST] {{ .Content }} [/INST]{{ end }}",
        "{{ if .System }}<|im_start|>{{ .System }}{{ end }}{{ .Prompt }}",
        "{{- range $i, $_ := .Messages }}{{ .Content }}{{ end }}",
    ],
)
def test_other_go_templates_are_refused_with_the_way_out(template):
    with pytest.raises(UnusableTemplate, match="give the template in Jinja"):
        jinja_of(template)


def test_a_template_without_an_action_is_refused():
    with pytest.raises(UnusableTemplate, match="no action"):
        jinja_of("Hello")


def test_jinja_stays_as_it_is():
    assert jinja_of(CHATML_JINJA) == CHATML_JINJA


def test_chatml_ends_with_the_assistants_turn():
    text = render_chatml([Message("system", "S"), Message("user", "U")])

    assert text == "<|im_start|>system\nS<|im_end|>\n<|im_start|>user\nU<|im_end|>\n<|im_start|>assistant\n"


MANIFEST = Manifest(
    Digest("0" * 64), 5, ModelDetails("qwen3", "5M", "Q8_0"),
    {"general.architecture": "qwen3", "qwen3.context_length": 9}, control_tokens=(1, 2),
    template="t", parameters={"stop": ["a"]},
)  # fmt: skip


def test_a_manifest_survives_its_json():
    assert Manifest.from_json(MANIFEST.to_json()) == MANIFEST
    assert MANIFEST.context_length == 9


def test_a_manifests_digest_depends_on_all_of_it_and_on_nothing_else():
    again = Manifest.from_json(json.dumps(json.loads(MANIFEST.to_json()), indent=3).encode())
    other = Manifest.from_json(MANIFEST.to_json().replace(b'"t"', b'"u"'))

    assert again.digest == MANIFEST.digest != other.digest


@pytest.mark.parametrize("document", [b"", b"[]", b"{}", b'{"schema_version":1}', b'{"schema_version":2}', b"\xff"])
def test_a_damaged_manifest_is_refused(document):
    with pytest.raises(ValueError, match=r".+"):
        Manifest.from_json(document)


def test_a_manifest_that_does_not_say_its_context_has_none():
    assert Manifest(Digest("0" * 64), 5, ModelDetails("x", "1", "F32")).context_length == 0


@pytest.mark.parametrize(("text", "seconds"), [("5m", 300), ("90", 90), ("-1", FOREVER), ("0", 0)])
def test_the_settings_keep_alive_may_be_plain_seconds(text, seconds):
    assert Settings.seconds(Settings(keep_alive=text, _env_file=None).keep_alive) == seconds


@pytest.mark.parametrize("text", ["soon", "nan"])
def test_a_wrong_keep_alive_stops_the_start(text):
    with pytest.raises(ValidationError, match="invalid keep_alive"):
        Settings(keep_alive=text, _env_file=None)

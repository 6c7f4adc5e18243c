"""Grammars of JSON schemas: every sentence is compact JSON that the schema accepts."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from agent_loop.contracts.prompt import step_schema
from agent_loop.contracts.toolset import linux_toolset
from agent_loop.inference.adapters.gbnf_sentences import sentence
from agent_loop.inference.domain.errors import UnusableSchema
from agent_loop.inference.domain.grammar import json_grammar, quoted, schema_grammar

STEP = {
    "type": "object",
    "properties": {
        "thought": {"type": "string", "maxLength": 200},
        "action": {
            "oneOf": [
                {
                    "type": "object",
                    "properties": {
                        "tool": {"const": "bash"},
                        "command": {"type": "string", "minLength": 1, "maxLength": 99},
                    },
                    "required": ["tool", "command"],
                    "additionalProperties": False,
                },
                {"$ref": "#/$defs/finish"},
            ]
        },
    },
    "required": ["thought", "action"],
    "additionalProperties": False,
    "$defs": {
        "finish": {
            "type": "object",
            "title": "Finish",
            "properties": {"tool": {"const": "finish"}, "ok": {"type": ["boolean", "null"], "default": None}},
            "required": ["tool"],
        }
    },
}
TREE = {
    "$ref": "#/$defs/node",
    "$defs": {
        "node": {
            "type": "object",
            "properties": {
                "name": {"type": "string", "maxLength": 3},
                "children": {"type": "array", "items": {"$ref": "#/$defs/node"}, "maxItems": 2},
            },
            "required": ["name", "children"],
        }
    },
}
GOOD = {
    "a step": STEP,
    "the agent's first step": step_schema([], linux_toolset()),
    "a tree": TREE,
    "anything": {},
    "true": True,
    "any object": {"type": "object"},
    "an empty object": {"type": "object", "additionalProperties": False},
    "a map": {"type": "object", "additionalProperties": {"type": "integer", "minimum": 0}},
    "optional properties": {"type": "object", "properties": {"a": {"const": 1}, "b": {"const": 2}, "c": {"const": 3}}},
    "mixed properties": {
        "properties": {"a": {"const": 1}, "b": {"const": 2}, "c": {"const": 3}, "d": {"const": 4}},
        "required": ["b", "d"],
        "type": "object",
    },
    "a required name without schema": {"type": "object", "required": ["x y"]},
    "a required name with the extras' schema": {
        "type": "object",
        "required": ["x"],
        "additionalProperties": {"type": "null"},
    },
    "a property that may not be": {"type": "object", "properties": {"a": False, "b": {"const": 1}}},
    "type by hint": {
        "properties": {"a": {"minLength": 2, "maxLength": 4}, "b": {"minimum": 3}},
        "required": ["a", "b"],
    },
    "strings": {"type": "string"},
    "exact strings": {"type": "string", "minLength": 4, "maxLength": 4},
    "long strings": {"type": "string", "maxLength": 5000},
    "very long strings": {"type": "string", "minLength": 2500, "maxLength": 2501},
    "arrays": {"type": "array"},
    "bounded arrays": {"type": "array", "items": {"type": "boolean"}, "minItems": 2, "maxItems": 5},
    "no items": {"type": "array", "items": False},
    "at most no items": {"type": "array", "maxItems": 0},
    "a pair": {"type": "array", "prefixItems": [{"type": "string"}, {"type": "integer"}], "items": False},
    "a pair and more": {
        "type": "array",
        "prefixItems": [{"type": "null"}],
        "items": {"type": "integer"},
        "maxItems": 3,
    },
    "a pair and what minItems asks": {"type": "array", "prefixItems": [{"type": "null"}], "minItems": 3},
    "a short prefix": {"type": "array", "prefixItems": [{"type": "null"}, {"type": "null"}], "maxItems": 1},
    "integers": {"type": "integer"},
    "positive integers": {"type": "integer", "exclusiveMinimum": 0},
    "a range of integers": {"type": "integer", "minimum": -17, "maximum": 1203},
    "an open range of integers": {"type": "integer", "exclusiveMinimum": 8.5, "exclusiveMaximum": 11},
    "negative integers": {"type": "integer", "maximum": -3, "minimum": -1000},
    "numbers": {"type": "number"},
    "a share": {"type": "number", "minimum": 0, "maximum": 1},
    "numbers around zero": {"type": "number", "exclusiveMinimum": -2, "maximum": 2},
    "numbers below": {"type": "number", "maximum": -5},
    "constants": {"const": {"a": [1, 2.5, None, 'x\n"y" é 😀'], "b": {}}},
    "enums": {"enum": ["a", 1, None, False, [], {"x": 1}]},
    "enums of a type": {"type": "string", "enum": ["a", 1, "b"]},
    "a const in an enum": {"enum": [1, 2], "const": 2},
    "several types": {"type": ["string", "null", "integer"], "maxLength": 3, "minimum": 5},
    "anyOf": {"anyOf": [{"type": "null"}, {"type": "array", "items": {"type": "boolean"}}]},
    "anyOf of what is required": {
        "type": "object",
        "properties": {"a": {"const": 1}, "b": {"const": 2}},
        "anyOf": [{"required": ["a"]}, {"required": ["b"]}],
    },
    "allOf": {
        "allOf": [
            {"type": "object", "properties": {"a": {"const": 1}}, "required": ["a"]},
            {"properties": {"b": {"const": 2}}, "required": ["b"]},
        ]
    },
    "a reference with siblings": {
        "$defs": {"s": {"type": "string", "maxLength": 5}},
        "properties": {"a": {"$ref": "#/$defs/s", "description": "said", "minLength": 2}},
        "required": ["a"],
        "type": "object",
    },
    "a reference through a reference": {
        "$defs": {"a": {"$ref": "#/$defs/b~1c"}, "b/c": {"const": 7}},
        "allOf": [{"$ref": "#/$defs/a"}],
    },
    "a reference to a place": {
        "anyOf": [{"const": 1}, {"type": "array", "items": {"$ref": "#/anyOf/0"}, "maxItems": 2}]
    },
    "itself, in an array": {"type": "array", "items": {"$ref": "#"}, "maxItems": 2},
    "annotations": {"type": "boolean", "title": "T", "description": "D", "default": True, "examples": [1], "x-own": 5},
    "uniqueItems false": {"type": "array", "uniqueItems": False, "items": {"const": 1}},
    "names that need escapes": {
        "type": "object",
        "properties": {'a"\\\n\u2028': {"const": 1}},
        "required": ['a"\\\n\u2028'],
    },
}
BAD = {
    "false": (False, "no value"),
    "a list": ([], "JSON schema object"),
    "an unknown word": ("yaml", "JSON schema object"),
    "an unknown type": ({"type": "text"}, "'type' must be"),
    "no type at all": ({"type": []}, "'type' must be"),
    "an empty enum": ({"enum": []}, "'enum'"),
    "an enum of another type": ({"type": "integer", "enum": ["a"]}, "no value"),
    "an empty anyOf": ({"anyOf": []}, "'anyOf'"),
    "lengths the wrong way": ({"type": "string", "minLength": 3, "maxLength": 2}, "above"),
    "a length that is no number": ({"type": "string", "maxLength": "5"}, "'maxLength'"),
    "a negative length": ({"type": "array", "minItems": -1}, "'minItems'"),
    "bounds the wrong way": ({"type": "integer", "minimum": 3, "maximum": 2}, "no integer"),
    "nothing between": ({"type": "integer", "exclusiveMinimum": 3, "exclusiveMaximum": 4}, "no integer"),
    "a narrow range": ({"type": "number", "minimum": 0.1, "maximum": 0.2}, "without an integer"),
    "a bound that is no number": ({"type": "integer", "minimum": "3"}, "'minimum'"),
    "a huge bound": ({"type": "integer", "minimum": 10**20}, "digits"),
    "a pattern and a length": ({"type": "string", "pattern": "^a$", "maxLength": 3}, "'pattern' beside 'minLength'"),
    "a pattern and an enum": ({"pattern": "^a$", "enum": ["a"]}, "'pattern' beside 'enum'"),
    "not": ({"not": {"type": "string"}}, "'not'"),
    "uniqueItems": ({"type": "array", "uniqueItems": True}, "'uniqueItems'"),
    "a pattern deep inside": ({"properties": {"a": {"items": {"pattern": "x"}}}}, "#/properties/a/items: 'pattern'"),
    "a reference to nowhere": ({"$ref": "#/$defs/x"}, "points nowhere"),
    "a reference abroad": ({"$ref": "https://example.org/schema"}, "within the schema"),
    "a reference to itself": ({"$ref": "#"}, "back to itself"),
    "references in a ring": ({"$ref": "#/$defs/a", "$defs": {"a": {"anyOf": [{"$ref": "#/$defs/a"}]}}}, "to itself"),
    "a ring through allOf": ({"$defs": {"a": {"$ref": "#/$defs/a"}}, "allOf": [{"$ref": "#/$defs/a"}]}, "to itself"),
    "itself without end": ({"type": "object", "properties": {"a": {"$ref": "#"}}, "required": ["a"]}, "without end"),
    "a required name that may not be": ({"type": "object", "required": ["a"], "additionalProperties": False}, "'a'"),
    "more items than schemas": ({"type": "array", "prefixItems": [{}], "items": False, "minItems": 2}, "minItems"),
    "properties in a list": ({"type": "object", "properties": []}, "'properties'"),
    "required as text": ({"type": "object", "required": "a"}, "'required'"),
    "a schema that is a number": ({"properties": {"a": 3}}, "no value"),
    "types that cannot meet": ({"type": "string", "anyOf": [{"type": "integer"}]}, "two different 'type'"),
    "prefixItems as object": ({"type": "array", "prefixItems": {}}, "prefixItems"),
}  # fmt: skip


@pytest.mark.parametrize("schema", GOOD.values(), ids=GOOD)
def test_every_sentence_of_the_grammar_is_valid_json_of_the_schema(schema):
    grammar = schema_grammar(schema)

    for seed in range(30):
        text = sentence(grammar, seed)
        Draft202012Validator(schema).validate(json.loads(text))
        assert "\n" not in text


@pytest.mark.parametrize("schema", GOOD.values(), ids=GOOD)
def test_the_schemas_of_the_table_are_schemas(schema):
    Draft202012Validator.check_schema(schema)


@pytest.mark.parametrize(("schema", "reason"), BAD.values(), ids=BAD)
def test_an_unusable_schema_is_refused_with_its_reason(schema, reason):
    with pytest.raises(UnusableSchema, match=reason):
        schema_grammar(schema)


def test_a_schema_too_deep_is_refused():
    schema = {"type": "integer"}
    for _ in range(100):
        schema = {"type": "array", "items": schema}

    with pytest.raises(UnusableSchema, match="too deeply"):
        schema_grammar(schema)


def test_a_schema_too_large_is_refused():
    with pytest.raises(UnusableSchema, match=r"too large|bytes"):
        schema_grammar({"type": "object", "properties": {f"p{i}": {"const": "x" * 200} for i in range(3000)}})


def test_optional_properties_come_in_every_combination():
    schema = {"type": "object", "properties": {"a": {"const": 1}, "b": {"const": 2}}}

    sentences = {sentence(schema_grammar(schema), seed).replace(" ", "") for seed in range(200)}

    assert sentences == {"{}", '{"a":1}', '{"b":2}', '{"a":1,"b":2}'}


def test_the_json_grammar_makes_objects_only():
    for seed in range(100):
        assert isinstance(json.loads(sentence(json_grammar(), seed)), dict)


def test_white_space_is_at_most_one_blank():
    schema = {"type": "array", "items": {"const": 1}, "minItems": 2, "maxItems": 2}

    assert {sentence(schema_grammar(schema), seed) for seed in range(50)} == {"[1,1]", "[1, 1]"}


@given(st.text(max_size=20))
def test_any_text_can_be_a_literal(text):
    assert sentence(f"root ::= {quoted(text)}", 0) == text


scalars = st.sampled_from([
    {"type": "string", "maxLength": 5}, {"type": "integer"}, {"type": "number", "minimum": -3}, {"type": "boolean"},
    {"type": "null"}, {"const": "é"}, {"enum": [1, "two", None]}, {},
])  # fmt: skip
schemas = st.recursive(
    scalars,
    lambda inner: st.one_of(
        st.builds(
            lambda item, low: {"type": "array", "items": item, "minItems": low, "maxItems": low + 2},
            inner,
            st.integers(0, 2),
        ),
        st.builds(
            lambda properties, required: {
                "type": "object",
                "properties": properties,
                "required": sorted(properties)[:required],
            },
            st.dictionaries(st.sampled_from("abcdé"), inner, max_size=4),
            st.integers(0, 4),
        ),
        st.builds(lambda branches: {"anyOf": branches}, st.lists(inner, min_size=1, max_size=3)),
    ),
    max_leaves=10,
)


@settings(max_examples=150, deadline=None)
@given(schemas, st.integers(0, 10**6))
def test_random_schemas_get_grammars_that_keep_their_promises(schema, seed):
    Draft202012Validator(schema).validate(json.loads(sentence(schema_grammar(schema), seed)))


@settings(max_examples=200, deadline=None)
@given(st.integers(-5000, 5000), st.integers(0, 12000), st.integers(0, 10**6))
def test_integers_stay_between_their_bounds(low, span, seed):
    schema = {"type": "integer", "minimum": low, "maximum": low + span}

    assert low <= json.loads(sentence(schema_grammar(schema), seed)) <= low + span

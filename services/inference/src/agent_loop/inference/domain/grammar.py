"""JSON schemas as GBNF grammars whose every sentence is finite, compact JSON that the schema accepts.

llama.cpp's own converter lets white space and recursion run on; a small model then never closes its JSON. Here:
white space is at most one blank behind `:` and `,`; properties come in the schema's order; what the schema leaves open
(additional properties beside named ones) is left out; a keyword whose promise a grammar cannot keep is refused.
`oneOf` is a choice like `anyOf`: branches must differ, as with a discriminating `const`. Strings and arrays are
bounded only by maxLength and maxItems: without them only num_predict ends a model that will not.

GBNF: https://github.com/ggml-org/llama.cpp/blob/master/grammars/README.md
"""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from agent_loop.inference.domain.errors import UnusableSchema
from agent_loop.inference.domain.grammar_numbers import INTEGER, NUMBER, integer_rule, number_rule
from agent_loop.inference.domain.grammar_patterns import pattern_rules
from agent_loop.inference.domain.grammar_types import TYPES, implied_types, is_of_type

Schema = Mapping[str, Any]

_ANNOTATIONS = {
    "title", "description", "default", "examples", "deprecated", "readOnly", "writeOnly", "discriminator", "format",
    "$schema", "$id", "$comment", "$defs", "definitions", "$anchor", "contentEncoding", "contentMediaType",
}  # fmt: skip
_REFUSED = {
    "not", "if", "then", "else", "patternProperties", "propertyNames", "uniqueItems", "contains",
    "minContains", "maxContains", "multipleOf", "dependentRequired", "dependentSchemas", "dependencies",
    "minProperties", "maxProperties", "unevaluatedProperties", "unevaluatedItems", "$dynamicRef", "$recursiveRef",
}  # fmt: skip
_SUPPORTED = {
    "type", "properties", "required", "additionalProperties", "items", "prefixItems", "minItems", "maxItems",
    "minLength", "maxLength", "pattern", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "enum", "const",
    "anyOf", "oneOf", "allOf", "$ref",
}  # fmt: skip

_MAX_RULES = 2_000
_MAX_DEPTH = 64
_MAX_GRAMMAR_BYTES = 256 * 1024
_MAX_REPEAT = 1_000  # llama.cpp writes a repetition out, and refuses more than 2,000 at once.
_MAX_COUNT = 1_000_000

# Any character but quotes, backslashes, controls and what UTF-8 cannot carry; or an escape, never of half a surrogate.
_CHARACTER = (
    r"[ !#-\[\]-~\u00A0-\uD7FF\uE000-\uFFFD\U00010000-\U0010FFFF]"
    r' | "\\" (["\\/bfnrt] | "u" ([0-9a-cA-CeEfF] [0-9a-fA-F]{3} | [dD] [0-7] [0-9a-fA-F]{2}))'
)
_LIBRARY = {
    "char": _CHARACTER,
    "sep": '"," " "?',
    "colon": '":" " "?',
    "boolean": '"true" | "false"',
    "null": '"null"',
    "integer": INTEGER,
    "number": NUMBER,
    "string": r'"\"" char* "\""',
    "pair": "string colon value",
    "object": '"{" (pair (sep pair)*)? "}"',
    "array": '"[" (value (sep value)*)? "]"',
    "value": "object | array | string | number | boolean | null",
}


def json_grammar() -> str:
    """The grammar of any JSON object, compact."""
    return _Compiler({"type": "object"}).compile()


def schema_grammar(schema: object) -> str:
    """The grammar of a JSON schema (2020-12's common part). Raises UnusableSchema, naming the keyword and its place."""
    if not isinstance(schema, dict | bool):
        raise UnusableSchema("format must be 'json' or a JSON schema object")
    return _Compiler({} if schema is True else schema).compile()


class _Compiler:
    """One schema's rules. A rule is its text and the alternatives' obligatory references, to prove that it ends."""

    def __init__(self, schema: object) -> None:
        self._root = schema
        self._rules: dict[str, str] = {}
        self._needs: dict[str, list[set[str]]] = {}
        self._refs: dict[str, str] = {}

    def compile(self) -> str:
        root = self._schema(self._root, "#", 0, frozenset())
        self._check_termination()
        text = "\n".join(f"{name} ::= {body}" for name, body in {"root": root, **_LIBRARY, **self._rules}.items())
        if len(text) > _MAX_GRAMMAR_BYTES:
            raise UnusableSchema(
                f"the schema makes a grammar of {len(text)} bytes; at most {_MAX_GRAMMAR_BYTES} are allowed"
            )
        return text

    def _schema(self, schema: object, place: str, depth: int, open_refs: frozenset[str]) -> str:
        """The name of the rule for this schema. `open_refs`: references followed since the last character was fixed."""
        if schema is True or schema == {}:
            return "value"
        if not isinstance(schema, dict):
            raise UnusableSchema(f"{place}: no value can match {json.dumps(schema)[:80]}")
        if depth > _MAX_DEPTH or len(self._rules) > _MAX_RULES:
            raise UnusableSchema(f"{place}: the schema is too large or nested too deeply")
        for keyword in sorted(_REFUSED & schema.keys()):
            if schema[keyword] is not False:  # uniqueItems: false asks for nothing
                raise UnusableSchema(f"{place}: '{keyword}' is not supported: a grammar cannot promise it")
        schema = {key: value for key, value in schema.items() if key in _SUPPORTED}
        if not schema:
            return "value"
        if "$ref" in schema:
            return self._reference(schema, place, depth, open_refs)
        if "allOf" in schema:
            merged = _without(schema, "allOf")
            for branch in _branches(schema["allOf"], place, "allOf"):
                merged = _merge(merged, self._resolve(branch, place), place)
            return self._schema(merged, place, depth + 1, open_refs)
        for keyword in ("anyOf", "oneOf"):
            if keyword in schema:
                return self._any_of(schema, keyword, place, depth, open_refs)
        if "const" in schema or "enum" in schema:
            return self._literals(schema, place)
        return self._typed(schema, place, depth)

    def _any_of(self, schema: Schema, keyword: str, place: str, depth: int, open_refs: frozenset[str]) -> str:
        rest, names = _without(schema, keyword), []
        for index, branch in enumerate(_branches(schema[keyword], place, keyword)):
            whole = _merge(rest, self._resolve(branch, place), place) if rest else branch
            names.append(self._schema(whole, f"{place}/{keyword}/{index}", depth + 1, open_refs))
        return self._choice(names)

    def _typed(self, schema: Schema, place: str, depth: int) -> str:
        types = schema.get("type", implied_types(schema))
        types = [types] if isinstance(types, str) else types
        if not isinstance(types, list) or not types or any(kind not in TYPES for kind in types):
            raise UnusableSchema(f"{place}: 'type' must be one or more of {', '.join(TYPES)}")
        make: dict[str, Callable[[Schema, str, int], str]] = {
            "object": self._object,
            "array": self._array,
            "string": self._string,
            "integer": lambda schema, place, _: self._number(integer_rule(schema, place), "integer"),
            "number": lambda schema, place, _: self._number(number_rule(schema, place), "number"),
            "boolean": lambda *_: "boolean",
            "null": lambda *_: "null",
        }
        return self._choice([make[kind](schema, place, depth) for kind in types])

    def _rule(self, body: str, needs: Sequence[set[str]], name: str = "") -> str:
        name = name or f"r{len(self._rules)}"
        self._rules[name] = body
        self._needs[name] = list(needs)
        return name

    def _choice(self, names: list[str]) -> str:
        names = list(dict.fromkeys(names))
        return names[0] if len(names) == 1 else self._rule(" | ".join(names), [{name} for name in names])

    def _literals(self, schema: Schema, place: str) -> str:
        values = [schema["const"]] if "const" in schema else schema["enum"]
        if not isinstance(values, list) or not values:
            raise UnusableSchema(f"{place}: 'enum' must be an array with at least one value")
        if "pattern" in schema:
            raise UnusableSchema(f"{place}: 'pattern' beside 'enum' or 'const' is not supported")
        types = schema.get("type")
        allowed = [value for value in values if types is None or is_of_type(value, types)]
        if "const" in schema and "enum" in schema:
            allowed = [value for value in allowed if value in schema["enum"]]
        if not allowed:
            raise UnusableSchema(f"{place}: no value of 'enum' or 'const' has the type {types!r}")
        texts = dict.fromkeys(json.dumps(value, ensure_ascii=False, separators=(",", ":")) for value in allowed)
        return self._rule(" | ".join(quoted(text) for text in texts), [set()])

    def _string(self, schema: Schema, place: str, _: int) -> str:
        low, high = _bounds(schema, "minLength", "maxLength", place)
        if "pattern" in schema:
            if (low, high) != (0, None):
                raise UnusableSchema(f"{place}: 'pattern' beside 'minLength' or 'maxLength' is not supported")
            return self._pattern(schema["pattern"], place)
        if (low, high) == (0, None):
            return "string"
        name = f"string-{low}-{'any' if high is None else high}"
        return name if name in self._rules else self._rule(rf'"\"" {_repeat("char", low, high)} "\""', [set()], name)

    def _pattern(self, pattern: object, place: str) -> str:
        rules = pattern_rules(pattern, place, f"text{len(self._rules)}")
        names = [self._rule(body, [set()], name) for name, body in rules.items()]
        return self._rule(rf'"\"" {names[0]} "\""', [set()])

    def _array(self, schema: Schema, place: str, depth: int) -> str:
        low, high = _bounds(schema, "minItems", "maxItems", place)
        prefix, items = schema.get("prefixItems", []), schema.get("items", True)
        if not isinstance(prefix, list):
            raise UnusableSchema(f"{place}/prefixItems must be an array of schemas")
        prefix = prefix[:high]
        if prefix and "items" not in schema:
            high = max(low, len(prefix))
        if items is False:
            high = len(prefix)
        if high is not None and low > high:
            raise UnusableSchema(f"{place}: minItems asks for more items than there are schemas")
        heads = [
            self._schema(each, f"{place}/prefixItems/{i}", depth + 1, frozenset()) for i, each in enumerate(prefix)
        ]
        if high == len(heads):
            return self._rule(" ".join(['"["', " sep ".join(heads), '"]"']), [set(heads)])
        item = self._schema(items, f"{place}/items", depth + 1, frozenset())
        low, high = max(low - len(heads), 0), None if high is None else high - len(heads)
        if heads:
            tail = _repeat(f"(sep {item})", low, high)
            return self._rule(f'"[" {" sep ".join(heads)} {tail} "]"', [{*heads, *([item] if low else [])}])
        more = _repeat(f"(sep {item})", max(low - 1, 0), None if high is None else high - 1)
        body = f"{item} {more}" if low else f"({item} {more})?"
        return self._rule(f'"[" {body} "]"', [{item} if low else set()])

    def _object(self, schema: Schema, place: str, depth: int) -> str:
        properties, required = schema.get("properties", {}), schema.get("required", [])
        if (
            not isinstance(properties, dict)
            or not isinstance(required, list)
            or not all(isinstance(r, str) for r in required)
        ):
            raise UnusableSchema(f"{place}: 'properties' must be an object of schemas and 'required' an array of names")
        extra = schema.get("additionalProperties", True)
        if unknown := [name for name in required if name not in properties]:
            if extra is False:
                raise UnusableSchema(f"{place}: '{unknown[0]}' is required, but there is no such property")
            properties = {**properties, **dict.fromkeys(unknown, extra)}
        if not properties:
            if extra is False:
                return self._rule('"{}"', [set()])
            if extra is True or extra == {}:
                return "object"
            value = self._schema(extra, f"{place}/additionalProperties", depth + 1, frozenset())
            return self._rule(f'"{{" (string colon {value} (sep string colon {value})*)? "}}"', [set()])
        pairs = []
        for name, value in properties.items():
            if value is False and name not in required:
                continue
            rule = self._schema(value, f"{place}/properties/{name}", depth + 1, frozenset())
            key = quoted(json.dumps(name, ensure_ascii=False))
            pairs.append((self._rule(f"{key} colon {rule}", [{rule}]), name in required))
        return self._members(pairs)

    def _members(self, pairs: list[tuple[str, bool]]) -> str:
        """An object of these pairs in order, the optional ones left out at will: one rule per place and comma."""
        first: str | None = None  # what may follow while nothing is written yet, from the last pair backwards
        later: str | None = None  # what may follow behind a pair
        for pair, required in reversed(pairs):
            tail = f"{pair} {later}" if later else pair
            needs = {pair, *([later] if later else [])}
            starts = [(tail, needs)] if required else [(tail, needs), (first or '""', {first} if first else set())]
            follows = [(f"sep {tail}", needs)]
            if not required:
                follows.append((later or '""', {later} if later else set()))
            first, later = self._alternatives(starts), self._alternatives(follows)
        if first is None:
            return self._rule('"{}"', [set()])
        return self._rule(f'"{{" {first} "}}"', [{first}])

    def _alternatives(self, alternatives: Sequence[tuple[str, set[str]]]) -> str:
        return self._rule(" | ".join(text for text, _ in alternatives), [needs for _, needs in alternatives])

    def _number(self, body: str | None, plain: str) -> str:
        return plain if body is None else self._rule(body, [set()])

    def _reference(self, schema: Schema, place: str, depth: int, open_refs: frozenset[str]) -> str:
        reference = schema["$ref"]
        rest = _without(schema, "$ref")
        if not isinstance(reference, str) or reference in open_refs:
            raise UnusableSchema(f"{place}: the reference {reference!r} leads back to itself")
        target = self._lookup(reference, place)
        if rest:
            merged = _merge(rest, self._resolve(target, place), place)
            return self._schema(merged, place, depth + 1, open_refs | {reference})
        if reference in self._refs:
            return self._refs[reference]
        name = f"ref{len(self._refs)}"
        self._refs[reference] = name
        inner = self._schema(target, reference, depth + 1, open_refs | {reference})
        return self._rule(inner, [{inner}], name)

    def _resolve(self, schema: object, place: str) -> Schema:
        """The schema behind a chain of bare references."""
        seen: set[str] = set()
        while isinstance(schema, dict) and "$ref" in schema and not (schema.keys() - _ANNOTATIONS - {"$ref"}):
            reference = schema["$ref"]
            if not isinstance(reference, str) or reference in seen:
                raise UnusableSchema(f"{place}: the reference {reference!r} leads back to itself")
            seen.add(reference)
            schema = self._lookup(reference, place)
        if schema is True:
            return {}
        if not isinstance(schema, dict):
            raise UnusableSchema(f"{place}: no value can match {json.dumps(schema)[:80]}")
        return schema

    def _lookup(self, reference: str, place: str) -> object:
        if not reference.startswith("#"):
            raise UnusableSchema(f"{place}: only references within the schema (#/...) are supported, not {reference!r}")
        target = self._root
        for part in reference.removeprefix("#").split("/")[1:]:
            part = part.replace("~1", "/").replace("~0", "~")
            if isinstance(target, list) and part.isdecimal() and int(part) < len(target):
                target = target[int(part)]
            elif isinstance(target, dict) and part in target:
                target = target[part]
            else:
                raise UnusableSchema(f"{place}: the reference {reference!r} points nowhere")
        return target

    def _check_termination(self) -> None:
        """Every rule must have an alternative whose obligatory parts all end."""
        ending = set(_LIBRARY)
        while more := {
            name
            for name, alternatives in self._needs.items()
            if name not in ending and any(needs <= ending for needs in alternatives)
        }:
            ending |= more
        if self._needs.keys() - ending:
            raise UnusableSchema("the schema requires itself without end: no finite value can match it")


def quoted(text: str) -> str:
    """Text as a GBNF literal."""
    escapes = {'"': r"\"", "\\": r"\\", "\n": r"\n", "\r": r"\r", "\t": r"\t"}
    return '"' + "".join(escapes.get(c, c if c.isprintable() else f"\\U{ord(c):08X}") for c in text) + '"'


def _repeat(item: str, low: int, high: int | None) -> str:
    """Between `low` and `high` of an item, in portions that llama.cpp accepts."""
    if high == 0:
        return ""
    parts = []
    if low:
        chunks, rest = divmod(low, _MAX_REPEAT)
        parts += [f"{item}{{{_MAX_REPEAT}}}"] * chunks + ([f"{item}{{{rest}}}"] if rest else [])
    if high is None:
        parts.append(f"{item}*")
    elif high > low:
        chunks, rest = divmod(high - low, _MAX_REPEAT)
        tail = f"{item}{{0,{rest}}}" if rest else ""
        for _ in range(chunks):
            full = f"{item}{{{_MAX_REPEAT}}} {tail}".strip()
            tail = f"({item}{{0,{_MAX_REPEAT - 1}}} | {full})"
        parts.append(tail)
    return " ".join(parts)


def _bounds(schema: Schema, lowest: str, highest: str, place: str) -> tuple[int, int | None]:
    low, high = schema.get(lowest, 0), schema.get(highest)
    for keyword, value in ((lowest, low), (highest, high)):
        if value is not None and (type(value) is not int or not 0 <= value <= _MAX_COUNT):
            raise UnusableSchema(f"{place}: '{keyword}' must be an integer from 0 to {_MAX_COUNT}")
    if high is not None and low > high:
        raise UnusableSchema(f"{place}: '{lowest}' is above '{highest}'")
    return low, high


def _branches(branches: object, place: str, keyword: str) -> list[object]:
    if not isinstance(branches, list) or not branches:
        raise UnusableSchema(f"{place}: '{keyword}' must be an array with at least one schema")
    return branches


def _without(schema: Schema, keyword: str) -> Schema:
    return {key: value for key, value in schema.items() if key != keyword}


def _merge(one: Schema, other: Schema, place: str) -> Schema:
    """A schema that keeps the promises of both. Raises UnusableSchema where their keywords disagree."""
    merged = {key: value for key, value in one.items() if key not in _ANNOTATIONS}
    for key, value in other.items():
        if key in _ANNOTATIONS or merged.get(key, value) == value:
            merged[key] = value
        elif key == "required":
            merged[key] = list(dict.fromkeys([*merged[key], *value]))
        elif key == "properties" and all(merged[key].get(name, part) == part for name, part in value.items()):
            merged[key] = {**merged[key], **value}
        else:
            raise UnusableSchema(f"{place}: cannot combine two different '{key}'")
    return merged

"""The types of JSON Schema: what a value is of, and what a schema without `type` speaks of."""

from collections.abc import Callable, Mapping
from typing import Any

TYPES = ("object", "array", "string", "integer", "number", "boolean", "null")


def implied_types(schema: Mapping[str, Any]) -> list[str]:
    """The types that a schema without `type` speaks of."""
    hints = {
        "object": {"properties", "required", "additionalProperties"},
        "array": {"items", "prefixItems", "minItems", "maxItems"},
        "string": {"minLength", "maxLength", "pattern"},
        "number": {"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"},
    }
    return [kind for kind, keywords in hints.items() if keywords & schema.keys()]


def is_of_type(value: object, types: object) -> bool:
    kinds: dict[str, Callable[[], bool]] = {
        "object": lambda: isinstance(value, dict),
        "array": lambda: isinstance(value, list),
        "string": lambda: isinstance(value, str),
        "boolean": lambda: isinstance(value, bool),
        "null": lambda: value is None,
        "number": lambda: isinstance(value, int | float) and not isinstance(value, bool),
        "integer": lambda: (
            not isinstance(value, bool)
            and (isinstance(value, int) or (isinstance(value, float) and value.is_integer()))
        ),
    }
    return any(kind in kinds and kinds[kind]() for kind in (types if isinstance(types, list) else [types]))

"""agent/v1's messages as JSON, and their JSON Schema for the OpenAPI document."""

import json
from typing import Any

from fastapi.responses import Response
from google.protobuf.descriptor import Descriptor, FieldDescriptor
from google.protobuf.json_format import MessageToDict
from google.protobuf.message import Message

_STRINGS = {FieldDescriptor.CPPTYPE_INT64, FieldDescriptor.CPPTYPE_UINT64}
_NUMBERS = {FieldDescriptor.CPPTYPE_DOUBLE, FieldDescriptor.CPPTYPE_FLOAT}


def as_dict(message: Message) -> dict[str, Any]:
    """Protobuf JSON with the fields' own names, fields at their defaults included."""
    return MessageToDict(message, preserving_proto_field_name=True, always_print_fields_with_no_presence=True)


def as_line(message: Message) -> str:
    """The same on one line."""
    return json.dumps(as_dict(message), separators=(",", ":"))


def answer(content: Message | dict[str, Any], status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """An application/json response."""
    value = as_dict(content) if isinstance(content, Message) else content
    return Response(json.dumps(value, separators=(",", ":")), status, headers, "application/json")


def schema(descriptor: Descriptor) -> dict[str, Any]:
    """The JSON Schema of a message's JSON form."""
    if descriptor.full_name == "google.protobuf.Timestamp":
        return {"type": "string", "format": "date-time"}
    properties = {field.name: _field(field) for field in descriptor.fields}
    return {"title": descriptor.name, "type": "object", "properties": properties}


def _field(field: FieldDescriptor) -> dict[str, Any]:
    one = _scalar(field)
    return {"type": "array", "items": one} if field.is_repeated else one


def _scalar(field: FieldDescriptor) -> dict[str, Any]:
    if field.message_type is not None:
        return schema(field.message_type)
    if field.enum_type is not None:
        return {"type": "string", "enum": [value.name for value in field.enum_type.values]}
    if field.cpp_type == FieldDescriptor.CPPTYPE_BOOL:
        return {"type": "boolean"}
    if field.cpp_type == FieldDescriptor.CPPTYPE_STRING:
        return {"type": "string"}
    if field.cpp_type in _STRINGS:
        return {"type": "string", "pattern": "^-?[0-9]+$"}
    return {"type": "number"} if field.cpp_type in _NUMBERS else {"type": "integer"}


def documented(description: str, content: dict[str, Any]) -> dict[str, Any]:
    """An entry of a route's `responses` for a JSON answer."""
    return {"description": description, "content": {"application/json": {"schema": content}}}


def listed(name: str, descriptor: Descriptor) -> dict[str, Any]:
    """The schema of {name: [message, ...]}."""
    return {"type": "object", "properties": {name: {"type": "array", "items": schema(descriptor)}}, "required": [name]}

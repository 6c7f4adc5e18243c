"""Toolsets are data: JSON Schemas of the tools that a model may call, and their validator."""

import hashlib
import json
from functools import cache
from importlib import resources
from typing import Any, Self

from jsonschema import Draft202012Validator
from jsonschema.exceptions import SchemaError
from pydantic import BaseModel, ConfigDict, Field, JsonValue, model_validator

from agent_loop.contracts.trajectory import Action, VersionRef

FINISH = "finish"


class InvalidAction(ValueError):
    """The action names no tool of the toolset, or its arguments do not fit the tool's schema."""


class Tool(BaseModel):
    """A tool: its name, what it does in a few words, and the JSON Schema (2020-12) of its arguments."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(pattern=r"^[A-Za-z][A-Za-z0-9_]{0,63}$")
    description: str = Field(min_length=1, max_length=1000)
    parameters: dict[str, Any]

    @model_validator(mode="after")
    def _usable_schema(self) -> Self:
        if self.parameters.get("type") != "object":
            raise ValueError(f"{self.name}: the parameters must be a JSON Schema with the type object")
        try:
            Draft202012Validator.check_schema(self.parameters)
        except SchemaError as error:
            raise ValueError(f"{self.name}: the parameters are no JSON Schema: {error.message}") from error
        return self

    @property
    def signature(self) -> str:
        """As the prompt shows it: `bash(command): run a shell command`."""
        return f"{self.name}({', '.join(self.parameters.get('properties', {}))}): {self.description}"

    def validate_arguments(self, arguments: dict[str, JsonValue]) -> None:
        """Raises InvalidAction naming the JSON path of the first fault."""
        for error in Draft202012Validator(self.parameters).iter_errors(arguments):
            raise InvalidAction(f"{self.name}: {error.json_path}: {error.message}")


class Toolset(BaseModel):
    """Tools under one name and version."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    version: str
    tools: tuple[Tool, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _distinct(self) -> Self:
        names = [tool.name for tool in self.tools]
        if twice := {name for name in names if names.count(name) > 1}:
            raise ValueError(f"these tools stand twice in the toolset: {', '.join(sorted(twice))}")
        return self

    @property
    def ref(self) -> VersionRef:
        digest = hashlib.sha256(self.model_dump_json().encode()).hexdigest()
        return VersionRef(name=self.name, version=self.version, sha256=digest)

    def tool(self, name: str) -> Tool:
        """Raises InvalidAction for a name that no tool has."""
        for tool in self.tools:
            if tool.name == name:
                return tool
        raise InvalidAction(f"there is no tool {name!r}; there are {', '.join(t.name for t in self.tools)}")

    def validate_action(self, action: Action) -> None:
        """Raises InvalidAction."""
        self.tool(action.tool).validate_arguments(action.arguments)

    def with_tools(self, *more: Tool) -> "Toolset":
        """This toolset and `more`. Raises ValueError where a name is taken."""
        return Toolset(name=self.name, version=self.version, tools=(*self.tools, *more))


@cache
def linux_toolset() -> Toolset:
    """The built-in toolset."""
    text = resources.files("agent_loop.contracts").joinpath("toolsets/linux.json").read_text("utf-8")
    return Toolset.model_validate(json.loads(text))

"""The bodies of requests. What Ollama takes and this service does not do is refused where it would matter."""

import json
from collections.abc import Mapping
from typing import Any, Literal, TypeVar

from fastapi import Request
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from agent_loop.inference.domain.errors import InvalidModelName, InvalidRequest
from agent_loop.inference.domain.generation import Message, parse_keep_alive
from agent_loop.inference.use_cases.generation import ChatRequest, GenerateRequest
from agent_loop.inference.use_cases.models import CreateRequest

BodyT = TypeVar("BodyT", bound="Body")

_WHERE_BYTES = 100


class Body(BaseModel):
    """Unknown fields are ignored, as Ollama does."""

    model_config = ConfigDict(extra="ignore", frozen=True, strict=True)


class ModelBody(Body):
    """Names a model; `name` is the field's old name."""

    model: str = ""
    name: str = ""

    @property
    def wanted(self) -> str:
        """The model's name. Raises InvalidRequest if there is none."""
        if not (self.model or self.name):
            raise InvalidRequest("model is required")
        return self.model or self.name


class ChatMessageBody(Body):
    """A message."""

    role: Literal["system", "user", "assistant", "tool"]
    content: str = ""
    images: list[Any] | None = None
    tool_calls: list[Any] | None = None


class _GenerationBody(ModelBody):
    stream: bool = True
    format: str | dict[str, Any] | None = None
    options: dict[str, Any] | None = None
    keep_alive: float | str | None = None
    think: bool | str | None = None

    def checked(self) -> None:
        """Raises InvalidRequest for what no model here can do."""
        if self.think:
            raise InvalidRequest(f'"{self.wanted}" does not support thinking')

    @property
    def keep_alive_seconds(self) -> float | None:
        """None: the service's default."""
        return None if self.keep_alive is None else parse_keep_alive(self.keep_alive)


class ChatBody(_GenerationBody):
    """POST /api/chat."""

    messages: list[ChatMessageBody] = Field(default_factory=list)
    tools: list[Any] | None = None

    def request(self) -> ChatRequest:
        """Raises InvalidRequest."""
        self.checked()
        if self.tools:
            raise InvalidRequest(f'"{self.wanted}" does not support tools; ask for JSON with "format" instead')
        if any(message.images for message in self.messages):
            raise InvalidRequest(f'"{self.wanted}" does not support images')
        if any(message.tool_calls for message in self.messages):
            raise InvalidRequest(f'"{self.wanted}" does not support tools')
        return ChatRequest(
            self.wanted,
            [Message(message.role, message.content) for message in self.messages],
            self.format,
            self.options or {},
            self.keep_alive_seconds,
        )


class GenerateBody(_GenerationBody):
    """POST /api/generate."""

    prompt: str = ""
    system: str | None = None
    template: str | None = None
    raw: bool = False
    suffix: str | None = None
    images: list[Any] | None = None

    def request(self) -> GenerateRequest:
        """Raises InvalidRequest."""
        self.checked()
        if self.suffix:
            raise InvalidRequest(f'"{self.wanted}" does not support insert')
        if self.images:
            raise InvalidRequest(f'"{self.wanted}" does not support images')
        return GenerateRequest(
            self.wanted,
            self.prompt,
            self.system,
            self.template,
            self.raw,
            self.format,
            self.options or {},
            self.keep_alive_seconds,
        )


class CreateBody(ModelBody):
    """POST /api/create."""

    stream: bool = True
    files: dict[str, str] | None = None
    from_: str | None = Field(default=None, alias="from")
    template: str | None = None
    system: str | None = None
    parameters: dict[str, Any] | None = None
    adapters: dict[str, str] | None = None
    quantize: str | None = None
    messages: list[Any] | None = None

    def request(self) -> CreateRequest:
        """Raises InvalidRequest, InvalidModelName."""
        if not (self.model or self.name):
            raise InvalidModelName
        for field in ("adapters", "quantize", "messages"):
            if getattr(self, field):
                raise InvalidRequest(f"'{field}' is not supported: create from one finished GGUF file")
        return CreateRequest(
            self.wanted, self.files or {}, self.from_ or "", self.template, self.system, self.parameters or {}
        )


class CopyBody(Body):
    """POST /api/copy."""

    source: str
    destination: str


async def read(request: Request, kind: type[BodyT]) -> BodyT:
    """The request's JSON, whatever its media type. Raises InvalidRequest."""
    content = await request.body()
    if not content:
        raise InvalidRequest("missing request body")
    try:
        values = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise InvalidRequest(f"invalid JSON: {error}") from error
    if not isinstance(values, Mapping):
        raise InvalidRequest("the request body must be a JSON object")
    try:
        return kind.model_validate(values)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"])[:_WHERE_BYTES]
        raise InvalidRequest(f"invalid field '{where}': {first['msg']}") from error

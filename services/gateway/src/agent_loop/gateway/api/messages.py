"""The bodies that clients send. Unknown members are refused."""

import base64
import binascii
from typing import Annotated, Any, Literal, Self

from fastapi import Path, Query
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StrictBool, model_validator

from agent_loop.chassis.http import documented_problem
from agent_loop.contracts.agent.v1.agent_pb2 import Aids, Limits, StartRunRequest, Workspace
from agent_loop.contracts.task import Checker, TreeManifest

UINT32 = 2**32 - 1
UINT64 = 2**64 - 1


def _speakable(text: str) -> str:
    if "\0" in text:
        raise ValueError("must hold no NUL character")
    if not text.strip():
        raise ValueError("must not be blank")
    return text


Instruction = Annotated[str, Field(min_length=1, max_length=8000), AfterValidator(_speakable)]
Prompt = Annotated[str, Field(min_length=1, max_length=100_000), AfterValidator(_speakable)]
ModelName = Annotated[str, Field(max_length=200, pattern=r"^[A-Za-z0-9][A-Za-z0-9._:/@-]*$")]
MountPath = Annotated[str, Field(min_length=1, max_length=4096, pattern=r"^[^\x00]+$")]
RunId = Annotated[str, Path(min_length=1, max_length=100, pattern=r"^[A-Za-z0-9_-]+$")]
After = Annotated[int, Query(ge=0, le=UINT64, description="Only events with a greater id are sent.")]


class Body(BaseModel):
    """A body whose unknown members are refused."""

    model_config = ConfigDict(extra="forbid")


class WorkspaceBody(Body):
    """Where the run starts: a tar archive (plain or gzip) in base64, or a manifest. One of the two."""

    archive_base64: str | None = Field(default=None, min_length=4)
    manifest: TreeManifest | None = None
    mounts: dict[MountPath, MountPath] = Field(
        default_factory=dict,
        max_length=16,
        description="Absolute path in the sandbox -> the part of the workspace that is shown there too, writable.",
    )

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        if (self.archive_base64 is None) == (self.manifest is None):
            raise ValueError("give archive_base64 or manifest, and not both")
        self.message()
        return self

    def message(self) -> Workspace:
        if self.manifest is not None:
            manifest = self.manifest.model_dump_json(exclude_none=True).encode()
            return Workspace(manifest_json=manifest, mounts=self.mounts)
        try:
            archive = base64.b64decode(self.archive_base64 or "", validate=True)
            return Workspace(archive=archive, mounts=self.mounts)
        except (binascii.Error, ValueError) as error:
            raise ValueError(f"archive_base64 is not base64: {error}") from error


class LimitsBody(Body):
    """Bounds of a run; what is left out is the agent's default."""

    max_steps: int = Field(default=0, ge=0, le=UINT32)
    max_seconds: int = Field(default=0, ge=0, le=UINT32)
    max_tokens: int = Field(default=0, ge=0, le=UINT32)
    max_output_bytes: int = Field(default=0, ge=0, le=UINT32)


class AidsBody(Body):
    """What helps a small model, each to be left out; what is not named is the agent's default."""

    literals: Literal["auto", "on", "off"] | None = Field(
        default=None, description="Whether names and numbers of commands and answers are copied ones."
    )
    repair: StrictBool | None = Field(default=None, description="Mend malformed answers by plain rules.")
    retry: int | None = Field(
        default=None, ge=0, le=100, description="After how many failed steps the model may act again."
    )
    attempts: int | None = Field(
        default=None, ge=1, le=9, description="Whole attempts, of which the likeliest is taken."
    )


class StartRunBody(Body):
    """An instruction, and what it works on and with."""

    instruction: Instruction
    workspace: WorkspaceBody | None = None
    model: ModelName | None = Field(default=None, description="A model name or alias; the agent's default without it.")
    limits: LimitsBody = LimitsBody()
    aids: AidsBody = AidsBody()
    strategy: Annotated[str, Field(max_length=100, pattern=r"^[a-z][a-z0-9_-]*$")] | None = None
    checker: Checker | None = None

    def order(self, subject: str, idempotency_key: str | None) -> StartRunRequest:
        return StartRunRequest(
            subject=subject,
            instruction=self.instruction,
            workspace=self.workspace.message() if self.workspace else None,
            model=self.model or "",
            limits=Limits(**self.limits.model_dump()),
            aids=Aids(**self.aids.model_dump(exclude_none=True)),
            strategy=self.strategy or "",
            idempotency_key=idempotency_key or "",
            checker_json=self.checker.model_dump_json().encode() if self.checker else b"",
        )


class FeedbackBody(Body):
    """A person's judgement of a finished run."""

    success: StrictBool
    comment: str = Field(default="", max_length=4000)


class RunAgentBody(Body):
    instruction: Instruction
    use_ollama: StrictBool = True


class GenerateBody(Body):
    prompt: Prompt
    max_tokens: int = Field(default=2048, ge=1, le=32_768)
    temperature: float = Field(default=0.7, ge=0, le=2)
    model: ModelName | None = None


class ChatBody(Body):
    message: Prompt
    model: ModelName | None = None


class _OllamaBody(Body):
    """The members of Ollama's requests, handed on as they are."""

    model: ModelName
    stream: StrictBool = True
    format: Literal["json"] | dict[str, Any] | None = None
    options: dict[str, bool | int | float | str | list[str]] | None = None
    keep_alive: str | int | float | None = None
    think: bool | Literal["low", "medium", "high"] | None = None

    def body(self) -> dict[str, object]:
        return self.model_dump(exclude_none=True)


class OllamaGenerateBody(_OllamaBody):
    prompt: str = Field(default="", max_length=1_000_000)
    suffix: str | None = None
    images: list[str] | None = None
    system: str | None = None
    template: str | None = None
    raw: bool | None = None
    context: list[int] | None = None


class OllamaMessage(Body):
    role: Literal["system", "user", "assistant", "tool"]
    content: str = Field(default="", max_length=1_000_000)
    thinking: str | None = None
    images: list[str] | None = None
    tool_calls: list[dict[str, Any]] | None = None
    tool_name: str | None = None


class OllamaChatBody(_OllamaBody):
    messages: list[OllamaMessage] = Field(min_length=1, max_length=1000)
    tools: list[dict[str, Any]] | None = None


_TITLES = {
    401: "No good token",
    403: "The token lacks the scope",
    404: "Nothing here",
    409: "A conflict",
    413: "Too large",
    422: "Not valid",
    429: "Too much at once",
    502: "The model's answer is no answer",
    503: "Something needed does not answer",
    507: "No room to store",
}


def refusals(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The problems of a route, for the OpenAPI document; 401, 403 and 422 are every route's."""
    return {status: documented_problem(_TITLES[status]) for status in (401, 403, 422, *statuses)}

"""One run of the agent as a document: logged, trained on, and scored.

The document is versioned (`SCHEMA_VERSION`) and exported as JSON Schema by `json_schema()`. Times are UTC, durations
seconds, sizes bytes. Secrets are redacted before a trajectory is stored (`redact`).
"""

import json
import re
import sys
from datetime import datetime
from enum import StrEnum
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue

SCHEMA_VERSION: Literal["1"] = "1"


class Phase(StrEnum):
    """What a step is for. A run goes through them in this order; a failed VERIFY may lead back to EXECUTE."""

    ANALYZE = "ANALYZE"
    PLAN = "PLAN"
    EXECUTE = "EXECUTE"
    VERIFY = "VERIFY"


class RunStatus(StrEnum):
    """Where a run is. FINISHED means that the loop ended by itself: whether the work is right says the verdict."""

    QUEUED = "QUEUED"
    RUNNING = "RUNNING"
    FINISHED = "FINISHED"
    FAILED = "FAILED"
    CANCELLED = "CANCELLED"


class VerdictSource(StrEnum):
    """Who judged: the agent's VERIFY action, the task's checker, or a person."""

    VERIFY = "VERIFY"
    CHECKER = "CHECKER"
    USER = "USER"


class ExitReason(StrEnum):
    """How an action ended, as in sandbox/v1; INVALID: it was refused before it ran."""

    EXITED = "EXITED"
    SIGNALED = "SIGNALED"
    TIMEOUT = "TIMEOUT"
    IDLE_TIMEOUT = "IDLE_TIMEOUT"
    OOM = "OOM"
    PIDS = "PIDS"
    OUTPUT_CAP = "OUTPUT_CAP"
    DISK = "DISK"
    CANCELLED = "CANCELLED"
    SANDBOX_LOST = "SANDBOX_LOST"
    INVALID = "INVALID"


class _Message(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Message(_Message):
    """One message of a chat."""

    role: Literal["system", "user", "assistant"]
    content: str


class ModelCall(_Message):
    """One call of the language model, with all that is needed to make the same call again."""

    model: str
    digest: str = Field(description="The model's digest, sha256 in hexadecimal.")
    prompt_sha256: str = Field(description="Over the messages' canonical JSON.")
    messages: list[Message]
    parameters: dict[str, JsonValue] = Field(default_factory=dict)
    completion: str
    prompt_tokens: int = Field(ge=0)
    completion_tokens: int = Field(ge=0)
    first_token_seconds: float = Field(ge=0)
    seconds: float = Field(ge=0)
    repair: bool = False
    anew: bool = Field(
        default=False,
        description="Asked once more, warmer, because the answer before repeated what had just failed.",
        exclude_if=lambda anew: not anew,
    )
    mended: bool = Field(
        default=False,
        description="The completion was no step, and became one by plain rules.",
        exclude_if=lambda mended: not mended,
    )
    slots: int = Field(
        default=0,
        ge=0,
        description="So many names of the messages at most were sent, and said, as slots (agent_loop.contracts.slots); "
        "here all stand as names, whose tokens are not those that were counted.",
        exclude_if=lambda slots: not slots,
    )


class Action(_Message):
    """What the model asked for: a tool and its arguments."""

    tool: str
    arguments: dict[str, JsonValue]


class Observation(_Message):
    """What the action gave."""

    exit_reason: ExitReason
    exit_code: int | None = None
    stdout: str = ""
    stderr: str = ""
    truncated: bool = False
    seconds: float = Field(default=0, ge=0)
    cpu_seconds: float = Field(default=0, ge=0)
    peak_memory_bytes: int = Field(default=0, ge=0)
    isolation_tier: str = ""

    @property
    def ok(self) -> bool:
        return self.exit_reason is ExitReason.EXITED and self.exit_code == 0


class Step(_Message):
    """One turn of the loop: the model's calls, what it said, what it did, what it saw."""

    index: int = Field(ge=1)
    phase: Phase
    thought: str = ""
    plan: list[str] = Field(default_factory=list)
    action: Action | None = None
    observation: Observation | None = None
    model_calls: list[ModelCall] = Field(default_factory=list)
    started_at: datetime
    seconds: float = Field(default=0, ge=0)


class Verdict(_Message):
    """A judgement of the end state and who gave it."""

    success: bool
    source: VerdictSource
    detail: str = ""
    at: datetime


class Failure(_Message):
    """Why the loop could not go on; `type` is a problem type."""

    type: str
    detail: str


class Limits(_Message):
    """What a run may use."""

    max_steps: int = Field(default=16, ge=1, le=200)
    max_seconds: int = Field(default=300, ge=1, le=86_400)
    max_tokens: int = Field(default=32_768, ge=64)
    max_output_bytes: int = Field(default=65_536, ge=256, le=16_777_216)


class Aids(_Message):
    """What helps a small model, each to be left out, so that its worth can be measured."""

    literals: Literal["auto", "on", "off"] = Field(
        default="auto",
        description="Names, numbers and words of commands and answers are copied or stand in a lexicon "
        "(agent_loop.contracts.literals). auto: for a model and a server that say that they know of it.",
    )
    repair: bool = Field(default=True, description="Mend an answer by plain rules before the model is asked again.")
    retry: int = Field(
        default=5,
        ge=0,
        le=100,
        description="After how many failed steps of an attempt the model may act again; 0: after none.",
    )
    attempts: int = Field(
        default=1, ge=1, le=9, description="Whole attempts from the same workspace, of which the likeliest is taken."
    )


class Attempt(_Message):
    """One of several attempts at a run."""

    number: int = Field(ge=1)
    chosen: bool = False
    end_state: str = Field(default="", description="Digest of what it left and told: equal for attempts that agree.")
    verified: bool | None = Field(default=None, description="What its last VERIFY action said; none without one.")
    answer: str = ""
    failure: Failure | None = None
    steps: list[Step] = Field(default_factory=list, description="None for the chosen one: they are the run's.")


class ModelRef(_Message):
    name: str
    digest: str
    context_length: int = Field(ge=1, description="Tokens.")


class VersionRef(_Message):
    """A prompt or a toolset: name, version and the sha256 of its text."""

    name: str
    version: str
    sha256: str


class Trajectory(_Message):
    """The whole run."""

    schema_version: Literal["1"] = SCHEMA_VERSION
    run_id: str
    subject: str
    instruction: str
    strategy: str
    limits: Limits
    model: ModelRef
    prompt: VersionRef
    toolset: VersionRef
    guidance: str = Field(default="", description="The workspace's AGENTS.md as far as the prompt took it in.")
    workspace_sha256: str = Field(default="", description="Of the tree that the run began with.")
    status: RunStatus
    created_at: datetime
    finished_at: datetime | None = None
    steps: list[Step] = Field(default_factory=list)
    verdicts: list[Verdict] = Field(default_factory=list, description="In the order in which they were given.")
    answer: str = ""
    failure: Failure | None = None
    redactions: int = Field(default=0, ge=0)
    aids: Aids | None = Field(default=None, exclude_if=lambda aids: aids is None)
    attempts: list[Attempt] = Field(
        default_factory=list,
        description="All attempts in order, where the run was to make several.",
        exclude_if=lambda attempts: not attempts,
    )

    @property
    def verdict(self) -> Verdict | None:
        """The one that counts: a person's before the checker's before VERIFY's, the latest of each."""
        for source in (VerdictSource.USER, VerdictSource.CHECKER, VerdictSource.VERIFY):
            for verdict in reversed(self.verdicts):
                if verdict.source is source:
                    return verdict
        return None


def json_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of a trajectory document of `SCHEMA_VERSION`."""
    schema = Trajectory.model_json_schema()
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:agent-loop:trajectory:{SCHEMA_VERSION}",
        **schema,
    }


REDACTED = "[REDACTED]"

# Forms that are secrets wherever they stand. Every repetition is bounded, so that hostile text costs linear time.
_SECRETS = re.compile(
    r"-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----[\s\S]{0,10000}?-----END [A-Z ]{0,40}PRIVATE KEY-----"
    r"|\beyJ[A-Za-z0-9_-]{8,2000}\.[A-Za-z0-9_-]{8,4000}\.[A-Za-z0-9_-]{8,1000}"
    r"|\b(?:AKIA|ASIA)[A-Z0-9]{16}\b"
    r"|\bgh[pousr]_[A-Za-z0-9]{36,255}\b"
    r"|\bgithub_pat_[A-Za-z0-9_]{22,255}\b"
    r"|\bxox[abprs]-[A-Za-z0-9-]{10,255}"
    r"|\bhf_[A-Za-z0-9]{30,64}\b"
    r"|\bsk-[A-Za-z0-9_-]{20,255}"
    r"|(?<=[Bb]earer )[A-Za-z0-9._~+/=-]{16,4000}"
    r"|(?<=://)[^\s:/@]{1,256}:[^\s/@]{1,256}(?=@)"
)
_ASSIGNED = re.compile(
    r"(?i)(\b[\w.-]{0,64}(?:password|passwd|secret|api[_-]?key|access[_-]?token|auth[_-]?token|private[_-]?key)"
    r"[\"']?\s{0,4}[=:]\s{0,4}[\"']?)([^\s\"',;&]{4,512})"
)


def redact(text: str) -> tuple[str, int]:
    """`text` without the secrets that can be told by their form, and how many were taken out."""
    text, known = _SECRETS.subn(REDACTED, text)
    hits = 0

    def replace(match: re.Match[str]) -> str:
        nonlocal hits
        if match[2].startswith(REDACTED):
            return match[0]
        hits += 1
        return match[1] + REDACTED

    text = _ASSIGNED.sub(replace, text)
    return text, known + hits


if __name__ == "__main__":
    json.dump(json_schema(), sys.stdout, indent=2, ensure_ascii=False)
    sys.stdout.write("\n")

"""Runs: what is asked for, what the log lists, and what ends one."""

import hashlib
import json
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from pydantic import ValidationError

from agent_loop.agent.domain.failures import InstructionInvalid, RequestInvalid, WorkspaceInvalid
from agent_loop.contracts.task import Checker, TreeManifest
from agent_loop.contracts.trajectory import Aids, Limits, RunStatus, Trajectory, redact

MAX_INSTRUCTION_CHARACTERS = 8000
MAX_IDEMPOTENCY_KEY_CHARACTERS = 255
STRATEGY = "phases"
FINAL = frozenset({RunStatus.FINISHED, RunStatus.FAILED, RunStatus.CANCELLED})


@dataclass(frozen=True, slots=True)
class Workspace:
    """The tree that a run begins with: a tar archive, gzip-compressed or not; empty for an empty folder."""

    archive: bytes = b""
    mounts: tuple[tuple[str, str], ...] = ()
    """Parts of it that are shown at absolute paths too: (target, source), by target."""

    @property
    def sha256(self) -> str:
        """Empty for an empty workspace."""
        return hashlib.sha256(self.archive).hexdigest() if self.archive else ""

    @staticmethod
    def from_manifest(document: bytes, mounts: tuple[tuple[str, str], ...] = ()) -> "Workspace":
        """From a tree manifest's JSON. Raises WorkspaceInvalid."""
        try:
            return Workspace(TreeManifest.model_validate_json(document).archive(), mounts)
        except (ValidationError, ValueError) as error:
            raise WorkspaceInvalid(f"the manifest is not a tree: {_first_line(error)}") from error


@dataclass(frozen=True, slots=True)
class RunRequest:
    """What a client asks for. Valid once `check` returned."""

    subject: str
    instruction: str
    workspace: Workspace = field(default_factory=Workspace)
    model: str = ""
    limits: Limits = field(default_factory=Limits)
    strategy: str = STRATEGY
    checker: Checker | None = None
    idempotency_key: str = ""
    aids: Aids = field(default_factory=Aids)

    def check(self) -> None:
        """Raises InstructionInvalid or RequestInvalid."""
        check_instruction(self.instruction)
        if not self.subject or len(self.subject) > 255 or "\0" in self.subject:
            raise RequestInvalid("subject: a run belongs to somebody; send 1 to 255 characters")
        if redact(self.subject)[0] != self.subject:  # its run would be stored under another name
            raise RequestInvalid("subject: it has the form of a secret; name the user otherwise")
        if self.strategy != STRATEGY:
            raise RequestInvalid(f"strategy: there is no {self.strategy[:80]!r}; use {STRATEGY!r} or leave it out")
        if len(self.model) > 255 or not self.model.isprintable():
            raise RequestInvalid("model: a name or an alias of at most 255 printable characters")
        if len(self.idempotency_key) > MAX_IDEMPOTENCY_KEY_CHARACTERS or not self.idempotency_key.isprintable():
            raise RequestInvalid(f"idempotency_key: at most {MAX_IDEMPOTENCY_KEY_CHARACTERS} printable characters")

    @property
    def sha256(self) -> str:
        """Over everything but the idempotency key: tells a repeated request from another one."""
        checker = self.checker.model_dump(mode="json") if self.checker else None
        fields: list[object] = [self.instruction, self.workspace.sha256, self.model, self.strategy, checker]
        if self.workspace.mounts:
            fields.append(dict(self.workspace.mounts))
        if self.aids != Aids():
            fields.append(self.aids.model_dump(mode="json"))
        text = json.dumps([*fields, self.limits.model_dump(mode="json")], ensure_ascii=True)
        return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class IdempotencyKey:
    """A subject's key, and the digest of the request that it stands for."""

    key: str
    request_sha256: str


@dataclass(frozen=True, slots=True)
class Run:
    """A run as the log lists it: the trajectory's head (no steps in it) and its sums."""

    head: Trajectory
    steps: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    last_event: int = 0

    @property
    def id(self) -> str:
        return self.head.run_id

    @property
    def ended(self) -> bool:
        return self.head.status in FINAL


def new_run_id() -> str:
    """Unguessable, and greater than every id that was made before: runs sort by it."""
    return f"{time.time_ns() // 1000:014x}{secrets.token_hex(8)}"


def now() -> datetime:
    return datetime.now(UTC)


def check_instruction(instruction: str) -> None:
    """Raises InstructionInvalid where there is nothing that a model could be asked."""
    if not instruction.strip():
        raise InstructionInvalid("the instruction is empty; say what to do")
    if len(instruction) > MAX_INSTRUCTION_CHARACTERS:
        raise InstructionInvalid(
            f"the instruction has {len(instruction)} characters; {MAX_INSTRUCTION_CHARACTERS} are allowed: "
            "put long material into a file of the workspace"
        )
    if any((ord(letter) < 32 and letter not in "\t\n\r") or 0x7F <= ord(letter) < 0xA0 for letter in instruction):
        raise InstructionInvalid("the instruction holds control characters; send plain text")


def limits_of(asked: Mapping[str, int], defaults: Limits) -> Limits:
    """The limits of a run: what is asked for, the default where that is zero. Raises RequestInvalid."""
    try:
        return Limits.model_validate({**defaults.model_dump(), **{k: v for k, v in asked.items() if v}})
    except ValidationError as error:
        raise RequestInvalid(f"limits.{_first_line(error)}") from error


def aids_of(asked: Mapping[str, object], defaults: Aids) -> Aids:
    """The aids of a run: what is asked for over the defaults. Raises RequestInvalid."""
    try:
        return Aids.model_validate({**defaults.model_dump(), **asked})
    except ValidationError as error:
        raise RequestInvalid(f"aids.{_first_line(error)}") from error


def parse_checker(document: bytes) -> Checker | None:
    """A checker's JSON, none where it is empty. Raises RequestInvalid."""
    if not document:
        return None
    try:
        return Checker.model_validate_json(document)
    except ValidationError as error:
        raise RequestInvalid(f"checker.{_first_line(error)}") from error


def _first_line(error: ValueError) -> str:
    if isinstance(error, ValidationError):
        first = error.errors(include_input=False, include_url=False)[0]
        return f"{'.'.join(str(part) for part in first['loc'])}: {first['msg']}"
    return str(error)

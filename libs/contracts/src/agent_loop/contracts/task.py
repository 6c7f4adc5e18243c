"""A task: an instruction, the tree that it starts from, and the checker that judges where it ends."""

import base64
import hashlib
import io
import posixpath
import tarfile
from collections.abc import Sequence
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from agent_loop.contracts.trajectory import Phase, Step


class _Message(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class TreeEntry(_Message):
    """One path of a tree. A file has `text` or `base64`, a link a `target`, a folder nothing."""

    path: str = Field(min_length=1, max_length=4096)
    type: Literal["file", "directory", "link"] = "file"
    mode: int = Field(default=0, ge=0, le=0o7777, description="0: 0644 for a file, 0755 for a folder.")
    mtime: float | None = Field(default=None, description="Seconds since the epoch; none: now.")
    text: str | None = None
    base64: str | None = None
    target: str | None = None

    @field_validator("path")
    @classmethod
    def _beneath_the_root(cls, path: str) -> str:
        if path.startswith("/") or "\0" in path or posixpath.normpath(path).startswith(".."):
            raise ValueError("a path of a tree is relative, without NUL, and does not leave the tree")
        return path

    @model_validator(mode="after")
    def _one_content(self) -> Self:
        if self.type == "link" and not self.target:
            raise ValueError(f"{self.path}: a link needs a target")
        if self.type != "file" and (self.text is not None or self.base64 is not None):
            raise ValueError(f"{self.path}: only a file has content")
        if self.text is not None and self.base64 is not None:
            raise ValueError(f"{self.path}: text or base64, not both")
        return self

    @property
    def content(self) -> bytes:
        """A file's bytes. Raises ValueError where `base64` is not base64."""
        if self.base64 is not None:
            return base64.b64decode(self.base64, validate=True)
        return (self.text or "").encode()


class TreeManifest(_Message):
    """A tree of files as data."""

    entries: list[TreeEntry] = Field(default_factory=list, max_length=100_000)

    @property
    def sha256(self) -> str:
        """Over the canonical JSON: the same tree has the same digest."""
        ordered = sorted(self.entries, key=lambda entry: entry.path)
        return hashlib.sha256(TreeManifest(entries=ordered).model_dump_json().encode()).hexdigest()

    def archive(self) -> bytes:
        """The tree as an uncompressed tar archive."""
        buffer = io.BytesIO()
        with tarfile.open(fileobj=buffer, mode="w", format=tarfile.PAX_FORMAT) as tar:
            for entry in self.entries:
                info = tarfile.TarInfo(entry.path)
                info.mode = entry.mode or (0o755 if entry.type == "directory" else 0o644)
                info.mtime = entry.mtime if entry.mtime is not None else 0
                if entry.type == "directory":
                    info.type = tarfile.DIRTYPE
                elif entry.type == "link":
                    info.type, info.linkname = tarfile.SYMTYPE, entry.target or ""
                else:
                    info.size = len(entry.content)
                tar.addfile(info, io.BytesIO(entry.content) if entry.type == "file" else None)
        return buffer.getvalue()


class Checker(_Message):
    """A program that judges an end state: run in a fresh sandbox in a copy of it; exit status 0 is success.

    What it prints is the verdict's detail. On its standard input stands one JSON object, `Said`: what the run told.
    Python finds no module of the workspace: PYTHONSAFEPATH and PYTHONNOUSERSITE are set, for what it starts, too.
    """

    interpreter: Literal["python", "bash"] = "python"
    program: str = Field(min_length=1, max_length=1_000_000)
    timeout_seconds: float = Field(default=20, gt=0, le=600)


class Said(_Message):
    """What a run told, for a checker that judges an answer: UTF-8 JSON on the checker's standard input."""

    answer: str = ""
    """The words that it finished with."""
    output: str = ""
    """The standard output of its last EXECUTE action."""

    @classmethod
    def by(cls, steps: Sequence[Step], answer: str) -> "Said":
        """What a run with these steps told that finished with `answer`."""
        acted = [step.observation for step in steps if step.phase is Phase.EXECUTE and step.observation]
        return cls(answer=answer, output=acted[-1].stdout if acted else "")


class Task(_Message):
    """What a run is asked and how it is judged."""

    id: str
    family: str
    instruction: str = Field(min_length=1)
    tree: TreeManifest
    checker: Checker
    seed: int | None = None
    difficulty: int | None = Field(default=None, ge=0, description="As its suite grades it; 0 is the easiest.")
    split: Literal["train", "validation", "heldout"] | None = Field(
        default=None, description="Which wordings the instruction comes from."
    )
    mounts: dict[str, str] = Field(
        default_factory=dict,
        max_length=16,
        description="Absolute path inside the sandbox -> the part of the tree that is shown there, writable.",
    )

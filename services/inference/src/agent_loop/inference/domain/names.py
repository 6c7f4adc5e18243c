"""Names of models and digests of blobs. Both end up in paths, so both are parsed, never trusted."""

import re
from dataclasses import dataclass
from typing import Self

from agent_loop.inference.domain.errors import InvalidDigest, InvalidModelName

_NAMESPACE = r"[A-Za-z0-9_][A-Za-z0-9_-]{0,79}"
_PART = r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,79}"
_NAME = re.compile(rf"(?P<model>(?:{_NAMESPACE}/)?{_PART})(?::(?P<tag>{_PART}))?", re.ASCII)
_DIGEST = re.compile(r"sha256[:-](?P<hex>[0-9a-f]{64})", re.ASCII)

DEFAULT_TAG = "latest"


@dataclass(frozen=True, order=True)
class ModelName:
    """`[namespace/]model:tag`, the tag `latest` where none is given."""

    model: str
    tag: str = DEFAULT_TAG

    @classmethod
    def parse(cls, text: str) -> Self:
        """Raises InvalidModelName for anything but letters, digits and `_.-` in at most one namespace."""
        match = _NAME.fullmatch(text)
        if match is None:
            raise InvalidModelName
        return cls(match["model"], match["tag"] or DEFAULT_TAG)

    def __str__(self) -> str:
        return f"{self.model}:{self.tag}"


@dataclass(frozen=True, order=True)
class Digest:
    """A SHA-256 digest, kept as its 64 hexadecimal digits."""

    hex: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Raises InvalidDigest unless the text is `sha256:<64 lower-case hexadecimal digits>`."""
        match = _DIGEST.fullmatch(text)
        if match is None:
            raise InvalidDigest
        return cls(match["hex"])

    def __str__(self) -> str:
        return f"sha256:{self.hex}"

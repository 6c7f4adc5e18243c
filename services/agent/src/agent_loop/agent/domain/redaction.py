"""Secrets are taken out of everything that is stored, also where text comes in pieces."""

import re
from typing import Any, TypeVar

from pydantic import BaseModel

from agent_loop.contracts.trajectory import redact

MessageT = TypeVar("MessageT", bound=BaseModel)

_WORD = re.compile(r"\S+\s*")
_BLOCK_BEGIN, _BLOCK_END = "-----BEGIN", re.compile(r"-----END [A-Z ]{0,60}-----")
_HELD_WORDS = 3
_MOST_HELD = 12_000


def redact_message(message: MessageT) -> tuple[MessageT, int]:
    """`message` with every string in it redacted, and how many secrets were taken out."""
    hits = 0

    def clean(value: Any) -> Any:
        nonlocal hits
        match value:
            case str():
                text, found = redact(value)
                hits += found
                return text
            case dict():
                return {key: clean(inner) for key, inner in value.items()}
            case list():
                return [clean(inner) for inner in value]
        return value

    document = clean(message.model_dump(mode="json"))
    return (type(message).model_validate(document), hits) if hits else (message, 0)


class RedactedStream:
    """Redacts text that comes in pieces: a secret that is cut in two by the pieces' ends is found all the same.

    The last three words are held back until more came or the stream ended, since a secret may begin in them.
    """

    def __init__(self) -> None:
        self._held = ""

    def feed(self, text: str) -> str:
        """What may be shown now."""
        self._held += text
        cut = self._safe_cut()
        ready, self._held = self._held[:cut], self._held[cut:]
        return redact(ready)[0]

    def end(self) -> str:
        """The rest."""
        ready, self._held = self._held, ""
        return redact(ready)[0]

    def _safe_cut(self) -> int:
        if len(self._held) > _MOST_HELD:
            return len(self._held)
        starts = [match.start() for match in _WORD.finditer(self._held)][: 1 - _HELD_WORDS]
        begin = self._held.rfind(_BLOCK_BEGIN)
        if begin >= 0 and not _BLOCK_END.search(self._held, begin):
            starts = [start for start in starts if start <= begin]
        whole = redact(self._held)[0]
        for cut in reversed(starts[-8:]):
            if redact(self._held[:cut])[0] + redact(self._held[cut:])[0] == whole:
                return cut
        return 0

"""Revoked tokens in a file, one id a line, shared by the gateway and the command that revokes."""

import os
from pathlib import Path

from agent_loop.gateway.domain import MAX_SUBJECT_CHARACTERS


class FileRevocationList:
    """Appends with fsync; reads the file anew when it has changed."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._seen: tuple[int, int] | None = None
        self._revoked: frozenset[str] = frozenset()

    def revoke(self, token_id: str) -> None:
        if not 0 < len(token_id) <= MAX_SUBJECT_CHARACTERS or not token_id.isprintable():
            raise ValueError(f"a token's id is one line of up to {MAX_SUBJECT_CHARACTERS} printable characters")
        self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(descriptor, f"{token_id}\n".encode())
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def revoked(self, token_id: str) -> bool:
        try:
            status = self._path.stat()
        except FileNotFoundError:
            return False
        seen = (status.st_size, status.st_mtime_ns)
        if seen != self._seen:
            self._revoked = frozenset(self._path.read_text(encoding="utf-8").splitlines())
            self._seen = seen
        return token_id in self._revoked

"""Revoked tokens in memory."""

from agent_loop.gateway.domain import MAX_SUBJECT_CHARACTERS


class InMemoryRevocationList:
    """Forgets with its process."""

    def __init__(self) -> None:
        self._revoked: set[str] = set()

    def revoke(self, token_id: str) -> None:
        if not 0 < len(token_id) <= MAX_SUBJECT_CHARACTERS or not token_id.isprintable():
            raise ValueError(f"a token's id is one line of up to {MAX_SUBJECT_CHARACTERS} printable characters")
        self._revoked.add(token_id)

    def revoked(self, token_id: str) -> bool:
        return token_id in self._revoked

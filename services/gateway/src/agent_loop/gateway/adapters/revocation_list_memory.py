"""Revoked tokens in memory."""


class InMemoryRevocationList:
    """Forgets with its process."""

    def __init__(self) -> None:
        self._revoked: set[str] = set()

    def revoke(self, token_id: str) -> None:
        self._revoked.add(token_id)

    def revoked(self, token_id: str) -> bool:
        return token_id in self._revoked

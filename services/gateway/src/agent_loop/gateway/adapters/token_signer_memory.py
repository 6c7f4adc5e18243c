"""Tokens that a table remembers."""

from collections.abc import Mapping


class InMemoryTokenSigner:
    """Hands out numbered tokens and keeps what they claim."""

    def __init__(self) -> None:
        self.ready = False
        self.signed: dict[str, Mapping[str, object]] = {}

    def ensure(self) -> None:
        self.ready = True

    def sign(self, claims: Mapping[str, object]) -> str:
        token = f"token-{len(self.signed) + 1}"
        self.signed[token] = dict(claims)
        return token

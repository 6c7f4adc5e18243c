"""Tokens from a table."""

from collections.abc import Mapping

from agent_loop.gateway.domain import Caller, TokenRefused


class InMemoryTokenVerifier:
    """Knows the tokens that it was given, and nothing of signatures."""

    def __init__(self, callers: Mapping[str, Caller]) -> None:
        self.callers = callers

    async def verify(self, token: str) -> Caller:
        if token not in self.callers:
            raise TokenRefused("the token's signature is wrong")
        return self.callers[token]

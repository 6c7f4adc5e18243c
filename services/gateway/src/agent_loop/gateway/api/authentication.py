"""Bearer tokens: who calls, asked for once per request."""

from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import Depends
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from agent_loop.chassis.http import ProblemRaised
from agent_loop.contracts import problems
from agent_loop.gateway.domain import Caller, Scope, ScopeMissing, TokenRefused
from agent_loop.gateway.use_cases import Authenticate

_bearer = HTTPBearer(auto_error=False, bearerFormat="JWT", description="A token of `agent-loop token`.")
Credentials = Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]


class Gate:
    """Makes the dependency that a route asks for its caller."""

    def __init__(self, authenticate: Authenticate) -> None:
        self.authenticate = authenticate

    def __call__(self, scope: Scope) -> Callable[[HTTPAuthorizationCredentials | None], Awaitable[Caller]]:
        async def caller(credentials: Credentials) -> Caller:
            if credentials is None:
                raise _unauthenticated("send `Authorization: Bearer <token>`; `agent-loop token` prints one")
            try:
                return await self.authenticate(credentials.credentials, scope)
            except TokenRefused as error:
                raise _unauthenticated(str(error)) from error
            except ScopeMissing as error:
                challenge = f'Bearer error="insufficient_scope", scope="{scope}"'
                raise ProblemRaised(problems.FORBIDDEN, str(error), {"www-authenticate": challenge}) from error

        return caller


def _unauthenticated(detail: str) -> ProblemRaised:
    return ProblemRaised(problems.UNAUTHENTICATED, detail, {"www-authenticate": 'Bearer error="invalid_token"'})

"""Bearer tokens: who calls, asked for once per request."""

from collections.abc import Awaitable, Callable, Coroutine
from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.responses import Response
from fastapi.routing import APIRoute
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
            try:
                return await self.authenticate(_shown(credentials), scope)
            except TokenRefused as error:
                raise _unauthenticated(error) from error
            except ScopeMissing as error:
                challenge = f'Bearer error="insufficient_scope", scope="{scope}"'
                raise ProblemRaised(problems.FORBIDDEN, str(error), {"www-authenticate": challenge}) from error

        return caller

    def token_first(self) -> type[APIRoute]:
        """The class of routes that take a body: FastAPI would read it before it asks who sends it."""
        authenticate = self.authenticate

        class TokenFirst(APIRoute):
            def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
                answer = super().get_route_handler()

                async def guarded(request: Request) -> Response:
                    try:
                        await authenticate.holder(_shown(await _bearer(request)))
                    except TokenRefused as error:
                        raise _unauthenticated(error) from error
                    return await answer(request)

                return guarded

        return TokenFirst


def _shown(credentials: HTTPAuthorizationCredentials | None) -> str:
    if credentials is None:
        raise TokenRefused("send `Authorization: Bearer <token>`; `agent-loop token` prints one")
    return credentials.credentials


def _unauthenticated(error: TokenRefused) -> ProblemRaised:
    return ProblemRaised(problems.UNAUTHENTICATED, str(error), {"www-authenticate": 'Bearer error="invalid_token"'})

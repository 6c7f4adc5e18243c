"""Keeps web pages out: there is no token here, so a page in a local browser must not reach the models."""

import socket
from collections.abc import Collection
from ipaddress import ip_address

from starlette.datastructures import Headers
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send


class BrowserGuard:
    """Answers 403 to origins that are not allowed and, bound to loopback, to foreign host names (DNS rebinding)."""

    def __init__(self, app: ASGIApp, host: str, origins: Collection[str]) -> None:
        self.app = app
        self._origins = frozenset(origins)
        self._is_local = _is_loopback(host)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pure ASGI."""
        refusal = self._refusal(Headers(scope=scope)) if scope["type"] == "http" else ""
        answer = JSONResponse({"error": refusal}, 403) if refusal else self.app
        await answer(scope, receive, send)

    def _refusal(self, headers: Headers) -> str:
        origin = headers.get("origin")
        if origin is not None and origin not in self._origins:
            return "this origin is not allowed: add it to INFERENCE_CORS_ORIGINS"
        name = headers.get("host", "").rpartition("]")[0].removeprefix("[") or headers.get("host", "").partition(":")[0]
        if self._is_local and name and not _is_loopback(name) and name != socket.gethostname():
            return "this host name is not this machine's"
        return ""


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False

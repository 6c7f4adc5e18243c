"""The gateway over in-memory adapters, served on a free port of the loopback interface."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from fastapi import FastAPI

from agent_loop.chassis.http import listen, running
from agent_loop.gateway.adapters.agent_memory import InMemoryAgent
from agent_loop.gateway.adapters.machine_memory import InMemoryMachine
from agent_loop.gateway.adapters.model_server_memory import InMemoryModelServer
from agent_loop.gateway.adapters.revocation_list_memory import InMemoryRevocationList
from agent_loop.gateway.adapters.token_verifier_memory import InMemoryTokenVerifier
from agent_loop.gateway.domain import Caller, Scope
from agent_loop.gateway.main import assemble
from agent_loop.gateway.settings import Settings
from agent_loop.gateway.use_cases import Authenticate

FAR = 4e9


def callers() -> dict[str, Caller]:
    """ada and bob may do everything; `only:<scope>` may do one thing."""
    everything = frozenset(scope.value for scope in Scope)
    one = {f"only:{scope}": Caller("ada", frozenset({scope.value}), FAR) for scope in Scope}
    return {"ada": Caller("ada", everything, FAR, "ada-1"), "bob": Caller("bob", everything, FAR), **one}


def settings(home: Path, **changes: Any) -> Settings:
    return Settings(_env_file=None, home=home, **changes)  # type: ignore[call-arg]


@dataclass
class InMemoryGateway:
    """What a test arranges and looks at."""

    settings: Settings
    agent: InMemoryAgent = field(default_factory=InMemoryAgent)
    models: InMemoryModelServer = field(default_factory=InMemoryModelServer)
    revocations: InMemoryRevocationList = field(default_factory=InMemoryRevocationList)
    machine: InMemoryMachine = field(default_factory=InMemoryMachine)
    url: str = ""

    def app(self) -> FastAPI:
        authenticate = Authenticate(InMemoryTokenVerifier(callers()), self.revocations)
        return assemble(self.settings, self.agent, self.models, authenticate, self.machine)

    @asynccontextmanager
    async def called(self) -> AsyncIterator["Client"]:
        """Call it in this process, each answer read whole; ada's client."""
        transport = httpx.ASGITransport(self.app())
        async with httpx.AsyncClient(transport=transport, base_url="http://gateway") as http:
            yield Client(http, "ada")

    @asynccontextmanager
    async def served(self) -> AsyncIterator["Client"]:
        """Serve it on a port, for streams; ada's client."""
        listener = listen("127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        async with running(self.app(), self.settings, listener), httpx.AsyncClient(base_url=self.url) as http:
            yield Client(http, "ada")


class Client:
    """One user's requests; problems are answers, not exceptions."""

    def __init__(self, http: httpx.AsyncClient, token: str | None) -> None:
        self.http = http
        self._token = token

    def as_user(self, token: str | None) -> "Client":
        return Client(self.http, token)

    def headers(self) -> dict[str, str]:
        return {"authorization": f"Bearer {self._token}"} if self._token else {}

    async def __call__(
        self, method: str, path: str, headers: dict[str, str] | None = None, **more: Any
    ) -> httpx.Response:
        return await self.http.request(method, path, headers={**self.headers(), **(headers or {})}, **more)

    async def get(self, path: str, **more: Any) -> httpx.Response:
        return await self("GET", path, **more)

    async def post(self, path: str, body: Any = None, headers: dict[str, str] | None = None) -> httpx.Response:
        """Python's JSON, which can say more than httpx's: lone surrogates."""
        sent = {"content-type": "application/json", **(headers or {})}
        return await self("POST", path, headers=sent, content=json.dumps(body).encode())

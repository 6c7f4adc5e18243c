"""The gateway as a client sees it: HTTP with a token, and problems as errors of the command line."""

import asyncio
import json
import os
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from http import HTTPStatus
from pathlib import Path
from typing import Any, Self
from urllib.parse import quote, urlsplit

import aiohttp
from google.protobuf import json_format

from agent_loop.chassis.cli import BadInput, CommandFailed, Missing, Unreachable, called
from agent_loop.chassis.processes.home import Home, read_object, write_private
from agent_loop.chassis.processes.launch import running
from agent_loop.contracts.agent.v1.agent_pb2 import Change, Run, RunEvent
from agent_loop.gateway.cli.events import parse_events
from agent_loop.gateway.cli.settings import ClientSettings

_PATIENCE_SECONDS = 60.0
_SILENCE_SECONDS = 60.0
_RETRY_SECONDS = 0.3
_THIS_MACHINE = ("127.0.0.1", "::1", "localhost")
"""Where a token that this machine's key signs may be sent."""


class ConnectionLost(Exception):
    """The gateway did not answer, or stopped in the middle of it."""


class NothingMore(Exception):
    """The run is finished and all its events were seen."""


class Gateway:
    """One gateway with one token. Enter it to connect."""

    def __init__(self, url: str, token: str, patience_seconds: float = _PATIENCE_SECONDS) -> None:
        self.url = url.rstrip("/")
        self._token = token
        self._patience = patience_seconds

    async def __aenter__(self) -> Self:
        timeout = aiohttp.ClientTimeout(total=None, connect=10, sock_read=_SILENCE_SECONDS)
        self._session = aiohttp.ClientSession(headers={"Authorization": f"Bearer {self._token}"}, timeout=timeout)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._session.close()

    async def start(self, body: Mapping[str, Any], idempotency_key: str) -> Run:
        """Start a run. The key makes it safe to send again, so a connection that breaks is tried once more."""
        headers = {"Idempotency-Key": idempotency_key}
        try:
            return _run(await self._json("POST", "/v1/runs", json=body, headers=headers))
        except ConnectionLost:
            return _run(await self._json("POST", "/v1/runs", json=body, headers=headers))

    async def run(self, run_id: str) -> Run:
        return _run(await self._json("GET", f"/v1/runs/{_part(run_id)}"))

    async def runs(self, limit: int) -> list[Run]:
        """The newest runs, newest first."""
        found: list[Run] = []
        token = ""
        while len(found) < limit:
            query = {"page_size": str(min(limit - len(found), 200))} | ({"page_token": token} if token else {})
            page = await self._json("GET", "/v1/runs", params=query)
            found += [_run(row) for row in page["runs"]]
            token = page.get("next_page_token") or ""
            if not token:
                break
        return found

    async def cancel(self, run_id: str) -> None:
        await self._json("POST", f"/v1/runs/{_part(run_id)}/cancel")

    async def trajectory(self, run_id: str) -> dict[str, Any]:
        """The trajectory document."""
        return dict(await self._json("GET", f"/v1/runs/{_part(run_id)}/trajectory"))

    async def changes(self, run_id: str) -> list[Change]:
        """The paths that the run changed."""
        answer = await self._json("GET", f"/v1/runs/{_part(run_id)}/files")
        rows = answer if isinstance(answer, list) else answer.get("changes", [])
        return [json_format.ParseDict(row, Change(), ignore_unknown_fields=True) for row in rows]

    async def read(self, run_id: str, path: str) -> bytes:
        """One changed file as the run left it."""
        return await self._bytes(f"/v1/runs/{_part(run_id)}/files/{quote(path)}")

    async def diff(self, run_id: str) -> str:
        return (await self._bytes(f"/v1/runs/{_part(run_id)}/diff")).decode(errors="replace")

    async def models(self) -> list[dict[str, Any]]:
        answer = await self._json("GET", "/v1/models")
        return list(answer if isinstance(answer, list) else answer["models"])

    async def chat(self, body: Mapping[str, Any]) -> AsyncIterator[dict[str, Any]]:
        """The lines of Ollama's chat API."""
        async with self._request("POST", "/ollama/chat", json=body) as response:
            rest = b""
            async for piece in _pieces(response):
                *lines, rest = (rest + piece).split(b"\n")
                for line in lines:
                    yield json.loads(line)

    async def watch(self, run_id: str, after: int = 0) -> AsyncIterator[RunEvent]:
        """The run's events until it is finished. A connection that breaks is made again, and goes on where it was.

        Raises Unreachable after a minute without an answer; the run goes on without us.
        """
        now = asyncio.get_running_loop().time
        last, deadline, lost = after, now() + self._patience, "the gateway ends the stream"
        while now() < deadline:
            try:
                async for event in self._watch_once(run_id, last):
                    yield event
                    last, deadline = event.id, now() + self._patience
                    if event.WhichOneof("event") == "run_finished":
                        return
            except NothingMore:
                return
            except (ConnectionLost, Unreachable) as error:
                lost = str(error)
            await asyncio.sleep(_RETRY_SECONDS)
        raise Unreachable(f"{lost}; the run goes on: {called()} runs show {run_id} --follow")

    async def _watch_once(self, run_id: str, after: int) -> AsyncIterator[RunEvent]:
        headers = {"Last-Event-ID": str(after), "Accept": "text/event-stream"}
        async with self._request("GET", f"/v1/runs/{_part(run_id)}/events", headers=headers) as response:
            if response.status == HTTPStatus.NO_CONTENT:
                raise NothingMore
            async for event in parse_events(_pieces(response)):
                yield json_format.Parse(event.data, RunEvent(), ignore_unknown_fields=True)

    async def _json(self, method: str, path: str, **request: Any) -> Any:
        async with self._request(method, path, **request) as response:
            body = await _whole(response)
        return json.loads(body) if body else {}

    async def _bytes(self, path: str) -> bytes:
        async with self._request("GET", path) as response:
            return await _whole(response)

    @asynccontextmanager
    async def _request(self, method: str, path: str, **request: Any) -> AsyncIterator[aiohttp.ClientResponse]:
        """An answer below 400. Raises ConnectionLost, or the command line's error for a problem."""
        try:
            response = await self._session.request(method, self.url + path, **request)
        except (aiohttp.ClientConnectionError, TimeoutError) as error:
            raise ConnectionLost(f"the gateway at {self.url} does not answer: {error}") from error
        async with response:
            if response.status >= 400:
                raise _error(response.status, await _whole(response))
            yield response


@asynccontextmanager
async def connected(settings: ClientSettings) -> AsyncIterator[Gateway]:
    """The gateway of this home, or the one that the environment names. Raises Unreachable and BadInput."""
    url = settings.url
    if url is None:
        stack = running(Home(settings.home))
        if stack is None:
            raise Unreachable(f"the stack does not run; start it with: {called()} up")
        url = stack.url
    if settings.token is None and urlsplit(url).hostname not in _THIS_MACHINE:
        raise BadInput("AGENT_LOOP_URL names another machine; set AGENT_LOOP_TOKEN to a token for it")
    token = settings.token.get_secret_value() if settings.token else local_token(settings.home)
    async with Gateway(url, token) as gateway:
        try:
            yield gateway
        except ConnectionLost as error:
            raise Unreachable(f"{error}; see: {called()} status") from error


def local_token(home: Path) -> str:
    """A token that this machine's own key signs, from the command that a person would use; kept until it is old."""
    kept = home / "client" / "token.json"
    known = read_object(kept)
    if _good(known, kept, home / "gateway" / "token-signing-key.pem"):
        return str(known["token"])
    argv = [sys.executable, "-m", "agent_loop.chassis", "token", "--ttl", "1d", "--json"]
    environment = os.environ | {"AGENT_LOOP_HOME": str(home)}
    done = subprocess.run(argv, env=environment, capture_output=True, text=True, timeout=60, check=False)
    if done.returncode != 0:
        raise Missing(f"no token could be made: {done.stderr.strip()}")
    minted = json.loads(done.stdout)
    kept.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_private(kept, json.dumps({"token": minted["token"], "until": time.time() + minted["expires_in"] / 2}))
    return str(minted["token"])


def _good(known: Mapping[str, Any], kept: Path, key: Path) -> bool:
    """Whether a kept token is young, and was made after the key."""
    try:
        return time.time() < float(known["until"]) and key.stat().st_mtime <= kept.stat().st_mtime
    except (KeyError, TypeError, ValueError, OSError):
        return False


async def _pieces(response: aiohttp.ClientResponse) -> AsyncIterator[bytes]:
    try:
        async for piece in response.content.iter_any():
            yield piece
    except (aiohttp.ClientError, TimeoutError) as error:
        raise ConnectionLost(f"the connection to the gateway broke: {error}") from error


async def _whole(response: aiohttp.ClientResponse) -> bytes:
    return b"".join([piece async for piece in _pieces(response)])


def _run(document: Mapping[str, Any]) -> Run:
    return json_format.ParseDict(dict(document), Run(), ignore_unknown_fields=True)


def _part(text: str) -> str:
    return quote(text, safe="")


def _error(status: int, body: bytes) -> CommandFailed:
    """The problem in words; what the caller sent wrong is bad input, what is down cannot be reached."""
    text = f"the gateway answered {status}: {_problem(body)}"
    if status in {HTTPStatus.BAD_GATEWAY, HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.GATEWAY_TIMEOUT}:
        return Unreachable(text)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR or status == HTTPStatus.TOO_MANY_REQUESTS:
        return CommandFailed(text)
    return BadInput(text)


def _problem(body: bytes) -> str:
    try:
        problem = json.loads(body)
        parts = [problem["title"], problem.get("detail")]
    except (ValueError, KeyError, TypeError, AttributeError):
        return body[:300].decode(errors="replace")
    return ": ".join(str(part) for part in parts if part)

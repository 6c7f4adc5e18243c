"""A server that speaks Ollama's HTTP API: Ollama, or the inference service."""

import json
from collections.abc import AsyncGenerator
from typing import Self

import aiohttp

from agent_loop.gateway.domain import ModelNotFound, ModelRequestRefused, ModelServerUnavailable
from agent_loop.gateway.ports import ModelCall

_PATHS = {"generate": "/api/generate", "chat": "/api/chat"}
_LINE_BYTES = 8 * 2**20


class OllamaModelServer:
    """Enter it to connect. A model may think for as long as it likes; a connection must come about in 2 s."""

    def __init__(self, url: str) -> None:
        self._url = url.rstrip("/")

    async def __aenter__(self) -> Self:
        self._http = aiohttp.ClientSession(
            timeout=aiohttp.ClientTimeout(total=None, connect=2, sock_connect=2),
            connector=aiohttp.TCPConnector(limit=0),
            read_bufsize=2**18,
            max_line_size=2**16,
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._http.close()

    async def version(self) -> str:
        try:
            timeout = aiohttp.ClientTimeout(total=1)
            async with self._http.get(f"{self._url}/api/version", timeout=timeout) as response:
                answer = await response.json(content_type=None)
                if response.status != 200 or not isinstance(answer, dict):
                    raise ModelServerUnavailable(f"{self._url} answers {response.status} to /api/version")
                return str(answer.get("version", ""))
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
            raise self._away(error) from error

    async def answer(self, call: ModelCall) -> AsyncGenerator[bytes, None]:
        try:
            async with self._http.post(self._url + _PATHS[call.kind], json=dict(call.body)) as response:
                if response.status != 200:
                    raise _refusal(response.status, await response.content.read(2**16))
                rest = b""
                async for chunk in response.content.iter_any():
                    *lines, rest = (rest + chunk).split(b"\n")
                    if len(rest) > _LINE_BYTES:
                        raise ModelServerUnavailable("the model server sends a line without end")
                    for line in lines:
                        if line.strip():
                            yield _checked(line)
                if rest.strip():
                    yield _checked(rest)
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise self._away(error) from error

    def _away(self, error: Exception) -> ModelServerUnavailable:
        return ModelServerUnavailable(
            f"the model server at {self._url} does not answer: {error or type(error).__name__}"
        )


def _checked(line: bytes) -> bytes:
    """The line, if it is a part of an answer: a failure in the middle of a stream comes as {"error": ...}."""
    try:
        part = json.loads(line)
    except ValueError as error:
        raise ModelServerUnavailable("the model server's answer is not JSON") from error
    if not isinstance(part, dict):
        raise ModelServerUnavailable("the model server's answer is no JSON object")
    if "error" in part:
        raise ModelServerUnavailable(f"the model server failed: {str(part['error'])[:500]}")
    return line.strip()


def _refusal(status: int, body: bytes) -> Exception:
    try:
        message = str(json.loads(body)["error"])[:500]
    except (ValueError, KeyError, TypeError):
        message = f"the model server answers {status}"
    if status == 404:
        return ModelNotFound(message)
    if 400 <= status < 500:
        return ModelRequestRefused(message)
    return ModelServerUnavailable(message)

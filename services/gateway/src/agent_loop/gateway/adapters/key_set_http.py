"""An issuer's JWKS URL."""

import json
from collections.abc import Mapping, Sequence

import aiohttp

from agent_loop.gateway.domain import KeysUnusable

_MAX_BYTES = 256 * 1024


class HttpKeySet:
    """Fetches over HTTPS, or over HTTP from this machine only; follows no redirects. Raises KeysUnusable."""

    def __init__(self, url: str) -> None:
        if not url.startswith(("https://", "http://127.0.0.1:", "http://localhost:", "http://[::1]:")):
            raise KeysUnusable(f"the JWKS URL must be https (or http on this machine): {url}")
        self._url = url

    async def fetch(self) -> Sequence[Mapping[str, object]]:
        try:
            async with (
                aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=5)) as http,
                http.get(self._url, allow_redirects=False) as response,
            ):
                if response.status != 200:
                    raise KeysUnusable(f"{self._url} answers {response.status}")
                body = bytearray()
                async for chunk in response.content.iter_any():
                    body += chunk
                    if len(body) > _MAX_BYTES:
                        raise KeysUnusable(f"{self._url} answers with more than {_MAX_BYTES} bytes")
                keys = json.loads(body)["keys"]
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError, KeyError, TypeError) as error:
            raise KeysUnusable(f"{self._url} gives no key set: {error or type(error).__name__}") from error
        if not isinstance(keys, list):
            raise KeysUnusable(f"{self._url} gives no list of keys")
        return [key for key in keys if isinstance(key, dict)]

"""Tokens judged with python-jose, which accepts more than it should when it is asked to choose.

It gets a key object that was loaded once and the one algorithm that our configuration gives to the token's `kid`;
the header is parsed and judged here first, and the claims by the domain.
"""

import asyncio
import base64
import binascii
import json
import re
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from jose import jwk, jws
from jose.backends.base import Key
from jose.exceptions import JOSEError

from agent_loop.gateway.domain import (
    MAX_TOKEN_BYTES,
    Caller,
    KeysUnusable,
    TokenPolicy,
    TokenRefused,
    caller_from_claims,
)
from agent_loop.gateway.ports import KeySet

MIN_SECRET_BYTES = 32
MIN_RSA_BITS = 2048

_KEY_TYPES = {
    **dict.fromkeys(("RS256", "RS384", "RS512"), "RSA"),
    **dict.fromkeys(("ES256", "ES384", "ES512"), "EC"),
    **dict.fromkeys(("HS256", "HS384", "HS512"), "oct"),
}
_CURVES = {"ES256": "secp256r1", "ES384": "secp384r1", "ES512": "secp521r1"}
_COMPACT = re.compile(r"([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)")
_HEADERS = {"alg", "kid", "typ"}


class VerificationKey:
    """One key, loaded once, with the only algorithm that it is good for. Raises KeysUnusable."""

    def __init__(self, kid: str, algorithm: str, material: str | Mapping[str, Any] | bytes) -> None:
        """`material` is PEM text, a JWK, or (HMAC only) the secret's bytes."""
        self.kid = kid
        self.algorithm = algorithm
        self.key = _load(kid, algorithm, material)


def _load(kid: str, algorithm: str, material: str | Mapping[str, Any] | bytes) -> Key:
    kind = _KEY_TYPES.get(algorithm)
    if kind is None:
        raise KeysUnusable(f"key {kid!r}: algorithm {algorithm!r} is none of {', '.join(_KEY_TYPES)}")
    if kind == "oct":
        material = _secret(kid, material)
    elif isinstance(material, bytes):
        raise KeysUnusable(f"key {kid!r}: give PEM text or a JWK, not bytes (DER)")
    elif isinstance(material, str):
        if not material.lstrip().startswith("-----BEGIN ") or "CERTIFICATE" in material[:64]:
            raise KeysUnusable(f"key {kid!r}: the PEM must be a key (-----BEGIN PUBLIC KEY-----)")
        material = material.strip()
    else:
        _check_jwk(kid, algorithm, kind, material)
        material = dict(material)
    try:
        key = jwk.construct(material, algorithm)
    except (JOSEError, ValueError, TypeError, KeyError) as error:
        raise KeysUnusable(f"key {kid!r} is no {algorithm} key: {error}") from error
    _check_strength(kid, algorithm, key)
    return key


def _secret(kid: str, material: str | Mapping[str, Any] | bytes) -> str:
    if isinstance(material, Mapping):
        _check_jwk(kid, "HS", "oct", material)
        try:
            text = str(material.get("k", ""))
            material = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        except (ValueError, binascii.Error) as error:
            raise KeysUnusable(f"key {kid!r}: k is not base64url") from error
    secret = material.encode() if isinstance(material, str) else material
    if len(secret) < MIN_SECRET_BYTES:
        raise KeysUnusable(f"key {kid!r}: the secret has {len(secret)} bytes, needs {MIN_SECRET_BYTES} or more")
    if b"-----BEGIN" in secret or secret.startswith((b"ssh-", b"ecdsa-")):
        raise KeysUnusable(f"key {kid!r}: a public key is no secret; name its algorithm (RS256, ES256)")
    return secret  # type: ignore[return-value]


def _check_jwk(kid: str, algorithm: str, kind: str, key: Mapping[str, Any]) -> None:
    if key.get("kty") != kind:
        raise KeysUnusable(f"key {kid!r}: kty must be {kind}, is {key.get('kty')!r}")
    if key.get("use", "sig") != "sig" or ("alg" in key and not str(key["alg"]).startswith(algorithm)):
        raise KeysUnusable(f"key {kid!r}: the JWK is meant for something else (use, alg)")


def _check_strength(kid: str, algorithm: str, key: Key) -> None:
    prepared = getattr(key, "prepared_key", None)
    if algorithm.startswith("RS") and getattr(prepared, "key_size", 0) < MIN_RSA_BITS:
        raise KeysUnusable(f"key {kid!r}: an RSA key needs {MIN_RSA_BITS} bits or more")
    if algorithm in _CURVES and getattr(getattr(prepared, "curve", None), "name", "") != _CURVES[algorithm]:
        raise KeysUnusable(f"key {kid!r}: {algorithm} needs the curve {_CURVES[algorithm]}")


class JoseTokenVerifier:
    """Verifies with the configured keys, and with an issuer's published ones where a key set is given.

    The key set is fetched when an unknown `kid` is met, and not again for `refetch_seconds`.
    """

    def __init__(
        self,
        policy: TokenPolicy,
        keys: Sequence[VerificationKey],
        *,
        key_set: KeySet | None = None,
        key_set_algorithm: str = "",
        refetch_seconds: float = 60,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._policy = policy
        self._keys = {key.kid: key for key in keys}
        if len(self._keys) != len(keys):
            raise KeysUnusable("two keys have the same kid")
        if not keys and key_set is None:
            raise KeysUnusable("there is no key to verify tokens with")
        if key_set is not None and _KEY_TYPES.get(key_set_algorithm) not in ("RSA", "EC"):
            raise KeysUnusable("a published key set needs one algorithm, RS256 or ES256 or the like")
        self._key_set = key_set
        self._key_set_algorithm = key_set_algorithm
        self._published: dict[str, VerificationKey] = {}
        self._refetch = refetch_seconds
        self._fetched = -float("inf")
        self._fetching = asyncio.Lock()
        self._clock = clock

    async def verify(self, token: str) -> Caller:
        if len(token) > MAX_TOKEN_BYTES:
            raise TokenRefused(f"the token is longer than {MAX_TOKEN_BYTES} bytes")
        header = _header(token)
        key = await self._key(header)
        try:
            payload: bytes = jws.verify(token, key.key, [key.algorithm])
            claims = json.loads(payload)
        except (JOSEError, ValueError, RecursionError) as error:
            raise TokenRefused("the token's signature is wrong") from error
        if not isinstance(claims, dict):
            raise TokenRefused("the token's claims are no JSON object")
        return caller_from_claims(claims, self._policy, self._clock())

    async def _key(self, header: Mapping[str, object]) -> VerificationKey:
        kid = header.get("kid")
        if not isinstance(kid, str):
            raise TokenRefused("the token names no kid")
        key = self._keys.get(kid) or self._published.get(kid) or await self._publish(kid)
        if key is None:
            raise TokenRefused("the token's kid is unknown")
        if header.get("alg") != key.algorithm:
            raise TokenRefused("the token's alg is not the one of its kid")
        return key

    async def _publish(self, kid: str) -> VerificationKey | None:
        if self._key_set is None:
            return None
        async with self._fetching:
            if kid not in self._published and self._clock() - self._fetched >= self._refetch:
                self._fetched = self._clock()
                try:
                    fetched = await self._key_set.fetch()
                except KeysUnusable as error:
                    raise TokenRefused("the token's kid is unknown, and the issuer's keys cannot be had") from error
                self._published = self._usable(fetched)
        return self._published.get(kid)

    def _usable(self, fetched: Sequence[Mapping[str, object]]) -> dict[str, VerificationKey]:
        usable = {}
        for published in fetched[:100]:
            kid = published.get("kid")
            if isinstance(kid, str) and kid not in self._keys and "d" not in published:
                try:
                    usable[kid] = VerificationKey(kid, self._key_set_algorithm, published)
                except KeysUnusable:
                    continue  # a set may hold keys for other purposes
        return usable


def _header(token: str) -> Mapping[str, object]:
    """The header. Members beside alg, kid and typ are refused: crit, jku, jwk, x5u, x5c change whom to trust."""
    parts = _COMPACT.fullmatch(token)
    if parts is None:
        raise TokenRefused("the token is not three base64url parts")
    encoded = parts.group(1)
    try:
        decoded = base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4))
        header = json.loads(decoded, object_pairs_hook=_once)
    except (ValueError, RecursionError) as error:
        raise TokenRefused("the token's header is not JSON") from error
    if not isinstance(header, dict):
        raise TokenRefused("the token's header is no JSON object")
    if extra := header.keys() - _HEADERS:
        raise TokenRefused(f"the token's header holds more than alg, kid and typ: {min(extra)[:40]!r}")
    if str(header.get("typ", "JWT")).upper() not in ("JWT", "AT+JWT"):
        raise TokenRefused("the token's typ is not JWT")
    return header


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    if len({name for name, _ in pairs}) != len(pairs):
        raise ValueError("a member stands twice")
    return dict(pairs)

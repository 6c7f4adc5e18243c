"""Keys and tokens, good and forged, made without the code under test."""

import base64
import hashlib
import hmac
import json
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

NOW = 1_800_000_000
ISSUER = "https://issuer.example"
AUDIENCE = "agent-loop"
SECRET = b"0123456789abcdef0123456789abcdef"


@cache
def rsa_key(bits: int = 2048) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=bits)


@cache
def ec_key(number: int = 0) -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


def public_pem(key: Any) -> str:
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def public_der(key: Any) -> bytes:
    return key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def public_jwk(key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey, kid: str, **members: Any) -> dict[str, Any]:
    if isinstance(key, rsa.RSAPrivateKey):
        numbers = key.public_key().public_numbers()
        modulus = numbers.n.to_bytes((numbers.n.bit_length() + 7) // 8, "big")
        return {"kty": "RSA", "kid": kid, "n": b64(modulus), "e": b64(numbers.e.to_bytes(3, "big")), **members}
    point = key.public_key().public_numbers()
    x, y = (b64(value.to_bytes(32, "big")) for value in (point.x, point.y))
    return {"kty": "EC", "crv": "P-256", "kid": kid, "x": x, "y": y, **members}


def b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def claims(**changes: Any) -> dict[str, Any]:
    """Good claims; a change to None leaves the claim out."""
    good = {"iss": ISSUER, "aud": AUDIENCE, "sub": "ada", "iat": NOW - 5, "exp": NOW + 300, "jti": "t1"}
    return {name: value for name, value in {**good, "scope": "runs:read", **changes}.items() if value is not None}


@dataclass
class Signer:
    """Signs whatever it is given."""

    alg: str
    key: Any
    kid: str = "k1"
    header: dict[str, Any] = field(default_factory=dict)

    def token(self, payload: dict[str, Any] | bytes | None = None, **header: Any) -> str:
        """A header member of None is left out."""
        full = {"alg": self.alg, "typ": "JWT", "kid": self.kid, **self.header, **header}
        head = json.dumps({name: value for name, value in full.items() if value is not None}).encode()
        return self.raw(head, payload)

    def raw(self, head: bytes, payload: dict[str, Any] | bytes | None = None) -> str:
        body = payload if isinstance(payload, bytes) else json.dumps(claims() if payload is None else payload).encode()
        signed = f"{b64(head)}.{b64(body)}"
        return f"{signed}.{b64(self._signature(signed.encode()))}"

    def _signature(self, data: bytes) -> bytes:
        if self.alg.startswith("RS"):
            return self.key.sign(data, padding.PKCS1v15(), hashes.SHA256())
        if self.alg.startswith("ES"):
            r, s = decode_dss_signature(self.key.sign(data, ec.ECDSA(hashes.SHA256())))
            return r.to_bytes(32, "big") + s.to_bytes(32, "big")
        if self.alg.startswith("HS"):
            return hmac.new(self.key, data, hashlib.sha256).digest()
        return b""

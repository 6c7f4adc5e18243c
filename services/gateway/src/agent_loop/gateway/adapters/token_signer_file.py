"""The local signing key and the keys file that the gateway verifies with, below one folder."""

import hashlib
import json
import os
import secrets
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from jose import jwk, jws
from jose.backends.base import Key

from agent_loop.gateway.domain import KeysUnusable

ALGORITHM = "ES256"
SIGNING_KEY = "token-signing-key.pem"
KEYS = "jwt-keys.json"


class FileTokenSigner:
    """An ES256 key made at first use with mode 0600; of two processes that make one at once, one wins for both."""

    def __init__(self, folder: Path, issuer: str, audience: str) -> None:
        self._folder = folder
        self._issuer = issuer
        self._audience = audience

    @property
    def keys_file(self) -> Path:
        """What the gateway verifies with: the public half. A person may add keys to it."""
        return self._folder / KEYS

    def ensure(self) -> None:
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            signing_key = self._folder / SIGNING_KEY
            if not signing_key.exists():
                private = ec.generate_private_key(ec.SECP256R1())
                pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
                _publish(signing_key, pem)
            if not self.keys_file.exists():
                _publish(self.keys_file, self._public().encode())
        except OSError as error:
            raise KeysUnusable(f"cannot keep a signing key in {self._folder}: {error}") from error

    def sign(self, claims: Mapping[str, object]) -> str:
        _, kid = self._loaded
        return jws.sign(dict(claims), self._key, headers={"kid": kid}, algorithm=ALGORITHM)

    def _public(self) -> str:
        private, kid = self._loaded
        pem = private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
        entry = {"kid": kid, "alg": ALGORITHM, "pem": pem}
        return json.dumps({"issuer": self._issuer, "audience": self._audience, "keys": [entry]}, indent=2) + "\n"

    @cached_property
    def _key(self) -> Key:
        private, _ = self._loaded
        pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        return jwk.construct(pem, ALGORITHM)

    @cached_property
    def _loaded(self) -> tuple[ec.EllipticCurvePrivateKey, str]:
        path = self._folder / SIGNING_KEY
        try:
            if path.stat().st_mode & 0o077:
                raise KeysUnusable(f"{path} can be read by others; run: chmod 600 '{path}'")
            private = load_pem_private_key(path.read_bytes(), password=None)
        except FileNotFoundError as error:
            raise KeysUnusable(f"{path} is missing; the gateway's first start makes it") from error
        except (OSError, ValueError, TypeError) as error:
            raise KeysUnusable(f"{path} is no private key: {error}. Remove it and {KEYS} to make new ones") from error
        if not isinstance(private, ec.EllipticCurvePrivateKey):
            raise KeysUnusable(f"{path} is no EC key. Remove it and {KEYS} to make new ones")
        public = private.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        return private, f"local-{hashlib.sha256(public).hexdigest()[:16]}"


def _publish(path: Path, content: bytes) -> None:
    """Write the file whole with mode 0600, unless another process was first."""
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(temporary, path)
        except FileExistsError:
            return
    finally:
        temporary.unlink()

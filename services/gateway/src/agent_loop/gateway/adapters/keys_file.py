"""The file that says which keys verify tokens, and for whom they must be meant."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from agent_loop.gateway.adapters.key_set_http import HttpKeySet
from agent_loop.gateway.adapters.token_verifier_jose import JoseTokenVerifier, VerificationKey
from agent_loop.gateway.domain import KeysUnusable, TokenPolicy

Name = Annotated[str, Field(min_length=1, max_length=200)]


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid")
    kid: Name
    alg: Name
    pem: str | None = None
    jwk: dict[str, Any] | None = None
    secret_file: Path | None = None

    @model_validator(mode="after")
    def _one_material(self) -> Self:
        if sum(part is not None for part in (self.pem, self.jwk, self.secret_file)) != 1:
            raise ValueError("give exactly one of pem, jwk and secret_file")
        return self

    def load(self, folder: Path) -> VerificationKey:
        material: str | Mapping[str, Any] | bytes | None = self.pem or self.jwk
        if self.secret_file is not None:
            material = _secret(folder / self.secret_file)
        return VerificationKey(self.kid, self.alg, material or "")


class _Published(BaseModel):
    model_config = ConfigDict(extra="forbid")
    url: Name
    alg: Name


class _Keys(BaseModel):
    model_config = ConfigDict(extra="forbid")
    issuer: Name
    audience: Name
    keys: list[_Entry] = Field(default=[], max_length=100)
    jwks: _Published | None = None


def load_verifier(path: Path, leeway_seconds: float) -> JoseTokenVerifier:
    """Read the keys once. Raises KeysUnusable with the file, the key and the reason."""
    try:
        keys = _Keys.model_validate(json.loads(path.read_bytes()))
        loaded = [entry.load(path.parent) for entry in keys.keys]
        return JoseTokenVerifier(
            TokenPolicy(keys.issuer, keys.audience, leeway_seconds),
            loaded,
            key_set=HttpKeySet(keys.jwks.url) if keys.jwks else None,
            key_set_algorithm=keys.jwks.alg if keys.jwks else "",
        )
    except FileNotFoundError as error:
        raise KeysUnusable(f"{error.filename} is missing") from error
    except ValidationError as error:
        first = error.errors(include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise KeysUnusable(f"{path}: {where}: {first['msg']}") from error
    except KeysUnusable as error:
        raise KeysUnusable(f"{path}: {error}") from error
    except (OSError, ValueError) as error:
        raise KeysUnusable(f"{path}: {error}") from error


def _secret(path: Path) -> bytes:
    if path.stat().st_mode & 0o007:
        raise KeysUnusable(f"{path} can be read by everyone; run: chmod 600 '{path}'")
    return path.read_bytes().rstrip(b"\r\n")

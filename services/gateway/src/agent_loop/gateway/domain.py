"""Who calls, what they may do, and what can go wrong. No I/O."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

MAX_TOKEN_BYTES = 8 * 1024
MAX_SUBJECT_CHARACTERS = 200
_END_OF_TIME = 2**53
"""Seconds; a larger whole number has no float of its own, and a far larger one has none at all."""


class Scope(StrEnum):
    """What a token allows. Each route needs exactly one."""

    RUNS_READ = "runs:read"
    RUNS_WRITE = "runs:write"
    MODELS_READ = "models:read"
    MODELS_GENERATE = "models:generate"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class Caller:
    """The holder of a verified token."""

    subject: str
    scopes: frozenset[str]
    expires_at: float
    """Seconds since the epoch."""
    token_id: str | None = None
    """The token's `jti`, by which it can be revoked."""


@dataclass(frozen=True, slots=True)
class TokenPolicy:
    """Which claims a token must carry. `leeway_seconds` forgives clocks that differ."""

    issuer: str
    audience: str
    leeway_seconds: float = 10


@dataclass(frozen=True, slots=True)
class DependencyState:
    """How a dependency answered."""

    name: str
    ok: bool
    detail: str = ""
    seconds: float = 0.0


class TokenRefused(Exception):
    """The token is missing, malformed, forged, expired, revoked, or says too little. The message names which."""


class ScopeMissing(Exception):
    """The token is good but does not allow this."""


class KeysUnusable(Exception):
    """The keys that tokens are verified with are missing or unsafe; the gateway does not start."""


class AgentRefused(Exception):
    """The agent refused a request. `type` is a problem type of agent_loop.contracts.problems."""

    def __init__(self, type_: str, detail: str) -> None:
        super().__init__(detail)
        self.type = type_


class AgentUnavailable(Exception):
    """The agent does not answer."""


class ModelNotFound(Exception):
    """The model server has no model of this name."""


class ModelRequestRefused(Exception):
    """The model server does not take this request."""


class ModelServerUnavailable(Exception):
    """The model server does not answer, or stopped in the middle of an answer."""


class NoPlanWithoutModel(Exception):
    """A client asked for a plan that no model makes."""


def caller_from_claims(claims: Mapping[str, object], policy: TokenPolicy, now: float) -> Caller:
    """The caller that verified claims name.

    exp, iat, iss, aud and sub are required and typed; nbf, jti and scope (blank-separated) may be absent.
    `now` and the times are seconds since the epoch. Raises TokenRefused.
    """
    expires, issued = _time(claims, "exp"), _time(claims, "iat")
    if now >= expires + policy.leeway_seconds:
        raise TokenRefused("the token has expired; ask for a new one")
    if issued > now + policy.leeway_seconds or issued > expires:
        raise TokenRefused("the token's iat lies in the future")
    if "nbf" in claims and _time(claims, "nbf") > now + policy.leeway_seconds:
        raise TokenRefused("the token's nbf lies in the future")
    if claims.get("iss") != policy.issuer:
        raise TokenRefused("the token's iss is missing or of another issuer")
    audience = claims.get("aud")
    audiences = [audience] if isinstance(audience, str) else audience
    if not isinstance(audiences, list) or policy.audience not in audiences:
        raise TokenRefused("the token's aud is missing or meant for another service")
    scopes = claims.get("scope", "")
    if not isinstance(scopes, str):
        raise TokenRefused("the token's scope must be a string of scopes separated by blanks")
    return Caller(
        subject=_name(claims, "sub"),
        scopes=frozenset(scopes.split()),
        expires_at=expires,
        token_id=_name(claims, "jti") if "jti" in claims else None,
    )


def _time(claims: Mapping[str, object], name: str) -> float:
    value = claims.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < _END_OF_TIME:
        raise TokenRefused(f"the token's {name} is missing or no number")
    return float(value)


def _name(claims: Mapping[str, object], name: str) -> str:
    value = claims.get(name)
    if not isinstance(value, str) or not 0 < len(value) <= MAX_SUBJECT_CHARACTERS or not value.isprintable():
        raise TokenRefused(f"the token's {name} is missing or no name")
    return value

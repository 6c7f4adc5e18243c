"""A sandbox: a workspace with limits and a time to live."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from agent_loop.sandbox.domain.files import Entry, WorkspaceUsage
from agent_loop.sandbox.domain.limits import Limits
from agent_loop.sandbox.domain.programs import Mount, Tier


@dataclass(frozen=True)
class Seed:
    """What the workspace holds at first: a base (archive or another sandbox), then the entries over it."""

    archive: bytes = b""
    """A tar or tar.gz."""
    from_sandbox: str = ""
    from_snapshot: str = ""
    """Of that sandbox; empty: as it is now."""
    entries: tuple[Entry, ...] = ()


@dataclass(frozen=True)
class Network:
    """None but an isolated loopback where there are no hosts."""

    hosts: tuple[str, ...] = ()
    """Exact or `*.example.org`, each optionally with `:port`."""


@dataclass(frozen=True)
class Request:
    """What a client asks for."""

    idempotency_key: str = ""
    digest: str = ""
    """Of all that is asked, where there is a key: the same key with another digest is a mistake."""
    subject: str = ""
    limits: Limits = field(default_factory=Limits)
    ttl_seconds: int = 0
    min_tier: Tier = Tier.UNSPECIFIED
    seed: Seed = field(default_factory=Seed)
    env: Mapping[str, str] = field(default_factory=dict)
    network: Network = field(default_factory=Network)
    mounts: tuple[Mount, ...] = ()


@dataclass(frozen=True)
class Sandbox:
    id: str
    subject: str
    limits: Limits
    env: Mapping[str, str]
    tier: Tier
    created_at_ns: int
    expires_at_ns: int
    network: Network = field(default_factory=Network)
    mounts: tuple[Mount, ...] = ()


@dataclass(frozen=True)
class Session:
    """A stateful shell of a sandbox."""

    id: str
    sandbox_id: str
    cwd: str
    """Absolute inside."""
    tier: Tier
    opened_at_ns: int


@dataclass(frozen=True)
class Standing:
    """A sandbox as it stands now."""

    sandbox: Sandbox
    running: int
    workspace: WorkspaceUsage | None
    """None where it was not asked for."""

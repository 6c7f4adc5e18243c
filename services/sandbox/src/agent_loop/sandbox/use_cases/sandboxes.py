"""Making, finding, prolonging and ending sandboxes."""

import asyncio
import secrets
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace

from agent_loop.sandbox.domain.archives import unpacked
from agent_loop.sandbox.domain.errors import (
    FileNotFound,
    IsolationUnavailable,
    KeyTaken,
    NotADirectory,
    RequestRefused,
    SandboxNotFound,
    SessionNotFound,
    TooManySandboxes,
)
from agent_loop.sandbox.domain.files import SEED, FileKind, Fingerprint, Quota, WorkspaceUsage, fingerprints
from agent_loop.sandbox.domain.limits import Limits, demand_memory, within
from agent_loop.sandbox.domain.mounts import mountable
from agent_loop.sandbox.domain.programs import PROXY_PORT, Report, Surroundings, Tier, environment
from agent_loop.sandbox.domain.recordings import Recording
from agent_loop.sandbox.domain.sandboxes import Request, Sandbox, Seed, Session, Standing
from agent_loop.sandbox.ports import Confined, Enclosure, Isolation, Shell, Workspace, Workspaces

Clock = Callable[[], int]
"""Nanoseconds since the epoch."""


_PROXY = f"http://127.0.0.1:{PROXY_PORT}"
_NO_PROXY_FOR = "localhost,127.0.0.1"
_GATED = dict.fromkeys(("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"), _PROXY) | {"no_proxy": _NO_PROXY_FOR}


@dataclass
class Opened:
    """A session and its shell."""

    session: Session
    shell: Shell
    closed: bool = False
    """By its client; a command that runs in it ends with it."""


@dataclass(frozen=True)
class Enclosed:
    """What the sessions of a sandbox run in."""

    enclosure: Enclosure
    gatekeeper: asyncio.Task[None] | None
    """Holds the gate open, where there is one."""
    sessions: dict[str, Opened] = field(default_factory=dict)

    async def close(self) -> None:
        """End all of it; also after its end."""
        self.sessions.clear()
        await self.enclosure.close()
        if self.gatekeeper:
            self.gatekeeper.cancel()
            await asyncio.wait([self.gatekeeper])


@dataclass(frozen=True)
class Detached:
    """A program that runs on without a client, or ran."""

    recording: Recording
    task: asyncio.Task[None]
    kept_bytes: int
    """The most that its recording may hold."""


@dataclass
class Held:
    """A sandbox with what belongs to it while it lives."""

    sandbox: Sandbox
    workspace: Workspace
    digest: str = ""
    """Of the request that made it, where that had an idempotency key."""
    seed: Mapping[str, Fingerprint] = field(default_factory=dict)
    running: dict[str, Confined] = field(default_factory=dict)
    """Programs by exec id."""
    detached: dict[str, Detached] = field(default_factory=dict)
    """By exec id, oldest first."""
    enclosed: Enclosed | None = None
    """Made for the first session."""
    enclosing: asyncio.Lock = field(default_factory=asyncio.Lock)
    """Held while a session is opened."""
    programs: int = 0
    """That run, or are about to start."""
    rolling_back: asyncio.Task[None] | None = None
    ended: bool = False
    looked_at: float = 0.0
    """When the workspace was last counted, in seconds of the monotonic clock."""
    held_then: WorkspaceUsage | None = None

    async def usage(self, *, at_once: bool = False) -> WorkspaceUsage:
        """What the workspace holds. Raises QuotaExceeded and FileNotFound."""
        begun = time.monotonic()
        usage = await self.workspace.usage(at_once=at_once)
        self.looked_at, self.held_then = begun, usage
        return usage

    @asynccontextmanager
    async def occupied(self) -> AsyncIterator[None]:
        """From before a program starts until it has ended. It waits for a rollback, and none begins meanwhile."""
        while self.rolling_back:
            await asyncio.wait([self.rolling_back])
        self.programs += 1
        try:
            yield
        finally:
            self.programs -= 1

    @property
    def surroundings(self) -> Surroundings:
        sandbox = self.sandbox
        return Surroundings(self.workspace.location, sandbox.limits, sandbox.mounts, bool(sandbox.network.hosts))

    def environment(self, *layers: Mapping[str, str]) -> dict[str, str]:
        """Of a program; the last layer wins. Raises RequestRefused."""
        return environment(_GATED if self.sandbox.network.hosts else {}, self.sandbox.env, *layers)

    def opened(self, session_id: str) -> Opened:
        """Raises SessionNotFound."""
        if self.enclosed and session_id in self.enclosed.sessions:
            return self.enclosed.sessions[session_id]
        raise SessionNotFound(f"no session {session_id[:80]!r}: never opened, closed or lost")

    async def leave(self, enclosed: Enclosed | None) -> None:
        """Close an enclosure, and with it its sessions; the next session makes a new one."""
        if self.enclosed is enclosed:
            self.enclosed = None
        if enclosed:
            await enclosed.close()


class Sandboxes:
    """All sandboxes of this server. They live in its memory: a server that starts again starts empty."""

    def __init__(self) -> None:
        self._held: dict[str, Held] = {}
        self._keys: dict[tuple[str, str], str] = {}

    def __len__(self) -> int:
        return len(self._held)

    def add(self, held: Held, idempotency_key: str) -> None:
        self._held[held.sandbox.id] = held
        if idempotency_key:
            self._keys[held.sandbox.subject, idempotency_key] = held.sandbox.id

    def get(self, sandbox_id: str) -> Held:
        """Raises SandboxNotFound."""
        try:
            return self._held[sandbox_id]
        except KeyError:
            raise SandboxNotFound(f"no sandbox {sandbox_id[:80]!r}: never made, deleted or expired") from None

    def made_for(self, subject: str, idempotency_key: str) -> Held | None:
        return self._held.get(self._keys.get((subject, idempotency_key), "")) if idempotency_key else None

    def everyone(self) -> list[Held]:
        return sorted(self._held.values(), key=lambda held: held.sandbox.created_at_ns)

    def drop(self, sandbox_id: str) -> Held:
        """Raises SandboxNotFound."""
        held = self.get(sandbox_id)
        del self._held[sandbox_id]
        self._keys = {key: value for key, value in self._keys.items() if value != sandbox_id}
        return held


@dataclass(frozen=True)
class Policy:
    """What this server grants."""

    default_limits: Limits
    max_limits: Limits
    default_ttl_seconds: int
    max_ttl_seconds: int
    max_sandboxes: int

    def expiry_ns(self, now_ns: int, ttl_seconds: int) -> int:
        """Raises RequestRefused above the ceiling."""
        if not 0 <= ttl_seconds <= self.max_ttl_seconds:
            raise RequestRefused(f"ttl_seconds is {ttl_seconds}; this server allows 1 to {self.max_ttl_seconds}")
        return now_ns + (ttl_seconds or self.default_ttl_seconds) * 10**9


class CreateSandbox:
    """Make a sandbox and seed its workspace."""

    def __init__(
        self, sandboxes: Sandboxes, workspaces: Workspaces, isolation: Isolation, policy: Policy, clock: Clock
    ) -> None:
        self._sandboxes = sandboxes
        self._workspaces = workspaces
        self._isolation = isolation
        self._policy = policy
        self._clock = clock
        self._making = 0
        self._keyed: dict[tuple[str, str], asyncio.Lock] = {}

    async def __call__(self, request: Request) -> Standing:
        if not request.idempotency_key:
            return await self._make(request)
        key = request.subject, request.idempotency_key
        lock = self._keyed.setdefault(key, asyncio.Lock())
        try:
            async with lock:
                if held := self._sandboxes.made_for(*key):
                    if held.digest != request.digest:
                        raise KeyTaken(
                            f"the idempotency key {request.idempotency_key[:80]!r} made the sandbox {held.sandbox.id} "
                            "from another request; use another key, or delete that sandbox"
                        )
                    return await standing(held)
                return await self._make(request)
        finally:
            if not lock.locked():
                self._keyed.pop(key, None)

    async def _make(self, request: Request) -> Standing:
        demand_memory(request.limits)
        limits = within(request.limits, self._policy.default_limits, self._policy.max_limits)
        environment(request.env)
        report = await self._isolation.report()
        demand_tier(report.tier, request.min_tier, report.refusal())
        mounts = mountable(request.mounts)
        if mounts:
            demand_sessions(report, "mounts")
        if request.network.hosts:
            demand_sessions(report, "networks with an allowlist")
        now = self._clock()
        expires = self._policy.expiry_ns(now, request.ttl_seconds)
        if len(self._sandboxes) + self._making >= self._policy.max_sandboxes:
            raise TooManySandboxes(f"this server holds {self._policy.max_sandboxes} sandboxes; delete one first")
        id_, tier = secrets.token_hex(12), report.tier
        sandbox = Sandbox(id_, request.subject, limits, request.env, tier, now, expires, request.network, mounts)
        self._making += 1
        try:
            workspace = await self._workspaces.create(
                sandbox.id, Quota(limits.workspace_bytes, limits.workspace_inodes)
            )
            held = Held(sandbox, workspace, request.digest)
            await self._seed(held, request.seed)
            await _demand_sources(held)
        except BaseException:
            await self._workspaces.delete(sandbox.id)
            raise
        finally:
            self._making -= 1
        self._sandboxes.add(held, request.idempotency_key)
        return await standing(held)

    async def _seed(self, held: Held, seed: Seed) -> None:
        if seed.archive:
            await held.workspace.put(unpacked(seed.archive))
        if seed.from_sandbox:
            other = self._sandboxes.get(seed.from_sandbox).workspace
            await held.workspace.put(other.remembered(seed.from_snapshot) if seed.from_snapshot else other.entries())
        if seed.entries:
            await held.workspace.put(seed.entries)
        if seed != Seed():
            await remember_seed(held)


async def _demand_sources(held: Held) -> None:
    """Raises RequestRefused where the seed did not bring what a mount shows."""
    for mount in held.sandbox.mounts:
        try:
            info = await held.workspace.stat(mount.source)
        except (FileNotFound, NotADirectory) as error:
            raise RequestRefused(f"the mount {mount.target!r} has no source in the seed: {error}") from error
        if info.kind not in (FileKind.FILE, FileKind.DIRECTORY):
            raise RequestRefused(f"the mount {mount.target!r} shows a file or folder; {mount.source!r} is neither")


class GetSandbox:
    def __init__(self, sandboxes: Sandboxes) -> None:
        self._sandboxes = sandboxes

    async def __call__(self, sandbox_id: str) -> Standing:
        return await standing(self._sandboxes.get(sandbox_id))


class ListSandboxes:
    def __init__(self, sandboxes: Sandboxes) -> None:
        self._sandboxes = sandboxes

    async def __call__(self, subject: str) -> list[Standing]:
        """Oldest first; an empty subject means everyone's."""
        return [
            Standing(held.sandbox, len(held.running), None)
            for held in self._sandboxes.everyone()
            if subject in ("", held.sandbox.subject)
        ]


class RenewSandbox:
    def __init__(self, sandboxes: Sandboxes, policy: Policy, clock: Clock) -> None:
        self._sandboxes = sandboxes
        self._policy = policy
        self._clock = clock

    async def __call__(self, sandbox_id: str, ttl_seconds: int) -> Standing:
        held = self._sandboxes.get(sandbox_id)
        expires = self._policy.expiry_ns(self._clock(), ttl_seconds)
        held.sandbox = replace(held.sandbox, expires_at_ns=expires)
        return Standing(held.sandbox, len(held.running), None)


class DeleteSandbox:
    """Kill everything inside, then remove the files."""

    def __init__(self, sandboxes: Sandboxes, workspaces: Workspaces) -> None:
        self._sandboxes = sandboxes
        self._workspaces = workspaces

    async def __call__(self, sandbox_id: str) -> None:
        held = self._sandboxes.drop(sandbox_id)
        held.ended = True
        for process in list(held.running.values()):
            await process.kill()
        if tasks := [detached.task for detached in held.detached.values()]:
            await asyncio.wait(tasks)
        await held.leave(held.enclosed)
        await self._workspaces.delete(sandbox_id)


class ExpireSandboxes:
    """Delete those whose time has come."""

    def __init__(self, sandboxes: Sandboxes, delete: DeleteSandbox, clock: Clock) -> None:
        self._sandboxes = sandboxes
        self._delete = delete
        self._clock = clock

    async def __call__(self) -> list[str]:
        """Their ids."""
        now = self._clock()
        expired = [held.sandbox.id for held in self._sandboxes.everyone() if held.sandbox.expires_at_ns <= now]
        for sandbox_id in expired:
            with suppress(SandboxNotFound):  # its client was faster
                await self._delete(sandbox_id)
        return expired


async def remember_seed(held: Held) -> None:
    """What the workspace holds now is what a rollback goes back to, and a diff compares with, by default."""
    await held.workspace.snapshot(SEED)
    held.seed = await asyncio.to_thread(fingerprints, held.workspace.remembered(SEED))


async def standing(held: Held) -> Standing:
    return Standing(held.sandbox, len(held.running), await held.usage())


def demand_tier(offered: Tier, demanded: Tier, refusal: str) -> None:
    """Raises IsolationUnavailable, with what failed and the fix, where less is offered than demanded."""
    if offered < demanded:
        raise IsolationUnavailable(f"the request demands the tier {demanded.name}; {refusal}")


def demand_sessions(report: Report, what: str) -> None:
    """Raises IsolationUnavailable where the isolation has no enclosures, and with them nothing that builds on them."""
    if not report.sessions:
        raise IsolationUnavailable(f"this server has no {what}: its isolation cannot enclose; {report.refusal()}")

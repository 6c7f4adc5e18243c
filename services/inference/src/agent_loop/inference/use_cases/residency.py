"""Which models are in memory, and until when."""

import asyncio
import math
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from types import TracebackType
from typing import Self

from agent_loop.inference.domain.errors import Overloaded
from agent_loop.inference.domain.generation import FOREVER
from agent_loop.inference.domain.manifest import StoredModel
from agent_loop.inference.domain.templates import jinja_of
from agent_loop.inference.ports import LoadedModel, ModelRuntime, ModelSpec, ModelStore

_FAR_FUTURE = datetime(2318, 1, 1, tzinfo=UTC)  # what Ollama shows for a model that stays for ever


@dataclass(frozen=True)
class Limits:
    """How much may be in memory and wait at once."""

    context_length: int = 8192
    """Tokens; models trained for more are loaded with this."""
    loaded_models: int = 3
    waiting_requests: int = 512
    keep_alive_seconds: float = 300.0


@dataclass(frozen=True)
class Resident:
    """A loaded model as `ps` shows it."""

    model: StoredModel
    size_bytes: int
    context_length: int
    expires_at: datetime


@dataclass
class _Entry:
    model: StoredModel
    loading: asyncio.Lock = field(default_factory=asyncio.Lock)
    loaded: LoadedModel | None = None
    users: int = 0
    keep_alive: float = 0.0
    expires: float = math.inf
    """By the monotonic clock; counts only while nobody uses the model."""


@dataclass(frozen=True)
class Lease:
    """A loaded model for one request, and how long that request waited for it (ns)."""

    loaded: LoadedModel
    load_ns: int


class Residency:
    """Loads models when they are wanted and unloads them when their time is over. Enter it to start the unloader."""

    def __init__(
        self, runtime: ModelRuntime, store: ModelStore, limits: Limits, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._runtime = runtime
        self._store = store
        self._limits = limits
        self._clock = clock
        self._entries: dict[ModelSpec, _Entry] = {}
        self._changed = asyncio.Event()
        self._users = 0

    async def __aenter__(self) -> Self:
        self._unloader = asyncio.create_task(self._unload_expired(), name="unloader")
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._unloader.cancel()
        await asyncio.gather(self._unloader, return_exceptions=True)
        entries, self._entries = list(self._entries.values()), {}
        await asyncio.gather(*(entry.loaded.close() for entry in entries if entry.loaded))

    @asynccontextmanager
    async def use(self, model: StoredModel, keep_alive: float | None) -> AsyncIterator[Lease]:
        """A loaded model; after the last user it stays `keep_alive` seconds (None: the default).

        Raises ModelLoadFailed, UnusableTemplate, Overloaded.
        """
        if self._users >= self._limits.waiting_requests:
            raise Overloaded(f"server busy: {self._users} requests wait already, please try again")
        entry = self._entries.setdefault(self._spec(model), _Entry(model))
        entry.model = model
        entry.keep_alive = self._limits.keep_alive_seconds if keep_alive is None else keep_alive
        entry.users += 1
        self._users += 1
        try:
            yield await self._loaded(entry)
        finally:
            entry.users -= 1
            self._users -= 1
            entry.expires = self._clock() + entry.keep_alive
            if entry.keep_alive == 0:
                await self._unload(entry)
            self._changed.set()

    async def expire(self, model: StoredModel) -> None:
        """Unload the model: now, or when its last user has gone."""
        entry = self._entries.get(self._spec(model))
        if entry is not None:
            entry.keep_alive, entry.expires = 0.0, self._clock()
            await self._unload(entry)

    def residents(self) -> list[Resident]:
        """The models in memory, the longest to stay first."""
        now, clock = datetime.now(UTC), self._clock()
        entries = [e for e in self._entries.values() if e.loaded is not None and e.loaded.is_alive]
        entries.sort(key=lambda entry: self._ends(entry, clock), reverse=True)
        return [
            Resident(
                entry.model,
                entry.loaded.size_bytes,
                entry.loaded.context_length,
                _FAR_FUTURE
                if entry.keep_alive == FOREVER
                else now + timedelta(seconds=self._ends(entry, clock) - clock),
            )
            for entry in entries
            if entry.loaded is not None
        ]

    def _ends(self, entry: _Entry, clock: float) -> float:
        return clock + entry.keep_alive if entry.users else entry.expires

    def _spec(self, model: StoredModel) -> ModelSpec:
        manifest = model.manifest
        template = jinja_of(manifest.template) if manifest.template else manifest.gguf_template
        context = min(manifest.context_length or self._limits.context_length, self._limits.context_length)
        return ModelSpec(self._store.blob_path(manifest.weights), template, context, manifest.control_tokens)

    async def _loaded(self, entry: _Entry) -> Lease:
        started = time.monotonic_ns()
        async with entry.loading:
            if entry.loaded is not None and not entry.loaded.is_alive:
                await entry.loaded.close()
                entry.loaded = None
            if entry.loaded is None:
                await self._make_room()
                entry.loaded = await self._runtime.load(self._spec(entry.model))
            return Lease(entry.loaded, time.monotonic_ns() - started)

    async def _make_room(self) -> None:
        """Unload the idle models that would go first. Models in use stay, also above the limit."""
        loaded = [entry for entry in self._entries.values() if entry.loaded is not None]
        idle = sorted((entry for entry in loaded if not entry.users), key=lambda entry: entry.expires)
        for entry in idle[: max(len(loaded) - self._limits.loaded_models + 1, 0)]:
            await self._unload(entry)

    async def _unload(self, entry: _Entry) -> None:
        if entry.users:
            return
        loaded, entry.loaded = entry.loaded, None
        self._entries = {spec: other for spec, other in self._entries.items() if other is not entry}
        if loaded is not None:
            await loaded.close()

    async def _unload_expired(self) -> None:
        while True:
            self._changed.clear()
            now = self._clock()
            for entry in [entry for entry in self._entries.values() if not entry.users and entry.expires <= now]:
                await self._unload(entry)
            ends = [entry.expires for entry in self._entries.values() if not entry.users]
            wait = min(ends, default=math.inf) - self._clock()
            try:
                async with asyncio.timeout(max(wait, 0.01) if math.isfinite(wait) else None):
                    await self._changed.wait()
            except TimeoutError:
                continue

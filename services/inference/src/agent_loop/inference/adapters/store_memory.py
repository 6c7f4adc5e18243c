"""Models in memory, for tests and for looking at the service without a disk."""

import hashlib
import io
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from agent_loop.inference.domain.errors import BlobNotFound, DigestMismatch, ModelNotFound, StorageFull
from agent_loop.inference.domain.manifest import Manifest, StoredModel
from agent_loop.inference.domain.names import Digest, ModelName


class InMemoryModelStore:
    """Keeps up to `capacity_bytes` of blobs."""

    def __init__(self, capacity_bytes: int = 2**30) -> None:
        self._capacity = capacity_bytes
        self._blobs: dict[Digest, bytes] = {}
        self._models: dict[ModelName, StoredModel] = {}

    async def models(self) -> list[StoredModel]:
        """See ModelStore."""
        return sorted(self._models.values(), key=lambda model: model.modified_at, reverse=True)

    async def get(self, name: ModelName) -> StoredModel:
        """See ModelStore."""
        if name not in self._models:
            raise ModelNotFound(str(name))
        return self._models[name]

    async def put(self, name: ModelName, manifest: Manifest) -> None:
        """See ModelStore."""
        if manifest.weights not in self._blobs:
            raise BlobNotFound(str(manifest.weights))
        self._models[name] = StoredModel(name, manifest, datetime.now(UTC))

    async def delete(self, name: ModelName) -> None:
        """See ModelStore."""
        weights = (await self.get(name)).manifest.weights
        del self._models[name]
        if all(model.manifest.weights != weights for model in self._models.values()):
            del self._blobs[weights]

    async def has_blob(self, digest: Digest) -> bool:
        """See ModelStore."""
        return digest in self._blobs

    async def write_blob(self, digest: Digest, chunks: AsyncIterator[bytes]) -> None:
        """See ModelStore."""
        content = bytearray()
        used = sum(len(blob) for blob in self._blobs.values())
        async for chunk in chunks:
            content += chunk
            if used + len(content) > self._capacity:
                raise StorageFull(f"the store holds at most {self._capacity} bytes")
        got = hashlib.sha256(content).hexdigest()
        if got != digest.hex:
            raise DigestMismatch(str(digest), f"sha256:{got}")
        self._blobs[digest] = bytes(content)

    async def blob_size(self, digest: Digest) -> int:
        """See ModelStore."""
        return len(self._blob(digest))

    def blob_path(self, digest: Digest) -> Path:
        """See ModelStore. Only the in-memory runtime understands it."""
        return Path("/memory") / f"sha256-{digest.hex}"

    def open_blob(self, digest: Digest) -> BinaryIO:
        """See ModelStore."""
        return io.BytesIO(self._blob(digest))

    def _blob(self, digest: Digest) -> bytes:
        if digest not in self._blobs:
            raise BlobNotFound(str(digest))
        return self._blobs[digest]

"""Models in a folder: blobs/sha256-<hex> and manifests/<name>/<tag>.json."""

import asyncio
import errno
import hashlib
import os
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import NamedTemporaryFile
from types import TracebackType
from typing import IO, BinaryIO, Self

import structlog

from agent_loop.inference.domain.errors import BlobNotFound, DigestMismatch, ModelNotFound, StorageFull
from agent_loop.inference.domain.manifest import Manifest, StoredModel
from agent_loop.inference.domain.names import Digest, ModelName

_BUFFER_BYTES = 2**20
_STALE_SECONDS = 24 * 3600
_TEMPORARY = ".partial-"
_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}

log = structlog.get_logger()


class FolderModelStore:
    """One folder of one machine. Enter it to make the folders and clear away uploads that a crash left behind."""

    def __init__(self, folder: Path) -> None:
        self._blobs = folder / "blobs"
        self._manifests = folder / "manifests"
        self._changing = asyncio.Lock()

    async def __aenter__(self) -> Self:
        await asyncio.to_thread(self._prepare)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        return None

    def _prepare(self) -> None:
        for folder in (self._blobs, self._manifests):
            folder.mkdir(parents=True, exist_ok=True)
        for leftover in self._blobs.glob(f"{_TEMPORARY}*"):
            if time.time() - leftover.stat().st_mtime > _STALE_SECONDS:
                leftover.unlink(missing_ok=True)

    async def models(self) -> list[StoredModel]:
        """See ModelStore. A damaged manifest is logged and left out."""
        return await asyncio.to_thread(self._models)

    def _models(self) -> list[StoredModel]:
        models = []
        for path in self._manifests.glob("*/*.json"):
            name = ModelName(path.parent.name.replace("%2F", "/"), path.name.removesuffix(".json"))
            try:
                models.append(_load(path, name))
            except (ValueError, FileNotFoundError) as error:
                log.warning("manifest_skipped", model=str(name), reason=str(error))
        return sorted(models, key=lambda model: model.modified_at, reverse=True)

    async def get(self, name: ModelName) -> StoredModel:
        """See ModelStore."""
        try:
            return await asyncio.to_thread(_load, self._manifest_path(name), name)
        except FileNotFoundError:
            raise ModelNotFound(str(name)) from None

    async def put(self, name: ModelName, manifest: Manifest) -> None:
        """See ModelStore."""
        async with self._changing:
            if not await self.has_blob(manifest.weights):
                raise BlobNotFound(str(manifest.weights))
            await asyncio.to_thread(_write, self._manifest_path(name), manifest.to_json())

    async def delete(self, name: ModelName) -> None:
        """See ModelStore."""
        async with self._changing:
            weights = (await self.get(name)).manifest.weights
            await asyncio.to_thread(self._delete, name, weights)

    def _delete(self, name: ModelName, weights: Digest) -> None:
        path = self._manifest_path(name)
        path.unlink()
        _sync_folder(path.parent)
        if not any(path.parent.iterdir()):
            path.parent.rmdir()
        if all(model.manifest.weights != weights for model in self._models()):
            self.blob_path(weights).unlink(missing_ok=True)

    async def has_blob(self, digest: Digest) -> bool:
        """See ModelStore."""
        return await asyncio.to_thread(self.blob_path(digest).is_file)

    async def write_blob(self, digest: Digest, chunks: AsyncIterator[bytes]) -> None:
        """See ModelStore."""
        with _no_room_named(), _Upload(self._blobs) as upload:
            async for chunk in chunks:
                if upload.take(chunk):
                    await asyncio.to_thread(upload.flush)
            await asyncio.to_thread(upload.flush)
            if upload.digest() != digest.hex:
                raise DigestMismatch(str(digest), f"sha256:{upload.digest()}")
            await asyncio.to_thread(upload.keep_as, self.blob_path(digest))

    async def blob_size(self, digest: Digest) -> int:
        """See ModelStore."""
        try:
            return (await asyncio.to_thread(self.blob_path(digest).stat)).st_size
        except FileNotFoundError:
            raise BlobNotFound(str(digest)) from None

    def blob_path(self, digest: Digest) -> Path:
        """See ModelStore."""
        return self._blobs / f"sha256-{digest.hex}"

    def open_blob(self, digest: Digest) -> BinaryIO:
        """See ModelStore."""
        try:
            return self.blob_path(digest).open("rb")
        except FileNotFoundError:
            raise BlobNotFound(str(digest)) from None

    def _manifest_path(self, name: ModelName) -> Path:
        return self._manifests / name.model.replace("/", "%2F") / f"{name.tag}.json"


class _Upload:
    """A temporary file beside its destination, hashed as it is written; gone unless kept."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._sha256 = hashlib.sha256()
        self._buffer = bytearray()

    def __enter__(self) -> Self:
        self._file: IO[bytes] = NamedTemporaryFile(dir=self._folder, prefix=_TEMPORARY, delete=False)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self._file.close()
        finally:
            Path(self._file.name).unlink(missing_ok=True)

    def take(self, chunk: bytes) -> bool:
        """Buffer a chunk; True if it is time to flush."""
        self._buffer += chunk
        return len(self._buffer) >= _BUFFER_BYTES

    def flush(self) -> None:
        """Blocks."""
        self._sha256.update(self._buffer)
        self._file.write(self._buffer)
        self._buffer.clear()

    def digest(self) -> str:
        return self._sha256.hexdigest()

    def keep_as(self, path: Path) -> None:
        """Durably move the file to its place."""
        self._file.flush()
        os.fsync(self._file.fileno())
        Path(self._file.name).chmod(0o644)
        Path(self._file.name).replace(path)
        _sync_folder(path.parent)


@contextmanager
def _no_room_named() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in _NO_ROOM:
            raise StorageFull(
                "no space left on the device that holds the models: free some, or delete a model"
            ) from error
        raise


def _load(path: Path, name: ModelName) -> StoredModel:
    manifest = Manifest.from_json(path.read_bytes())
    return StoredModel(name, manifest, datetime.fromtimestamp(path.stat().st_mtime, UTC))


def _write(path: Path, content: bytes) -> None:
    with _no_room_named():
        path.parent.mkdir(exist_ok=True)
        with NamedTemporaryFile(dir=path.parent, prefix=_TEMPORARY, delete=False) as file:
            temporary = Path(file.name)
            try:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
                temporary.chmod(0o644)
                temporary.replace(path)
            finally:
                temporary.unlink(missing_ok=True)
        _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

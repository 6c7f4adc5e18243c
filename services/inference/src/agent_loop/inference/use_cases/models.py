"""Keep models: blobs in, manifests made, listed, copied, deleted, seeded."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from agent_loop.inference.domain.errors import BlobNotFound, InvalidRequest, ModelNotFound, UnusableModelFile
from agent_loop.inference.domain.generation import Sampling
from agent_loop.inference.domain.gguf import GgufArray, GgufHeader, check_loadable, read_header
from agent_loop.inference.domain.manifest import Manifest, ModelDetails, StoredModel
from agent_loop.inference.domain.names import Digest, ModelName
from agent_loop.inference.domain.templates import jinja_of
from agent_loop.inference.ports import ModelStore
from agent_loop.inference.use_cases.residency import Residency

_CHUNK_BYTES = 2**20


@dataclass(frozen=True)
class CreateRequest:
    """A model to make: `files` (name to digest) or `from_model`, and what to change or add."""

    model: str
    files: Mapping[str, str] = field(default_factory=dict)
    from_model: str = ""
    template: str | None = None
    system: str | None = None
    parameters: Mapping[str, object] = field(default_factory=dict)


class CreateModel:
    """Make a model from an uploaded GGUF or from another model; yields progress as Ollama words it."""

    def __init__(self, store: ModelStore) -> None:
        self._store = store

    async def __call__(self, request: CreateRequest) -> AsyncIterator[str]:
        """Raises InvalidModelName, InvalidRequest, ModelNotFound, BlobNotFound, UnusableModelFile, UnusableTemplate."""
        name = ModelName.parse(request.model)
        if request.template:
            jinja_of(request.template)
        Sampling.from_options(request.parameters)
        if request.from_model:
            base = (await self._store.get(ModelName.parse(request.from_model))).manifest
            yield "reading model metadata"
            base = replace(base, details=replace(base.details, parent_model=request.from_model))
        else:
            digest = _only_gguf(request.files)
            base = await inspect(self._store, digest)  # before the first word, so that a bad file has its own status
            yield "parsing GGUF"
            yield f"using existing layer {digest}"
        manifest = replace(
            base,
            template=request.template or base.template,
            system=request.system or base.system,
            parameters={**base.parameters, **request.parameters},
        )
        yield "writing manifest"
        await self._store.put(name, manifest)
        yield "success"


def _only_gguf(files: Mapping[str, str]) -> Digest:
    if not files:
        raise InvalidRequest("neither 'from' or 'files' was specified")
    for path in files:
        if path.startswith("/") or ".." in Path(path).parts:
            raise InvalidRequest("file path must be relative")
    if len(files) > 1:
        raise InvalidRequest("'files' must name exactly one GGUF file; shards and adapters are not supported")
    return Digest.parse(next(iter(files.values())))


async def inspect(store: ModelStore, digest: Digest) -> Manifest:
    """A manifest of a stored GGUF. Raises BlobNotFound, UnusableModelFile."""
    size = await store.blob_size(digest)
    header = await asyncio.to_thread(_read, store, digest)
    check_loadable(header)
    return Manifest(
        weights=digest,
        size_bytes=size,
        details=ModelDetails(header.architecture, header.parameter_size, header.quantization),
        model_info=_model_info(header),
        control_tokens=header.control_tokens,
        gguf_template=header.chat_template,
    )


def _read(store: ModelStore, digest: Digest) -> GgufHeader:
    with store.open_blob(digest) as stream:
        return read_header(stream)


def _model_info(header: GgufHeader) -> dict[str, str | int | float | bool | None]:
    info = {
        key: None if isinstance(value, GgufArray) else value
        for key, value in header.metadata.items()
        if key != "tokenizer.chat_template"
    }
    return {**info, "general.parameter_count": header.parameter_count}


class StoreBlob:
    """Take an uploaded file."""

    def __init__(self, store: ModelStore) -> None:
        self._store = store

    async def __call__(self, digest: str, chunks: AsyncIterator[bytes]) -> bool:
        """True if it was stored, False if it was there. Raises InvalidDigest, DigestMismatch, StorageFull."""
        parsed = Digest.parse(digest)
        if await self._store.has_blob(parsed):
            return False
        await self._store.write_blob(parsed, chunks)
        return True


class FindBlob:
    """Tell whether a file is there."""

    def __init__(self, store: ModelStore) -> None:
        self._store = store

    async def __call__(self, digest: str) -> None:
        """Raises InvalidDigest, BlobNotFound."""
        if not await self._store.has_blob(Digest.parse(digest)):
            raise BlobNotFound(digest)


class ListModels:
    """All models, the newest first."""

    def __init__(self, store: ModelStore) -> None:
        self._store = store

    async def __call__(self) -> list[StoredModel]:
        """Damaged manifests are left out by the store."""
        return await self._store.models()


class ShowModel:
    """One model."""

    def __init__(self, store: ModelStore) -> None:
        self._store = store

    async def __call__(self, name: str) -> StoredModel:
        """Raises InvalidModelName, ModelNotFound."""
        return await find(self._store, name)


async def find(store: ModelStore, name: str) -> StoredModel:
    """The model of that name, which an error quotes as the caller wrote it. Raises InvalidModelName, ModelNotFound."""
    try:
        return await store.get(ModelName.parse(name))
    except ModelNotFound:
        raise ModelNotFound(name) from None


class CopyModel:
    """Give a model another name; the digest stays."""

    def __init__(self, store: ModelStore) -> None:
        self._store = store

    async def __call__(self, source: str, destination: str) -> None:
        """Raises InvalidModelName, ModelNotFound."""
        target = ModelName.parse(destination)
        await self._store.put(target, (await find(self._store, source)).manifest)


class DeleteModel:
    """Forget a model. Requests that run on it go on to their end."""

    def __init__(self, store: ModelStore, residency: Residency) -> None:
        self._store = store
        self._residency = residency

    async def __call__(self, name: str) -> None:
        """Raises InvalidModelName, ModelNotFound."""
        model = await find(self._store, name)
        await self._store.delete(model.name)
        if not any(other.manifest.digest == model.manifest.digest for other in await self._store.models()):
            await self._residency.expire(model)


class SeedModel:
    """Store a GGUF file of this machine as a model, unless exactly it is there already."""

    def __init__(self, store: ModelStore) -> None:
        self._store = store

    async def __call__(self, path: Path, name: ModelName) -> bool:
        """True if the model was written. Raises UnusableModelFile if the file is missing or unusable, StorageFull."""
        try:
            digest = Digest(await asyncio.to_thread(_digest_of, path))
        except OSError as error:
            raise UnusableModelFile(f"cannot read the model file {path}: {error.strerror}") from error
        try:
            if (await self._store.get(name)).manifest.weights == digest and await self._store.has_blob(digest):
                return False
        except ModelNotFound:
            pass
        if not await self._store.has_blob(digest):
            check_loadable(await asyncio.to_thread(_header_of, path))  # or a useless copy would stay
            await self._store.write_blob(digest, _chunks_of(path))
        await self._store.put(name, await inspect(self._store, digest))
        return True


def _header_of(path: Path) -> GgufHeader:
    with path.open("rb") as stream:
        return read_header(stream)


def _digest_of(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


async def _chunks_of(path: Path) -> AsyncIterator[bytes]:
    with await asyncio.to_thread(path.open, "rb") as stream:
        while chunk := await asyncio.to_thread(stream.read, _CHUNK_BYTES):
            yield chunk

"""Both model stores keep the promises of ModelStore."""

import hashlib
import os
import subprocess
import sys
from collections.abc import AsyncIterator

import pytest

from agent_loop.inference.adapters.store_folder import FolderModelStore
from agent_loop.inference.adapters.store_memory import InMemoryModelStore
from agent_loop.inference.domain.errors import BlobNotFound, DigestMismatch, ModelNotFound, StorageFull
from agent_loop.inference.domain.manifest import Manifest, ModelDetails
from agent_loop.inference.domain.names import Digest, ModelName

CONTENT = b"weights" * 1000


def digest_of(content: bytes) -> Digest:
    return Digest(hashlib.sha256(content).hexdigest())


def manifest_of(content: bytes, **changes) -> Manifest:
    info = {"general.architecture": "qwen3", "qwen3.context_length": 64}
    return Manifest(digest_of(content), len(content), ModelDetails("qwen3", "5M", "Q8_0"), info, **changes)


async def chunks(content: bytes, size: int = 1000) -> AsyncIterator[bytes]:
    for start in range(0, len(content), size):
        yield content[start : start + size]


@pytest.fixture(params=["memory", "folder"])
async def store(request, tmp_path):
    if request.param == "memory":
        yield InMemoryModelStore()
    else:
        async with FolderModelStore(tmp_path / "models") as folder:
            yield folder


async def stored(store, content: bytes = CONTENT) -> Digest:
    await store.write_blob(digest_of(content), chunks(content))
    return digest_of(content)


async def test_a_blob_comes_back_as_it_went_in(store):
    digest = await stored(store)

    assert await store.has_blob(digest)
    assert await store.blob_size(digest) == len(CONTENT)
    with store.open_blob(digest) as stream:
        assert stream.read() == CONTENT
    assert store.blob_path(digest).name == f"sha256-{digest.hex}"


async def test_a_blob_that_is_not_what_its_digest_says_is_not_kept(store):
    wrong = digest_of(b"something else")

    with pytest.raises(DigestMismatch, match=digest_of(CONTENT).hex):
        await store.write_blob(wrong, chunks(CONTENT))

    assert not await store.has_blob(wrong)
    assert not await store.has_blob(digest_of(CONTENT))


async def test_an_upload_that_breaks_off_leaves_nothing(store):
    async def broken() -> AsyncIterator[bytes]:
        yield CONTENT[:100]
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        await store.write_blob(digest_of(CONTENT), broken())

    assert not await store.has_blob(digest_of(CONTENT))


async def test_a_missing_blob_is_said_to_be_missing(store):
    digest = digest_of(b"nowhere")

    assert not await store.has_blob(digest)
    with pytest.raises(BlobNotFound, match=digest.hex):
        await store.blob_size(digest)
    with pytest.raises(BlobNotFound):
        store.open_blob(digest)


async def test_a_model_comes_back_as_it_went_in(store):
    await stored(store)
    manifest = manifest_of(CONTENT, template="{{ x }}", system="Sei hübsch.", parameters={"stop": ["a"], "seed": 1})
    name = ModelName.parse("team/Tiny.1:v2")

    await store.put(name, manifest)
    model = await store.get(name)

    assert (model.name, model.manifest) == (name, manifest)
    assert model.manifest.digest == manifest.digest
    assert [each.name for each in await store.models()] == [name]


async def test_a_model_needs_its_weights(store):
    with pytest.raises(BlobNotFound):
        await store.put(ModelName("tiny"), manifest_of(CONTENT))

    assert await store.models() == []


async def test_a_model_can_be_replaced(store):
    await stored(store)
    await store.put(ModelName("tiny"), manifest_of(CONTENT))
    await store.put(ModelName("tiny"), manifest_of(CONTENT, system="Be brief."))

    assert (await store.get(ModelName("tiny"))).manifest.system == "Be brief."
    assert len(await store.models()) == 1


async def test_the_newest_model_comes_first(store):
    await stored(store)
    for name in ("one", "two", "three"):
        await store.put(ModelName(name), manifest_of(CONTENT))

    times = [model.modified_at for model in await store.models()]

    assert times == sorted(times, reverse=True)
    assert (await store.models())[0].name.model == "three"


async def test_deleting_the_last_model_of_a_blob_deletes_the_blob(store):
    digest = await stored(store)
    await store.put(ModelName("one"), manifest_of(CONTENT))
    await store.put(ModelName("two"), manifest_of(CONTENT, system="other"))

    await store.delete(ModelName("one"))
    assert await store.has_blob(digest)
    await store.delete(ModelName("two"))

    assert not await store.has_blob(digest)
    assert await store.models() == []


async def test_an_unknown_model_is_said_to_be_unknown(store):
    with pytest.raises(ModelNotFound, match="model 'ghost:latest' not found"):
        await store.get(ModelName("ghost"))
    with pytest.raises(ModelNotFound):
        await store.delete(ModelName("ghost"))


async def test_names_that_would_meet_in_a_folder_stay_apart(store):
    await stored(store)
    names = [ModelName.parse(text) for text in ("a:b", "a/b:c", "b.json:x", "a/b.json:x")]
    for name in names:
        await store.put(name, manifest_of(CONTENT, system=str(name)))

    assert {str(model.name): model.manifest.system for model in await store.models()} == {str(n): str(n) for n in names}


async def test_the_memory_store_says_when_it_is_full():
    store = InMemoryModelStore(capacity_bytes=100)

    with pytest.raises(StorageFull):
        await store.write_blob(digest_of(CONTENT), chunks(CONTENT))

    assert not await store.has_blob(digest_of(CONTENT))


FILL_THE_DISK = """
import asyncio, hashlib, pathlib, resource, sys
from agent_loop.inference.adapters.store_folder import FolderModelStore
from agent_loop.inference.domain.errors import StorageFull
from agent_loop.inference.domain.names import Digest

content = bytes(8 * 2**20)
async def chunks():
    for start in range(0, len(content), 2**16):
        yield content[start : start + 2**16]

async def main():
    async with FolderModelStore(pathlib.Path(sys.argv[1])) as store:
        resource.setrlimit(resource.RLIMIT_FSIZE, (3 * 2**20, 3 * 2**20))
        try:
            await store.write_blob(Digest(hashlib.sha256(content).hexdigest()), chunks())
        except StorageFull as error:
            print(error)

asyncio.run(main())
"""


async def test_the_folder_store_says_when_the_disk_is_full_and_leaves_nothing_half_written(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", FILL_THE_DISK, str(tmp_path)], capture_output=True, text=True, timeout=30, check=False
    )

    assert "no space left on the device that holds the models" in done.stdout, done.stderr
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


async def test_the_folder_store_reads_what_another_one_wrote(tmp_path):
    async with FolderModelStore(tmp_path) as writer:
        await stored(writer)
        await writer.put(ModelName("tiny"), manifest_of(CONTENT))
        written = await writer.get(ModelName("tiny"))

    async with FolderModelStore(tmp_path) as reader:
        assert await reader.models() == [written]


async def test_the_folder_store_leaves_damaged_manifests_out(tmp_path):
    async with FolderModelStore(tmp_path) as store:
        await stored(store)
        await store.put(ModelName("good"), manifest_of(CONTENT))
        damaged = {"cut": '{"schema_ver', "old": '{"schema_version": 0}', "odd": '{"schema_version": 1}'}
        for name, content in damaged.items():
            folder = tmp_path / "manifests" / name
            folder.mkdir()
            (folder / "latest.json").write_text(content)

        assert [str(model.name) for model in await store.models()] == ["good:latest"]


async def test_the_folder_store_clears_old_leftovers_of_uploads(tmp_path):
    old, young = tmp_path / "blobs" / ".partial-old", tmp_path / "blobs" / ".partial-young"
    old.parent.mkdir()
    old.touch()
    young.touch()
    os.utime(old, (0, 0))

    async with FolderModelStore(tmp_path):
        assert [path.name for path in old.parent.iterdir()] == [".partial-young"]

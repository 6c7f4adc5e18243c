"""Ollama's API as its documentation has it, spoken by the official client: our service and a real Ollama alike."""

import asyncio
import hashlib
import json
import os
from datetime import UTC, datetime

import aiohttp
import pytest
from inference_process import inference_process
from jsonschema import validate
from ollama import AsyncClient, ResponseError
from tiny_gguf import OLLAMA_CHATML, TinyModel

MODEL = "agent-loop-contract"
CONTEXT = 1024
HELLO = [{"role": "user", "content": "Say something."}]
SHORT = {"num_predict": 8, "temperature": 0, "seed": 1}
SCHEMA = {
    "type": "object",
    "properties": {
        "action": {"type": "string", "enum": ["bash", "finish"]},
        "count": {"type": "integer"},
        "words": {"type": "array", "items": {"enum": ["a", "b"]}, "minItems": 1, "maxItems": 3},
    },
    "required": ["action", "count", "words"],
}


@pytest.fixture(scope="module")
def gguf(tmp_path_factory):
    return TinyModel(context_length=CONTEXT, chat_template=None).write(tmp_path_factory.mktemp("gguf") / "tiny.gguf")


@pytest.fixture(scope="module", params=["inference", pytest.param("ollama", marks=pytest.mark.ollama)])
def url(request, tmp_path_factory):
    if request.param == "ollama":
        yield os.environ["AGENT_LOOP_TEST_OLLAMA"].rstrip("/")
    else:
        with inference_process(tmp_path_factory.mktemp("home")) as service:
            yield service.url


@pytest.fixture
async def client(url, gguf):
    async with AsyncClient(url) as ollama:
        names = [model.model for model in (await ollama.list()).models]
        if f"{MODEL}:latest" not in names:
            await create(ollama, gguf, MODEL)
        yield ollama


@pytest.fixture
async def http(url):
    async with aiohttp.ClientSession(url) as session:
        yield session


async def create(client, gguf, name, **changes):
    digest = await client.create_blob(gguf)
    return await client.create(name, files={"tiny.gguf": digest}, **{"template": OLLAMA_CHATML, **changes})


async def test_the_server_says_that_it_runs(http):
    for method in ("GET", "HEAD"):
        async with http.request(method, "/") as answer:
            assert answer.status == 200
            assert await answer.text() == ("Ollama is running" if method == "GET" else "")


async def test_the_server_says_its_version(http):
    async with http.get("/api/version") as answer:
        assert set(await answer.json()) == {"version"}
    async with http.head("/api/version") as answer:
        assert answer.status == 200


async def test_a_created_model_is_listed(client):
    (model,) = [each for each in (await client.list()).models if each.model == f"{MODEL}:latest"]

    assert len(model.digest) == 64
    assert int(model.digest, 16)
    assert model.size > 100_000
    assert (datetime.now(UTC) - model.modified_at).total_seconds() < 3600
    assert model.details.format == "gguf"
    assert model.details.family == "qwen3"
    assert model.details.families == ["qwen3"]
    assert model.details.quantization_level == "F32"


async def test_show_tells_template_parameters_and_metadata(client, gguf):
    name = f"{MODEL}-shown"
    await create(client, gguf, name, parameters={"temperature": 0.25, "stop": ["<|im_end|>", "X"]}, system="Be brief.")

    shown = await client.show(name)
    await client.delete(name)

    assert shown.template.strip() == OLLAMA_CHATML.strip()
    assert {tuple(line.split()) for line in shown.parameters.splitlines()} == {
        ("temperature", "0.25"),
        ("stop", '"<|im_end|>"'),
        ("stop", '"X"'),
    }
    assert shown.modelinfo["general.architecture"] == "qwen3"
    assert shown.modelinfo["qwen3.context_length"] == CONTEXT
    assert "completion" in shown.capabilities
    assert "FROM" in shown.modelfile


async def test_a_chat_streams_pieces_and_then_its_counts(client):
    parts = [part async for part in await client.chat(MODEL, HELLO, stream=True, options=SHORT)]

    assert all(part.message.role == "assistant" for part in parts)
    assert [part.done for part in parts] == [False] * (len(parts) - 1) + [True]
    assert all(part.model == MODEL and part.created_at for part in parts)
    last = parts[-1]
    assert last.done_reason in {"stop", "length"}
    assert last.prompt_eval_count > 0
    assert 0 < last.eval_count <= 8
    assert last.total_duration >= last.eval_duration > 0
    assert last.load_duration > 0


async def test_a_chat_streams_by_default_as_ndjson(http, client):
    async with http.post("/api/chat", json={"model": MODEL, "messages": HELLO, "options": SHORT}) as answer:
        assert answer.status == 200
        assert answer.content_type == "application/x-ndjson"
        lines = (await answer.text()).splitlines()

    assert [json.loads(line)["done"] for line in lines][-1] is True
    assert len(lines) > 1


async def test_a_chat_without_stream_is_one_answer_equal_to_the_streamed_one(client):
    parts = [part async for part in await client.chat(MODEL, HELLO, stream=True, options=SHORT)]

    whole = await client.chat(MODEL, HELLO, options=SHORT)

    assert whole.done
    assert whole.message.content == "".join(part.message.content for part in parts)
    assert whole.eval_count == parts[-1].eval_count


async def test_num_predict_ends_a_generation_by_length(client):
    answer = await client.chat(MODEL, HELLO, options={"num_predict": 3, "seed": 1}, format=SCHEMA)

    assert (answer.eval_count, answer.done_reason) == (3, "length")


async def test_a_schema_binds_the_answer_of_chat_and_generate(client):
    for seed in range(5):
        options = {"seed": seed, "temperature": 1.0, "num_predict": 200}
        chat = await client.chat(MODEL, HELLO, format=SCHEMA, options=options)
        generated = await client.generate(MODEL, "Say something.", format=SCHEMA, options=options)

        for answer, text in ((chat, chat.message.content), (generated, generated.response)):
            assert answer.done_reason == "stop"
            validate(json.loads(text), SCHEMA)


async def test_the_same_seed_gives_the_same_answer(client):
    options = {"num_predict": 20, "temperature": 1.0, "seed": 42}

    answers = [(await client.chat(MODEL, HELLO, options=options)).message.content for _ in range(2)]

    assert answers[0] == answers[1]


async def test_generate_streams_and_counts(client):
    parts = [part async for part in await client.generate(MODEL, "Once", stream=True, options=SHORT)]

    assert [part.done for part in parts] == [False] * (len(parts) - 1) + [True]
    assert parts[-1].eval_count > 0
    assert parts[-1].prompt_eval_count > 0


async def test_raw_leaves_the_template_out(client):
    raw = await client.generate(MODEL, "Once", raw=True, options=SHORT)
    templated = await client.generate(MODEL, "Once", options=SHORT)

    assert raw.prompt_eval_count < templated.prompt_eval_count


async def test_a_system_message_makes_the_prompt_longer(client):
    plain = await client.generate(MODEL, "Once", options=SHORT)
    instructed = await client.generate(MODEL, "Once", system="You are very brief, always.", options=SHORT)

    assert instructed.prompt_eval_count > plain.prompt_eval_count


async def test_an_empty_prompt_loads_the_model_and_keep_alive_0_unloads_it(client):
    loaded = await client.generate(MODEL, keep_alive="10m")
    assert (loaded.response, loaded.done) == ("", True)
    (running,) = [each for each in (await client.ps()).models if each.model == f"{MODEL}:latest"]
    assert 500 < (running.expires_at - datetime.now(UTC)).total_seconds() <= 600
    assert running.size > 0
    assert running.digest == next(each.digest for each in (await client.list()).models if each.model == running.model)

    unloaded = await client.chat(MODEL, [], keep_alive=0)

    assert (unloaded.done, unloaded.done_reason) == (True, "unload")
    async with asyncio.timeout(10):
        while [each for each in (await client.ps()).models if each.model == f"{MODEL}:latest"]:
            await asyncio.sleep(0.05)


async def test_keep_alive_unloads_by_itself(client):
    await client.chat(MODEL, HELLO, options=SHORT, keep_alive=0.2)

    async with asyncio.timeout(10):
        while [each for each in (await client.ps()).models if each.model == f"{MODEL}:latest"]:
            await asyncio.sleep(0.05)


async def test_a_copy_is_the_same_model_under_another_name(client):
    await client.copy(MODEL, f"{MODEL}-copy:v1")
    digests = {each.model: each.digest for each in (await client.list()).models}
    await client.delete(f"{MODEL}-copy:v1")

    assert digests[f"{MODEL}-copy:v1"] == digests[f"{MODEL}:latest"]
    assert f"{MODEL}-copy:v1" not in [each.model for each in (await client.list()).models]


async def test_a_model_is_made_from_another_one(client):
    await client.create(f"{MODEL}-derived", from_=MODEL, system="You are very brief, always.")
    plain = await client.chat(MODEL, HELLO, options=SHORT)
    derived = await client.chat(f"{MODEL}-derived", HELLO, options=SHORT)
    await client.delete(f"{MODEL}-derived")

    assert derived.prompt_eval_count > plain.prompt_eval_count


async def test_create_streams_its_progress_and_ends_with_success(client, gguf):
    digest = await client.create_blob(gguf)

    parts = [part async for part in await client.create(f"{MODEL}-s", files={"m.gguf": digest}, stream=True)]
    await client.delete(f"{MODEL}-s")

    assert len(parts) > 1
    assert parts[-1].status == "success"


async def test_a_blob_is_there_once_it_was_pushed(http):
    content = b"just some bytes"
    path = f"/api/blobs/sha256:{hashlib.sha256(content).hexdigest()}"
    other = f"/api/blobs/sha256:{hashlib.sha256(b'absent').hexdigest()}"

    async with http.post(path, data=content) as first, http.head(path) as found, http.head(other) as absent:
        assert first.status in {200, 201}
        assert (found.status, absent.status) == (200, 404)


async def test_a_blob_that_is_not_its_digest_is_refused(http):
    path = f"/api/blobs/sha256:{hashlib.sha256(b'what was promised').hexdigest()}"

    async with http.post(path, data=b"what came") as refused:
        assert refused.status == 400
        assert "digest mismatch" in (await refused.json())["error"]
    async with http.head(path) as absent:
        assert absent.status == 404


@pytest.mark.parametrize("path", ["/api/chat", "/api/generate", "/api/show", "/api/delete"])
async def test_an_unknown_model_is_404(http, path):
    body = {"model": "agent-loop-nobody", "prompt": "x", "messages": HELLO}

    async with http.request("DELETE" if path == "/api/delete" else "POST", path, json=body) as answer:
        assert answer.status == 404
        assert (await answer.json())["error"] == "model 'agent-loop-nobody' not found"


async def test_copying_an_unknown_model_is_404(client):
    with pytest.raises(ResponseError) as refused:
        await client.copy("agent-loop-nobody", "x")

    assert refused.value.status_code == 404


async def test_the_client_gets_errors_of_streams_as_exceptions(client):
    with pytest.raises(ResponseError, match="not found"):
        async for _ in await client.chat("agent-loop-nobody", HELLO, stream=True):
            pass


@pytest.mark.parametrize("path", ["/api/chat", "/api/generate", "/api/show", "/api/create", "/api/copy"])
@pytest.mark.parametrize("body", ["", "{", "[]"], ids=["empty", "cut", "a list"])
async def test_a_body_that_is_no_object_is_400(http, path, body):
    async with http.post(path, data=body) as answer:
        assert answer.status == 400
        assert (await answer.json())["error"]


@pytest.mark.parametrize("options", [{"temperature": "hot"}, {"num_predict": "many"}, {"stop": 3}])
async def test_an_option_of_the_wrong_type_is_an_error(http, client, options):
    body = {"model": MODEL, "messages": HELLO, "options": options, "stream": False}

    async with http.post("/api/chat", json=body) as answer:
        assert answer.status in {400, 500}  # Ollama answers 500 to some
        assert next(iter(options)) in (await answer.json())["error"]


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "a b", "x:y:z", "/etc/passwd"])
async def test_a_bad_model_name_cannot_be_created(http, client, name):
    async with http.post("/api/create", json={"model": name, "from": MODEL, "stream": False}) as answer:
        assert answer.status == 400
        assert (await answer.json())["error"] == "invalid model name"


async def test_create_needs_a_source(http):
    async with http.post("/api/create", json={"model": f"{MODEL}-nothing", "stream": False}) as answer:
        assert answer.status == 400
        assert (await answer.json())["error"] == "neither 'from' or 'files' was specified"


async def test_a_file_that_is_no_gguf_makes_no_model(http, client):
    content = b"this is no model at all" * 10
    digest = f"sha256:{hashlib.sha256(content).hexdigest()}"
    async with http.post(f"/api/blobs/{digest}", data=content) as pushed:
        assert pushed.status in {200, 201}

    body = {"model": f"{MODEL}-bad", "files": {"bad.gguf": digest}, "stream": False}
    async with http.post("/api/create", json=body) as answer:
        assert answer.status in {400, 500}
        assert (await answer.json())["error"]
    assert f"{MODEL}-bad:latest" not in [each.model for each in (await client.list()).models]


async def test_deleting_a_model_forgets_it(client, gguf):
    await create(client, gguf, f"{MODEL}-gone")
    await client.delete(f"{MODEL}-gone")

    with pytest.raises(ResponseError, match="not found"):
        await client.show(f"{MODEL}-gone")

"""The API over in-memory adapters: what the use cases do, and how every failure looks."""

import asyncio
import hashlib
import json

import httpx
import pytest
from fastapi import FastAPI
from tiny_gguf import OLLAMA_CHATML, TinyModel

from agent_loop.inference.adapters.gbnf_sentences import GrammarError, sentence
from agent_loop.inference.adapters.runtime_memory import InMemoryModelRuntime
from agent_loop.inference.adapters.store_memory import InMemoryModelStore
from agent_loop.inference.api import OllamaApi, install_errors
from agent_loop.inference.api.browsers import BrowserGuard
from agent_loop.inference.domain.errors import UnusableModelFile
from agent_loop.inference.domain.names import ModelName
from agent_loop.inference.use_cases.models import SeedModel
from agent_loop.inference.use_cases.residency import Limits, Residency

GGUF = TinyModel(dim=32, layers=1).content()
DIGEST = f"sha256:{hashlib.sha256(GGUF).hexdigest()}"
HELLO = [{"role": "user", "content": "Hello"}]
ANSWER = "one two three four"


class Service:
    """The API, its store and its runtime."""

    def __init__(self, **runtime) -> None:
        self.store = InMemoryModelStore(capacity_bytes=2 * len(GGUF) + 1000)
        self.runtime = InMemoryModelRuntime(**{"answer": ANSWER, **runtime})
        self.residency = Residency(self.runtime, self.store, Limits(waiting_requests=2))
        app = FastAPI()
        app.include_router(OllamaApi(self.store, self.residency).router())
        install_errors(app)
        self.app = BrowserGuard(app, host="127.0.0.1", origins=["https://good.example"])

    async def __aenter__(self):
        await self.residency.__aenter__()
        transport = httpx.ASGITransport(self.app, raise_app_exceptions=False)
        self.http = httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:11434")
        await self.http.post(f"/api/blobs/{DIGEST}", content=GGUF)
        await self.post("create", model="m", files={"m.gguf": DIGEST}, stream=False)
        return self

    async def __aexit__(self, *raised) -> None:
        await self.http.aclose()
        await self.residency.__aexit__(*raised)

    async def post(self, path: str, **body) -> tuple[int, dict]:
        answer = await self.http.post(f"/api/{path}", json=body)
        return answer.status_code, json.loads(answer.text.splitlines()[-1] if answer.text else "{}")


@pytest.fixture
async def service():
    async with Service() as entered:
        yield entered


async def test_chat_and_generate_answer_whole(service):
    chat = await service.post("chat", model="m", messages=HELLO, stream=False)
    generated = await service.post("generate", model="m", prompt="Hello", stream=False)

    assert chat[0] == generated[0] == 200
    assert chat[1]["message"] == {"role": "assistant", "content": ANSWER}
    assert generated[1]["response"] == ANSWER
    assert chat[1]["done_reason"] == "stop"


async def test_a_stream_is_a_line_for_each_piece_and_one_for_the_end(service):
    answer = await service.http.post("/api/chat", json={"model": "m", "messages": HELLO})

    lines = [json.loads(line) for line in answer.text.splitlines()]
    assert "".join(line["message"]["content"] for line in lines) == ANSWER
    assert [line["done"] for line in lines] == [False] * (len(lines) - 1) + [True]


async def test_a_failure_in_the_middle_is_a_line_of_the_stream():
    async with Service(token_seconds=0.02) as service:
        asking = asyncio.create_task(service.http.post("/api/chat", json={"model": "m", "messages": HELLO}))
        while not service.runtime.loaded or not service.runtime.loaded[0].generating:
            await asyncio.sleep(0.001)
        await asyncio.sleep(0.03)
        await service.runtime.loaded[0].close()
        answer = await asking

    assert answer.status_code == 200
    assert json.loads(answer.text.splitlines()[-1]) == {"error": "the model was closed while it answered"}


async def test_a_system_prompt_of_the_model_yields_to_the_requests(service):
    await service.post("create", model="s", **{"from": "m"}, system="a b c d e f g h i j k l", stream=False)

    async def tokens(path: str, **body) -> int:
        return (await service.post(path, model="s", stream=False, **body))[1]["prompt_eval_count"]

    with_own = await tokens("chat", messages=HELLO)
    with_other = await tokens("chat", messages=[{"role": "system", "content": "x"}, *HELLO])
    assert with_other < with_own == await tokens("generate", prompt="Hello")
    assert await tokens("generate", prompt="Hello", system="x") == with_other
    assert await tokens("generate", prompt="Hello", template=OLLAMA_CHATML) == with_own


@pytest.mark.parametrize("form", ["json", {"type": "object", "properties": {"a": {"const": 1}}, "required": ["a"]}])
async def test_a_format_makes_json(service, form):
    for options in ({"seed": 1}, {"seed": 2}):
        _, answer = await service.post("chat", model="m", messages=HELLO, format=form, options=options, stream=False)

        assert isinstance(json.loads(answer["message"]["content"]), dict)


@pytest.mark.parametrize(
    ("path", "body", "status", "reason"),
    [
        ("chat", {"messages": HELLO}, 400, "model is required"),
        ("chat", {"model": "../x", "messages": HELLO}, 400, "invalid model name"),
        ("chat", {"model": "m", "messages": "hi"}, 400, "invalid field 'messages'"),
        (
            "chat",
            {"model": "m", "messages": [{"role": "robot", "content": "x"}]},
            400,
            "'messages.0.role'",
        ),
        ("chat", {"model": "m", "messages": HELLO, "tools": [{}]}, 400, "does not support tools"),
        ("chat", {"model": "m", "messages": HELLO, "think": True}, 400, "does not support thinking"),
        ("chat", {"model": "m", "messages": [{"role": "user", "images": ["x"]}]}, 400, "does not support images"),
        ("chat", {"model": "m", "messages": [{"role": "assistant", "tool_calls": [1]}]}, 400, "does not support tools"),
        ("chat", {"model": "m", "messages": HELLO, "format": "yaml"}, 400, "JSON schema"),
        ("chat", {"model": "m", "messages": HELLO, "format": {"not": {}}}, 400, "'not' is not supported"),
        ("chat", {"model": "m", "messages": HELLO, "keep_alive": "soon"}, 400, "keep_alive"),
        ("chat", {"model": "m", "messages": HELLO, "options": {"top_k": "x"}}, 400, "top_k"),
        ("chat", {"model": "m", "messages": [{"role": "user", "content": "x" * 9000}]}, 400, "context length of 1024"),
        ("generate", {"model": "m", "prompt": "x", "suffix": "y"}, 400, "does not support insert"),
        ("generate", {"model": "m", "prompt": "x", "images": ["y"]}, 400, "does not support images"),
        ("generate", {"model": "m", "prompt": "x", "raw": True, "system": "y"}, 400, "raw mode"),
        (
            "generate",
            {"model": "m", "prompt": "x", "template": "{{ prompt }}"},
            400,
            "create a model with this",
        ),
        ("show", {}, 400, "model is required"),
        ("create", {"model": "n", "files": {"/etc/passwd": DIGEST}}, 400, "file path must be relative"),
        ("create", {"model": "n", "files": {"../x": DIGEST}}, 400, "file path must be relative"),
        ("create", {"model": "n", "files": {"a": DIGEST, "b": DIGEST}}, 400, "exactly one GGUF"),
        ("create", {"model": "n", "files": {"a": "sha256:12"}}, 400, "invalid digest format"),
        ("create", {"model": "n", "files": {"a": f"sha256:{64 * '0'}"}}, 404, "not found"),
        ("create", {"model": "n", "from": "nobody"}, 404, "model 'nobody:latest' not found"),
        ("create", {"model": "n", "from": "m", "parameters": {"top_k": "x"}}, 400, "top_k"),
        ("create", {"model": "n", "from": "m", "quantize": "q8_0"}, 400, "'quantize' is not supported"),
        ("create", {"model": "", "from": "m"}, 400, "invalid model name"),
        ("copy", {"source": "m"}, 400, "invalid field 'destination'"),
        ("copy", {"source": "m", "destination": "../x"}, 400, "invalid model name"),
    ],
)
async def test_a_bad_request_is_named(service, path, body, status, reason):
    got, answer = await service.post(path, **body)

    assert got == status
    assert reason in answer["error"]
    assert list(answer) == ["error"]


async def test_what_is_not_routed_has_the_same_shape(service):
    for method, path, status in (("GET", "/api/nothing", 404), ("PUT", "/api/chat", 405)):
        answer = await service.http.request(method, path)

        assert answer.status_code == status
        assert list(answer.json()) == ["error"]


@pytest.mark.parametrize("body", [b"\xff\xfe", b"[" * 100_000, b'{"model": "m", "messages": ' + b"[" * 5000])
async def test_hostile_json_is_a_bad_request(service, body):
    answer = await service.http.post("/api/chat", content=body)

    assert answer.status_code == 400


async def test_a_full_store_is_507_and_keeps_nothing(service):
    content = bytes(2 * len(GGUF))
    digest = f"sha256:{hashlib.sha256(content).hexdigest()}"

    answer = await service.http.post(f"/api/blobs/{digest}", content=content)

    assert answer.status_code == 507
    assert (await service.http.head(f"/api/blobs/{digest}")).status_code == 404


async def test_a_model_that_does_not_load_is_500():
    async with Service() as service:
        service.runtime._damaged = frozenset([service.store.blob_path(each) for each in service.store._blobs])
        assert (await service.post("chat", model="m", messages=HELLO))[0] == 500


async def test_too_many_requests_are_503():
    async with Service(token_seconds=0.05) as service:
        asked = [service.post("generate", model="m", prompt="x", stream=False) for _ in range(3)]
        statuses = [status for status, _ in await asyncio.gather(*asked)]

    assert sorted(statuses) == [200, 200, 503]


async def test_deleting_one_name_of_a_loaded_model_leaves_the_other(service):
    await service.post("copy", source="m", destination="n")
    await service.post("generate", model="m")
    await service.http.request("DELETE", "/api/delete", json={"model": "m"})
    assert service.runtime.loaded[0].is_alive

    await service.http.request("DELETE", "/api/delete", json={"name": "n"})

    assert not service.runtime.loaded[0].is_alive
    assert (await service.http.get("/api/tags")).json() == {"models": []}


async def test_seeding_writes_a_model_once(service, tmp_path):
    path, name, seed = tmp_path / "e.gguf", ModelName("embedded"), SeedModel(service.store)
    path.write_bytes(GGUF)
    assert [await seed(path, name), await seed(path, name)] == [True, False]

    path.write_bytes(TinyModel(dim=32, layers=1, seed=1).content())
    assert await seed(path, name)
    assert (await service.store.get(name)).manifest.context_length == 1024


@pytest.mark.parametrize("content", [None, b"", b"GGUF"])
async def test_seeding_a_bad_file_says_so(service, tmp_path, content):
    path = tmp_path / "e.gguf"
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(UnusableModelFile):
        await SeedModel(service.store)(path, ModelName("embedded"))


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"origin": "https://evil.example"}, 403),
        ({"origin": "null"}, 403),
        ({"origin": "https://good.example"}, 200),
        ({"host": "evil.example"}, 403),
        ({"host": "evil.example:11434"}, 403),
        ({"host": "localhost:11434"}, 200),
        ({"host": "127.0.0.1"}, 200),
        ({"host": "[::1]:11434"}, 200),
    ],
)
async def test_web_pages_stay_out(service, headers, status):
    answer = await service.http.get("/api/tags", headers=headers)

    assert answer.status_code == status


@pytest.mark.parametrize(
    "grammar", ["root = x", 'root ::= "a', "root ::= nobody", "root ::= *", 'root ::= ("a"', 'start ::= "a"']
)
def test_what_is_no_grammar_has_no_sentence(grammar):
    with pytest.raises(GrammarError):
        sentence(grammar, 0)

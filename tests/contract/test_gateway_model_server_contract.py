"""What the gateway's ModelServer port promises, asked of the in-memory one and of a server that speaks Ollama's API."""

import json
from contextlib import asynccontextmanager

import pytest
from aiohttp import web
from inference_process import inference_process
from ollama import AsyncClient
from tiny_gguf import OLLAMA_CHATML, TinyModel

from agent_loop.gateway.adapters.model_server_memory import InMemoryModelServer
from agent_loop.gateway.adapters.model_server_ollama import OllamaModelServer
from agent_loop.gateway.domain import ModelNotFound, ModelRequestRefused, ModelServerUnavailable
from agent_loop.gateway.ports import ModelCall


def ollama_over(inside: InMemoryModelServer) -> web.Application:
    """Ollama's documented answers: NDJSON streams, {"error": ...} with a status."""

    async def version(_: web.Request) -> web.Response:
        return web.json_response({"version": await inside.version()})

    async def answer(request: web.Request) -> web.StreamResponse:
        call = ModelCall(request.match_info["kind"], await request.json())
        lines = inside.answer(call)
        try:
            first = await anext(lines)
        except ModelNotFound as error:
            return web.json_response({"error": str(error)}, status=404)
        except ModelRequestRefused as error:
            return web.json_response({"error": str(error)}, status=400)
        except ModelServerUnavailable as error:
            return web.json_response({"error": str(error)}, status=503)
        response = web.StreamResponse(headers={"content-type": "application/x-ndjson"})
        await response.prepare(request)
        await response.write(first + b"\n")
        async for line in lines:
            # In pieces, as a network gives them.
            await response.write(line[:7])
            await response.write(line[7:] + b"\n")
        return response

    app = web.Application()
    app.router.add_get("/api/version", version)
    app.router.add_post("/api/{kind:generate|chat}", answer)
    return app


@asynccontextmanager
async def served(app: web.Application):
    runner = web.AppRunner(app)
    await runner.setup()
    try:
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


@pytest.fixture
def inside() -> InMemoryModelServer:
    return InMemoryModelServer()


@pytest.fixture(params=["memory", "ollama"])
async def models(request, inside):
    if request.param == "memory":
        yield inside
        return
    async with served(ollama_over(inside)) as url, OllamaModelServer(f"{url}/") as connection:
        yield connection


async def lines(models, kind, **body) -> list[dict]:
    return [json.loads(line) async for line in models.answer(ModelCall(kind, body))]


async def test_the_version_is_told(models):
    assert await models.version()


async def test_a_prompt_is_answered_object_by_object(models):
    found = await lines(models, "generate", model="small", prompt="one two", stream=True)

    assert "".join(part["response"] for part in found).split() == ["one", "two"]
    assert [part["done"] for part in found] == [False, False, True]


async def test_an_answer_without_stream_is_one_object(models):
    messages = [{"role": "user", "content": "one two"}]

    (whole,) = await lines(models, "chat", model="small", messages=messages, stream=False)

    assert whole["done"] is True
    assert whole["message"]["content"] == "one two"


async def test_characters_of_any_script_survive(models):
    found = await lines(models, "generate", model="small", prompt="äß漢字🙂\u2028", stream=False)

    assert found[0]["response"].strip() == "äß漢字🙂"


async def test_an_unknown_model_is_not_found(models):
    with pytest.raises(ModelNotFound, match="huge"):
        await lines(models, "generate", model="huge", prompt="x")


async def test_a_request_that_the_server_does_not_take_is_refused(models):
    with pytest.raises(ModelRequestRefused, match="model"):
        await lines(models, "generate", prompt="x")


async def test_a_server_that_is_away_says_so(models, inside):
    inside.away = True

    with pytest.raises(ModelServerUnavailable):
        await models.version()
    with pytest.raises(ModelServerUnavailable):
        await lines(models, "chat", model="small", messages=[])


async def test_an_answer_may_be_left_in_the_middle(models, inside):
    answer = models.answer(ModelCall("generate", {"model": "small", "prompt": "one two three"}))
    assert await anext(answer)

    await answer.aclose()

    assert await models.version()


async def test_nobody_at_the_address_is_a_server_that_is_away():
    async with OllamaModelServer("http://127.0.0.1:1") as models:
        with pytest.raises(ModelServerUnavailable, match=r"127\.0\.0\.1:1"):
            await models.version()
        with pytest.raises(ModelServerUnavailable):
            await lines(models, "generate", model="small", prompt="x")


BROKEN = {
    "an error in the middle": b'{"response":"a","done":false}\n{"error":"out of memory"}\n',
    "no JSON": b"<html>\n",
    "no object": b"[1]\n",
    "a line without end": b"x" * (9 * 2**20),
    "cut off": b'{"response":"a","done":fal',
}


@pytest.mark.parametrize("body", BROKEN.values(), ids=BROKEN)
async def test_an_answer_that_breaks_is_never_taken_for_a_whole_one(body):
    async def broken(request):
        response = web.StreamResponse()
        await response.prepare(request)
        await response.write(body)
        return response

    app = web.Application()
    app.router.add_post("/api/generate", broken)
    async with served(app) as url, OllamaModelServer(url) as models:
        with pytest.raises(ModelServerUnavailable):
            await lines(models, "generate", model="small", prompt="x")


async def test_a_server_that_hangs_up_or_fails_is_away():
    async def hang_up(request):
        request.transport.abort()
        return web.Response()

    async def fail(request):
        return web.Response(status=500, text="no json")

    app = web.Application()
    app.router.add_post("/api/generate", hang_up)
    app.router.add_post("/api/chat", fail)
    app.router.add_get("/api/version", fail)
    async with served(app) as url, OllamaModelServer(url) as models:
        for kind in ("generate", "chat"):
            with pytest.raises(ModelServerUnavailable):
                await lines(models, kind, model="small", prompt="x")
        with pytest.raises(ModelServerUnavailable):
            await models.version()


@pytest.fixture(scope="module")
def real_url(tmp_path_factory):
    with inference_process(tmp_path_factory.mktemp("home")) as service:
        yield service.url


async def test_the_inference_service_keeps_the_same_promises(real_url, tmp_path):
    file = TinyModel(context_length=256, chat_template=None).write(tmp_path / "tiny.gguf")
    async with AsyncClient(real_url) as ollama:
        digest = await ollama.create_blob(file)
        await ollama.create("small", files={"tiny.gguf": digest}, template=OLLAMA_CHATML)

    async with OllamaModelServer(real_url) as models:
        assert await models.version()
        streamed = await lines(models, "generate", model="small", prompt="one", options={"num_predict": 4})
        (whole,) = await lines(models, "chat", model="small", messages=[{"role": "user", "content": "x"}],
                               stream=False, options={"num_predict": 2})  # fmt: skip
        with pytest.raises(ModelNotFound, match="huge"):
            await lines(models, "generate", model="huge", prompt="x")
        with pytest.raises(ModelRequestRefused):
            await lines(models, "generate", prompt="x")

    assert [part["done"] for part in streamed][-1] is True
    assert whole["message"]["role"] == "assistant"

"""One suite for every language model: scripted, Ollama's API and OpenAI's, and a real Ollama where there is one."""

import json
import os
from contextlib import aclosing, asynccontextmanager
from dataclasses import replace

import pytest
from aiohttp import web
from fake_ollama import FakeOllama, served
from fake_openai import FakeOpenAI
from pydantic import SecretStr

from agent_loop.agent.adapters.language_model_memory import SCRIPTED, InMemoryLanguageModel
from agent_loop.agent.adapters.language_model_ollama import OllamaLanguageModel
from agent_loop.agent.adapters.language_model_openai import OpenAILanguageModel
from agent_loop.agent.domain.failures import ModelNotFound, ModelUnavailable
from agent_loop.agent.domain.models import ChatCall, Completion
from agent_loop.contracts.slots import form
from agent_loop.contracts.trajectory import Message

ANSWER = json.dumps({"thought": "l\u00f6sche \U0001f40d", "tool": "bash"}, ensure_ascii=False)
SCHEMA = {
    "type": "object",
    "properties": {"thought": {"type": "string", "maxLength": 80}, "tool": {"const": "bash"}},
    "required": ["thought", "tool"],
    "additionalProperties": False,
}
GONE = "http://127.0.0.1:1"


@asynccontextmanager
async def real_ollama():
    async with OllamaLanguageModel(os.environ["AGENT_LOOP_TEST_OLLAMA"]) as model:
        yield model, (await model.list())[0].name


@pytest.fixture(params=["memory", "ollama", "openai", pytest.param("real ollama", marks=pytest.mark.ollama)])
async def model_and_name(request):
    match request.param:
        case "memory":
            yield InMemoryLanguageModel(lambda _: ANSWER), "scripted"
        case "ollama":
            async with served(FakeOllama(lambda _: ANSWER).app()) as url, OllamaLanguageModel(url) as model:
                yield model, "scripted"
        case "openai":
            async with served(FakeOpenAI(lambda _: ANSWER).app()) as url, OpenAILanguageModel(f"{url}/v1") as model:
                yield model, "scripted"
        case "real ollama":
            async with real_ollama() as found:
                yield found


def call(model, **changed):
    messages = [Message(role="system", content="Answer in JSON."), Message(role="user", content="Say hello.")]
    return ChatCall(**{"model": model, "messages": messages, "schema": SCHEMA, "answer_tokens": 128} | changed)


async def pieces(model, asked):
    return [piece async for piece in model.chat(asked)]


async def test_a_model_is_described_with_digest_window_and_template(model_and_name):
    model, name = model_and_name

    found = await model.describe(name)

    assert found.name == name
    assert len(found.digest) == 64
    assert 512 <= found.context_length <= 8192
    assert found.has_template


async def test_a_model_is_in_the_list(model_and_name):
    model, name = model_and_name

    names = [found.name.removesuffix(":latest") for found in await model.list()]

    assert name.removesuffix(":latest") in names
    assert names == sorted(names)


async def test_a_model_that_is_not_there_is_named_with_what_helps(model_and_name):
    model, name = model_and_name
    gone = replace(await model.describe(name), name="no-such-model")

    with pytest.raises(ModelNotFound, match="agent-loop models"):
        await model.describe("no-such-model")
    with pytest.raises(ModelNotFound, match="no-such-model"):
        await pieces(model, call(gone))


async def test_an_answer_comes_in_pieces_and_then_whole(model_and_name):
    model, name = model_and_name

    *texts, whole = await pieces(model, call(await model.describe(name)))

    assert len(texts) > 1
    assert isinstance(whole, Completion)
    assert whole.text == "".join(texts)
    assert set(json.loads(whole.text)) == {"thought", "tool"}
    assert whole.prompt_tokens > 0
    assert whole.completion_tokens > 0
    assert 0 <= whole.first_token_seconds <= whole.seconds
    assert not whole.cut_off


async def test_a_caller_may_leave_before_the_end(model_and_name):
    model, name = model_and_name
    found = await model.describe(name)

    async with aclosing(model.chat(call(found))) as answer:
        assert isinstance(await anext(answer), str)

    assert (await pieces(model, call(found)))[-1].text


@pytest.mark.parametrize("adapter", [OllamaLanguageModel, OpenAILanguageModel])
async def test_a_server_that_is_not_there_is_named_with_its_address_and_the_fix(adapter):
    async with adapter(GONE) as model:
        for failing in (model.describe("m"), model.list(), pieces(model, call(SCRIPTED))):
            with pytest.raises(ModelUnavailable, match=r"127\.0\.0\.1:1.*AGENT_"):
                await failing


@pytest.mark.parametrize("adapter", [OllamaLanguageModel, OpenAILanguageModel])
async def test_a_closed_connection_is_unavailable(adapter):
    async with adapter(GONE) as model:
        pass
    with pytest.raises(ModelUnavailable, match="closed"):
        await model.describe("m")


@pytest.mark.parametrize(
    ("fake", "adapter", "path"), [(FakeOllama, OllamaLanguageModel, ""), (FakeOpenAI, OpenAILanguageModel, "/v1")]
)
async def test_an_answer_that_breaks_off_is_no_answer(fake, adapter, path):
    server = fake(lambda _: ANSWER)
    server.cut_short = True
    async with served(server.app()) as url, adapter(url + path) as model:
        with pytest.raises(ModelUnavailable, match="half-way"):
            await pieces(model, call(SCRIPTED))


@pytest.mark.parametrize(
    ("fake", "adapter", "path"), [(FakeOllama, OllamaLanguageModel, ""), (FakeOpenAI, OpenAILanguageModel, "/v1")]
)
async def test_a_server_that_fails_is_quoted(fake, adapter, path):
    server = fake(lambda _: ANSWER)
    server.fail_with = web.json_response({"error": "llama runner process has terminated"}, status=500)
    async with served(server.app()) as url, adapter(url + path) as model:
        with pytest.raises(ModelUnavailable, match="llama runner process has terminated"):
            await pieces(model, call(SCRIPTED))


@pytest.mark.parametrize(
    ("fake", "adapter", "path"), [(FakeOllama, OllamaLanguageModel, ""), (FakeOpenAI, OpenAILanguageModel, "/v1")]
)
async def test_an_answer_that_is_no_json_is_a_failing_server(fake, adapter, path):
    server = fake(lambda _: ANSWER)
    server.fail_with = web.Response(text="data: <html>\n", content_type="text/html")
    async with served(server.app()) as url, adapter(url + path) as model:
        with pytest.raises(ModelUnavailable, match="cannot be used"):
            await pieces(model, call(SCRIPTED))


async def test_ollama_is_asked_with_the_schema_and_the_parameters():
    server = FakeOllama(lambda _: ANSWER)
    async with served(server.app()) as url, OllamaLanguageModel(url) as model:
        await pieces(model, call(await model.describe("scripted")))

    sent = server.chats[0]
    assert sent["format"] == SCHEMA
    assert sent["options"] == {"temperature": 0, "seed": 0, "num_predict": 128, "num_ctx": 4096}
    assert sent["stream"] is True
    assert "think" not in sent


async def test_ollama_is_told_not_to_think_where_the_model_would():
    server = FakeOllama(lambda _: ANSWER)
    async with served(server.app()) as url, OllamaLanguageModel(url) as model:
        await pieces(model, call(replace(await model.describe("scripted"), thinks=True)))

    assert server.chats[0]["think"] is False


async def test_a_model_of_ollama_without_a_template_is_described_so():
    async with served(FakeOllama([]).app()) as url, OllamaLanguageModel(url) as model:
        assert not (await model.describe("bare")).has_template


@pytest.mark.parametrize(
    ("metadata", "slots"),
    [({}, 0), ({"agent_loop.slots": 0}, 0), ({"agent_loop.slots": 7, "agent_loop.slots_form": form()}, 7)],
)
async def test_a_model_of_ollama_says_how_many_slots_it_knows(metadata, slots):
    server = FakeOllama([])
    server.more = metadata
    async with served(server.app()) as url, OllamaLanguageModel(url) as model:
        assert (await model.describe("scripted")).slots == slots


@pytest.mark.parametrize("learnt", [{}, {"agent_loop.slots_form": "0123456789ab"}])
async def test_a_model_that_learnt_another_form_of_slots_is_refused(learnt):
    server = FakeOllama([])
    server.more = {"agent_loop.slots": 7, **learnt}
    async with served(server.app()) as url, OllamaLanguageModel(url) as model:
        with pytest.raises(ModelUnavailable, match=rf"another form .* than they have here \({form()}\).*train"):
            await model.describe("scripted")


async def test_the_window_has_a_bound_of_the_settings():
    async with served(FakeOllama([]).app()) as url, OllamaLanguageModel(url, max_context=2048) as model:
        assert (await model.describe("scripted")).context_length == 2048


async def test_openai_is_asked_with_the_schema_the_parameters_and_the_key():
    server = FakeOpenAI(lambda _: ANSWER)
    async with served(server.app()) as url, OpenAILanguageModel(f"{url}/v1/", SecretStr("k3y")) as model:
        await pieces(model, call(await model.describe("scripted")))

    sent = server.chats[0]
    assert sent["response_format"]["json_schema"]["schema"] == SCHEMA
    assert (sent["temperature"], sent["seed"], sent["max_tokens"], sent["stream"]) == (0, 0, 128, True)
    assert server.authorization == "Bearer k3y"


async def test_a_window_that_the_openai_server_does_not_tell_is_that_of_the_settings():
    server = FakeOpenAI([], window=None)
    async with served(server.app()) as url, OpenAILanguageModel(f"{url}/v1", context_length=1000) as model:
        assert (await model.describe("scripted")).context_length == 1000


@pytest.mark.parametrize("window", [{"max_model_len": 3000}, {"meta": {"n_ctx_train": 3000}}])
async def test_a_window_that_the_openai_server_tells_holds(window):
    async with served(FakeOpenAI([], window).app()) as url, OpenAILanguageModel(f"{url}/v1") as model:
        assert (await model.describe("scripted")).context_length == 3000


async def test_an_error_inside_an_openai_stream_is_quoted():
    server = FakeOpenAI(lambda _: ANSWER)
    server.fail_with = web.Response(text='data: {"error": {"message": "out of memory"}}\n\n')
    async with served(server.app()) as url, OpenAILanguageModel(f"{url}/v1") as model:
        with pytest.raises(ModelUnavailable, match="out of memory"):
            await pieces(model, call(SCRIPTED))


async def test_a_script_that_ran_out_is_an_unavailable_model():
    model = InMemoryLanguageModel([ANSWER])
    await pieces(model, call(SCRIPTED))

    with pytest.raises(ModelUnavailable):
        await pieces(model, call(SCRIPTED))

"""llama.cpp itself keeps a pattern: what a model writes beside sources is copied, whatever it would rather say."""

import json
import re
from pathlib import Path

import pytest
from fake_ollama import FakeOllama, served
from inference_process import inference_process
from ollama import AsyncClient
from tiny_gguf import OLLAMA_CHATML, TinyModel

from agent_loop.agent.adapters.language_model_ollama import OllamaLanguageModel
from agent_loop.agent.domain.models import ChatCall, Completion
from agent_loop.contracts.literals import foreign_literals, literal_pattern, literals_allowed
from agent_loop.contracts.prompt import build_messages, literal_sources, parse_step, step_schema
from agent_loop.contracts.toolset import linux_toolset

EMBEDDED = Path(__file__).parents[2] / "models" / "embedded" / "agent-loop-embedded.gguf"
INSTRUCTION = "find all error logs and create a report"
SOURCES = ["stop process 17045 of Zusammenfassung_b3.txt"]


@pytest.fixture(scope="module")
def url(tmp_path_factory):
    with inference_process(tmp_path_factory.mktemp("home")) as service:
        yield service.url


@pytest.fixture
async def client(url, tmp_path):
    async with AsyncClient(url) as ollama:
        for name, file in (("tiny", TinyModel(chat_template=None).write(tmp_path / "tiny.gguf")), ("known", EMBEDDED)):
            if file.is_file():
                digest = await ollama.create_blob(file)
                await ollama.create(name, files={file.name: digest}, template=OLLAMA_CHATML)
        yield ollama


async def written(client, schema, seed, tokens=120):
    options = {"temperature": 1.5, "seed": seed, "num_predict": tokens}
    answer = await client.chat("tiny", [{"role": "user", "content": "Say."}], format=schema, options=options)
    return answer.message.content


def value(text: str) -> str:
    """The string that a JSON text begins, as far as it goes: whole atoms only."""
    for end in range(len(text), 0, -1):  # an answer may be cut in the middle of an escape, or of its string
        for closed in (text[:end], text[:end] + '"'):
            try:
                said = json.loads(closed)
            except ValueError:
                continue
            return str(said) if closed == text else re.sub(r"[A-Za-z0-9]+$", "", said)
    raise AssertionError(f"no string: {text!r}")


async def test_a_model_of_random_weights_writes_allowed_literals_only(client):
    schema = {"type": "string", "pattern": literal_pattern(SOURCES)}

    texts = [value(await written(client, schema, seed)) for seed in range(12)]

    assert [foreign_literals(text, SOURCES) for text in texts] == [[]] * 12
    assert len({text for text in texts if literals_allowed(text, SOURCES)}) == 12


async def test_unbound_the_same_model_does_not(client):
    texts = [value(await written(client, {"type": "string"}, seed)) for seed in range(12)]

    assert sum(bool(foreign_literals(text, SOURCES)) for text in texts) > 6


async def test_one_text_is_all_that_a_pattern_of_one_text_leaves(client):
    text = 'kill -9 "17045"\n\\ é'
    pattern = "^" + re.sub(r"([\\^$.*+?()\[\]{}|/-])", r"\\\1", text).replace("\n", r"\n") + "$"

    assert json.loads(await written(client, {"type": "string", "pattern": pattern}, 1)) == text


async def test_the_service_says_that_it_keeps_patterns_and_a_model_that_it_copies(client, url):
    async with OllamaLanguageModel(url) as models:
        assert not (await models.describe("tiny")).copies_literals
        if not EMBEDDED.is_file():
            pytest.skip("no embedded model is committed")
        assert (await models.describe("known")).copies_literals


async def test_another_server_is_never_sent_a_pattern_unasked():
    async with served(FakeOllama(lambda _: "{}").app()) as address, OllamaLanguageModel(address) as models:
        assert not (await models.describe("scripted")).copies_literals


@pytest.mark.skipif(not EMBEDDED.is_file(), reason="no embedded model is committed")
async def test_the_embedded_model_writes_a_step_of_copied_literals(client, url):
    tools = linux_toolset()
    sources = literal_sources(INSTRUCTION, [])
    async with OllamaLanguageModel(url) as models:
        model = await models.describe("known")
        call = ChatCall(model, build_messages(INSTRUCTION, [], tools), step_schema([], tools, sources), 256)
        (*_, completion) = [piece async for piece in models.chat(call)]

    assert isinstance(completion, Completion)
    step = parse_step(completion.text, [], tools)
    assert literals_allowed(str(step.action.arguments["command"]), sources)

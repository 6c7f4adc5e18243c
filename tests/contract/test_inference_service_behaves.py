"""The whole inference service as a process: what it promises beyond the shapes of Ollama's API."""

import asyncio
import hashlib
import json
import os
import random
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import aiohttp
import pytest
from inference_process import inference_process
from jsonschema import Draft202012Validator
from tiny_gguf import TinyModel

EMBEDDED = "agent-loop-embedded"
CONTEXT = 2048
HELLO = [{"role": "user", "content": "Say something."}]
BRIEF = {"num_predict": 2}
ENDLESS = {"type": "string", "minLength": 4000, "maxLength": 4001}  # more than the context holds


@pytest.fixture(scope="module")
def gguf(tmp_path_factory):
    return TinyModel(context_length=CONTEXT).write(tmp_path_factory.mktemp("gguf") / "embedded.gguf")


@pytest.fixture(scope="module")
def service(tmp_path_factory, gguf):
    with inference_process(tmp_path_factory.mktemp("home"), INFERENCE_EMBEDDED_MODEL=str(gguf)) as running:
        yield running


@pytest.fixture
async def http(service):
    async with aiohttp.ClientSession(service.url) as session:
        yield session


async def posted(http, path: str, **body) -> tuple[int, dict]:
    async with http.post(path, json=body) as answer:
        return answer.status, json.loads(await answer.text() or "{}")


async def pushed(http, content: bytes) -> str:
    digest = f"sha256:{hashlib.sha256(content).hexdigest()}"
    async with http.post(f"/api/blobs/{digest}", data=content) as answer:
        assert answer.status in {200, 201}
    return digest


async def engines_of(service) -> list[int]:
    children = Path(f"/proc/{service.process.pid}/task/{service.process.pid}/children").read_text().split()
    return [int(child) for child in children]


def cpu_ticks(pid: int) -> int:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


async def test_the_embedded_model_is_there_from_the_start(http):
    status, shown = await posted(http, "/api/show", model=EMBEDDED)

    assert status == 200
    assert shown["model_info"]["qwen3.context_length"] == CONTEXT


def random_schema(chance: random.Random, depth: int = 0) -> dict:
    kinds = ["string", "integer", "boolean", "null", "enum", "const", "number"]
    kind = chance.choice(kinds if depth > 2 else [*kinds, "object", "object", "array", "anyOf", "oneOf"])
    match kind:
        case "string":
            return {"type": "string", "maxLength": chance.randint(1, 30)}
        case "integer":
            return {"type": "integer", "minimum": chance.randint(-50, 5), "maximum": chance.randint(5, 5000)}
        case "enum":
            return {"enum": [f"value {i}" for i in range(chance.randint(1, 5))]}
        case "const":
            return {"const": chance.choice([1, "é", None, [1, {"a": True}]])}
        case "object":
            names = [f"p{i}" for i in range(chance.randint(1, 4))]
            properties = {name: random_schema(chance, depth + 1) for name in names}
            return {"type": "object", "properties": properties, "required": names[: chance.randint(0, 4)]}
        case "array":
            items = random_schema(chance, depth + 1)
            return {"type": "array", "items": items, "minItems": chance.randint(0, 2), "maxItems": chance.randint(2, 3)}
        case "anyOf" | "oneOf":
            inner = [{"kind": {"const": i}, "x": random_schema(chance, depth + 1)} for i in range(2)]
            branches = [{"type": "object", "properties": each, "required": ["kind"]} for each in inner]
            return {kind: branches}
        case _:
            return {"type": kind}


@pytest.mark.parametrize("part", range(4))
async def test_constrained_answers_close_and_validate_whatever_the_weights_say(http, part):
    chance = random.Random(part)
    for _ in range(30):
        schema = random_schema(chance)
        prompt = [{"role": "user", "content": "".join(chance.choices('abcdefg {}[]",:\n', k=20))}]
        options = {
            "temperature": chance.choice([0.0, 1.0, 3.0]),
            "seed": chance.randint(0, 999),
            "top_k": 0,
            "top_p": 1.0,
        }

        status, answer = await posted(
            http, "/api/chat", model=EMBEDDED, messages=prompt, format=schema, options=options, stream=False
        )

        assert status == 200, answer
        assert answer["done_reason"] == "stop", (schema, answer)
        # Random weights write bytes that are no UTF-8, which arrive as one replacement character or more.
        text = re.sub("\ufffd+", "\ufffd", answer["message"]["content"])
        Draft202012Validator(schema).validate(json.loads(text))


async def test_json_that_cannot_end_in_time_says_length(http):
    status, answer = await posted(
        http, "/api/chat", model=EMBEDDED, messages=HELLO, format=ENDLESS, options={"num_predict": 20}, stream=False
    )

    assert (status, answer["done_reason"], answer["eval_count"]) == (200, "length", 20)


async def test_an_unusable_schema_is_400_and_names_the_place(http):
    schema = {"type": "object", "properties": {"when": {"not": {"type": "string"}}}}

    for stream in (True, False):
        status, answer = await posted(http, "/api/chat", model=EMBEDDED, messages=HELLO, format=schema, stream=stream)

        assert status == 400
        assert "#/properties/when: 'not' is not supported" in answer["error"]


async def test_health_stays_quick_while_a_model_generates(http):
    chat = {"model": EMBEDDED, "messages": HELLO, "format": ENDLESS, "stream": False}
    working = [asyncio.create_task(posted(http, "/api/chat", **chat)) for _ in range(2)]
    await asyncio.sleep(0.1)

    async def health() -> float:
        started = time.perf_counter()
        async with http.get("/health") as answer:
            assert answer.status == 200
            await answer.read()
        return time.perf_counter() - started

    slowest = []
    while not any(task.done() for task in working):
        slowest.append(max(await asyncio.gather(*(health() for _ in range(50)))))
    for task in working:
        task.cancel()
    await asyncio.gather(*working, return_exceptions=True)

    # Other work on this machine may disturb a round, but generating must not disturb them all.
    assert len(slowest) > 1
    assert min(slowest) < 0.1, f"slowest of each round: {[round(each * 1000) for each in slowest]} ms"


@pytest.mark.parametrize("stream", [True, False])
async def test_a_client_that_leaves_stops_its_generation(http, service, stream):
    await posted(http, "/api/generate", model=EMBEDDED)
    (engine,) = await engines_of(service)
    body = {"model": EMBEDDED, "messages": HELLO, "format": ENDLESS, "stream": stream, "options": {"num_predict": 1900}}

    for _ in range(6):
        leaving = asyncio.create_task(http.post("/api/chat", json=body))
        await asyncio.sleep(0.15)
        if leaving.done():
            (await leaving).close()
        leaving.cancel()
        await asyncio.gather(leaving, return_exceptions=True)
    await asyncio.sleep(1.2)

    before = cpu_ticks(engine)
    await asyncio.sleep(0.5)
    assert cpu_ticks(engine) - before <= 5, "the engine goes on working for nobody"


async def test_many_clients_at_once_are_all_served(http):
    answers = await asyncio.gather(
        *(
            posted(http, "/api/generate", model=EMBEDDED, prompt=f"{i}", options={"num_predict": 5}, stream=False)
            for i in range(20)
        )
    )

    assert [status for status, _ in answers] == [200] * 20


async def test_an_engine_that_dies_is_an_error_once_and_then_replaced(http, service):
    await posted(http, "/api/generate", model=EMBEDDED)
    (engine,) = await engines_of(service)
    async with http.post("/api/chat", json={"model": EMBEDDED, "messages": HELLO, "format": ENDLESS}) as answer:
        assert answer.status == 200
        await answer.content.readline()
        os.kill(engine, signal.SIGKILL)
        lines = [json.loads(line) async for line in answer.content]
    assert "error" in lines[-1]

    status, answer = await posted(http, "/api/generate", model=EMBEDDED, prompt="x", options=BRIEF, stream=False)

    assert (status, answer["done"]) == (200, True)


@pytest.mark.parametrize(
    ("model", "reason"),
    [
        (TinyModel(architecture="bert"), "unsupported architecture 'bert'"),
        (TinyModel(architecture="../../x"), "unsupported architecture"),
        (TinyModel(tokenizer=False), "no tokenizer"),
    ],
    ids=["an encoder", "nonsense", "without tokenizer"],
)
async def test_a_model_that_cannot_run_is_refused_at_create(http, model, reason):
    digest = await pushed(http, model.content())

    status, answer = await posted(http, "/api/create", model="bad", files={"m.gguf": digest}, stream=False)

    assert status == 400
    assert reason in answer["error"]


@pytest.mark.parametrize("stream", [True, False])
async def test_a_file_cut_short_is_refused_wherever_it_is_cut(http, gguf, stream):
    whole = gguf.read_bytes()
    for length in (3, 4, 20, 100, 5000, len(whole) // 2, len(whole) - 64):
        digest = await pushed(http, whole[:length])

        status, answer = await posted(http, "/api/create", model="cut", files={"m.gguf": digest}, stream=stream)

        assert status == 400
        assert "cut short" in answer["error"] or "not a GGUF" in answer["error"], length


async def test_a_file_that_only_llamacpp_finds_wrong_is_an_error_at_the_first_request(http):
    digest = await pushed(http, TinyModel(left_out="blk.0.attn_q.weight").content())
    await posted(http, "/api/create", model="lacking", files={"m.gguf": digest}, stream=False)

    status, answer = await posted(http, "/api/chat", model="lacking", messages=HELLO, stream=False)

    assert status == 500
    assert "could not load the model" in answer["error"]
    async with http.get("/health") as health:
        assert health.status == 200


async def test_a_missing_template_is_an_error_that_names_the_fix(http):
    digest = await pushed(http, TinyModel(chat_template=None).content())
    await posted(http, "/api/create", model="mute", files={"m.gguf": digest}, stream=False)

    status, answer = await posted(http, "/api/chat", model="mute", messages=HELLO, stream=False)
    raw, _ = await posted(
        http, "/api/generate", model="mute", prompt="x", raw=True, options={"num_predict": 1}, stream=False
    )

    assert status == 400
    assert "create it again with 'template'" in answer["error"]
    assert raw == 200


async def test_a_template_of_another_kind_is_refused_at_create(http):
    template = "{{ .System }} USER: {{ .Prompt }}"

    status, answer = await posted(
        http, "/api/create", **{"model": "odd", "from": EMBEDDED, "template": template, "stream": False}
    )

    assert status == 400
    assert "Go template is not supported" in answer["error"]


@pytest.mark.parametrize(
    ("template", "reason"),
    [
        ("{% for m in messages %}{{ m['content'] }}", "chat template"),
        ("{% for m in messages %}{{ m.nothing }}{% endfor %}", "made nothing of the messages"),
    ],
)
async def test_a_broken_template_is_400_at_the_first_chat(http, template, reason):
    body = {"model": "broken", "from": EMBEDDED, "template": template, "stream": False}
    assert (await posted(http, "/api/create", **body))[0] == 200

    status, answer = await posted(http, "/api/chat", model="broken", messages=HELLO, stream=False)

    assert status == 400
    assert reason in answer["error"]


async def test_a_prompt_that_does_not_fit_says_so(http):
    long = [{"role": "user", "content": "word " * CONTEXT}]

    status, answer = await posted(http, "/api/chat", model=EMBEDDED, messages=long, stream=False)

    assert status == 400
    assert f"exceeds the context length of {CONTEXT}" in answer["error"]


async def test_the_service_starts_again_with_what_it_stored_and_stops_with_status_0(tmp_path, gguf):
    variables = {"INFERENCE_EMBEDDED_MODEL": str(gguf), "INFERENCE_MODELS_DIR": str(tmp_path / "models")}
    listed = []
    for _ in range(2):
        with inference_process(tmp_path, **variables) as service:
            async with aiohttp.ClientSession(service.url) as http:
                async with http.get("/api/tags") as answer:
                    listed.append(await answer.json())
                await posted(http, "/api/generate", model=EMBEDDED)
                engines = await engines_of(service)
        assert service.process.returncode == 0
        assert engines
        assert not any(Path(f"/proc/{engine}").exists() for engine in engines)

    assert listed[0] == listed[1]


async def test_engines_end_when_the_service_is_killed(tmp_path, gguf):
    with inference_process(tmp_path, INFERENCE_EMBEDDED_MODEL=str(gguf)) as service:
        async with aiohttp.ClientSession(service.url) as http:
            await posted(http, "/api/generate", model=EMBEDDED)
        (engine,) = await engines_of(service)
        service.process.kill()
        async with asyncio.timeout(10):
            while Path(f"/proc/{engine}").exists() and "Z" not in Path(f"/proc/{engine}/stat").read_text().split()[2]:
                await asyncio.sleep(0.05)


def test_an_embedded_model_that_is_no_model_stops_the_start_and_names_the_file(tmp_path):
    broken = tmp_path / "broken.gguf"
    broken.write_bytes(b"GGUF")
    variables = {"AGENT_LOOP_HOME": str(tmp_path), "INFERENCE_PORT": "0", "INFERENCE_EMBEDDED_MODEL": str(broken)}

    done = subprocess.run(
        [sys.executable, "-m", "agent_loop.inference.main"],
        env={**os.environ, **variables}, cwd=tmp_path, capture_output=True, text=True, timeout=30, check=False,
    )  # fmt: skip

    assert done.returncode != 0
    (refused,) = [json.loads(line) for line in done.stdout.splitlines() if '"embedded_model_refused"' in line]
    assert refused["path"] == str(broken)
    assert "cut short" in refused["reason"]
    assert "request_failed" not in done.stdout
    assert list(tmp_path.glob("models/blobs/*")) == []

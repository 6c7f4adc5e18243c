"""The pretended runtime and llama.cpp keep the promises of ModelRuntime and LoadedModel."""

import asyncio
import json
from contextlib import aclosing
from pathlib import Path

import pytest
from tiny_gguf import TinyModel

from agent_loop.inference.adapters.runtime_llamacpp import LlamaCppRuntime
from agent_loop.inference.adapters.runtime_memory import InMemoryModelRuntime
from agent_loop.inference.domain.errors import (
    ModelCrashed,
    ModelLoadFailed,
    PromptTooLong,
    UnusableSchema,
    UnusableTemplate,
)
from agent_loop.inference.domain.generation import Finished, Message, Piece, Sampling
from agent_loop.inference.domain.gguf import read_header
from agent_loop.inference.domain.grammar import schema_grammar
from agent_loop.inference.domain.templates import CHATML_JINJA
from agent_loop.inference.ports import ModelSpec

CONTEXT = 512
LONG = "root ::= [a-z]{400}"  # never ends by itself, whatever the weights want
HELLO = [Message("system", "Be brief."), Message("user", "Hello there")]
HELLO_CHATML = (
    "<|im_start|>system\nBe brief.<|im_end|>\n<|im_start|>user\nHello there<|im_end|>\n<|im_start|>assistant\n"
)


@pytest.fixture(scope="module")
def files(tmp_path_factory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("gguf")
    whole = TinyModel(context_length=CONTEXT).write(folder / "whole.gguf")
    cut = folder / "cut.gguf"
    cut.write_bytes(whole.read_bytes()[:-4000])
    return {
        "whole": whole,
        "cut": cut,
        "lacking": TinyModel(left_out="blk.1.ffn_up.weight").write(folder / "lacking.gguf"),
    }


@pytest.fixture(params=["memory", "llamacpp"])
async def runtime(request, files):
    if request.param == "memory":
        yield InMemoryModelRuntime("the quick brown fox " * 200, damaged=[files["cut"], files["lacking"]])
    else:
        async with LlamaCppRuntime(threads=2, slots=2) as llamacpp:
            yield llamacpp


@pytest.fixture
async def model(runtime, files):
    loaded = await runtime.load(ModelSpec(files["whole"], CHATML_JINJA, CONTEXT))
    yield loaded
    await loaded.close()


async def completed(model, prompt: str, sampling: Sampling, grammar: str | None = None) -> tuple[str, Finished]:
    events = [event async for event in model.complete(prompt, sampling, grammar)]
    assert all(isinstance(event, Piece) and event.text for event in events[:-1])
    assert isinstance(events[-1], Finished)
    return "".join(event.text for event in events[:-1]), events[-1]


async def test_a_loaded_model_says_what_it_is(model):
    assert model.context_length == CONTEXT
    assert model.size_bytes > 0
    assert model.is_alive


async def test_messages_become_a_prompt_by_the_template(model):
    assert await model.render(HELLO) == HELLO_CHATML


async def test_a_generation_ends_after_num_predict_tokens_and_says_so(model):
    text, finished = await completed(model, "once upon a time", Sampling(num_predict=7), LONG)

    assert text
    assert (finished.reason, finished.tokens) == ("length", 7)
    assert finished.prompt_tokens > 0
    assert finished.prompt_ns > 0
    assert finished.tokens_ns > 0


async def test_a_generation_ends_where_the_context_is_full(model):
    _, finished = await completed(model, "a b c", Sampling(num_ctx=40), LONG)

    assert finished.reason == "length"
    assert finished.prompt_tokens + finished.tokens == 40


async def test_a_prompt_that_fills_the_context_is_refused(model):
    with pytest.raises(PromptTooLong, match=f"context length of {CONTEXT}"):
        await completed(model, "word " * CONTEXT, Sampling())
    with pytest.raises(PromptTooLong, match="context length of 8"):
        await completed(model, "one two three four five six seven eight nine", Sampling(num_ctx=8))


async def test_the_same_seed_gives_the_same_answer(model):
    answers = [(await completed(model, "a b c", Sampling(seed=7, num_predict=12)))[0] for _ in range(3)]

    assert len(set(answers)) == 1


async def test_a_stop_sequence_ends_the_answer_and_is_left_out(model):
    whole, _ = await completed(model, "a b c", Sampling(seed=7, num_predict=30))
    stop = next(character for character in whole[5:] if character.isascii() and character.isalnum())

    text, finished = await completed(model, "a b c", Sampling(seed=7, num_predict=30, stop=(stop,)))

    assert finished.reason == "stop"
    assert text == whole.partition(stop)[0]


async def test_an_answer_keeps_to_its_grammar(model):
    schema = {
        "type": "object",
        "properties": {"ok": {"type": "boolean"}, "n": {"enum": [1, 2]}},
        "required": ["ok", "n"],
    }

    for seed in range(5):
        text, finished = await completed(model, "a", Sampling(seed=seed), schema_grammar(schema))

        assert finished.reason == "stop"
        assert json.loads(text)["n"] in (1, 2)


async def test_no_control_token_passes_for_text(files):
    with files["whole"].open("rb") as stream:
        header = read_header(stream)
    grammar = schema_grammar({"type": "string", "minLength": 90, "maxLength": 90})
    async with LlamaCppRuntime(threads=2, slots=2) as runtime:
        model = await runtime.load(ModelSpec(files["whole"], None, CONTEXT, header.control_tokens))
        samplings = [Sampling(seed=seed, temperature=2.0, top_k=0) for seed in range(8)]
        answers = [await completed(model, "x", sampling, grammar) for sampling in samplings]
        await model.close()

    assert header.control_tokens
    assert {finished.reason for _, finished in answers} == {"stop"}
    assert all(len(json.loads(text)) >= 90 for text, _ in answers)


async def test_a_broken_grammar_is_refused_and_harms_nobody(model):
    with pytest.raises(UnusableSchema):
        await completed(model, "a", Sampling(), 'root ::= "a')

    assert (await completed(model, "a", Sampling(num_predict=2), LONG))[1].tokens == 2


async def test_a_closed_generator_frees_its_place(model):
    for _ in range(4):  # more often than there are slots
        async with aclosing(model.complete("a", Sampling(), LONG)) as events:
            assert isinstance(await anext(events), Piece)

    async with asyncio.timeout(10):
        assert (await completed(model, "a", Sampling(num_predict=2), LONG))[1].tokens == 2


async def test_requests_at_once_all_end(model):
    ends = await asyncio.gather(*(completed(model, f"prompt {i}", Sampling(num_predict=5), LONG) for i in range(8)))

    assert [finished.tokens for _, finished in ends] == [5] * 8


async def test_a_damaged_file_is_an_error_and_not_the_end(runtime, files):
    for damaged in ("cut", "lacking"):
        with pytest.raises(ModelLoadFailed, match="could not"):
            await runtime.load(ModelSpec(files[damaged], None, CONTEXT))

    loaded = await runtime.load(ModelSpec(files["whole"], None, CONTEXT))
    assert (await completed(loaded, "a", Sampling(num_predict=2), LONG))[1].tokens == 2
    await loaded.close()


async def test_without_a_template_only_raw_prompts_work(runtime, files):
    loaded = await runtime.load(ModelSpec(files["whole"], None, CONTEXT))

    with pytest.raises(UnusableTemplate, match="no chat template"):
        await loaded.render(HELLO)
    await loaded.close()


async def test_closing_ends_what_runs_and_may_be_repeated(runtime, files):
    loaded = await runtime.load(ModelSpec(files["whole"], CHATML_JINJA, CONTEXT))
    events = loaded.complete("a", Sampling(), LONG)
    await anext(events)

    await loaded.close()
    await loaded.close()

    assert not loaded.is_alive
    with pytest.raises(ModelCrashed):
        async for _ in events:
            pass


async def test_llamacpp_names_why_it_cannot_load(files):
    async with LlamaCppRuntime(threads=1, slots=1) as runtime:
        with pytest.raises(ModelLoadFailed, match=r"ffn_up|tensor"):
            await runtime.load(ModelSpec(files["lacking"], None, CONTEXT))


async def test_llamacpp_gives_up_on_a_load_that_takes_too_long(files):
    async with LlamaCppRuntime(threads=1, slots=1, load_seconds=0.001) as runtime:
        with pytest.raises(ModelLoadFailed, match="within"):
            await runtime.load(ModelSpec(files["whole"], None, CONTEXT))


async def test_llamacpp_reads_a_prompt_again_from_its_cache(files):
    async with LlamaCppRuntime(threads=2, slots=1) as runtime:
        loaded = await runtime.load(ModelSpec(files["whole"], None, CONTEXT))
        prompt = "a long prefix that two requests share. " * 10
        cold = (await completed(loaded, prompt + "one", Sampling(num_predict=1), LONG))[1]
        warm = (await completed(loaded, prompt + "two", Sampling(num_predict=1), LONG))[1]
        await loaded.close()

    assert cold.cached_tokens == 0
    assert warm.prompt_tokens - warm.cached_tokens <= 4


async def test_llamacpp_survives_the_death_of_its_engine(files):
    async with LlamaCppRuntime(threads=2, slots=1) as runtime:
        loaded = await runtime.load(ModelSpec(files["whole"], CHATML_JINJA, CONTEXT))
        events = loaded.complete("a", Sampling(), LONG)
        await anext(events)
        loaded._engine._process.kill()

        with pytest.raises(ModelCrashed, match="ask again"):
            async for _ in events:
                pass
        with pytest.raises(ModelCrashed):
            await loaded.render(HELLO)
        await loaded.close()

    assert not loaded.is_alive


async def test_llamacpp_keeps_its_sockets_to_its_user(files):
    async with LlamaCppRuntime(threads=2, slots=1) as runtime:
        folder = Path(runtime._folder.name)
        loaded = await runtime.load(ModelSpec(files["whole"], CHATML_JINJA, CONTEXT))
        assert folder.stat().st_mode & 0o777 == 0o700
        assert [path.suffix for path in folder.iterdir()] == [".sock"]
        await loaded.close()

    assert not folder.exists()

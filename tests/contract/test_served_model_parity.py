"""What is served is what was trained: llama.cpp and transformers see the same tokens and say the same words.

Asked of the committed model; where there is none, of a tiny one that is trained on the spot.
"""

import json
import random
import socket
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from chat_examples import WORDS, example, examples

from agent_loop.contracts.prompt import build_messages
from agent_loop.contracts.slots import SLOT_CHARACTERS
from agent_loop.contracts.toolset import linux_toolset
from agent_loop.contracts.trajectory import Message
from agent_loop.trainer.domain import ModelShape, Quantization, Sample

pytestmark = pytest.mark.train

COMMITTED = Path(__file__).parents[2] / "models" / "embedded"
SERVED = "agent-loop-embedded.gguf"
TOKENS = 48


def train_tiny(folder: Path) -> Path:
    from agent_loop.trainer.adapters.learner_torch import TorchLearner
    from agent_loop.trainer.adapters.tokenizers_bpe import BpeTokenizers

    rows = examples(200)
    tokenizer = BpeTokenizers().train([message.content for row in rows for message in row.messages], 320)
    samples = [
        Sample(
            tuple(tokenizer.prompt(row.messages[:-1])),
            (*tokenizer.encode(row.messages[-1].content), tokenizer.end_of_turn),
        )
        for row in rows
    ]
    shape = ModelShape(layers=2, width=64, feed_forward=128, heads=4, kv_heads=2, head_dim=32, context=512)
    learner = TorchLearner(threads=1, precision="float32")
    learner.start(replace(shape, vocabulary=tokenizer.size), 0)
    for step in range(80):
        learner.learn(samples[(step % 10) * 20 :][:20], 5e-3 * (1 - step / 90))
    learner.save(folder)
    tokenizer.save(folder)
    return folder


@pytest.fixture(scope="module")
def model(tmp_path_factory) -> Path:
    if (COMMITTED / "model.safetensors").is_file():
        return COMMITTED
    return train_tiny(tmp_path_factory.mktemp("model"))


@dataclass
class Server:
    """llama.cpp with one model, asked over its own HTTP interface."""

    address: str

    def ask(self, path: str, **body: object) -> dict[str, object]:
        data = json.dumps(body).encode()
        request = urllib.request.Request(self.address + path, data, {"content-type": "application/json"})
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.loads(answer.read())


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="module", params=["q8_0", "f16"])
def server(request, model, tmp_path_factory) -> Iterator[Server]:
    xllamacpp = pytest.importorskip("xllamacpp")
    from agent_loop.trainer.adapters.model_exporter_gguf import GgufModelExporter

    path = model / SERVED
    if request.param != "q8_0" or not path.is_file():
        path = tmp_path_factory.mktemp("served") / "model.gguf"
        GgufModelExporter().export(model, path, Quantization(request.param))
    parameters = xllamacpp.CommonParams()
    parameters.model.path = str(path)
    parameters.port = free_port()
    parameters.n_ctx, parameters.n_parallel, parameters.warmup, parameters.verbosity = 2048, 1, False, 0
    parameters.cpuparams.n_threads = 2
    served = xllamacpp.Server(parameters)
    yield Server(served.listening_address)
    del served


@pytest.fixture(scope="module")
def tokenizer(model):
    import tokenizers

    return tokenizers.Tokenizer.from_file(str(model / "tokenizer.json"))


ALPHABETS = (
    "abcdefghijklmnopqrstuvwxyz     ",
    "ABCxyz0123456789_-./ ",
    "0123456789,.:%+-eE ",
    "{}[]\"':,\\ntrue false null 12.5e-3 ",
    " \t\n\r  ",
    "'sStTreREvVmMllLL dD's't're've'm'll'd",
    "äöüÄÖÜßéèêñçøåÅğışİ àb",
    "日本語中文한국어テスト 。、！",
    "привет Мир ελληνικά עברית العربية हिन्दी ไทย",
    "\U0001f600\U0001f680\U0001f468\u200d\U0001f469\u200d\U0001f467❤\ufe0f✓→€°½²③Ⅷ٣५ ",
    "e\u0301a\u0308n\u0303 \u00a0\u2003\u3000\u200b\ufeff\u2028",
    "|&;<>()$`*?![]#~=%^@ \\\"'",
    "\x00\x01\x07\x1b[31m\x7f\x85 ",
)
FIXED = (
    "", " ", "  ", "\n", "\r\n", "\t\t", " \n \n", "a", " a", "a ", "don't WE'LL I'm you'D",
    "find /var/log -name '*.log' -type f -print0 | xargs -0 grep -c -i \"error\"",
    "grep -rhoE '[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+Z ERROR' . | sort | uniq -c | sort -rn > 'a report.txt'",
    '{"phase":"EXECUTE","thought":"count","tool":"bash","arguments":{"command":"ls -la \\"my dir\\""}}',
    "<|im_start|>user\nhello<|im_end|>\n", "<|endoftext|>", "<|im_end|>x<|im_end|>", "< |im_end|>", "<|im_end|",
    "x" * 300, " " * 40, "\n" * 40, "=" * 80, "1" * 60, "-" * 3 + "\n" * 3, "C:\\Program Files\\x", "../../etc/passwd",
    "192.168.0.1:8080", "2026-11-21T02:50:00.123Z", "sha256:0123456789abcdef", "100%", "3.14159e-10", "naïve café",
)  # fmt: skip


def texts() -> list[str]:
    chance = random.Random(0)
    made = ["".join(chance.choices(alphabet, k=chance.randint(1, 40))) for alphabet in ALPHABETS for _ in range(60)]
    mixed = ["".join(chance.choice(chance.choice(ALPHABETS)) for _ in range(60)) for _ in range(60)]
    paths = ["/" + "/".join(chance.choices((*WORDS, "var", "log", "my dir", "ü"), k=5)) + ".log" for _ in range(40)]
    named = [
        "".join(chance.choices((*SLOT_CHARACTERS, " ", ".txt", "/", "'", "lines of ", "-n", "1"), k=12))
        for _ in range(40)
    ]
    return [*FIXED, *made, *mixed, *paths, *named]


def test_text_becomes_the_same_tokens_when_served(server, tokenizer):
    asked = texts()
    assert len(asked) >= 800

    different = [
        (text, ours, theirs)
        for text in asked
        if (ours := tokenizer.encode(text, add_special_tokens=False).ids)
        != (theirs := server.ask("/tokenize", content=text, parse_special=True, add_special=False)["tokens"])
    ]

    assert different == []


def prompts(model: Path) -> list[list[Message]]:
    """A hundred chats of the kind that the model was trained on."""
    if model != COMMITTED:
        chance = random.Random(1)
        return [example(chance.choice(WORDS), "x" * chance.randint(1, 12)).messages[:-1] for _ in range(100)]
    verbs = ("find", "look for", "search for", "collect", "gather", "count", "list", "locate", "get", "show me")
    things = ("all error logs", "every error", "the errors in the logs", "failed lines", "log files with errors")
    ends = ("and create a report", "and write a report to report.txt")
    said = [f"{verb} {thing} {end}" for verb in verbs for thing in things for end in ends]
    return [build_messages(instruction, [], linux_toolset()) for instruction in said]


def chatml(messages: list[Message]) -> str:
    turns = "".join(f"<|im_start|>{message.role}\n{message.content}<|im_end|>\n" for message in messages)
    return f"{turns}<|im_start|>assistant\n"


@pytest.fixture(scope="module")
def trained_answers(model, tokenizer) -> list[str]:
    """Greedy answers of the weights in the model folder, by transformers in float32, one prompt at a time."""
    import torch
    from transformers import Qwen3ForCausalLM

    trained = Qwen3ForCausalLM.from_pretrained(model, dtype=torch.float32).eval()
    end = tokenizer.token_to_id("<|im_end|>")
    answers = []
    for messages in prompts(model):
        ids = torch.tensor([tokenizer.encode(chatml(messages), add_special_tokens=False).ids])
        whole = trained.generate(
            ids,
            attention_mask=torch.ones_like(ids),
            do_sample=False,
            max_new_tokens=TOKENS,
            eos_token_id=end,
            pad_token_id=end,
        )
        answers.append(tokenizer.decode(whole[0, ids.shape[1] :].tolist(), skip_special_tokens=True))
    return answers


def test_the_served_model_says_what_the_trained_one_says(server, model, trained_answers):
    served = [
        server.ask("/completion", prompt=chatml(messages), n_predict=TOKENS, temperature=0, cache_prompt=False)[
            "content"
        ]
        for messages in prompts(model)
    ]

    agreed = sum(ours == theirs for ours, theirs in zip(trained_answers, served, strict=True))

    assert len(served) == 100
    assert agreed >= 98


def test_the_served_chat_template_is_the_one_of_training(server, model):
    for messages in prompts(model)[:5]:
        asked = [message.model_dump() for message in messages]

        assert server.ask("/apply-template", messages=asked)["prompt"] == chatml(messages)


def test_transformers_own_loader_reads_the_tokenizer_and_template(model, tokenizer):
    from transformers import AutoTokenizer

    loaded = AutoTokenizer.from_pretrained(model)

    messages = prompts(model)[0]
    asked = [message.model_dump() for message in messages]
    assert loaded.apply_chat_template(asked, tokenize=False, add_generation_prompt=True) == chatml(messages)
    different = [
        text for text in texts() if loaded.encode(text, add_special_tokens=False) != tokenizer.encode(text).ids
    ]
    assert different == []

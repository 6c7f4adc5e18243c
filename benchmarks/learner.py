"""How fast a model learns: this project's learner beside transformers' own forward pass, on the same batches.

    python -m benchmarks.learner DATASET [--steps 8] [--rounds 3]

DATASET is a folder that `agent-loop dataset generate` made. All learn the same: the answers only, with the shape and
the batches of `make embedded-model`. The peers are what one writes with transformers and torch alone: rows padded on
the right, labels where answers are, a fused AdamW; in float32, and with products in bfloat16 (torch.autocast). Ours
learns by Muon, which costs more a step and needs fewer. Each has a process of its own, and ours begins as
`agent-loop train` does, with its own settings of OpenMP and malloc. They take turns, round by round; the median round
counts. Tokens are those of the rows, however often they were computed. Training takes all cores: nothing else should
run.
"""

import argparse
import json
import pickle
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from itertools import islice
from pathlib import Path

from agent_loop.contracts.slots import SLOT_CHARACTERS, SLOTS
from agent_loop.trainer.adapters import cpu_process
from agent_loop.trainer.domain import ModelShape, Sample, Samples, Split, batches_of_epoch, with_slots
from benchmarks.sandbox.report import machine

SHAPE = ModelShape(vocabulary=3072, feed_forward=640)
BATCH_TOKENS = 8192
ROWS = 10_000
OURS, PEERS = "agent-loop", ("transformers, bfloat16", "transformers, float32")

Step = Callable[[Sequence[Sample]], float]
"""Learns a batch and gives its loss before, in nats a token."""


def batches(dataset: Path, count: int) -> list[list[Sample]]:
    """That many batches of the dataset's first rows."""
    from agent_loop.trainer.adapters.example_source_jsonl import JsonlExampleSource
    from agent_loop.trainer.adapters.tokenizers_bpe import BpeTokenizers

    rows = islice(JsonlExampleSource(dataset).read(Split.TRAIN), ROWS)
    examples = [with_slots(row, SLOTS, teaching=True) for row in rows]
    texts = (message.content for row in examples for message in row.messages)
    tokenizer = BpeTokenizers().train(texts, SHAPE.vocabulary, SLOT_CHARACTERS)
    samples = Samples(tokenizer.size)
    for row in examples:
        *before, answer = row.messages
        samples.append(tokenizer.prompt(before), [*tokenizer.encode(answer.content), tokenizer.end_of_turn])
    made = batches_of_epoch(samples.lengths(), BATCH_TOKENS, seed=0, epoch=0)[:count]
    return [[samples[row] for row in batch] for batch in made]


def step_of(name: str, shape: ModelShape, threads: int) -> Step:
    """A learner by its name."""
    if name == OURS:
        return ours(shape, threads)
    return of_transformers(shape, threads, bfloat16=name == PEERS[0])


def ours(shape: ModelShape, threads: int) -> Step:
    """The learner of `agent-loop train`, its precision chosen by it."""
    from agent_loop.trainer.adapters.learner_torch import TorchLearner

    learner = TorchLearner(threads)
    learner.start(shape, seed=0)
    return lambda batch: learner.learn(batch, 1e-3)


def of_transformers(shape: ModelShape, threads: int, *, bfloat16: bool) -> Step:
    """A plain training step."""
    import torch
    from transformers import Qwen3ForCausalLM

    from agent_loop.trainer.adapters.learner_torch import configuration

    torch.set_num_threads(threads)
    torch.manual_seed(0)
    model = Qwen3ForCausalLM(configuration(shape))
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3, fused=True)

    def step(batch: Sequence[Sample]) -> float:
        length = max(map(len, batch))
        ids = torch.zeros(len(batch), length, dtype=torch.long)
        labels = torch.full((len(batch), length), -100)
        for index, sample in enumerate(batch):
            ids[index, : len(sample)] = torch.tensor((*sample.prompt, *sample.answer))
            labels[index, len(sample.prompt) : len(sample)] = torch.tensor(sample.answer)
        with torch.autocast("cpu", torch.bfloat16, enabled=bfloat16):
            loss = model(ids, labels=labels, use_cache=False).loss
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        return float(loss.detach())

    return step


def seconds_of(name: str, learnt: Sequence[Sequence[Sample]], threads: int) -> float:
    """How long the learner takes for all batches, after two to warm up."""
    if name == OURS:
        cpu_process.prepare(threads)
    step = step_of(name, SHAPE, threads)
    for batch in learnt[:2]:
        step(batch)
    started = time.perf_counter()
    for batch in learnt:
        step(batch)
    return time.perf_counter() - started


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("dataset", type=Path)
    parser.add_argument("--steps", type=int, default=8)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--alone", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.alone:
        learnt = pickle.loads(given.dataset.read_bytes())  # the parent wrote it
        print(json.dumps(seconds_of(given.alone, learnt, given.threads)))
        return
    learnt = batches(given.dataset, given.steps)
    seconds: dict[str, list[float]] = {name: [] for name in (OURS, *PEERS)}
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "batches"
        file.write_bytes(pickle.dumps(learnt))
        for turn in range(given.rounds):
            for name, rounds in seconds.items():
                alone = ["-m", "benchmarks.learner", str(file), "--alone", name, "--threads", str(given.threads)]
                done = subprocess.run([sys.executable, *alone], check=True, text=True, stdout=subprocess.PIPE)
                rounds.append(json.loads(done.stdout))
                print(f"round {turn + 1} {name}: {rounds[-1]:.1f} s", file=sys.stderr)
    tokens = sum(len(sample) for batch in learnt for sample in batch)
    best = statistics.median(seconds[OURS])
    print(f"{machine()}; {given.steps} batches of {tokens // given.steps} tokens, {given.threads} threads\n")
    print("| learner | tokens a second | ms a batch | agent-loop is faster by |\n|---|---|---|---|")
    for name, rounds in seconds.items():
        took = statistics.median(rounds)
        print(f"| {name} | {tokens / took:.0f} | {1000 * took / given.steps:.0f} | {took / best:.2f} |")


if __name__ == "__main__":
    main()

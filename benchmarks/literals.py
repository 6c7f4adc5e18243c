"""What bound literals cost: the same answers of the embedded model with and without them, in turn, in one run.

    python -m benchmarks.literals [--rounds 30]

The first step of the main instruction is asked for, greedily, so that both write the same tokens. Of each the best
round counts, since other work on the machine only ever adds to it. Exits with 1 if the share is below --at-least.
"""

import argparse
import asyncio
import sys
import time
from pathlib import Path

from agent_loop.contracts.prompt import build_messages, literal_sources, step_schema
from agent_loop.contracts.toolset import linux_toolset
from agent_loop.inference.adapters.runtime_llamacpp import LlamaCppRuntime
from agent_loop.inference.domain.generation import Finished, Message, Piece, Sampling
from agent_loop.inference.domain.grammar import schema_grammar
from agent_loop.inference.domain.templates import CHATML_JINJA
from agent_loop.inference.ports import LoadedModel, ModelSpec

EMBEDDED = Path(__file__).parents[1] / "models" / "embedded" / "agent-loop-embedded.gguf"
INSTRUCTION = "find all error logs and create a report"


async def answer(model: LoadedModel, prompt: str, grammar: str) -> tuple[str, Finished]:
    pieces = list[str]()
    async for event in model.complete(prompt, Sampling(temperature=0, seed=1, num_predict=300), grammar):
        if isinstance(event, Piece):
            pieces.append(event.text)
        else:
            return "".join(pieces), event
    raise RuntimeError("the model ended without its counts")


def grammars() -> tuple[dict[str, str], float]:
    """Both grammars, and the seconds that the bound one takes where the lexicon's part is known."""
    tools, made = linux_toolset(), dict[str, str]()
    for name, sources in (("free", None), ("bound", literal_sources(INSTRUCTION, []))):
        made[name] = schema_grammar(step_schema([], tools, sources))
    started = time.perf_counter()
    schema_grammar(step_schema([], tools, literal_sources(f"{INSTRUCTION} called summary_17045.txt", [])))
    return made, time.perf_counter() - started


async def measure(rounds: int) -> tuple[dict[str, float], dict[str, float], bool]:
    """Tokens a second while it writes, milliseconds of the whole call, and whether both wrote the same."""
    made, _ = grammars()
    rates: dict[str, float] = {}
    walls: dict[str, float] = {}
    texts: set[str] = set()
    async with LlamaCppRuntime(threads=2, slots=1) as runtime:
        model = await runtime.load(ModelSpec(EMBEDDED, CHATML_JINJA, 2048))
        messages = build_messages(INSTRUCTION, [], linux_toolset())
        prompt = await model.render([Message(message.role, message.content) for message in messages])
        for number in range(rounds):
            for name in sorted(made, reverse=bool(number % 2)):
                started = time.perf_counter()
                text, counts = await answer(model, prompt, made[name])
                walls[name] = min(walls.get(name, 1e9), 1e3 * (time.perf_counter() - started))
                rates[name] = max(rates.get(name, 0), counts.tokens / (counts.tokens_ns / 1e9))
                texts.add(text)
        await model.close()
    return rates, walls, len(texts) == 1


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=30)
    parser.add_argument("--at-least", type=float, default=0.0, help="share of the free rate, such as 0.9")
    chosen = parser.parse_args()
    _, seconds = grammars()
    rates, walls, same = asyncio.run(measure(chosen.rounds))
    share = rates["bound"] / rates["free"]
    print(f"the bound grammar is made in {1e3 * seconds:.1f} ms; both wrote the same: {same}")
    for name in ("free", "bound"):
        print(f"{name:6} {rates[name]:6.0f} tokens/s  {walls[name]:6.1f} ms a call")
    print(f"bound is {share:.0%} of free")
    sys.exit(share < chosen.at_least)


if __name__ == "__main__":
    main()

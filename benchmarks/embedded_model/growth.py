"""What more training, or more parameters, are worth: success on linux-heldout of models on their way.

    python -m benchmarks.embedded_model.growth RUN [RUN ...] [--limit 152] [--home FOLDER] [--svg FILE]

RUN is a folder of `agent-loop train scratch`. Its last checkpoint is asked, and each earlier one that was copied beside
it under another name that ends with .bin: what a run was after so many minutes, its learning rate not yet fallen. Runs
of other shapes stand as other lines. With --home, outcomes are kept and gone on from.
"""

import argparse
import json
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from agent_loop.evaluator.domain.rates import wilson
from agent_loop.trainer.adapters.learner_torch import TorchLearner
from agent_loop.trainer.adapters.model_exporter_gguf import GgufModelExporter
from agent_loop.trainer.adapters.tokenizers_bpe import BpeTokenizers
from agent_loop.trainer.domain import ModelShape, Position, Quantization
from benchmarks.embedded_model.stack import Stack
from benchmarks.embedded_model.tables import table
from benchmarks.sandbox.report import machine

WIDTH, HEIGHT, LEFT, TOP = 640, 360, 60, 30
COLOURS = ("#0969da", "#cf222e", "#1a7f37", "#8250df")


@dataclass(frozen=True, slots=True)
class Point:
    """A model that was asked. Shares are of 1."""

    parameters: int
    minutes: float
    tokens: int
    share: float
    low: float
    high: float
    total: int


def models(run: Path, folder: Path) -> list[tuple[int, Position, Path]]:
    """Parameters, position and GGUF file of each checkpoint of the run, and of its model."""
    recipe = json.loads((run / "run.json").read_text())["recipe"]
    tokenizer = BpeTokenizers().load((run / "tokenizer.json").read_text())
    shape = ModelShape(**{**recipe["shape"], "vocabulary": tokenizer.size})
    learner, found = TorchLearner(threads=1), []
    learner.start(shape, seed=0)
    for checkpoint in sorted(run.glob("*.bin")):
        header, _, snapshot = checkpoint.read_bytes().partition(b"\n")
        position = Position(**{key: value for key, value in json.loads(header).items() if key != "sha256"})
        learner.restore(snapshot)
        place = folder / checkpoint.stem
        place.mkdir()
        learner.save(place)
        tokenizer.save(place)
        GgufModelExporter("agent-loop-embedded").export(place, place / "model.gguf", Quantization.Q8_0)
        found.append((shape.parameters, position, place / "model.gguf"))
    return sorted(found, key=lambda each: each[1].elapsed)


def asked(model: tuple[int, Position, Path], home: Path, limit: int) -> Point:
    parameters, position, file = model
    with Stack(home, file) as stack:
        report = stack.json("eval", "run", "linux-heldout", "--limit", str(limit))
    total = report["total"]
    bounds = wilson(total["successes"], total["total"])
    share = total["successes"] / total["total"]
    return Point(parameters, position.elapsed / 60, position.tokens, share, bounds.low, bounds.high, total["total"])


def drawn(points: Sequence[Point]) -> str:
    """An SVG: minutes of training to the right, success upwards, a line for each size, bars for the intervals."""
    most = max(point.minutes for point in points) * 1.05

    def at(minutes: float, share: float) -> tuple[float, float]:
        return LEFT + minutes / most * (WIDTH - LEFT - 20), HEIGHT - 40 - share * (HEIGHT - 40 - TOP)

    def text(x: float, y: float, anchor: str, said: str, colour: str = "#333") -> str:
        return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour}">{said}</text>'

    box = f'viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" font-size="12"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {box}>',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
    ]
    for percent in range(0, 101, 20):
        x, y = at(0, percent / 100)
        parts += [f'<path d="M{x} {y:.1f}H{WIDTH - 20}" stroke="#ddd"/>', text(x - 8, y + 4, "end", f"{percent} %")]
    parts += [text(*at(minutes, -0.06), "middle", str(minutes)) for minutes in range(0, int(most) + 1, 5)]
    parts.append(text(WIDTH / 2, HEIGHT - 6, "middle", "minutes of training on two cores"))
    for colour, size in zip(COLOURS, sorted({point.parameters for point in points}), strict=False):
        line = sorted((point for point in points if point.parameters == size), key=lambda point: point.minutes)
        places = [at(point.minutes, point.share) for point in line]
        through = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
        parts.append(f'<polyline points="{through}" fill="none" stroke="{colour}" stroke-width="2"/>')
        for point, (x, y) in zip(line, places, strict=True):
            low, high = at(0, point.low)[1], at(0, point.high)[1]
            parts.append(f'<path d="M{x:.1f} {low:.1f}V{high:.1f}" stroke="{colour}"/>')
            parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>')
        x, y = places[-1]
        parts.append(text(x - 8, y - 12, "end", f"{size / 1e6:.1f} million parameters", colour))
    return "\n".join([*parts, "</svg>"]) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("run", type=Path, nargs="+")
    parser.add_argument("--limit", type=int, default=152, help="tasks, dealt evenly from the families")
    parser.add_argument("--home", type=Path, help="where outcomes are kept; by default nowhere")
    parser.add_argument("--svg", type=Path, help="a file for the picture")
    given = parser.parse_args()
    points = []
    with tempfile.TemporaryDirectory() as folder:
        for number, run in enumerate(given.run):
            place = Path(folder) / str(number)
            place.mkdir()
            for model in models(run, place):
                points.append(asked(model, given.home or Path(folder) / "home", given.limit))
    head = ["parameters", "minutes", "million tokens", "succeed", "95 % interval"]
    rows = [
        [
            f"{point.parameters:,}",
            f"{point.minutes:.1f}",
            f"{point.tokens / 1e6:.1f}",
            f"{point.share:.1%} of {point.total}",
            f"{point.low:.1%} to {point.high:.1%}",
        ]
        for point in points
    ]
    print(f"{machine()}\n\n" + "\n".join(table(head, rows)))
    if given.svg:
        given.svg.write_text(drawn(points))


if __name__ == "__main__":
    main()

"""What more training, or more parameters, are worth: success on linux-heldout of models on their way.

    python -m benchmarks.embedded_model.growth RUN [RUN ...] [--limit 152] [--home FOLDER] [--svg FILE]

RUN is a folder of `agent-loop train scratch`. Its last checkpoint is asked, and each earlier one that was copied beside
it under another name that ends with .bin: what a run was after so many minutes, its learning rate not yet fallen. Each
run is a line, and its end a point by its parameters. With --home, outcomes are kept and gone on from.
"""

import argparse
import json
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path

from agent_loop.evaluator.domain.rates import wilson
from agent_loop.trainer.adapters.learner_torch import TorchLearner
from agent_loop.trainer.adapters.model_exporter_gguf import GgufModelExporter
from agent_loop.trainer.adapters.tokenizers_bpe import BpeTokenizers
from agent_loop.trainer.domain import ModelShape, Position, Quantization
from benchmarks.embedded_model.stack import Stack
from benchmarks.embedded_model.tables import table
from benchmarks.sandbox.report import machine

WIDTH, HEIGHT, LEFT, RIGHT, TOP = 480, 360, 60, 20, 30
COLOURS = ("#0969da", "#cf222e", "#1a7f37", "#8250df", "#9a6700")


@dataclass(frozen=True, slots=True)
class Point:
    """A model that was asked. Shares are of 1."""

    run: int
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


def asked(run: int, model: tuple[int, Position, Path], home: Path, limit: int) -> Point:
    parameters, position, file = model
    with Stack(home, file) as stack:
        report = stack.json("eval", "run", "linux-heldout", "--limit", str(limit))
    total = report["total"]
    bounds = wilson(total["successes"], total["total"])
    share = total["successes"] / total["total"]
    return Point(
        run, parameters, position.elapsed / 60, position.tokens, share, bounds.low, bounds.high, total["total"]
    )


def drawn(points: Sequence[Point]) -> str:
    """An SVG: success upwards, against minutes of training (a line for each run) and against parameters (its ends)."""
    runs = [[point for point in points if point.run == run] for run in sorted({point.run for point in points})]
    ends = [max(run, key=lambda point: point.minutes) for run in runs]
    longest, largest = max(point.minutes for point in points), max(point.parameters for point in points) / 1e6
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {2 * WIDTH} {HEIGHT}" font-family="sans-serif" '
        'font-size="12">',
        f'<rect width="{2 * WIDTH}" height="{HEIGHT}" fill="#fff"/>',
        *_panel(0, longest, 5, "minutes of training on two cores (M: million parameters)"),
        *_panel(WIDTH, largest, 1, "million parameters, at each run's end"),
    ]
    for colour, run, end in zip(cycle(COLOURS), runs, ends, strict=False):
        line = sorted(run, key=lambda point: point.minutes)
        through = " ".join(f"{x:.1f},{y:.1f}" for x, y in (_at(0, p.minutes / longest, p.share) for p in line))
        parts.append(f'<polyline points="{through}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts += [mark for point in line for mark in _mark(0, point.minutes / longest, point, colour)]
        parts += _mark(WIDTH, end.parameters / 1e6 / largest, end, colour)
        for left, along, said in (
            (0, end.minutes / longest, f"{end.parameters / 1e6:.1f}M"),
            (WIDTH, end.parameters / 1e6 / largest, f"{end.minutes:.0f} minutes"),
        ):
            x, y = _at(left, along, end.share)
            anchor, aside = ("end", -7) if along > 0.5 else ("start", 7)
            parts.append(_text(x + aside, y - 6, anchor, said, colour))
    return "\n".join([*parts, "</svg>"]) + "\n"


def _at(left: float, along: float, share: float) -> tuple[float, float]:
    """Where in a panel; `along` and `share` are of 1."""
    return left + LEFT + along * (WIDTH - LEFT - RIGHT), HEIGHT - 40 - share * (HEIGHT - 40 - TOP)


def _panel(left: int, most: float, step: int, title: str) -> Iterator[str]:
    yield _text(left + LEFT, 16, "start", "tasks of linux-heldout that succeed, with 95 % intervals")
    for percent in range(0, 101, 20):
        x, y = _at(left, 0, percent / 100)
        yield f'<path d="M{x} {y:.1f}H{left + WIDTH - RIGHT}" stroke="#ddd"/>'
        yield _text(x - 8, y + 4, "end", f"{percent} %")
    for tick in range(0, int(most) + 1, step):
        yield _text(*_at(left, tick / most, -0.06), "middle", str(tick))
    yield _text(left + WIDTH / 2, HEIGHT - 6, "middle", title)


def _mark(left: int, along: float, point: Point, colour: str) -> Iterator[str]:
    x, y = _at(left, along, point.share)
    low, high = (_at(left, along, share)[1] for share in (point.low, point.high))
    yield f'<path d="M{x:.1f} {low:.1f}V{high:.1f}" stroke="{colour}"/>'
    yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>'


def _text(x: float, y: float, anchor: str, said: str, colour: str = "#333") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour}">{said}</text>'


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
                points.append(asked(number, model, given.home or Path(folder) / "home", given.limit))
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

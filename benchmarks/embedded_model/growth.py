"""What more training, or more parameters, are worth: success on linux-heldout of models on their way.

    python -m benchmarks.embedded_model.growth RUN [RUN ...] [--limit 152] [--home FOLDER] [--svg FILE]

RUN is a folder of `agent-loop train scratch`. Its last checkpoint is asked, and each earlier one that was copied beside
it under another name that ends with .bin: what a run was after so many minutes, its learning rate not yet fallen. Each
run is a line, and its end a point by its parameters. With --home, outcomes are kept and gone on from.
"""

import argparse
import json
import tempfile
from pathlib import Path

from agent_loop.evaluator.domain.rates import wilson
from agent_loop.trainer.adapters.learner_torch import TorchLearner
from agent_loop.trainer.adapters.model_exporter_gguf import GgufModelExporter
from agent_loop.trainer.adapters.tokenizers_bpe import BpeTokenizers
from agent_loop.trainer.domain import ModelShape, Position, Quantization
from benchmarks.embedded_model.growth_picture import Point, drawn
from benchmarks.embedded_model.stack import Stack
from benchmarks.embedded_model.tables import table
from benchmarks.sandbox.report import machine


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


def asked(run: str, model: tuple[int, Position, Path], home: Path, limit: int) -> Point:
    parameters, position, file = model
    with Stack(home, file) as stack:
        report = stack.json("eval", "run", "linux-heldout", "--limit", str(limit))
    total = report["total"]
    bounds = wilson(total["successes"], total["total"])
    share = total["successes"] / total["total"]
    return Point(
        run, parameters, position.elapsed / 60, position.tokens, share, bounds.low, bounds.high, total["total"]
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("run", type=Path, nargs="+")
    parser.add_argument("--limit", type=int, default=152, help="tasks, dealt evenly from the families")
    parser.add_argument("--home", type=Path, help="where outcomes are kept; by default nowhere")
    parser.add_argument("--svg", type=Path, help="a file for the picture")
    given = parser.parse_args()
    if len({run.name for run in given.run}) < len(given.run):
        parser.error("each run's folder needs a name of its own: it stands in the table")
    points = []
    with tempfile.TemporaryDirectory() as folder:
        for number, run in enumerate(given.run):
            place = Path(folder) / str(number)
            place.mkdir()
            for model in models(run, place):
                points.append(asked(run.name, model, given.home or Path(folder) / "home", given.limit))
    head = ["run", "parameters", "minutes", "million tokens", "succeed", "95 % interval"]
    rows = [
        [
            point.run,
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

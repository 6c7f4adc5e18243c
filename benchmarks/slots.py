"""What slots are worth: two models of one shape, trained in turn for the same time on the same rows, with and without.

    python -m benchmarks.slots DATASET [--minutes 2] [--slots 64 0] [-- --learning-rate 0.003 …]

DATASET is a folder that `agent-loop dataset generate` made. What stands behind `--` goes to `agent-loop train scratch`.
Losses a token cannot be compared, for the tokens differ; those of whole answers can, and how many are exact to the
end. Training takes all cores: nothing else should run.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.sandbox.report import machine

TRAIN = [str(Path(sys.executable).with_name("agent-loop")), "train", "scratch"]


def trained(dataset: Path, minutes: float, slots: int, more: list[str]) -> dict[str, Any]:
    """What the command says of its model: position, and scores on held-out answers."""
    with tempfile.TemporaryDirectory() as folder:
        options = ["--minutes", str(minutes), "--slots", str(slots), "--validation-answers", "200", "--json", *more]
        command = [*TRAIN, str(dataset), f"{folder}/run", *options]
        done = subprocess.run(command, check=True, text=True, stdout=subprocess.PIPE)
        scores: dict[str, Any] = json.loads((Path(folder) / "run" / "model" / "scores.json").read_text())
    print(done.stdout.splitlines()[-1], file=sys.stderr)
    return scores


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("dataset", type=Path)
    parser.add_argument("--minutes", type=float, default=2.0)
    parser.add_argument("--slots", type=int, nargs="+", default=[64, 0])
    given, more = parser.parse_known_args()
    print(f"{machine()}; {given.minutes:g} minutes each\n\n| slots | nats an answer | exact answers |\n|---|---|---|")
    for slots in given.slots:
        scores = trained(given.dataset, given.minutes, slots, [word for word in more if word != "--"])
        nats = scores["loss"] * scores["tokens"] / scores["answers"]
        print(f"| {slots} | {nats:.1f} | {scores['exact_matches']} of {scores['answers']} |", flush=True)


if __name__ == "__main__":
    main()

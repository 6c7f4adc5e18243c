"""The embedded model: its suites beside their floors, what helps it, how fast it is, and the same shape untrained.

    python -m benchmarks.embedded_model [--quick] [--json FILE] [--home FOLDER] [--data FOLDER] [--ablate N]
        [--untrained N]

Starts embedded stacks of its own on free ports. With --home it goes on where it was left: outcomes are kept there.
--data is a folder with rows of InterCode-ALFA, whose table then stands beside the others.
"""

import argparse
import asyncio
import json
import os
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from benchmarks.embedded_model import tables
from benchmarks.embedded_model.speed import measure
from benchmarks.embedded_model.stack import Stack
from benchmarks.embedded_model.untrained import untrained
from benchmarks.sandbox.report import machine

ROOT = Path(__file__).parents[2]
MODEL = ROOT / "models" / "embedded"
WORDINGS = ROOT / "benchmarks" / "unseen_wordings.txt"
SUITES = ("linux-heldout", "linux-newfamilies")
OFF: Mapping[str, bool | int | str] = {"literals": "off", "repair": False, "retry": 0, "attempts": 1}
ABLATIONS: Mapping[str, Mapping[str, bool | int | str]] = {
    "literals on": {"literals": "on"},
    "literals off": {"literals": "off"},
    "without repair": {"repair": False},
    "without retry": {"retry": 0},
    "five attempts": {"attempts": 5},
    "without any aid": OFF,
}
"""Each sets what it names; the rest is as the agent is set."""


def evaluate(stack: Stack, suite: str, limit: int | None, *more: str) -> Any:
    some = ["--limit", str(limit)] if limit else []
    return stack.json("eval", "run", suite, *some, *more)


def evaluate_all(stack: Stack, data: Path | None, limit: int | None) -> list[Any]:
    """Our suites, and with the folder `data` InterCode-ALFA, too."""
    ours = [evaluate(stack, suite, limit) for suite in SUITES]
    return [*ours, evaluate(stack, "alfa", limit, "--data", str(data))] if data else ours


def main_job(stack: Stack, count: int | None) -> Any:
    some = ["--count", str(count)] if count else []
    return stack.json("eval", "wordings", str(WORDINGS), *some, "--at-least", "0.975", allowed=(0, 1))


def trained(home: Path, given: argparse.Namespace) -> dict[str, Any]:
    """Everything that is measured of the model as it is."""
    quick = given.quick
    found: dict[str, Any] = {}
    with Stack(home) as stack:
        say("Speed", tables.speed(speed := asyncio.run(measure(stack, 2 if quick else 10))))
        found["speed"] = asdict(speed)
        found["wordings"] = main_job(stack, 8 if quick else None)
        job = found["wordings"]
        say("Main job", [f"{job['successes']} of {job['total']} unseen wordings (bar: 39 of 40)"])
        found["suites"] = evaluate_all(stack, given.data, 20 if quick else None)
        say("Suites", tables.suites(found["suites"]))
        for report in found["suites"]:
            say(f"{report['suite']}, by family", tables.families(report))
        if limit := min(given.ablate, 10) if quick else given.ablate:
            whole = evaluate(stack, SUITES[0], limit)
            others = {
                name: evaluate(stack, SUITES[0], limit, "--aids", json.dumps(aids)) for name, aids in ABLATIONS.items()
            }
            found["ablations"] = {"as it is": whole, **others}
            say(f"What helps, on {limit} tasks of {SUITES[0]}", tables.ablations(whole, others))
    return found


def unlearnt(home: Path, given: argparse.Namespace) -> dict[str, Any]:
    """The same suites with untrained weights: what is left is not the model's work."""
    limit = min(given.untrained, 10) if given.quick else given.untrained
    with tempfile.TemporaryDirectory() as folder, Stack(home, untrained(MODEL, Path(folder))) as stack:
        job = main_job(stack, limit)
        reports = evaluate_all(stack, given.data, limit)
    say("Untrained weights of the same shape", tables.suites(reports))
    fell = all(tables.fallen(report) for report in reports) and job["successes"] == 0
    verdict = "every suite falls to its floor" if fell else "NOT every suite falls to its floor"
    print(f"\nMain job: {job['successes']} of {job['total']}; of {limit} tasks each {verdict}.", flush=True)
    return {"wordings": job, "suites": reports, "falls_to_the_floor": fell}


def say(title: str, lines: Sequence[str]) -> None:
    print(f"\n## {title}\n\n" + "\n".join(lines), flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="a few tasks, to see that it works; not to quote")
    parser.add_argument("--json", type=Path, help="a file for all that was measured")
    parser.add_argument("--home", type=Path, help="where outcomes are kept, to go on from; by default nowhere")
    parser.add_argument("--data", type=Path, help="a folder with intercode_alfa.jsonl and its manifests")
    parser.add_argument("--ablate", type=int, default=100, help="tasks for each of the aids; 0: leave this out")
    parser.add_argument("--untrained", type=int, default=40, help="tasks of each suite; 0: leave this out")
    given = parser.parse_args()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # the stacks are stopped on the way out
    started, load = time.monotonic(), os.getloadavg()[0]
    print(f"{machine()}; load {load:.1f} before", flush=True)
    root = given.home or Path(tempfile.mkdtemp(prefix="agent-loop-benchmark-"))
    try:
        found = {"machine": machine(), "load_before": load, **trained(root / "trained", given)}
        if given.untrained:
            found["untrained"] = unlearnt(root / "untrained", given)
    finally:
        if given.home is None:
            shutil.rmtree(root, ignore_errors=True)
    print(f"\n{time.monotonic() - started:.0f} s", file=sys.stderr)
    if given.json:
        given.json.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n")


if __name__ == "__main__":
    main()

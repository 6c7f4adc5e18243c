"""The sandbox beside its peers, on this machine, in one run.

    python -m benchmarks.sandbox [--rounds 100] [--only ROW ...] [--as-user NAME] [--json FILE] [--quick]

Each part starts services of its own, as the product starts them (`python -m agent_loop.sandbox.main`), in temporary
homes on the loopback, and ends them. The peers are what `make peers` brings and what the machine has (bubblewrap, a
Docker engine with the image named by --image, gVisor's runsc); a missing one is named and the rest runs.
"""

import argparse
import asyncio
import json
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from benchmarks.sandbox import boxes, latency, load
from benchmarks.sandbox.peers import Places
from benchmarks.sandbox.report import Row, machine
from benchmarks.sandbox.report import load as load_average


def rows(given: argparse.Namespace) -> dict[str, Callable[[], Awaitable[Row]]]:
    """By the name for --only. Seconds, so that all together end within six minutes."""
    user, quick = given.as_user, given.quick
    places = Places(given.image, given.peers / "bin/swerex-remote")
    return {
        "latency": lambda: latency.measure(user, places, 5 if quick else given.rounds, 30 if quick else 220),
        "sustained": lambda: load.sustained(user, 2 if quick else 10),
        "parallel": lambda: load.parallel(user, 1 if quick else 4),
        "idle": lambda: boxes.idle(user, 10 if quick else 200),
        "output": lambda: load.endless_output(user, 3 if quick else 30),
        "life": lambda: boxes.life(user, 5 if quick else 50),
    }


async def run(given: argparse.Namespace) -> dict[str, Any]:
    """Prints as it goes; gives what --json writes."""
    started, before = time.monotonic(), load_average()
    name, isolation, seen = await boxes.protected(given.as_user)
    print(f"{machine()}\n\nService: user {name}, {isolation}. A program inside: {seen}.\n", flush=True)
    found: dict[str, Any] = {
        "machine": machine(),
        "load_before": before,
        "user": name,
        "isolation": isolation,
        "inside": seen,
    }
    for key, measured in rows(given).items():
        if given.only and key not in given.only:
            continue
        print(f"{key} …", file=sys.stderr)
        row = await measured()
        print(row.text(), flush=True)
        found[key] = row.as_json()
    found["load_after"] = load_average()
    print(f"At the start {before}, at the end {found['load_after']}; {time.monotonic() - started:.0f} s.")
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=100, help="calls of each contender (default 100)")
    parser.add_argument(
        "--only", action="append", choices=["latency", "sustained", "parallel", "idle", "output", "life"], default=[]
    )
    parser.add_argument("--as-user", metavar="NAME", help="run our service as this user; the benchmark must be root")
    parser.add_argument("--image", default="agent-loop-debian:12", help="for the docker peers (default %(default)s)")
    parser.add_argument("--peers", type=Path, default=Path(".venv-peers"), help="what make peers made")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every number there, too")
    parser.add_argument("--quick", action="store_true", help="few rounds: to see that it works, not to quote")
    given = parser.parse_args()
    found = asyncio.run(run(given))
    if given.json:
        given.json.write_text(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()

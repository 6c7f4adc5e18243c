"""What the platform adds to the model's and the commands' own time, and what a step costs beside a peer's.

    python -m benchmarks.act [--runs 10] [--peer-python PATH]

Starts an embedded stack of its own in a temporary home, sends the main instruction through the gateway on `--runs`
different trees, and reads each step's times from the trajectories. With `make peers`, the very commands of each run
are then replayed in mini-swe-agent (its own scripted model, so its model time is nought) as its users run it, without
isolation, and in its bubblewrap environment, on a copy of the same tree, in turn with ours.

The overhead of a step is its wall time less its model calls and less the command's own wall time inside the sandbox.
Everything but the model (act) is what is compared with the peer: dispatch, isolation, the command, and the log of it.
"""

import argparse
import asyncio
import io
import json
import os
import shutil
import statistics
import subprocess
import sys
import tarfile
import tempfile
import time
from pathlib import Path
from typing import Any

import aiohttp

from agent_loop.contracts.task import Task
from agent_loop.contracts.trajectory import Trajectory

COMMAND = Path(sys.executable).with_name("agent-loop")
PEER = Path(__file__).with_name("peer_mini_swe_agent.py")


def agent_loop(*arguments: str, home: str) -> str:
    done = subprocess.run(
        [COMMAND, *arguments], env=os.environ | {"AGENT_LOOP_HOME": home}, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        sys.exit(f"agent-loop {' '.join(arguments)} ended with {done.returncode}: {done.stderr.strip()}")
    return done.stdout


async def run(client: aiohttp.ClientSession, task: Task) -> tuple[Trajectory, float]:
    """One run through the gateway: its trajectory, and the seconds from the request to the last event."""
    body = {
        "instruction": task.instruction,
        "workspace": {"manifest": task.tree.model_dump(exclude_none=True)},
        "checker": task.checker.model_dump(),
    }
    started = time.perf_counter()
    async with client.post("/v1/runs", json=body) as response:
        response.raise_for_status()
        run_id = (await response.json())["id"]
    async with client.get(f"/v1/runs/{run_id}/events") as response:
        async for _ in response.content:
            pass
    seconds = time.perf_counter() - started
    async with client.get(f"/v1/runs/{run_id}/trajectory") as response:
        return Trajectory.model_validate_json(await response.read()), seconds


def replay(peer: str, environment: str, task: Task, trajectory: Trajectory) -> list[float]:
    """Seconds of each step of the peer with the same commands on the same tree."""
    commands = [
        step.action.arguments["command"] for step in trajectory.steps if step.action and step.action.tool == "bash"
    ]
    with tempfile.TemporaryDirectory() as folder:
        with tarfile.open(fileobj=io.BytesIO(task.tree.archive())) as tar:
            tar.extractall(folder)  # made here, a moment ago
        request = json.dumps({"environment": environment, "folder": folder, "commands": commands})
        quiet = os.environ | {"MSWEA_SILENT_STARTUP": "1", "MSWEA_GLOBAL_CONFIG_DIR": folder + ".config"}
        done = subprocess.run(
            [peer, PEER], input=request, env=quiet, capture_output=True, text=True, check=False, timeout=120
        )
    if done.returncode != 0:
        sys.exit(f"the peer ended with {done.returncode}: {done.stderr[-2000:]}")
    return json.loads(done.stdout)


def quantiles(values: list[float]) -> tuple[float, float, float]:
    ordered = sorted(values)
    return statistics.median(ordered), ordered[int(0.95 * (len(ordered) - 1))], ordered[-1]


def row(name: str, values: list[float], unit: float, bar: str) -> None:
    p50, p95, most = (value * unit for value in quantiles(values))
    print(f"| {name} | {p50:.1f} | {p95:.1f} | {most:.1f} | {bar} |")


def act_seconds(trajectory: Trajectory) -> list[float]:
    return [
        step.seconds - sum(call.seconds for call in step.model_calls)
        for step in trajectory.steps
        if step.action and step.action.tool == "bash"
    ]


def overhead_seconds(trajectory: Trajectory) -> list[float]:
    return [
        step.seconds
        - sum(call.seconds for call in step.model_calls)
        - (step.observation.seconds if step.observation else 0.0)
        for step in trajectory.steps
    ]


async def measure(arguments: argparse.Namespace, home: str) -> None:
    url = json.loads(agent_loop("up", "--json", home=home))["url"]
    token = json.loads(agent_loop("token", "--json", home=home))["token"]
    lines = agent_loop("tasks", "make", "log-report", "--count", str(arguments.runs), "--seed", "7", home=home)
    tasks = [Task.model_validate_json(line) for line in lines.splitlines()]
    idle = json.loads(agent_loop("status", "--json", home=home))
    ours: list[tuple[Trajectory, float]] = []
    peers: dict[str, list[float]] = {"local": [], "bubblewrap": []} if arguments.peer_python else {}
    async with aiohttp.ClientSession(url, headers={"Authorization": f"Bearer {token}"}) as client:
        for task in tasks:
            ours.append(await run(client, task))
            for environment, seconds in peers.items():
                seconds += replay(arguments.peer_python, environment, task, ours[-1][0])
            print(f"  {len(ours)} of {len(tasks)}", file=sys.stderr)
    report(ours, peers, idle)


def report(ours: list[tuple[Trajectory, float]], peers: dict[str, list[float]], idle: dict[str, Any]) -> None:
    trajectories = [trajectory for trajectory, _ in ours]
    calls = [call for t in trajectories for step in t.steps for call in step.model_calls]
    succeeded = sum(bool(t.verdict and t.verdict.success) for t in trajectories)
    load = os.getloadavg()[0]
    print(
        f"{len(ours)} runs, {succeeded} with a successful verdict; {os.cpu_count()} cores, load {load:.1f} at the end\n"
    )
    print("| what | p50 | p95 | max | bar |\n|---|---|---|---|---|")
    row("overhead of a step, ms", [s for t in trajectories for s in overhead_seconds(t)], 1000, "p95 ≤ 20")
    row("first token, ms", [call.first_token_seconds for call in calls], 1000, "< 500")
    row("a step, ms", [step.seconds for t in trajectories for step in t.steps], 1000, "< 1500")
    row("a run, s", [seconds for _, seconds in ours], 1, "< 15")
    row("prompt, tokens", [float(call.prompt_tokens) for call in calls], 1, "≤ 400")
    row("generated, tokens/s", [c.completion_tokens / c.seconds for c in calls if c.seconds > 0], 1, "")
    acts = [s for t in trajectories for s in act_seconds(t)]
    row("act (all but the model), ms: agent-loop", acts, 1000, "")
    for environment, seconds in peers.items():
        row(f"act, ms: mini-swe-agent, {environment}", seconds, 1000, "")
    memory = {name: service["pss_bytes"] / 2**20 for name, service in idle["services"].items()}
    print(f"\nidle PSS, MiB: {', '.join(f'{name} {size:.0f}' for name, size in memory.items())}", end="")
    print(f"; together {sum(memory.values()):.0f} (bar ≤ 450)")
    for environment, seconds in peers.items():
        ratio = statistics.median(acts) / statistics.median(seconds)
        print(f"act, agent-loop : mini-swe-agent ({environment}) = {ratio:.2f} at p50")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=10)
    parser.add_argument("--peer-python", default=str(p) if (p := Path(".venv-peers/bin/python")).exists() else None)
    arguments = parser.parse_args()
    if not arguments.peer_python:
        print("no peer here (make peers): ours alone", file=sys.stderr)
    home = tempfile.mkdtemp(prefix="agent-loop-benchmark-")
    try:
        asyncio.run(measure(arguments, home))
    finally:
        agent_loop("down", home=home)
        shutil.rmtree(home)


if __name__ == "__main__":
    main()

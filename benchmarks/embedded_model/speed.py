"""Tokens a second, the first token and the memory of inference, while one run goes on at a time."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp

from agent_loop.contracts.task import Task
from benchmarks.act import quantiles, run
from benchmarks.embedded_model.stack import Stack
from benchmarks.sandbox.processes import descendants

MIB = 2**20


@dataclass(frozen=True)
class Speed:
    """Of all model calls together; seconds and bytes."""

    calls: int
    tokens: int
    generated_per_second: float
    """Completion tokens by the seconds after each call's first token."""
    per_second_of_calls: float
    """Completion tokens by the whole seconds of the calls, prompts included."""
    first_token_p50: float
    first_token_p95: float
    resident: int
    resident_peak: int
    load: float
    """Load average when it began: above the number of cores others were working too."""


async def measure(stack: Stack, runs: int) -> Speed:
    """From the trajectories of so many runs of the main job, one after the other."""
    load = os.getloadavg()[0]
    token = stack.json("token")["token"]
    lines = stack.read("tasks", "make", "log-report", "--count", str(runs), "--seed", "11")
    calls = []
    async with aiohttp.ClientSession(stack.url, headers={"Authorization": f"Bearer {token}"}) as client:
        for line in lines.splitlines():
            trajectory, _ = await run(client, Task.model_validate_json(line))
            calls += [call for step in trajectory.steps for call in step.model_calls]
    tokens = sum(call.completion_tokens for call in calls)
    first = [call.first_token_seconds for call in calls]
    p50, p95, _ = quantiles(first)
    status: dict[str, Any] = stack.json("status")
    resident, peak = memory(int(status["services"]["inference"]["pid"]))
    return Speed(
        calls=len(calls),
        tokens=tokens,
        generated_per_second=(tokens - len(calls)) / sum(call.seconds - call.first_token_seconds for call in calls),
        per_second_of_calls=tokens / sum(call.seconds for call in calls),
        first_token_p50=p50,
        first_token_p95=p95,
        resident=resident,
        resident_peak=peak,
        load=load,
    )


def memory(pid: int) -> tuple[int, int]:
    """Resident bytes of a process and all that it started: now, and the sum of their peaks."""
    now = peak = 0
    for one in descendants(pid):
        fields = dict(
            line.split(":", 1) for line in Path(f"/proc/{one}/status").read_text().splitlines() if ":" in line
        )
        # One that has ended, and that nobody has waited for, holds none and says none.
        now += int(fields.get("VmRSS", "0").split()[0]) * 1024
        peak += int(fields.get("VmHWM", "0").split()[0]) * 1024
    return now, peak

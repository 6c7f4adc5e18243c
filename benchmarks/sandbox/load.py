"""Many calls at once: a sustained rate, a sleeper among clients, output without end."""

import asyncio
import json
import subprocess
import sys
import time
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass, field
from typing import Any

from agent_loop.contracts.sandbox.v1 import sandbox_pb2 as pb
from agent_loop.contracts.sandbox.v1.sandbox_pb2_grpc import SandboxServiceStub
from benchmarks.sandbox.processes import rss_bytes
from benchmarks.sandbox.report import MIB, Failed, Judgement, Row, Series, failures, times_table
from benchmarks.sandbox.service import Client, service

_CLIENTS = 4
_PARALLEL = 16
_SLOW_SECONDS = 0.25
_LOOK_SECONDS = 0.1


async def sustained(user: str | None, seconds: float) -> Row:
    """Four client processes, each with one call after the other."""
    async with service(user) as ours:
        command = [sys.executable, "-m", "benchmarks.sandbox.client", ours.address, str(ours.token_file), str(seconds)]
        pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
        clients = [await asyncio.create_subprocess_exec(*command, **pipes) for _ in range(_CLIENTS)]
        try:
            for client in clients:
                await asyncio.wait_for(client.stdout.readline(), 60)  # it is ready
            for client in clients:
                client.stdin.write(b"go\n")
            said = [json.loads(await client.stdout.read()) for client in clients]
        finally:
            for client in clients:
                if client.returncode is None:
                    with suppress(ProcessLookupError):
                        client.kill()
                await client.wait()
    series = Series(
        "a call while four run",
        [seconds for one in said for seconds in one["seconds"]],
        [failure for one in said for failure in one["failures"]],
    )
    rate = len(series.seconds) / seconds
    lines = [
        f"{_CLIENTS} client processes for {seconds:.0f} s: {rate:.0f} one-shots a second.",
        "",
        *times_table([series]),
    ]
    judged = [
        Judgement("sustained one-shots, 4 clients", rate, 200.0, at_least=True, unit="a second"),
        failures([series]),
    ]
    return Row("Sustained one-shots", lines, judged, {"a_second": rate})


async def parallel(user: str | None, seconds: float) -> Row:
    """Sixteen clients with a connection each, every other with a session; then again while one of them sleeps."""
    async with service(user) as ours, AsyncExitStack() as stack:
        calls = []
        for number in range(_PARALLEL):
            client = Client(SandboxServiceStub(await stack.enter_async_context(ours.channel())))
            box = await client.create()
            session = await client.session(box) if number % 2 else ""
            calls.append((client, box, session))
        awake = Series("fifteen clients")
        await _all_at_once(calls[1:], seconds, awake)
        client, box, session = calls[0]
        start = pb.ExecStart(sandbox_id=box, session_id=session, shell=f"sleep {seconds}")
        sleeper = asyncio.create_task(client.run(start))
        asleep = Series("fifteen clients beside one that sleeps")
        await _all_at_once(calls[1:], seconds * 0.9, asleep)
        still = not sleeper.done()
        await sleeper
    if not still:
        raise Failed("the sleeper woke before the others were done: nothing was measured")
    worst = max(asleep.seconds)
    lines = [
        *times_table([awake, asleep]),
        "",
        f"The longest call beside the sleeper took {worst * 1000:.0f} ms; it slept {seconds:.0f} s.",
    ]
    judged = [
        Judgement(f"longest call while another sleeps {seconds:.0f} s", worst / seconds, 0.5, unit="of its sleep"),
        failures([awake, asleep]),
    ]
    return Row("Sixteen parallel clients", lines, judged, {"longest_seconds": worst})


async def _all_at_once(calls: list[tuple[Client, str, str]], seconds: float, series: Series) -> None:
    deadline = time.monotonic() + seconds

    async def one(client: Client, box: str, session: str) -> None:
        start = pb.ExecStart(sandbox_id=box, session_id=session, shell="true")
        while time.monotonic() < deadline:
            await series.take(lambda: client.run(start))

    await asyncio.gather(*(one(*call) for call in calls))


@dataclass
class _Watched:
    """RSS of the service, sampled."""

    samples: list[int] = field(default_factory=list)

    async def watch(self, pid: int) -> None:
        while True:
            self.samples.append(rss_bytes(pid))
            await asyncio.sleep(_LOOK_SECONDS)


async def endless_output(user: str | None, seconds: float) -> Row:
    """`yes` at the highest output cap, for clients of four kinds at the same time."""
    async with service(user) as ours, AsyncExitStack() as stack:
        cap = ours.capabilities.max_exec_limits.output_bytes
        await ours.client.run(pb.ExecStart(sandbox_id=await ours.client.create(), shell="true"))
        before, seen = rss_bytes(ours.pid), _Watched()
        watching = asyncio.create_task(seen.watch(ours.pid))
        async with asyncio.TaskGroup() as group:
            tasks = []
            for kind in _READERS:
                opened = await stack.enter_async_context(ours.channel())
                tasks.append(group.create_task(kind(Client(SandboxServiceStub(opened)), cap, seconds)))
        after = rss_bytes(ours.pid)
        watching.cancel()
    most = max(seen.samples)
    kinds = (
        "that reads, one program after the other",
        "whose program goes on beyond the cap",
        "slow",
        "that never reads",
    )
    got = ", ".join(f"{kind}: {task.result() / MIB:.1f}" for kind, task in zip(kinds, tasks, strict=True))
    lines = [
        f"Four clients, whose programs print without end for {seconds:.0f} s (output cap {cap // MIB} MiB); MiB that "
        f"each got: {got}.",
        "",
        f"RSS of the service: {before / MIB:.1f} MiB before, {most / MIB:.1f} at most, {after / MIB:.1f} after.",
    ]
    judged = [Judgement("growth of the service's RSS", (most - before) / MIB, 16.0, unit="MiB")]
    return Row("Output without end", lines, judged, {"before": before, "most": most, "after": after})


async def _reads(client: Client, cap: int, seconds: float) -> int:
    box, received, deadline = await client.create(), 0, time.monotonic() + seconds
    limits = _limits(cap, seconds)
    limits.end_at_output_cap = True
    while time.monotonic() < deadline:
        async for event in _printing(client, box, limits):
            received += len(event.stdout.data)
    return received


async def _reads_on(client: Client, cap: int, seconds: float) -> int:
    received = 0
    async for event in _printing(client, await client.create(), _limits(cap, seconds)):
        received += len(event.stdout.data)
    return received


async def _reads_slowly(client: Client, cap: int, seconds: float) -> int:
    received, deadline = 0, time.monotonic() + seconds
    call = _printing(client, await client.create(), _limits(cap, seconds))
    async for event in call:
        received += len(event.stdout.data)
        await asyncio.sleep(_SLOW_SECONDS)
        if time.monotonic() > deadline:
            call.cancel()
            break
    return received


async def _never_reads(client: Client, cap: int, seconds: float) -> int:
    call = _printing(client, await client.create(), _limits(cap, seconds))
    await asyncio.sleep(seconds)
    call.cancel()
    return 0


_READERS = (_reads, _reads_on, _reads_slowly, _never_reads)


def _limits(cap: int, seconds: float) -> pb.ExecLimits:
    """So that nothing but the wall ends a program, a little before the measurement's own end."""
    return pb.ExecLimits(wall_ms=int(seconds * 1000), idle_ms=3_600_000, cpu_ms=3_600_000, output_bytes=cap)


def _printing(client: Client, box: str, limits: pb.ExecLimits) -> Any:
    return client.stub.Run(pb.ExecStart(sandbox_id=box, shell="yes", limits=limits))

"""Many calls at once: a sustained rate, a sleeper among clients, output without end."""

import asyncio
import json
import subprocess
import sys
import time
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass, field

import grpc

from agent_loop.contracts.sandbox.v1 import sandbox_pb2 as pb
from agent_loop.contracts.sandbox.v1.sandbox_pb2_grpc import SandboxServiceStub
from benchmarks.sandbox.processes import rss_bytes
from benchmarks.sandbox.report import MIB, Judgement, Row, Series, times_table
from benchmarks.sandbox.service import Client, Failed, Service, service

_CLIENTS = 4
_PARALLEL = 16
_SLOW_SECONDS = 0.25
_LOOK_SECONDS = 0.1


async def sustained(user: str | None, seconds: float) -> Row:
    """Four client processes, each with one call after the other."""
    async with service(user) as ours:
        command = [sys.executable, "-m", "benchmarks.sandbox.client", ours.address, str(ours.token_file), str(seconds)]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
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
    series = Series("a call while four run", [taken for one in said for taken in one])
    rate = len(series.seconds) / seconds
    lines = [
        f"{_CLIENTS} client processes for {seconds:.0f} s: {rate:.0f} one-shots a second.",
        "",
        *times_table([series]),
    ]
    judged = [Judgement("sustained one-shots, 4 clients", rate, 200.0, at_least=True, unit="a second")]
    return Row("Sustained one-shots", lines, judged, {"a_second": rate})


async def parallel(user: str | None, seconds: float) -> Row:
    """Sixteen clients with a connection each, every other with a session; then again while one of them sleeps."""
    async with service(user) as ours, AsyncExitStack() as stack:
        calls = []
        for number in range(_PARALLEL):
            client = Client(SandboxServiceStub(await stack.enter_async_context(ours.channel())))
            box = await client.create()
            session = await client.session(box) if number % 2 else ""
            calls.append((client, {"sandbox_id": box, "session_id": session}))
        awake = await _all_at_once(calls[1:], seconds)
        client, where = calls[0]
        sleeper = asyncio.create_task(client.run(pb.ExecStart(shell=f"sleep {seconds}", **where)))
        asleep = await _all_at_once(calls[1:], seconds * 0.9)
        still = not sleeper.done()
        await sleeper
    if not still:
        raise Failed("the sleeper woke before the others were done: nothing was measured")
    series = [Series("fifteen clients", awake), Series("fifteen clients beside one that sleeps", asleep)]
    worst = max(asleep)
    lines = [
        *times_table(series),
        "",
        f"The longest call beside the sleeper took {worst * 1000:.0f} ms; it slept {seconds:.0f} s.",
    ]
    judged = [
        Judgement(f"longest call while another sleeps {seconds:.0f} s", worst / seconds, 0.5, unit="of its sleep")
    ]
    return Row("Sixteen parallel clients", lines, judged, {"longest_seconds": worst})


async def _all_at_once(calls: list[tuple[Client, dict[str, str]]], seconds: float) -> list[float]:
    deadline, times = time.monotonic() + seconds, []

    async def one(client: Client, where: dict[str, str]) -> None:
        while time.monotonic() < deadline:
            started = time.perf_counter()
            await client.run(pb.ExecStart(shell="true", **where))
            times.append(time.perf_counter() - started)

    await asyncio.gather(*(one(client, where) for client, where in calls))
    return times


@dataclass
class _Watched:
    """RSS of the service, sampled."""

    samples: list[int] = field(default_factory=list)

    async def watch(self, pid: int) -> None:
        while True:
            self.samples.append(rss_bytes(pid))
            await asyncio.sleep(_LOOK_SECONDS)


async def endless_output(user: str | None, seconds: float) -> Row:
    """`yes` at the highest output cap, for a client that reads, one that reads slowly, and one that never does."""
    async with service(user) as ours, AsyncExitStack() as stack:
        cap = ours.capabilities.max_exec_limits.output_bytes
        limits = pb.ExecLimits(wall_ms=int(seconds * 1000), idle_ms=3_600_000, cpu_ms=3_600_000, output_bytes=cap)
        box = await ours.client.create()
        await ours.client.run(pb.ExecStart(sandbox_id=box, shell="true"))
        before, seen = rss_bytes(ours.pid), _Watched()
        watching = asyncio.create_task(seen.watch(ours.pid))
        readers = [await _reader(stack, ours, pause, limits, seconds) for pause in (0.0, _SLOW_SECONDS, None)]
        received = await asyncio.gather(*readers)
        after = rss_bytes(ours.pid)
        watching.cancel()
    most = max(seen.samples)
    lines = [
        f"Three programs print without end for {seconds:.0f} s, each at the output cap of {cap // MIB} MiB: the reading "
        f"client got {received[0] / MIB:.1f} MiB, one that pauses {_SLOW_SECONDS * 1000:.0f} ms after each message "
        f"{received[1] / MIB:.1f} MiB, one that never reads {received[2] / MIB:.1f} MiB.",
        "",
        f"RSS of the service: {before / MIB:.1f} MiB before, {most / MIB:.1f} at most, {after / MIB:.1f} after.",
    ]
    judged = [Judgement("growth of the service's RSS", (most - before) / MIB, 16.0, unit="MiB")]
    return Row("Output without end", lines, judged, {"before": before, "most": most, "after": after})


async def _reader(
    stack: AsyncExitStack, ours: Service, pause: float | None, limits: pb.ExecLimits, seconds: float
) -> asyncio.Task[int]:
    """A client with a connection of its own; gives the bytes that it got. None is never to read."""
    client = Client(SandboxServiceStub(await stack.enter_async_context(ours.channel())))
    start = pb.ExecStart(sandbox_id=await client.create(), shell="yes", limits=limits)
    return asyncio.create_task(_read(client, start, pause, seconds))


async def _read(client: Client, start: pb.ExecStart, pause: float | None, seconds: float) -> int:
    call, received = client.stub.Exec(), 0
    await call.write(pb.ExecRequest(start=start))
    try:
        async with asyncio.timeout(seconds + 2):
            if pause is None:
                await call.read()  # that it started
                await asyncio.sleep(seconds)
                return received
            while (event := await call.read()) is not grpc.aio.EOF:
                received += len(event.stdout.data)
                await asyncio.sleep(pause)
    except TimeoutError:
        pass  # a slow reader does not come to the end
    finally:
        call.cancel()
    return received

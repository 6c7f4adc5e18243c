"""p50 of one call: ours and the peers' in turn, so that whatever else the machine does hits all alike."""

import asyncio
import random
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager

from agent_loop.contracts.sandbox.v1 import sandbox_pb2 as pb
from benchmarks.sandbox import peers
from benchmarks.sandbox.report import Failed, Judgement, Row, Series, failures, ratio, times_table
from benchmarks.sandbox.service import Client, Service, service

SESSION, SESSION_PROGRAM = "session exec", "session exec of /usr/bin/true"
POOLED, EMPTY, BUBBLEWRAP = "one-shot, pooled", "one-shot, pool empty", "one-shot, no compiler (bubblewrap)"
WARM, COLD = "python, warm interpreter", "python, fresh interpreter, pooled"
PLAIN, CAPTURED, PYTHON = "subprocess.run", "subprocess.run, output captured", "subprocess.run of python3 -c"
BWRAP, DOCKER_RUN, DOCKER_EXEC, RUNSC = "bwrap", "docker run", "docker exec (HTTP API)", "runsc exec"
SWEREX, SWEREX_SESSION = "SWE-ReX remote execute", "SWE-ReX remote run_in_session"
SWEREX_HTTP = "SWE-ReX execute, bare HTTP"

PEERS = {
    PLAIN: peers.plain, CAPTURED: peers.plain_captured, PYTHON: peers.plain_python, BWRAP: peers.bwrap,
    DOCKER_RUN: peers.docker_run, DOCKER_EXEC: peers.docker_exec, RUNSC: peers.runsc_exec,
    SWEREX: peers.swerex_execute, SWEREX_HTTP: peers.swerex_http, SWEREX_SESSION: peers.swerex_session,
}  # fmt: skip

_WARM_UP_CALLS = 3
_PAUSE_SECONDS, _PAUSE_SHARE = 0.02, 0.25
"""After a call: what it leaves behind (a pool's refill, a container's removal) must not slow the next one's down."""

Call = Callable[[], Awaitable[object]]


@asynccontextmanager
async def ours(user: str | None) -> AsyncIterator[tuple[dict[str, Call], Service]]:
    """Three services, and a call of each kind; also the service with the default settings."""
    async with (
        service(user) as pooled,
        service(user, SANDBOX_POOL_SIZE="0") as empty,
        service(user, compiler=False) as compilerless,
    ):
        if compilerless.isolation != "bubblewrap":
            raise SystemExit(f"meant to measure bubblewrap, and {compilerless.isolation} serves")
        calls = await _pooled_calls(pooled.client)
        for name, other in ((EMPTY, empty), (BUBBLEWRAP, compilerless)):
            box = await other.client.create()
            calls[name] = _running(other.client, pb.ExecStart(sandbox_id=box, argv=pb.Argv(args=["true"])))
        yield calls, pooled


async def _pooled_calls(client: Client) -> dict[str, Call]:
    box = await client.create()
    session = await client.session(box)
    fresh = pb.Argv(args=[peers.PYTHON, "-c", peers.SNIPPET])  # by its path: the warm ones answer to `python3`
    return {
        SESSION: _running(client, pb.ExecStart(sandbox_id=box, session_id=session, shell="true")),
        SESSION_PROGRAM: _running(client, pb.ExecStart(sandbox_id=box, session_id=session, shell=peers.TRUE)),
        POOLED: _running(client, pb.ExecStart(sandbox_id=box, argv=pb.Argv(args=["true"]))),
        WARM: _running(client, pb.ExecStart(sandbox_id=box, python=peers.SNIPPET), b"42\n"),
        COLD: _running(client, pb.ExecStart(sandbox_id=box, argv=fresh), b"42\n"),
    }


def _running(client: Client, start: pb.ExecStart, expected: bytes = b"") -> Call:
    async def call() -> None:
        if (said := await client.run(start)) != expected:
            raise Failed(f"it printed {said[:200]!r}")

    return call


async def measure(user: str | None, places: peers.Places, rounds: int, seconds: float) -> Row:
    """At most that many rounds, and no round is begun after that many seconds."""
    missing: dict[str, str] = {}
    async with ours(user) as (calls, _):
        names = list(calls)
        async with AsyncExitStack() as stack:
            for name, peer in PEERS.items():
                try:
                    calls[name] = _awaited(stack.enter_context(peer(places)))
                except (peers.Missing, Failed) as why:
                    missing[name] = str(why)
            taken = await interleaved(calls, rounds, seconds)
    missing |= {name: f"every call failed: {one.failures[:1]}" for name, one in taken.items() if not one.seconds}
    return _row({name: one for name, one in taken.items() if one.seconds}, missing, names)


def _awaited(call: peers.Call) -> Call:
    async def awaited() -> float | None:
        return call()  # blocks the loop, on which nothing else goes on

    return awaited


async def interleaved(
    calls: dict[str, Call], rounds: int, seconds: float, pause: float = _PAUSE_SECONDS
) -> dict[str, Series]:
    """One call of each in a round, in an order drawn anew (but the same on each run), with pauses between."""
    taken = {name: Series(name) for name in calls}
    for name, call in calls.items():
        for _ in range(_WARM_UP_CALLS):
            await Series(name).take(call)
    order, drawn, deadline = list(calls), random.Random(7), time.monotonic() + seconds
    for number in range(rounds):
        if time.monotonic() > deadline:
            break
        drawn.shuffle(order)
        for name in order:
            await asyncio.sleep(pause + _PAUSE_SHARE * await taken[name].take(calls[name]))
        if number % 10 == 9:
            print(f"  {number + 1} of {rounds} rounds", file=sys.stderr)
    return taken


_BARS = (
    (SESSION, DOCKER_EXEC, 1 / 10), (SESSION, SWEREX, 1.0), (SESSION, SWEREX_SESSION, 1 / 20),
    (SESSION_PROGRAM, SWEREX, 1.0), (SESSION, SWEREX_HTTP, 1.0),
    (POOLED, DOCKER_EXEC, 1 / 10), (POOLED, DOCKER_RUN, 1 / 50), (POOLED, PLAIN, 4.0),
    (EMPTY, PLAIN, 8.0), (BUBBLEWRAP, PLAIN, 12.0),
    (WARM, PYTHON, 0.4), (WARM, COLD, 0.4),
)  # fmt: skip


def _row(taken: dict[str, Series], missing: dict[str, str], our_names: list[str]) -> Row:
    judged = [
        ratio(
            f"{ours} : {theirs}", taken.get(ours), taken.get(theirs), bar,
            [missing[name] for name in (ours, theirs) if name in missing],
        )
        for ours, theirs, bar in _BARS
    ]  # fmt: skip
    for name in (SESSION, POOLED, EMPTY):
        if one := taken.get(name):
            judged.append(Judgement(f"{name}: p95/p50 (bar for a quiet machine)", one.p95 / one.p50, 3.0))
    judged.append(failures([taken[name] for name in our_names if name in taken]))
    lines = times_table(list(taken.values()))
    lines += [f"\nMissing here: {name}: {why}" for name, why in missing.items()]
    data = {"seconds": {name: one.seconds for name, one in taken.items()}, "missing": missing}
    return Row("One call, over gRPC from another process", lines, judged, data)

"""One attack against the service: first its positive control, then the defence."""

import asyncio
import platform
import secrets
import time

import grpc

from agent_loop.chassis.grpc import reason
from agent_loop.contracts.sandbox.v1 import sandbox_pb2 as pb
from agent_loop.sandbox.audit import unprotected
from agent_loop.sandbox.audit.attack import (
    REACHED,
    TRIED,
    Attack,
    Calls,
    Given,
    Limits,
    NotShown,
    Outcome,
    Probe,
    Result,
    Shows,
    Step,
    Steps,
)
from agent_loop.sandbox.audit.bench import Bench, Ran

_LATE_SECONDS = 6.0
"""How long after its wall-clock limit a program's exit may come on a busy machine."""
_LEFT_SECONDS = 4.0
"""How long after its exit what a program started may still be seen."""


class Broken(Exception):
    """The attack works."""


async def judge(bench: Bench, attack: Attack) -> Result:
    """Control and defence."""
    started = time.monotonic()
    mark = f"31415.{secrets.randbelow(10**12):012}"  # so that `sleep` takes it, too
    try:
        outcome, detail = Outcome.HELD, await _judged(bench, attack, mark)
    except NotShown as lack:
        outcome, detail = Outcome.NOT_SHOWN, str(lack)
    except Broken as broken:
        outcome, detail = Outcome.BROKEN, str(broken)
    finally:
        await asyncio.to_thread(unprotected.sweep, mark)
    return Result(attack, outcome, detail, bench.tier, time.monotonic() - started)


async def _judged(bench: Bench, attack: Attack, mark: str) -> str:
    if bench.tier not in ("none", *attack.tiers):
        raise NotShown(f"the service's tier here is {bench.tier}")
    if attack.machine not in ("", platform.machine()):
        raise NotShown(f"it belongs to {attack.machine}; this is {platform.machine()}")
    if isinstance(attack.attempt, Steps) and not bench.offers(pb.FEATURE_SESSIONS):
        raise NotShown("the service offers no sessions here")
    with attack.given(mark) as given:
        await unprotected.demand_that_it_works(attack, mark, given)
        try:
            async with bench.sandbox(small=attack.limits.small) as box:
                held = await _defended(bench, attack, box, mark, given)
        except grpc.aio.AioRpcError as error:
            raise Broken(f"a call failed: {reason(error)}: {error.details()}") from error
    try:
        serves = await bench.serving()
    except grpc.aio.AioRpcError as error:
        raise Broken(f"the service no longer answers: {error.code().name}") from error
    if not serves:
        raise Broken("the service no longer says that it serves")
    return held


async def _defended(bench: Bench, attack: Attack, box: str, mark: str, given: Given) -> str:
    match attack.attempt:
        case Calls(act=act):
            said = await act(bench, box)
            if said.startswith(REACHED):
                raise Broken(said)
        case Steps(steps=steps):
            said = await _session(bench, box, steps, mark)
        case Probe():
            said = await _probe(bench, attack, attack.attempt, box, mark, given)
    if not await _gone(mark):
        raise Broken("processes of it are alive after its end")
    return said


async def _probe(bench: Bench, attack: Attack, probe: Probe, box: str, mark: str, given: Given) -> str:
    source = unprotected.source_of(probe, mark)
    start = pb.ExecStart(python=source) if probe.language == "python" else pb.ExecStart(shell=source)
    start.env.update({"MARK": mark, **given.inside})
    ran = await bench.run(box, start, attack.limits)
    _demand_held(attack, ran)
    if attack.limits.small:
        after = await bench.shell(box, "echo alive")
        if after.text != "alive" and after.reason != "DISK":  # a full workspace stays full
            raise Broken(f"the next program in the sandbox ended with {after.reason} {after.text!r}")
    line = unprotected.verdict_line(ran.stdout)
    return ran.exit.message or ("" if line.startswith(TRIED) else line) or ran.reason


def _demand_held(attack: Attack, ran: Ran) -> None:
    line = unprotected.verdict_line(ran.stdout)
    seen = f"{ran.reason} {ran.exit.exit_code}, {line!r} {ran.stderr[-200:].decode(errors='replace')!r}"
    if TRIED.encode() not in ran.stdout or line.startswith("CRASHED"):
        raise Broken(f"the probe did not run as it should, so nothing is known: {seen}")
    if attack.shows is Shows.WORD and line.startswith(REACHED):
        raise Broken(line)
    if ran.reason not in attack.reasons:
        raise Broken(f"it should have ended with {' or '.join(sorted(attack.reasons))}: {seen}")
    if ran.seconds > attack.limits.wall_ms / 1000 + _LATE_SECONDS:
        raise Broken(f"its exit took {ran.seconds:.1f} s; it was allowed {attack.limits.wall_ms / 1000:.1f} s")
    cap = attack.limits.output_bytes
    if cap and max(len(ran.stdout), len(ran.stderr)) > cap:
        raise Broken(f"{len(ran.stdout)} and {len(ran.stderr)} bytes of output came; the cap is {cap}")


async def _session(bench: Bench, box: str, steps: tuple[Step, ...], mark: str) -> str:
    opened = await bench.stub.OpenSession(pb.OpenSessionRequest(sandbox_id=box, env={"MARK": mark}))
    for step in steps:
        ran = await bench.run(
            box, pb.ExecStart(shell=step.command, session_id=opened.session.id), Limits(wall_ms=step.wall_ms)
        )
        wrong_code = ran.reason == "EXITED" and step.code not in (None, ran.exit.exit_code)
        if ran.reason not in step.reasons or wrong_code or step.prints not in (None, ran.text):
            raise Broken(f"{step.command!r} came to {ran.reason} {ran.exit.exit_code}, {ran.text[:200]!r}")
    await bench.stub.CloseSession(pb.CloseSessionRequest(sandbox_id=box, session_id=opened.session.id))
    return "the session answered correctly to the end"


async def _gone(mark: str) -> bool:
    deadline = time.monotonic() + _LEFT_SECONDS
    while await asyncio.to_thread(unprotected.seen, mark):
        if time.monotonic() > deadline:
            return False
        await asyncio.sleep(0.03)
    return True

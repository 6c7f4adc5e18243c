"""What sandboxes hold while they idle, and what a whole life of one takes."""

import asyncio
import time
from pathlib import Path

from agent_loop.contracts.sandbox.v1 import sandbox_pb2 as pb
from benchmarks.sandbox.processes import available_bytes, descendants, protections, pss_bytes
from benchmarks.sandbox.report import MIB, Failed, Judgement, Row, Series, times_table
from benchmarks.sandbox.service import service

_FILES = 100


async def idle(user: str | None, count: int) -> Row:
    """PSS of all that the service and its sandboxes hold, with a session open in each, less what it held before."""
    async with service(user, SANDBOX_MAX_SANDBOXES=str(max(count, 256))) as ours:
        box = await ours.client.create()
        await ours.client.run(pb.ExecStart(sandbox_id=box, shell="true"))
        try:
            before, free = pss_bytes(descendants(ours.pid)), available_bytes()
        except PermissionError as error:
            return Row("Idle sandboxes", [f"Not measured: {error}; run the benchmark as root."])
        started = time.perf_counter()
        for _ in range(count):
            held = await ours.client.create()
            session = await ours.client.session(held)
            await ours.client.run(pb.ExecStart(sandbox_id=held, session_id=session, shell="cd /tmp; x=1"))
        took, tree = time.perf_counter() - started, descendants(ours.pid)
        after, less = pss_bytes(tree), free - available_bytes()
        alone = pss_bytes([ours.pid])
    each = (after - before) / count
    lines = [
        f"{count} sandboxes with an open session each ({len(tree) - 1} processes beside the service), made in "
        f"{took:.1f} s: PSS of all rose from {before / MIB:.0f} to {after / MIB:.0f} MiB (the service alone: "
        f"{alone / MIB:.0f}), {each / MIB:.2f} MiB each. What the machine could still give fell by "
        f"{less / count / MIB:.2f} MiB each, which counts the kernel's own share (namespaces, mounts, page tables).",
    ]
    judged = [Judgement("PSS of an idle sandbox with a session", each / MIB, 4.0, unit="MiB")]
    return Row("Idle sandboxes", lines, judged, {"each_bytes": each, "available_fell_each_bytes": less / count})


async def life(user: str | None, rounds: int) -> Row:
    """Create with a seed of a hundred files, run a command that sees them, delete."""
    steps: dict[str, list[float]] = {"create and seed": [], "exec": [], "delete": [], "all": []}
    async with service(user) as ours:
        client = ours.client
        for _ in range(rounds):
            marks = [time.perf_counter()]
            box = await client.create(_FILES)
            marks.append(time.perf_counter())
            said = await client.run(pb.ExecStart(sandbox_id=box, shell="ls src | wc -l"))
            marks.append(time.perf_counter())
            await client.delete(box)
            marks.append(time.perf_counter())
            if said.strip() != str(_FILES).encode():
                raise Failed(f"the workspace holds {said!r} files")
            for name, begun, ended in zip(steps, marks, marks[1:], strict=False):
                steps[name].append(ended - begun)
            steps["all"].append(marks[-1] - marks[0])
            await asyncio.sleep(0.02)
    lines = times_table([Series(name, seconds) for name, seconds in steps.items()])
    return Row(f"The life of a workspace with {_FILES} files of 1 kB", lines, data={"seconds": steps})


async def protected(user: str | None) -> tuple[str, str, str]:
    """Who the service is, which isolation serves, and what a program inside has, seen from outside."""
    async with service(user) as ours:
        box = await ours.client.create()
        running = asyncio.create_task(ours.client.run(pb.ExecStart(sandbox_id=box, argv=pb.Argv(args=["sleep", "2"]))))
        try:
            inside = await _sleeper(ours.pid)
            seen = protections(inside, ours.pid)
        except PermissionError as error:
            seen = f"cannot be seen by this user: {error}"
        await running
        tier = pb.Tier.Name(ours.capabilities.tier).removeprefix("TIER_").lower()
        return ours.user, f"{ours.isolation} (tier {tier})", seen


async def _sleeper(service_pid: int) -> int:
    for _ in range(50):
        for pid in descendants(service_pid):
            try:
                if Path(f"/proc/{pid}/comm").read_text().strip() == "sleep":
                    return pid
            except FileNotFoundError:
                continue
        await asyncio.sleep(0.02)
    raise Failed("the program that should be looked at is not there")

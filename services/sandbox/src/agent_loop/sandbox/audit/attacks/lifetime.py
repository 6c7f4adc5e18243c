"""Programs that will not go."""

import asyncio
import os
import subprocess
import time
from pathlib import Path

import grpc

from agent_loop.chassis.grpc import reason
from agent_loop.contracts.sandbox.v1 import sandbox_pb2 as pb
from agent_loop.sandbox.audit.attack import REACHED, Attack, Calls, Category, Limits, Probe, Shows, Unprotected
from agent_loop.sandbox.audit.bench import Bench

_TIMED = frozenset({"TIMEOUT"})
_EXITED = frozenset({"EXITED"})
_SHORT = Limits(wall_ms=1200, small=True)
_LONG = Limits(wall_ms=8000, small=True)

# Each waits until its offspring runs, or the control would ask too early.
_DOUBLE_FORK = """
reading, writing = os.pipe()
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        os.write(writing, b"x")
        os.execvp("sleep", ["sleep", env("MARK")])
    os._exit(0)
os.read(reading, 1)
time.sleep({then})
"""
_SUBREAPER = """
libc.prctl(36, 1, 0, 0, 0)  # orphans come to this process, and to nobody who would look for them
reading, writing = os.pipe()
for _ in range(5):
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            os.write(writing, b"x")
            time.sleep(60)
        os._exit(0)
for _ in range(5):
    os.read(reading, 1)
"""
_PARENT_DEATH = """
reading, writing = os.pipe()
if os.fork() == 0:
    libc.prctl(1, 0, 0, 0, 0)  # no signal when the parent dies
    os.setsid()
    for number in range(1, 65):
        try:
            signal.signal(number, signal.SIG_IGN)
        except (OSError, ValueError):
            pass
    os.write(writing, b"x")
    time.sleep(60)
os.read(reading, 1)
"""
_CHAIN = """
reading, writing = os.pipe()
if os.fork() == 0:
    os.setsid()
    end = time.monotonic() + 8
    os.write(writing, b"x")
    while time.monotonic() < end:  # its number is another one whenever somebody looks
        time.sleep(0.03)
        if os.fork():
            os._exit(0)
    os._exit(0)
os.read(reading, 1)
time.sleep({then})
"""
_STOPPED_CHILD = """
reading, writing = os.pipe()
child = os.fork()
if child == 0:
    os.setsid()
    os.write(writing, b"x")
    os.kill(os.getpid(), signal.SIGSTOP)
    time.sleep(60)
os.read(reading, 1)
os.waitpid(child, os.WUNTRACED)
"""
_VFORK = """
reading, writing = os.pipe()
os.set_inheritable(writing, True)
if os.fork() == 0:
    os.setsid()
    os.posix_spawn("/bin/sh", ["sh", "-c", f"echo x >&{writing}; sleep " + env("MARK") + "; :"], os.environ)
    time.sleep(60)
os.read(reading, 1)
"""
_ZOMBIES = """
reading, writing = os.pipe()
for _ in range(5):
    if os.fork() == 0:
        if os.fork() == 0:
            os.write(writing, b"x")
            time.sleep(60)
        os._exit(0)
for _ in range(5):
    os.read(reading, 1)
"""
_IGNORES = "for number in (1, 2, 3, 10, 12, 13, 14, 15):\n    signal.signal(number, signal.SIG_IGN)\ntime.sleep(60)"
_BUSY = "signal.signal(15, signal.SIG_IGN)\nwhile True:\n    pass"
_BLOCKED = "signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65))\ntime.sleep(60)"
_STOPPED = "os.kill(os.getpid(), signal.SIGSTOP)\ntime.sleep(60)"
_CLOSED = "signal.signal(15, signal.SIG_IGN)\nos.close(1)\nos.close(2)\ntime.sleep(60)"
_HOLDS = (
    "if os.fork() == 0:\n    os.setsid()\n    time.sleep(60)\n    os._exit(0)\nprint('done', flush=True)\nos._exit(0)"
)
_READER = "signal.signal(15, signal.SIG_IGN)\nreading, writing = os.pipe()\nos.read(reading, 1)"
_REEXEC = """
signal.signal(15, signal.SIG_IGN)
time.sleep(0.05)
os.execv("/bin/sh", ["sh", "-c", "trap '' TERM; while :; do sleep 0.1; done # " + env("MARK")])
"""


def _one(
    attack_id: str, tries: str, source: str, shows: Shows, reasons: frozenset[str], limits: Limits = _SHORT,
) -> Attack:  # fmt: skip
    return Attack(
        attack_id, Category.LIFETIME, tries, Probe("python", source), shows=shows, reasons=reasons, limits=limits,
        unprotected=Unprotected.PLAIN,
    )  # fmt: skip


def _shell(attack_id: str, tries: str, source: str, reasons: frozenset[str], limits: Limits = _SHORT) -> Attack:
    return Attack(
        attack_id, Category.LIFETIME, tries, Probe("shell", source), shows=Shows.SURVIVORS, reasons=reasons,
        limits=limits,
    )  # fmt: skip


async def _deleted_meanwhile(bench: Bench, box: str) -> str:
    """A sandbox is deleted under a program that ignores every signal; its exit still comes, and says why."""
    running = asyncio.create_task(bench.shell(box, "trap '' TERM INT HUP; echo begun; while :; do sleep 1; done"))
    try:
        while (await bench.stub.Get(pb.GetRequest(sandbox_id=box))).sandbox.running == 0:  # noqa: ASYNC110
            await asyncio.sleep(0.02)
        await bench.stub.Delete(pb.DeleteRequest(sandbox_id=box), timeout=15)
        ran = await asyncio.wait_for(running, 15)
    finally:
        running.cancel()
    if ran.reason != "SANDBOX_LOST":
        return f"{REACHED}: it ended with {ran.reason}"
    try:
        await bench.shell(box, "true")
    except grpc.aio.AioRpcError as error:
        named = reason(error) == "SANDBOX_NOT_FOUND"
        return "held: the exit said SANDBOX_LOST" if named else f"{REACHED}: the next call said {reason(error)}"
    return f"{REACHED}: the sandbox lives on"


def _naive_deletion(folder: Path) -> str:
    """Removing the folder alone ends nothing."""
    place = folder / "place"
    place.mkdir()
    started = subprocess.Popen(["sleep", "30"], cwd=place, start_new_session=True)
    place.rmdir()
    try:
        return REACHED if started.poll() is None else "it ended"
    finally:
        started.kill()
        started.wait()


async def _cancelled(bench: Bench, box: str) -> str:
    """The client cancels a program that ignores signals, and still gets its output and its exit."""

    async def requests(begun: asyncio.Event):  # type: ignore[no-untyped-def]  # noqa: ANN202
        shell = "trap '' TERM INT HUP; echo begun; while :; do sleep 1; done"
        yield pb.ExecRequest(start=pb.ExecStart(sandbox_id=box, shell=shell))
        await begun.wait()
        yield pb.ExecRequest(cancel=pb.Cancel())

    begun, said, ended = asyncio.Event(), b"", ""
    async for event in bench.stub.Exec(requests(begun), timeout=20):
        match event.WhichOneof("event"):
            case "stdout":
                said += event.stdout.data
                begun.set()
            case "exit":
                ended = pb.ExitReason.Name(event.exit.reason).removeprefix("EXIT_REASON_")
    if (said, ended) == (b"begun\n", "CANCELLED"):
        return "held: CANCELLED, with what it had printed"
    return f"{REACHED}: {ended!r} after {said!r}"


def _naive_cancel(_folder: Path) -> str:
    """SIGTERM, and the hope that it is obeyed."""
    reading, writing = os.pipe()
    started = subprocess.Popen(["bash", "-c", "trap '' TERM; echo; sleep 30"], stdout=writing, start_new_session=True)
    os.close(writing)
    try:
        os.read(reading, 1)
        started.terminate()
        time.sleep(0.2)  # a stand-in for a server's patience
        return REACHED if started.poll() is None else "it obeyed"
    finally:
        os.close(reading)
        os.killpg(started.pid, 9)
        started.wait()


ATTACKS = (
    _one("a_daemon_outlives_the_time_out", "A double-forked daemon in a session of its own.",
         _DOUBLE_FORK.format(then=60), Shows.SURVIVORS, _TIMED),
    _one("a_daemon_outlives_its_program", "The same, and its program ends at once.",
         _DOUBLE_FORK.format(then=0), Shows.SURVIVORS, _EXITED, _LONG),
    _shell("setsid_outlives_its_program", "setsid starts a program in a session of its own.",
           'setsid -f sleep "$MARK"; sleep 0.2', _EXITED, _LONG),
    _shell("nohup_outlives_its_program", "nohup starts a program that ignores SIGHUP.",
           'nohup setsid sleep "$MARK" >/dev/null 2>&1 & sleep 0.2', _EXITED, _LONG),
    _shell("a_coprocess_outlives_its_program", "A shell's coprocess is disowned.",
           'coproc sleep "$MARK"; disown; sleep 0.2', _EXITED, _LONG),
    _shell("background_work_outlives_its_program", "A busy loop goes on in the background.",
           '(trap "" HUP TERM; while :; do :; done) >/dev/null 2>&1 & sleep 0.2', _EXITED, _LONG),
    _shell("a_background_job_outlives_the_time_out", "A busy loop and its parent, both past their time.",
           '(trap "" HUP TERM; while :; do :; done) & wait', _TIMED),
    _one("orphans_gather_under_a_program", "A subreaper keeps its orphans from everybody's sight.", _SUBREAPER,
         Shows.SURVIVORS, _EXITED, _LONG),
    _one("a_child_ignores_the_death_of_its_parent", "No signal of parents, and all others ignored.", _PARENT_DEATH,
         Shows.SURVIVORS, _EXITED, _LONG),
    _one("a_chain_of_processes_runs_from_the_killer", "A process that forks and ends, again and again.",
         _CHAIN.format(then=0), Shows.SURVIVORS, _EXITED, _LONG),
    _one("a_chain_of_processes_outlives_the_time_out", "The same, past its time.", _CHAIN.format(then=60),
         Shows.SURVIVORS, _TIMED),
    _one("a_stopped_child_outlives_its_program", "A child that is stopped and can hear nothing.", _STOPPED_CHILD,
         Shows.SURVIVORS, _EXITED, _LONG),
    _one("a_spawned_shell_outlives_its_program", "A child of a child by posix_spawn.", _VFORK, Shows.SURVIVORS, _EXITED,
         _LONG),
    _one("zombies_are_left_behind", "Five dead parents of five sleepers.", _ZOMBIES, Shows.SURVIVORS, _EXITED, _LONG),
    _one("sigterm_is_ignored", "A program that ignores what it can.", _IGNORES, Shows.HANG, _TIMED),
    _one("sigterm_is_ignored_while_busy", "A loop that ignores SIGTERM.", _BUSY, Shows.HANG, _TIMED),
    _one("every_signal_is_blocked", "A program that blocks every signal.", _BLOCKED, Shows.HANG, _TIMED),
    _one("a_program_stops_itself", "SIGSTOP, after which SIGTERM waits for ever.", _STOPPED, Shows.HANG, _TIMED),
    _one("a_program_closes_its_output", "Who waits for the end of the output learns nothing of the program.", _CLOSED,
         Shows.HANG, _TIMED),
    _one("a_program_waits_for_nothing", "A read that never returns.", _READER, Shows.HANG, _TIMED),
    _one("a_program_becomes_another", "exec, with SIGTERM still ignored.", _REEXEC, Shows.HANG, _TIMED),
    _one("silence_goes_on", "A program that prints nothing.", _IGNORES, Shows.HANG, frozenset({"IDLE_TIMEOUT"}),
         Limits(wall_ms=15_000, idle_ms=700, small=True)),
    _one("a_grandchild_holds_the_output", "The program is over, and somebody else has its stdout.", _HOLDS, Shows.HANG,
         _EXITED, Limits(wall_ms=3000, small=True)),
    Attack("a_program_outlives_its_sandbox", Category.LIFETIME, "A sandbox is deleted under a program.",
           Calls(_deleted_meanwhile, _naive_deletion)),
    Attack("a_program_outlives_its_cancellation", Category.LIFETIME, "A client cancels a program that ignores signals.",
           Calls(_cancelled, _naive_cancel)),
)  # fmt: skip

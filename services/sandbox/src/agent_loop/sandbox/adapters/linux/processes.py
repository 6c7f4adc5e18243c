"""What the kernel tells about a tree of processes, and how to end one."""

import ctypes
import os
import signal
from contextlib import suppress
from pathlib import Path

from agent_loop.sandbox.domain.programs import Occupancy

_SET_CHILD_SUBREAPER = 36
_PIDFD_GETFD = 438
"""The same on all architectures."""
_TICKS = os.sysconf("SC_CLK_TCK")


def adopt_orphans() -> None:
    """Let this process inherit its descendants' orphans.

    bubblewrap ends before the init of its pid namespace does. Inheriting that init is how one learns that it is gone,
    which means that everything in the namespace is, and what all of it used.
    """
    if ctypes.CDLL(None, use_errno=True).prctl(_SET_CHILD_SUBREAPER, 1, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl(PR_SET_CHILD_SUBREAPER) failed")


def pidfd_getfd(pidfd: int, number: int) -> int:
    """A copy of another process' descriptor, closed on exec. Raises OSError; see pidfd_getfd(2)."""
    libc = ctypes.CDLL(None, use_errno=True)
    descriptor = int(libc.syscall(_PIDFD_GETFD, pidfd, number, 0))
    if descriptor < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return descriptor


def children(pid: int) -> list[int]:
    """The processes that `pid` has started and not yet waited for; none where it is gone."""
    found: list[int] = []
    with suppress(OSError):
        for thread in Path(f"/proc/{pid}/task").iterdir():
            found += map(int, (thread / "children").read_bytes().split())
    return found


def occupancy(pid: int) -> Occupancy:
    """What the descendants of `pid` hold: private and shared memory, and threads."""
    memory, threads = 0, 0
    pending = children(pid)
    while pending:
        child = pending.pop()
        resident, running = _status(child)
        memory += resident
        threads += running
        pending += children(child)
    return Occupancy(memory, threads)


def _status(pid: int) -> tuple[int, int]:
    resident, threads = 0, 0
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_bytes().splitlines():
            if line.startswith((b"RssAnon:", b"RssShmem:")):
                resident += int(line.split()[1]) * 1024
            elif line.startswith(b"Threads:"):
                threads = int(line.split()[1])
    return resident, threads


def cpu_seconds(pid: int) -> float:
    """What `pid` and its descendants have used so far."""
    ticks = 0
    pending = [pid]
    while pending:
        current = pending.pop()
        with suppress(OSError):
            fields = Path(f"/proc/{current}/stat").read_bytes().rpartition(b") ")[2].split()
            ticks += sum(map(int, fields[11:15]))
        pending += children(current)
    return ticks / _TICKS


def spent_seconds(pid: int) -> float:
    """What `pid` itself and the children that it waited for have used; 0 where it is gone."""
    try:
        descriptor = os.open(f"/proc/{pid}/stat", os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return 0.0
    try:
        fields = os.read(descriptor, 1024).rpartition(b") ")[2].split()
    except ProcessLookupError:
        return 0.0
    finally:
        os.close(descriptor)
    return sum(map(int, fields[11:15])) / _TICKS


def kill_namespace(monitor: int) -> None:
    """Kill bubblewrap's outer process and its child, the init of the pid namespace, with which all inside dies.

    The monitor is stopped first: it can then neither start the init after we looked for it, nor wait for it and so
    let its number go to a stranger.
    """
    with suppress(ProcessLookupError):
        os.kill(monitor, signal.SIGSTOP)
        _until_stopped(monitor)
        for init in children(monitor):
            with suppress(ProcessLookupError):
                os.kill(init, signal.SIGKILL)
        os.kill(monitor, signal.SIGKILL)


def _until_stopped(pid: int) -> None:
    """A signal to another process arrives when that one next runs; a few looks are enough."""
    for _ in range(1000):
        with suppress(OSError):
            state = Path(f"/proc/{pid}/stat").read_bytes().rpartition(b") ")[2][:1]
            if state in (b"T", b"t", b"Z", b"X"):
                return
        os.sched_yield()


def volunteer_for_the_oom_killer(pid: int) -> None:
    """Where the machine runs out of memory, the kernel shall end this one before anything else."""
    with suppress(OSError):
        Path(f"/proc/{pid}/oom_score_adj").write_text("1000")

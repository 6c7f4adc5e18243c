# ruff: noqa: PTH110, PTH123, PTH208
# A program waits for this start, and pathlib, dataclasses, typing and json would double the time that it takes.
"""The supervisor of one program: starts it confined, and ends with all that it started.

Run by the bare interpreter as `main(order, control)`. `control` is a SOCK_SEQPACKET: the service says `k` (kill all) or
`s` and a signal's number; its end is a kill, too, so that nothing outlives the service. The supervisor says marshalled
dictionaries: first `{"started": True}`, `{"refused": why}` or `{"unavailable": why}`, and at the end `{"code", "cpu",
"peak"}`.
"""

import contextlib
import errno
import marshal
import os
import resource
import select
import signal
import socket
import sys
import time
from collections.abc import Mapping, Sequence
from types import SimpleNamespace

from agent_loop.sandbox.adapters.supervisor import kernel
from agent_loop.sandbox.adapters.supervisor.broker import Broker

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn

    from agent_loop.sandbox.adapters.supervisor.order import Order

NOT_FOUND, NOT_EXECUTABLE, NOT_CONFINED = 127, 126, 125
_LOOK_SECONDS = 0.25
_BREATH_SECONDS = 0.001
_HASTY_SWEEPS = 50


def main(order_descriptor: int, control_descriptor: int, brokered: Mapping[str, int]) -> None:
    """Leaves when all is over. `brokered` names the calls that the last filter hands over."""
    order, control = _unpacked(order_descriptor), socket.socket(fileno=control_descriptor)
    os.close(order_descriptor)
    control.set_inheritable(False)
    _adopt_orphans(confined=bool(order.filters))
    signal.set_wakeup_fd((woken := _wake_up_pipe())[1])
    signal.signal(signal.SIGCHLD, lambda *_: None)
    said, says = os.pipe2(os.O_CLOEXEC)
    listens, hands = socket.socketpair()
    supervisor = os.getpid()
    program = os.fork()
    if program == 0:
        control.close()
        _become(order, supervisor, says, hands)
    os.close(says)
    hands.close()
    nothing = os.open(os.devnull, os.O_RDWR | os.O_CLOEXEC)
    for descriptor in (0, 1, 2):  # or the program's output had no end before ours
        os.dup2(nothing, descriptor)
    broker = _broker(listens, order, brokered) if order.filters else None
    failure = _all(said)
    _say(control, marshal.loads(failure) if failure else {"started": True})  # noqa: S302  our child's
    _Supervision(order, program, control, broker, woken[0]).run()
    os._exit(0)  # without an interpreter's long goodbye: the service waits


def _unpacked(descriptor: int) -> "Order":
    told = marshal.loads(os.pread(descriptor, os.fstat(descriptor).st_size, 0))  # noqa: S302  the service's own words
    told["canary"] = told["canary"] and SimpleNamespace(**told["canary"])
    order: Order = SimpleNamespace(**told)  # type: ignore[assignment]
    return order


def _adopt_orphans(*, confined: bool) -> None:
    """Without this a daemon is not found. Old gVisor has it not: there the tier none goes on, for what it is worth."""
    try:
        kernel.prctl(kernel.PR_SET_CHILD_SUBREAPER, 1)
    except OSError:
        if confined:
            raise


def _wake_up_pipe() -> tuple[int, int]:
    pipe = os.pipe2(os.O_CLOEXEC | os.O_NONBLOCK)
    return pipe[0], pipe[1]


def _broker(listens: socket.socket, order: "Order", brokered: Mapping[str, int]) -> tuple[int, Broker] | None:
    """With its listener, which the program sends before it is the program; None where it did not come so far."""
    _, descriptors, _, _ = socket.recv_fds(listens, 1, 1)
    listens.close()
    if not descriptors:
        return None
    owner = order.drop[0] if order.drop else os.geteuid()
    return descriptors[0], Broker(descriptors[0], brokered, order.writable, owner)


def _all(descriptor: int) -> bytes:
    with open(descriptor, "rb") as file:
        return file.read()


def _say(control: socket.socket, message: dict[str, object]) -> None:
    with contextlib.suppress(OSError):  # nobody listens any more
        control.send(marshal.dumps(message))


class _Supervision:
    """While the program runs, and until all that it started is gone."""

    def __init__(
        self, order: "Order", program: int, control: socket.socket, broker: tuple[int, Broker] | None, woken: int
    ) -> None:
        self._order = order
        self._program = program
        self._control = control
        self._broker = broker
        self._woken = woken
        self._status: int | None = None
        self._cpu = 0.0
        self._peak = 0
        self._overfull = False
        self._next_look = time.monotonic() + _LOOK_SECONDS

    def run(self) -> None:
        poll = select.poll()
        for descriptor in (self._control.fileno(), self._woken, *([self._broker[0]] if self._broker else ())):
            poll.register(descriptor, select.POLLIN)
        over = False
        while not over and self._status is None:
            for descriptor, events in poll.poll(max(0.0, self._next_look - time.monotonic()) * 1000):
                if descriptor == self._control.fileno():
                    over = self._told_to_end()
                elif descriptor == self._woken:
                    os.read(self._woken, 4096)
                elif self._broker and events & select.POLLIN:
                    self._broker[1].answer()
                else:  # nobody is left who could ask
                    poll.unregister(descriptor)
            self._reap()
            over = over or self._over_its_files()
        self._end_all()
        code = os.waitstatus_to_exitcode(self._status or 0)
        if self._overfull:
            code = -signal.SIGXFSZ
        _say(self._control, {"code": code if code >= 0 else 128 - code, "cpu": self._cpu, "peak": self._peak})

    def _told_to_end(self) -> bool:
        try:
            message = self._control.recv(16)
        except OSError:
            message = b""
        if message[:1] == b"s" and self._status is None:
            with contextlib.suppress(OSError):  # the group may be gone though the program is not
                os.killpg(self._program, message[1])
        return message[:1] != b"s"

    def _reap(self) -> bool:
        """Wait for all that have ended; False where there is nobody left to wait for."""
        while True:
            try:
                pid, status, used = os.wait4(-1, os.WNOHANG)
            except ChildProcessError:
                return False
            if pid == 0:
                return True
            self._cpu += used.ru_utime + used.ru_stime
            self._peak = max(self._peak, used.ru_maxrss * 1024)
            if pid == self._program:
                self._status = status

    def _end_all(self) -> None:
        """Orphans become our children, so nobody is left when we have none.

        Whoever is stopped starts no others; a sweep that still misses one that was being born is followed by another.
        """
        sweeps = 0
        while self._reap() or _descendants(os.getpid(), self._program):
            found = _descendants(os.getpid(), self._program)
            for number in (signal.SIGSTOP, signal.SIGKILL):
                for pid in found:
                    with contextlib.suppress(ProcessLookupError):
                        os.kill(pid, number)
            sweeps += 1
            if sweeps > _HASTY_SWEEPS:  # what is left is dying; a sweep costs more than a little patience
                time.sleep(_BREATH_SECONDS)

    def _over_its_files(self) -> bool:
        """Whether the folder for temporary files holds more than it may."""
        if time.monotonic() < self._next_look:
            return False
        began = time.monotonic()
        self._overfull = _exceeds(self._order.writable[-1], self._order.temporary_bytes, self._order.temporary_inodes)
        self._next_look = time.monotonic() + max(_LOOK_SECONDS, 10 * (time.monotonic() - began))
        return self._overfull


def _exceeds(folder: str, most_bytes: int, most_inodes: int) -> bool:
    """Files that are open though they have no name any more are not found. A path too long to look at exceeds."""
    size, inodes = 0, 0
    pending = [folder]
    while pending:
        try:
            with os.scandir(pending.pop()) as listed:
                for item in listed:
                    inodes += 1
                    with contextlib.suppress(FileNotFoundError):
                        size += item.stat(follow_symlinks=False).st_blocks * 512
                    if item.is_dir(follow_symlinks=False):
                        pending.append(item.path)
                    if size > most_bytes or inodes > most_inodes:
                        return True
        except OSError as error:
            if error.errno == errno.ENAMETOOLONG:
                return True
    return False


def _descendants(pid: int, session: int) -> list[int]:
    if not os.path.exists(f"/proc/self/task/{os.getpid()}/children"):
        return _descendants_by_parent(pid, session)
    found = _children(pid)
    for child in found:  # which grows meanwhile
        found += _children(child)
    return found


def _descendants_by_parent(pid: int, session: int) -> list[int]:
    """Where the kernel lists no children (gVisor, or Linux without CONFIG_PROC_CHILDREN): from all processes.

    The program's session counts, too: old gVisor gives orphans to its init.
    """
    parents: dict[int, list[int]] = {}
    for process in filter(str.isdigit, os.listdir("/proc")):
        with contextlib.suppress(OSError, IndexError, ValueError):
            stat = _content(f"/proc/{process}/stat").rpartition(b") ")[2]
            state, parent, _, its_session = stat.split()[:4]
            if state != b"Z":
                above = pid if int(its_session) == session else int(parent)
                parents.setdefault(above, []).append(int(process))
    found = list(parents.get(pid, ()))
    for child in found:  # which grows meanwhile
        found += parents.get(child, ())
    return found


def _children(pid: int) -> list[int]:
    found: list[int] = []
    with contextlib.suppress(OSError):
        for thread in os.listdir(f"/proc/{pid}/task"):
            found += map(int, _content(f"/proc/{pid}/task/{thread}/children").split())
    return found


def _content(path: str) -> bytes:
    with open(path, "rb") as file:
        return file.read()


def _become(order: "Order", supervisor: int, says: int, hands: socket.socket) -> "NoReturn":
    """In the child: confine, and let the program take the place."""
    try:
        if order.canary:  # imported by those alone who need it, and while one may read it
            from agent_loop.sandbox.adapters.supervisor import canary
        _prepare(order, supervisor)
        if order.canary:
            canary.sing(order.canary, order.writable[-1], lambda: _confine(order, hands), lambda: os.close(says))
        if order.filters:
            _confine(order, hands)
        _execute(order.argv, order.env)
    except _Refused as refusal:
        _leave(says, {"refused": str(refusal)})
    except OSError as error:
        _leave(says, {"unavailable": error.strerror or str(error)})


class _Refused(Exception):
    pass


def _leave(says: int, failure: dict[str, str]) -> "NoReturn":
    os.write(says, marshal.dumps(failure))
    os._exit(NOT_CONFINED)


def _prepare(order: "Order", supervisor: int) -> None:
    """All that holds in every tier: a session, limits, another user, no new privileges, no life without us."""
    os.setsid()
    os.umask(0o022)
    signal.set_wakeup_fd(-1)
    for number in (signal.SIGCHLD, signal.SIGPIPE, signal.SIGXFSZ):  # Python ignores two of them
        signal.signal(number, signal.SIG_DFL)
    with open("/proc/self/oom_score_adj", "w") as preference:
        preference.write("1000")
    for limited, soft, hard in order.rlimits:
        _limit(limited, soft, hard, confined=bool(order.filters))
    if order.drop:
        uid, gid = order.drop
        os.setgroups([])
        os.setresgid(gid, gid, gid)
        os.setresuid(uid, uid, uid)
    kernel.prctl(kernel.PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != supervisor:
        os._exit(NOT_CONFINED)
    kernel.prctl(kernel.PR_SET_NO_NEW_PRIVS, 1)
    with contextlib.suppress(OSError):  # a kernel that has none refuses to clear them
        kernel.prctl(kernel.PR_CAP_AMBIENT, kernel.CAP_AMBIENT_CLEAR_ALL)
    try:
        os.chdir(order.cwd)
    except OSError as error:
        raise _Refused(f"cwd {order.cwd!r}: {error.strerror}") from error


def _limit(limited: int, soft: int, hard: int, *, confined: bool) -> None:
    """As far as our own limit goes. gVisor knows not all of them, and then says so as if one might not."""
    _, ceiling = resource.getrlimit(limited)
    most = hard if ceiling == resource.RLIM_INFINITY else min(hard, ceiling)
    try:
        resource.setrlimit(limited, (min(soft, most), most))
    except ValueError as error:
        if confined:
            raise OSError(errno.EPERM, f"limit {limited}: {error}") from error


def _confine(order: "Order", hands: socket.socket) -> None:
    kernel.landlock(
        [
            *((path, kernel.READ) for path in order.readable),
            *((path, kernel.DEVICE) for path in order.devices),
            *((path, kernel.OWN) for path in order.writable),
        ]
    )
    *plain, asking = order.filters
    listener = kernel.seccomp(asking, listened=True)
    socket.send_fds(hands, [b"l"], [listener])
    os.close(listener)
    hands.close()
    for code in plain:
        kernel.seccomp(code, listened=False)


def _execute(argv: Sequence[str], env: Mapping[str, str]) -> "NoReturn":
    """As a shell would: looked up on the PATH, and a script without an interpreter is one of /bin/sh."""
    folders = [""] if "/" in argv[0] else env.get("PATH", os.defpath).split(":")
    failure: OSError = FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))
    for folder in folders:
        path = os.path.join(folder, argv[0]) if folder else argv[0]  # noqa: PTH118  as it was given
        try:
            os.execve(path, list(argv), dict(env))  # noqa: S606  confined
        except OSError as error:
            if error.errno == errno.ENOEXEC:
                os.execve("/bin/sh", ["sh", path, *argv[1:]], dict(env))  # noqa: S606
            if error.errno == errno.E2BIG:
                raise _Refused(f"Linux cannot start this program: {error.strerror}") from error
            if error.errno not in (errno.ENOENT, errno.ENOTDIR):
                failure = error
    sys.stderr.write(f"sandbox: {argv[0]}: {failure.strerror}\n")
    sys.stderr.flush()
    os._exit(NOT_FOUND if isinstance(failure, FileNotFoundError) else NOT_EXECUTABLE)

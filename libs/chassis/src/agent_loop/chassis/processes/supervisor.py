"""supervisord as this project uses it: one daemon a home, on a unix socket, known by its mark."""

import contextlib
import os
import signal
import subprocess
import sys
import time
import xmlrpc.client
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from supervisor.xmlrpc import SupervisorTransport

from agent_loop.chassis.processes.home import Home, write_private
from agent_loop.chassis.processes.stack import MARK

STOP_SECONDS = 12.0
DEAD_STATES = frozenset({"BACKOFF", "FATAL", "EXITED"})

# Paths come in by variables: a name with a blank, a semicolon or a per cent sign would break the file's own syntax.
_HEAD = """\
[unix_http_server]
file=%(ENV_AGENT_LOOP_SOCKET)s
chmod=0600

[supervisord]
logfile=%(ENV_AGENT_LOOP_LOGS)s/supervisord.log
logfile_maxbytes=1MB
logfile_backups=1
pidfile=%(ENV_AGENT_LOOP_RUN)s/supervisord.pid
childlogdir=%(ENV_AGENT_LOOP_RUN)s
directory=%(ENV_AGENT_LOOP_HOME)s
umask=077

[rpcinterface:supervisor]
supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface
"""
_PROGRAM = """
[program:{name}]
command=%(ENV_AGENT_LOOP_PYTHON)s -m {module}
stdout_logfile=%(ENV_AGENT_LOOP_PROGRAM_LOGS)s/{name}.log
stdout_logfile_maxbytes=5MB
stdout_logfile_backups=2
redirect_stderr=true
autorestart=true
startsecs=1
startretries=3
stopwaitsecs=10
stopasgroup=true
killasgroup=true
"""


class SupervisorFailed(Exception):
    """supervisord could not be started, or did not do what it was asked."""


@dataclass(frozen=True)
class Process:
    """One program of the stack as supervisord sees it."""

    name: str
    state: str
    pid: int
    seconds: float


class Supervisor:
    """The daemon of one home. Nothing is connected until a method is called."""

    def __init__(self, home: Home) -> None:
        self._home = home

    def alive(self) -> bool:
        """Whether the daemon answers."""
        try:
            self._call("getState")
        except (OSError, SupervisorFailed):
            return False
        return True

    def processes(self) -> list[Process]:
        """Every program. Raises SupervisorFailed or OSError where the daemon is gone."""
        return [
            Process(str(row["name"]), str(row["statename"]), int(row["pid"]), _seconds(row))
            for row in self._call("getAllProcessInfo")
        ]

    def start(self, programs: Mapping[str, str], environment: Mapping[str, str]) -> None:
        """Start the daemon and these programs (name -> module). Raises SupervisorFailed."""
        configuration = self._home.run / "supervisord.conf"
        sections = (_PROGRAM.format(name=name, module=module) for name, module in programs.items())
        write_private(configuration, _HEAD + "".join(sections))
        paths = {
            "AGENT_LOOP_SOCKET": str(self._home.socket),
            "AGENT_LOOP_LOGS": str(self._home.logs),
            "AGENT_LOOP_PROGRAM_LOGS": str(self._home.logs).replace("%", "%%"),  # this one it expands twice
            "AGENT_LOOP_RUN": str(self._home.run),
        }
        done = subprocess.run(
            [sys.executable, "-m", "supervisor.supervisord", "-c", str(configuration)],
            env={**environment, **paths},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=30,
            check=False,
        )
        if done.returncode != 0:
            raise SupervisorFailed(f"supervisord did not start: {(done.stderr or done.stdout).strip()}")

    def start_program(self, name: str) -> None:
        """Start one program again. Raises SupervisorFailed."""
        self._call("startProcess", name, False)  # noqa: FBT003 — supervisord's own signature: do not wait

    def stop_program(self, name: str) -> None:
        """Stop one program and leave the others. Raises SupervisorFailed where it does not run."""
        self._call("stopProcess", name, True)  # noqa: FBT003 — wait

    def stop(self) -> None:
        """Stop everything of this home, also what a daemon that died left behind; it ends in bounded time."""
        pids = set(self.marked())
        with contextlib.suppress(OSError, SupervisorFailed):
            self._call("stopAllProcesses", False)  # noqa: FBT003 — all at once: shutdown ends one after the other
            _wait_for_end(pids - {self._call("getPID")}, STOP_SECONDS)
            self._call("shutdown")
            _wait_for_end(pids, STOP_SECONDS)
        self.recover()

    def recover(self) -> None:
        """Make an end of what a dead daemon left: its programs, its socket, its pid file."""
        for number in (signal.SIGTERM, signal.SIGKILL):
            pids = set(self.marked())
            for pid in pids:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, number)
            _wait_for_end(pids, STOP_SECONDS / 2)
        for path in (self._home.socket, self._home.run / "supervisord.pid", self._home.stack_file):
            path.unlink(missing_ok=True)

    def marked(self) -> list[int]:
        """The pids of this user's processes that carry this home's mark."""
        mark = f"{MARK}={self._home.root}".encode()
        return [pid for pid in _pids() if pid != os.getpid() and mark in _environment(pid)]

    def _call(self, method: str, *arguments: Any) -> Any:
        transport = SupervisorTransport(None, None, f"unix://{self._home.socket}")
        with contextlib.closing(transport):
            proxy = xmlrpc.client.ServerProxy("http://127.0.0.1", transport=transport)
            try:
                return getattr(proxy.supervisor, method)(*arguments)
            except xmlrpc.client.Error as error:
                raise SupervisorFailed(f"supervisord: {method}{arguments}: {error}") from error


def tail(path: Path, lines: int) -> list[str]:
    """The last lines of a log; empty where there is none."""
    try:
        with path.open("rb") as file:
            file.seek(max(0, path.stat().st_size - 65_536))
            return file.read().decode(errors="replace").splitlines()[-lines:]
    except FileNotFoundError:
        return []


def family(pid: int) -> set[int]:
    """The process and all its descendants."""
    children: dict[int, list[int]] = {}
    for other in _pids():
        with contextlib.suppress(OSError):
            stat = Path(f"/proc/{other}/stat").read_text("utf-8", errors="replace")
            children.setdefault(int(stat.rpartition(")")[2].split()[1]), []).append(other)
    found, waiting = set[int](), [pid]
    while waiting:
        current = waiting.pop()
        found.add(current)
        waiting += children.get(current, [])
    return found


def proportional_memory(pids: Iterable[int]) -> int:
    """Bytes of memory with shared pages counted in proportion (PSS); what may not be read counts nothing."""
    total = 0
    for pid in pids:
        with contextlib.suppress(OSError):
            rollup = Path(f"/proc/{pid}/smaps_rollup").read_text("ascii")
            total += sum(int(line.split()[1]) * 1024 for line in rollup.splitlines() if line.startswith("Pss:"))
    return total


def _seconds(row: Mapping[str, Any]) -> float:
    return float(row["now"] - row["start"]) if row["pid"] else 0.0


def _pids() -> list[int]:
    return [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]


def _environment(pid: int) -> list[bytes]:
    try:
        return Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
    except OSError:
        return []


def _wait_for_end(pids: set[int], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and any(_runs(pid) for pid in pids):
        time.sleep(0.05)


def _runs(pid: int) -> bool:
    try:
        stat = Path(f"/proc/{pid}/stat").read_text("utf-8", errors="replace")
    except OSError:
        return False
    return stat.rpartition(")")[2].split()[0] not in {"Z", "X"}

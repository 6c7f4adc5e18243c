"""Whether the stack, or one of its services, answers: its own, not another one that has its port."""

import http.client
import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from agent_loop.chassis.processes.home import Home
from agent_loop.chassis.processes.listeners import listens
from agent_loop.chassis.processes.stack import HOST
from agent_loop.chassis.processes.supervisor import DEAD_STATES, Process, Supervisor, SupervisorFailed, tail

_POLL_SECONDS = 0.1
_TAIL_LINES = 12
_UNTOLD = {"level", "at", "service", "request_id", "trace_id"}
_SILENT = "the gateway does not answer"
_HEALTH = {"gateway": "/health/ready", "inference": "/health"}


class ProgramDied(Exception):
    """A program of the stack ended instead of serving."""

    def __init__(self, name: str, log: Path) -> None:
        self.name = name
        self.tail = list(dict.fromkeys(said for line in tail(log, _TAIL_LINES) if (said := readable(line))))
        super().__init__(f"{name} ended while it was starting; its log: {log}")

    @property
    def port_taken(self) -> bool:
        """Whether its last words are that it could not have a port."""
        return any("in use" in line for line in self.tail)


def readable(line: str) -> str:
    """A line of a service's log for a person: what went wrong, without its traceback. Empty if nothing did."""
    try:
        entry = json.loads(line)
    except ValueError:
        return "" if line.startswith(("  File ", "    ", "Traceback ")) else line
    if not isinstance(entry, dict) or entry.get("level") in {"debug", "info"}:
        return ""
    told = {key: str(value).strip().rpartition("\n")[2] for key, value in entry.items() if key not in _UNTOLD and value}
    return ", ".join([told.pop("event", ""), *(f"{key}: {text}" for key, text in told.items())])


class NotReady(Exception):
    """The stack was not ready in time; the message names the service."""


@dataclass(frozen=True)
class Answer:
    """What a service answered: the HTTP status (0: nobody answered) and the detail of a problem."""

    status: int
    detail: str


def ask(port: int, path: str, seconds: float = 3) -> Answer:
    """GET a path of a local service."""
    connection = http.client.HTTPConnection(HOST, port, timeout=seconds)
    try:
        connection.request("GET", path)
        response = connection.getresponse()
        return Answer(response.status, _detail(response.read()))
    except (OSError, http.client.HTTPException) as error:
        return Answer(0, str(error))
    finally:
        connection.close()


def answers(process: Process, ports: Mapping[str, int]) -> bool:
    """Whether a program serves: its own process has the port, and where it speaks HTTP its health is good."""
    port, path = ports[process.name], _HEALTH.get(process.name)
    return listens(process.pid, port) and (path is None or ask(port, path).status == http.client.OK)


def wait_until_ready(home: Home, ports: Mapping[str, int], seconds: float, on_change: Callable[[str], None]) -> None:
    """Return when the gateway says that all is ready, and each program has its port.

    Raises ProgramDied or NotReady; `on_change` tells what lacks.
    """
    supervisor, deadline, told = Supervisor(home), time.monotonic() + seconds, _SILENT
    pids: dict[str, int] = {}
    while True:
        processes = _living(supervisor, home, pids)
        lacks = _lacking(processes, ports)
        if not lacks:
            return
        if lacks != told:
            on_change(lacks)
            told = lacks
        if time.monotonic() > deadline:
            raise NotReady(f"not ready after {seconds:.0f} s: {lacks}")
        time.sleep(_POLL_SECONDS)


def _living(supervisor: Supervisor, home: Home, pids: dict[str, int]) -> list[Process]:
    """The programs, if none ended; `pids` remembers them, for supervisord starts at once again what ended."""
    try:
        processes = supervisor.processes()
    except OSError as error:
        raise SupervisorFailed(f"supervisord ended; its log: {home.log_of('supervisord')}") from error
    for process in processes:
        if process.state in DEAD_STATES or (process.pid and pids.setdefault(process.name, process.pid) != process.pid):
            raise ProgramDied(process.name, home.log_of(process.name))
    return processes


def _lacking(processes: Sequence[Process], ports: Mapping[str, int]) -> str:
    """What the stack waits for; empty where nothing lacks."""
    pids = {process.name: process.pid for process in processes}
    if not listens(pids["gateway"], ports["gateway"]):
        return _SILENT
    answer = ask(ports["gateway"], _HEALTH["gateway"])
    if answer.status != http.client.OK:
        return (answer.detail if answer.status else "") or _SILENT
    mute = [name for name, pid in pids.items() if not listens(pid, ports[name])]
    return f"{', '.join(mute)} does not answer" if mute else ""


def _detail(body: bytes) -> str:
    try:
        document = json.loads(body)
    except ValueError:
        return body[:200].decode(errors="replace")
    if not isinstance(document, dict):
        return ""
    return str(document.get("detail") or document.get("title") or "")

"""Whether the stack, or one of its services, answers."""

import http.client
import json
import socket
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from agent_loop.chassis.processes.home import Home
from agent_loop.chassis.processes.stack import HOST
from agent_loop.chassis.processes.supervisor import DEAD_STATES, Supervisor, SupervisorFailed, tail

_POLL_SECONDS = 0.1
_TAIL_LINES = 12
_UNTOLD = {"level", "at", "service", "request_id", "trace_id"}
_SILENT = "the gateway does not answer"


class ProgramDied(Exception):
    """A program of the stack ended instead of serving."""

    def __init__(self, name: str, log: Path) -> None:
        self.name = name
        self.tail = list(dict.fromkeys(said for line in tail(log, _TAIL_LINES) if (said := readable(line))))
        super().__init__(f"{name} ended while it was starting; its log: {log}")


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


def accepts(port: int) -> bool:
    """Whether a local service accepts connections."""
    try:
        socket.create_connection((HOST, port), timeout=1).close()
    except OSError:
        return False
    return True


def answers(program: str, ports: Mapping[str, int]) -> bool:
    """Whether a program serves: HTTP ones by their health, gRPC ones by accepting connections."""
    if program == "gateway":
        return ask(ports[program], "/health/ready").status == http.client.OK
    if program == "inference":
        return ask(ports[program], "/health").status == http.client.OK
    return accepts(ports[program])


def wait_until_ready(home: Home, ports: Mapping[str, int], seconds: float, on_change: Callable[[str], None]) -> None:
    """Return when the gateway says that all is ready. Raises ProgramDied or NotReady; `on_change` tells what lacks."""
    supervisor, deadline, told = Supervisor(home), time.monotonic() + seconds, _SILENT
    while True:
        answer = ask(ports["gateway"], "/health/ready")
        if answer.status == http.client.OK:
            return
        _raise_if_dead(supervisor, home)
        lacks = answer.detail if answer.status else _SILENT
        if lacks != told:
            on_change(lacks)
            told = lacks
        if time.monotonic() > deadline:
            raise NotReady(f"not ready after {seconds:.0f} s: {lacks}")
        time.sleep(_POLL_SECONDS)


def _raise_if_dead(supervisor: Supervisor, home: Home) -> None:
    try:
        processes = supervisor.processes()
    except OSError as error:
        raise SupervisorFailed(f"supervisord ended; its log: {home.log_of('supervisord')}") from error
    for process in processes:
        if process.state in DEAD_STATES:
            raise ProgramDied(process.name, home.log_of(process.name))


def _detail(body: bytes) -> str:
    try:
        document = json.loads(body)
    except ValueError:
        return body[:200].decode(errors="replace")
    if not isinstance(document, dict):
        return ""
    return str(document.get("detail") or document.get("title") or "")

"""Starting and stopping the stack, once at a time."""

import json
import os
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass

from agent_loop.chassis.cli import called
from agent_loop.chassis.processes.home import Home, read_object, write_private
from agent_loop.chassis.processes.readiness import ProgramDied, wait_until_ready
from agent_loop.chassis.processes.stack import HOST, Options, environment, is_free, modules, pick_ports
from agent_loop.chassis.processes.supervisor import Supervisor

_ATTEMPTS = 3


class OtherOptions(Exception):
    """The stack runs already, with other options than those asked for now."""


@dataclass(frozen=True)
class Stack:
    """A stack that runs."""

    home: Home
    ports: Mapping[str, int]
    ollama_url: str | None
    model: str | None
    started: bool
    """False if it ran before."""

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.ports['gateway']}"


def running(home: Home) -> Stack | None:
    """The stack of this home, if it runs."""
    known = read_object(home.stack_file)
    ports = known.get("ports")
    if not isinstance(ports, dict) or not Supervisor(home).alive():
        return None
    return Stack(home, ports, known.get("ollama_url"), known.get("model"), started=False)


def launch(home: Home, options: Options, port: int | None, seconds: float, tell: Callable[[str], None]) -> Stack:
    """Start the stack of this home and wait until it is ready; one that runs already is kept, what stopped is started.

    Raises HomeUnusable, ProgramNotInstalled, OtherOptions, PortTaken, SupervisorFailed, ProgramDied or NotReady; then
    nothing that this call started is left.
    """
    programs = modules(options.programs)
    home.prepare()
    with home.lock(lambda: tell("another agent-loop is starting or stopping this stack; waiting for it")):
        if (stack := running(home)) is not None:
            _refuse_other(stack, options, port)
            _start_stopped(home)
            wait_until_ready(home, stack.ports, seconds, tell)
            return stack
        tried: set[int] = set()
        for attempt in range(1, _ATTEMPTS + 1):
            ports = pick_ports(home, port, tried)
            try:
                return _start(home, options, programs, ports, seconds, tell)
            except ProgramDied as died:
                taken = died.port_taken or not all(is_free(ports[name]) for name in ports)
                if attempt == _ATTEMPTS or not taken:
                    raise
                tell("another program took a port meanwhile; starting again on others")
                tried |= set(ports.values())
    raise AssertionError("the last attempt returns or raises")


def halt(home: Home, tell: Callable[[str], None]) -> bool:
    """Stop all that runs for this home and return whether anything did. It ends in bounded time."""
    if not home.run.is_dir():
        return False
    with home.lock(lambda: tell("another agent-loop is starting or stopping this stack; waiting for it")):
        supervisor = Supervisor(home)
        ran = supervisor.alive() or bool(supervisor.marked())
        supervisor.stop()
    return ran


def _start(
    home: Home,
    options: Options,
    programs: Mapping[str, str],
    ports: Mapping[str, int],
    seconds: float,
    tell: Callable[[str], None],
) -> Stack:
    supervisor = Supervisor(home)
    supervisor.recover()
    known = {"ports": ports, "ollama_url": options.ollama_url, "model": options.model}
    try:
        supervisor.start(programs, environment(home, ports, options, os.environ))
        write_private(home.stack_file, json.dumps(known, indent=2) + "\n")
        wait_until_ready(home, ports, seconds, tell)
    except BaseException:
        supervisor.stop()
        raise
    return Stack(home, ports, options.ollama_url, options.model, started=True)


def _start_stopped(home: Home) -> None:
    supervisor = Supervisor(home)
    for process in supervisor.processes():
        if process.pid == 0:
            supervisor.start_program(process.name)


def _refuse_other(stack: Stack, options: Options, port: int | None) -> None:
    asked = {key: value for key, value in asdict(options).items() if key in {"ollama_url", "model"} and value}
    if port:
        asked["port"] = port
    runs = {"ollama_url": stack.ollama_url, "model": stack.model, "port": stack.ports["gateway"]}
    if different := [
        f"{key} {runs[key] or 'embedded'}, not {value}" for key, value in asked.items() if runs[key] != value
    ]:
        fix = f"stop it first: {called()} down"
        raise OtherOptions(f"the stack runs already with {'; '.join(different)}; {fix}")

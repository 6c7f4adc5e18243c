"""What the embedded stack is made of: its programs, their ports, and the settings that connect them."""

import json
import os
import re
import shlex
import socket
import sys
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from importlib.metadata import entry_points
from pathlib import Path

from agent_loop.chassis.processes.home import Home, read_object, write_private

GROUP = "agent_loop.processes"
HOST = "127.0.0.1"
PROGRAMS = ("sandbox", "inference", "agent", "gateway")
DEFAULT_PORTS = {
    "gateway": 8000,
    "agent": 50051,
    "agent_metrics": 9101,
    "sandbox": 50052,
    "sandbox_metrics": 9102,
    "inference": 11434,
}
MARK = "AGENT_LOOP_STACK"
"""The variable by which the processes of a stack are known; its value is the stack's home."""


class ProgramNotInstalled(Exception):
    """A service of the stack is not installed."""


class PortTaken(Exception):
    """The port that was asked for is in use."""


@dataclass(frozen=True)
class Options:
    """What a person chose for a stack."""

    ollama_url: str | None = None
    """A model server of one's own; then `inference` is not started."""
    model: str | None = None
    """The model that runs get by default."""
    embedded_model: Path | None = None

    @property
    def programs(self) -> tuple[str, ...]:
        return tuple(name for name in PROGRAMS if name != "inference" or self.ollama_url is None)


def modules(wanted: tuple[str, ...]) -> dict[str, str]:
    """The module that each program runs. Raises ProgramNotInstalled."""
    installed = {entry.name: entry.module for entry in entry_points(group=GROUP)}
    missing = [name for name in wanted if name not in installed]
    if missing:
        raise ProgramNotInstalled(
            f"{', '.join(missing)}: not installed; install with: make install (or pip install -e services/{missing[0]})"
        )
    return {name: installed[name] for name in wanted}


def is_free(port: int) -> bool:
    """Whether nobody listens on the port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def pick_ports(home: Home, gateway: int | None = None, tried: Collection[int] = ()) -> dict[str, int]:
    """A free port for each way in: the remembered one, the usual one, else any. They are remembered.

    `gateway` is the one that must be had; the others are none of those `tried`. Raises PortTaken.
    """
    if gateway and not is_free(gateway):
        raise PortTaken(f"port {gateway} is in use; name another, or leave --port out and a free one is picked")
    remembered = {name: port for name, port in read_object(home.ports_file).items() if isinstance(port, int)}
    chosen = {"gateway": gateway} if gateway else {}
    for name, usual in DEFAULT_PORTS.items():
        if name not in chosen:
            known = (port for port in (remembered.get(name), usual) if port and port not in tried)
            free = (port for port in known if port not in chosen.values() and is_free(port))
            chosen[name] = next(free, 0) or _any_port({*chosen.values(), *tried})
    write_private(home.ports_file, json.dumps(chosen, indent=2) + "\n")
    return chosen


def _any_port(taken: Collection[int]) -> int:
    while True:
        with socket.socket() as probe:
            probe.bind((HOST, 0))
            port: int = probe.getsockname()[1]
        if port not in taken:
            return port


def environment(home: Home, ports: Mapping[str, int], options: Options, inherited: Mapping[str, str]) -> dict[str, str]:
    """The environment of every process of the stack. What connects them is set here; the rest is the user's."""
    agent, sandbox = (f"{HOST}:{ports[name]}" for name in ("agent", "sandbox"))
    ollama = options.ollama_url or f"http://{HOST}:{ports['inference']}"
    defaults = {
        "SANDBOX_STATE_DIR": str(home.root / "sandbox"),
        "INFERENCE_MODELS_DIR": str(home.root / "models"),
        "OMP_WAIT_POLICY": "passive",
        "PYTHONUNBUFFERED": "1",
    }
    connections = {
        "AGENT_LOOP_HOME": str(home.root),
        "SERVICE_TOKEN_FILE": str(home.token_file),
        MARK: str(home.root),
        "AGENT_LOOP_PYTHON": shlex.quote(sys.executable),
        "GATEWAY_HOST": HOST,
        "GATEWAY_PORT": str(ports["gateway"]),
        "GATEWAY_AGENT_ADDRESS": agent,
        "GATEWAY_OLLAMA_URL": ollama,
        "AGENT_ADDRESS": agent,
        "AGENT_METRICS_PORT": str(ports["agent_metrics"]),
        "AGENT_SANDBOX_ADDRESS": sandbox,
        "AGENT_OLLAMA_URL": ollama,
        "SANDBOX_HOST": HOST,
        "SANDBOX_PORT": str(ports["sandbox"]),
        "DATAGEN_SANDBOX_ADDRESS": sandbox,
        "SANDBOX_METRICS_PORT": str(ports["sandbox_metrics"]),
        "INFERENCE_HOST": HOST,
        "INFERENCE_PORT": str(ports["inference"]),
    }
    if options.model:
        connections["AGENT_DEFAULT_MODEL"] = options.model
    if options.embedded_model:
        connections["INFERENCE_EMBEDDED_MODEL"] = str(options.embedded_model)
    return defaults | dict(inherited) | connections


def own_ollama(inherited: Mapping[str, str] = os.environ) -> str | None:
    """The model server that the environment names (AGENT_OLLAMA_URL, or Ollama's own OLLAMA_HOST)."""
    return ollama_url(inherited.get("AGENT_OLLAMA_URL") or inherited.get("OLLAMA_HOST") or "")


def ollama_url(value: str) -> str | None:
    """An address as Ollama's tools take it (`host`, `host:port` or a URL) as a URL; None for an empty one."""
    value = value.strip().rstrip("/")
    if not value:
        return None
    if "://" not in value:
        value = f"http://{value}" if re.search(r":\d+$", value) else f"http://{value}:11434"
    return value.replace("://0.0.0.0:", f"://{HOST}:")


def find_embedded_model(named: Path | None) -> Path | None:
    """The embedded model: the named file, else the one that the checkout holds. None where there is none."""
    if named is not None:
        return named if named.is_file() else None
    folders = (parent / "models" / "embedded" for parent in Path(__file__).resolve().parents)
    return next((file for folder in folders for file in sorted(folder.glob("*.gguf"))), None)

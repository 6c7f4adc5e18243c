"""The embedded stack with small stand-in services: what `agent-loop up` and its companions promise."""

import json
import os
import signal
import socket
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from agent_loop.chassis.processes.home import Home
from agent_loop.chassis.processes.stack import DEFAULT_PORTS, pick_ports

SERVICE = """
import json, os, signal, socket, sys, time
from http.server import BaseHTTPRequestHandler, HTTPServer
NAME = "{name}"
def main():
    if os.environ.get("STAND_IN_DIES") == NAME:
        print("cannot go on: no such luck", flush=True)
        sys.exit(7)
    wait_for = os.environ.get("STAND_IN_WAITS_FOR") if NAME == "gateway" else None
    while wait_for and not os.path.exists(wait_for):
        time.sleep(0.02)
    deaf = os.environ.get("STAND_IN_IGNORES") == NAME
    signal.signal(signal.SIGTERM, signal.SIG_IGN if deaf else lambda *_: sys.exit(0))
    port = os.environ.get(NAME.upper() + "_PORT") or os.environ[NAME.upper() + "_ADDRESS"].rpartition(":")[2]
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            ready = os.environ.get("STAND_IN_NEVER_READY") != NAME
            body = json.dumps({{"detail": "the sandbox is not ready: no namespaces"}}).encode()
            self.send_response(200 if ready else 503)
            self.end_headers()
            self.wfile.write(body)
        def log_message(self, *_):
            pass
    print(NAME, "serves on", port, flush=True)
    HTTPServer(("127.0.0.1", int(port)), Handler).serve_forever()
if __name__ == "__main__":
    main()
"""


class Machine:
    """A home and stand-ins for the four services, seen through the command line."""

    def __init__(self, folder: Path, home: Path) -> None:
        self.home = home
        self.environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "PYTHONPATH": os.pathsep.join([str(folder / "path"), os.environ.get("PYTHONPATH", "")]),
            "AGENT_LOOP_HOME": str(home),
            "AGENT_LOOP_EMBEDDED_MODEL": str(folder / "model.gguf"),
        }
        (folder / "model.gguf").write_bytes(b"GGUF")
        for name in ("gateway", "agent", "sandbox", "inference"):
            info = folder / "path" / f"agent_loop_{name}-0.1.0.dist-info"
            info.mkdir(parents=True)
            (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: agent-loop-{name}\nVersion: 0.1.0\n")
            (info / "entry_points.txt").write_text(f"[agent_loop.processes]\n{name} = stand_in_{name}\n")
            (folder / "path" / f"stand_in_{name}.py").write_text(textwrap.dedent(SERVICE.format(name=name)))

    def start(self, *arguments: str, **more: str) -> subprocess.Popen[str]:
        argv = [sys.executable, "-m", "agent_loop.chassis", *arguments]
        pipe = subprocess.PIPE
        return subprocess.Popen(argv, env=self.environment | more, stdout=pipe, stderr=pipe, text=True)

    def run(self, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
        process = self.start(*arguments, **more)
        out, err = process.communicate(timeout=60)
        return subprocess.CompletedProcess(arguments, process.returncode, out, err)

    def processes(self) -> list[int]:
        mark = f"AGENT_LOOP_STACK={self.home}".encode()
        found = []
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit():
                try:
                    if mark in (entry / "environ").read_bytes().split(b"\0"):
                        found.append(int(entry.name))
                except OSError:
                    continue
        return found

    def kill_all(self) -> None:
        for pid in self.processes():
            os.kill(pid, signal.SIGKILL)


@pytest.fixture(params=["home", "a home; 100% 'strange' & #new"], ids=["plain", "strange"])
def machine(tmp_path: Path, request: pytest.FixtureRequest):
    machine = Machine(tmp_path, tmp_path / request.param)
    yield machine
    machine.kill_all()


@pytest.fixture
def plain(tmp_path: Path):
    machine = Machine(tmp_path, tmp_path / "home")
    yield machine
    machine.kill_all()


def test_up_starts_the_services_down_leaves_nothing(machine: Machine):
    up = machine.run("up", "--json")

    assert up.returncode == 0, up.stderr
    report = json.loads(up.stdout)
    assert report["started"] is True
    state = json.loads(machine.run("status", "--json").stdout)
    assert state["ready"] is True
    assert set(state["services"]) == {"gateway", "agent", "sandbox", "inference"}
    assert all(service["pss_bytes"] > 2**20 for service in state["services"].values())
    assert (machine.home / "service-token").stat().st_mode & 0o777 == 0o600
    assert len(bytes.fromhex((machine.home / "service-token").read_text().strip())) == 32
    assert machine.home.stat().st_mode & 0o777 == 0o700
    assert "serves on" in machine.run("logs", "gateway").stdout

    down = machine.run("down")

    assert down.returncode == 0
    assert machine.processes() == []
    assert not (machine.home / "run" / "supervisord.sock").exists()
    assert machine.run("status").returncode == 4


def test_up_twice_starts_once(plain: Machine):
    assert plain.run("up").returncode == 0
    before = plain.processes()

    again = plain.run("up")

    assert again.returncode == 0
    assert "already running" in again.stdout
    assert plain.processes() == before


def test_two_ups_at_once_start_one_stack(plain: Machine):
    first, second = plain.start("up", "--json"), plain.start("up", "--json")

    reports = [json.loads(process.communicate(timeout=60)[0]) for process in (first, second)]

    assert sorted(report["started"] for report in reports) == [False, True]
    assert len(plain.processes()) == 5


@contextmanager
def occupied(port: int) -> Iterator[int]:
    """A port that somebody else listens on; 0 for any."""
    with socket.socket() as owner:
        owner.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        deadline = (
            time.monotonic() + 10
        )  # a stack that just went may still hold it; whoever holds it longer is an owner
        while time.monotonic() < deadline:
            with suppress(OSError):
                owner.bind(("127.0.0.1", port))
                owner.listen()
                break
            time.sleep(0.05)
        yield port or owner.getsockname()[1]


def test_the_usual_port_is_left_to_its_owner_and_the_choice_is_remembered(plain: Machine):
    with occupied(8000):
        report = json.loads(plain.run("up", "--json").stdout)

    assert report["ports"]["gateway"] != 8000
    plain.run("down")
    assert json.loads(plain.run("up", "--json").stdout)["ports"] == report["ports"]


def test_a_remembered_port_that_another_took_is_picked_anew(plain: Machine):
    remembered = json.loads(plain.run("up", "--json").stdout)["ports"]
    plain.run("down")

    with occupied(remembered["agent"]):
        report = json.loads(plain.run("up", "--json").stdout)

    assert report["ports"]["agent"] != remembered["agent"]


def test_a_port_that_was_asked_for_is_had_or_refused(plain: Machine):
    with occupied(0) as taken:
        refused = plain.run("up", "--port", str(taken))
    assert refused.returncode == 2
    assert f"port {taken} is in use" in refused.stderr
    assert plain.processes() == []

    assert json.loads(plain.run("up", "--json", "--port", str(taken)).stdout)["ports"]["gateway"] == taken


def neighbour(port: int) -> ThreadingHTTPServer:
    """Another stack's gateway, ready, on a port that this one chose."""

    class Ready(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", port), Ready)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


@pytest.mark.parametrize("seconds", [0, 1.5], ids=["at-once", "after-supervisord-took-it-for-started"])
@pytest.mark.parametrize("asked", [False, True], ids=["any-port", "a-port-that-was-asked-for"])
def test_a_neighbour_that_took_the_gateways_port_is_not_taken_for_ours(asked, seconds, plain: Machine, tmp_path: Path):
    with occupied(0) as port:
        pass
    go = tmp_path / "go"
    up = plain.start("up", "--json", *(["--port", str(port)] if asked else []), STAND_IN_WAITS_FOR=str(go))
    while len(plain.processes()) < 5 and up.poll() is None:
        time.sleep(0.02)
    taken = json.loads((plain.home / "ports.json").read_text())["gateway"]

    with neighbour(taken) as server:
        time.sleep(seconds)
        go.touch()
        out, err = up.communicate(timeout=60)
        server.shutdown()

    assert "another program took a port" in err
    if asked:
        assert up.returncode == 2
        assert f"port {port} is in use" in err
        assert plain.processes() == []
    else:
        assert up.returncode == 0, err
        assert json.loads(out)["ports"]["gateway"] != taken
        assert plain.run("status").returncode == 0


def test_two_stacks_that_choose_the_same_ports_at_once_get_ports_of_their_own(tmp_path: Path):
    machines = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        machines.append(Machine(tmp_path / name, tmp_path / name / "home"))
    Home(machines[0].home).prepare()
    ports = pick_ports(Home(machines[0].home), tried=DEFAULT_PORTS.values())
    Home(machines[1].home).prepare()
    (machines[1].home / "ports.json").write_text(json.dumps(ports))
    try:
        ups = [machine.start("up", "--json") for machine in machines]
        said = [up.communicate(timeout=60) for up in ups]

        assert [up.returncode for up in ups] == [0, 0], said
        one, two = (set(json.loads(out)["ports"].values()) for out, _ in said)
        assert not one & two
        assert [machine.run("status").returncode for machine in machines] == [0, 0]
    finally:
        for machine in machines:
            machine.kill_all()


def test_a_service_that_dies_is_named_with_its_last_words_and_nothing_stays(plain: Machine):
    up = plain.run("up", STAND_IN_DIES="sandbox", STAND_IN_NEVER_READY="gateway")

    assert up.returncode == 1
    assert "sandbox ended while it was starting" in up.stderr
    assert "no such luck" in up.stderr
    assert plain.processes() == []


def test_a_stack_that_does_not_get_ready_says_what_lacks(plain: Machine):
    up = plain.run("up", STAND_IN_NEVER_READY="gateway", AGENT_LOOP_START_SECONDS="2")

    assert up.returncode == 1
    assert "the sandbox is not ready: no namespaces" in up.stderr
    assert plain.processes() == []


def test_ctrl_c_during_up_leaves_nothing(plain: Machine):
    up = plain.start("up", STAND_IN_NEVER_READY="gateway")
    while len(plain.processes()) < 5 and up.poll() is None:
        time.sleep(0.05)

    up.send_signal(signal.SIGINT)
    up.communicate(timeout=30)

    assert up.returncode == 130
    assert plain.processes() == []


def test_a_daemon_that_was_killed_is_recovered_with_its_orphans(plain: Machine):
    plain.run("up")
    before = plain.processes()
    os.kill(int((plain.home / "run" / "supervisord.pid").read_text()), signal.SIGKILL)

    up = plain.run("up", "--json")

    assert up.returncode == 0, up.stderr
    assert json.loads(up.stdout)["started"] is True
    assert not set(before) & set(plain.processes())


def test_a_daemon_whose_socket_is_gone_is_stopped_by_down(plain: Machine):
    plain.run("up")
    (plain.home / "run" / "supervisord.sock").unlink()

    down = plain.run("down")

    assert down.returncode == 0
    assert plain.processes() == []


def test_a_service_that_ignores_sigterm_is_ended_in_bounded_time(plain: Machine):
    plain.run("up", STAND_IN_IGNORES="agent")
    began = time.monotonic()

    plain.run("down")

    assert plain.processes() == []
    assert time.monotonic() - began < 30


def test_one_service_can_be_stopped_and_up_starts_it_again(plain: Machine):
    plain.run("up")

    assert plain.run("down", "inference").returncode == 0
    state = json.loads(plain.run("status", "--json").stdout)
    assert state["services"]["inference"]["ready"] is False
    assert state["services"]["gateway"]["ready"] is True

    assert plain.run("up").returncode == 0
    assert plain.run("status").returncode == 0


def test_ones_own_ollama_replaces_the_model_server(plain: Machine):
    up = plain.run("up", "--json", OLLAMA_HOST="0.0.0.0:4711")

    assert json.loads(up.stdout)["ollama"] == "http://127.0.0.1:4711"
    assert set(json.loads(plain.run("status", "--json").stdout)["services"]) == {"gateway", "agent", "sandbox"}

    other = plain.run("up", "--ollama", "http://elsewhere:1")

    assert other.returncode == 2
    assert "agent-loop down" in other.stderr


def test_a_very_long_home_still_gets_a_socket(tmp_path: Path):
    machine = Machine(tmp_path, tmp_path / ("long" * 30))
    try:
        assert machine.run("up").returncode == 0
        assert machine.run("down").returncode == 0
        assert machine.processes() == []
    finally:
        machine.kill_all()


def test_a_missing_model_is_named_with_both_ways_out(plain: Machine):
    up = plain.run("up", AGENT_LOOP_EMBEDDED_MODEL="/nowhere/model.gguf")

    assert up.returncode == 3
    assert "AGENT_LOOP_EMBEDDED_MODEL" in up.stderr
    assert "--ollama" in up.stderr


def test_a_home_that_cannot_be_made_is_named(plain: Machine, tmp_path: Path):
    (tmp_path / "file").write_text("")

    up = plain.run("up", AGENT_LOOP_HOME=str(tmp_path / "file" / "home"))

    assert up.returncode == 3
    assert "AGENT_LOOP_HOME" in up.stderr


def test_the_doctor_names_what_lacks_and_the_fix(plain: Machine):
    healthy = json.loads(plain.run("doctor", "--json").stdout)
    assert all(finding["fix"] == "" for finding in healthy if finding["ok"])

    sick = plain.run("doctor", "--json", PATH="/nowhere", AGENT_LOOP_EMBEDDED_MODEL="/nowhere/model.gguf")

    assert sick.returncode == 3
    lacking = {finding["name"]: finding["fix"] for finding in json.loads(sick.stdout) if not finding["ok"]}
    assert lacking["bubblewrap"] == "sudo apt-get install bubblewrap"
    assert "AGENT_LOOP_EMBEDDED_MODEL" in lacking["model"]


def test_the_doctor_finds_a_token_that_others_can_read(plain: Machine):
    plain.run("up")
    (plain.home / "service-token").chmod(0o644)

    findings = json.loads(plain.run("doctor", "--json").stdout)

    fixes = {finding["name"]: finding["fix"] for finding in findings if not finding["ok"]}
    assert "chmod 600" in fixes["keys and tokens"]

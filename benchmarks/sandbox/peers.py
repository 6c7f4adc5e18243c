"""The peers: each a context manager that gives a call of `true` (or `python3 -c`), which raises where it failed.

A peer that this machine lacks raises Missing with what would bring it. All of them run as the user of the benchmark.
"""

import http.client
import json
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex
from typing import Any

from benchmarks.sandbox.report import Failed

TRUE = "/usr/bin/true"
PYTHON = "/usr/bin/python3"
SNIPPET = "print(6 * 7)"
_ENGINE = "/var/run/docker.sock"
_START_SECONDS = 30.0

Call = Callable[[], float | None]
"""Gives the seconds that it took where it was made in another process, else nothing."""


class Missing(Exception):
    """This machine cannot run the peer; the message says why."""


@dataclass(frozen=True)
class Places:
    """Where peers are found."""

    image: str
    """Of Docker, on this machine already: nothing is pulled."""
    swerex: Path
    """The program swerex-remote."""


def run(*command: str, env: Mapping[str, str] | None = None) -> bytes:
    """Its stdout. Raises Failed where it did not end with 0."""
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=False, env=env)
    if done.returncode:
        raise Failed(f"{command[0]} ended with {done.returncode}: {done.stderr.decode(errors='replace')[-500:]}")
    return done.stdout


@contextmanager
def plain(_: Places) -> Iterator[Call]:
    """The cheapest there is: nothing is captured."""

    def call() -> None:
        subprocess.run([TRUE], check=True)

    yield call


@contextmanager
def plain_captured(_: Places) -> Iterator[Call]:
    """What one does who wants the output, as all the others give it."""
    yield lambda: _ignore(run(TRUE))


@contextmanager
def plain_python(_: Places) -> Iterator[Call]:
    """The interpreter that programs in the sandbox find, too."""
    if not Path(PYTHON).exists():
        raise Missing(f"no {PYTHON}")

    def call() -> None:
        if run(PYTHON, "-c", SNIPPET, env={"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}) != b"42\n":
            raise Failed("python3 said something else")

    yield call


@contextmanager
def bwrap(_: Places) -> Iterator[Call]:
    """Bubblewrap with the namespaces and mounts of ours, without its seccomp filter and limits."""
    program = _found("bwrap", "sudo apt-get install bubblewrap")
    links = [
        part
        for name in ("bin", "lib", "lib64", "sbin")
        if Path("/", name).is_symlink()
        for part in ("--symlink", f"usr/{name}", f"/{name}")
    ]
    with tempfile.TemporaryDirectory() as workspace:
        view = ["--ro-bind", "/usr", "/usr", *links, "--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp"]
        own = ["--bind", workspace, "/workspace", "--chdir", "/workspace"]
        rest = ["--unshare-all", "--die-with-parent", "--new-session", "--cap-drop", "ALL"]
        yield lambda: _ignore(run(program, *rest, *view, *own, TRUE))


@contextmanager
def docker_run(places: Places) -> Iterator[Call]:
    program = _engine(places)
    yield lambda: _ignore(run(program, "run", "--rm", "--network", "none", "--pull", "never", places.image, "true"))


@contextmanager
def docker_exec(places: Places) -> Iterator[Call]:
    """Through the engine's HTTP API: create the exec, start it and read to its end, ask for its exit code.

    The first and the last share a connection that is kept alive; the second takes its connection over.
    """
    program = _engine(places)
    name = f"agent-loop-benchmark-{token_hex(4)}"
    run(program, "run", "--detach", "--rm", "--name", name, "--network", "none", places.image, "sleep", "infinity")
    kept = _UnixConnection(_ENGINE)
    try:
        yield lambda: _engine_exec(kept, name)
    finally:
        kept.close()
        run(program, "rm", "--force", name)


class _UnixConnection(http.client.HTTPConnection):
    def __init__(self, path: str) -> None:
        super().__init__("localhost")
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.connect(self._path)

    def json(self, method: str, path: str, body: object = None) -> Any:
        return _json(self, method, path, body, {})


def _json(
    connection: http.client.HTTPConnection, method: str, path: str, body: object, headers: Mapping[str, str]
) -> Any:
    """The answer of a request with a JSON body, read to its end. Raises Failed where it is no success."""
    content = None if body is None else json.dumps(body).encode()
    connection.request(method, path, content, {"Content-Type": "application/json", **headers})
    answer = connection.getresponse()
    said = answer.read()
    if answer.status >= 300:
        raise Failed(f"{path} answered {answer.status}: {said[-500:]!r}")
    return json.loads(said) if answer.headers.get_content_type() == "application/json" else said


def _engine_exec(kept: _UnixConnection, container: str) -> None:
    command = {"Cmd": ["true"], "AttachStdout": True, "AttachStderr": True}
    made = kept.json("POST", f"/containers/{container}/exec", command)["Id"]
    hijacked = _UnixConnection(_ENGINE)
    try:
        hijacked.json("POST", f"/exec/{made}/start", {"Detach": False, "Tty": False})
    finally:
        hijacked.close()
    if (code := kept.json("GET", f"/exec/{made}/json")["ExitCode"]) != 0:
        raise Failed(f"docker exec ended with {code}")


@contextmanager
def runsc_exec(_: Places) -> Iterator[Call]:
    """`runsc exec` into a running gVisor container that shows the host's /usr, with its ptrace platform.

    Debian's build is of 2022: it knows no systrap, and its KVM platform hung on the machine of docs/benchmarks.
    """
    program = _found("runsc", "sudo apt-get install runsc")
    if os.geteuid():
        raise Missing("runsc needs root here")
    with tempfile.TemporaryDirectory() as folder:
        _bundle(program, Path(folder))
        base = [program, "--root", f"{folder}/state", "--ignore-cgroups", "--network=none", "--platform=ptrace"]
        quiet: dict[str, Any] = {
            "stdin": subprocess.DEVNULL,
            "stdout": subprocess.DEVNULL,
            "stderr": subprocess.DEVNULL,
        }
        started = subprocess.run(
            [*base, "run", "--detach", "--bundle", folder, "box"], **quiet, check=False, timeout=_START_SECONDS
        )
        try:
            if started.returncode:
                raise Missing(f"runsc cannot start a container here: it ended with {started.returncode}")
            yield lambda: _ignore(run(*base, "exec", "box", TRUE))
        finally:
            subprocess.run([*base, "kill", "box", "KILL"], **quiet, check=False)
            subprocess.run([*base, "delete", "--force", "box"], **quiet, check=False)


def _bundle(program: str, folder: Path) -> None:
    run(program, "spec", "--bundle", str(folder), "--", "sleep", "infinity")
    spec = json.loads((folder / "config.json").read_text())
    (folder / "rootfs/usr").mkdir(parents=True)
    for name in ("bin", "lib", "lib64", "sbin"):
        (folder / "rootfs" / name).symlink_to(f"usr/{name}")
    spec["process"]["terminal"] = False
    spec["mounts"].append({"destination": "/usr", "type": "bind", "source": "/usr", "options": ["ro", "rbind"]})
    (folder / "config.json").write_text(json.dumps(spec))


@contextmanager
def swerex_http(places: Places) -> Iterator[Call]:
    """SWE-ReX' server without its client: a bare request over a connection that is kept alive. No isolation."""
    with _swerex(places) as (port, token):
        kept = http.client.HTTPConnection("127.0.0.1", port)

        def call() -> None:
            if _json(kept, "POST", "/execute", {"command": ["true"]}, {"X-API-Key": token})["exit_code"] != 0:
                raise Failed("SWE-ReX: execute failed")

        yield call
        kept.close()


@contextmanager
def swerex_execute(places: Places) -> Iterator[Call]:
    """SWE-ReX as its users call it: one subprocess for a call. No isolation."""
    with _swerex_client(places) as ask:
        yield lambda: ask("execute")


@contextmanager
def swerex_session(places: Places) -> Iterator[Call]:
    """SWE-ReX as its users call it: a command in its persistent bash. No isolation."""
    with _swerex_client(places) as ask:
        yield lambda: ask("run_in_session")


@contextmanager
def _swerex_client(places: Places) -> Iterator[Callable[[str], float]]:
    """Its client needs its packages, so it lives in a process of its own and times itself."""
    with _swerex(places) as (port, token):
        client = subprocess.Popen(
            [places.swerex.with_name("python"), Path(__file__).with_name("peer_swerex.py"), str(port), token],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        )  # fmt: skip

        def ask(line: str) -> float:
            print(line, file=client.stdin, flush=True)
            return _seconds(client.stdout.readline())

        try:
            if client.stdout.readline() != "ready\n":
                raise Missing("SWE-ReX' client does not start")
            yield ask
        finally:
            client.stdin.close()
            client.wait()


def _seconds(said: str) -> float:
    try:
        return float(said)
    except ValueError:
        raise Failed(f"SWE-ReX: {said or 'its client ended'}") from None


@contextmanager
def _swerex(places: Places) -> Iterator[tuple[int, str]]:
    """Its server's port and token."""
    if not os.access(places.swerex.with_name("python"), os.X_OK):  # it is a link to where others may not look
        raise Missing(f"{places.swerex} is not there for this user: make peers")
    token = token_hex(8)
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    process = subprocess.Popen(
        [places.swerex, "--host", "127.0.0.1", "--port", str(port), "--auth-token", token],
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        _listening(port)
        yield port, token
    finally:
        process.terminate()
        process.wait()


def _listening(port: int) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while True:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except ConnectionRefusedError:
            if time.monotonic() > deadline:
                raise Missing("swerex-remote does not answer") from None
            time.sleep(0.05)
        else:
            return


def _engine(places: Places) -> str:
    """The client's program; raises Missing where no engine answers or the image is not there."""
    program = _found("docker", "sudo apt-get install docker.io")
    asked = subprocess.run([program, "image", "inspect", places.image], capture_output=True, text=True, check=False)
    if asked.returncode:
        raise Missing(f"docker image inspect {places.image}: {asked.stderr.strip()}")
    return program


def _found(program: str, install: str) -> str:
    found = shutil.which(program)
    if found is None:
        raise Missing(f"no {program}: {install}")
    return found


def _ignore(_: object) -> None:
    """A call gives nothing."""

"""Our service, started as the product starts it, in a process of its own; and a client of it."""

import asyncio
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from secrets import token_urlsafe
from typing import Any

import grpc

from agent_loop.chassis.grpc import channel
from agent_loop.contracts.sandbox.v1 import sandbox_pb2 as pb
from agent_loop.contracts.sandbox.v1.sandbox_pb2_grpc import SandboxServiceStub
from benchmarks.sandbox.report import Failed

SYSTEM_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
_READY_SECONDS, _END_SECONDS = 60.0, 20.0


class Client:
    """The calls that are timed."""

    def __init__(self, stub: SandboxServiceStub) -> None:
        self.stub = stub

    async def create(self, files: int = 0) -> str:
        entries = [pb.ManifestEntry(path=f"src/file{n}.txt", content=b"x" * 1000) for n in range(files)]
        seed = pb.Seed(manifest=pb.Manifest(entries=entries))
        return (await self.stub.Create(pb.CreateRequest(seed=seed, ttl_seconds=3600))).sandbox.id

    async def session(self, sandbox: str) -> str:
        return (await self.stub.OpenSession(pb.OpenSessionRequest(sandbox_id=sandbox))).session.id

    async def delete(self, sandbox: str) -> None:
        await self.stub.Delete(pb.DeleteRequest(sandbox_id=sandbox))

    async def run(self, start: pb.ExecStart) -> bytes:
        """Its stdout, once the call itself has ended. Raises Failed where the program did not end with 0."""
        out, ended = bytearray(), None
        async for event in self.stub.Run(start):
            match event.WhichOneof("event"):
                case "stdout":
                    out += event.stdout.data
                case "exit":
                    ended = event.exit
        if ended is None or ended.reason != pb.EXIT_REASON_EXITED or ended.exit_code:
            raise Failed(f"the program's end: {ended or 'none came'}")
        return bytes(out)


@dataclass(frozen=True)
class Service:
    """A running one."""

    pid: int
    user: str
    address: str
    token_file: Path
    client: Client
    capabilities: pb.CapabilitiesResponse

    @property
    def isolation(self) -> str:
        """The adapter that holds: the one whose probes came last."""
        return self.capabilities.probes[-1].name.partition(":")[0]

    def channel(self) -> grpc.aio.Channel:
        """Another connection to it."""
        return channel(self.address, self.token_file.read_text())


@asynccontextmanager
async def service(user: str | None, *, compiler: bool = True, **settings: str) -> AsyncIterator[Service]:
    """Start one with SANDBOX_* settings, as this user where one is named; end it and remove its folder afterwards.

    Without a compiler its PATH and its cache are empty, so that there is no launcher.
    """
    folder = Path(tempfile.mkdtemp(prefix="agent-loop-benchmark-"))
    folder.chmod(0o711)
    token, port = token_urlsafe(16), _free_port()
    (folder / "token").write_text(token)
    environment = {
        "PATH": SYSTEM_PATH if compiler else str(folder / "empty"), "LANG": "C.UTF-8",
        "PYTHONPATH": _imports(), "SERVICE_TOKEN_FILE": str(folder / "token"), "AGENT_LOOP_HOME": str(folder / "home"),
        "SANDBOX_PORT": str(port), "SANDBOX_METRICS_PORT": "0", **settings,
    }  # fmt: skip
    identity = _identity(user, folder)
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [_interpreter(user), "-m", "agent_loop.sandbox.main"], cwd=folder, env=environment, stdout=log, stderr=log,
            stdin=subprocess.DEVNULL, start_new_session=True, **identity,
        )  # fmt: skip
    try:
        async with channel(address := f"127.0.0.1:{port}", token) as opened:
            await _ready(opened, folder / "log")
            client = Client(SandboxServiceStub(opened))
            told = await client.stub.Capabilities(pb.CapabilitiesRequest())
            if not told.tier:
                raise SystemExit(f"the sandbox cannot isolate here: {[p for p in told.probes if not p.passed]}")
            name = user or pwd.getpwuid(os.geteuid()).pw_name
            yield Service(process.pid, name, address, folder / "token", client, told)
    finally:
        await asyncio.to_thread(_end, process)
        shutil.rmtree(folder, ignore_errors=True)


async def _ready(opened: grpc.aio.Channel, log: Path) -> None:
    try:
        await asyncio.wait_for(opened.channel_ready(), _READY_SECONDS)
    except TimeoutError:
        raise SystemExit(f"the sandbox did not start:\n{log.read_text()[-2000:]}") from None


def _end(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(_END_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _identity(user: str | None, folder: Path) -> dict[str, Any]:
    """What Popen needs to start a process as this user, who gets the folder."""
    if user is None:
        return {}
    known = pwd.getpwnam(user)
    for path in (folder, *folder.rglob("*")):
        os.chown(path, known.pw_uid, known.pw_gid, follow_symlinks=False)
    return {"user": known.pw_uid, "group": known.pw_gid, "extra_groups": []}


def _interpreter(user: str | None) -> str:
    """This one; for another user one of the same version that everyone may run."""
    name = f"python{sys.version_info.major}.{sys.version_info.minor}"
    if user is None:
        return sys.executable
    found = shutil.which(name, path=SYSTEM_PATH)
    if found is None:
        raise SystemExit(f"--as-user needs {name} in {SYSTEM_PATH}: {sys.executable} may be closed to {user}")
    return found


def _imports() -> str:
    """Where this process imports from, less the standard library, which each interpreter has itself."""
    return os.pathsep.join(path for path in sys.path if path and not path.startswith(sys.base_prefix + "/lib"))


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]

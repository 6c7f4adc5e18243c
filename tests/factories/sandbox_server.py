"""A sandbox service in this process: over the real isolation or the in-memory one."""

import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from agent_loop.chassis.grpc import Service, channel, running
from agent_loop.contracts.sandbox.v1 import sandbox_pb2 as pb
from agent_loop.contracts.sandbox.v1.sandbox_pb2_grpc import SandboxServiceStub, add_SandboxServiceServicer_to_server
from agent_loop.sandbox.adapters.gate_http import HttpGate
from agent_loop.sandbox.adapters.gate_memory import InMemoryGate
from agent_loop.sandbox.adapters.isolation_bubblewrap import BubblewrapIsolation
from agent_loop.sandbox.adapters.isolation_landlock import LandlockIsolation
from agent_loop.sandbox.adapters.isolation_memory import InMemoryIsolation
from agent_loop.sandbox.adapters.isolation_namespaces import NamespacesIsolation
from agent_loop.sandbox.adapters.isolation_probed import Candidate
from agent_loop.sandbox.adapters.isolation_unconfined import CONSENT, UnconfinedIsolation
from agent_loop.sandbox.adapters.workspaces_folder import FolderWorkspaces
from agent_loop.sandbox.adapters.workspaces_memory import InMemoryWorkspaces
from agent_loop.sandbox.domain.limits import DEFAULT_LIMITS, MAX_LIMITS
from agent_loop.sandbox.domain.programs import CLEAN_ENVIRONMENT, WORKSPACE, Confinement, Surroundings, Tier
from agent_loop.sandbox.main import ERRORS, servicer
from agent_loop.sandbox.rpc import SERVICE_NAME
from agent_loop.sandbox.use_cases.sandboxes import Policy

TOKEN = "token-of-the-tests"
PAYLOAD = (64010, 64010) if os.geteuid() == 0 else None
POLICY = Policy(DEFAULT_LIMITS, MAX_LIMITS, default_ttl_seconds=600, max_ttl_seconds=3600, max_sandboxes=8)


@contextmanager
def state_folder() -> Iterator[Path]:
    """A folder that the payload's user can reach; pytest's own are closed to others."""
    folder = Path(tempfile.mkdtemp(prefix="sandbox-test-"))
    folder.chmod(0o711)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@dataclass(frozen=True)
class Ran:
    """What came of one program."""

    stdout: bytes
    stderr: bytes
    exit: pb.Exit
    tier: int

    @property
    def reason(self) -> str:
        return pb.ExitReason.Name(self.exit.reason).removeprefix("EXIT_REASON_")

    @property
    def text(self) -> str:
        return self.stdout.decode(errors="replace").strip()


class Client:
    """The stub, and the two things that most tests do with it."""

    def __init__(self, stub: SandboxServiceStub, address: str = "") -> None:
        self.stub = stub
        self.address = address

    async def create(self, files: dict[str, bytes] | None = None, **request: object) -> str:
        entries = [pb.ManifestEntry(path=path, content=content) for path, content in (files or {}).items()]
        if entries:
            request["seed"] = pb.Seed(manifest=pb.Manifest(entries=entries))
        return (await self.stub.Create(pb.CreateRequest(**request))).sandbox.id

    async def run(self, sandbox_id: str, shell: str = "", *, wall_ms: int = 10_000, **start: object) -> Ran:
        if shell:
            start["shell"] = shell
        start.setdefault("limits", pb.ExecLimits(wall_ms=wall_ms, idle_ms=wall_ms))
        return await self.collect(self.stub.Exec(_one(pb.ExecStart(sandbox_id=sandbox_id, **start))))

    async def collect(self, call: AsyncIterator[pb.ExecEvent]) -> Ran:
        kept, tier, ended = {"stdout": bytearray(), "stderr": bytearray()}, 0, None
        async for event in call:
            kind = event.WhichOneof("event")
            match kind:
                case "started":
                    tier = event.started.tier
                case "exit":
                    ended = event.exit
                case "stdout" | "stderr":
                    output = getattr(event, kind)
                    assert output.offset == len(kept[kind])
                    kept[kind] += output.data
        assert ended is not None
        return Ran(bytes(kept["stdout"]), bytes(kept["stderr"]), ended, tier)


async def _one(start: pb.ExecStart) -> AsyncIterator[pb.ExecRequest]:
    yield pb.ExecRequest(start=start)


@asynccontextmanager
async def serving(
    isolation: object, workspaces: object, policy: Policy = POLICY, gate: object | None = None
) -> AsyncIterator[Client]:
    """The service over these (entered) adapters, and a client of it."""
    async with AsyncExitStack() as stack:
        service = await stack.enter_async_context(servicer(isolation, workspaces, policy, gate or HttpGate()))
        added = Service(SERVICE_NAME, lambda server: add_SandboxServiceServicer_to_server(service, server))
        port = await stack.enter_async_context(
            running("sandbox", "127.0.0.1:0", [added], token=TOKEN, errors=ERRORS, grace_seconds=0.1)
        )
        opened = await stack.enter_async_context(channel(f"127.0.0.1:{port}", TOKEN))
        yield Client(SandboxServiceStub(opened), f"127.0.0.1:{port}")


LAUNCHERS = Path(tempfile.gettempdir(), f"agent-loop-test-launchers-{os.geteuid()}")
"""Compiled once for all tests."""


def real_isolation(folder: Path, name: str = "namespaces") -> Candidate:
    """Whose workspaces lie in `workspaces` beneath the folder."""
    if name == "landlock":
        return LandlockIsolation(folder / "isolation", PAYLOAD)
    if name == "unconfined":
        return UnconfinedIsolation(folder / "isolation", PAYLOAD, CONSENT)
    if name == "bubblewrap":
        return BubblewrapIsolation(folder / "isolation", PAYLOAD)
    return NamespacesIsolation(folder / "isolation", PAYLOAD, folder / "workspaces", cache=LAUNCHERS)


@asynccontextmanager
async def real_sandbox(isolation_name: str = "namespaces", **policy: object) -> AsyncIterator[Client]:
    """Over a real isolation and folders."""
    with state_folder() as folder:
        async with (
            real_isolation(folder, isolation_name) as isolation,
            FolderWorkspaces(folder / "workspaces", PAYLOAD) as workspaces,
            serving(isolation, workspaces, replace(POLICY, **policy)) as client,
        ):
            yield client


@asynccontextmanager
async def memory_sandbox(
    isolation: InMemoryIsolation | None = None, gate: InMemoryGate | None = None, **policy: object
) -> AsyncIterator[Client]:
    """Over the in-memory adapters."""
    isolation, gate, granted = isolation or InMemoryIsolation(), gate or InMemoryGate(), replace(POLICY, **policy)
    async with serving(isolation, InMemoryWorkspaces(), granted, gate) as client:
        yield client


class Machine:
    """An isolation and a workspace in it."""

    def __init__(self, isolation: NamespacesIsolation, workspace: Path) -> None:
        self.isolation = isolation
        self.workspace = workspace

    def confinement(self, *argv: str, **changes: object) -> Confinement:
        around = Surroundings(str(self.workspace), DEFAULT_LIMITS)
        plain = Confinement(argv, b"", WORKSPACE, CLEAN_ENVIRONMENT, around, 10_000, with_stdin=False)
        return replace(plain, **changes)

    def file(self, name: str) -> str:
        """What a program left there, which is taken away."""
        path = self.workspace / name
        return path.read_text() + str(path.unlink() or "") if path.exists() else ""

    async def run(self, *argv: str, **changes: object) -> tuple[str, int]:
        """What it printed, and its code."""
        said = b""
        async with self.isolation.start(self.confinement(*argv, **changes)) as process:
            try:
                while True:
                    said += (await process.output(10))[1]
            except EOFError:
                return said.decode(), (await process.ended(10)).code


@asynccontextmanager
async def machine(pool_size: int = 2):
    with state_folder() as folder:
        workspace = folder / "workspaces" / "one"
        workspace.mkdir(parents=True)
        workspace.parent.chmod(0o711)
        if PAYLOAD:
            os.chown(workspace, *PAYLOAD)
        async with NamespacesIsolation(
            folder / "isolation", PAYLOAD, folder / "workspaces", cache=LAUNCHERS, pool_size=pool_size
        ) as isolation:
            assert (await isolation.report()).tier is Tier.NAMESPACES
            yield Machine(isolation, workspace)

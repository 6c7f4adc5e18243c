"""A client of the service under audit."""

import time
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Self

import grpc
from grpc_health.v1 import health_pb2, health_pb2_grpc

from agent_loop.chassis.grpc import channel
from agent_loop.contracts.sandbox.v1 import sandbox_pb2 as pb
from agent_loop.contracts.sandbox.v1.sandbox_pb2_grpc import SandboxServiceStub
from agent_loop.sandbox.audit.attack import MIB, Limits

SUBJECT = "audit"
GRACE_SECONDS = 20.0
"""How much longer than its program a call may take before it counts as wedged."""
_TTL_SECONDS = 120
_SERVICE = pb.DESCRIPTOR.services_by_name["SandboxService"].full_name
SMALL = pb.Limits(
    memory_bytes=96 * MIB, processes=32, file_bytes=8 * MIB, workspace_bytes=16 * MIB, workspace_inodes=200,
    tmp_bytes=4 * MIB, open_files=64,
)  # fmt: skip


@dataclass(frozen=True)
class Ran:
    """What came of one program."""

    stdout: bytes
    stderr: bytes
    exit: pb.Exit
    tier: str
    """Such as `namespaces`."""
    seconds: float

    @property
    def reason(self) -> str:
        """Such as `EXITED`."""
        return pb.ExitReason.Name(self.exit.reason).removeprefix("EXIT_REASON_")

    @property
    def text(self) -> str:
        """All of stdout without blanks around it."""
        return self.stdout.decode(errors="replace").strip()


class Bench:
    """The service at `address` (`host:port`). Enter it to connect."""

    def __init__(self, address: str, token: str) -> None:
        self.address = address
        self._token = token

    async def __aenter__(self) -> Self:
        self._channel = channel(self.address, self._token)
        self.stub = SandboxServiceStub(self._channel)
        try:
            self.capabilities = await self.stub.Capabilities(pb.CapabilitiesRequest(), timeout=GRACE_SECONDS)
        except BaseException:
            await self._channel.close()
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._channel.close()

    @property
    def tier(self) -> str:
        """Such as `namespaces`."""
        return tier_name(self.capabilities.tier)

    def offers(self, feature: pb.Feature.ValueType) -> bool:
        """Whether the service has built this and can do it here."""
        return feature in self.capabilities.features

    @asynccontextmanager
    async def sandbox(self, files: Mapping[str, bytes] | None = None, *, small: bool = False) -> AsyncIterator[str]:
        """A fresh sandbox's id; it is deleted at the end, if it still exists."""
        entries = [pb.ManifestEntry(path=path, content=content) for path, content in (files or {}).items()]
        made = await self.stub.Create(
            pb.CreateRequest(
                subject=SUBJECT, ttl_seconds=_TTL_SECONDS, limits=SMALL if small else None,
                seed=pb.Seed(manifest=pb.Manifest(entries=entries)),
            )
        )  # fmt: skip
        try:
            yield made.sandbox.id
        finally:
            try:
                await self.stub.Delete(pb.DeleteRequest(sandbox_id=made.sandbox.id), timeout=GRACE_SECONDS)
            except grpc.aio.AioRpcError as error:
                if error.code() is not grpc.StatusCode.NOT_FOUND:
                    raise

    async def run(self, sandbox_id: str, start: pb.ExecStart, limits: Limits | None = None) -> Ran:
        """One program to its end. Raises AioRpcError, DEADLINE_EXCEEDED where the call is wedged."""
        limits = limits or Limits()
        start.sandbox_id = sandbox_id
        start.limits.CopyFrom(
            pb.ExecLimits(
                wall_ms=limits.wall_ms, idle_ms=limits.idle_ms or limits.wall_ms, cpu_ms=limits.cpu_ms,
                output_bytes=limits.output_bytes, end_at_output_cap=limits.end_at_output_cap,
            )
        )  # fmt: skip
        started = time.monotonic()
        call = self.stub.Run(start, timeout=limits.wall_ms / 1000 + GRACE_SECONDS)
        kept, ended = {"stdout": bytearray(), "stderr": bytearray()}, None
        async for event in call:
            match event.WhichOneof("event"):
                case "stdout":
                    kept["stdout"] += event.stdout.data
                case "stderr":
                    kept["stderr"] += event.stderr.data
                case "exit":
                    ended = event.exit
        if ended is None:
            raise ConnectionError("the service ended a program's stream without its exit")
        return Ran(
            bytes(kept["stdout"]), bytes(kept["stderr"]), ended, tier_name(ended.tier), time.monotonic() - started
        )

    async def shell(self, sandbox_id: str, source: str, **limits: int) -> Ran:
        """One shell command to its end; the keywords are those of `Limits`."""
        return await self.run(sandbox_id, pb.ExecStart(shell=source), Limits(**limits))  # type: ignore[arg-type]

    async def read(self, sandbox_id: str, path: str) -> bytes:
        """A file, whole."""
        parts = self.stub.ReadFile(pb.ReadFileRequest(sandbox_id=sandbox_id, path=path), timeout=GRACE_SECONDS)
        return b"".join([part.data async for part in parts])

    async def write(self, sandbox_id: str, path: str, data: bytes) -> None:
        """A file, whole."""
        header = pb.WriteFileHeader(sandbox_id=sandbox_id, path=path, data=data)
        await self.stub.WriteFile(iter([pb.WriteFileRequest(header=header)]), timeout=GRACE_SECONDS)

    async def upload(self, sandbox_id: str, chunks: Iterable[bytes]) -> None:
        """Unpack an archive into the workspace."""
        header = pb.UploadArchiveRequest(header=pb.UploadArchiveHeader(sandbox_id=sandbox_id))
        messages = [header, *(pb.UploadArchiveRequest(data=chunk) for chunk in chunks)]
        await self.stub.UploadArchive(iter(messages), timeout=60.0)

    async def serving(self) -> bool:
        """Whether the service says of itself that it serves."""
        request = health_pb2.HealthCheckRequest(service=_SERVICE)
        stub: Any = health_pb2_grpc.HealthStub(self._channel)
        answer = await stub.Check(request, timeout=GRACE_SECONDS)
        return bool(answer.status == health_pb2.HealthCheckResponse.SERVING)

    @asynccontextmanager
    async def stranger(self, token: str) -> AsyncIterator[SandboxServiceStub]:
        """The same service for somebody with another token."""
        async with channel(self.address, token) as opened:
            yield SandboxServiceStub(opened)


def tier_name(tier: pb.Tier.ValueType) -> str:
    """Such as `namespaces`."""
    return pb.Tier.Name(tier).removeprefix("TIER_").lower()

"""The sandbox service, over gRPC."""

import asyncio
import codecs
import secrets
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from typing import TYPE_CHECKING, Self

import grpc

from agent_loop.agent.domain.changes import Change, ChangeKind, FileType
from agent_loop.agent.domain.commands import Command, OnOutput
from agent_loop.agent.domain.failures import FileNotFound, SandboxUnavailable, WorkspaceInvalid, WorkspaceTooLarge
from agent_loop.agent.domain.runs import Workspace
from agent_loop.agent.ports import Sandbox
from agent_loop.chassis.grpc import channel, reason
from agent_loop.contracts.sandbox.v1 import sandbox_pb2 as wire
from agent_loop.contracts.sandbox.v1.sandbox_pb2_grpc import SandboxServiceStub
from agent_loop.contracts.sandbox.values import observation, tier
from agent_loop.contracts.trajectory import ExitReason, Observation

if TYPE_CHECKING:  # a name that only the stubs' types have
    from agent_loop.contracts.sandbox.v1.sandbox_pb2_grpc import SandboxServiceAsyncStub

_MAX_ARCHIVE_BYTES = 60 * 2**20  # a message is at most 64 MiB
_CALL_SECONDS = 30.0
_EXEC_SLACK_SECONDS = 15.0
_LONGEST_LIFE_SECONDS = 86_400  # SANDBOX_MAX_TTL_SECONDS' default
_KINDS = {
    wire.CHANGE_KIND_ADDED: ChangeKind.ADDED,
    wire.CHANGE_KIND_MODIFIED: ChangeKind.MODIFIED,
    wire.CHANGE_KIND_REMOVED: ChangeKind.DELETED,
}
_TYPES = {
    wire.FILE_KIND_FILE: FileType.FILE,
    wire.FILE_KIND_DIRECTORY: FileType.DIRECTORY,
    wire.FILE_KIND_SYMLINK: FileType.LINK,
}
_REFUSED = {
    "ARCHIVE_REFUSED": WorkspaceInvalid,
    "PATH_REFUSED": WorkspaceInvalid,
    "NOT_A_DIRECTORY": WorkspaceInvalid,
    "QUOTA_EXCEEDED": WorkspaceTooLarge,
}


class GrpcSandboxes:
    """Enter it to connect."""

    def __init__(self, address: str, token: str) -> None:
        self._address, self._token = address, token
        self._stub: SandboxServiceAsyncStub | None = None
        self._deletions: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        self._channel = channel(self._address, self._token)
        self._stub = SandboxServiceStub(self._channel)
        return self

    async def __aexit__(self, *_: object) -> None:
        await asyncio.gather(*self._deletions)
        self._stub = None
        await self._channel.close()

    @asynccontextmanager
    async def open(self, workspace: Workspace, subject: str, seconds: float) -> AsyncIterator[Sandbox]:
        if len(workspace.archive) > _MAX_ARCHIVE_BYTES:
            raise WorkspaceTooLarge(f"the archive is larger than {_MAX_ARCHIVE_BYTES // 2**20} MiB; send less")
        seed = wire.Seed(archive=workspace.archive) if workspace.archive else wire.Seed()
        mounts = [wire.Mount(source=source, target=target) for target, source in workspace.mounts]
        async with self.created(wire.CreateRequest(subject=subject, seed=seed, mounts=mounts), seconds) as sandbox:
            yield sandbox

    @asynccontextmanager
    async def created(self, request: wire.CreateRequest, seconds: float) -> AsyncIterator[Sandbox]:
        """A sandbox, deleted in any case: also one whose creation was still under way when the caller left."""
        creation = asyncio.create_task(self._create(request, seconds))
        try:
            opened = await asyncio.shield(creation)
        except asyncio.CancelledError:
            creation.add_done_callback(self._delete_created)
            raise
        try:
            yield GrpcSandbox(self, self._service, self._address, opened, seconds)
        finally:
            await asyncio.shield(self._deleting(opened.id))

    async def check(self) -> str:
        with _errors(self._address):
            found = await self._service.Capabilities(wire.CapabilitiesRequest(), timeout=_CALL_SECONDS)
        if found.tier == wire.TIER_UNSPECIFIED:
            fixes = "; ".join(probe.fix for probe in found.probes if probe.fix)
            raise SandboxUnavailable(f"the sandbox cannot isolate commands here. {fixes}".strip())
        return tier(found.tier)

    async def _create(self, request: wire.CreateRequest, seconds: float) -> wire.Sandbox:
        request.idempotency_key = secrets.token_hex(16)
        request.ttl_seconds = min(int(seconds) + 1, _LONGEST_LIFE_SECONDS)
        try:
            with _errors(self._address):
                return (await self._service.Create(request, timeout=_CALL_SECONDS)).sandbox
        except _RequestRefused as error:
            if request.mounts:
                raise WorkspaceInvalid(f"the workspace cannot be shown where the mounts say: {error}") from error
            raise SandboxUnavailable(f"the sandbox refuses what the agent asks for: {error}") from error

    def _delete_created(self, creation: asyncio.Task[wire.Sandbox]) -> None:
        if not creation.cancelled() and creation.exception() is None:
            self._deleting(creation.result().id)

    def _deleting(self, sandbox_id: str) -> asyncio.Task[None]:
        deletion = asyncio.create_task(_delete(self._service, sandbox_id))
        self._deletions.add(deletion)
        deletion.add_done_callback(self._deletions.discard)
        return deletion

    @property
    def _service(self) -> "SandboxServiceAsyncStub":
        if self._stub is None:
            raise SandboxUnavailable("the connection to the sandbox is closed")
        return self._stub


class GrpcSandbox:
    """One sandbox of the service."""

    def __init__(
        self,
        sandboxes: GrpcSandboxes,
        service: "SandboxServiceAsyncStub",
        address: str,
        opened: wire.Sandbox,
        seconds: float,
    ) -> None:
        self._sandboxes, self._service, self._address, self._id = sandboxes, service, address, opened.id
        self._tier, self._opened, self._seconds = tier(opened.tier), opened, seconds

    @property
    def tier(self) -> str:
        return self._tier

    async def run(self, command: Command, on_output: OnOutput | None = None) -> Observation:
        wall_ms = max(1, int(command.seconds * 1000))
        started = wire.ExecStart(
            sandbox_id=self._id,
            stdin=command.stdin,
            env=dict(command.environment),
            limits=wire.ExecLimits(wall_ms=wall_ms, idle_ms=wall_ms, cpu_ms=wall_ms, output_bytes=command.output_bytes),
        )
        if command.argv:
            started.argv.args.extend(command.argv)
        elif command.shell:
            started.shell = command.shell
        else:
            started.python = command.python
        output = _Output(on_output)
        done = None
        try:
            with _errors(self._address):
                async for event in self._service.Run(started, timeout=command.seconds + _EXEC_SLACK_SECONDS):
                    match event.WhichOneof("event"):
                        case "stdout":
                            output.add(event.stdout.data, stderr=False)
                        case "stderr":
                            output.add(event.stderr.data, stderr=True)
                        case "exit":
                            done = event.exit
        except _RequestRefused as error:
            return Observation(exit_reason=ExitReason.INVALID, stderr=str(error), isolation_tier=self._tier)
        output.end()
        if done is None:
            raise SandboxUnavailable("the sandbox ended a command without saying how; see its log")
        return _observation(done, output)

    async def read(self, path: str, max_bytes: int) -> bytes:
        content = bytearray()
        request = wire.ReadFileRequest(sandbox_id=self._id, path=path, limit=max_bytes)
        try:
            with _errors(self._address):
                async for part in self._service.ReadFile(request, timeout=_CALL_SECONDS):
                    content += part.data
        except (_RequestRefused, WorkspaceInvalid) as error:
            raise FileNotFound(str(error)) from error
        return bytes(content)

    async def changes(self) -> Sequence[Change]:
        with _errors(self._address):
            found = await self._service.Diff(wire.DiffRequest(sandbox_id=self._id), timeout=_CALL_SECONDS)
        return [_change(change) for change in found.changes if change.kind in _TYPES]

    @asynccontextmanager
    async def copy(self) -> AsyncIterator[Sandbox]:
        seed, opened = wire.Seed(from_sandbox=wire.SandboxState(sandbox_id=self._id)), self._opened
        request = wire.CreateRequest(subject=opened.subject, seed=seed, mounts=opened.mounts)
        async with self._sandboxes.created(request, self._seconds) as sandbox:
            yield sandbox


async def _delete(service: "SandboxServiceAsyncStub", sandbox_id: str) -> None:
    try:
        await service.Delete(wire.DeleteRequest(sandbox_id=sandbox_id), timeout=_CALL_SECONDS)
    except grpc.aio.AioRpcError:
        return  # it is gone already, or goes when its time is up


class _RequestRefused(Exception):
    """The sandbox does not take what it was asked for, such as a program with a NUL in it."""


class _Output:
    """Decodes both streams, also where a character is cut in two."""

    def __init__(self, on_output: OnOutput | None) -> None:
        decoder = codecs.getincrementaldecoder("utf-8")
        self._decoders = {stderr: decoder(errors="replace") for stderr in (False, True)}
        self.text = {False: "", True: ""}
        self._on_output = on_output

    def add(self, data: bytes, *, stderr: bool, final: bool = False) -> None:
        text = self._decoders[stderr].decode(data, final)
        self.text[stderr] += text
        if text and self._on_output is not None:
            self._on_output(text, stderr)

    def end(self) -> None:
        for stderr in (False, True):
            self.add(b"", stderr=stderr, final=True)


@contextmanager
def _errors(address: str) -> Iterator[None]:
    try:
        yield
    except grpc.aio.AioRpcError as error:
        cause, details = reason(error), error.details() or "no details"
        if cause in _REFUSED:
            raise _REFUSED[cause](f"the sandbox refused: {details}") from error
        if cause in ("FILE_NOT_FOUND", "NOT_A_FILE"):
            raise FileNotFound(details) from error
        if error.code() is grpc.StatusCode.INVALID_ARGUMENT:
            raise _RequestRefused(details) from error
        if error.code() is grpc.StatusCode.UNAVAILABLE:
            details = f"the sandbox at {address} cannot be reached; start it with `agent-loop up` ({details})"
        raise SandboxUnavailable(details) from error


def _observation(done: wire.Exit, output: _Output) -> Observation:
    stderr = output.text[True]
    if done.message:
        stderr += f"{'' if not stderr or stderr.endswith(chr(10)) else chr(10)}[{done.message}]\n"
    return observation(done, output.text[False], stderr)


def _change(change: wire.Change) -> Change:
    return Change(
        path=change.path,
        kind=_KINDS[change.change],
        type=_TYPES[change.kind],
        mode=change.mode,
        size=change.size,
        sha256=change.sha256,
        target=change.link_target,
    )

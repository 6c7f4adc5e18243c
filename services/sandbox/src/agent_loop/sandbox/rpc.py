"""The way in: sandbox/v1 over gRPC, translated to the use cases and back.

How a client runs one command:

    async with channel("127.0.0.1:50052", token) as opened:          # agent_loop.chassis.grpc
        sandbox = SandboxServiceStub(opened)
        made = await sandbox.Create(pb.CreateRequest(seed=pb.Seed(manifest=pb.Manifest(
            entries=[pb.ManifestEntry(path="logs/app.log", content=b"ERROR boom")]))))
        async def requests():
            yield pb.ExecRequest(start=pb.ExecStart(sandbox_id=made.sandbox.id, shell="grep -rc ERROR logs"))
        async for event in sandbox.Exec(requests()):
            match event.WhichOneof("event"):
                case "stdout": print(event.stdout.data)
                case "exit": print(pb.ExitReason.Name(event.exit.reason), event.exit.exit_code)
        await sandbox.Delete(pb.DeleteRequest(sandbox_id=made.sandbox.id))

Ending the stream of requests closes the program's stdin; cancelling the call kills the program.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import AsyncGenerator, AsyncIterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NoReturn

from agent_loop.contracts.sandbox.v1 import sandbox_pb2 as pb
from agent_loop.contracts.sandbox.v1 import sandbox_pb2_grpc as stubs
from agent_loop.sandbox.domain.errors import NotBuiltYet, RequestRefused
from agent_loop.sandbox.domain.files import Change, Entry, FileInfo, FileKind, link_within, relative_path
from agent_loop.sandbox.domain.limits import ExecLimits, Limits
from agent_loop.sandbox.domain.programs import (
    WORKSPACE,
    Argv,
    Cancel,
    CloseStdin,
    Ended,
    Event,
    Heartbeat,
    Input,
    Output,
    Program,
    Python,
    Report,
    SendSignal,
    Shell,
    Started,
    Stdin,
    Stream,
    Tier,
)
from agent_loop.sandbox.domain.sandboxes import Request, Seed, Standing
from agent_loop.sandbox.use_cases.files import (
    DiffWorkspace,
    DownloadArchive,
    ListFiles,
    ReadFile,
    RemoveFile,
    StatFile,
    UploadArchive,
    WriteFile,
)
from agent_loop.sandbox.use_cases.programs import RunProgram
from agent_loop.sandbox.use_cases.sandboxes import (
    CreateSandbox,
    DeleteSandbox,
    GetSandbox,
    ListSandboxes,
    Policy,
    RenewSandbox,
)

if TYPE_CHECKING:
    import grpc

    Context = grpc.aio.ServicerContext[Any, Any]

SERVICE_NAME = pb.DESCRIPTOR.services_by_name["SandboxService"].full_name
MAX_SIGNAL = 64

_NOT_YET = "this server does not offer {} yet; Capabilities lists what it does"

_FEATURES = (
    pb.FEATURE_EXEC,
    pb.FEATURE_FILES,
    pb.FEATURE_DIFF,
    pb.FEATURE_ARCHIVES,
    pb.FEATURE_COPY,
)


@dataclass(frozen=True)
class UseCases:
    """What the servicer translates to."""

    create: CreateSandbox
    get: GetSandbox
    list: ListSandboxes
    renew: RenewSandbox
    delete: DeleteSandbox
    run: RunProgram
    read_file: ReadFile
    write_file: WriteFile
    list_files: ListFiles
    stat_file: StatFile
    remove_file: RemoveFile
    upload: UploadArchive
    download: DownloadArchive
    diff: DiffWorkspace


@dataclass(frozen=True)
class Grants:
    """What Capabilities tells."""

    report: Report
    policy: Policy
    default_exec_limits: ExecLimits
    max_exec_limits: ExecLimits


class SandboxServicer(stubs.SandboxServiceServicer):
    """Raises the domain's exceptions; the server maps them to statuses."""

    def __init__(self, use_cases: UseCases, grants: Grants) -> None:
        self._do = use_cases
        self._grants = grants

    async def Capabilities(self, request: pb.CapabilitiesRequest, context: Context) -> pb.CapabilitiesResponse:
        report, policy = self._grants.report, self._grants.policy
        return pb.CapabilitiesResponse(
            tier=pb.Tier.ValueType(report.tier),
            probes=[pb.Probe(name=p.name, passed=p.passed, detail=p.detail, fix=p.fix) for p in report.probes],
            default_limits=_limits(policy.default_limits),
            max_limits=_limits(policy.max_limits),
            default_exec_limits=_exec_limits(self._grants.default_exec_limits),
            max_exec_limits=_exec_limits(self._grants.max_exec_limits),
            features=_FEATURES,
            workspace_path=WORKSPACE,
            max_sandboxes=policy.max_sandboxes,
            default_ttl_seconds=policy.default_ttl_seconds,
            max_ttl_seconds=policy.max_ttl_seconds,
        )

    async def Create(self, request: pb.CreateRequest, context: Context) -> pb.CreateResponse:
        return pb.CreateResponse(sandbox=_sandbox(await self._do.create(_request(request))))

    async def Get(self, request: pb.GetRequest, context: Context) -> pb.GetResponse:
        return pb.GetResponse(sandbox=_sandbox(await self._do.get(request.sandbox_id)))

    async def List(self, request: pb.ListRequest, context: Context) -> pb.ListResponse:
        return pb.ListResponse(sandboxes=[_sandbox(standing) for standing in await self._do.list(request.subject)])

    async def Renew(self, request: pb.RenewRequest, context: Context) -> pb.RenewResponse:
        return pb.RenewResponse(sandbox=_sandbox(await self._do.renew(request.sandbox_id, request.ttl_seconds)))

    async def Delete(self, request: pb.DeleteRequest, context: Context) -> pb.DeleteResponse:
        await self._do.delete(request.sandbox_id)
        return pb.DeleteResponse()

    async def Exec(
        self, request_iterator: AsyncIterator[pb.ExecRequest], context: Context
    ) -> AsyncGenerator[pb.ExecEvent]:
        first = await anext(request_iterator, pb.ExecRequest())
        if first.WhichOneof("message") != "start":
            raise RequestRefused("the first message of Exec is `start`")
        program = _program(first.start)
        events = self._do.run(first.start.sandbox_id, program, _inputs(request_iterator))
        async with contextlib.aclosing(events):
            async for event in events:
                yield _event(event)

    async def ReadFile(self, request: pb.ReadFileRequest, context: Context) -> AsyncGenerator[pb.ReadFileResponse]:
        parts = self._do.read_file(request.sandbox_id, request.path, request.offset, request.limit)
        async with contextlib.aclosing(parts):
            async for part in parts:
                if isinstance(part, FileInfo):
                    yield pb.ReadFileResponse(file=_file(part))
                else:
                    yield pb.ReadFileResponse(data=part)

    async def WriteFile(
        self, request_iterator: AsyncIterator[pb.WriteFileRequest], context: Context
    ) -> pb.WriteFileResponse:
        first = await anext(request_iterator, pb.WriteFileRequest())
        if first.WhichOneof("message") != "header":
            raise RequestRefused("the first message of WriteFile is `header`")
        header = first.header
        written = await self._do.write_file(
            header.sandbox_id,
            header.path,
            _data(request_iterator, header.data),
            mode=header.mode,
            make_parents=header.make_parents,
            append=header.append,
        )
        return pb.WriteFileResponse(file=_file(written))

    async def ListFiles(self, request: pb.ListFilesRequest, context: Context) -> pb.ListFilesResponse:
        files, truncated = await self._do.list_files(
            request.sandbox_id, request.path, request.limit, recursive=request.recursive
        )
        return pb.ListFilesResponse(files=map(_file, files), truncated=truncated)

    async def Stat(self, request: pb.StatRequest, context: Context) -> pb.StatResponse:
        return pb.StatResponse(file=_file(await self._do.stat_file(request.sandbox_id, request.path)))

    async def Remove(self, request: pb.RemoveRequest, context: Context) -> pb.RemoveResponse:
        await self._do.remove_file(request.sandbox_id, request.path, recursive=request.recursive)
        return pb.RemoveResponse()

    async def UploadArchive(
        self, request_iterator: AsyncIterator[pb.UploadArchiveRequest], context: Context
    ) -> pb.UploadArchiveResponse:
        first = await anext(request_iterator, pb.UploadArchiveRequest())
        if first.WhichOneof("message") != "header":
            raise RequestRefused("the first message of UploadArchive is `header`")
        usage = await self._do.upload(
            first.header.sandbox_id,
            first.header.path,
            _data(request_iterator),
            becomes_seed=first.header.becomes_seed,
        )
        return pb.UploadArchiveResponse(workspace=pb.WorkspaceUsage(bytes=usage.bytes, inodes=usage.inodes))

    async def DownloadArchive(
        self, request: pb.DownloadArchiveRequest, context: Context
    ) -> AsyncGenerator[pb.DownloadArchiveResponse]:
        async for piece in self._do.download(request.sandbox_id, request.path, changed_only=request.changed_only):
            yield pb.DownloadArchiveResponse(data=piece)

    async def Diff(self, request: pb.DiffRequest, context: Context) -> pb.DiffResponse:
        if request.from_snapshot_id or request.to_snapshot_id:
            _not_built("snapshots")
        return pb.DiffResponse(changes=map(_change, await self._do.diff(request.sandbox_id)))

    def Attach(self, request: pb.AttachRequest, context: Context) -> AsyncGenerator[pb.ExecEvent]:
        _not_built("Attach")

    async def OpenSession(self, request: pb.OpenSessionRequest, context: Context) -> pb.OpenSessionResponse:
        _not_built("sessions")

    async def ListSessions(self, request: pb.ListSessionsRequest, context: Context) -> pb.ListSessionsResponse:
        _not_built("sessions")

    async def CloseSession(self, request: pb.CloseSessionRequest, context: Context) -> pb.CloseSessionResponse:
        _not_built("sessions")

    async def Snapshot(self, request: pb.SnapshotRequest, context: Context) -> pb.SnapshotResponse:
        _not_built("snapshots")

    async def Rollback(self, request: pb.RollbackRequest, context: Context) -> pb.RollbackResponse:
        _not_built("snapshots")

    def Audit(self, request: pb.AuditRequest, context: Context) -> AsyncGenerator[pb.AuditEvent]:
        _not_built("Audit")


def _not_built(what: str) -> NoReturn:
    raise NotBuiltYet(_NOT_YET.format(what))


def _request(request: pb.CreateRequest) -> Request:
    if request.network.mode == pb.NETWORK_MODE_ALLOWLIST:
        _not_built("network allowlists")
    if request.mounts:
        _not_built("mounts")
    if request.seed.from_sandbox.snapshot_id:
        _not_built("snapshots")
    return Request(
        idempotency_key=request.idempotency_key,
        subject=request.subject,
        limits=Limits(
            memory_bytes=request.limits.memory_bytes,
            processes=request.limits.processes,
            file_bytes=request.limits.file_bytes,
            open_files=request.limits.open_files,
            workspace_bytes=request.limits.workspace_bytes,
            workspace_inodes=request.limits.workspace_inodes,
            tmp_bytes=request.limits.tmp_bytes,
        ),
        ttl_seconds=request.ttl_seconds,
        min_tier=_tier(request.min_tier),
        seed=Seed(
            archive=request.seed.archive,
            from_sandbox=request.seed.from_sandbox.sandbox_id,
            entries=tuple(map(_entry, request.seed.manifest.entries)),
        ),
        env=dict(request.env),
    )


def _entry(entry: pb.ManifestEntry) -> Entry:
    path = relative_path(entry.path)
    match entry.kind:
        case pb.FILE_KIND_UNSPECIFIED | pb.FILE_KIND_FILE:
            if not path:
                raise RequestRefused("a manifest's entry has no path")
            return Entry(path, FileKind.FILE, entry.mode, (entry.content,), len(entry.content), mtime_ns=entry.mtime_ns)
        case pb.FILE_KIND_DIRECTORY:
            return Entry(path, FileKind.DIRECTORY, entry.mode, mtime_ns=entry.mtime_ns)
        case pb.FILE_KIND_SYMLINK:
            return Entry(path, FileKind.SYMLINK, link_target=link_within(path, entry.link_target))
        case _:
            raise RequestRefused(f"{entry.path!r}: a manifest holds files, folders and links")


def _tier(tier: int) -> Tier:
    try:
        return Tier(tier)
    except ValueError as error:
        raise RequestRefused(f"unknown tier {tier}") from error


def _program(start: pb.ExecStart) -> Program:
    if start.session_id:
        _not_built("sessions")
    if start.HasField("pty"):
        _not_built("pseudo-terminals")
    if start.detach:
        _not_built("detached programs")
    command: Argv | Shell | Python
    match start.WhichOneof("program"):
        case "argv":
            command = Argv(tuple(start.argv.args))
        case "shell":
            command = Shell(start.shell)
        case "python":
            command = Python(start.python)
        case _:
            raise RequestRefused("there is nothing to run: set argv, shell or python")
    return Program(
        command,
        cwd=start.cwd,
        env=dict(start.env),
        stdin=start.stdin,
        keep_stdin_open=start.keep_stdin_open,
        limits=ExecLimits(
            wall_ms=start.limits.wall_ms,
            idle_ms=start.limits.idle_ms,
            cpu_ms=start.limits.cpu_ms,
            output_bytes=start.limits.output_bytes,
            end_at_output_cap=start.limits.end_at_output_cap,
        ),
        min_tier=_tier(start.min_tier),
    )


async def _inputs(requests: AsyncIterator[pb.ExecRequest]) -> AsyncGenerator[Input]:
    async for request in requests:
        match request.WhichOneof("message"):
            case "stdin":
                yield Stdin(request.stdin)
            case "close_stdin":
                yield CloseStdin()
            case "signal":
                if not 1 <= request.signal.number <= MAX_SIGNAL:
                    raise RequestRefused(f"signal {request.signal.number} is not between 1 and {MAX_SIGNAL}")
                yield SendSignal(request.signal.number)
            case "cancel":
                yield Cancel()
            case "window":
                _not_built("pseudo-terminals")
            case _:
                raise RequestRefused("only the first message of Exec is `start`")


async def _data(
    requests: AsyncIterator[pb.WriteFileRequest] | AsyncIterator[pb.UploadArchiveRequest], first: bytes = b""
) -> AsyncGenerator[bytes]:
    if first:
        yield first
    async for request in requests:
        if request.WhichOneof("message") != "data":
            raise RequestRefused("only the first message is `header`")
        yield request.data


def _event(event: Event) -> pb.ExecEvent:
    match event:
        case Started(exec_id, tier):
            return pb.ExecEvent(started=pb.Started(exec_id=exec_id, tier=pb.Tier.ValueType(tier)))
        case Output(stream, data, offset):
            output = pb.Output(data=data, offset=offset)
            return pb.ExecEvent(stdout=output) if stream is Stream.STDOUT else pb.ExecEvent(stderr=output)
        case Heartbeat(elapsed_ms):
            return pb.ExecEvent(heartbeat=pb.Heartbeat(elapsed_ms=elapsed_ms))
        case Ended():
            return pb.ExecEvent(exit=_exit(event))


def _exit(ended: Ended) -> pb.Exit:
    usage = ended.usage
    return pb.Exit(
        reason=pb.ExitReason.ValueType(ended.reason),
        exit_code=ended.code,
        signal=ended.signal,
        usage=pb.Usage(wall_ms=usage.wall_ms, cpu_ms=usage.cpu_ms, peak_memory_bytes=usage.peak_memory_bytes),
        truncated=any(ended.dropped.values()),
        stdout_dropped_bytes=ended.dropped[Stream.STDOUT],
        stderr_dropped_bytes=ended.dropped[Stream.STDERR],
        message=ended.message,
    )


def _sandbox(standing: Standing) -> pb.Sandbox:
    sandbox, usage = standing.sandbox, standing.workspace
    return pb.Sandbox(
        id=sandbox.id,
        subject=sandbox.subject,
        limits=_limits(sandbox.limits),
        network=pb.Network(mode=pb.NETWORK_MODE_NONE),
        tier=pb.Tier.ValueType(sandbox.tier),
        created_at_ns=sandbox.created_at_ns,
        expires_at_ns=sandbox.expires_at_ns,
        running=standing.running,
        workspace=pb.WorkspaceUsage(bytes=usage.bytes, inodes=usage.inodes) if usage else None,
    )


def _limits(limits: Limits) -> pb.Limits:
    return pb.Limits(**vars(limits))


def _exec_limits(limits: ExecLimits) -> pb.ExecLimits:
    return pb.ExecLimits(**vars(limits))


def _file(info: FileInfo) -> pb.FileInfo:
    return pb.FileInfo(
        path=_shown(info.path),
        kind=pb.FileKind.ValueType(info.kind),
        mode=info.mode,
        size=info.size,
        mtime_ns=info.mtime_ns,
        link_target=_shown(info.link_target),
    )


def _change(change: Change) -> pb.Change:
    now = change.fingerprint
    return pb.Change(
        change=pb.ChangeKind.ValueType(change.change),
        path=_shown(change.path),
        kind=pb.FileKind.ValueType(now.kind),
        mode=now.mode,
        size=now.size,
        sha256=now.sha256,
        link_target=_shown(now.link_target),
    )


def _shown(path: str) -> str:
    r"""A name that is no UTF-8 cannot travel as it is; its strange bytes are shown as `\xff`."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")

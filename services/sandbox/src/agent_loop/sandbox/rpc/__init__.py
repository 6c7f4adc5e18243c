"""The way in: sandbox/v1 over gRPC, translated to the use cases and back.

How a client runs one command:

    async with channel("127.0.0.1:50052", token) as opened:          # agent_loop.chassis.grpc
        sandbox = SandboxServiceStub(opened)
        made = await sandbox.Create(pb.CreateRequest(seed=pb.Seed(manifest=pb.Manifest(
            entries=[pb.ManifestEntry(path="logs/app.log", content=b"ERROR boom")]))))
        async for event in sandbox.Run(pb.ExecStart(sandbox_id=made.sandbox.id, shell="grep -rc ERROR logs")):
            match event.WhichOneof("event"):
                case "stdout": print(event.stdout.data)
                case "exit": print(pb.ExitReason.Name(event.exit.reason), event.exit.exit_code)
        await sandbox.Delete(pb.DeleteRequest(sandbox_id=made.sandbox.id))

Cancelling the call kills the program. Exec is for those that are spoken to while they run; ending its stream of
requests closes their stdin.
"""

from __future__ import annotations

import contextlib
from collections.abc import AsyncGenerator, AsyncIterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from agent_loop.contracts.sandbox.v1 import sandbox_pb2 as pb
from agent_loop.contracts.sandbox.v1 import sandbox_pb2_grpc as stubs
from agent_loop.sandbox.domain.denials import Denials
from agent_loop.sandbox.domain.errors import RequestRefused
from agent_loop.sandbox.domain.files import FileInfo
from agent_loop.sandbox.domain.limits import ExecLimits
from agent_loop.sandbox.domain.programs import WORKSPACE, Ended, Report, Started, Stream, Tier
from agent_loop.sandbox.rpc.audit import audit_message, recorded
from agent_loop.sandbox.rpc.messages import (
    change_message,
    data_of,
    event_message,
    exec_limits_message,
    file_message,
    inputs_of,
    limits_message,
    nothing,
    program_of,
    request_of,
    sandbox_message,
    session_message,
)
from agent_loop.sandbox.use_cases.detached import AttachProgram, RunDetached
from agent_loop.sandbox.use_cases.files import (
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
from agent_loop.sandbox.use_cases.sessions import CloseSession, ListSessions, OpenSession
from agent_loop.sandbox.use_cases.snapshots import DiffWorkspace, RollbackWorkspace, SnapshotWorkspace

if TYPE_CHECKING:
    import grpc

    Context = grpc.aio.ServicerContext[Any, Any]

SERVICE_NAME = pb.DESCRIPTOR.services_by_name["SandboxService"].full_name
_FEATURES = (
    pb.FEATURE_EXEC,
    pb.FEATURE_FILES,
    pb.FEATURE_DIFF,
    pb.FEATURE_ARCHIVES,
    pb.FEATURE_COPY,
    pb.FEATURE_SNAPSHOTS,
    pb.FEATURE_AUDIT,
    pb.FEATURE_ATTACH,
)
_WITH_ENCLOSURES = (pb.FEATURE_SESSIONS, pb.FEATURE_PTY, pb.FEATURE_MOUNTS, pb.FEATURE_NETWORK_ALLOWLIST)


@dataclass(frozen=True)
class UseCases:
    """What the servicer translates to."""

    create: CreateSandbox
    get: GetSandbox
    list: ListSandboxes
    renew: RenewSandbox
    delete: DeleteSandbox
    run: RunProgram
    run_detached: RunDetached
    attach: AttachProgram
    open_session: OpenSession
    list_sessions: ListSessions
    close_session: CloseSession
    read_file: ReadFile
    write_file: WriteFile
    list_files: ListFiles
    stat_file: StatFile
    remove_file: RemoveFile
    upload: UploadArchive
    download: DownloadArchive
    diff: DiffWorkspace
    snapshot: SnapshotWorkspace
    rollback: RollbackWorkspace


@dataclass(frozen=True)
class Grants:
    """What Capabilities tells."""

    report: Report
    policy: Policy
    default_exec_limits: ExecLimits
    max_exec_limits: ExecLimits


class SandboxServicer(stubs.SandboxServiceServicer):
    """Raises the domain's exceptions; the server maps them to statuses."""

    def __init__(self, use_cases: UseCases, grants: Grants, denials: Denials) -> None:
        self._do = use_cases
        self._grants = grants
        self._denials = denials

    async def Capabilities(self, request: pb.CapabilitiesRequest, context: Context) -> pb.CapabilitiesResponse:
        report, policy = self._grants.report, self._grants.policy
        return pb.CapabilitiesResponse(
            tier=pb.Tier.ValueType(report.tier),
            probes=[pb.Probe(name=p.name, passed=p.passed, detail=p.detail, fix=p.fix) for p in report.probes],
            default_limits=limits_message(policy.default_limits),
            max_limits=limits_message(policy.max_limits),
            default_exec_limits=exec_limits_message(self._grants.default_exec_limits),
            max_exec_limits=exec_limits_message(self._grants.max_exec_limits),
            features=_FEATURES + (_WITH_ENCLOSURES if report.sessions else ()),
            workspace_path=WORKSPACE,
            max_sandboxes=policy.max_sandboxes,
            default_ttl_seconds=policy.default_ttl_seconds,
            max_ttl_seconds=policy.max_ttl_seconds,
            enclosed_by=report.enclosed_by,
        )

    async def Create(self, request: pb.CreateRequest, context: Context) -> pb.CreateResponse:
        with recorded(self._denials, "", "the seed"):
            return pb.CreateResponse(sandbox=sandbox_message(await self._do.create(request_of(request))))

    async def Get(self, request: pb.GetRequest, context: Context) -> pb.GetResponse:
        return pb.GetResponse(sandbox=sandbox_message(await self._do.get(request.sandbox_id)))

    async def List(self, request: pb.ListRequest, context: Context) -> pb.ListResponse:
        return pb.ListResponse(
            sandboxes=[sandbox_message(standing) for standing in await self._do.list(request.subject)]
        )

    async def Renew(self, request: pb.RenewRequest, context: Context) -> pb.RenewResponse:
        return pb.RenewResponse(sandbox=sandbox_message(await self._do.renew(request.sandbox_id, request.ttl_seconds)))

    async def Delete(self, request: pb.DeleteRequest, context: Context) -> pb.DeleteResponse:
        await self._do.delete(request.sandbox_id)
        return pb.DeleteResponse()

    async def Exec(
        self, request_iterator: AsyncIterator[pb.ExecRequest], context: Context
    ) -> AsyncGenerator[pb.ExecEvent]:
        first = await anext(request_iterator, pb.ExecRequest())
        if first.WhichOneof("message") != "start":
            raise RequestRefused("the first message of Exec is `start`")
        program = program_of(first.start)
        run = self._do.run_detached if program.detach else self._do.run
        events = run(first.start.sandbox_id, program, inputs_of(request_iterator))
        async with contextlib.aclosing(events):
            async for event in events:
                yield event_message(event)

    async def Run(self, request: pb.ExecStart, context: Context) -> AsyncGenerator[pb.ExecEvent]:
        program = program_of(request)
        if program.detach or program.keep_stdin_open:
            raise RequestRefused(
                "Run says nothing to a program after its start: use Exec for detach and keep_stdin_open"
            )
        tier = Tier.UNSPECIFIED
        events = self._do.run(request.sandbox_id, program, nothing(), at_once=True)
        async with contextlib.aclosing(events):
            async for event in events:
                if isinstance(event, Started):
                    tier = event.tier
                    continue
                message = event_message(event)
                if isinstance(event, Ended):
                    message.exit.tier = pb.Tier.ValueType(tier)
                yield message

    async def ReadFile(self, request: pb.ReadFileRequest, context: Context) -> AsyncGenerator[pb.ReadFileResponse]:
        parts = self._do.read_file(request.sandbox_id, request.path, request.offset, request.limit)
        with recorded(self._denials, request.sandbox_id, request.path):
            async with contextlib.aclosing(parts):
                async for part in parts:
                    if isinstance(part, FileInfo):
                        yield pb.ReadFileResponse(file=file_message(part))
                    else:
                        yield pb.ReadFileResponse(data=part)

    async def WriteFile(
        self, request_iterator: AsyncIterator[pb.WriteFileRequest], context: Context
    ) -> pb.WriteFileResponse:
        first = await anext(request_iterator, pb.WriteFileRequest())
        if first.WhichOneof("message") != "header":
            raise RequestRefused("the first message of WriteFile is `header`")
        header = first.header
        with recorded(self._denials, header.sandbox_id, header.path):
            written = await self._do.write_file(
                header.sandbox_id,
                header.path,
                data_of(request_iterator, header.data),
                mode=header.mode,
                make_parents=header.make_parents,
                append=header.append,
            )
        return pb.WriteFileResponse(file=file_message(written))

    async def ListFiles(self, request: pb.ListFilesRequest, context: Context) -> pb.ListFilesResponse:
        with recorded(self._denials, request.sandbox_id, request.path):
            files, truncated = await self._do.list_files(
                request.sandbox_id, request.path, request.limit, recursive=request.recursive
            )
        return pb.ListFilesResponse(files=map(file_message, files), truncated=truncated)

    async def Stat(self, request: pb.StatRequest, context: Context) -> pb.StatResponse:
        with recorded(self._denials, request.sandbox_id, request.path):
            return pb.StatResponse(file=file_message(await self._do.stat_file(request.sandbox_id, request.path)))

    async def Remove(self, request: pb.RemoveRequest, context: Context) -> pb.RemoveResponse:
        with recorded(self._denials, request.sandbox_id, request.path):
            await self._do.remove_file(request.sandbox_id, request.path, recursive=request.recursive)
        return pb.RemoveResponse()

    async def UploadArchive(
        self, request_iterator: AsyncIterator[pb.UploadArchiveRequest], context: Context
    ) -> pb.UploadArchiveResponse:
        first = await anext(request_iterator, pb.UploadArchiveRequest())
        if first.WhichOneof("message") != "header":
            raise RequestRefused("the first message of UploadArchive is `header`")
        header = first.header
        with recorded(self._denials, header.sandbox_id, header.path):
            usage = await self._do.upload(
                header.sandbox_id, header.path, data_of(request_iterator), becomes_seed=header.becomes_seed
            )
        return pb.UploadArchiveResponse(workspace=pb.WorkspaceUsage(bytes=usage.bytes, inodes=usage.inodes))

    async def DownloadArchive(
        self, request: pb.DownloadArchiveRequest, context: Context
    ) -> AsyncGenerator[pb.DownloadArchiveResponse]:
        with recorded(self._denials, request.sandbox_id, request.path):
            async for piece in self._do.download(request.sandbox_id, request.path, changed_only=request.changed_only):
                yield pb.DownloadArchiveResponse(data=piece)

    async def Diff(self, request: pb.DiffRequest, context: Context) -> pb.DiffResponse:
        found = await self._do.diff(request.sandbox_id, request.from_snapshot_id, request.to_snapshot_id)
        return pb.DiffResponse(changes=map(change_message, found))

    async def Attach(self, request: pb.AttachRequest, context: Context) -> AsyncGenerator[pb.ExecEvent]:
        after = {Stream.STDOUT: request.stdout_offset, Stream.STDERR: request.stderr_offset}
        events = self._do.attach(request.sandbox_id, request.exec_id, after)
        async with contextlib.aclosing(events):
            async for event in events:
                yield event_message(event)

    async def OpenSession(self, request: pb.OpenSessionRequest, context: Context) -> pb.OpenSessionResponse:
        session = await self._do.open_session(request.sandbox_id, request.cwd, request.env)
        return pb.OpenSessionResponse(session=session_message(session))

    async def ListSessions(self, request: pb.ListSessionsRequest, context: Context) -> pb.ListSessionsResponse:
        sessions = await self._do.list_sessions(request.sandbox_id)
        return pb.ListSessionsResponse(sessions=map(session_message, sessions))

    async def CloseSession(self, request: pb.CloseSessionRequest, context: Context) -> pb.CloseSessionResponse:
        await self._do.close_session(request.sandbox_id, request.session_id)
        return pb.CloseSessionResponse()

    async def Snapshot(self, request: pb.SnapshotRequest, context: Context) -> pb.SnapshotResponse:
        snapshot_id, usage = await self._do.snapshot(request.sandbox_id)
        return pb.SnapshotResponse(
            snapshot_id=snapshot_id, workspace=pb.WorkspaceUsage(bytes=usage.bytes, inodes=usage.inodes)
        )

    async def Rollback(self, request: pb.RollbackRequest, context: Context) -> pb.RollbackResponse:
        await self._do.rollback(request.sandbox_id, request.snapshot_id)
        return pb.RollbackResponse()

    async def Audit(self, request: pb.AuditRequest, context: Context) -> AsyncGenerator[pb.AuditEvent]:
        denials = self._denials.after(request.after, request.sandbox_id, follow=request.follow)
        async with contextlib.aclosing(denials):
            async for denial in denials:
                yield audit_message(denial)

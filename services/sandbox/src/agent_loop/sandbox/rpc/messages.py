"""Between sandbox/v1's messages and the domain's values."""

import os
from collections.abc import AsyncGenerator, AsyncIterator
from hashlib import sha256

from agent_loop.contracts.sandbox.v1 import sandbox_pb2 as pb
from agent_loop.sandbox.domain.allowlist import FORM, demand_elsewhere
from agent_loop.sandbox.domain.errors import RequestRefused
from agent_loop.sandbox.domain.files import Change, Entry, FileInfo, FileKind, link_within, relative_path
from agent_loop.sandbox.domain.limits import ExecLimits, Limits
from agent_loop.sandbox.domain.programs import (
    Argv,
    Cancel,
    CloseStdin,
    Ended,
    Event,
    Heartbeat,
    Input,
    Mount,
    Output,
    Probe,
    Program,
    Python,
    Report,
    Resize,
    SendSignal,
    Shell,
    Started,
    Stdin,
    Stream,
    Tier,
    WindowSize,
)
from agent_loop.sandbox.domain.sandboxes import Network, Request, Seed, Session, Standing

MAX_SIGNAL = 64
MAX_WINDOW = 65_535


def request_of(request: pb.CreateRequest) -> Request:
    network = _network(request.network)
    return Request(
        idempotency_key=request.idempotency_key,
        digest=sha256(request.SerializeToString(deterministic=True)).hexdigest() if request.idempotency_key else "",
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
            from_snapshot=request.seed.from_sandbox.snapshot_id,
            entries=tuple(map(_entry, request.seed.manifest.entries)),
        ),
        env=dict(request.env),
        network=network,
        mounts=tuple(Mount(mount.source, mount.target, mount.read_only) for mount in request.mounts),
    )


def _network(network: pb.Network) -> Network:
    match network.mode:
        case pb.NETWORK_MODE_ALLOWLIST:
            if not network.hosts:
                raise RequestRefused(f"the network's allowlist names no host; {FORM}")
            demand_elsewhere(network.hosts)
            return Network(tuple(network.hosts))
        case pb.NETWORK_MODE_UNSPECIFIED | pb.NETWORK_MODE_NONE:
            if network.hosts:
                raise RequestRefused("the network names hosts, but its mode is not ALLOWLIST")
            return Network()
        case unknown:
            raise RequestRefused(f"unknown network mode {unknown}")


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


def program_of(start: pb.ExecStart) -> Program:
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
        session_id=start.session_id,
        pty=_window(start.pty) if start.HasField("pty") else None,
        detach=start.detach,
    )


def _window(size: pb.WindowSize) -> WindowSize:
    if not (1 <= size.rows <= MAX_WINDOW and 1 <= size.columns <= MAX_WINDOW):
        raise RequestRefused(f"a terminal has 1 to {MAX_WINDOW} rows and columns, not {size.rows} and {size.columns}")
    return WindowSize(size.rows, size.columns)


async def inputs_of(requests: AsyncIterator[pb.ExecRequest]) -> AsyncGenerator[Input]:
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
                yield Resize(_window(request.window))
            case _:
                raise RequestRefused("only the first message of Exec is `start`")


async def nothing() -> AsyncGenerator[Input]:
    """What a client says that says nothing."""
    for never in tuple[Input, ...]():
        yield never


async def data_of(
    requests: AsyncIterator[pb.WriteFileRequest] | AsyncIterator[pb.UploadArchiveRequest], first: bytes = b""
) -> AsyncGenerator[bytes]:
    if first:
        yield first
    async for request in requests:
        if request.WhichOneof("message") != "data":
            raise RequestRefused("only the first message is `header`")
        yield request.data


def event_message(event: Event) -> pb.ExecEvent:
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
        cwd=ended.cwd,
    )


def sandbox_message(standing: Standing) -> pb.Sandbox:
    sandbox, usage = standing.sandbox, standing.workspace
    return pb.Sandbox(
        id=sandbox.id,
        subject=sandbox.subject,
        limits=limits_message(sandbox.limits),
        network=pb.Network(
            mode=pb.NETWORK_MODE_ALLOWLIST if sandbox.network.hosts else pb.NETWORK_MODE_NONE,
            hosts=sandbox.network.hosts,
        ),
        mounts=[pb.Mount(source=shown(m.source), target=m.target, read_only=m.read_only) for m in sandbox.mounts],
        tier=pb.Tier.ValueType(sandbox.tier),
        created_at_ns=sandbox.created_at_ns,
        expires_at_ns=sandbox.expires_at_ns,
        running=standing.running,
        workspace=pb.WorkspaceUsage(bytes=usage.bytes, inodes=usage.inodes) if usage else None,
    )


def session_message(session: Session) -> pb.Session:
    return pb.Session(
        id=session.id,
        sandbox_id=session.sandbox_id,
        cwd=session.cwd,
        tier=pb.Tier.ValueType(session.tier),
        opened_at_ns=session.opened_at_ns,
    )


def limits_message(limits: Limits) -> pb.Limits:
    return pb.Limits(**vars(limits))


def exec_limits_message(limits: ExecLimits) -> pb.ExecLimits:
    return pb.ExecLimits(**vars(limits))


def report_of(told: pb.CapabilitiesResponse) -> Report:
    """What a running service says of its isolation."""
    probes = tuple(Probe(probe.name, probe.passed, probe.detail, probe.fix) for probe in told.probes)
    return Report(Tier(told.tier), probes, pb.FEATURE_SESSIONS in told.features, told.enclosed_by)


def file_message(info: FileInfo) -> pb.FileInfo:
    return pb.FileInfo(
        path=shown(info.path),
        kind=pb.FileKind.ValueType(info.kind),
        mode=info.mode,
        size=info.size,
        mtime_ns=info.mtime_ns,
        link_target=shown(info.link_target),
    )


def change_message(change: Change) -> pb.Change:
    now = change.fingerprint
    return pb.Change(
        change=pb.ChangeKind.ValueType(change.change),
        path=shown(change.path),
        kind=pb.FileKind.ValueType(now.kind),
        mode=now.mode,
        size=now.size,
        sha256=now.sha256,
        link_target=shown(now.link_target),
    )


def shown(path: str) -> str:
    r"""A name that is no UTF-8 cannot travel as it is; its strange bytes are shown as `\xff`."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")

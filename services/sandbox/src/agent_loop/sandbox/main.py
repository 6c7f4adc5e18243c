"""Composition root: the one module that knows ports and adapters together."""

import asyncio
import fcntl
import os
import resource
import shutil
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager, suppress
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import grpc
import structlog

from agent_loop.chassis import telemetry
from agent_loop.chassis.cli import Missing, Unreachable, called
from agent_loop.chassis.grpc import Errors, Rejection, Service, channel, serve
from agent_loop.chassis.processes.home import Home
from agent_loop.chassis.processes.launch import running
from agent_loop.chassis.settings import ServiceTokenUnreadable, load_settings
from agent_loop.contracts.sandbox.v1 import sandbox_pb2 as pb
from agent_loop.contracts.sandbox.v1.sandbox_pb2_grpc import SandboxServiceStub, add_SandboxServiceServicer_to_server
from agent_loop.sandbox.adapters.gate_http import HttpGate
from agent_loop.sandbox.adapters.isolation_bubblewrap import BubblewrapIsolation
from agent_loop.sandbox.adapters.isolation_landlock import LandlockIsolation
from agent_loop.sandbox.adapters.isolation_namespaces import NamespacesIsolation
from agent_loop.sandbox.adapters.isolation_probed import Candidate, ProbedIsolation
from agent_loop.sandbox.adapters.isolation_unconfined import UnconfinedIsolation
from agent_loop.sandbox.adapters.workspaces_folder import FolderWorkspaces
from agent_loop.sandbox.cli import audit_command, list_command, remove_command, sandbox_group
from agent_loop.sandbox.domain import errors
from agent_loop.sandbox.domain.denials import Denials
from agent_loop.sandbox.domain.limits import DEFAULT_EXEC_LIMITS, DEFAULT_LIMITS, MAX_EXEC_LIMITS, MAX_LIMITS
from agent_loop.sandbox.domain.programs import Report, Tier
from agent_loop.sandbox.ports import Gate, Isolation, Workspaces
from agent_loop.sandbox.rpc import SERVICE_NAME, Grants, SandboxServicer, UseCases
from agent_loop.sandbox.rpc.messages import report_of
from agent_loop.sandbox.settings import Settings
from agent_loop.sandbox.use_cases import detached, files, gates, programs, sandboxes, sessions, snapshots

_log = structlog.get_logger()

REACHABLE_STATE = Path("/var/lib/agent-loop")
"""Where a server that runs as root keeps workspaces when the payload's user cannot enter the configured folder."""

ERRORS: Errors = {
    errors.SandboxNotFound: Rejection(grpc.StatusCode.NOT_FOUND, "SANDBOX_NOT_FOUND"),
    errors.FileNotFound: Rejection(grpc.StatusCode.NOT_FOUND, "FILE_NOT_FOUND"),
    errors.SessionNotFound: Rejection(grpc.StatusCode.NOT_FOUND, "SESSION_NOT_FOUND"),
    errors.ExecNotFound: Rejection(grpc.StatusCode.NOT_FOUND, "EXEC_NOT_FOUND"),
    errors.SnapshotNotFound: Rejection(grpc.StatusCode.NOT_FOUND, "SNAPSHOT_NOT_FOUND"),
    errors.ProgramsRunning: Rejection(grpc.StatusCode.FAILED_PRECONDITION, "PROGRAMS_RUNNING"),
    errors.PathRefused: Rejection(grpc.StatusCode.INVALID_ARGUMENT, "PATH_REFUSED"),
    errors.ArchiveRefused: Rejection(grpc.StatusCode.INVALID_ARGUMENT, "ARCHIVE_REFUSED"),
    errors.RequestRefused: Rejection(grpc.StatusCode.INVALID_ARGUMENT, "REQUEST_REFUSED"),
    errors.NotAFile: Rejection(grpc.StatusCode.FAILED_PRECONDITION, "NOT_A_FILE"),
    errors.NotADirectory: Rejection(grpc.StatusCode.FAILED_PRECONDITION, "NOT_A_DIRECTORY"),
    errors.DirectoryNotEmpty: Rejection(grpc.StatusCode.FAILED_PRECONDITION, "DIRECTORY_NOT_EMPTY"),
    errors.SessionBusy: Rejection(grpc.StatusCode.FAILED_PRECONDITION, "SESSION_BUSY"),
    errors.EnclosureLost: Rejection(grpc.StatusCode.FAILED_PRECONDITION, "SESSION_LOST"),
    errors.IsolationUnavailable: Rejection(grpc.StatusCode.FAILED_PRECONDITION, "ISOLATION_UNAVAILABLE"),
    errors.QuotaExceeded: Rejection(grpc.StatusCode.RESOURCE_EXHAUSTED, "QUOTA_EXCEEDED"),
    errors.KeyTaken: Rejection(grpc.StatusCode.FAILED_PRECONDITION, "IDEMPOTENCY_CONFLICT"),
    errors.TooManySandboxes: Rejection(grpc.StatusCode.RESOURCE_EXHAUSTED, "TOO_MANY_SANDBOXES"),
    errors.TooManySessions: Rejection(grpc.StatusCode.RESOURCE_EXHAUSTED, "TOO_MANY_SESSIONS"),
    errors.TooManyPrograms: Rejection(grpc.StatusCode.RESOURCE_EXHAUSTED, "TOO_MANY_PROGRAMS"),
}


def policy(settings: Settings) -> sandboxes.Policy:
    """What the settings grant."""
    default = replace(
        DEFAULT_LIMITS,
        memory_bytes=settings.memory_bytes,
        processes=settings.processes,
        workspace_bytes=settings.workspace_bytes,
        workspace_inodes=settings.workspace_inodes,
    )
    return sandboxes.Policy(default, MAX_LIMITS, settings.ttl_seconds, settings.max_ttl_seconds, settings.max_sandboxes)


@asynccontextmanager
async def servicer(
    isolation: Isolation, workspaces: Workspaces, granted: sandboxes.Policy, gate: Gate
) -> AsyncIterator[SandboxServicer]:
    """The service over entered adapters; expired sandboxes are removed while the block lasts, all at its end."""
    held, denials = sandboxes.Sandboxes(), Denials()
    use_cases = _use_cases(held, isolation, workspaces, granted, gate, denials)
    grants = Grants(await isolation.report(), granted, DEFAULT_EXEC_LIMITS, MAX_EXEC_LIMITS)
    reaper = asyncio.create_task(_reap(sandboxes.ExpireSandboxes(held, use_cases.delete, time.time_ns)))
    try:
        yield SandboxServicer(use_cases, grants, denials)
    finally:
        reaper.cancel()
        with suppress(asyncio.CancelledError):
            await reaper
        for left in held.everyone():
            await use_cases.delete(left.sandbox.id)


def _use_cases(
    held: sandboxes.Sandboxes,
    isolation: Isolation,
    workspaces: Workspaces,
    granted: sandboxes.Policy,
    gate: Gate,
    denials: Denials,
) -> UseCases:
    way_out = gates.Gates(gate, denials)
    start = programs.StartProgram(isolation, way_out, denials, DEFAULT_EXEC_LIMITS, MAX_EXEC_LIMITS)
    return UseCases(
        create=sandboxes.CreateSandbox(held, workspaces, isolation, granted, time.time_ns),
        get=sandboxes.GetSandbox(held),
        list=sandboxes.ListSandboxes(held),
        renew=sandboxes.RenewSandbox(held, granted, time.time_ns),
        delete=sandboxes.DeleteSandbox(held, workspaces),
        run=programs.RunProgram(held, start),
        run_detached=detached.RunDetached(held, start),
        attach=detached.AttachProgram(held),
        open_session=sessions.OpenSession(held, isolation, way_out, time.time_ns),
        list_sessions=sessions.ListSessions(held),
        close_session=sessions.CloseSession(held),
        read_file=files.ReadFile(held),
        write_file=files.WriteFile(held),
        list_files=files.ListFiles(held),
        stat_file=files.StatFile(held),
        remove_file=files.RemoveFile(held),
        upload=files.UploadArchive(held),
        download=files.DownloadArchive(held),
        diff=snapshots.DiffWorkspace(held),
        snapshot=snapshots.SnapshotWorkspace(held),
        rollback=snapshots.RollbackWorkspace(held),
    )


async def _reap(expire: sandboxes.ExpireSandboxes) -> None:
    while True:
        try:
            for sandbox_id in await expire():
                _log.info("sandbox_expired", sandbox=sandbox_id)
        except OSError:  # one that cannot be removed must not keep the others for ever
            _log.exception("sandbox_not_removed")
        await asyncio.sleep(1.0)


def state_folder(settings: Settings) -> Path:
    """Where workspaces live: as configured, unless the payload's user could not get there."""
    configured = settings.state_dir or settings.home / "sandbox"
    if settings.payload is None or _enterable(configured):
        return configured
    moved = REACHABLE_STATE / f"sandbox-{sha256(str(configured).encode()).hexdigest()[:12]}"
    _log.warning("state_moved", configured=str(configured), used=str(moved), why="closed to the payload's user")
    return moved


def _enterable(folder: Path) -> bool:
    """Whether a stranger may walk to this folder, as far as it exists."""
    return all(parent.stat().st_mode & 0o001 for parent in folder.absolute().parents if parent.exists())


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Hold the folder for this process: a second server would empty it under the first one."""
    lock = os.open(folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise SystemExit(f"sandbox: another server uses {folder}; end it, or set SANDBOX_STATE_DIR") from None
    else:
        yield
    finally:
        os.close(lock)


def _isolation(folder: Path, settings: Settings) -> ProbedIsolation:
    """All that there is, strongest first."""
    candidates: dict[str, Candidate] = {
        "namespaces": NamespacesIsolation(
            folder / "namespaces", settings.payload, folder.parent / "workspaces", launcher=settings.launcher,
            cache=settings.home / "cache", rootfs=settings.rootfs, pool_size=settings.pool_size,
        ),
        "bubblewrap": BubblewrapIsolation(folder / "bubblewrap", settings.payload),
        "landlock": LandlockIsolation(folder / "landlock", settings.payload),
        "none": UnconfinedIsolation(folder / "none", settings.payload, settings.unsafe_no_isolation),
    }  # fmt: skip
    return ProbedIsolation(candidates, Tier[settings.min_tier.upper()])


async def run(settings: Settings) -> None:
    """Serve until SIGTERM or SIGINT."""
    token = settings.service_token()
    if token is None:
        raise SystemExit("sandbox: SERVICE_TOKEN_FILE is not set; it names the file with the token of the services")
    folder = state_folder(settings)
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o711)
    async with AsyncExitStack() as stack:
        stack.enter_context(_alone(folder))
        if folder.parent == REACHABLE_STATE:  # nobody looks for leftovers there
            stack.callback(shutil.rmtree, folder, ignore_errors=True)
        isolation = await stack.enter_async_context(_isolation(folder / "isolation", settings))
        workspaces = await stack.enter_async_context(FolderWorkspaces(folder / "workspaces", settings.payload))
        report = await isolation.report()
        _log.info("isolation_probed", tier=report.tier.name, refusal=None if report.tier else report.refusal())
        service = await stack.enter_async_context(servicer(isolation, workspaces, policy(settings), HttpGate()))
        await serve(
            "sandbox",
            f"{settings.host}:{settings.port}",
            [Service(SERVICE_NAME, lambda server: add_SandboxServiceServicer_to_server(service, server))],
            token=token.get_secret_value(),
            errors=ERRORS,
            metrics_port=settings.metrics_port,
        )


@sandbox_group
@asynccontextmanager
async def sandbox(address: str | None) -> AsyncIterator[Report]:
    """Look at how well this machine isolates commands."""
    settings = load_settings(Settings)
    if address is not None:
        yield await _asked(address, settings)
        return
    with tempfile.TemporaryDirectory(prefix="agent-loop-doctor-") as folder:
        os.chmod(folder, 0o711)  # noqa: PTH101, S103  the payload's user walks through
        async with _isolation(Path(folder, "isolation"), settings) as isolation:
            yield await isolation.report()


def reached(address: str | None) -> tuple[str, str]:
    """The address of a running service, by default the embedded stack's, and its token. Raises Missing."""
    settings = load_settings(Settings)
    stack = running(Home(settings.home)) if address is None else None
    port = stack.ports["sandbox"] if stack else settings.port
    return address or f"127.0.0.1:{port}", _token(settings)


for command in (audit_command, list_command, remove_command):
    sandbox.add_command(command(reached))


def _token(settings: Settings) -> str:
    if settings.service_token_file is None:  # the embedded stack's
        settings = settings.model_copy(update={"service_token_file": Home(settings.home).token_file})
    try:
        token = settings.service_token()
    except ServiceTokenUnreadable as error:
        raise Missing(f"{error}; `{called()} up` makes one") from error
    if token is None:
        raise Missing("SERVICE_TOKEN_FILE is not set; it names the file with the token of the services")
    return token.get_secret_value()


async def _asked(address: str, settings: Settings) -> Report:
    async with channel(address, _token(settings)) as opened:
        try:
            return report_of(await SandboxServiceStub(opened).Capabilities(pb.CapabilitiesRequest(), timeout=10.0))
        except grpc.aio.AioRpcError as error:
            raise Unreachable(f"no sandbox answers at {address}: {error.code().name}: {error.details()}") from error


def main() -> None:
    """Run the service; returns when it has been told to end."""
    settings = load_settings(Settings)
    telemetry.configure("sandbox", settings)
    os.umask(0o022)
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)  # programs cost descriptors, and those in flight count, too
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    try:
        asyncio.run(run(settings))
    except (ServiceTokenUnreadable, OSError) as error:
        raise SystemExit(f"sandbox: cannot start: {error}") from None


if __name__ == "__main__":
    main()

"""The sandbox service, over gRPC."""

import asyncio
import base64
import contextlib
import json
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from functools import cache
from importlib import resources
from types import TracebackType
from typing import Any, Self

import grpc

from agent_loop.chassis.grpc import channel, reason
from agent_loop.contracts.sandbox.v1 import sandbox_pb2 as pb
from agent_loop.contracts.sandbox.v1.sandbox_pb2_grpc import SandboxServiceStub
from agent_loop.contracts.sandbox.values import manifest, observed, tier
from agent_loop.contracts.task import Checker, Said, TreeEntry, TreeManifest
from agent_loop.contracts.trajectory import Action, ExitReason, Observation
from agent_loop.datagen.ports import SandboxUnavailable

SUBJECT = "datagen"
TTL_SECONDS = 600
WALL_MS = 30_000
OUTPUT_BYTES = 65_536
REHEARSAL_BYTES = 33_554_432
REHEARSAL_SECONDS = 500
"""Less than the sandbox lives, so that the program's end can be told."""
COMMAND_SECONDS = 10
IDLE_SECONDS = 60
"""Longer than a command or a checker may take."""
GRACE_SECONDS = 30
"""How long a call may take beyond what its program may."""


class GrpcSandbox:
    """The sandbox service at `address` (`host:port`). Enter it to connect."""

    def __init__(self, address: str, token: str) -> None:
        self._address = address
        self._token = token

    async def __aenter__(self) -> Self:
        self._channel = channel(self._address, self._token)
        self._service = SandboxServiceStub(self._channel)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._channel.close()

    @contextlib.asynccontextmanager
    async def open(self, tree: TreeManifest, *, isolated: bool = False) -> AsyncIterator["GrpcWorkspace"]:
        seed = pb.Seed(manifest=manifest(tree))
        async with self._created(seed, pb.TIER_NAMESPACES if isolated else pb.TIER_UNSPECIFIED) as sandbox_id:
            yield GrpcWorkspace(self, sandbox_id)

    async def judge(self, sandbox_id: str, checker: Checker, said: Said) -> Observation:
        seed = pb.Seed(from_sandbox=pb.SandboxState(sandbox_id=sandbox_id))
        async with self._created(seed) as copy_id:
            start = pb.ExecStart(sandbox_id=copy_id, stdin=said.model_dump_json().encode())
            if checker.interpreter == "python":
                start.python = checker.program
            else:
                start.shell = checker.program
            return await self.execute(start, int(checker.timeout_seconds * 1000))

    @contextlib.asynccontextmanager
    async def rehearsal(self) -> AsyncIterator["GrpcRehearsal"]:
        async with self._created(pb.Seed()) as sandbox_id:
            start = pb.ExecStart(sandbox_id=sandbox_id, python=_rehearsing(), keep_stdin_open=True)
            start.limits.wall_ms = start.limits.cpu_ms = REHEARSAL_SECONDS * 1000
            start.limits.idle_ms = IDLE_SECONDS * 1000
            start.limits.output_bytes, start.limits.end_at_output_cap = REHEARSAL_BYTES, True
            call = self._service.Exec(timeout=REHEARSAL_SECONDS + GRACE_SECONDS)
            try:
                with self._telling():
                    await call.write(pb.ExecRequest(start=start))
                yield GrpcRehearsal(call, self._telling)
            finally:
                call.cancel()

    async def execute(
        self, start: pb.ExecStart, wall_ms: int = WALL_MS, output_bytes: int = OUTPUT_BYTES
    ) -> Observation:
        """Run one program to its end."""
        start.limits.wall_ms = wall_ms
        start.limits.output_bytes = output_bytes
        with self._telling():
            seen = await observed(self._service.Run(start, timeout=wall_ms / 1000 + GRACE_SECONDS))
        if seen is not None:
            return seen
        raise SandboxUnavailable(f"the sandbox at {self._address} ended a program's stream without its exit")

    @contextlib.asynccontextmanager
    async def _created(self, seed: pb.Seed, min_tier: pb.Tier.ValueType = pb.TIER_UNSPECIFIED) -> AsyncIterator[str]:
        request = pb.CreateRequest(subject=SUBJECT, ttl_seconds=TTL_SECONDS, seed=seed, min_tier=min_tier)
        with self._telling():
            created = await self._service.Create(request, timeout=GRACE_SECONDS)
        gone = pb.DeleteRequest(sandbox_id=created.sandbox.id)
        try:
            yield created.sandbox.id
        except BaseException:
            with contextlib.suppress(grpc.aio.AioRpcError):  # what went wrong first is to be told
                await self._service.Delete(gone, timeout=GRACE_SECONDS)
            raise
        with self._telling():
            await self._service.Delete(gone, timeout=GRACE_SECONDS)

    @contextlib.contextmanager
    def _telling(self) -> Iterator[None]:
        try:
            yield
        except grpc.aio.AioRpcError as error:
            raise SandboxUnavailable(f"sandbox at {self._address}: {reason(error)}: {error.details()}") from error


class GrpcWorkspace:
    """One sandbox of the service."""

    def __init__(self, sandbox: GrpcSandbox, sandbox_id: str) -> None:
        self._sandbox = sandbox
        self._id = sandbox_id

    async def run(self, action: Action, seconds: float | None = None) -> Observation:
        start = pb.ExecStart(sandbox_id=self._id, shell=_command(action))
        return await self._sandbox.execute(start, WALL_MS if seconds is None else int(seconds * 1000))

    async def judge(self, checker: Checker, said: Said) -> Observation:
        return await self._sandbox.judge(self._id, checker, said)


class GrpcRehearsal:
    """A program in a sandbox to which exercises are told, and which says what came of them (`rehearse.py`)."""

    def __init__(self, call: Any, telling: Callable[[], AbstractContextManager[None]]) -> None:
        self._call = call
        self._telling = telling
        self._one = asyncio.Lock()
        self._said, self._complained, self._tier = b"", b"", ""
        self._ended: SandboxUnavailable | None = None

    @contextlib.asynccontextmanager
    async def open(self, tree: TreeManifest) -> AsyncIterator["RehearsedWorkspace"]:
        async with self._one:
            await self.ask(tree=[_planted(entry) for entry in tree.entries])
            yield RehearsedWorkspace(self)

    async def ask(self, **asked: Any) -> Observation:
        if self._ended:
            raise self._ended
        with contextlib.suppress(asyncio.InvalidStateError, grpc.aio.AioRpcError):  # reading will say why
            await self._call.write(pb.ExecRequest(stdin=f"{json.dumps(asked)}\n".encode()))
        while b"\n" not in self._said:
            with self._telling():
                event = await self._call.read()
            match event.WhichOneof("event") if event else None:
                case "started":
                    self._tier = tier(event.started.tier)
                case "stdout":
                    self._said += event.stdout.data
                case "stderr":
                    self._complained += event.stderr.data
                case "exit" | None as ended:
                    reason = pb.ExitReason.Name(event.exit.reason) if ended else "without its exit"
                    message = event.exit.message if ended else ""
                    why = f"{reason} {message} {self._complained.decode(errors='replace')[-400:]}"
                    self._ended = SandboxUnavailable(f"the sandbox ended a rehearsal early: {why.strip()}")
                    raise self._ended
        line, _, self._said = self._said.partition(b"\n")
        return _reported(json.loads(line), self._tier)


class RehearsedWorkspace:
    """The folder that a rehearsal is in."""

    def __init__(self, rehearsal: GrpcRehearsal) -> None:
        self._rehearsal = rehearsal

    async def run(self, action: Action, seconds: float | None = None) -> Observation:
        limit = COMMAND_SECONDS if seconds is None else seconds
        return await self._rehearsal.ask(command=_command(action), seconds=limit)

    async def judge(self, checker: Checker, said: Said) -> Observation:
        if checker.interpreter != "python":
            raise ValueError(f"a rehearsal judges with python, not with {checker.interpreter}")
        limit = min(checker.timeout_seconds, IDLE_SECONDS / 2)
        return await self._rehearsal.ask(checker=checker.program, said=said.model_dump_json(), seconds=limit)


def _command(action: Action) -> str:
    if action.tool != "bash":
        raise ValueError(f"a reference acts with bash, not with {action.tool}")
    return str(action.arguments["command"])


@cache
def _rehearsing() -> str:
    return resources.files("agent_loop.datagen").joinpath("rehearse.py").read_text("utf-8")


def _planted(entry: TreeEntry) -> tuple[Any, ...]:
    """As rehearse.py reads it."""
    content = entry.target or base64.b64encode(entry.content).decode()
    return entry.type, entry.path, entry.mode, entry.mtime, content


def _reported(report: Mapping[str, Any], isolation_tier: str) -> Observation:
    code = report["code"]
    return Observation(
        exit_reason=ExitReason.TIMEOUT if code is None else ExitReason.EXITED if code >= 0 else ExitReason.SIGNALED,
        exit_code=code,
        stdout=report["stdout"],
        stderr=report["stderr"],
        seconds=report["seconds"],
        isolation_tier=isolation_tier,
    )

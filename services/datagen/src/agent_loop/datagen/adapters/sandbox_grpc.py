"""The sandbox service, over gRPC."""

import base64
import contextlib
import json
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from functools import cache
from importlib import resources
from types import TracebackType
from typing import Any, Self

import grpc

from agent_loop.chassis.grpc import channel, reason
from agent_loop.contracts.sandbox.v1 import sandbox_pb2 as pb
from agent_loop.contracts.sandbox.v1.sandbox_pb2_grpc import SandboxServiceStub
from agent_loop.contracts.sandbox.values import manifest, observed
from agent_loop.contracts.task import Checker, Said, TreeManifest
from agent_loop.contracts.trajectory import Action, ExitReason, Observation
from agent_loop.datagen.domain import Rehearsal, Trial
from agent_loop.datagen.ports import SandboxUnavailable

SUBJECT = "datagen"
TTL_SECONDS = 600
WALL_MS = 30_000
OUTPUT_BYTES = 65_536
REHEARSAL_BYTES = 8_388_608
COMMAND_SECONDS = 10
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

    async def rehearse(self, trials: Sequence[Trial]) -> Sequence[Rehearsal]:
        async with self._created(pb.Seed()) as sandbox_id:
            start = pb.ExecStart(sandbox_id=sandbox_id, python=_rehearsing(), stdin=_told(trials))
            done = await self.execute(start, WALL_MS + COMMAND_SECONDS * 1000 * len(trials), REHEARSAL_BYTES)
        reports = done.stdout.splitlines()
        whole = done.ok and not done.truncated and done.stdout.endswith("\n")
        if not whole or len(reports) != len(trials):
            raise SandboxUnavailable(f"the sandbox ended a rehearsal early: {done.exit_reason}: {done.stderr[-400:]}")
        return [_rehearsal(json.loads(report), done.isolation_tier) for report in reports]

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
        try:
            yield created.sandbox.id
        finally:
            with self._telling():
                await self._service.Delete(pb.DeleteRequest(sandbox_id=created.sandbox.id), timeout=GRACE_SECONDS)

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
        if action.tool != "bash":
            raise ValueError(f"a reference acts with bash, not with {action.tool}")
        start = pb.ExecStart(sandbox_id=self._id, shell=str(action.arguments["command"]))
        return await self._sandbox.execute(start, WALL_MS if seconds is None else int(seconds * 1000))

    async def judge(self, checker: Checker, said: Said) -> Observation:
        return await self._sandbox.judge(self._id, checker, said)


@cache
def _rehearsing() -> str:
    return resources.files("agent_loop.datagen").joinpath("rehearse.py").read_text("utf-8")


def _told(trials: Sequence[Trial]) -> bytes:
    """As rehearse.py reads it."""
    return json.dumps(
        [
            {
                "tree": [
                    [e.type, e.path, e.mode, e.mtime, e.target or base64.b64encode(e.content).decode()]
                    for e in trial.task.tree.entries
                ],
                "commands": trial.commands,
                "acted": trial.acted,
                "answer": trial.answer,
                "checker": trial.task.checker.program,
                "seconds": COMMAND_SECONDS,
            }
            for trial in trials
        ]
    ).encode()


def _rehearsal(report: Mapping[str, Any], tier: str) -> Rehearsal:
    seen = tuple(_seen(told["code"], told["stdout"], told["stderr"], told["seconds"], tier) for told in report["seen"])
    verdict = report["verdict"]
    return Rehearsal(seen, _seen(verdict["code"], verdict["detail"], "", 0.0, tier))


def _seen(code: int | None, stdout: str, stderr: str, seconds: float, tier: str) -> Observation:
    reason = ExitReason.TIMEOUT if code is None else ExitReason.EXITED if code >= 0 else ExitReason.SIGNALED
    return Observation(
        exit_reason=reason, exit_code=code, stdout=stdout, stderr=stderr, seconds=seconds, isolation_tier=tier
    )

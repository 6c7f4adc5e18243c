"""The sandbox service, over gRPC."""

import base64
import contextlib
import io
import tarfile
from collections.abc import AsyncIterator, Iterator, Mapping
from typing import Self

import grpc

from agent_loop.chassis.grpc import channel, reason
from agent_loop.contracts.sandbox.v1 import sandbox_pb2 as pb
from agent_loop.contracts.sandbox.v1.sandbox_pb2_grpc import SandboxServiceStub
from agent_loop.contracts.sandbox.values import manifest, observed
from agent_loop.contracts.task import TreeEntry, TreeManifest
from agent_loop.contracts.trajectory import Action, Observation
from agent_loop.evaluator.domain.likeness import Change, ChangeKind
from agent_loop.evaluator.domain.outcomes import SandboxUnavailable

SUBJECT = "evaluator"
TTL_SECONDS = 600
OUTPUT_BYTES = 1_048_576
GRACE_SECONDS = 30
"""How long a call may take beyond what its program may."""

_CHANGES = {
    pb.CHANGE_KIND_ADDED: ChangeKind.ADDED,
    pb.CHANGE_KIND_MODIFIED: ChangeKind.MODIFIED,
    pb.CHANGE_KIND_REMOVED: ChangeKind.REMOVED,
}
_WRITE = "import sys; open(sys.argv[1], 'wb').write(sys.stdin.buffer.read())"


class GrpcSandbox:
    """The sandbox service at `address` (`host:port`). Enter it to connect."""

    def __init__(self, address: str, token: str) -> None:
        self._address = address
        self._token = token

    async def __aenter__(self) -> Self:
        self._channel = channel(self._address, self._token)
        self._service = SandboxServiceStub(self._channel)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._channel.close()

    @contextlib.asynccontextmanager
    async def open(self, tree: TreeManifest, mounts: Mapping[str, str] | None = None) -> AsyncIterator["GrpcWorkspace"]:
        seed = pb.Seed(manifest=manifest(tree))
        shown = [pb.Mount(source=source, target=target) for target, source in (mounts or {}).items()]
        request = pb.CreateRequest(subject=SUBJECT, ttl_seconds=TTL_SECONDS, seed=seed, mounts=shown)
        with self._telling():
            created = await self._service.Create(request, timeout=GRACE_SECONDS)
        try:
            yield GrpcWorkspace(self, created.sandbox.id)
        finally:
            with self._telling():
                await self._service.Delete(pb.DeleteRequest(sandbox_id=created.sandbox.id), timeout=GRACE_SECONDS)

    async def execute(self, start: pb.ExecStart, seconds: float) -> Observation:
        """Run one program to its end. Raises SandboxUnavailable."""
        start.limits.wall_ms = int(seconds * 1000)
        start.limits.output_bytes = OUTPUT_BYTES
        with self._telling():
            seen = await observed(self._service.Run(start, timeout=seconds + GRACE_SECONDS))
        if seen is not None:
            return seen
        raise SandboxUnavailable(f"the sandbox at {self._address} ended a program's stream without its exit")

    async def changes(self, sandbox_id: str) -> dict[str, Change]:
        with self._telling():
            found = await self._service.Diff(pb.DiffRequest(sandbox_id=sandbox_id), timeout=GRACE_SECONDS)
        return {change.path: _change(change) for change in found.changes}

    async def archive(self, sandbox_id: str) -> bytes:
        """A tar of the whole workspace. Raises SandboxUnavailable."""
        request, parts = pb.DownloadArchiveRequest(sandbox_id=sandbox_id), bytearray()
        with self._telling():
            async for part in self._service.DownloadArchive(request, timeout=GRACE_SECONDS):
                parts += part.data
        return bytes(parts)

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

    async def perform(self, action: Action, *, seconds: float = 30, stdin: bytes = b"") -> Observation:
        start = pb.ExecStart(sandbox_id=self._id, stdin=stdin)
        told = {name: str(value) for name, value in action.arguments.items()}
        match action.tool:
            case "bash":
                start.shell = told["command"]
            case "python":
                start.python = told["code"]
            case "read_file":
                start.argv.args.extend(["cat", "--", told["path"]])
            case "write_file":
                start.argv.args.extend(["python3", "-c", _WRITE, told["path"]])
                start.stdin = told["content"].encode()
            case other:
                raise ValueError(f"a workspace has no tool {other}")
        return await self._sandbox.execute(start, seconds)

    async def changes(self) -> dict[str, Change]:
        return await self._sandbox.changes(self._id)

    async def tree(self) -> TreeManifest:
        return unpacked_tree(await self._sandbox.archive(self._id))


def unpacked_tree(archive: bytes) -> TreeManifest:
    """What a tar archive holds; its root itself is no entry of it, and neither is what is no file, folder or link."""
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        return TreeManifest(entries=[entry for member in tar if (entry := _unpacked(tar, member)) is not None])


def _unpacked(tar: tarfile.TarFile, member: tarfile.TarInfo) -> TreeEntry | None:
    path, mode = member.name.removeprefix("./").rstrip("/"), member.mode & 0o7777
    if path in ("", "."):
        return None
    if member.isdir():
        return TreeEntry(path=path, type="directory", mode=mode, mtime=member.mtime)
    if member.issym():
        return TreeEntry(path=path, type="link", target=member.linkname, mtime=member.mtime)
    if (file := tar.extractfile(member)) is None:
        return None
    content = base64.b64encode(file.read()).decode()
    return TreeEntry(path=path, mode=mode, mtime=member.mtime, base64=content)


def _change(change: pb.Change) -> Change:
    kind = _CHANGES[change.change]
    if kind is ChangeKind.REMOVED:
        return Change(kind)
    what = pb.FileKind.Name(change.kind).removeprefix("FILE_KIND_").lower()
    return Change(kind, f"{what}:{change.sha256 or change.link_target}", change.mode)

"""Between sandbox/v1 and the values that the platform keeps."""

from collections.abc import AsyncIterable

from agent_loop.contracts.sandbox.v1 import sandbox_pb2 as pb
from agent_loop.contracts.task import TreeManifest
from agent_loop.contracts.trajectory import ExitReason, Observation

_KINDS = {"file": pb.FILE_KIND_FILE, "directory": pb.FILE_KIND_DIRECTORY, "link": pb.FILE_KIND_SYMLINK}


def manifest(tree: TreeManifest) -> pb.Manifest:
    """The tree as a seed of a workspace."""
    return pb.Manifest(
        entries=[
            pb.ManifestEntry(
                path=entry.path,
                kind=_KINDS[entry.type],
                mode=entry.mode,
                content=entry.content if entry.type == "file" else b"",
                link_target=entry.target or "",
                mtime_ns=int(entry.mtime * 1e9) if entry.mtime is not None else 0,
            )
            for entry in tree.entries
        ]
    )


def observation(end: pb.Exit, stdout: str, stderr: str) -> Observation:
    """What came of a program of Run."""
    return Observation(
        exit_reason=ExitReason(pb.ExitReason.Name(end.reason).removeprefix("EXIT_REASON_")),
        exit_code=end.exit_code,
        stdout=stdout,
        stderr=stderr,
        truncated=end.truncated,
        seconds=end.usage.wall_ms / 1000,
        cpu_seconds=end.usage.cpu_ms / 1000,
        peak_memory_bytes=end.usage.peak_memory_bytes,
        isolation_tier=tier(end.tier),
    )


def tier(value: pb.Tier.ValueType) -> str:
    """`NAMESPACES`, `LANDLOCK`, …"""
    return pb.Tier.Name(value).removeprefix("TIER_")


async def observed(events: AsyncIterable[pb.ExecEvent]) -> Observation | None:
    """All that a program of Run said, with bytes that are no UTF-8 replaced; None where the events have no exit."""
    stdout, stderr = bytearray(), bytearray()
    async for event in events:
        match event.WhichOneof("event"):
            case "stdout":
                stdout += event.stdout.data
            case "stderr":
                stderr += event.stderr.data
            case "exit":
                return observation(event.exit, *(said.decode(errors="replace") for said in (stdout, stderr)))
    return None

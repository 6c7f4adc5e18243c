"""Limits: what a request asks for, within the server's ceilings."""

from dataclasses import dataclass, fields
from typing import Any, TypeVar

from agent_loop.sandbox.domain.errors import RequestRefused

MIB = 2**20
GIB = 2**30


@dataclass(frozen=True)
class Limits:
    """Of a sandbox. Zero means that the request leaves it to the server."""

    memory_bytes: int = 0
    """Of all its processes together where the server can count them, and of each one's private data."""
    processes: int = 0
    """Processes and threads at once."""
    file_bytes: int = 0
    """Of the largest file that a process may write."""
    open_files: int = 0
    workspace_bytes: int = 0
    workspace_inodes: int = 0
    tmp_bytes: int = 0
    """Of /tmp and, again, of /dev/shm; both are memory."""


@dataclass(frozen=True)
class ExecLimits:
    """Of one program. Zero means that the request leaves it to the server."""

    wall_ms: int = 0
    idle_ms: int = 0
    """Without output."""
    cpu_ms: int = 0
    """Of one process, in whole seconds."""
    output_bytes: int = 0
    """Of each of stdout and stderr."""
    end_at_output_cap: bool = False


DEFAULT_LIMITS = Limits(
    memory_bytes=512 * MIB,
    processes=128,
    file_bytes=256 * MIB,
    open_files=256,
    workspace_bytes=512 * MIB,
    workspace_inodes=50_000,
    tmp_bytes=64 * MIB,
)
MAX_LIMITS = Limits(
    memory_bytes=8 * GIB,
    processes=1024,
    file_bytes=2 * GIB,
    open_files=4096,
    workspace_bytes=8 * GIB,
    workspace_inodes=500_000,
    tmp_bytes=GIB,
)
MIN_MEMORY_BYTES = 4 * MIB
"""What bash and python3 need to say a word: measured, they are ended below 0.5 and 3 MiB."""
DEFAULT_EXEC_LIMITS = ExecLimits(wall_ms=30_000, idle_ms=30_000, cpu_ms=30_000, output_bytes=MIB)
MAX_EXEC_LIMITS = ExecLimits(wall_ms=3_600_000, idle_ms=3_600_000, cpu_ms=3_600_000, output_bytes=64 * MIB)


def demand_memory(limits: Limits) -> None:
    """Raises RequestRefused where no program could start with the memory that is asked for."""
    if 0 < limits.memory_bytes < MIN_MEMORY_BYTES:
        raise RequestRefused(
            f"memory_bytes is {limits.memory_bytes}; no shell starts with less than {MIN_MEMORY_BYTES}, and 0 is the "
            "server's default"
        )


LimitsT = TypeVar("LimitsT", Limits, ExecLimits)


def within(asked: LimitsT, defaults: LimitsT, ceilings: LimitsT) -> LimitsT:
    """What holds: the request's values, the defaults for its zeros. Raises RequestRefused above a ceiling."""
    chosen: dict[str, Any] = {}
    for field in fields(asked):
        value, ceiling = getattr(asked, field.name), getattr(ceilings, field.name)
        if isinstance(value, bool):
            chosen[field.name] = value
            continue
        if value < 0 or value > ceiling:
            raise RequestRefused(f"{field.name} is {value}; this server allows 0 (its default) to {ceiling}")
        chosen[field.name] = value or min(getattr(defaults, field.name), ceiling)
    return type(asked)(**chosen)

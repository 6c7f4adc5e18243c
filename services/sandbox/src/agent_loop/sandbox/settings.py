"""Settings of the sandbox service, from SANDBOX_* variables."""

import os
from pathlib import Path
from typing import Literal

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from agent_loop.chassis.settings import ServiceSettings
from agent_loop.sandbox.domain.limits import DEFAULT_LIMITS


class Settings(ServiceSettings):
    """See ServiceSettings for AGENT_LOOP_HOME, SERVICE_TOKEN_FILE and the log level."""

    model_config = SettingsConfigDict(
        frozen=True, extra="ignore", env_prefix="SANDBOX_", env_file=".env", env_file_encoding="utf-8",
        populate_by_name=True,
    )  # fmt: skip

    host: str = "127.0.0.1"
    port: int = Field(default=50052, ge=0, le=65535)
    """0 lets the system choose."""
    metrics_port: int = Field(default=9102, ge=0, le=65535)
    state_dir: Path | None = None
    """Workspaces live here; emptied at start and stop. By default sandbox/ in AGENT_LOOP_HOME."""
    payload_uid: int = Field(default=64010, ge=1, le=2**31)
    """As root, programs are dropped to this uid and gid, which nothing else on the machine should run under."""
    min_tier: Literal["namespaces", "landlock", "none"] = "namespaces"
    """The weakest isolation that this server puts up with; where the machine holds less, it refuses to run anything."""
    unsafe_no_isolation: str = ""
    """`yes-run-commands-as-this-user` lets the tier none be tried at all; it needs SANDBOX_MIN_TIER=none, too."""
    launcher: Path | None = None
    """A launcher that was compiled before; by default it is compiled once into cache/ in AGENT_LOOP_HOME."""
    rootfs: Path | None = None
    """An image folder whose tools programs see, read-only; by default the host's /usr."""
    pool_size: int = Field(default=4, ge=0, le=64)
    """Sets of namespaces that stand ready, each for one program."""
    memory_bytes: int = Field(default=DEFAULT_LIMITS.memory_bytes, ge=2**26)
    """Default limit of a sandbox's memory."""
    processes: int = Field(default=DEFAULT_LIMITS.processes, ge=8)
    workspace_bytes: int = Field(default=DEFAULT_LIMITS.workspace_bytes, ge=2**20)
    workspace_inodes: int = Field(default=DEFAULT_LIMITS.workspace_inodes, ge=16)
    max_sandboxes: int = Field(default=256, ge=1)
    ttl_seconds: int = Field(default=3600, ge=1)
    """Default time to live of a sandbox."""
    max_ttl_seconds: int = Field(default=86_400, ge=1)

    @property
    def payload(self) -> tuple[int, int] | None:
        """The uid and gid to drop to; None where the server is an ordinary user already."""
        return (self.payload_uid, self.payload_uid) if os.geteuid() == 0 else None

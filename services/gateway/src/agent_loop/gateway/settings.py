"""The gateway's settings."""

from pathlib import Path

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from agent_loop.chassis.settings import HttpSettings


class Settings(HttpSettings):
    """Variables are named GATEWAY_<FIELD>."""

    model_config = SettingsConfigDict(env_prefix="GATEWAY_")

    port: int = Field(default=8000, ge=0, le=65535)
    max_body_bytes: int = Field(default=48 * 2**20, ge=1024)
    """Room for a packed workspace of 32 MiB in base64."""
    agent_address: str = "127.0.0.1:50051"
    ollama_url: str = Field(default="http://127.0.0.1:11434", pattern=r"^https?://")
    jwt_keys_file: Path | None = None
    """JSON {"issuer", "audience", "keys": [{"kid", "alg", "pem" | "jwk" | "secret_file"}], "jwks"?: {"url", "alg"}}.

    Without it the first start makes a key below home/gateway, which `agent-loop token` signs with.
    """
    jwt_leeway_seconds: float = Field(default=10, ge=0, le=60)
    keep_alive_seconds: float = Field(default=15, gt=0, le=60)
    """How often a silent event stream shows that it is alive."""
    slow_reader_seconds: float = Field(default=30, gt=0, le=600)
    """How long one message to a WebSocket may take."""
    run_agent_seconds: int = Field(default=300, ge=1, le=3600)
    """How long POST /agents/run-agent may take."""

    @property
    def state(self) -> Path:
        """Where the gateway keeps its local key and the revoked tokens."""
        return self.home / "gateway"

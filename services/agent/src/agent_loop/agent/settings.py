"""Settings of the agent."""

from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import SettingsConfigDict

from agent_loop.chassis.settings import ServiceSettings
from agent_loop.contracts.trajectory import Aids, Limits


class Settings(ServiceSettings):
    model_config = SettingsConfigDict(env_prefix="AGENT_", env_nested_delimiter="__", frozen=True)

    address: str = "127.0.0.1:50051"
    """Where the agent listens: host:port, port 0 lets the system choose."""
    metrics_port: int = Field(default=9101, ge=0, le=65535)

    database_url: SecretStr | None = None
    """SQLAlchemy's URL of the trajectory log; none: SQLite in the home."""

    sandbox_address: str = "127.0.0.1:50052"

    model_backend: Literal["ollama", "openai"] = "ollama"
    ollama_url: str = "http://127.0.0.1:11434"
    openai_url: str = "http://127.0.0.1:8080/v1"
    """Base URL of an OpenAI-compatible server, with its /v1."""
    openai_api_key_file: Path | None = None
    openai_context_length: int = Field(default=4096, ge=1)
    """Tokens; used where the server does not tell."""
    default_model: str = Field(default="agent-loop-embedded", min_length=1)
    aliases: dict[str, str] = Field(default_factory=dict)
    """JSON: the model that an alias means, such as {"champion": "agent-loop-embedded"}."""
    max_context_tokens: int = Field(default=8192, ge=512)
    """The largest window that calls ask for; a model's own bound holds too."""
    answer_tokens: int = Field(default=768, ge=64)
    """The most tokens of one answer."""

    limits: Limits = Limits()
    """Of a run that names none. AGENT_LIMITS__MAX_STEPS and so on, or JSON."""
    aids: Aids = Aids()
    """Of a run that names none: what helps a small model. AGENT_AIDS__LITERALS and so on, or JSON."""
    command_seconds: float = Field(default=60, gt=0, le=3600)
    """Wall time of one action."""
    max_running_runs: int = Field(default=4, ge=1, le=256)
    max_queued_runs: int = Field(default=32, ge=0, le=10_000)
    shutdown_seconds: float = Field(default=10, gt=0, le=300)
    """How long runs have to store their end after SIGTERM."""

    def log_url(self) -> str:
        """The trajectory log's URL."""
        if self.database_url is not None:
            return self.database_url.get_secret_value()
        return f"sqlite+aiosqlite:///{self.home / 'agent.db'}"

    def openai_api_key(self) -> SecretStr | None:
        path = self.openai_api_key_file
        return SecretStr(path.read_text(encoding="utf-8").strip()) if path else None

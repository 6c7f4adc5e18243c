"""Settings of data generation."""

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from agent_loop.chassis.settings import ServiceSettings


class Settings(ServiceSettings):
    """Read once, in main.py."""

    model_config = SettingsConfigDict(env_prefix="DATAGEN_")

    sandbox_address: str | None = None
    """host:port of the sandbox service; None: of the embedded stack's."""
    parallel: int = Field(default=8, ge=1, le=64)
    """Exercises performed at once."""

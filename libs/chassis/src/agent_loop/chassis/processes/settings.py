"""What the commands of the embedded stack read from the environment."""

from pathlib import Path

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from agent_loop.chassis.settings import ServiceSettings


class Settings(ServiceSettings):
    """Only what no flag says."""

    model_config = SettingsConfigDict(env_prefix="AGENT_LOOP_")

    embedded_model: Path | None = None
    """The GGUF file of the embedded model; by default the one in the checkout's models/embedded."""
    start_seconds: float = Field(default=90, gt=0, le=3600)
    """How long `up` waits until the stack is ready."""

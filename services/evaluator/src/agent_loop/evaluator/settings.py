"""Settings of the evaluator."""

from pydantic import Field, SecretStr
from pydantic_settings import SettingsConfigDict

from agent_loop.chassis.settings import ServiceSettings


class Settings(ServiceSettings):
    """By default it judges the stack of this home, with a token that this machine signs."""

    model_config = SettingsConfigDict(env_prefix="EVALUATOR_")

    gateway_url: str | None = Field(default=None, pattern=r"^https?://")
    token: SecretStr | None = None
    sandbox_address: str | None = None
    """host:port of the sandbox service, which judges what needs no run; by default that of this home's stack."""
    run_seconds: float = Field(default=600, gt=0)
    """How long one run may take before its end counts as unknown."""

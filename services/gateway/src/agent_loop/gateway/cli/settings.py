"""What the client commands read from the environment."""

from pydantic import Field, SecretStr
from pydantic_settings import SettingsConfigDict

from agent_loop.chassis.settings import ServiceSettings


class ClientSettings(ServiceSettings):
    """By default the commands find the stack of this home, and sign a token of their own.

    No `.env` is read: these commands run in folders of others, which must not choose where a workspace is sent.
    """

    model_config = SettingsConfigDict(env_prefix="AGENT_LOOP_", env_file=None)

    url: str | None = Field(default=None, pattern=r"^https?://")
    """The gateway of another machine."""
    token: SecretStr | None = None
    """A token for it."""

"""Settings of a service: read once at boot from the environment and `.env`, then handed down as values."""

import sys
from pathlib import Path
from typing import Annotated, Literal, NoReturn, TypeVar

from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict, SettingsError

LogLevel = Literal["debug", "info", "warning", "error"]
SettingsT = TypeVar("SettingsT", bound="ServiceSettings")

EXIT_WRONG_SETTINGS = 2


class ServiceTokenUnreadable(Exception):
    """The file with the token that services show each other is missing, unreadable, empty or malformed."""


class ServiceSettings(BaseSettings):
    """What every service reads. A service subclasses it and sets `env_prefix="<SERVICE>_"` in its model_config."""

    # Without a prefix, `home` would also be read from HOME.
    model_config = SettingsConfigDict(
        env_prefix="AGENT_LOOP_",
        frozen=True,
        extra="ignore",
        env_file=".env",
        env_file_encoding="utf-8",
        populate_by_name=True,
    )

    home: Path = Field(
        default_factory=lambda: Path("~/.local/share/agent-loop"),
        validation_alias="AGENT_LOOP_HOME",
        validate_default=True,
    )
    """Where state lives. Blanks and other special characters in the path are fine."""

    log_level: LogLevel = "info"

    service_token_file: Path | None = Field(default=None, validation_alias="SERVICE_TOKEN_FILE")
    """File (mode 0600) with the token that calls between services carry."""

    @field_validator("log_level", mode="before")
    @classmethod
    def _lower_case(cls, value: object) -> object:
        return value.lower() if isinstance(value, str) else value

    @field_validator("home", "service_token_file", mode="after")
    @classmethod
    def _absolute(cls, value: Path | None, info: ValidationInfo) -> Path | None:
        if value is None:
            return None
        if info.field_name == "home" and not str(value).strip():
            raise ValueError("is empty; name a folder")
        return value.expanduser().absolute()

    def service_token(self) -> SecretStr | None:
        """The service token, or None where no file is set. Raises ServiceTokenUnreadable."""
        path = self.service_token_file
        if path is None:
            return None
        try:
            token = path.read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise ServiceTokenUnreadable(f"cannot read SERVICE_TOKEN_FILE {path}: {error}") from error
        if not token or not token.isascii() or not token.isprintable() or " " in token:
            raise ServiceTokenUnreadable(f"SERVICE_TOKEN_FILE {path} must hold one line of printable ASCII, no blanks")
        return SecretStr(token)


class HttpSettings(ServiceSettings):
    """What a service that speaks HTTP reads besides."""

    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=0, le=65535)
    """0 lets the system choose."""
    max_body_bytes: int = Field(default=16 * 2**20, ge=1024)
    """Larger request bodies are answered 413."""
    cors_origins: Annotated[tuple[str, ...], NoDecode] = ()
    """Origins (`https://host:port`) that browsers may call from, separated by commas; none by default."""
    shutdown_seconds: int = Field(default=5, ge=1, le=300)
    """How long open requests may go on after SIGTERM."""

    @field_validator("cors_origins", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value

    @field_validator("cors_origins", mode="after")
    @classmethod
    def _explicit(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for origin in value:
            if "*" in origin or not origin.startswith(("http://", "https://")) or origin.endswith("/"):
                raise ValueError(f"must list origins like https://host:port, without wildcard or path, not {origin!r}")
        return value


def load_settings(settings: type[SettingsT]) -> SettingsT:
    """Read the settings, or name every wrong variable on stderr and leave with status 2."""
    try:
        return settings()
    except ValidationError as error:
        _leave(settings, [f"{_variable(settings, e['loc'])}: {e['msg']}" for e in error.errors(include_input=False)])
    except SettingsError as error:
        _leave(settings, [str(error)])


def _leave(settings: type[ServiceSettings], wrong: list[str]) -> NoReturn:
    lines = [f"{settings.__module__.removesuffix('.settings')}: cannot start, {len(wrong)} setting(s) wrong:", *wrong]
    sys.stderr.write("\n  ".join(lines) + "\n")
    raise SystemExit(EXIT_WRONG_SETTINGS)


def _variable(settings: type[ServiceSettings], location: tuple[int | str, ...]) -> str:
    """The environment variable behind an error's location: an alias stands there as it is, a field by its name."""
    name, *inner = (str(part) for part in location) if location else ("",)
    if name in settings.model_fields:
        alias = settings.model_fields[name].validation_alias
        name = alias if isinstance(alias, str) else f"{settings.model_config.get('env_prefix', '')}{name}".upper()
    return ".".join([name or "settings", *inner])

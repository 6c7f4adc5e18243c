"""Settings of the inference service: variables INFERENCE_*."""

import os
from contextlib import suppress
from pathlib import Path

from pydantic import Field, field_validator
from pydantic_settings import SettingsConfigDict

from agent_loop.chassis.settings import HttpSettings
from agent_loop.inference.domain.errors import InvalidRequest
from agent_loop.inference.domain.generation import parse_keep_alive


class Settings(HttpSettings):
    """Where models lie and how much of the machine they may take."""

    model_config = SettingsConfigDict(env_prefix="INFERENCE_")

    port: int = Field(default=11434, ge=0, le=65535)
    """Ollama's own; 0 lets the system choose."""
    models_dir: Path | None = None
    """Blobs and manifests; by default <home>/models."""
    embedded_model: Path | None = None
    """A GGUF that is stored as agent-loop-embedded:latest at start-up."""
    threads: int = Field(default_factory=lambda: os.cpu_count() or 1, ge=1, le=512)
    """Of each model's engine."""
    parallel: int = Field(default=2, ge=1, le=64)
    """Requests that one model answers at once; more wait."""
    context_length: int = Field(default=8192, ge=128)
    """Tokens; a model trained for more is loaded with this."""
    loaded_models: int = Field(default=3, ge=1, le=64)
    """Models in memory; the idlest makes room for another."""
    waiting_requests: int = Field(default=512, ge=1)
    """Generations that may run or wait; more are answered 503."""
    keep_alive: str = "5m"
    """How long a model stays in memory after its last request: seconds or a duration; negative is for ever."""
    load_seconds: float = Field(default=120.0, gt=0)
    """How long loading a model may take."""

    @field_validator("keep_alive", mode="after")
    @classmethod
    def _duration(cls, value: str) -> str:
        cls.seconds(value)
        return value

    @staticmethod
    def seconds(keep_alive: str) -> float:
        """A duration, or plain seconds. Raises ValueError."""
        value: float | str = keep_alive
        with suppress(ValueError):
            value = float(keep_alive)
        try:
            return parse_keep_alive(value)
        except InvalidRequest as error:
            raise ValueError(str(error)) from error

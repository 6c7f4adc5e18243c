"""Settings of the trainer: what the machine gives. Hyper-parameters are arguments of a command."""

import os
from pathlib import Path
from typing import Literal

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from agent_loop.chassis.settings import ServiceSettings


class Settings(ServiceSettings):
    """What the trainer reads from the environment."""

    model_config = SettingsConfigDict(env_prefix="TRAINER_")

    threads: int = Field(default_factory=lambda: len(os.sched_getaffinity(0)), ge=1)
    """Threads of the matrix products; by default as many as this process may use processors."""
    precision: Literal["auto", "bfloat16", "float32"] = "auto"
    """Of the matrix products; auto is bfloat16 where the processor, or the CUDA device, has instructions for it."""
    published: Path = Path("models/embedded")
    """Where `agent-loop train publish` puts a model."""
    mlflow_tracking_uri: str = Field(default="", validation_alias="MLFLOW_TRACKING_URI")
    """Where `agent-loop train scratch` logs its curves: http://... or sqlite:///...; nowhere by default."""

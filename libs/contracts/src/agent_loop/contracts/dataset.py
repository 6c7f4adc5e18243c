"""The row formats of datasets."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from agent_loop.contracts.trajectory import Message


class ChatExample(BaseModel):
    """One row for supervised fine-tuning: the last message is the assistant's, and only it is learnt."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    messages: list[Message] = Field(min_length=2)
    sources: list[str] = Field(min_length=1, description="The trajectories or generators it came from.")


class DatasetManifest(BaseModel):
    """What a dataset folder holds. The folder's name ends in the content hash."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    schema_version: Literal["1"] = "1"
    content_sha256: str
    rows: dict[str, int] = Field(description="Rows per split.")
    recipe: str
    seed: int
    parents: list[str] = Field(default_factory=list)

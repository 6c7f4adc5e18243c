"""What the agent offers and needs: models, tools, dependencies."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass

from agent_loop.agent.domain.failures import AgentError
from agent_loop.agent.domain.models import ModelDescription
from agent_loop.agent.domain.tools import ToolInfo
from agent_loop.agent.ports import LanguageModel, Sandboxes, Tools, TrajectoryLog

_CHECK_SECONDS = 1.0  # less than the gateway waits, or a slow one of them would look like a silent agent


@dataclass(frozen=True, slots=True)
class Dependency:
    name: str
    ok: bool
    detail: str
    seconds: float


class ModelNames:
    """Gives the model that a run's request means: an alias' target, a name as it is, the default for none."""

    def __init__(self, default: str, aliases: Mapping[str, str]) -> None:
        self._default, self._aliases = default, dict(aliases)

    def __call__(self, name: str) -> str:
        return self._aliases.get(name or self._default, name or self._default)


class DescribeAgent:
    """Answers from the ports as they are now."""

    def __init__(
        self, log: TrajectoryLog, models: LanguageModel, sandboxes: Sandboxes, tools: Tools, resolve: ModelNames
    ) -> None:
        self._log, self._models, self._sandboxes, self._tools, self._resolve = log, models, sandboxes, tools, resolve

    async def models(self) -> tuple[Sequence[ModelDescription], str]:
        """All models, and the name of the one that a run without a model gets. Raises ModelUnavailable."""
        return await self._models.list(), self._resolve("")

    def tools(self) -> Sequence[ToolInfo]:
        return self._tools.infos()

    async def dependencies(self) -> Sequence[Dependency]:
        """All are asked at once and have a second."""
        checks = {"database": self._database, "model": self._model, "sandbox": self._sandboxes.check}
        return await asyncio.gather(*(_checked(name, check) for name, check in checks.items()))

    async def _database(self) -> str:
        await self._log.events("", 0, 1)
        return "reads"

    async def _model(self) -> str:
        model = await self._models.describe(self._resolve(""))
        return f"{model.name}, context {model.context_length}"


async def _checked(name: str, check: Callable[[], Awaitable[str]]) -> Dependency:
    started, ok = time.perf_counter(), False
    try:
        async with asyncio.timeout(_CHECK_SECONDS):
            detail, ok = await check(), True
    except AgentError as error:
        detail = str(error)
    except TimeoutError:
        detail = f"no answer within {_CHECK_SECONDS:g} s"
    return Dependency(name, ok, detail, time.perf_counter() - started)

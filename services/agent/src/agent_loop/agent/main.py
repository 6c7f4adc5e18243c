"""Composition root: the one module that knows ports and adapters together."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass

from agent_loop.agent import rpc
from agent_loop.agent.adapters.language_model_ollama import OllamaLanguageModel
from agent_loop.agent.adapters.language_model_openai import OpenAILanguageModel
from agent_loop.agent.adapters.sandbox_grpc import GrpcSandboxes
from agent_loop.agent.adapters.tools_entry_points import installed_tools
from agent_loop.agent.adapters.trajectory_log_metered import MeteredTrajectoryLog
from agent_loop.agent.adapters.trajectory_log_sql import SqlTrajectoryLog
from agent_loop.agent.domain.failures import AgentError
from agent_loop.agent.settings import Settings
from agent_loop.agent.use_cases.attend_runs import AttendRuns
from agent_loop.agent.use_cases.describe_agent import DescribeAgent, ModelNames
from agent_loop.agent.use_cases.perform_run import PerformRun
from agent_loop.agent.use_cases.read_runs import ReadRuns
from agent_loop.agent.use_cases.watchers import Watchers
from agent_loop.chassis import telemetry
from agent_loop.chassis.grpc import Service, serve
from agent_loop.chassis.settings import ServiceTokenUnreadable, load_settings


@dataclass(frozen=True)
class Agent:
    """The agent put together: what it serves, and what must be entered, in this order, to serve it."""

    service: Service
    resources: Sequence[AbstractAsyncContextManager[object]]
    stop: Callable[[], None]
    """Interrupts every run."""


def create_agent(settings: Settings, token: str) -> Agent:
    """The whole object graph; connects to nothing."""
    store = SqlTrajectoryLog(settings.log_url())
    log = MeteredTrajectoryLog(store)
    models = _language_model(settings)
    sandboxes = GrpcSandboxes(settings.sandbox_address, token)
    tools, watchers = installed_tools(), Watchers()
    names = ModelNames(settings.default_model, settings.aliases)
    perform = PerformRun(models, sandboxes, tools, store, settings.answer_tokens, settings.command_seconds)
    attend = AttendRuns(
        log,
        perform,
        watchers,
        names,
        max_running=settings.max_running_runs,
        max_queued=settings.max_queued_runs,
        grace_seconds=settings.shutdown_seconds,
    )
    read = ReadRuns(log, store, attend, watchers)
    describe = DescribeAgent(log, models, sandboxes, tools, names)
    service = rpc.service(attend, read, describe, settings.limits, settings.aids)
    return Agent(service, (store, models, sandboxes, attend), attend.stop)


def _language_model(settings: Settings) -> OllamaLanguageModel | OpenAILanguageModel:
    if settings.model_backend == "ollama":
        return OllamaLanguageModel(settings.ollama_url, settings.max_context_tokens)
    return OpenAILanguageModel(
        settings.openai_url, settings.openai_api_key(), settings.openai_context_length, settings.max_context_tokens
    )


async def run(settings: Settings) -> None:
    """Serve until SIGTERM or SIGINT."""
    token = settings.service_token()
    if token is None:
        raise ServiceTokenUnreadable("SERVICE_TOKEN_FILE is not set; it names the file with the token of the services")
    agent = create_agent(settings, token.get_secret_value())
    await serve(
        "agent",
        settings.address,
        [agent.service],
        token=token.get_secret_value(),
        errors=rpc.ERRORS,
        metrics_port=settings.metrics_port,
        resources=agent.resources,
        on_end=agent.stop,
    )


def main() -> None:
    """Run the service; returns when it has been told to end."""
    settings = load_settings(Settings)
    telemetry.configure("agent", settings)
    logging.getLogger("httpx").setLevel(logging.WARNING)
    try:
        asyncio.run(run(settings))
    except (AgentError, ServiceTokenUnreadable, OSError) as error:
        raise SystemExit(f"agent: cannot start: {error}") from None


if __name__ == "__main__":
    main()

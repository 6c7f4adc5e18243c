"""Composition root: the one module that knows ports and adapters together."""

import asyncio
import logging
from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass

from agent_loop.agent import rpc
from agent_loop.agent.adapters.language_model_ollama import OllamaLanguageModel
from agent_loop.agent.adapters.language_model_openai import OpenAILanguageModel
from agent_loop.agent.adapters.sandbox_grpc import GrpcSandboxes
from agent_loop.agent.adapters.tools_entry_points import installed_tools
from agent_loop.agent.adapters.trajectory_log_metered import MeteredTrajectoryLog
from agent_loop.agent.adapters.trajectory_log_sql import SqlTrajectoryLog
from agent_loop.agent.settings import Settings
from agent_loop.agent.use_cases.attend_runs import AttendRuns
from agent_loop.agent.use_cases.describe_agent import DescribeAgent, ModelNames
from agent_loop.agent.use_cases.perform_run import PerformRun
from agent_loop.agent.use_cases.read_runs import ReadRuns
from agent_loop.agent.use_cases.watchers import Watchers
from agent_loop.chassis import telemetry
from agent_loop.chassis.grpc import Service, serve
from agent_loop.chassis.settings import load_settings


@dataclass(frozen=True)
class Agent:
    """The agent put together: what it serves, and what must be entered, in this order, to serve it."""

    service: Service
    resources: Sequence[AbstractAsyncContextManager[object]]


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
    return Agent(rpc.service(attend, read, describe, settings.limits), (store, models, sandboxes, attend))


def _language_model(settings: Settings) -> OllamaLanguageModel | OpenAILanguageModel:
    if settings.model_backend == "ollama":
        return OllamaLanguageModel(settings.ollama_url, settings.max_context_tokens)
    return OpenAILanguageModel(
        settings.openai_url, settings.openai_api_key(), settings.openai_context_length, settings.max_context_tokens
    )


def main() -> None:
    settings = load_settings(Settings)
    telemetry.configure("agent", settings)
    logging.getLogger("httpx").setLevel(logging.WARNING)
    secret = settings.service_token()
    token = secret.get_secret_value() if secret else ""
    agent = create_agent(settings, token)
    asyncio.run(
        serve(
            "agent",
            settings.address,
            [agent.service],
            token=token,
            errors=rpc.ERRORS,
            metrics_port=settings.metrics_port,
            resources=agent.resources,
        )
    )


if __name__ == "__main__":
    main()

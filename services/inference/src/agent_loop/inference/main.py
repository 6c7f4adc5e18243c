"""Composition root: the one module that knows ports and adapters together."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import structlog
from fastapi import FastAPI

from agent_loop.chassis import telemetry
from agent_loop.chassis.http import create_service, run
from agent_loop.chassis.settings import load_settings
from agent_loop.inference.adapters.runtime_llamacpp import LlamaCppRuntime
from agent_loop.inference.adapters.store_folder import FolderModelStore
from agent_loop.inference.api import BLOBS_PATH, OllamaApi, install_errors
from agent_loop.inference.api.browsers import BrowserGuard
from agent_loop.inference.domain.errors import InferenceError
from agent_loop.inference.domain.names import ModelName
from agent_loop.inference.settings import Settings
from agent_loop.inference.use_cases.models import SeedModel
from agent_loop.inference.use_cases.residency import Limits, Residency

EMBEDDED_MODEL = ModelName("agent-loop-embedded")

log = structlog.get_logger()


def create_app(settings: Settings) -> FastAPI:
    """The service, connected to nothing until it starts."""
    store = FolderModelStore(settings.models_dir or settings.home / "models")
    runtime = LlamaCppRuntime(settings.threads, settings.parallel, settings.load_seconds)
    limits = Limits(
        settings.context_length,
        settings.loaded_models,
        settings.waiting_requests,
        settings.seconds(settings.keep_alive),
    )
    residency = Residency(runtime, store, limits)

    @asynccontextmanager
    async def seeded() -> AsyncIterator[None]:
        if settings.embedded_model is not None:
            try:
                written = await SeedModel(store)(settings.embedded_model, EMBEDDED_MODEL)
            except InferenceError as error:
                log.error("embedded_model_refused", path=str(settings.embedded_model), reason=str(error))  # noqa: TRY400
                raise
            log.info("embedded_model_seeded" if written else "embedded_model_found", model=str(EMBEDDED_MODEL))
        yield

    app = create_service(
        "inference",
        settings,
        routers=[OllamaApi(store, residency).router()],
        resources=[store, runtime, residency, seeded()],
        unlimited_bodies=[BLOBS_PATH],
        description="The part of the Ollama API that agent-loop uses, over llama.cpp.",
    )
    install_errors(app)
    app.add_middleware(BrowserGuard, host=settings.host, origins=settings.cors_origins)
    return app


def main() -> None:
    """Serve until SIGTERM or SIGINT."""
    settings = load_settings(Settings)
    telemetry.configure("inference", settings)
    run("inference", create_app(settings), settings)


if __name__ == "__main__":
    main()

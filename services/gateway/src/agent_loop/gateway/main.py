"""Composition root: the one module that knows ports and adapters together."""

import sys
from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from typing import NoReturn

from fastapi import FastAPI
from pydantic import SecretStr

from agent_loop.chassis import http, telemetry
from agent_loop.chassis.settings import EXIT_WRONG_SETTINGS, ServiceTokenUnreadable, load_settings
from agent_loop.contracts import problems
from agent_loop.contracts.problems import Problem
from agent_loop.gateway.adapters.agent_grpc import GrpcAgent
from agent_loop.gateway.adapters.keys_file import load_verifier
from agent_loop.gateway.adapters.machine_local import LocalMachine
from agent_loop.gateway.adapters.model_server_ollama import OllamaModelServer
from agent_loop.gateway.adapters.revocation_list_file import FileRevocationList
from agent_loop.gateway.adapters.token_signer_file import FileTokenSigner
from agent_loop.gateway.api import Inside, build_routers
from agent_loop.gateway.api.streams import Timing
from agent_loop.gateway.cli.token import TokenCommands, token_group
from agent_loop.gateway.domain import (
    AgentRefused,
    AgentUnavailable,
    KeysUnusable,
    ModelNotFound,
    ModelRequestRefused,
    ModelServerUnavailable,
    NoPlanWithoutModel,
    TokenPolicy,
)
from agent_loop.gateway.ports import Agent, Machine, ModelServer, TokenVerifier
from agent_loop.gateway.settings import Settings
from agent_loop.gateway.use_cases import (
    Authenticate,
    CheckDependencies,
    Complete,
    DescribeMachine,
    MintToken,
    RunToTheEnd,
)

LOCAL = TokenPolicy(issuer="agent-loop", audience="agent-loop")
"""What tokens of the local key say."""


def _refusal(error: Exception) -> Problem:
    return problems.problem(error.type if isinstance(error, AgentRefused) else "")


PROBLEMS: http.Problems = {
    AgentRefused: _refusal,
    AgentUnavailable: problems.AGENT_UNAVAILABLE,
    ModelNotFound: problems.MODEL_NOT_FOUND,
    ModelRequestRefused: problems.INVALID_REQUEST,
    ModelServerUnavailable: problems.MODEL_UNAVAILABLE,
    NoPlanWithoutModel: problems.INVALID_REQUEST,
}


def create_app(settings: Settings | None = None) -> FastAPI:
    """The gateway. Raises KeysUnusable and ServiceTokenUnreadable where it must not start."""
    settings = settings or Settings()
    agent = GrpcAgent(settings.agent_address, settings.service_token() or SecretStr(""))
    models = OllamaModelServer(settings.ollama_url)
    authenticate = Authenticate(_verifier(settings), _revocations(settings))
    return assemble(settings, agent, models, authenticate, LocalMachine(settings.home), resources=[agent, models])


def assemble(
    settings: Settings,
    agent: Agent,
    models: ModelServer,
    authenticate: Authenticate,
    machine: Machine,
    resources: Sequence[AbstractAsyncContextManager[object]] = (),
) -> FastAPI:
    """The gateway over these adapters; `resources` are entered at startup."""
    inside = Inside(
        agent=agent,
        models=models,
        authenticate=authenticate,
        run_to_the_end=RunToTheEnd(agent, settings.run_agent_seconds),
        complete=Complete(models, agent),
        check_dependencies=CheckDependencies(agent, models),
        describe_machine=DescribeMachine(machine),
    )
    routers = build_routers(inside, Timing(settings.keep_alive_seconds, settings.slow_reader_seconds))
    return http.create_service("gateway", settings, routers=routers, resources=resources, problems=PROBLEMS)


def _verifier(settings: Settings) -> TokenVerifier:
    if settings.jwt_keys_file is not None:
        return load_verifier(settings.jwt_keys_file, settings.jwt_leeway_seconds)
    signer = _signer(settings)
    signer.ensure()
    return load_verifier(signer.keys_file, settings.jwt_leeway_seconds)


def _signer(settings: Settings) -> FileTokenSigner:
    return FileTokenSigner(settings.state, LOCAL.issuer, LOCAL.audience)


def _revocations(settings: Settings) -> FileRevocationList:
    return FileRevocationList(settings.state / "revoked-tokens")


@token_group
def token() -> TokenCommands:
    """Print a token for this machine's gateway; `revoke` withdraws one."""
    settings = load_settings(Settings)
    return TokenCommands(MintToken(_signer(settings), LOCAL), _revocations(settings))


def main() -> None:
    """Serve until SIGTERM or SIGINT."""
    settings = load_settings(Settings)
    telemetry.configure("gateway", settings)
    try:
        app = create_app(settings)
    except (KeysUnusable, ServiceTokenUnreadable) as error:
        _leave(error)
    http.run("gateway", app, settings)


def _leave(error: Exception) -> NoReturn:
    sys.stderr.write(f"gateway: cannot start: {error}\n")
    raise SystemExit(EXIT_WRONG_SETTINGS)


if __name__ == "__main__":
    main()

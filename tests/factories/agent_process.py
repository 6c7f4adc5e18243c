"""The sandbox service in this process, and the agent as a process of its own beside it."""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from sandbox_server import PAYLOAD, POLICY, TOKEN, real_isolation, state_folder

from agent_loop.chassis.grpc import Service, channel, running
from agent_loop.contracts.agent.v1.agent_pb2_grpc import AgentServiceStub
from agent_loop.contracts.sandbox.v1.sandbox_pb2_grpc import add_SandboxServiceServicer_to_server
from agent_loop.sandbox.adapters.gate_http import HttpGate
from agent_loop.sandbox.adapters.workspaces_folder import FolderWorkspaces
from agent_loop.sandbox.main import ERRORS, servicer
from agent_loop.sandbox.rpc import SERVICE_NAME


@asynccontextmanager
async def sandbox_service(**policy: object) -> AsyncIterator[str]:
    """The real sandbox service; yields its address."""
    with state_folder() as folder:
        async with (
            real_isolation(folder) as isolation,
            FolderWorkspaces(folder / "workspaces", PAYLOAD) as workspaces,
            servicer(isolation, workspaces, replace(POLICY, **policy), HttpGate()) as service,
        ):
            added = Service(SERVICE_NAME, lambda server: add_SandboxServiceServicer_to_server(service, server))
            async with running(
                "sandbox", "127.0.0.1:0", [added], token=TOKEN, errors=ERRORS, grace_seconds=0.1
            ) as port:
                yield f"127.0.0.1:{port}"


@dataclass
class AgentProcess:
    """A running agent: its client, its process, its metrics' port, and what it logged."""

    stub: AgentServiceStub
    process: asyncio.subprocess.Process
    metrics_port: int
    lines: list[str]


@asynccontextmanager
async def agent_process(home: Path, **variables: str) -> AsyncIterator[AgentProcess]:
    """Starts the agent with its state in `home`, waits until it serves; kills it at the end if it still runs."""
    home.mkdir(parents=True, exist_ok=True)
    token = home / "token"
    token.write_text(TOKEN)
    own = {
        "AGENT_LOOP_HOME": str(home),
        "SERVICE_TOKEN_FILE": str(token),
        "AGENT_ADDRESS": "127.0.0.1:0",
        "AGENT_METRICS_PORT": "0",
        "AGENT_DEFAULT_MODEL": "scripted",
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "agent_loop.agent.main",
        cwd=home,
        env={**os.environ, **own, **variables},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    lines: list[str] = []
    started = asyncio.Event()

    async def read() -> None:
        async for line in process.stdout:
            lines.append(line.decode())
            if '"service_started"' in lines[-1]:
                started.set()
        started.set()

    reading = asyncio.create_task(read())
    try:
        await started.wait()
        found = [json.loads(line) for line in lines if '"service_started"' in line]
        assert found, "the agent did not start:\n" + "".join(lines)
        async with channel(f"127.0.0.1:{found[0]['port']}", TOKEN) as opened:
            yield AgentProcess(AgentServiceStub(opened), process, found[0]["metrics_port"], lines)
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()
        await reading

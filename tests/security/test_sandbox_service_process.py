"""The service as a process: how it starts, what it leaves behind, and what it says where it cannot isolate."""

import asyncio
import json
import os
import signal
import socket
import stat
import sys
import urllib.request
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from sandbox_server import PAYLOAD, TOKEN, Client, state_folder

from agent_loop.chassis.grpc import channel
from agent_loop.contracts.sandbox.v1.sandbox_pb2_grpc import SandboxServiceStub
from agent_loop.sandbox.adapters.isolation_bubblewrap import BubblewrapIsolation
from agent_loop.sandbox.domain.programs import Tier
from agent_loop.sandbox.main import state_folder as chosen_state_folder
from agent_loop.sandbox.settings import Settings


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


@asynccontextmanager
async def service(folder: Path, **environment: str):
    """The process and a client of it."""
    token = folder / "token"
    token.write_text(TOKEN)
    port, metrics = free_port(), free_port()
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "agent_loop.sandbox.main", cwd=folder, stdout=asyncio.subprocess.PIPE,
        env={
            "PATH": os.environ["PATH"], "PYTHONPATH": os.pathsep.join(sys.path), "SERVICE_TOKEN_FILE": str(token),
            "SANDBOX_PORT": str(port), "SANDBOX_METRICS_PORT": str(metrics),
            "SANDBOX_STATE_DIR": str(folder / "state"), "AGENT_LOOP_HOME": str(folder / "home"), **environment,
        },
    )  # fmt: skip
    try:
        async with channel(f"127.0.0.1:{port}", TOKEN) as opened:
            await asyncio.wait_for(opened.channel_ready(), 30)
            yield process, Client(SandboxServiceStub(opened)), metrics
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


def alive(marker: str) -> bool:
    for command in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if marker.encode() in command.read_bytes() and b"pytest" not in command.read_bytes():
                return True
        except OSError:
            continue
    return False


async def dead(marker: str) -> bool:
    for _ in range(100):
        if not alive(marker):
            return True
        await asyncio.sleep(0.05)
    return False


@pytest.mark.userns
async def test_a_killed_service_leaves_no_program_alive():
    with state_folder() as folder:
        async with service(folder) as (process, client, _):
            box = await client.create()
            running = asyncio.create_task(client.run(box, "setsid sleep 314.201 & echo begun; sleep 314.202"))
            while not (alive("314.201") and alive("314.202")):
                await asyncio.sleep(0.05)
            process.send_signal(signal.SIGKILL)

            assert await dead("314.201")
            assert await dead("314.202")
            await asyncio.gather(running, return_exceptions=True)


@pytest.mark.userns
async def test_sigterm_ends_the_service_cleanly_and_empties_its_folder():
    with state_folder() as folder:
        async with service(folder) as (process, client, metrics):
            box = await client.create({"a": b"x"})
            assert (await client.run(box, "cat a")).text == "x"
            text = await asyncio.to_thread(lambda: urllib.request.urlopen(f"http://127.0.0.1:{metrics}/metrics").read())
            assert b'agent_loop_sandbox_calls_total{code="OK",method="Exec"} 1.0' in text
            process.send_signal(signal.SIGTERM)
            output, _ = await asyncio.wait_for(process.communicate(), 20)

        events = [json.loads(line)["event"] for line in output.splitlines()]
        assert process.returncode == 0
        assert events[-1] == "service_stopped"
        assert b"cat a" not in output
        assert list((folder / "state" / "workspaces").iterdir()) == []


@pytest.mark.userns
async def test_what_an_earlier_service_left_is_cleared():
    with state_folder() as folder:
        left = folder / "state" / "workspaces" / "old" / "workspace"
        left.mkdir(parents=True)
        (left / "file").write_text("x")
        async with service(folder):
            assert list((folder / "state" / "workspaces").iterdir()) == []


@pytest.mark.userns
async def test_a_second_service_does_not_empty_the_folder_of_the_first():
    with state_folder() as folder:
        async with service(folder) as (_, client, _):
            box = await client.create({"a": b"x"})
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(5), service(folder):
                    pass

            assert (await client.run(box, "cat a")).text == "x"


async def test_without_a_token_the_service_does_not_start(tmp_path):
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "agent_loop.sandbox.main", stderr=asyncio.subprocess.PIPE,
        cwd=tmp_path,
        env={
            "PATH": os.environ["PATH"], "PYTHONPATH": os.pathsep.join(sys.path), "AGENT_LOOP_HOME": str(tmp_path),
        },
    )  # fmt: skip
    _, said = await asyncio.wait_for(process.communicate(), 30)

    assert process.returncode != 0
    assert b"SERVICE_TOKEN_FILE" in said


async def test_where_bubblewrap_is_missing_the_package_is_named():
    with state_folder() as folder:
        async with BubblewrapIsolation(folder / "isolation", PAYLOAD, program="no-such-bwrap") as isolation:
            report = await isolation.report()

    assert report.tier is Tier.UNSPECIFIED
    assert "sudo apt-get install bubblewrap" in report.refusal()


@pytest.mark.parametrize(
    ("says", "fix"),
    [
        ("bwrap: Can't mount proc on /newroot/proc: Operation not permitted", "systempaths=unconfined"),
        ("bwrap: Creating new namespace failed: No space left on device", "user.max_user_namespaces"),
        ("bwrap: Unknown option --disable-userns", "0.8"),
        ("bwrap: pivot_root: Operation not permitted", "seccomp=services/sandbox/seccomp/sandbox.json"),
        ("something never heard of", "its words say why"),
    ],
)
async def test_where_the_kernel_refuses_the_exact_fix_is_named(says, fix):
    with state_folder() as folder:
        refusing = folder / "bwrap"
        refusing.write_text(f'#!/bin/sh\necho "{says}" >&2\nexit 1\n')
        refusing.chmod(0o755)
        async with BubblewrapIsolation(folder / "isolation", PAYLOAD, program=str(refusing)) as isolation:
            report = await isolation.report()

    failed = [probe for probe in report.probes if not probe.passed]
    assert report.tier is Tier.UNSPECIFIED
    assert [probe.name for probe in failed] == ["namespaces_stand"]
    assert says in failed[0].detail
    assert fix in failed[0].fix


@pytest.mark.skipif(os.geteuid() != 0, reason="only a server that runs as root drops to another user")
def test_as_root_a_closed_folder_is_left_for_one_that_the_payload_can_enter(tmp_path):
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    settings = Settings(state_dir=closed / "sandbox")

    moved = chosen_state_folder(settings)
    assert moved.parent == Path("/var/lib/agent-loop")
    with state_folder() as folder:
        assert stat.S_IMODE(folder.stat().st_mode) == 0o711
        assert chosen_state_folder(Settings(state_dir=folder / "sandbox")) == folder / "sandbox"


@pytest.mark.parametrize(
    ("variable", "value", "cause"),
    [
        ("SERVICE_TOKEN_FILE", "missing", "cannot read SERVICE_TOKEN_FILE"),
        ("SANDBOX_PORT", "taken", "cannot listen on 127.0.0.1"),
        ("SANDBOX_METRICS_PORT", "taken", "cannot serve metrics on 127.0.0.1"),
    ],
)
async def test_a_start_that_fails_names_its_cause_in_one_line(variable, value, cause, tmp_path):
    (tmp_path / "token").write_text(TOKEN)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        values = {"missing": str(tmp_path / "missing"), "taken": str(taken.getsockname()[1])}
        settings = {"SERVICE_TOKEN_FILE": str(tmp_path / "token"), "SANDBOX_PORT": "0", "SANDBOX_METRICS_PORT": "0"}
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "agent_loop.sandbox.main", cwd=tmp_path, stderr=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.DEVNULL,
            env={
                "PATH": os.environ["PATH"], "PYTHONPATH": os.pathsep.join(sys.path), "AGENT_LOOP_HOME": str(tmp_path),
                **settings, variable: values[value],
            },
        )  # fmt: skip
        _, said = await asyncio.wait_for(process.communicate(), 30)

    assert process.returncode == 1
    assert said.decode().splitlines()[-1].startswith(f"sandbox: cannot start: {cause}")
    assert b"Traceback" not in said

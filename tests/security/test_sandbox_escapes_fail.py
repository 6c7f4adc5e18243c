"""What a program in the sandbox sees and is. The attacks themselves are in test_sandbox_attacks.py, with controls."""

import asyncio
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
import pytest_asyncio
from sandbox_server import PAYLOAD, real_sandbox

from agent_loop.contracts.sandbox.v1 import sandbox_pb2 as pb

pytestmark = [pytest.mark.userns, pytest.mark.asyncio(loop_scope="module")]

PYTHON = "/usr/bin/python3" if Path("/usr/bin/python3").exists() else sys.executable


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def client():
    async with real_sandbox() as opened:
        yield opened


@pytest_asyncio.fixture(loop_scope="module")
async def box(client):
    sandbox_id = await client.create()
    yield sandbox_id
    await client.stub.Delete(pb.DeleteRequest(sandbox_id=sandbox_id))


def unprotected(source: str, **options) -> subprocess.CompletedProcess:
    """The probe where nothing confines it."""
    return subprocess.run([PYTHON, "-c", source], capture_output=True, text=True, timeout=30, check=False, **options)


async def test_loopback_inside_works_so_the_network_probes_are_sound(client, box):
    source = (
        "import socket; s=socket.create_server(('127.0.0.1', 0));"
        "socket.create_connection(s.getsockname(), 3); print('connected')"
    )

    assert (await client.run(box, python=source)).text == "connected"


async def test_the_environment_of_the_server_is_invisible(client, box, monkeypatch):
    monkeypatch.setenv("SECRET_OF_THE_HOST", "do-not-leak")
    control = await asyncio.to_thread(unprotected, "import os; print(os.environ)")

    assert "do-not-leak" in control.stdout
    ran = await client.run(box, "cat /proc/*/environ | tr '\\0' '\\n'; env; cat /proc/1/environ 2>/dev/null | wc -c")
    assert "do-not-leak" not in ran.text
    assert ran.text.splitlines()[-1] == "0"


@pytest.mark.parametrize(
    "path", ["/etc/shadow", "/home", "/root", "/var", "/etc/ssh", "/sys", "/boot", "/opt", "/run/docker.sock", "/mnt"]
)
async def test_nothing_of_the_host_but_usr_is_visible(client, box, path):
    ran = await client.run(box, argv=pb.Argv(args=["ls", "-d", path]))

    assert ran.exit.exit_code == 2


async def test_processes_of_the_host_are_neither_seen_nor_signalled(client, box):
    ran = await client.run(box, f"kill -0 {os.getpid()}; ls /proc | grep -c '^[0-9]'; kill -9 -1; echo survived")

    assert b"No such process" in ran.stderr
    assert int(ran.text.splitlines()[0]) < 10
    os.kill(os.getpid(), 0)


async def test_the_workspace_and_tmp_are_writable_so_the_probe_is_sound(client, box):
    ran = await client.run(box, "echo x >> /workspace/x && echo x >> /tmp/x && echo x >> /dev/shm/x && echo written")

    assert ran.text == "written"


async def test_a_program_has_no_capability_and_gains_no_privilege(client, box):
    ran = await client.run(box, "grep -E '^(Cap(Inh|Prm|Eff|Bnd|Amb)|NoNewPrivs|Seccomp):' /proc/self/status")
    status = dict(line.split(":\t") for line in ran.text.splitlines())

    assert {status[f"Cap{which}"] for which in ("Inh", "Prm", "Eff", "Bnd", "Amb")} == {"0" * 16}
    assert status["NoNewPrivs"] == "1"
    assert status["Seccomp"] == "2"


async def test_outside_a_program_runs_under_no_privileged_user(client, box):
    seen = {}

    def look():
        for status in Path("/proc").glob("[0-9]*/status"):
            try:
                text = status.read_text()
            except OSError:
                continue
            if "sleep" in text.splitlines()[0] and "31.4159" in (status.parent / "cmdline").read_text():
                seen["uids"] = next(line for line in text.splitlines() if line.startswith("Uid:")).split()[1:]

    running = asyncio.create_task(client.run(box, argv=pb.Argv(args=["sleep", "31.4159"]), wall_ms=1500))
    for _ in range(100):
        await asyncio.sleep(0.01)
        await asyncio.to_thread(look)
        if seen:
            break
    await running

    assert set(seen["uids"]) == {str(PAYLOAD[0] if PAYLOAD else os.getuid())}
    assert "0" not in seen["uids"]


async def test_the_mount_table_holds_nothing_writable_of_the_host(client, box):
    ran = await client.run(box, "cat /proc/self/mounts")
    writable = {line.split()[1] for line in ran.text.splitlines() if "rw" in line.split()[3].split(",")}

    devices = {f"/dev/{name}" for name in ("null", "zero", "full", "random", "urandom", "tty", "pts", "shm")}
    assert writable <= devices | {"/proc", "/tmp", "/workspace"}


async def test_the_service_answers_after_every_attack_at_once(client):
    boxes = [await client.create() for _ in range(3)]
    attacks = ["kill -9 -1", ":(){ :|:& };:; sleep 1", "yes"]
    await asyncio.gather(*(client.run(box, attack, wall_ms=1500) for box, attack in zip(boxes, attacks, strict=True)))

    assert (await client.run(boxes[0], "echo alive")).text == "alive"
    assert threading.active_count() < 60

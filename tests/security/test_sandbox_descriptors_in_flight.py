"""A program sends itself as many descriptors as it can: its neighbours start and end as before.

The kernel counts descriptors in flight over sockets by uid and compares the sum with the sender's own limit of open
files (too_many_unix_fds in net/unix). All programs have one uid. Where Linux counts a message only when it is queued
(6.10 and later) threads that wait for room pass the limit together, each with a full message.
"""

import asyncio
import os
import socket
import stat
import subprocess
import sys
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from sandbox_server import LAUNCHERS, PAYLOAD, state_folder

from agent_loop.sandbox.adapters.isolation_namespaces import NamespacesIsolation
from agent_loop.sandbox.adapters.isolation_namespaces.build import built
from agent_loop.sandbox.domain.limits import DEFAULT_LIMITS
from agent_loop.sandbox.domain.programs import CLEAN_ENVIRONMENT, WORKSPACE, Confinement, Surroundings, WindowSize

CAP_SYS_PTRACE = 19
LIMIT = 2048
"""Open files of the launcher, as on a machine with a low hard limit."""

ATTACK = """
import array, socket, threading, time
threading.stack_size(65536)
many, receivers = array.array("i", [0] * 250), []
for group in range(10):
    receiver = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM); receivers.append(receiver)
    receiver.bind(f"\\0{group}")
    filler = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM); filler.setblocking(False)
    try:
        while True: filler.sendto(b"x", f"\\0{group}")
    except BlockingIOError: pass
    def send(name=f"\\0{group}"):
        sender = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM); sender.connect(name); many_sent.append(sender)
        sender.sendmsg([b"y"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, many)])
    many_sent = []
    for _ in range(8): threading.Thread(target=send, daemon=True).start()
print("waiting", flush=True)
time.sleep(0.5)
for receiver in receivers:
    receiver.setblocking(False)
    try:
        while b"x" in receiver.recv(1): pass
    except BlockingIOError: pass
print("sent", flush=True)
time.sleep(60)
"""
CONTROL = """
import array, os, resource, socket, sys
resource.setrlimit(resource.RLIMIT_NOFILE, (int(sys.argv[1]), int(sys.argv[1])))
os.setgroups([]); os.setresgid(*[int(sys.argv[3])] * 3); os.setresuid(*[int(sys.argv[2])] * 3)
one, other = socket.socketpair()
one.sendmsg([b"x"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [0]))])
"""

pytestmark = [
    pytest.mark.userns,
    pytest.mark.skipif(PAYLOAD is None, reason="a service of an ordinary user shares its uid with its programs"),
]


def may_trace() -> bool:
    status = Path("/proc/self/status").read_text()
    return bool(int(status.partition("CapEff:")[2].split()[0], 16) >> CAP_SYS_PTRACE & 1)


def refused() -> bool:
    """Whether a process of the programs' uid with that limit can send no descriptor: the attack works."""
    told = [str(number) for number in (LIMIT, *PAYLOAD)]
    done = subprocess.run([sys.executable, "-c", CONTROL, *told], capture_output=True, text=True, check=False)
    assert done.returncode == 0 or "Too many references" in done.stderr, done.stderr
    return done.returncode != 0


def confinement(workspace: str, *argv: str, gated: bool = False, pty: WindowSize | None = None) -> Confinement:
    around = Surroundings(workspace, DEFAULT_LIMITS, gated=gated)
    return Confinement(argv, b"", WORKSPACE, CLEAN_ENVIRONMENT, around, 30_000, with_stdin=False, pty=pty)


async def said_by(process) -> tuple[str, int]:
    said = b""
    try:
        while True:
            said += (await process.output(10))[1]
    except EOFError:
        return said.decode(), (await process.ended(10)).code


@asynccontextmanager
async def under_attack():
    """An isolation whose launcher has that limit, and a workspace, while a program holds all it can."""
    with state_folder() as folder:
        launcher, workspace = folder / "launcher", folder / "workspaces" / "one"
        workspace.mkdir(parents=True)
        workspace.parent.chmod(0o711)
        os.chown(workspace, *PAYLOAD)
        launcher.write_text(f'#!/bin/sh\nulimit -n {LIMIT}\nexec {built(LAUNCHERS)} "$@"\n')
        launcher.chmod(launcher.stat().st_mode | stat.S_IXUSR)
        async with NamespacesIsolation(
            folder / "isolation", PAYLOAD, folder / "workspaces", launcher=launcher, pool_size=2
        ) as isolation:
            assert any(not refused() for _ in range(500))  # another run of this test may hold them still
            async with isolation.start(confinement(str(workspace), "python3", "-c", ATTACK)) as attacker:
                assert (await attacker.output(10))[1] == b"waiting\n"
                assert (await attacker.output(10))[1] == b"sent\n"
                for _ in range(100):
                    if refused():
                        break
                else:
                    pytest.skip("this kernel counts descriptors before a sender waits: nobody gets past a limit")
                yield isolation, str(workspace)
                assert refused()


async def test_one_shots_go_on_while_a_program_holds_all_descriptors_that_it_can():
    async with under_attack() as (isolation, workspace):
        for _ in range(6):
            async with isolation.start(confinement(workspace, "echo", "works")) as process:
                assert await said_by(process) == ("works\n", 0)
        for _ in range(4):
            async with isolation.start(confinement(workspace, "python3", "-c", "print('works')")) as process:
                assert await said_by(process) == ("works\n", 0)


async def test_sessions_go_on_while_a_program_holds_all_descriptors_that_it_can():
    async with under_attack() as (isolation, workspace):
        enclosure = await isolation.enclose(Surroundings(workspace, DEFAULT_LIMITS))
        try:
            shell = await enclosure.shell(WORKSPACE, CLEAN_ENVIRONMENT)
            async with shell.run("python3 -c 'import ctypes; ctypes.CDLL(None).ptrace(16, 1, 0, 0)'", {}, b"") as ran:
                assert (await said_by(ran))[1] == 0
                assert (await ran.ended(10)).denied
            async with shell.run("exit 3", {}, b"") as ran:
                assert (await said_by(ran))[1] == 3
            async with shell.run("echo works", {}, b"") as ran:
                assert await said_by(ran) == ("works\n", 0)
        finally:
            await enclosure.close()


@pytest.mark.skipif(not may_trace(), reason="the service fetches them only with CAP_SYS_PTRACE: here they are refused")
async def test_terminals_and_gates_are_fetched_while_none_can_be_sent():
    async with under_attack() as (isolation, workspace):
        terminal = confinement(workspace, "bash", "-c", "tty; stty size", pty=WindowSize(30, 90))
        async with isolation.start(terminal) as process:
            assert await said_by(process) == ("/dev/pts/0\r\n30 90\r\n", 0)
        call = "exec 5<>/dev/tcp/127.0.0.1/3128; echo hello >&5; cat <&5"
        async with isolation.start(confinement(workspace, "bash", "-c", call, gated=True)) as process:
            loop = asyncio.get_running_loop()
            process.gate.setblocking(False)
            caller, _ = await asyncio.wait_for(loop.sock_accept(process.gate), 10)
            with caller:
                assert await loop.sock_recv(caller, 100) == b"hello\n"
                await loop.sock_sendall(caller, b"works\n")
                caller.shutdown(socket.SHUT_RDWR)
            assert await said_by(process) == ("works\n", 0)

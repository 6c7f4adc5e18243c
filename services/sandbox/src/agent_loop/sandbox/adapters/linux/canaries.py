"""Canaries: what the isolation is worth on this machine, found by trying and never by asking for versions."""

import os
import shutil
import tempfile
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Protocol

from agent_loop.sandbox.adapters.linux import seccomp
from agent_loop.sandbox.adapters.linux.fixes import APPARMOR, fix
from agent_loop.sandbox.domain.errors import IsolationUnavailable
from agent_loop.sandbox.domain.limits import DEFAULT_LIMITS
from agent_loop.sandbox.domain.programs import (
    CLEAN_ENVIRONMENT,
    WORKSPACE,
    Confinement,
    Probe,
    Surroundings,
)
from agent_loop.sandbox.ports import Confined

# The children are there before the last line is written, which is what the probe waits for.
_QUESTIONS = (
    'sleep 600 & sleep 600 & echo "pid $$"; grep -E "^(NoNewPrivs|Seccomp|CapEff|CapBnd|Uid):" /proc/self/status; '
    "unshare -U true 2>/dev/null && echo nested; "
    "echo links $(ls /sys/class/net 2>/dev/null; tail -n +3 /proc/net/dev | cut -d: -f1); wait"
)


class Starts(Protocol):
    def start(self, confinement: Confinement) -> AbstractAsyncContextManager[Confined]: ...


def required(payload: tuple[int, int] | None) -> list[Probe]:
    """What any isolation needs of a machine before it tries to start something."""
    return [
        Probe(
            "machine_has_a_filter", seccomp.supported(), os.uname().machine,
            "the seccomp filter exists for x86_64 and aarch64 only",
        ),
        Probe(
            "payload_is_not_root", os.geteuid() != 0 or payload is not None, f"euid {os.geteuid()}, payload {payload}",
            "set SANDBOX_PAYLOAD_UID to an unprivileged uid",
        ),
    ]  # fmt: skip


async def stand(isolation: Starts, folder: Path, payload: tuple[int, int] | None) -> list[Probe]:
    """Run the canary on a workspace beneath `folder` and judge what it saw of the namespaces."""
    workspace = Path(tempfile.mkdtemp(dir=folder))
    if payload:
        os.chown(workspace, *payload)
    confinement = Confinement(
        argv=("bash", "-c", _QUESTIONS), script=b"", cwd=WORKSPACE, env=CLEAN_ENVIRONMENT,
        surroundings=Surroundings(str(workspace), DEFAULT_LIMITS), cpu_ms=10_000, with_stdin=False,
    )  # fmt: skip
    try:
        async with isolation.start(confinement) as process:
            return await _judged(process)
    except IsolationUnavailable as error:
        return [Probe("namespaces_stand", passed=False, detail=str(error), fix=fix(str(error)))]
    finally:
        shutil.rmtree(workspace, ignore_errors=True)


async def _judged(process: Confined) -> list[Probe]:
    said = b""
    try:
        while b"links" not in said or not said.endswith(b"\n"):
            said += (await process.output(10.0))[1]
    except (EOFError, TimeoutError):
        return [Probe("namespaces_stand", passed=False, detail=said.decode(errors="replace"), fix=APPARMOR)]
    lines = dict(
        parts for line in said.decode().splitlines() if len(parts := line.replace(":", " ").split(None, 1)) > 1
    )
    before = process.occupancy().processes
    await process.kill()
    expectations: tuple[tuple[str, str, Callable[[str], bool], str], ...] = (
        ("pid_namespace", "pid", lambda pid: int(pid) < 10, "the kernel lacks pid namespaces"),
        ("no_new_privs", "NoNewPrivs", lambda value: value == "1", "the isolation is broken here"),
        ("seccomp_filters", "Seccomp", lambda value: value == "2", "the kernel lacks CONFIG_SECCOMP_FILTER"),
        ("no_capabilities", "CapEff", lambda value: int(value, 16) == 0, "the isolation is broken here"),
        ("not_root", "Uid", lambda value: "0" not in value.split(), "the isolation is broken here"),
        ("no_network", "links", lambda value: set(value.split()) <= {"lo"}, "the kernel lacks network namespaces"),
    )
    probes = [Probe("namespaces_stand", passed=True, detail="a program started")]
    probes += [
        Probe(name, key in lines and holds(lines[key].strip()), f"{key} {lines.get(key, 'unknown').strip()}", fix)
        for name, key, holds, fix in expectations
    ]
    probes.append(Probe("no_nested_namespaces", b"nested" not in said, "unshare -U inside", "bubblewrap 0.8 is needed"))
    left = process.occupancy().processes
    seen = f"{before} processes before the kill, {left} after"
    probes.append(Probe("a_tree_dies", before >= 2 and left == 0, seen, "the kernel lacks CONFIG_PROC_CHILDREN"))
    return probes

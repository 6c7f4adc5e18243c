"""Canaries: what the isolation is worth on this machine, found by trying and never by asking for versions."""

import os
import shutil
import tempfile
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Protocol

from agent_loop.sandbox.adapters.isolation_bubblewrap import seccomp
from agent_loop.sandbox.domain.errors import IsolationUnavailable
from agent_loop.sandbox.domain.limits import DEFAULT_LIMITS
from agent_loop.sandbox.domain.programs import (
    CLEAN_ENVIRONMENT,
    WORKSPACE,
    Confinement,
    Probe,
    Report,
    Surroundings,
    Tier,
)
from agent_loop.sandbox.ports import Confined

_INSTALL = "sudo apt-get install bubblewrap"
_APPARMOR = (
    "Ubuntu 23.10 and later refuse user namespaces by AppArmor. Allow them to bubblewrap: "
    "printf 'abi <abi/4.0>,\\ninclude <tunables/global>\\nprofile bwrap /usr/bin/bwrap flags=(unconfined) {\\n"
    "  userns,\\n}\\n' | sudo tee /etc/apparmor.d/bwrap && sudo apparmor_parser -r /etc/apparmor.d/bwrap; "
    "or to everyone: sudo sysctl kernel.apparmor_restrict_unprivileged_userns=0"
)
_FIXES = (
    ("uid map", _APPARMOR),
    ("NETLINK_ROUTE", _APPARMOR),
    ("loopback", _APPARMOR),
    ("No permissions to create", f"sudo sysctl kernel.unprivileged_userns_clone=1. {_APPARMOR}"),
    ("Creating new namespace failed: No space", "sudo sysctl user.max_user_namespaces=15000"),
    ("mount proc", "in Docker: --security-opt systempaths=unconfined"),
    ("pivot_root", "in Docker: a seccomp profile that allows clone, unshare, mount, umount2 and pivot_root"),
    ("Unknown option", "bubblewrap 0.8 or newer is needed; Debian 12 and Ubuntu 24.04 have it"),
    ("find source path", "put SANDBOX_STATE_DIR where the payload's user can reach it, for example beneath /var/lib"),
)
# The children are there before the last line is written, which is what the probe waits for.
_QUESTIONS = (
    'sleep 600 & sleep 600 & echo "pid $$"; grep -E "^(NoNewPrivs|Seccomp|CapEff|CapBnd|Uid):" /proc/self/status; '
    "unshare -U true 2>/dev/null && echo nested; "
    "echo links $(ls /sys/class/net 2>/dev/null; tail -n +3 /proc/net/dev | cut -d: -f1); wait"
)


class _Starts(Protocol):
    def start(self, confinement: Confinement) -> AbstractAsyncContextManager[Confined]: ...


async def canaries(isolation: _Starts, bubblewrap: str | None, folder: Path, payload: tuple[int, int] | None) -> Report:
    """Run them all; the first that fails leaves no tier."""
    installed = Probe("bubblewrap_installed", bubblewrap is not None, bubblewrap or "bwrap is not there", _INSTALL)
    probes = [installed, *required(payload)]
    if all(probe.passed for probe in probes):
        probes += await stand(isolation, folder, payload)
    probes = [Probe(p.name, p.passed, p.detail, "" if p.passed else p.fix) for p in probes]
    return Report(Tier.NAMESPACES if all(probe.passed for probe in probes) else Tier.UNSPECIFIED, tuple(probes))


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


async def stand(isolation: _Starts, folder: Path, payload: tuple[int, int] | None) -> list[Probe]:
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
        return [Probe("namespaces_stand", passed=False, detail=str(error), fix=_fix(str(error)))]
    finally:
        shutil.rmtree(workspace, ignore_errors=True)


async def _judged(process: Confined) -> list[Probe]:
    said = b""
    try:
        while b"links" not in said or not said.endswith(b"\n"):
            said += (await process.output(10.0))[1]
    except (EOFError, TimeoutError):
        return [Probe("namespaces_stand", passed=False, detail=said.decode(errors="replace"), fix=_APPARMOR)]
    lines = dict(
        parts for line in said.decode().splitlines() if len(parts := line.replace(":", " ").split(None, 1)) > 1
    )
    before = process.occupancy().processes
    await process.kill()
    expectations: tuple[tuple[str, str, Callable[[str], bool], str], ...] = (
        ("pid_namespace", "pid", lambda pid: int(pid) < 10, "the kernel lacks pid namespaces"),
        ("no_new_privs", "NoNewPrivs", lambda value: value == "1", "bubblewrap is broken here"),
        ("seccomp_filters", "Seccomp", lambda value: value == "2", "the kernel lacks CONFIG_SECCOMP_FILTER"),
        ("no_capabilities", "CapEff", lambda value: int(value, 16) == 0, "bubblewrap is broken here"),
        ("not_root", "Uid", lambda value: "0" not in value.split(), "bubblewrap is broken here"),
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


def _fix(words: str) -> str:
    for part, fix in _FIXES:
        if part in words:
            return fix
    return f"bubblewrap said why; {_INSTALL} where it is older than 0.8"

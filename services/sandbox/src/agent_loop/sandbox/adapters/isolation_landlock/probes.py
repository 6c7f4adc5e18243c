"""Canaries: what Landlock and the filters are worth on this machine, found by trying, never by asking for versions."""

import json
import os
import shutil
import tempfile
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Protocol

from agent_loop.sandbox.adapters.linux import processes, seccomp
from agent_loop.sandbox.adapters.supervisor.canary import REACHED
from agent_loop.sandbox.adapters.supervisor.order import Canary
from agent_loop.sandbox.adapters.supervisor.process import SupervisedProcess
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

_NO_LANDLOCK = (
    "Landlock must be in the kernel (5.13 or newer) and in its list of modules: add landlock to lsm= of the kernel's "
    'command line, for example GRUB_CMDLINE_LINUX="lsm=landlock,lockdown,yama,integrity,apparmor,bpf" in '
    "/etc/default/grub, then sudo update-grub && sudo reboot"
)
_FILTERED = (
    "an outer seccomp filter refuses it. In Docker: a profile that allows landlock_create_ruleset, landlock_add_rule, "
    "landlock_restrict_self and seccomp, such as --security-opt seccomp=services/sandbox/seccomp/sandbox.json"
)
_FIXES = (
    ("prctl(36)", "a Linux kernel is needed; gVisor (runsc) has no Landlock"),
    ("landlock_create_ruleset: Operation not permitted", _FILTERED),
    ("landlock_create_ruleset", _NO_LANDLOCK),
    ("seccomp: Device or resource busy", "an outer filter has a listener already; run the service without it"),
    ("seccomp", "a kernel with CONFIG_SECCOMP_FILTER, 5.0 or newer"),
    ("cwd", "put SANDBOX_STATE_DIR where the payload's user can reach it, for example beneath /var/lib"),
)
_OLD = "Linux 6.12 or newer is needed: older ones do not keep signals inside"
_BROKEN = "the filters do not hold here; please report it with the output of: uname -a; cat /sys/kernel/security/lsm"
_HELD = {
    "files_of_others_unreadable": ("read_outside", _BROKEN),
    "folders_of_others_unlisted": ("list_outside", _BROKEN),
    "nothing_written_outside": ("write_outside", _BROKEN),
    "modes_outside_stay": ("mode_outside", _BROKEN),
    "times_outside_stay": ("times_outside", _BROKEN),
    "signals_stay_inside": ("signal", _OLD),
    "limits_of_others_stay": ("limits", _BROKEN),
    "no_proc": ("processes", _BROKEN),
    "no_tcp": ("tcp", _BROKEN),
    "no_udp": ("udp", _BROKEN),
    "no_unix_socket": ("unix_socket", _BROKEN),
    "no_datagram_pair": ("datagram_pair", _BROKEN),
}
_WORKS = {
    "own_files_writable": ("write_own", _BROKEN),
    "own_modes_changeable": (
        "mode_own",
        "allow the service to read /proc/PID/mem of its children: kernel.yama.ptrace_scope=1",
    ),
    "programs_readable": ("read_usr", _BROKEN),
    "stream_pairs_work": ("stream_pair", _BROKEN),
}


class _Starts(Protocol):
    def start(
        self, confinement: Confinement, canary: Canary | None = None
    ) -> AbstractAsyncContextManager[SupervisedProcess]: ...


async def canaries(isolation: _Starts, folder: Path, payload: tuple[int, int] | None) -> Report:
    """Run them all; the first that fails leaves no tier."""
    probes = [
        Probe(
            "machine_has_a_filter", seccomp.supported(), os.uname().machine,
            "the seccomp filter exists for x86_64 and aarch64 only",
        ),
        Probe(
            "payload_is_not_root", os.geteuid() != 0 or payload is not None, f"euid {os.geteuid()}, payload {payload}",
            "set SANDBOX_PAYLOAD_UID to an unprivileged uid",
        ),
    ]  # fmt: skip
    if all(probe.passed for probe in probes):
        probes += await _run(isolation, folder, payload)
    probes = [Probe(p.name, p.passed, p.detail, "" if p.passed else p.fix) for p in probes]
    return Report(Tier.LANDLOCK if all(probe.passed for probe in probes) else Tier.UNSPECIFIED, tuple(probes))


async def _run(isolation: _Starts, folder: Path, payload: tuple[int, int] | None) -> list[Probe]:
    outside = Path(tempfile.mkdtemp(dir=folder))
    workspace = Path(tempfile.mkdtemp(dir=folder))
    (outside / "secret").write_text("of another")
    if payload:
        for path in (outside, outside / "secret", workspace):
            os.chown(path, *payload)
    around = Surroundings(str(workspace), DEFAULT_LIMITS)
    sleeper = Confinement(("sleep", "600"), b"", WORKSPACE, CLEAN_ENVIRONMENT, around, 10_000, with_stdin=False)
    try:
        async with isolation.start(sleeper) as victim:
            canary = Canary(str(outside), processes.children(victim.pid)[0])
            async with isolation.start(sleeper, canary) as process:
                return await _judged(process)
    except IsolationUnavailable as error:
        return [Probe("landlock_stands", passed=False, detail=str(error), fix=_fix(str(error)))]
    finally:
        for path in (outside, workspace):
            shutil.rmtree(path, ignore_errors=True)


async def _judged(process: SupervisedProcess) -> list[Probe]:
    said = b""
    try:
        while not said.endswith(b"\n"):
            said += (await process.output(10.0))[1]
    except (EOFError, TimeoutError):
        return [Probe("landlock_stands", passed=False, detail=said.decode(errors="replace"), fix=_BROKEN)]
    before, after = (json.loads(said)[when] for when in ("before", "after"))
    probes = [Probe("landlock_stands", passed=True, detail="a program started")]
    for name, (attempt, fix) in _HELD.items():
        seen = f"{attempt}: {after[attempt]} inside, {before[attempt]} outside"
        probes.append(Probe(name, after[attempt] != REACHED, seen, fix))
    for name, (attempt, fix) in _WORKS.items():
        probes.append(Probe(name, after[attempt] == REACHED, f"{attempt}: {after[attempt]} inside", fix))
    return [*probes, await tree_dies(process)]


async def tree_dies(process: SupervisedProcess) -> Probe:
    """The canary left two processes that hear nothing but the kernel."""
    tree = processes.children(process.pid)
    for pid in tree:  # which grows meanwhile
        tree += processes.children(pid)
    await process.kill()
    left = [pid for pid in tree if os.path.exists(f"/proc/{pid}")]  # noqa: ASYNC240, PTH110  no disk is asked
    seen = f"{len(tree)} processes before the kill, {len(left)} after"
    return Probe("a_tree_dies", len(tree) >= 3 and not left, seen, "the kernel lacks CONFIG_PROC_CHILDREN")


def _fix(words: str) -> str:
    return next((fix for part, fix in _FIXES if part in words), _BROKEN)

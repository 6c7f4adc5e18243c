"""`agent-loop doctor`: what this machine lacks for the embedded stack, with the fix of each."""

import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

import click

from agent_loop.chassis.cli import EXIT_MISSING, EXIT_OK, called, json_option, print_json
from agent_loop.chassis.processes.home import Home
from agent_loop.chassis.processes.launch import running
from agent_loop.chassis.processes.readiness import answers
from agent_loop.chassis.processes.settings import Settings
from agent_loop.chassis.processes.stack import (
    DEFAULT_PORTS,
    HOST,
    PROGRAMS,
    ProgramNotInstalled,
    find_embedded_model,
    is_free,
    modules,
    own_ollama,
)
from agent_loop.chassis.processes.supervisor import Supervisor
from agent_loop.chassis.settings import load_settings

_MIN_FREE_BYTES = 500 * 2**20
_APPARMOR = Path("/proc/sys/kernel/apparmor_restrict_unprivileged_userns")
_MAX_NAMESPACES = Path("/proc/sys/user/max_user_namespaces")


@dataclass(frozen=True)
class Finding:
    """One thing that the stack needs. `fix` is empty where nothing is to be done."""

    name: str
    ok: bool
    detail: str
    fix: str = ""


def fine(name: str, detail: str) -> Finding:
    return Finding(name, ok=True, detail=detail)


def lacking(name: str, detail: str, fix: str) -> Finding:
    return Finding(name, ok=False, detail=detail, fix=fix)


def python_version() -> Finding:
    """The installer refuses a Python that is too old, so this can only be right; it says which one runs."""
    return fine("python", f"{'.'.join(map(str, sys.version_info[:3]))} ({sys.executable})")


def bubblewrap() -> Finding:
    path = shutil.which("bwrap")
    if path is None:
        return lacking("bubblewrap", "bwrap is not installed", "sudo apt-get install bubblewrap")
    return fine("bubblewrap", path)


def user_namespaces() -> Finding:
    """Runs a program as the sandbox would: only that shows what the kernel and its policies allow."""
    if shutil.which("bwrap") is None:
        return lacking("user namespaces", "cannot be tried without bubblewrap", "sudo apt-get install bubblewrap")
    argv = ["bwrap", "--ro-bind", "/", "/", "--proc", "/proc", "--unshare-all", "true"]
    try:
        done = subprocess.run(argv, capture_output=True, text=True, timeout=20, check=False)
    except subprocess.TimeoutExpired:
        return lacking("user namespaces", "bwrap did not end within 20 s", "look at the kernel's log: dmesg")
    if done.returncode == 0:
        return fine("user namespaces", "bubblewrap can isolate")
    return lacking("user namespaces", done.stderr.strip(), _namespace_fix())


def _namespace_fix() -> str:
    if _APPARMOR.exists() and _APPARMOR.read_text("ascii").strip() == "1":
        profile = (
            "abi <abi/4.0>,\\ninclude <tunables/global>\\nprofile bwrap /usr/bin/bwrap flags=(unconfined) { userns, }"
        )
        return (
            f"allow it to bubblewrap: printf '{profile}\\n' | sudo tee /etc/apparmor.d/bwrap && sudo systemctl reload "
            "apparmor  (or to all: sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0)"
        )
    if _MAX_NAMESPACES.exists() and _MAX_NAMESPACES.read_text("ascii").strip() == "0":
        return "sudo sysctl -w user.max_user_namespaces=15000"
    return (
        "sudo sysctl -w kernel.unprivileged_userns_clone=1, or, in Docker: --security-opt systempaths=unconfined and a "
        "seccomp profile that allows clone, unshare, mount, umount2 and pivot_root"
    )


def installed() -> Finding:
    try:
        modules(PROGRAMS)
    except ProgramNotInstalled as error:
        return lacking("services", str(error), "make install")
    return fine("services", ", ".join(PROGRAMS))


def writable_home(home: Home) -> Finding:
    folder = next(path for path in (home.root, *home.root.parents) if path.exists())
    if not folder.is_dir() or not os.access(folder, os.W_OK | os.X_OK):
        return lacking("state folder", f"{folder} is not writable", "set AGENT_LOOP_HOME to one that is")
    return fine("state folder", str(home.root))


def disk_space(home: Home) -> Finding:
    folder = next(path for path in (home.root, *home.root.parents) if path.exists())
    free = shutil.disk_usage(folder).free
    text = f"{free / 2**30:.1f} GiB free below {folder}"
    if free >= _MIN_FREE_BYTES:
        return fine("disk space", text)
    return lacking("disk space", text, "free 500 MiB, or set AGENT_LOOP_HOME to a folder on another disk")


def model(settings: Settings) -> Finding:
    if own := own_ollama():
        return fine("model", f"your own Ollama: {own}")
    found = find_embedded_model(settings.embedded_model)
    if found is not None:
        return fine("model", f"{found} ({found.stat().st_size / 2**20:.1f} MiB)")
    fix = f"git checkout models/embedded, or set AGENT_LOOP_EMBEDDED_MODEL, or: {called()} up --ollama URL"
    return lacking("model", "the embedded model is not here", fix)


def private_files(home: Home) -> Finding:
    """The token between services and the keys that sign users' tokens are this user's alone."""
    secret = [home.token_file, *(path for path in (home.root / "gateway").glob("**/*") if path.is_file())]
    open_ones = [path for path in secret if path.exists() and stat.S_IMODE(path.stat().st_mode) & 0o077]
    if not open_ones:
        return fine("keys and tokens", "only you can read them")
    names = " ".join(f"'{path}'" for path in open_ones)
    return lacking("keys and tokens", f"others can read {names}", f"chmod 600 {names}")


def ports_or_services(home: Home) -> list[Finding]:
    """Free ports while the stack is down; answering services while it is up."""
    stack = running(home)
    if stack is None:
        taken = [f"{name} {port}" for name, port in DEFAULT_PORTS.items() if not is_free(port)]
        text = f"taken: {', '.join(taken)}; `{called()} up` picks others" if taken else "the usual ones are free"
        return [fine("ports", text)]
    found = []
    for process in Supervisor(home).processes():
        ok = answers(process, stack.ports)
        text = f"{process.state.lower()} on {HOST}:{stack.ports[process.name]}"
        fix = "" if ok else f"{called()} logs {process.name}; {called()} down; {called()} up"
        found.append(Finding(process.name, ok, text, fix))
    return found


def examine(settings: Settings) -> list[Finding]:
    """Everything that is looked at, in the order in which it is needed."""
    home = Home(settings.home)
    checks: list[Callable[[], Finding]] = [
        python_version,
        installed,
        bubblewrap,
        user_namespaces,
        lambda: writable_home(home),
        lambda: disk_space(home),
        lambda: model(settings),
        lambda: private_files(home),
    ]
    return [*(check() for check in checks), *ports_or_services(home)]


@click.command()
@json_option
def doctor(*, as_json: bool) -> int:
    """Look at what this machine lacks, and name the fix of each."""
    findings = examine(load_settings(Settings))
    if as_json:
        print_json([asdict(finding) for finding in findings])
    else:
        for finding in findings:
            click.echo(f"{'ok     ' if finding.ok else 'MISSING'}  {finding.name:<16} {finding.detail}")
            if finding.fix:
                click.echo(f"{'':<26}fix: {finding.fix}")
    return EXIT_OK if all(finding.ok for finding in findings) else EXIT_MISSING

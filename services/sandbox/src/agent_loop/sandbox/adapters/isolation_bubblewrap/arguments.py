"""What bubblewrap is told: the namespaces, the file system that a program sees, and its limits."""

import os
from collections.abc import Sequence
from pathlib import Path

from agent_loop.sandbox.adapters.linux.etc import HOSTNAME, PAYLOAD_UID
from agent_loop.sandbox.adapters.linux.rlimits import address_bytes, data_bytes
from agent_loop.sandbox.domain.programs import SCRIPT, WORKSPACE, Confinement

_ROOT_FOLDERS = ("bin", "sbin", "lib", "lib32", "lib64", "libx32")

_LAUNCHER = (
    "ulimit -c 0 && ulimit -u {processes} && ulimit -n {files} && ulimit -f {file_kib} && ulimit -d {data_kib} "
    "&& ulimit -v {address_kib} && ulimit -St {cpu} && ulimit -Ht {cpu_hard} && umask 022 || exit 125; "
    'printf x >&{started}; exec {started}>&-; while [ "$1" != -- ]; do export "$1"; shift; done; shift; exec -- "$@"'
)
"""Run inside by bash: limits, then a byte to say that everything stands, then the program takes its place.

What the linker obeys is exported last, so that a library of the workspace is loaded by the program alone.
"""

_OBEYED_BY_THE_LINKER = ("LD_", "GLIBC_TUNABLES")

_OWN_PROCESSES = 3
"""bubblewrap's init counts against the limit of processes; so does bash while it starts."""


def filesystem(etc: Path) -> list[str]:
    """The view that does not depend on the program: /usr and a small /etc, read-only; /proc, /dev."""
    view = ["--ro-bind", "/usr", "/usr"]
    for name in _ROOT_FOLDERS:
        host = Path("/", name)
        if host.is_symlink():
            view += ["--symlink", str(host.readlink()), f"/{name}"]
        elif host.is_dir():
            view += ["--ro-bind", f"/{name}", f"/{name}"]
    return [*view, "--ro-bind", str(etc), "/etc", "--proc", "/proc", "--dev", "/dev"]


def options(confinement: Confinement, view: Sequence[str], seccomp: int, script: int | None) -> bytes:
    """NUL-separated, for --args; descriptors are numbers that the child inherits."""
    limits = confinement.surroundings.limits
    given = [
        "--unshare-all", "--unshare-user", "--disable-userns", "--uid", str(PAYLOAD_UID), "--gid", str(PAYLOAD_UID),
        *_hostname(), "--die-with-parent", "--new-session", "--cap-drop", "ALL", "--clearenv",
        "--seccomp", str(seccomp), *view,
        "--perms", "1777", "--size", str(limits.tmp_bytes), "--tmpfs", "/tmp",  # noqa: S108  the sandbox's own
        "--perms", "1777", "--size", str(limits.tmp_bytes), "--tmpfs", "/dev/shm",  # noqa: S108
        "--bind", confinement.surroundings.workspace, WORKSPACE,
    ]  # fmt: skip
    if script is not None:
        given += ["--perms", "0444", "--file", str(script), SCRIPT]
    given += ["--remount-ro", "/dev", "--remount-ro", "/"]
    for name, value in confinement.env.items():
        if not name.startswith(_OBEYED_BY_THE_LINKER):
            given += ["--setenv", name, value]
    given += ["--chdir", confinement.cwd]
    return b"".join(part.encode("utf-8", "surrogateescape") + b"\0" for part in given)


def _hostname() -> tuple[str, ...]:
    """None where the machine bears the name already: Docker's seccomp profile refuses to set one in a container."""
    return () if os.uname().nodename == HOSTNAME else ("--hostname", HOSTNAME)


def launched(confinement: Confinement, started: int) -> list[str]:
    """The command that bubblewrap starts inside."""
    limits = confinement.surroundings.limits
    launcher = _LAUNCHER.format(
        processes=limits.processes + limits.processes // 8 + _OWN_PROCESSES,
        files=limits.open_files,
        file_kib=max(1, limits.file_bytes // 1024),
        data_kib=data_bytes(limits) // 1024,
        address_kib=address_bytes(limits) // 1024,
        cpu=-(-confinement.cpu_ms // 1000),
        cpu_hard=-(-confinement.cpu_ms // 1000) + 1,
        started=started,
    )
    late = [f"{name}={value}" for name, value in confinement.env.items() if name.startswith(_OBEYED_BY_THE_LINKER)]
    return ["/usr/bin/bash", "-p", "-c", launcher, "sandbox", *late, "--", *confinement.argv]

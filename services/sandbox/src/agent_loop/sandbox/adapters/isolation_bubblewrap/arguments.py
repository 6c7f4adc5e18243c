"""What bubblewrap is told: the namespaces, the file system that a program sees, and its limits."""

import os
import shutil
from collections.abc import Sequence
from pathlib import Path

from agent_loop.sandbox.domain.limits import Limits
from agent_loop.sandbox.domain.programs import SCRIPT, WORKSPACE, Confinement

PAYLOAD_UID = 1000
"""Who a program is inside, whoever it is outside."""

HOSTNAME = "sandbox"
"""What the machine is called inside."""

_ROOT_FOLDERS = ("bin", "sbin", "lib", "lib32", "lib64", "libx32")

_LAUNCHER = (
    "ulimit -c 0 && ulimit -u {processes} && ulimit -n {files} && ulimit -f {file_kib} && ulimit -d {data_kib} "
    "&& ulimit -v {address_kib} && ulimit -St {cpu} && ulimit -Ht {cpu_hard} && umask 022 || exit 125; "
    'printf x >&{started}; exec {started}>&-; exec -- "$@"'
)
"""Run inside by bash: limits, then a byte to say that everything stands, then the program takes its place."""

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
        address_kib=(4 * data_bytes(limits) + 4 * 2**30) // 1024,
        cpu=-(-confinement.cpu_ms // 1000),
        cpu_hard=-(-confinement.cpu_ms // 1000) + 1,
        started=started,
    )
    return ["/usr/bin/bash", "-p", "-c", launcher, "sandbox", *confinement.argv]


def data_bytes(limits: Limits) -> int:
    """What one process may have of private memory: above the limit that all share, which a watcher enforces."""
    return 2 * limits.memory_bytes + 64 * 2**20


def make_etc(folder: Path) -> None:
    """Write the /etc of every sandbox: names and linker settings, none of the host's secrets."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, mode=0o755)
    folder.chmod(0o755)
    payload = f"agent:x:{PAYLOAD_UID}:{PAYLOAD_UID}"
    files = {
        "passwd": f"root:x:0:0:root:/root:/bin/bash\n{payload}:agent:{WORKSPACE}:/bin/bash\n"
        "nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\n",
        "group": f"root:x:0:\nagent:x:{PAYLOAD_UID}:\nnogroup:x:65534:\n",
        "hosts": f"127.0.0.1 localhost {HOSTNAME}\n::1 localhost\n",
        "hostname": f"{HOSTNAME}\n",
        "nsswitch.conf": "passwd: files\ngroup: files\nhosts: files\n",
    }
    for name, content in files.items():
        folder.joinpath(name).write_text(content)
        folder.joinpath(name).chmod(0o644)
    for name in ("ld.so.cache", "ld.so.conf", "debian_version", "mime.types", "services", "protocols"):
        host = Path("/etc", name)
        if host.is_file():
            shutil.copyfile(host, folder / name)
            folder.joinpath(name).chmod(0o644)
    if Path("/etc/alternatives").is_dir():
        shutil.copytree("/etc/alternatives", folder / "alternatives", symlinks=True)
    folder.joinpath("localtime").symlink_to("/usr/share/zoneinfo/UTC")
    folder.joinpath("os-release").symlink_to("../usr/lib/os-release")

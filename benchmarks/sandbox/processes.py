"""Processes as they look from outside: /proc."""

import os
from pathlib import Path

_NAMESPACES = ("user", "pid", "mnt", "net", "ipc", "uts")


def descendants(root: int) -> list[int]:
    """Of a process, itself first."""
    children: dict[int, list[int]] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
        except (FileNotFoundError, ProcessLookupError):
            continue
        children.setdefault(parent, []).append(int(folder.name))
    found = [root]
    for pid in found:  # it grows while it is walked
        found += children.get(pid, [])
    return found


def pss_bytes(pids: list[int]) -> int:
    """Their proportional set sizes together. Raises PermissionError where one may not look."""
    total = 0
    for pid in pids:
        try:
            rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
        except (FileNotFoundError, ProcessLookupError):
            continue
        total += sum(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:"))
    return total * 1024


def rss_bytes(pid: int) -> int:
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def available_bytes() -> int:
    """What the machine could still give: it counts what the kernel itself holds for namespaces and mounts."""
    for line in Path("/proc/meminfo").read_text().splitlines():
        if line.startswith("MemAvailable:"):
            return int(line.split()[1]) * 1024
    raise OSError("/proc/meminfo has no MemAvailable")


def protections(pid: int, service: int) -> str:
    """What a program inside really has, compared with the service outside."""
    status = dict(
        line.split(":\t", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines() if ":\t" in line
    )
    own = [name for name in _NAMESPACES if _link(pid, name) != _link(service, name)]
    mounts = Path(f"/proc/{pid}/mountinfo").read_text().splitlines()
    mounted = any(line.split()[4] == "/workspace" for line in mounts)
    cgroup = Path(f"/proc/{pid}/cgroup").read_text() != Path(f"/proc/{service}/cgroup").read_text()
    return (
        f"uid {status['Uid'].split()[0]}; namespaces of its own: {', '.join(own) or 'none'}; "
        f"seccomp filter: {_said(status['Seccomp'] == '2')}; no_new_privs: {_said(status['NoNewPrivs'] == '1')}; "
        f"workspace mounted: {_said(mounted)}; cgroup of its own: {_said(cgroup)}"
    )


def _link(pid: int, namespace: str) -> str:
    return str(Path(f"/proc/{pid}/ns/{namespace}").readlink())


def _said(holds: bool) -> str:
    return "yes" if holds else "no"

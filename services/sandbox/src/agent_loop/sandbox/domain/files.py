"""Files of a workspace: paths, what lies there, and what changed."""

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum

from agent_loop.sandbox.domain.errors import PathRefused, QuotaExceeded
from agent_loop.sandbox.domain.programs import WORKSPACE

PERMISSIONS = 0o1777
"""Mode bits that a file API may set: no setuid, no setgid."""

MAX_PATH_BYTES = 3800
"""Linux takes 4,095 bytes in a path; the rest is for where the workspace lies."""

MAX_NAME_BYTES = 255

SEED = ""
"""The snapshot of what the workspace held at first."""

MAX_SNAPSHOTS = 16
"""Of one sandbox, besides the seed."""


class FileKind(IntEnum):
    FILE = 1
    DIRECTORY = 2
    SYMLINK = 3
    OTHER = 4


class ChangeKind(IntEnum):
    ADDED = 1
    MODIFIED = 2
    REMOVED = 3


@dataclass(frozen=True)
class FileInfo:
    """`path` is relative to the workspace, which itself is empty; names that are no UTF-8 are surrogateescaped."""

    path: str
    kind: FileKind
    mode: int
    size: int
    mtime_ns: int
    link_target: str = ""


@dataclass(frozen=True)
class Entry:
    """A file, folder or link to put into a workspace, or taken from one."""

    path: str
    kind: FileKind = FileKind.FILE
    mode: int = 0
    """Zero: 0644 for files, 0755 for folders."""
    content: Iterable[bytes] = ()
    size: int = 0
    """Bytes of content."""
    link_target: str = ""
    mtime_ns: int = 0
    """Zero: now."""


@dataclass(frozen=True)
class WorkspaceUsage:
    bytes: int
    """Sizes of all files, sparse ones as large as they look."""
    inodes: int


@dataclass(frozen=True)
class Quota:
    bytes: int
    inodes: int

    def exceeded_by(self, usage: WorkspaceUsage) -> str:
        """Why not, as a sentence; empty where it fits."""
        if usage.bytes > self.bytes:
            return f"the workspace holds {usage.bytes} bytes; its quota is {self.bytes}"
        if usage.inodes > self.inodes:
            return f"the workspace holds {usage.inodes} files, folders and links; its quota is {self.inodes}"
        return ""


@dataclass(frozen=True)
class Fingerprint:
    """What of a file a diff compares. Times are not part of it."""

    kind: FileKind
    mode: int
    size: int
    sha256: str
    link_target: str


@dataclass(frozen=True)
class Change:
    change: ChangeKind
    path: str
    fingerprint: Fingerprint
    """After the change; before it, where the path was removed."""


def demand_room_for_snapshot(snapshot_id: str, kept: Collection[str]) -> None:
    """Raises QuotaExceeded where one more than the kept ones would be too many."""
    if snapshot_id not in kept and len({*kept, snapshot_id} - {SEED}) > MAX_SNAPSHOTS:
        raise QuotaExceeded(
            f"the sandbox holds {MAX_SNAPSHOTS} snapshots, as many as it may; go on in a new sandbox made from one of "
            "them (seed.from_sandbox with its snapshot_id), and delete this one"
        )


def relative_path(path: str) -> str:
    """The path relative to the workspace, normalised. Raises PathRefused for `..`, NUL, and absolute ones elsewhere."""
    if "\0" in path:
        raise PathRefused("a path holds a NUL byte")
    if path == WORKSPACE or path.startswith(WORKSPACE + "/"):
        path = path[len(WORKSPACE) + 1 :]
    if path.startswith("/"):
        raise PathRefused(f"{path!r} is absolute and not beneath {WORKSPACE}")
    parts = [part for part in path.split("/") if part not in ("", ".")]
    if ".." in parts:
        raise PathRefused(f"{path!r} leads upwards with `..`")
    joined = "/".join(parts)
    encoded = [len(part.encode("utf-8", "surrogateescape")) for part in parts]
    if sum(encoded) + len(parts) > MAX_PATH_BYTES or max(encoded, default=0) > MAX_NAME_BYTES:
        raise PathRefused(f"a path is longer than {MAX_PATH_BYTES} bytes, or a name in it than {MAX_NAME_BYTES}")
    return joined


def link_within(path: str, target: str) -> str:
    """The target of a link at `path`, as given. Raises PathRefused where it points out of the workspace."""
    if not target or "\0" in target:
        raise PathRefused(f"the link {path!r} has no target, or a NUL byte in it")
    if target.startswith("/"):
        relative_path(target)
        return target
    depth = len(path.split("/")) - 1
    for part in target.split("/"):
        depth += {"": 0, ".": 0, "..": -1}.get(part, 1)
        if depth < 0:
            raise PathRefused(f"the link {path!r} points out of the workspace, to {target!r}")
    return target


def fingerprints(entries: Iterable[Entry]) -> dict[str, Fingerprint]:
    """What lies at each path. Reads every file, so it blocks where the entries do."""
    found: dict[str, Fingerprint] = {}
    for entry in entries:
        digest = ""
        if entry.kind is FileKind.FILE:
            hashed = hashlib.sha256()
            for chunk in entry.content:
                hashed.update(chunk)
            digest = hashed.hexdigest()
        found[entry.path] = Fingerprint(entry.kind, entry.mode, entry.size, digest, entry.link_target)
    return found


def changes(before: Mapping[str, Fingerprint], after: Mapping[str, Fingerprint]) -> list[Change]:
    """What differs, sorted by path. A folder is modified when its mode or kind differs, not when its content does."""
    found = [Change(ChangeKind.REMOVED, path, before[path]) for path in before.keys() - after.keys()]
    for path, fingerprint in after.items():
        if path not in before:
            found.append(Change(ChangeKind.ADDED, path, fingerprint))
        elif before[path] != fingerprint:
            found.append(Change(ChangeKind.MODIFIED, path, fingerprint))
    return sorted(found, key=lambda change: change.path)

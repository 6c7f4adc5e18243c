"""Which parts of a workspace may be shown where."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from posixpath import normpath

from agent_loop.sandbox.domain.errors import RequestRefused
from agent_loop.sandbox.domain.files import MAX_PATH_BYTES, relative_path
from agent_loop.sandbox.domain.programs import Mount

MAX_MOUNTS = 16
_TAKEN = {"proc", "sys", "dev", "usr", "bin", "sbin", "run", "tmp", "workspace"}
"""Top folders that are the sandbox's own, with all beneath them; so is every `lib…`."""


def mountable(mounts: Sequence[Mount]) -> tuple[Mount, ...]:
    """The mounts with their sources normalised. Raises RequestRefused, and PathRefused for a source that leads out."""
    if len(mounts) > MAX_MOUNTS:
        raise RequestRefused(f"{len(mounts)} mounts are asked for; a sandbox may have {MAX_MOUNTS}")
    targets = sorted(_target(mount.target) + "/" for mount in mounts)
    for first, second in pairwise(targets):
        if second.startswith(first):
            raise RequestRefused(f"the mount {second[:-1]!r} lies in {first[:-1]!r}, or is the same")
    sources = [relative_path(mount.source) for mount in mounts]
    if "" in sources:
        raise RequestRefused("a mount shows a part of the workspace: name it as `source`")
    return tuple(replace(mount, source=source) for mount, source in zip(mounts, sources, strict=True))


def _target(target: str) -> str:
    if not target.startswith("/") or target.startswith("//") or "\0" in target or normpath(target) != target:
        raise RequestRefused(
            f"a mount's target is absolute and has no `.`, `..`, `//` or `/` at its end, not {target!r}"
        )
    if len(target.encode("utf-8", "surrogateescape")) > MAX_PATH_BYTES:
        raise RequestRefused(f"a mount's target is longer than {MAX_PATH_BYTES} bytes")
    top = target.split("/")[1]
    if top in _TAKEN or top.startswith(("lib", ".")) or target in ("/", "/etc"):
        raise RequestRefused(f"{target!r} is the sandbox's own; show it at a place such as /var/log or /opt/app")
    return target

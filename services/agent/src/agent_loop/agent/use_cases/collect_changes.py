"""What a run changed, taken out of its sandbox before that is deleted."""

import asyncio
import tarfile
import zlib

from agent_loop.agent.domain.changes import MAX_KEPT_BYTES, ChangeSet, kept, read_archive, unified_diff
from agent_loop.agent.domain.failures import FileNotFound
from agent_loop.agent.domain.runs import Workspace
from agent_loop.agent.ports import Sandbox


async def collect_changes(sandbox: Sandbox, workspace: Workspace) -> ChangeSet:
    """The changes, the contents that are small enough to keep, and the diff. Raises SandboxUnavailable."""
    changes = tuple(await sandbox.changes())
    contents = dict[str, bytes]()
    for path in kept(changes):
        try:
            contents[path] = await sandbox.read(path, MAX_KEPT_BYTES)
        except FileNotFound:  # such as a file that the sandbox may list but not read
            continue

    def diff() -> str:
        try:
            before = read_archive(workspace.archive, (change.path for change in changes))
        except (tarfile.TarError, zlib.error, EOFError, OSError):
            before = {}
        return unified_diff(changes, before, contents)

    return ChangeSet(changes, contents, await asyncio.to_thread(diff) if changes else "")

"""A sandbox of pure Python: it runs no program, and knows only what it is given."""

import base64
import contextlib
import hashlib
from collections.abc import AsyncIterator, Callable, Mapping

from agent_loop.contracts.task import TreeEntry, TreeManifest
from agent_loop.contracts.trajectory import Action, ExitReason, Observation
from agent_loop.evaluator.domain.likeness import Change, ChangeKind
from agent_loop.evaluator.domain.outcomes import SandboxUnavailable

Files = dict[str, bytes]
Program = Callable[[Files, bytes], Observation]
"""What a program does to the files of a workspace, given its standard input."""

NOT_FOUND = Observation(exit_reason=ExitReason.EXITED, exit_code=127, stderr="command not found\n")


def printed(text: str, exit_code: int = 0) -> Observation:
    """A program that ended by itself with this output."""
    return Observation(exit_reason=ExitReason.EXITED, exit_code=exit_code, stdout=text, isolation_tier="memory")


class InMemorySandbox:
    """Knows programs by their whole text; without any it is a sandbox that cannot be reached."""

    def __init__(self, programs: Mapping[str, Program] | None) -> None:
        self._programs = programs

    @contextlib.asynccontextmanager
    async def open(
        self, tree: TreeManifest, mounts: Mapping[str, str] | None = None
    ) -> AsyncIterator["InMemoryWorkspace"]:
        if self._programs is None:
            raise SandboxUnavailable("sandbox in memory: there is none")
        if mounts:
            raise SandboxUnavailable("sandbox in memory: it shows no part of a tree at another path")
        yield InMemoryWorkspace(
            {entry.path: entry.content for entry in tree.entries if entry.type == "file"}, self._programs
        )


class InMemoryWorkspace:
    """Files in a dictionary."""

    def __init__(self, files: Files, programs: Mapping[str, Program]) -> None:
        self._seed = dict(files)
        self._files = files
        self._programs = programs

    async def perform(self, action: Action, *, seconds: float = 30, stdin: bytes = b"") -> Observation:
        told = {name: str(value) for name, value in action.arguments.items()}
        match action.tool:
            case "bash" | "python":
                program = self._programs.get(told["command" if action.tool == "bash" else "code"])
                return program(self._files, stdin) if program and seconds > 0 else NOT_FOUND
            case "read_file":
                found = self._files.get(told["path"])
                return printed("", 1) if found is None else printed(found.decode())
            case "write_file":
                self._files[told["path"]] = told["content"].encode()
                return printed("")
            case other:
                raise ValueError(f"a workspace has no tool {other}")

    async def changes(self) -> dict[str, Change]:
        found = {}
        for path in sorted(self._seed.keys() | self._files.keys()):
            before, after = self._seed.get(path), self._files.get(path)
            if after is None:
                found[path] = Change(ChangeKind.REMOVED)
            elif before != after:
                kind = ChangeKind.ADDED if before is None else ChangeKind.MODIFIED
                found[path] = Change(kind, f"file:{hashlib.sha256(after).hexdigest()}", 0o644)
        return found

    async def tree(self) -> TreeManifest:
        return TreeManifest(
            entries=[
                TreeEntry(path=path, base64=base64.b64encode(content).decode())
                for path, content in sorted(self._files.items())
            ]
        )

"""Sandboxes in memory: files in a dictionary, and a shell with a very small PATH."""

import asyncio
import hashlib
import io
import shlex
import tarfile
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from agent_loop.agent.domain.changes import Change, ChangeKind, FileType
from agent_loop.agent.domain.commands import Command, OnOutput
from agent_loop.agent.domain.failures import FileNotFound, SandboxUnavailable, WorkspaceInvalid, WorkspaceTooLarge
from agent_loop.agent.domain.runs import Workspace
from agent_loop.agent.ports import Sandbox
from agent_loop.contracts.trajectory import ExitReason, Observation

Files = dict[str, bytes]


@dataclass
class Result:
    """What a program left: its output and how it ended."""

    stdout: str = ""
    stderr: str = ""
    exit_code: int = 0
    exit_reason: ExitReason = ExitReason.EXITED


Program = Callable[[Files], Result]


@dataclass
class InMemorySandboxes:
    """`programs` answer by their whole text (shell or Python) with the files in hand.

    Beside them there are `true`, `false`, `exit`, `echo`, `cat`, `rm`, `sleep`, `>` and `&&`.
    """

    programs: dict[str, Program] = field(default_factory=dict)
    max_bytes: int = 64 * 2**20
    available: bool = True
    opened: int = 0
    open_now: int = 0

    @asynccontextmanager
    async def open(self, workspace: Workspace, subject: str, seconds: float) -> AsyncIterator[Sandbox]:  # noqa: ARG002
        if workspace.mounts:
            raise SandboxUnavailable("the sandbox in memory shows no part of a workspace at another path")
        async with self._opened(_unpacked(workspace.archive, self.max_bytes)) as sandbox:
            yield sandbox

    async def check(self) -> str:
        if not self.available:
            raise SandboxUnavailable("the sandbox in memory was taken away")
        return "NONE"

    @asynccontextmanager
    async def _opened(self, files: Files) -> AsyncIterator[Sandbox]:
        await self.check()
        self.opened, self.open_now = self.opened + 1, self.open_now + 1
        try:
            yield InMemorySandbox(self, files)
        finally:
            self.open_now -= 1


class InMemorySandbox:
    """One of them."""

    def __init__(self, sandboxes: InMemorySandboxes, files: Files) -> None:
        self._sandboxes, self._seed, self.files = sandboxes, dict(files), dict(files)

    @property
    def tier(self) -> str:
        return "NONE"

    async def run(self, command: Command, on_output: OnOutput | None = None) -> Observation:
        await self._sandboxes.check()
        if any("\0" in part for part in (command.shell, command.python, *command.argv)):
            return Observation(exit_reason=ExitReason.INVALID, stderr="a NUL in a program", isolation_tier=self.tier)
        loop = asyncio.get_running_loop()
        started = loop.time()
        try:
            async with asyncio.timeout(command.seconds):
                result = await self._result(command)
        except TimeoutError:
            result = Result(exit_code=137, exit_reason=ExitReason.TIMEOUT)
        streams = [(text.encode(), stderr) for text, stderr in ((result.stdout, False), (result.stderr, True))]
        texts = [data[: command.output_bytes].decode(errors="replace") for data, _ in streams]
        for text, (_, stderr) in zip(texts, streams, strict=True):
            if text and on_output is not None:
                on_output(text, stderr)
        return Observation(
            exit_reason=result.exit_reason,
            exit_code=result.exit_code,
            stdout=texts[0],
            stderr=texts[1],
            truncated=any(len(data) > command.output_bytes for data, _ in streams),
            seconds=loop.time() - started,
            isolation_tier=self.tier,
        )

    async def read(self, path: str, max_bytes: int) -> bytes:
        await self._sandboxes.check()
        if path not in self.files:
            raise FileNotFound(f"there is no file {path!r}")
        return self.files[path][:max_bytes]

    async def changes(self) -> Sequence[Change]:
        await self._sandboxes.check()
        changes = []
        for path in sorted(self._seed.keys() | self.files.keys()):
            before, after = self._seed.get(path), self.files.get(path)
            if before == after:
                continue
            kind = ChangeKind.ADDED if before is None else ChangeKind.DELETED if after is None else ChangeKind.MODIFIED
            content = (after if after is not None else before) or b""
            digest = hashlib.sha256(content).hexdigest()
            changes.append(Change(path, kind, FileType.FILE, 0o644, len(content), digest))
        return changes

    @asynccontextmanager
    async def copy(self) -> AsyncIterator[Sandbox]:
        async with self._sandboxes._opened(self.files) as sandbox:  # noqa: SLF001  of the same module
            yield sandbox

    async def _result(self, command: Command) -> Result:
        text = command.shell or command.python
        if text in self._sandboxes.programs:
            return self._sandboxes.programs[text](self.files)
        if command.python:
            return Result(stderr="NameError: there is no such program\n", exit_code=1)
        if command.argv[:2] == ("sh", "-c"):
            self.files[command.argv[4]] = command.stdin
            return Result()
        done = Result()
        for line in [list(command.argv)] if command.argv else _lines(command.shell):
            result = await self._builtin(line, command.stdin)
            done = Result(done.stdout + result.stdout, done.stderr + result.stderr, result.exit_code)
            if result.exit_code:
                break
        return done

    async def _builtin(self, words: list[str], stdin: bytes) -> Result:
        target = None
        if len(words) > 2 and words[-2] == ">":
            *words, _, target = words
        match words:
            case ["true"]:
                result = Result()
            case ["false"]:
                result = Result(exit_code=1)
            case ["exit", code]:
                result = Result(exit_code=int(code))
            case ["sleep", seconds]:
                await asyncio.sleep(float(seconds))
                result = Result()
            case ["echo", *said]:
                result = Result(" ".join(said) + "\n")
            case ["cat"]:
                result = Result(stdin.decode(errors="replace"))
            case ["cat", *paths]:
                result = self._cat([path for path in paths if path != "--"])
            case ["rm", path] if self.files.pop(path, None) is not None:
                result = Result()
            case _:
                result = Result(stderr=f"{words[0]}: command not found\n", exit_code=127)
        if target is None:
            return result
        self.files[target] = result.stdout.encode()
        return Result("", result.stderr, result.exit_code)

    def _cat(self, paths: list[str]) -> Result:
        missing = [path for path in paths if path not in self.files]
        if missing:
            return Result(stderr=f"cat: {missing[0]}: No such file or directory\n", exit_code=1)
        return Result("".join(self.files[path].decode(errors="replace") for path in paths))


def _lines(shell: str) -> list[list[str]]:
    lines: list[list[str]] = [[]]
    for word in shlex.split(shell):
        if word == "&&":
            lines.append([])
        else:
            lines[-1].append(word)
    return lines


def _unpacked(archive: bytes, max_bytes: int) -> Files:
    files: Files = {}
    if not archive:
        return files
    try:
        with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
            for member in tar:
                if member.name.startswith("/") or ".." in member.name.split("/"):
                    raise WorkspaceInvalid(f"{member.name!r} leaves the workspace")
                if not member.name or any(str(above) in files for above in PurePosixPath(member.name).parents):
                    raise WorkspaceInvalid(f"{member.name!r} would replace the workspace, or lie in a file")
                if member.isfile() and (file := tar.extractfile(member)) is not None:
                    max_bytes -= member.size
                    if max_bytes < 0:
                        raise WorkspaceTooLarge("the workspace is larger than the sandbox")
                    files[member.name.removeprefix("./")] = file.read()
    except (tarfile.TarError, EOFError) as error:
        raise WorkspaceInvalid(f"the archive is not a tar: {error}") from error
    return files

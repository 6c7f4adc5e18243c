"""Sessions: one persistent set for a sandbox, and in it shells that keep their state between commands.

A shell is bash in a loop. A command reaches it on a descriptor of its own, and on another it reports the command's
nonce, status and directory; the commands themselves are run with both closed. There is no prompt to match and nothing
that a command prints can be taken for a report. A program that finds the shell's descriptors all the same does not know
the next command's nonce, so at most it can lie about itself, as it could with `exit 0`.
"""

import asyncio
import base64
import os
import secrets
import shlex
import signal
import time
from collections import deque
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from socket import AF_UNIX, SOCK_SEQPACKET, socket, socketpair

from agent_loop.sandbox.adapters.isolation_namespaces.cgroups import Group
from agent_loop.sandbox.adapters.isolation_namespaces.process import NOTHING, exit_code
from agent_loop.sandbox.adapters.isolation_namespaces.sets import NamespaceSet, Replies
from agent_loop.sandbox.adapters.isolation_namespaces.streams import Input, Outputs
from agent_loop.sandbox.adapters.isolation_namespaces.wire import GATED, HOUSE, SHELL, SIGNAL, Job, pid_of
from agent_loop.sandbox.adapters.linux import processes
from agent_loop.sandbox.domain.errors import EnclosureLost, IsolationUnavailable, RequestRefused, SessionBusy
from agent_loop.sandbox.domain.programs import (
    SCRIPT,
    WORKSPACE,
    Ending,
    ExitReason,
    Occupancy,
    Stream,
    Surroundings,
    Usage,
    WindowSize,
)

_LOOP = b"; ".join(
    (
        rb'__status() { builtin return "$1"; }; __last=0',
        rb"while IFS=' ' builtin read -r -u 198 __nonce __size &&"
        rb' LC_ALL=C IFS= builtin read -r -N "$__size" -u 198 __source',
        rb'do __status "$__last"',
        rb'builtin eval "$__source" 198<&- 199>&-',
        rb"__last=$?",
        rb"""builtin printf '%s %s %s\0' "$__nonce" "$__last" "$PWD" >&199""",
        rb"done",
    )
)
"""In one line, so that what bash says of a command names the command's own lines."""
_LONGEST_REPORT = 8192
MAX_STDIN_BYTES = 1_000_000
"""Of one command: it travels with the command's text."""
_GONE_SECONDS = 10.0


class NamespacedEnclosure:
    """A set that keeps house: shells are made in it until it ends."""

    def __init__(self, own: NamespaceSet, surroundings: Surroundings, group: Group | None) -> None:
        self._set = own
        self._group = group
        self._surroundings = surroundings
        self._gate: socket | None = None
        self._shells: set[NamespacedShell] = set()

    @classmethod
    async def furnished(
        cls, own: NamespaceSet, surroundings: Surroundings, workspace: str, group: Group | None
    ) -> "NamespacedEnclosure":
        """Raises IsolationUnavailable, and OSError where the set has died."""
        house = cls(own, surroundings, group)
        flags = GATED if surroundings.gated else 0
        own.tell(
            Job(HOUSE, workspace, mounts=surroundings.mounts, script=_LOOP, limits=surroundings.limits, flags=flags),
            (),
        )
        await own.replies.wait("S")
        if surroundings.gated:
            house._gate = socket(fileno=(await own.replies.wait("G"))[1])
        return house

    @property
    def gate(self) -> socket | None:
        return self._gate

    def exceeded(self) -> ExitReason | None:
        return self._group.outcome().exceeded if self._group else None

    @property
    def lost(self) -> bool:
        return self._set.gone.done()

    async def shell(self, cwd: str, env: Mapping[str, str]) -> "NamespacedShell":
        shell = NamespacedShell(self, cwd, env)
        await shell.start()
        self._shells.add(shell)
        return shell

    def tell_shell(self, cwd: str, env: Mapping[str, str], descriptors: tuple[int, ...]) -> None:
        """Ask the house for a bash. Raises EnclosureLost."""
        job = Job(
            SHELL, cwd=cwd, argv=("bash", "--noprofile", "--norc", "-c", f'builtin eval "$(<{SCRIPT})"', "bash"),
            env=[f"{name}={value}" for name, value in env.items()], limits=self._surroundings.limits,
        )  # fmt: skip
        try:
            self._set.tell(job, descriptors)
        except OSError as error:
            raise EnclosureLost("the sandbox's persistent namespaces are gone") from error

    async def close(self) -> None:
        await self._set.kill()
        for shell in list(self._shells):
            await shell.close()
        self._set.discard()
        if self._group:
            self._group.remove()
        if self._gate:
            self._gate.close()


class _Bash:
    """One bash with its descriptors; a shell has one after another."""

    def __init__(self, house: NamespacedEnclosure, cwd: str, env: Mapping[str, str]) -> None:
        own, theirs = socketpair(AF_UNIX, SOCK_SEQPACKET)
        os.set_blocking(own.fileno(), False)
        self.replies = Replies(own)
        self._changed = asyncio.Event()
        stdout, stderr, bell, report = (os.pipe2(os.O_CLOEXEC) for _ in range(4))
        self.outputs = Outputs({Stream.STDOUT: stdout[0], Stream.STDERR: stderr[0]})
        self.bell = Input(bell[1])
        self._own = own
        self._reports = report[0]
        os.set_blocking(report[0], False)
        self._said = b""
        self.reports: deque[tuple[str, int, str]] = deque()
        asyncio.get_running_loop().add_reader(report[0], self._heard)
        given = (os.open(NOTHING, os.O_RDONLY | os.O_CLOEXEC), stdout[1], stderr[1], bell[0], report[1])
        self.pidfd = self.pid = -1
        self._shell_pid = 0
        self.open = True
        self.replies.on_change = self._tell
        try:
            house.tell_shell(cwd, env, (*given, theirs.fileno()))
        finally:
            theirs.close()
            for descriptor in given:
                os.close(descriptor)

    async def stands(self) -> None:
        _, self.pidfd = await self.replies.wait("P")
        await self.replies.wait("S")
        self.pid = pid_of(self.pidfd)

    @property
    def ended(self) -> bool:
        return self.replies.closed

    def spent(self) -> float:
        """CPU seconds of the shell and of what it waited for."""
        if not self._shell_pid:
            self._shell_pid = next(iter(processes.children(self.pid)), 0)
        return processes.spent_seconds(self._shell_pid)

    def spent_by_all(self) -> float:
        """And of what runs now."""
        return processes.cpu_seconds(self.pid)

    def signal(self, number: int) -> None:
        """To all that the shell started, not to the shell itself."""
        with suppress(OSError):
            self._own.send(Job(SIGNAL, signal=number).encoded()[0])

    async def change(self, within: float) -> None:
        """Wait until something was reported or it ended, at most that many seconds."""
        self._changed.clear()
        if not (self.reports or self.ended):
            with suppress(TimeoutError):
                async with asyncio.timeout(within):
                    await self._changed.wait()

    async def killed(self) -> None:
        """End it and all that it started; returns when all are gone."""
        self.kill()
        if not self.open:
            return
        deadline = time.monotonic() + _GONE_SECONDS
        while not self.ended and time.monotonic() < deadline:
            await self.change(deadline - time.monotonic())
        self.close()

    def kill(self) -> None:
        if self.open and self.pidfd >= 0:
            with suppress(ProcessLookupError):
                signal.pidfd_send_signal(self.pidfd, signal.SIGKILL)

    def close(self) -> None:
        if not self.open:
            return
        self.open = False
        asyncio.get_running_loop().remove_reader(self._reports)
        os.close(self._reports)
        self.outputs.close()
        self.bell.close()
        self.replies.discard()

    def _heard(self) -> None:
        try:
            data = os.read(self._reports, _LONGEST_REPORT)
        except BlockingIOError:
            return
        if not data:
            asyncio.get_running_loop().remove_reader(self._reports)
        *whole, self._said = (self._said + data)[-_LONGEST_REPORT:].split(b"\0")
        for report in whole:
            nonce, _, rest = report.decode(errors="surrogateescape").partition(" ")
            status, _, cwd = rest.partition(" ")
            if status.isdigit():
                self.reports.append((nonce, int(status), cwd))
        self._tell()

    def _tell(self) -> None:
        self._changed.set()
        self.outputs.interrupt()


class NamespacedShell:
    """A session's shell: one bash, or the next one after that ended."""

    def __init__(self, house: NamespacedEnclosure, cwd: str, env: Mapping[str, str]) -> None:
        self._house = house
        self._env = env
        self._bash: _Bash | None = None
        self._busy = False
        self._reenters = False
        self.cwd = cwd

    async def start(self) -> _Bash:
        """Its bash, a fresh one where there is none. Raises RequestRefused, EnclosureLost."""
        if self._house.lost:
            raise EnclosureLost("the sandbox's persistent namespaces are gone; open a session anew")
        if self._bash and not self._bash.ended:
            return self._bash
        if self._bash:
            self._bash.close()
        bash = _Bash(self._house, self.cwd, self._env)
        try:
            await bash.stands()
        except IsolationUnavailable as error:
            await bash.killed()
            raise EnclosureLost(f"a shell could not be started: {error}") from error
        except BaseException:
            bash.kill()
            bash.close()
            raise
        self._bash = bash
        return bash

    @asynccontextmanager
    async def run(self, source: str, env: Mapping[str, str], stdin: bytes) -> AsyncIterator["ShellCommand"]:
        if self._busy:
            raise SessionBusy("this session runs a command already; wait for its end or open another session")
        text = _text(source, env, stdin)
        self._busy = True
        command = None
        try:
            command = ShellCommand(self, await self._standing())
            if self._reenters:
                text = b'builtin cd -- "$PWD"; ' + text
                self._reenters = False
            await command.begin(text)
            yield command
        finally:
            try:
                if command:
                    await command.finish()
            finally:
                self._busy = False

    def running(self) -> int:
        bash = self._bash
        return max(0, processes.occupancy(bash.pid).processes - 1) if bash and not bash.ended else 0

    def reenter(self) -> None:
        self._reenters = True

    def exceeded(self) -> ExitReason | None:
        """The limit of the whole enclosure that the kernel ended it for."""
        return self._house.exceeded()

    async def close(self) -> None:
        if self._bash:
            await self._bash.killed()

    async def _standing(self) -> _Bash:
        try:
            return await self.start()
        except RequestRefused:  # the directory was removed
            self.cwd = WORKSPACE
            return await self.start()


class ShellCommand:
    """A command that a shell runs."""

    def __init__(self, shell: NamespacedShell, bash: _Bash) -> None:
        self._shell = shell
        self._bash = bash
        self._nonce = secrets.token_hex(8)
        self._started_at = time.monotonic()
        self._left: deque[tuple[Stream, bytes]] = deque()
        self._ending: Ending | None = None

    async def begin(self, text: bytes) -> None:
        self._burnt_before = self._bash.spent()
        await self._bash.bell.write(f"{self._nonce} {len(text)}\n".encode() + text)

    async def finish(self) -> None:
        """End what is left of it."""
        if self._ending is None:
            await self.kill()
        if self._bash.ended:
            self._bash.close()

    @property
    def gate(self) -> None:
        """The enclosure has it."""

    async def output(self, within: float) -> tuple[Stream, bytes]:
        deadline = time.monotonic() + within
        while True:
            self._look()
            if self._left:
                return self._left.popleft()
            if self._ending is not None:
                raise EOFError
            try:
                return await self._bash.outputs.next(deadline - time.monotonic())
            except EOFError:  # the shell and all that it started are gone; its init says with which status
                await self._bash.change(_GONE_SECONDS)
            except TimeoutError:
                if time.monotonic() >= deadline:
                    raise

    async def write(self, data: bytes) -> None:
        if data:
            raise RequestRefused("a session's command gets its stdin whole, with its start")

    def close_stdin(self) -> None:
        """It is closed already."""

    def resize(self, size: WindowSize) -> None:
        """There is no terminal to resize."""

    def signal(self, number: int) -> None:
        if self._ending is None:
            self._bash.signal(number)

    def occupancy(self) -> Occupancy:
        if self._ending:
            return Occupancy(0, 0)
        burnt = self._bash.spent_by_all() - self._burnt_before
        return replace(processes.occupancy(self._bash.pid), cpu_ms=max(0, round(burnt * 1000)))

    async def ended(self, within: float) -> Ending:
        deadline = time.monotonic() + within
        while self._ending is None:
            self._look()
            if self._ending is None:
                if time.monotonic() >= deadline:
                    raise TimeoutError
                await self._bash.change(deadline - time.monotonic())
        return self._ending

    async def kill(self) -> Ending:
        if self._ending is None:
            burnt = self._bash.spent_by_all()
            self._left.extend(self._bash.outputs.drained())
            await self._bash.killed()
            self._end(128 + signal.SIGKILL, burnt, shell_ended=True)
        return await self.ended(0)

    def _look(self) -> None:
        if self._ending is not None:
            return
        ended = self._bash.ended  # before the reports: the last one comes before the end
        while self._bash.reports:
            nonce, status, cwd = self._bash.reports.popleft()
            if nonce == self._nonce:
                self._shell.cwd = cwd if cwd.startswith("/") else self._shell.cwd
                self._left.extend(self._bash.outputs.drained())
                self._end(status, self._bash.spent())
                return
        if ended:
            self._left.extend(self._bash.outputs.drained())
            said = self._bash.replies.said("X")
            code = exit_code(int.from_bytes(said[0][:4], "little")) if said else 128 + signal.SIGKILL
            self._end(code, self._burnt_before, shell_ended=True)

    def _end(self, code: int, burnt: float, *, shell_ended: bool = False) -> None:
        wall_ms = round((time.monotonic() - self._started_at) * 1000)
        usage = Usage(wall_ms, round(max(0.0, burnt - self._burnt_before) * 1000), 0)
        refused = self._bash.replies.refused
        exceeded = self._shell.exceeded() if shell_ended else None
        self._ending = Ending(
            code, usage, self._shell.cwd, denied=tuple(refused), exceeded=exceeded, shell_ended=shell_ended
        )
        refused.clear()


def _text(source: str, env: Mapping[str, str], stdin: bytes) -> bytes:
    """What bash evaluates: the source, with an environment and a stdin of its own where it has them."""
    if len(stdin) > MAX_STDIN_BYTES:
        raise RequestRefused(f"a session's command takes {MAX_STDIN_BYTES} bytes of stdin; write a file instead")
    if not env and not stdin:
        return source.encode("utf-8", "surrogateescape")
    assigned = " ".join(f"{name}={shlex.quote(value)}" for name, value in env.items())
    text = f"{assigned} eval {shlex.quote(source)}"
    if stdin:
        text += f" < <(base64 -d <<< {base64.b64encode(stdin).decode()})"
    return text.encode("utf-8", "surrogateescape")

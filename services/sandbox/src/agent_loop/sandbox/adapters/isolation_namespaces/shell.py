"""Sessions: one persistent set for a sandbox, and in it shells that keep their state between commands.

A shell is bash in a loop. A command reaches it on a descriptor of its own, and on another it reports the command's
nonce, status and directory; the commands themselves are run with both closed. There is no prompt to match and nothing
that a command prints is taken for a report. A command can take over its own shell, by a trap say, and then it answers
for the session's later commands, too: a session is one party. It reaches no other session and nothing outside.
"""

import asyncio
import base64
import secrets
import shlex
import signal
import time
from collections import deque
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from socket import socket

from agent_loop.sandbox.adapters.isolation_namespaces.bash import GONE_SECONDS, LOOP, TAKES_SECONDS, Bash
from agent_loop.sandbox.adapters.isolation_namespaces.cgroups import Group
from agent_loop.sandbox.adapters.isolation_namespaces.process import exit_code
from agent_loop.sandbox.adapters.isolation_namespaces.sets import NamespaceSet
from agent_loop.sandbox.adapters.isolation_namespaces.wire import GATED, HOUSE, SHELL, Job
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

MAX_STDIN_BYTES = 1_000_000
"""Of one command: it travels with the command's text."""


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
            Job(HOUSE, workspace, mounts=surroundings.mounts, script=LOOP, limits=surroundings.limits, flags=flags),
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


class NamespacedShell:
    """A session's shell: one bash, or the next one after that ended."""

    def __init__(self, house: NamespacedEnclosure, cwd: str, env: Mapping[str, str]) -> None:
        self._house = house
        self._env = env
        self._bash: Bash | None = None
        self._busy = False
        self._reenters = False
        self.directory = cwd
        """As the shell says it: bytes that are no UTF-8 are surrogateescaped."""

    @property
    def cwd(self) -> str:
        return self.directory.encode("utf-8", "surrogateescape").decode("utf-8", "replace")

    async def start(self) -> Bash:
        """Its bash, a fresh one where there is none. Raises RequestRefused, EnclosureLost."""
        if self._house.lost:
            raise EnclosureLost("the sandbox's persistent namespaces are gone; open a session anew")
        if self._bash and not self._bash.ended:
            return self._bash
        if self._bash:
            self._bash.close()
        bash = Bash(lambda given: self._house.tell_shell(self.directory, self._env, given))
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
            try:
                await asyncio.wait_for(command.begin(text), TAKES_SECONDS)
            except TimeoutError:
                await command.kill()
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

    async def _standing(self) -> Bash:
        try:
            return await self.start()
        except RequestRefused:  # the directory was removed
            self.directory = WORKSPACE
            return await self.start()


class ShellCommand:
    """A command that a shell runs."""

    def __init__(self, shell: NamespacedShell, bash: Bash) -> None:
        self._shell = shell
        self._bash = bash
        self._nonce = secrets.token_hex(8)
        self._started_at = time.monotonic()
        self._left: deque[tuple[Stream, bytes]] = deque()
        self._ending: Ending | None = None

    async def begin(self, text: bytes) -> None:
        self._burnt_before = self._bash.spent()
        self._bash.listen(self._nonce)
        await self._bash.bell.write(f"{self._nonce} {len(text)}\n".encode() + text)

    async def finish(self) -> None:
        """End what is left of it."""
        if self._ending is None:
            await self.kill()
        self._bash.rest()
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
                await self._bash.change(GONE_SECONDS)
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
                self._shell.directory = cwd if cwd.startswith("/") else self._shell.directory
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

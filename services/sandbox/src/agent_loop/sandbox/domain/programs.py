"""A program to run, what it says while it runs, and how it ended."""

import posixpath
import shlex
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, IntEnum

from agent_loop.sandbox.domain.errors import RequestRefused
from agent_loop.sandbox.domain.limits import ExecLimits, Limits

WORKSPACE = "/workspace"
"""Where the workspace lies inside the sandbox."""

SCRIPT = "/run/program"
"""Where a script lies inside that is too long for an argument."""

PROXY_PORT = 3128
"""Of the loopback inside a sandbox whose network is an allowlist."""

MAX_ARGUMENT_BYTES = 100_000
"""Linux takes 131,071 bytes in one argument."""

MAX_ARGUMENTS_BYTES = 1_500_000
"""Linux takes about 2 MB of arguments and environment together."""

CLEAN_ENVIRONMENT: Mapping[str, str] = {
    "PATH": "/usr/local/bin:/usr/bin:/bin:/usr/local/sbin:/usr/sbin:/sbin",
    "HOME": WORKSPACE,
    "USER": "agent",
    "LANG": "C.UTF-8",
    "TERM": "dumb",
}


class Tier(IntEnum):
    """Isolation, weakest first. UNSPECIFIED as a demand means any, as a report that there is none."""

    UNSPECIFIED = 0
    NONE = 1
    LANDLOCK = 2
    NAMESPACES = 3


class ExitReason(IntEnum):
    """Why a program ended."""

    EXITED = 1
    SIGNALED = 2
    TIMEOUT = 3
    IDLE_TIMEOUT = 4
    OOM = 5
    PIDS = 6
    OUTPUT_CAP = 7
    DISK = 8
    CANCELLED = 9
    SANDBOX_LOST = 10


class Stream(Enum):
    STDOUT = "stdout"
    STDERR = "stderr"


@dataclass(frozen=True)
class Argv:
    args: tuple[str, ...]


@dataclass(frozen=True)
class Shell:
    source: str


@dataclass(frozen=True)
class Python:
    source: str


@dataclass(frozen=True)
class WindowSize:
    """Of a terminal, in characters."""

    rows: int
    columns: int


@dataclass(frozen=True)
class Program:
    """What a client asks to run."""

    command: Argv | Shell | Python
    cwd: str = ""
    """Absolute inside, or relative to the workspace; empty is the workspace."""
    env: Mapping[str, str] = field(default_factory=dict)
    stdin: bytes = b""
    keep_stdin_open: bool = False
    limits: ExecLimits = field(default_factory=ExecLimits)
    min_tier: Tier = Tier.UNSPECIFIED
    session_id: str = ""
    """Run by this session's shell; empty: a one-shot."""
    pty: WindowSize | None = None
    detach: bool = False


@dataclass(frozen=True)
class Mount:
    """A part of the workspace, shown at an absolute path inside."""

    source: str
    """Relative to the workspace."""
    target: str
    read_only: bool = False


@dataclass(frozen=True)
class Surroundings:
    """What the programs of one sandbox find around them."""

    workspace: str
    """Where the isolation finds the workspace: a Workspace's location."""
    limits: Limits
    mounts: tuple[Mount, ...] = ()
    gated: bool = False
    """Whether an HTTP proxy listens on PROXY_PORT of the loopback inside; there is no other way out."""


@dataclass(frozen=True)
class Confinement:
    """One program as the isolation starts it: everything decided."""

    argv: tuple[str, ...]
    script: bytes
    """Shown read-only at SCRIPT; empty: nothing there."""
    cwd: str
    env: Mapping[str, str]
    surroundings: Surroundings
    cpu_ms: int
    with_stdin: bool
    pty: WindowSize | None = None
    """A pseudo-terminal of this size is stdin, stdout and stderr."""
    at_once: bool = False
    """Do not wait until it is certain that it runs: an isolation may raise at its end what else it raises at its start.

    It saves a short program the time in which the service hears of its start instead of its end.
    """


@dataclass(frozen=True)
class Usage:
    wall_ms: int = 0
    cpu_ms: int = 0
    peak_memory_bytes: int = 0


@dataclass(frozen=True)
class Occupancy:
    """What a running program and everything it started hold now."""

    memory_bytes: int
    processes: int
    """Threads counted each."""
    cpu_ms: int = 0
    """Used so far, of a session's command, which has no CPU limit in the kernel; of others 0."""


@dataclass(frozen=True)
class Ending:
    """How a program ended, as the kernel tells it."""

    code: int
    """0 to 255; 128 + signal where a signal ended it."""
    usage: Usage
    cwd: str = ""
    """Of a session's command: the shell's directory after it, as the shell says."""
    denied: tuple[str, ...] = ()
    """System calls that were refused, the first ones, where the isolation hears of them."""
    exceeded: "ExitReason | None" = None
    """The limit that the kernel itself saw broken."""
    shell_ended: bool = False
    """Of a session's command: the shell is gone; the next command gets a fresh one in that directory."""


@dataclass(frozen=True)
class Started:
    exec_id: str
    tier: Tier


@dataclass(frozen=True)
class Output:
    stream: Stream
    data: bytes
    offset: int
    """Bytes of this stream before `data`."""


@dataclass(frozen=True)
class Heartbeat:
    elapsed_ms: int


@dataclass(frozen=True)
class Ended:
    reason: ExitReason
    code: int
    signal: int
    usage: Usage
    dropped: Mapping[Stream, int]
    """Bytes of each stream beyond the output cap."""
    message: str
    cwd: str = ""
    """Of a session's command: the shell's directory after it."""


Event = Started | Output | Heartbeat | Ended


@dataclass(frozen=True)
class Stdin:
    data: bytes


@dataclass(frozen=True)
class CloseStdin:
    pass


@dataclass(frozen=True)
class SendSignal:
    number: int


@dataclass(frozen=True)
class Cancel:
    pass


@dataclass(frozen=True)
class Resize:
    size: WindowSize


Input = Stdin | CloseStdin | SendSignal | Cancel | Resize


@dataclass(frozen=True)
class Probe:
    """One canary and what it showed."""

    name: str
    passed: bool
    detail: str
    fix: str = ""


@dataclass(frozen=True)
class Report:
    """What this machine's isolation is worth."""

    tier: Tier
    probes: tuple[Probe, ...]
    sessions: bool = False
    """Whether it has enclosures, and with them sessions, terminals, mounts and the gated network."""
    enclosed_by: str = ""
    """What the server itself runs in, as far as it can tell: "runsc", "container" or empty."""

    def refusal(self) -> str:
        """The first probe that failed, and its fix."""
        for probe in self.probes:
            if not probe.passed:
                return f"probe {probe.name} failed: {probe.detail}. {probe.fix}"
        return f"the strongest isolation here is {self.tier.name}"


def command_line(command: Argv | Shell | Python) -> tuple[tuple[str, ...], bytes]:
    """The arguments to start, and the script to show at SCRIPT where the source is too long for one of them.

    Raises RequestRefused for nothing to run and for what no Linux program can be given.
    """
    match command:
        case Argv(args):
            argv, script = args, b""
        case Shell(source):
            argv, script = _interpreted("bash", source)
        case Python(source):
            argv, script = _interpreted("python3", source)
    if not argv or not argv[0]:
        raise RequestRefused("there is nothing to run: the first argument is empty")
    sizes = [len(_encoded(arg, "argument")) for arg in argv]
    if max(sizes) > MAX_ARGUMENT_BYTES or sum(sizes) > MAX_ARGUMENTS_BYTES:
        raise RequestRefused(
            f"the arguments hold {sum(sizes)} bytes, the longest {max(sizes)}; Linux takes {MAX_ARGUMENT_BYTES} in one "
            f"and {MAX_ARGUMENTS_BYTES} in all. Give them on stdin or in a file"
        )
    return argv, script


def session_source(program: Program) -> str:
    """What a session's shell is told: arguments are quoted for it, and Python is started by it as `python3 -c`.

    Raises RequestRefused for what a session cannot give.
    """
    if program.pty:
        raise RequestRefused("a session's command has no terminal: run it without session_id")
    if program.keep_stdin_open:
        raise RequestRefused("the stdin of a session's command is given whole: send it as `stdin`")
    if program.cwd:
        raise RequestRefused("a session keeps its own directory: change it with `cd`")
    if isinstance(program.command, Shell):
        _encoded(program.command.source, "source")
        return program.command.source
    argv, script = command_line(program.command)
    if script:
        raise RequestRefused(f"Python of more than {MAX_ARGUMENT_BYTES} bytes is no argument: write it to a file")
    return shlex.join(argv)


def _interpreted(interpreter: str, source: str) -> tuple[tuple[str, ...], bytes]:
    encoded = _encoded(source, "source")
    if len(encoded) > MAX_ARGUMENT_BYTES:
        return (interpreter, SCRIPT), encoded
    return (interpreter, "-c", source), b""


def environment(*layers: Mapping[str, str]) -> dict[str, str]:
    """The clean environment with the layers over it, the last one wins. Raises RequestRefused."""
    return variables(CLEAN_ENVIRONMENT, *layers)


def variables(*layers: Mapping[str, str]) -> dict[str, str]:
    """The layers as one, the last one wins. Raises RequestRefused."""
    merged: dict[str, str] = {}
    for layer in layers:
        for name, value in layer.items():
            if not name or "=" in name:
                raise RequestRefused(f"{name!r} cannot name an environment variable")
            _encoded(name, "environment variable")
            if len(_encoded(value, f"environment variable {name}")) > MAX_ARGUMENT_BYTES:
                raise RequestRefused(f"environment variable {name} is longer than {MAX_ARGUMENT_BYTES} bytes")
            merged[name] = value
    if sum(len(name) + len(value) for name, value in merged.items()) > MAX_ARGUMENTS_BYTES // 2:
        raise RequestRefused(f"the environment is larger than {MAX_ARGUMENTS_BYTES // 2} bytes")
    return merged


def working_directory(cwd: str) -> str:
    """The absolute directory inside. Raises RequestRefused for NUL."""
    _encoded(cwd, "cwd")
    return posixpath.normpath(posixpath.join(WORKSPACE, cwd))


def _encoded(text: str, what: str) -> bytes:
    if "\0" in text:
        raise RequestRefused(f"{what} holds a NUL byte")
    return text.encode("utf-8", "surrogateescape")

"""What an attack is, and what came of one."""

from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from enum import Enum, StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from agent_loop.sandbox.audit.bench import Bench

REACHED = "REACHED"
"""A probe prints a line that begins with this where what it tries works."""
TRIED = "TRIED"
"""And a line with this before it tries, so that one that never ran is not taken for one that was held."""

MIB = 2**20
Tier = Literal["landlock", "namespaces"]


class Category(StrEnum):
    RESOURCES = "resources"
    LIFETIME = "lifetime"
    PRIVILEGE = "privilege"
    KERNEL = "kernel"
    NETWORK = "network"
    FILES = "files"
    ISOLATION = "isolation"
    SESSIONS = "sessions"


@dataclass(frozen=True)
class Probe:
    """A small program. In Python it may use what `prelude.py` defines."""

    language: Literal["python", "shell"]
    source: str


@dataclass(frozen=True)
class Calls:
    """What a client does that no single program can, and what naive code makes of the same.

    `act` gets a fresh sandbox's id; `naive` an empty folder. Both answer with a line, REACHED first where it worked.
    """

    act: Callable[["Bench", str], Awaitable[str]]
    naive: Callable[[Path], str]


@dataclass(frozen=True)
class Step:
    """A command of a session and what it has to come to."""

    command: str
    code: int | None = None
    """None: any. Where the reason is not EXITED it is not looked at."""
    prints: str | None = None
    """All of stdout without blanks around it; None: anything."""
    reasons: frozenset[str] = frozenset({"EXITED", "SIGNALED"})
    wall_ms: int = 5_000


@dataclass(frozen=True)
class Steps:
    """The commands of one session. Whatever they do, the last ones must be answered correctly."""

    steps: tuple[Step, ...]


class Unprotected(Enum):
    """Where the positive control runs."""

    PLAIN = "as whoever runs the audit"
    USER = "as an ordinary user"
    UNSHARED = "as root of bare namespaces"
    ROOT = "as root"


class Shows(Enum):
    """How one sees that an attack works."""

    WORD = "the probe prints REACHED"
    SURVIVORS = "processes of it are alive after its end"
    HANG = "it is not over in time, though it was told to end"


@dataclass(frozen=True)
class Given:
    """What a fixture hands to the probe as environment, inside and for the control."""

    inside: Mapping[str, str] = field(default_factory=dict)
    control: Mapping[str, str] = field(default_factory=dict)
    inherited: tuple[int, ...] = ()
    """Descriptors that the control's process inherits."""


Fixture = Callable[[str], AbstractContextManager[Given]]
"""Called with the attack's mark: a string that nothing else on the machine holds."""


@contextmanager
def nothing(_mark: str) -> Iterator[Given]:
    """The fixture of an attack that needs none."""
    yield Given()


@dataclass(frozen=True)
class Limits:
    """Of the program and its sandbox; zero is the server's default."""

    wall_ms: int = 10_000
    idle_ms: int = 0
    cpu_ms: int = 0
    output_bytes: int = 0
    end_at_output_cap: bool = False
    small: bool = False
    """A sandbox of 96 MiB, 32 processes, files of 8 MiB, a workspace of 16 MiB and 200 inodes, 4 MiB of /tmp."""


@dataclass(frozen=True)
class Attack:
    """One thing that a program or a client may try. It must fail, and it must be shown to work unprotected."""

    id: str
    category: Category
    tries: str
    """One sentence."""
    attempt: Probe | Calls | Steps
    unprotected: Unprotected = Unprotected.PLAIN
    stage: str = ""
    """Python that the control runs first, such as a stand-in for a server that must not be asked for real."""
    given: Fixture = nothing
    shows: Shows = Shows.WORD
    reasons: frozenset[str] = frozenset({"EXITED", "SIGNALED"})
    """The exit reasons that count as held."""
    limits: Limits = field(default_factory=Limits)
    machine: Literal["", "x86_64"] = ""
    tiers: frozenset[Tier] = frozenset({"landlock", "namespaces"})

    def __str__(self) -> str:
        return self.id


class Outcome(StrEnum):
    HELD = "held"
    BROKEN = "BROKEN"
    NOT_SHOWN = "not shown"


@dataclass(frozen=True)
class Result:
    """What came of an attack."""

    attack: Attack
    outcome: Outcome
    detail: str
    """How it was held or broken, or why it cannot be shown here."""
    tier: str
    seconds: float


class NotShown(Exception):
    """The attack cannot be judged here: the control failed, or the service does not offer what is attacked."""

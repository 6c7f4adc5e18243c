"""What logs, access logs and tables of processes look like: lines whose columns differ from one file to the next."""

from collections.abc import Sequence
from dataclasses import dataclass

from agent_loop.datagen.scenery import Scenery

_PROGRAMS = ("bash", "cron", "nginx", "postgres", "python3", "redis", "sshd", "node", "java", "vim", "make", "rsyslogd")
_ADDRESSES = ("10.0", "192.168", "172.16")


@dataclass(frozen=True, slots=True)
class Log:
    """Lines of a program's log, and where their level stands."""

    lines: tuple[str, ...]
    column: int
    """The level's, from 1."""

    @property
    def text(self) -> str:
        return "".join(f"{line}\n" for line in self.lines)

    def of(self, level: str) -> list[str]:
        """The lines of this level."""
        return [line for line in self.lines if line.split()[self.column - 1] == level]


@dataclass(frozen=True, slots=True)
class Table:
    """Lines of a table of processes under a header, its columns padded."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def text(self) -> str:
        every = [self.header, *self.rows]
        wide = [max(len(row[at]) for row in every) for at in range(len(self.header))]
        return "".join(
            " ".join(cell.ljust(width) for cell, width in zip(row, wide, strict=True)).rstrip() + "\n" for row in every
        )

    def column(self, name: str) -> int:
        """Which column it is, from 1."""
        return self.header.index(name) + 1


def log(scene: Scenery, levels: Sequence[str], stray: str = "") -> Log:
    """A line for each level; some that are not of the level `stray` name it in what they say."""
    column = scene.number(1, 3)
    stamp = {1: "{level} {time}", 2: "2026-{day}T{time} {level}", 3: "2026-{day} {time} {level}"}[column]
    day = f"{scene.number(1, 12):02}-{scene.number(1, 28):02}"
    second, written = scene.number(0, 40_000), list[str]()
    for level in levels:
        second += scene.number(1, 900)
        said = scene.sentence(1, 4)
        if stray and level != stray and scene.rng.random() < 0.3:
            said += f" {stray}"
        time = f"{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}"
        written.append(f"{stamp.format(level=level, time=time, day=day)} {said}")
    return Log(tuple(written), column)


def addresses(scene: Scenery, count: int) -> list[str]:
    """Different addresses of one network."""
    network = scene.rng.choice(_ADDRESSES)
    return [f"{network}.{scene.number(0, 250)}.{last}" for last in scene.rng.sample(range(2, 250), count)]


def request(scene: Scenery, address: str, status: int) -> str:
    """A line of a web server's access log, in the common log format."""
    verb = scene.rng.choice(("GET", "GET", "GET", "POST"))
    path = "/".join(("", *(scene.word() for _ in range(scene.number(1, 2)))))
    time = f"{scene.number(1, 28):02}/Mar/2026:{scene.number(0, 23):02}:{scene.number(0, 59):02}:07 +0000"
    return f'{address} - - [{time}] "{verb} {path} HTTP/1.1" {status} {scene.number(100, 9999)}'


def processes(scene: Scenery, users: Sequence[str]) -> Table:
    """A process for each of these users. No two have the same PID, nor the same share of CPU or of memory."""
    count = len(users)
    cells = {
        "PID": [str(pid) for pid in scene.rng.sample(range(2, 32_000), count)],
        "USER": list(users),
        "%CPU": [f"{share / 10}" for share in scene.rng.sample(range(1, 990), count)],
        "%MEM": [f"{share / 10}" for share in scene.rng.sample(range(1, 990), count)],
        "COMMAND": [scene.rng.choice(_PROGRAMS) for _ in users],
    }
    header = (*scene.rng.sample(("PID", "USER"), 2), *scene.rng.sample(("%CPU", "%MEM"), 2), "COMMAND")
    return Table(header, tuple(zip(*(cells[name] for name in header), strict=True)))


@dataclass(frozen=True, slots=True)
class Settings:
    """Lines of a configuration file, the first a comment, and one of its settings."""

    text: str
    chosen: tuple[str, str]
    """Key and value of the setting; other keys and a comment contain the key, too."""
    sign: str
    """What parts a key and its value: `=`, ` = ` or `: `."""
    extension: str
    others: tuple[str, ...]
    """The other settings' values."""


def settings(scene: Scenery) -> Settings:
    """Three to seven settings."""
    sign, extension = scene.rng.choice((("=", "conf"), ("=", "env"), (" = ", "ini"), (" = ", "conf"), (": ", "yaml")))
    key, *further = scene.terms(scene.number(3, 5))
    key = scene.rng.choice((key, f"{key}_{scene.word()}"))
    values = [scene.rng.choice((scene.digits(scene.number(1, 4)), scene.word(), scene.word())) for _ in range(7)]
    pairs = [(key, values[0]), (f"{key}_{scene.rng.choice(('max', 'old', 'limit'))}", values[1])]
    pairs += list(zip(further, values[2:], strict=False))
    scene.rng.shuffle(pairs)
    lines = [f"# {scene.sentence(1, 3)} {key}", *(f"{name}{sign}{value}" for name, value in pairs)]
    others = tuple(value for name, value in pairs if name != key and value != key)
    return Settings("".join(f"{line}\n" for line in lines), (key, values[0]), sign, extension, others)

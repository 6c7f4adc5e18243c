"""Trees of logs and noise, whose truth is known from composing them."""

import base64
import gzip
import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from agent_loop.contracts.task import TreeEntry, TreeManifest
from agent_loop.datagen.families.log_report import formats
from agent_loop.datagen.families.log_report.formats import Format, Severity, Voice

Truth = dict[str, Counter[Severity]]
"""For each log file, how many lines of each severity it holds."""

_SERVICES = (
    *("api", "auth", "billing", "cart", "checkout", "cron", "db", "gateway", "indexer", "mailer", "orders", "payments"),
    *("proxy", "queue", "report service", "scheduler", "search", "sessions", "shop", "sync", "user's", "web", "worker"),
    *("nginx", "média", "über-batch", "日志", "app-1", "app_2", "node.js"),
)
_PLACES = (
    *("", "", "logs", "logs", "var/log", "var/log", "var/log/old", "srv/{s}", "srv/{s}/logs", "services/{s}/log"),
    *("opt/{s}/var/log", "data/archive/2026/q3", "my logs", "team a/{s}", ".cache", ".hidden/logs", "home/op/.local"),
    *("deep/er/and/deep/er/still/{s}", "it's here", "[old]", "backup (1)"),
)
_NAMES = ("{s}", "{s}", "{s}", "error", "access", "app", "{s} debug", "{s}.out", "main")
_NOISE = (
    ("README.md", "# Errors\n\nAn ERROR line is an error. See error.log for every ERROR.\n"),
    ("docs/errors.md", "ERROR 1: disk full\nERROR 2: no route\nFATAL: none\n"),
    ("data/errors.csv", "level,count\nERROR,12\nFATAL,3\nWARN,9\n"),
    ("src/main.py", 'log.error("ERROR")\nraise SystemExit("FATAL ERROR")\n'),
    ("src/levels.json", '{"level":"error","msg":"an example"}\n{"level":"warn"}\n'),
    ("logs/app.log.bak", "2026-01-02 03:04:05 ERROR [worker-1] from a backup\n"),
    ("logs/old.log.orig", 'ts=2026-01-02T03:04:05Z level=error msg="kept"\n'),
    ("var/log/app.log.txt", "Jan  2 03:04:05 web-1 app[7]: ERROR in a copy\n"),
    ("catalog", "2026/01/02 03:04:05 [error] 1#0: *1 not a log\n"),
    ("changelog.txt", "fixed ERROR and WARNING texts\n"),
    (".env", "LEVEL=ERROR\n"),
    ("notes on errors.txt", "error error error\nWARN WARN\n"),
    ("var/log.d/10-level.conf", "level = ERROR\n"),
    ("old.log.d/inner.txt", "ERROR ERROR\n"),
)
_CORE = b"\x7fELF\x02\x01\x00ERROR\x00\xff\xfe FATAL ERROR \x00 level=error\x00" * 4


@dataclass(slots=True)
class Tree:
    """Files, and what is true of the logs among them."""

    entries: list[TreeEntry] = field(default_factory=list)
    truth: Truth = field(default_factory=dict)

    @property
    def manifest(self) -> TreeManifest:
        return TreeManifest(entries=self.entries)

    @property
    def paths(self) -> set[str]:
        return {entry.path for entry in self.entries}

    def taken(self, path: str) -> bool:
        """Whether `path` is there, or is a folder of something there, or would lie in a file."""
        return any(
            path == other or other.startswith(f"{path}/") or path.startswith(f"{other}/") for other in self.paths
        )


@dataclass(frozen=True, slots=True)
class Shape:
    """What varies from tree to tree."""

    formats: tuple[Format, ...]
    files: int
    rotated: bool
    zipped: bool
    calm: bool
    """Nothing went wrong: no line is an error or a warning."""
    day: datetime

    @classmethod
    def draw(cls, rng: random.Random) -> "Shape":
        return cls(
            formats=tuple(rng.sample(formats.FORMATS, rng.choices((1, 2, 3, 4), (3, 4, 3, 2))[0])),
            files=min(40, 4 + int(rng.expovariate(0.12))) if rng.random() < 0.985 else 0,
            rotated=rng.random() < 0.6,
            zipped=rng.random() < 0.5,
            calm=rng.random() < 0.04,
            day=formats.some_day(rng),
        )


def compose(rng: random.Random) -> Tree:
    """A tree of services' logs, rotated and zipped ones, among files that are no logs."""
    shape, tree = Shape.draw(rng), Tree()
    while len(tree.truth) < shape.files:
        service = rng.choice(_SERVICES)
        _add_series(rng, tree, shape, formats.voice(rng, service.replace(" ", "-")), service)
    _add_noise(rng, tree)
    rng.shuffle(tree.entries)
    return tree


def _add_series(rng: random.Random, tree: Tree, shape: Shape, voice: Voice, service: str) -> None:
    """One log and the older ones that it was rotated to."""
    form = formats.FORMATS[-1] if "nginx" in service and formats.NGINX in shape.formats else rng.choice(shape.formats)
    place, name = rng.choice(_PLACES).format(s=service), rng.choice(_NAMES).format(s=service)
    stem = f"{place}/{name}.log" if place else f"{name}.log"
    if tree.taken(stem):
        return
    traces = form is formats.PLAIN and rng.random() < 0.15
    suffixes = [""]
    if shape.rotated or shape.zipped:
        for age in range(1, 1 + rng.choices((0, 1, 2, 3, 10), (8, 4, 3, 2, 0.3))[0]):
            zipped = shape.zipped and (age > 1 or not shape.rotated)
            if zipped or shape.rotated:
                suffixes.append(f".{age}.gz" if zipped else f".{age}")
    for age, suffix in enumerate(suffixes[: shape.files - len(tree.truth)]):
        severities = _severities(rng, calm=shape.calm)
        start = shape.day - timedelta(days=7 * age, seconds=rng.randrange(90_000))
        written = formats.lines(rng, form, voice, start, severities, traces=traces)
        tree.entries.append(_file(stem + suffix, "".join(f"{line}\n" for line in written)))
        tree.truth[stem + suffix] = Counter(severities)


def _severities(rng: random.Random, *, calm: bool) -> list[Severity]:
    if rng.random() < 0.06:
        return []
    count = rng.randrange(1, 13) if rng.random() < 0.8 else rng.randrange(12, 61)
    error, warning = (0.0 if calm or rng.random() < 0.35 else rng.choice((0.1, 0.3, 0.6)) for _ in range(2))
    weights = (error, warning, 1.0)
    return rng.choices((Severity.ERROR, Severity.WARNING, Severity.QUIET), weights, k=count)


def _add_noise(rng: random.Random, tree: Tree) -> None:
    for path, text in rng.sample(_NOISE, rng.randrange(1, 6)):
        if not tree.taken(path):
            tree.entries.append(TreeEntry(path=path, text=text))
    if rng.random() < 0.2 and not tree.taken("core.1234"):
        tree.entries.append(TreeEntry(path="core.1234", base64=base64.b64encode(_CORE).decode()))
    if rng.random() < 0.1 and not tree.taken("backup.log.gz"):
        tree.entries.append(_file("backup.log.gz", "2026-01-02 03:04:05 ERROR [worker-1] a whole backup\n"))
    if rng.random() < 0.1 and tree.truth and not tree.taken("current.log"):
        tree.entries.append(TreeEntry(path="current.log", type="link", target=rng.choice(sorted(tree.truth))))


def _file(path: str, text: str) -> TreeEntry:
    """A file of `text`, zipped where its name says so; the same text gives the same bytes."""
    if path.endswith(".gz"):
        return TreeEntry(path=path, base64=base64.b64encode(gzip.compress(text.encode(), mtime=0)).decode())
    return TreeEntry(path=path, text=text)

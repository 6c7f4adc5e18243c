"""What trees are made of: names that nobody has seen, texts, and folders to put them into.

A model that learns to copy must meet more names than it can know by heart, so names are composed, not picked.
"""

import base64
import gzip
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib import resources

from agent_loop.contracts.lexicons import linux
from agent_loop.contracts.task import TreeEntry, TreeManifest
from agent_loop.datagen.domain import UnusableWording


def _listed(name: str) -> tuple[str, ...]:
    lines = resources.files("agent_loop.datagen").joinpath(name).read_text("utf-8").splitlines()
    return tuple(word for line in lines if not line.startswith("#") for word in line.split())


WORDS = _listed("words.txt")
NAMES = _listed("names.txt")
"""What people call their files and folders."""
_ENGLISH = tuple(sorted(word for word in _listed("english.txt") if len(word) > 3 and word not in linux()))
_ONSETS = (
    "b",
    "br",
    "c",
    "d",
    "dr",
    "f",
    "g",
    "gr",
    "h",
    "j",
    "k",
    "l",
    "m",
    "n",
    "p",
    "pr",
    "r",
    "s",
    "st",
    "t",
    "v",
    "z",
)
_VOWELS = ("a", "e", "i", "o", "u", "ai", "ee", "ou")
_CODAS = ("", "", "n", "r", "l", "s", "x", "nd", "rk", "lt", "m", "p")
EXTENSIONS = (
    "txt",
    "md",
    "log",
    "csv",
    "json",
    "py",
    "sh",
    "conf",
    "html",
    "css",
    "js",
    "xml",
    "yaml",
    "ini",
    "dat",
    "bak",
    "tmp",
)
"""Kinds of files that trees are made of."""
_ALL_BELOW = (
    "in {} and below",
    "in {} and its subfolders",
    "anywhere in {}",
    "anywhere below {}",
    "somewhere under {}",
    "under {}",
    "below {}",
    "in the whole of {}",
)
_HERE = ("this folder", "this directory", "the current folder", "the current directory", "the workspace", "this tree")


@dataclass(frozen=True, slots=True)
class Place:
    """Where to look, with all that is below it: a folder or the whole tree."""

    path: str
    """The folder; `.` is the whole tree."""
    told: str
    """For a wording: `anywhere below harbor`, `in this folder and its subfolders`."""

    @property
    def inside(self) -> str:
        """As `Scenery.path` takes it: `` is the top."""
        return "" if self.path == "." else self.path

    @property
    def called(self) -> str:
        """For a thought: `in harbor` or `here`."""
        return f"in {self.path}" if self.inside else "here"

    @property
    def listing(self) -> str:
        """The command that shows it."""
        return f"ls -A {self.inside}".strip()

    def holds(self, path: str) -> bool:
        """Whether the path is below it."""
        return not self.inside or path.startswith(f"{self.path}/")


class Scenery:
    """Draws from `rng`; gives no name twice."""

    def __init__(self, rng: random.Random, *, here: bool = False) -> None:
        """With `here`, whoever asks for a place gets the whole tree, and nothing is told of it."""
        self.rng = rng
        self.here = here
        self._given: set[str] = set()

    def word(self) -> str:
        """A word, or something like one.

        Some are of those that lexicons know, so that a model learns to copy what is no slot to it.
        """
        roll = self.rng.random()
        if roll < 0.3:
            return self.syllables()
        return self.rng.choice(WORDS if roll < 0.65 else NAMES if roll < 0.88 else _ENGLISH)

    def syllables(self) -> str:
        """Something that can be said but means nothing: `drounkee`."""
        count = self.rng.choice((1, 2, 2, 3))
        parts = (self.rng.choice(_ONSETS) + self.rng.choice(_VOWELS) + self.rng.choice(_CODAS) for _ in range(count))
        return "".join(parts)

    def name(self) -> str:
        """A name without an extension: `harbor`, `north-gate`, `report_17`, `zudra3`."""
        while True:
            name = self._composed()
            if name not in self._given:
                self._given.add(name)
                return name

    def _composed(self) -> str:
        roll, word = self.rng.random(), self.word()
        if roll < 0.5:
            return word
        if roll < 0.7:
            return word + self.rng.choice("-_") + self.word()
        if roll < 0.8:
            return word + self.rng.choice(("-", "_", "")) + self.digits(self.rng.choice((1, 2, 2, 3, 4)))
        if roll < 0.87:
            return word.capitalize()
        if roll < 0.93:
            return f"{self.digits(2)}-{word}"
        return word + self.rng.choice("-_") + self.word() + self.rng.choice("-_") + self.digits(2)

    def digits(self, count: int) -> str:
        """That many digits, the first not 0."""
        return str(self.rng.randrange(10 ** (count - 1), 10**count))

    def number(self, low: int, high: int) -> int:
        """From `low` to `high`, both included."""
        return self.rng.randint(low, high)

    def file(self, extension: str | None = None) -> str:
        """The name of a file, of this kind or of any."""
        return f"{self.name()}.{extension or self.rng.choice(EXTENSIONS)}"

    def path(self, folders: Iterable[str], extension: str | None = None) -> str:
        """The path of a new file in one of the folders; `` is the top."""
        folder = self.rng.choice(list(folders))
        return f"{folder}/{self.file(extension)}" if folder else self.file(extension)

    def extensions(self, count: int) -> list[str]:
        """That many kinds of files, each another; some are kinds that nobody has seen."""
        kinds = self.rng.sample(EXTENSIONS, count)
        made = [self.syllables()[:4] if self.rng.random() < 0.25 else kind for kind in kinds]
        return made if len(set(made)) == count else kinds

    def folders(self, count: int) -> list[str]:
        """Paths of folders, some of them in each other."""
        made: list[str] = []
        for _ in range(count):
            parent = f"{self.rng.choice(made)}/" if made and self.rng.random() < 0.35 else ""
            made.append(parent + self.name())
        return made

    def place(self, folders: Sequence[str], *, whole: bool = True) -> Place:
        """The whole tree, if `whole` allows it, or one of the folders, and how people say that."""
        if self.here and not whole:
            raise UnusableWording("this family's tasks are about a folder: say which by {place} or {where}")
        if self.here:
            return Place(".", "")
        made = self._place(folders)
        while not (whole or made.inside):
            made = self._place(folders)
        return made

    def _place(self, folders: Sequence[str]) -> Place:
        if self.rng.random() < 0.4:
            return Place(".", self.rng.choice(_ALL_BELOW).format(self.rng.choice(_HERE)))
        chosen = self.rng.choice(folders)
        name = self.rng.choice((chosen, chosen, chosen, f"the folder {chosen}", f"the {chosen} directory"))
        return Place(chosen, self.rng.choice(_ALL_BELOW).format(name))

    def sentence(self, low: int = 2, high: int = 7) -> str:
        """Words in a row, without a full stop."""
        return " ".join(self.word() for _ in range(self.rng.randint(low, high)))

    def terms(self, count: int) -> list[str]:
        """That many words of four letters or more, none of them within another."""
        found: list[str] = []
        while len(found) < count:
            word = self.word()
            if len(word) >= 4 and not any(word in other or other in word for other in found):
                found.append(word)
        return found

    def lines_without(self, count: int, terms: Iterable[str]) -> list[str]:
        """That many lines of words with none of the terms in them."""
        kept_out, found = tuple(terms), list[str]()
        while len(found) < count:
            line = self.sentence(2, 6)
            if not any(term in line for term in kept_out):
                found.append(line)
        return found

    def folder_or_top(self) -> str:
        """A new folder's name, or, more often, `` for the top."""
        return self.name() if self.rng.random() < 0.4 else ""

    def text(self, lines: int) -> str:
        """That many lines of words."""
        return "".join(f"{self.sentence()}\n" for _ in range(lines))

    def clutter(self, count: int, folders: Iterable[str] = ("",), extension: str | None = None) -> list[TreeEntry]:
        """That many files with a few lines each, in these folders."""
        places = list(folders)
        return [
            TreeEntry(path=self.path(places, extension), text=self.text(self.rng.randint(1, 6))) for _ in range(count)
        ]


def folder(path: str) -> TreeEntry:
    """An empty folder."""
    return TreeEntry(path=path, type="directory")


def file(path: str, text: str, *, mode: int = 0, mtime: float | None = None) -> TreeEntry:
    """A file of text."""
    return TreeEntry(path=path, text=text, mode=mode, mtime=mtime)


def packed(path: str, data: bytes) -> TreeEntry:
    """A file of bytes."""
    return TreeEntry(path=path, base64=base64.b64encode(data).decode())


def tarball(path: str, members: Iterable[TreeEntry]) -> TreeEntry:
    """A gzip-compressed tar archive of these files; the same bytes for ever."""
    tar = TreeManifest(entries=list(members)).archive()
    return packed(path, gzip.compress(tar, mtime=0))


def link(path: str, target: str) -> TreeEntry:
    """A symbolic link."""
    return TreeEntry(path=path, type="link", target=target)

"""Trees in which files of one kind are to be found, and others that could be mistaken for them."""

import posixpath
from collections.abc import Sequence
from dataclasses import dataclass, replace

from agent_loop.contracts.task import TreeEntry
from agent_loop.datagen.scenery import EXTENSIONS, Place, Scenery, link


@dataclass(frozen=True, slots=True)
class Kind:
    """Files of one kind below a place."""

    extension: str
    place: Place
    hits: tuple[TreeEntry, ...]
    others: tuple[TreeEntry, ...]
    """All that is not meant: other kinds, and the same kind elsewhere."""
    elsewhere: str
    """A place to look in that would be a mistake."""

    @property
    def tree(self) -> list[TreeEntry]:
        return [*self.hits, *self.others]

    @property
    def slots(self) -> dict[str, str]:
        return {"ext": self.extension, "where": self.place.told}

    @property
    def find(self) -> str:
        """The command that finds them."""
        return self.find_in(self.place.path)

    def find_in(self, folder: str, ending: str = "") -> str:
        """The command that finds files with this ending, by default of this kind, in a folder."""
        return f"find {folder} -type f -name '*.{ending or self.extension}'"


def as_links(scene: Scenery, kind: Kind, *, broken: bool = False) -> Kind:
    """The files of the kind made links to the others, or to nothing."""
    targets = [other.path for other in kind.others if not other.path.endswith(f".{kind.extension}")]

    def led(entry: TreeEntry) -> TreeEntry:
        if not entry.path.endswith(f".{kind.extension}"):
            return entry
        target = scene.file() if broken else posixpath.relpath(scene.rng.choice(targets), posixpath.dirname(entry.path))
        return link(entry.path, target)

    return replace(kind, hits=tuple(map(led, kind.hits)), others=tuple(map(led, kind.others)))


def files_of_a_kind(scene: Scenery, extensions: Sequence[str] = EXTENSIONS, *, whole: bool = True) -> Kind:
    """Two to five files of a kind below a place: a folder or, if `whole` allows it, the whole tree."""
    folder, other = scene.name(), scene.name()
    place = scene.place([folder], whole=whole)
    extension = scene.rng.choice(extensions)
    below = [folder, f"{folder}/{scene.name()}"]
    near, far = (below, ["", other]) if place.inside else (["", folder, *below], [])
    hits = [path for spot in near[:2] for path in scene.clutter(1, [spot], extension)]
    hits += scene.clutter(scene.number(0, 2), near, extension)
    strangers = scene.clutter(1, far[:1], extension) if far else []
    strangers += scene.clutter(scene.number(0, 1), far, extension) if far else []
    kinds = [kind for kind in EXTENSIONS if kind not in (extension, *extensions)] or list(EXTENSIONS)
    kinds = [kind for kind in kinds if kind != extension]
    strangers += scene.clutter(1, below, scene.rng.choice(kinds))
    for _ in range(scene.number(0, 2)):
        strangers += scene.clutter(1, ["", other, *below], scene.rng.choice(kinds))
    if scene.rng.random() < 0.3:
        strangers += scene.clutter(1, below, f"{extension}.{scene.rng.choice(kinds)}")
    return Kind(extension, place, tuple(hits), tuple(strangers), "." if place.inside else folder)

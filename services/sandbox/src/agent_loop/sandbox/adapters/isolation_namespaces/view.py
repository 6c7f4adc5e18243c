"""What every root of a set shows, told to the launcher as NUL-terminated triples (see show_view in launcher.c)."""

from collections.abc import Iterator
from pathlib import Path

_OWN = ("proc", "dev", "dev/pts", "dev/shm", "tmp", "run", "workspace", ".workspaces")
_OF_THE_HOST = ("bin", "sbin", "lib", "lib32", "lib64", "libx32")
_DEVICES = ("null", "zero", "full", "random", "urandom", "tty")
_LINKS = {
    "dev/fd": "/proc/self/fd",
    "dev/stdin": "/proc/self/fd/0",
    "dev/stdout": "/proc/self/fd/1",
    "dev/stderr": "/proc/self/fd/2",
    "dev/ptmx": "pts/ptmx",
}
_NEVER_OF_AN_IMAGE = {"proc", "dev", "sys", "tmp", "run", "workspace", "home", "root", "mnt", "media", "boot", "srv"}


def view(etc: Path, rootfs: Path | None = None) -> bytes:
    """The host's /usr and a small /etc, or what an image folder holds; all of it read-only."""
    shown = _of_an_image(rootfs) if rootfs else _of_the_host(etc)
    triples = [("dir", path, "") for path in _OWN] + list(shown)
    triples += [("dev", f"dev/{name}", f"/dev/{name}") for name in _DEVICES]
    triples += [("link", path, target) for path, target in _LINKS.items()]
    return b"".join(part.encode("utf-8", "surrogateescape") + b"\0" for triple in triples for part in triple)


def _of_the_host(etc: Path) -> Iterator[tuple[str, str, str]]:
    yield from _read_only("usr", Path("/usr"))
    for name in _OF_THE_HOST:
        yield from _shown(Path("/", name))
    yield from _read_only("etc", etc)


def _of_an_image(rootfs: Path) -> Iterator[tuple[str, str, str]]:
    for path in sorted(rootfs.iterdir()):
        if path.name not in _NEVER_OF_AN_IMAGE:
            yield from _shown(path)


def _shown(path: Path) -> Iterator[tuple[str, str, str]]:
    if path.is_symlink():
        yield ("link", path.name, str(path.readlink()))
    elif path.is_dir():
        yield from _read_only(path.name, path)


def _read_only(name: str, source: Path) -> Iterator[tuple[str, str, str]]:
    """Bound with what is mounted beneath it, each part of which needs its own seal."""
    yield ("dir", name, "")
    yield ("ro", name, str(source))
    for mounted in _mounted_beneath(source):
        yield ("seal", f"{name}/{mounted.relative_to(source)}", "")


def _mounted_beneath(folder: Path) -> list[Path]:
    """See proc_pid_mountinfo(5)."""
    points = (line.split()[4] for line in Path("/proc/self/mountinfo").read_text().splitlines())
    paths = [Path(point.encode().decode("unicode_escape")) for point in points]
    return sorted({path for path in paths if folder in path.parents})

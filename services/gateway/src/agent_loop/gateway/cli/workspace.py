"""A folder as the archive that a run starts from."""

import gzip
import hashlib
import io
import os
import stat
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

MAX_PACKED_BYTES = 32 * 2**20
# Reading stops here, whatever it would compress to.
MAX_FOLDER_BYTES = 512 * 2**20
_LARGEST_NAMED = 3


class WorkspaceRefused(Exception):
    """The folder cannot be sent; the message names what is in the way."""


@dataclass(frozen=True)
class PackedWorkspace:
    """A gzipped tar, and the sha256 of each file in it (of a link: of its target)."""

    archive: bytes
    digests: dict[str, str] = field(default_factory=dict)


def pack(folder: Path, most: int = MAX_PACKED_BYTES) -> PackedWorkspace:
    """The folder's tree. Links are kept as links and never followed. Raises WorkspaceRefused."""
    if not folder.is_dir():
        raise WorkspaceRefused(f"{folder} is not a folder" if folder.exists() else f"{folder} does not exist")
    entries = list(_walk(folder))
    total = sum(size for _, size in entries)
    if total > MAX_FOLDER_BYTES:
        raise WorkspaceRefused(
            f"{folder} holds {_mib(total)}, the most is {_mib(MAX_FOLDER_BYTES)}; {_largest(entries)}"
        )
    buffer, digests = io.BytesIO(), dict[str, str]()
    try:
        with (
            gzip.GzipFile(fileobj=buffer, mode="wb", compresslevel=6, mtime=0) as packed,
            tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as tar,
        ):
            for path, _ in entries:
                _add(tar, folder, path, digests)
    except OSError as error:
        raise WorkspaceRefused(f"{error.filename or folder} cannot be read: {error.strerror}") from error
    if len(buffer.getvalue()) > most:
        size = _mib(len(buffer.getvalue()))
        raise WorkspaceRefused(f"{folder} is {size} packed, the most is {_mib(most)}; {_largest(entries)}")
    return PackedWorkspace(buffer.getvalue(), digests)


def digest(content: bytes) -> str:
    """What stands for a file's content, or a link's target."""
    return hashlib.sha256(content).hexdigest()


def _walk(folder: Path) -> Iterator[tuple[Path, int]]:
    """Every path below the folder with its size, in a fixed order."""
    try:
        children = sorted(os.scandir(folder), key=lambda child: child.name)
    except OSError as error:
        raise WorkspaceRefused(f"{folder} cannot be read: {error.strerror}") from error
    for child in children:
        path, status = Path(child.path), child.stat(follow_symlinks=False)
        if stat.S_ISDIR(status.st_mode):
            yield path, 0
            yield from _walk(path)
        elif stat.S_ISREG(status.st_mode) or stat.S_ISLNK(status.st_mode):
            yield path, status.st_size if stat.S_ISREG(status.st_mode) else 0
        else:
            raise WorkspaceRefused(f"{path} is a device, a socket or a pipe; take it out of the folder")


def _add(tar: tarfile.TarFile, folder: Path, path: Path, digests: dict[str, str]) -> None:
    name = path.relative_to(folder).as_posix()
    info = tar.gettarinfo(path, arcname=name)
    info.uid = info.gid = 0
    info.uname = info.gname = ""
    if info.islnk():  # a second name of a file packed before: sent as a file of its own
        info.type, info.linkname, info.size = tarfile.REGTYPE, "", path.stat().st_size
    if info.issym():
        digests[name] = digest(info.linkname.encode(errors="surrogateescape"))
    if info.isreg():
        content = path.read_bytes()
        info.size = len(content)
        digests[name] = digest(content)
        tar.addfile(info, io.BytesIO(content))
    else:
        tar.addfile(info)


def _largest(entries: list[tuple[Path, int]]) -> str:
    largest = sorted(entries, key=lambda entry: -entry[1])[:_LARGEST_NAMED]
    return "the largest: " + ", ".join(f"{path} {_mib(size)}" for path, size in largest)


def _mib(size: int) -> str:
    return f"{size / 2**20:.1f} MiB"

"""Tar archives in and out; nothing of a hostile one passes unexamined."""

import io
import lzma
import tarfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import IO, NoReturn

from agent_loop.sandbox.domain.errors import ArchiveRefused, PathRefused
from agent_loop.sandbox.domain.files import PERMISSIONS, Entry, FileKind, link_within, relative_path

_CHUNK = 256 * 1024
_LONGEST_HEADER = 2**20
_MOST_ROOTS = 100


class _Member(tarfile.TarInfo):
    """A member whose header is not read without end: tarfile holds long names and PAX records in memory whole."""

    def _proc_member(self, tar: tarfile.TarFile) -> tarfile.TarInfo:
        if not (self.isreg() or self.isdir() or self.issym() or self.islnk()) and self.size > _LONGEST_HEADER:
            raise ArchiveRefused(f"a header of the archive is {self.size} bytes long; it may have {_LONGEST_HEADER}")
        member: tarfile.TarInfo = super()._proc_member(tar)  # type: ignore[misc]
        return member

    def _proc_gnusparse_10(self, *_: object) -> NoReturn:
        raise ArchiveRefused(f"member {self.name!r} is a sparse file; make the archive without --sparse")


def unpacked(archive: bytes | IO[bytes], beneath: str = "") -> Iterator[Entry]:
    """The members as entries, in order. A hard link becomes a file of its own.

    A member's content is to be read before the next member is asked for. Raises ArchiveRefused for a damaged archive,
    for paths and links that lead out, and for devices and FIFOs.
    """
    stream = io.BytesIO(archive) if isinstance(archive, bytes) else archive
    roots = 0
    with _damage_named(), tarfile.open(fileobj=stream, mode="r:*", tarinfo=_Member) as tar:
        for member in tar:
            if member.name not in (".", "./", "/"):
                yield _entry(tar, member, beneath)
            elif (roots := roots + 1) > _MOST_ROOTS:
                raise ArchiveRefused(f"the archive names its own root more than {_MOST_ROOTS} times")


@contextmanager
def _damage_named() -> Iterator[None]:
    try:
        yield
    except (tarfile.TarError, EOFError, zlib.error, lzma.LZMAError, UnicodeError, OSError) as error:
        cause = str(error).partition("\n")[0].rstrip(":")
        raise ArchiveRefused(f"this is no readable tar or tar.gz: {cause}") from error


def _entry(tar: tarfile.TarFile, member: tarfile.TarInfo, beneath: str) -> Entry:
    try:
        path = relative_path(f"{beneath or '.'}/{_relative(member.name)}")
        mtime_ns, mode = max(0, int(member.mtime * 10**9)), member.mode & PERMISSIONS
        if member.isdir():
            return Entry(path, FileKind.DIRECTORY, mode, mtime_ns=mtime_ns)
        if member.issym():
            return Entry(path, FileKind.SYMLINK, link_target=link_within(path, member.linkname), mtime_ns=mtime_ns)
        if member.isreg() or member.islnk():
            source = tar._find_link_target(member) if member.islnk() else member  # type: ignore[attr-defined]  # noqa: SLF001
            return Entry(path, FileKind.FILE, mode, _content(tar, source), source.size, mtime_ns=mtime_ns)
    except (PathRefused, KeyError) as error:
        raise ArchiveRefused(f"member {member.name!r} is refused: {error}") from error
    raise ArchiveRefused(f"member {member.name!r} is a device or FIFO; archives hold files, folders and links")


def _relative(name: str) -> str:
    if name.startswith("/"):
        raise PathRefused(f"{name!r} is absolute")
    if not name.strip("./"):
        raise PathRefused(f"{name!r} is the workspace itself, or above it")
    return name


def _content(tar: tarfile.TarFile, member: tarfile.TarInfo) -> Iterator[bytes]:
    reader = tar.extractfile(member)
    while reader:
        with _damage_named():
            chunk = reader.read(_CHUNK)
        if not chunk:
            return
        yield chunk


def packed(entries: Iterable[Entry]) -> Iterator[bytes]:
    """An uncompressed tar of the entries; FIFOs, sockets and devices are left out. Blocks where the entries do."""
    for entry in entries:
        if entry.kind is FileKind.OTHER:
            continue
        member = tarfile.TarInfo(entry.path)
        member.mode, member.mtime = entry.mode, entry.mtime_ns / 10**9
        member.type = {FileKind.DIRECTORY: tarfile.DIRTYPE, FileKind.SYMLINK: tarfile.SYMTYPE}.get(
            entry.kind, tarfile.REGTYPE
        )
        member.linkname = entry.link_target
        member.size = entry.size if entry.kind is FileKind.FILE else 0
        yield member.tobuf(tarfile.PAX_FORMAT, "utf-8", "surrogateescape")
        yield from _padded(entry.content, member.size)
    yield b"\0" * 2 * tarfile.BLOCKSIZE


def _padded(content: Iterable[bytes], size: int) -> Iterator[bytes]:
    """Exactly `size` bytes and the filling of the last block, even if the file changes while it is read."""
    left = size
    for chunk in content:
        yield chunk[:left]
        left -= len(chunk[:left])
        if not left:
            break
    yield b"\0" * (left + -size % tarfile.BLOCKSIZE)

"""What a run changed in its workspace, kept with the run."""

import difflib
import io
import tarfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

MAX_KEPT_BYTES = 64 * 2**20
MAX_KEPT_FILES = 2000
MAX_DIFFED_FILE_BYTES = 512 * 2**10
MAX_DIFFED_LINES = 20_000  # the time to compare grows with them
MAX_DIFF_BYTES = 4 * 2**20


class ChangeKind(StrEnum):
    ADDED = "ADDED"
    MODIFIED = "MODIFIED"
    DELETED = "DELETED"


class FileType(StrEnum):
    FILE = "FILE"
    DIRECTORY = "DIRECTORY"
    LINK = "LINK"


@dataclass(frozen=True, slots=True)
class Change:
    """One changed path, relative to the workspace, as it is after the run (before it, where it was deleted)."""

    path: str
    kind: ChangeKind
    type: FileType
    mode: int = 0
    size: int = 0
    sha256: str = ""
    target: str = ""

    @property
    def has_content(self) -> bool:
        return self.type is FileType.FILE and self.kind is not ChangeKind.DELETED


@dataclass(frozen=True, slots=True)
class ChangeSet:
    """All changes, the files' contents as far as they were kept, and the unified diff.

    Contents are the user's files and therefore kept as they are: nothing is redacted in them.
    """

    changes: tuple[Change, ...] = ()
    contents: Mapping[str, bytes] | None = None
    diff: str = ""


def kept(changes: Iterable[Change], max_bytes: int = MAX_KEPT_BYTES, max_files: int = MAX_KEPT_FILES) -> list[str]:
    """The paths whose contents are kept: in order, as long as both bounds hold."""
    paths: list[str] = []
    for change in changes:
        if change.has_content and len(paths) < max_files and change.size <= max_bytes:
            paths.append(change.path)
            max_bytes -= change.size
    return paths


def read_archive(archive: bytes, paths: Iterable[str], max_bytes: int = MAX_DIFFED_FILE_BYTES) -> dict[str, bytes]:
    """The files of `archive` that stand at `paths` and are no larger than `max_bytes`."""
    wanted, found = set(paths), dict[str, bytes]()
    if not archive or not wanted:
        return found
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        for member in tar:
            name = member.name.removeprefix("./")
            if name in wanted and member.isfile() and member.size <= max_bytes and (file := tar.extractfile(member)):
                found[name] = file.read()
    return found


def unified_diff(changes: Iterable[Change], before: Mapping[str, bytes], after: Mapping[str, bytes]) -> str:
    """The changes as `diff -u` would say them; what is binary, large or not kept is named only."""
    parts: list[str] = []
    size = 0
    for change in changes:
        if change.type is FileType.DIRECTORY:
            continue
        if size > MAX_DIFF_BYTES:
            parts.append(_named(change, "left out of this diff"))
            continue
        parts.append(_diff(change, before.get(change.path), after.get(change.path)))
        size += len(parts[-1])
    return "".join(parts)


def _diff(change: Change, before: bytes | None, after: bytes | None) -> str:
    if change.type is FileType.LINK:
        return _named(change, f"link to {change.target}")
    needs_before, needs_after = change.kind is not ChangeKind.ADDED, change.kind is not ChangeKind.DELETED
    lacking = (needs_before and before is None) or (needs_after and after is None)
    if lacking or len(after or b"") > MAX_DIFFED_FILE_BYTES:
        return _named(change, "too large to show")
    old, new = _lines(before or b""), _lines(after or b"")
    if old is None or new is None:
        return _named(change, "binary")
    if len(old) + len(new) > MAX_DIFFED_LINES:
        return _named(change, "too large to show")
    old_name = f"a/{change.path}" if needs_before else "/dev/null"
    new_name = f"b/{change.path}" if needs_after else "/dev/null"
    text = "".join(
        line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"
        for line in difflib.unified_diff(old, new, old_name, new_name)
    )
    return text or _named(change, f"mode {change.mode:o}")


def _lines(content: bytes) -> list[str] | None:
    """The lines with their ends, or None for what is no text."""
    if b"\0" in content:
        return None
    try:
        *lines, last = content.decode().split("\n")
    except UnicodeDecodeError:
        return None
    return [line + "\n" for line in lines] + ([last] if last else [])


def _named(change: Change, what: str) -> str:
    return f"{change.kind.value.lower()} {change.path} ({what})\n"

"""Outcomes in files: `<suite>-<version>-<tasks>/<entrant>-<key>.jsonl`, the entry in the first line, then outcomes."""

import contextlib
import fcntl
import json
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import IO

from agent_loop.evaluator.domain.outcomes import Outcome, ResultsUnwritable
from agent_loop.evaluator.domain.suites import Entry


class FolderResults:
    """Below the folder `root`, which is made when it is first needed."""

    def __init__(self, root: Path) -> None:
        self._root = root

    @contextlib.contextmanager
    def record(self, entry: Entry, *, fresh: bool) -> Iterator["FileRecord"]:
        path = self.path(entry)
        with contextlib.ExitStack() as stack:
            with telling(self._root):
                path.parent.mkdir(parents=True, exist_ok=True)
                file = stack.enter_context(path.open("a+b"))
                try:
                    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError as error:
                    raise ResultsUnwritable(f"{path} is being written by another evaluation; wait for it") from error
                if fresh:
                    file.truncate(0)
                record = FileRecord(file, entry, self._root)
            yield record

    def path(self, entry: Entry) -> Path:
        """Where this entry's record lies."""
        name, _, digest = entry.entrant.partition("@")
        who = re.sub(r"[^A-Za-z0-9._-]+", "-", name)[:60] + (f"-{digest[:12]}" if digest else "")
        return self._root / f"{entry.suite}-{entry.version}-{entry.tasks_sha256[:12]}" / f"{who}-{entry.key}.jsonl"


class FileRecord:
    """One open file, which this process has for itself."""

    def __init__(self, file: IO[bytes], entry: Entry, root: Path) -> None:
        self._file = file
        self._root = root
        self._known = _whole(file, entry)

    def known(self) -> Mapping[str, Outcome]:
        return self._known

    def add(self, outcome: Outcome) -> None:
        with telling(self._root):
            _append(self._file, asdict(outcome))
        self._known[outcome.task_id] = outcome


@contextlib.contextmanager
def telling(root: Path) -> Iterator[None]:
    """A disk's errors as ResultsUnwritable."""
    try:
        yield
    except OSError as error:
        raise ResultsUnwritable(f"cannot keep outcomes below {root}: {error}") from error


def _whole(file: IO[bytes], entry: Entry) -> dict[str, Outcome]:
    """The outcomes of the lines that are whole; what a crash left half-written at the end is cut off.

    Raises ResultsUnwritable where a whole line is no outcome.
    """
    file.seek(0)
    known, end = dict[str, Outcome](), 0
    for number, line in enumerate(file):
        if not line.endswith(b"\n"):
            break
        if number:
            try:
                outcome = Outcome(**json.loads(line))
            except (ValueError, TypeError) as error:
                damaged = f"{file.name}:{number + 1} is no outcome: {error}"
                raise ResultsUnwritable(f"{damaged}; begin anew with --fresh") from error
            known[outcome.task_id] = outcome
        end += len(line)
    file.truncate(end)
    file.seek(end)
    if not end:
        _append(file, asdict(entry))
    return known


def _append(file: IO[bytes], body: object) -> None:
    file.write(json.dumps(body, ensure_ascii=False).encode(errors="replace") + b"\n")
    file.flush()
    os.fsync(file.fileno())

"""The folder that holds the state of one embedded stack ($AGENT_LOOP_HOME)."""

import fcntl
import hashlib
import json
import os
import secrets
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

# sun_path holds 108 bytes, and supervisord first binds a name that is longer by its pid.
_LONGEST_SOCKET_PATH = 90


class HomeUnusable(Exception):
    """The state folder cannot be made, written to or trusted; the message says why and what to do."""


@dataclass(frozen=True)
class Home:
    """Where things are below the state folder, and how they are written."""

    root: Path

    @property
    def run(self) -> Path:
        return self.root / "run"

    @property
    def logs(self) -> Path:
        return self.root / "logs"

    @property
    def token_file(self) -> Path:
        return self.root / "service-token"

    @property
    def ports_file(self) -> Path:
        return self.root / "ports.json"

    @property
    def stack_file(self) -> Path:
        """What the running stack was started with."""
        return self.run / "stack.json"

    @property
    def socket(self) -> Path:
        """supervisord's socket: below the state folder, or in the temporary one where that path is too long for one."""
        path = self.run / "supervisord.sock"
        if len(os.fsencode(path)) <= _LONGEST_SOCKET_PATH:
            return path
        digest = hashlib.sha256(os.fsencode(self.root)).hexdigest()[:16]
        return Path(tempfile.gettempdir()) / f"agent-loop-{os.getuid()}-{digest}" / "supervisord.sock"

    def log_of(self, program: str) -> Path:
        return self.logs / f"{program}.log"

    def prepare(self) -> None:
        """Make the folders (0700) and the token that services show each other (0600). Raises HomeUnusable."""
        try:
            for folder in (self.root, self.run, self.logs, self.socket.parent):
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
                _keep_private(folder)
            if not self.token_file.exists():
                write_private(self.token_file, secrets.token_hex(32) + "\n")
        except OSError as error:
            raise HomeUnusable(f"{error}; set AGENT_LOOP_HOME to a folder that you can write to") from error

    @contextmanager
    def lock(self, on_wait: Callable[[], None]) -> Iterator[None]:
        """Let one process at a time start or stop the stack; `on_wait` is called where another one holds the lock."""
        self.run.mkdir(mode=0o700, parents=True, exist_ok=True)
        with (self.run / "lock").open("w") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                on_wait()
                fcntl.flock(file, fcntl.LOCK_EX)
            yield


def write_private(path: Path, text: str) -> None:
    """Replace the file (mode 0600) in one step, so that a reader sees the old text or the new one."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def read_object(path: Path) -> dict[str, Any]:
    """The JSON object in a file of ours; empty where there is none, or where it is damaged."""
    try:
        value = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return value if isinstance(value, dict) else {}


def _keep_private(folder: Path) -> None:
    status = folder.stat()
    if status.st_uid != os.getuid():
        raise HomeUnusable(f"{folder} belongs to another user; set AGENT_LOOP_HOME to a folder of your own")
    if status.st_mode & 0o077:
        folder.chmod(0o700)

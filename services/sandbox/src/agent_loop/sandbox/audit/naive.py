"""What code without care makes of the same requests: the controls of attacks by a client."""

import io
import os
import subprocess
import tarfile
from collections.abc import Sequence
from pathlib import Path

from agent_loop.sandbox.audit.naive_session import PATH

_SECONDS = 20.0


def ran_plainly(command: Sequence[str], folder: Path, **variables: str) -> str:
    """All that a program says; its environment is handed to whatever launches it."""
    done = subprocess.run(
        command, cwd=folder, env={"PATH": PATH, "LANG": "C.UTF-8", **variables}, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=_SECONDS, check=False,
    )  # fmt: skip
    return done.stdout.decode(errors="replace").strip()


def joined(folder: Path, path: str) -> Path:
    """Where a path leads that nobody looked at."""
    return Path(os.path.join(folder, path))  # noqa: PTH118  as naive code does


def unpacked(archive: bytes, folder: Path) -> None:
    """All members, wherever they lead: what tarfile does by itself before Python 3.14."""
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        tar.extraction_filter = lambda member, _path: member
        tar.extractall(folder)  # noqa: S202  that is what is wrong

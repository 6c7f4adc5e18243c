"""A shell that is asked and understood by a line it prints, as many do it: what attacks on sessions are shown on."""

import os
import re
import select
import subprocess
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO

from agent_loop.sandbox.audit.attack import Step

PATH = "/usr/local/bin:/usr/bin:/bin:/usr/local/sbin:/usr/sbin:/sbin"
_ANSWER_SECONDS = 1.0


def misled(steps: Sequence[Step], folder: Path, mark: str) -> str:
    """Where these commands mislead or wedge it, in words; empty where it copes. Blocks."""
    shell = subprocess.Popen(
        ["bash", "--norc", "-s", mark], cwd=folder, env={"PATH": PATH, "HOME": str(folder), "MARK": mark},
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    assert shell.stdin
    assert shell.stdout
    try:
        for step in steps:
            answer = _ask(shell.stdin, shell.stdout.fileno(), step.command)
            if answer is None:
                return f"no answer to {step.command!r}"
            if step.code not in (None, answer[0]) or step.prints not in (None, answer[1]):
                return f"{step.command!r} came to {answer[0]}, {answer[1]!r}"
        return ""
    finally:
        shell.kill()
        for pipe in (shell.stdin, shell.stdout):
            with suppress(OSError):  # unsent words for a shell that is gone
                pipe.close()
        shell.wait()


def _ask(stdin: IO[bytes], stdout: int, command: str) -> tuple[int, str] | None:
    """Status and output, as far as this reader can tell; None where no answer came."""
    try:
        stdin.write(f"{command}\necho END $?\n".encode())
        stdin.flush()
    except OSError:
        return None
    output, deadline = b"", time.monotonic() + _ANSWER_SECONDS
    while (left := deadline - time.monotonic()) > 0 and select.select([stdout], [], [], left)[0]:
        if not (chunk := os.read(stdout, 65_536)):
            return None
        output += chunk
        if found := re.search(rb"(?:^|\n)END (\d+)\n", output):
            return int(found[1]), output[: found.start()].decode(errors="replace").strip()
    return None

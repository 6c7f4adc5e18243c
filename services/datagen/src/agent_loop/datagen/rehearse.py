"""Performs exercises in one sandbox, each in a folder of its own. Runs inside; needs nothing but Python and bash.

Reads lines of JSON from standard input and answers each with one: {code, stdout, stderr, seconds}, where no code means
that it took too long. {tree: [[kind, path, mode, mtime, content or target], ...]} leaves the folder before and makes
the next; {command, seconds} runs there; {checker, said, seconds} judges it.
"""

# ruff: noqa: T201 — its lines are its report

import ast
import base64
import contextlib
import io
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from functools import cache
from pathlib import Path
from types import CodeType
from typing import Any

OUTPUT_BYTES = 65_536
FACTS = re.compile(r"^FACTS: dict\[str, Any\] = (.*)$", re.MULTILINE)


class TooLong(BaseException):
    """What a checker is ended by; not for it to catch."""


def main() -> None:
    signal.signal(signal.SIGALRM, end)
    with contextlib.ExitStack() as stack:
        for line in sys.stdin:
            asked = json.loads(line)
            if "tree" in asked:
                stack.close()
                folder = Path(stack.enter_context(tempfile.TemporaryDirectory(dir="."))).resolve()
                grow(asked["tree"], folder)
                report: dict[str, Any] = {"code": 0, "stdout": "", "stderr": "", "seconds": 0.0}
            elif "command" in asked:
                report = run(asked["command"], folder, asked["seconds"])
            else:
                report = judge(asked["checker"], asked["said"], folder, asked["seconds"])
            print(json.dumps(report), flush=True)


def end(*_: object) -> None:
    raise TooLong


def grow(tree: list[list[Any]], folder: Path) -> None:
    """Files first, then links, then the modes and times of folders, which what is made in them would change."""
    for kind, path, _mode, _mtime, content in tree:
        place = folder / path
        if kind == "directory":
            place.mkdir(parents=True, exist_ok=True)
        else:
            place.parent.mkdir(parents=True, exist_ok=True)
            if kind == "link":
                place.symlink_to(content)
            else:
                place.write_bytes(base64.b64decode(content))
    for kind, path, mode, mtime, _ in reversed(tree):
        if kind != "link":
            (folder / path).chmod(mode or (0o755 if kind == "directory" else 0o644))
            if mtime is not None:
                os.utime(folder / path, (mtime, mtime))


def run(command: str, folder: Path, seconds: float) -> dict[str, Any]:
    began = time.monotonic()
    process = subprocess.Popen(
        ["bash", "-c", command], cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        env={**os.environ, "PWD": str(folder)}, start_new_session=True,
    )  # fmt: skip
    try:
        printed, code = process.communicate(timeout=seconds), process.returncode
    except subprocess.TimeoutExpired:
        sweep(process)
        printed, code = process.communicate(), None
    sweep(process)
    told, complained = (data[:OUTPUT_BYTES].decode(errors="replace") for data in printed)
    return {"code": code, "stdout": told, "stderr": complained, "seconds": time.monotonic() - began}


def sweep(process: "subprocess.Popen[bytes]") -> None:
    """End all that a command started: the next one shall have the sandbox for itself."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


def judge(program: str, said: str, folder: Path, seconds: float) -> dict[str, Any]:
    """Run the program as `__main__` would be, in the folder, by this interpreter: a fresh one takes far longer."""
    began, told, here, stdin = time.monotonic(), io.StringIO(), Path.cwd(), sys.stdin
    sys.stdin = io.StringIO(said)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    code: int | None = 0
    try:
        os.chdir(folder)
        judging, facts = compiled(program)
        with contextlib.redirect_stdout(told), contextlib.redirect_stderr(told):
            exec(judging, {"__name__": "__main__", "FACTS_OF_TASK": facts})  # noqa: S102 — a checker is a program
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    except TooLong:
        code = None
    except BaseException:  # noqa: BLE001 — what a checker dies of is its verdict's detail
        told.write(traceback.format_exc())
        code = 1
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        os.chdir(here)
        sys.stdin = stdin
    return {"code": code, "stdout": told.getvalue()[:8000], "stderr": "", "seconds": time.monotonic() - began}


def compiled(program: str) -> tuple[CodeType, object]:
    """The program's code, and the value of its FACTS: most checkers differ in nothing else."""
    found = FACTS.search(program)
    if found is None:
        return code_of(program), None
    return code_of(program.replace(found[0], "FACTS = FACTS_OF_TASK", 1)), ast.literal_eval(found[1])


@cache
def code_of(program: str) -> CodeType:
    return compile(program, "checker", "exec")


if __name__ == "__main__":
    main()

"""Performs many trials in one sandbox, each in a folder of its own. Runs inside; needs nothing but Python and bash.

Reads a JSON list of trials from standard input; writes a line of JSON for each: what its commands did, and the
verdict. A trial is {tree: [[kind, path, mode, mtime, content or target], ...], commands, answer, checker, seconds}.
"""

# ruff: noqa: T201 — its lines are its report

import base64
import contextlib
import io
import json
import os
import subprocess
import sys
import tempfile
import time
import traceback
from pathlib import Path
from typing import Any

OUTPUT_BYTES = 65_536


def main() -> None:
    for trial in json.load(sys.stdin):
        with tempfile.TemporaryDirectory(dir=".") as folder:
            report = perform(trial, Path(folder).resolve())
        print(json.dumps(report), flush=True)


def perform(trial: dict[str, Any], folder: Path) -> dict[str, Any]:
    grow(trial["tree"], folder)
    seen = [run(command, folder, trial["seconds"]) for command in trial["commands"]]
    last = seen[-1]["stdout"].strip() if seen else ""
    output = seen[trial["acted"]]["stdout"]
    said = {"answer": trial["answer"].replace("{output}", last), "output": output}
    return {"seen": seen, "verdict": judge(trial["checker"], json.dumps(said), folder)}


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
    try:
        done = subprocess.run(
            ["bash", "-c", command], cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, timeout=seconds,
            check=False, env={**os.environ, "PWD": str(folder)},
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return {"code": None, "stdout": "", "stderr": f"longer than {seconds} s", "seconds": seconds}
    told, complained = (data[:OUTPUT_BYTES].decode(errors="replace") for data in (done.stdout, done.stderr))
    return {"code": done.returncode, "stdout": told, "stderr": complained, "seconds": time.monotonic() - began}


def judge(program: str, said: str, folder: Path) -> dict[str, Any]:
    """The checker, in a child of this interpreter: a fresh one would take longer than all the rest."""
    with tempfile.TemporaryFile(dir=".") as told:
        child = os.fork()
        if child == 0:
            os.dup2(told.fileno(), 1)
            os.dup2(told.fileno(), 2)
            os._exit(checked(program, said, folder))
        _, status = os.waitpid(child, 0)
        told.seek(0)
        return {"code": os.waitstatus_to_exitcode(status), "detail": told.read(8000).decode(errors="replace")}


def checked(program: str, said: str, folder: Path) -> int:
    """Run the program as `__main__` would be, in the folder; gives its exit status."""
    sys.stdin = io.StringIO(said)
    os.chdir(folder)
    try:
        exec(compile(program, "checker", "exec"), {"__name__": "__main__"})  # noqa: S102 — a checker is a program
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    except BaseException:  # noqa: BLE001 — what a checker dies of is its verdict's detail
        traceback.print_exc()
        code = 1
    else:
        code = 0
    with contextlib.suppress(OSError):
        sys.stdout.flush()
    return code


if __name__ == "__main__":
    main()

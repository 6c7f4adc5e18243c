"""Positive controls: the same probe where nothing confines it."""

import asyncio
import os
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from agent_loop.sandbox.audit import naive_session, prelude
from agent_loop.sandbox.audit.attack import (
    REACHED,
    Attack,
    Calls,
    Given,
    NotShown,
    Probe,
    Shows,
    Step,
    Steps,
    Unprotected,
)

_PATIENCE_SECONDS = {Shows.WORD: 20.0, Shows.SURVIVORS: 1.0, Shows.HANG: 1.3}
_TOLD_TO_END_AFTER = 0.6
_LOOKS = 4
_TAIL = 65_536
_NOBODY = 65_534
_UNSHARE = ("unshare", "-U", "-r", "-m", "-p", "-f", "-n", "-i", "-u", "--mount-proc", "--kill-child")


def source_of(probe: Probe, mark: str, stage: str = "") -> str:
    """The probe as it is started: marked, so that all its processes are found by their command lines."""
    before = prelude.SOURCE + stage if probe.language == "python" else prelude.SHELL
    return f"# {mark}\n{before}\n{probe.source}\n"


def marked(mark: str) -> list[int]:
    """The processes of this machine, those in sandboxes included, whose command lines or environments hold the mark."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        if any(mark.encode() in _read(process / told) for told in ("cmdline", "environ")):
            found.append(int(process.name))
    return found


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError:  # gone, or not ours to read
        return b""


def seen(mark: str) -> list[int]:
    """As `marked`, but what forks on all the time does not slip through between two looks."""
    return next((found for _ in range(_LOOKS) if (found := marked(mark))), [])


def sweep(mark: str) -> None:
    """Kill what carries the mark, also while it forks on."""
    for _ in range(100):
        if not (left := seen(mark)):
            return
        for pid in left:
            with suppress(OSError):
                os.kill(pid, signal.SIGKILL)
        for pid in left:  # a server in this process inherits orphans
            with suppress(ChildProcessError):
                os.waitpid(pid, os.WNOHANG)
        time.sleep(0.01)


async def demand_that_it_works(attack: Attack, mark: str, given: Given) -> None:
    """Returns where the attack works unprotected. Raises NotShown."""
    with _scratch() as folder:
        match attack.attempt:
            case Calls(naive=naive):
                said = await asyncio.to_thread(naive, folder)
            case Steps(steps=steps):
                said = await _session(steps, folder, mark, attack.shows)
            case Probe():
                said = await _alone(attack, mark, given, folder)
    if not said.startswith(REACHED):
        raise NotShown(f"it does not work unprotected here either: {said or 'nothing was said'}")


@contextmanager
def _scratch() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="agent-loop-audit-"))
    folder.chmod(0o777)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


async def _session(steps: Sequence[Step], folder: Path, mark: str, shows: Shows) -> str:
    try:
        misled = await asyncio.to_thread(naive_session.misled, steps, folder, mark)
        survived = bool(seen(mark)) if shows is Shows.SURVIVORS else misled != ""
        return f"{REACHED}: {misled or 'processes of it outlive it'}" if survived else "a naive session copes with it"
    finally:
        await asyncio.to_thread(sweep, mark)


async def _alone(attack: Attack, mark: str, given: Given, folder: Path) -> str:
    assert isinstance(attack.attempt, Probe)
    command = [*_command(attack.attempt), source_of(attack.attempt, mark, attack.stage)]
    user: int | None = None
    match attack.unprotected:
        case Unprotected.ROOT if os.geteuid() != 0:
            raise NotShown("only root can show it unprotected")
        case Unprotected.UNSHARED:
            command = [*_UNSHARE, *command]
        case Unprotected.USER if os.geteuid() == 0:
            user = _NOBODY
    variables = {
        "PATH": naive_session.PATH,
        "HOME": str(folder),
        "LANG": "C.UTF-8",
        "TMPDIR": str(folder),
        "MARK": mark,
    }
    control = _Control(command, {**variables, **given.control}, folder, user, given.inherited)
    work = asyncio.create_task(asyncio.to_thread(control.run, attack.shows, mark))
    try:
        return await asyncio.shield(work)
    finally:
        control.kill()
        await asyncio.to_thread(sweep, mark)


def _command(probe: Probe) -> list[str]:
    if probe.language == "shell":
        return ["bash", "-c"]
    return [shutil.which("python3", path=naive_session.PATH) or sys.executable, "-c"]


@dataclass
class _Control:
    command: Sequence[str]
    environment: Mapping[str, str]
    folder: Path
    user: int | None
    inherited: tuple[int, ...]
    process: subprocess.Popen[bytes] | None = None

    def run(self, shows: Shows, mark: str) -> str:
        """Returns the line with REACHED, or the last one. Blocks."""
        reading, writing = os.pipe2(os.O_CLOEXEC)
        try:
            self.process = subprocess.Popen(
                self.command, cwd=self.folder, env=self.environment, stdin=subprocess.DEVNULL, stdout=writing,
                stderr=writing, start_new_session=True, user=self.user, group=self.user, pass_fds=self.inherited,
                extra_groups=None if self.user is None else [],
            )  # fmt: skip
        except OSError as error:
            os.close(reading)
            return f"{self.command[0]} cannot be started: {error}"
        finally:
            os.close(writing)
        try:
            said, over = self._listened(reading, shows)
        finally:
            os.close(reading)
        self.kill()
        match shows:
            case Shows.HANG if not over:
                return f"{REACHED}: it was not over after {_PATIENCE_SECONDS[shows]} s"
            case Shows.SURVIVORS if seen(mark):
                return f"{REACHED}: processes of it outlive it"
            case Shows.WORD:
                return said
            case _:
                return f"it ended: {said}"

    def _listened(self, reading: int, shows: Shows) -> tuple[str, bool]:
        """The line that counts, and whether the program and its output came to an end in time."""
        assert self.process is not None
        started, tail, told, open_ = time.monotonic(), b"", False, True
        while (now := time.monotonic() - started) < _PATIENCE_SECONDS[shows]:
            if shows is Shows.HANG and now > _TOLD_TO_END_AFTER and not told:
                told = True
                self.process.terminate()
            if open_ and select.select([reading], [], [], 0.02)[0]:
                chunk = os.read(reading, _TAIL)
                tail, open_ = (tail + chunk)[-_TAIL:], bool(chunk)
            elif not open_:
                time.sleep(0.01)
            if self.process.poll() is not None and (not open_ or shows is Shows.SURVIVORS):
                return verdict_line(tail), True
        return verdict_line(tail), False

    def kill(self) -> None:
        """End the probe's first process; it may be called from another thread, and again."""
        if self.process and self.process.poll() is None:
            self.process.kill()
            self.process.wait()


def verdict_line(output: bytes) -> str:
    """The line with REACHED, or else the last one."""
    lines = [line for line in output.decode(errors="replace").splitlines() if line.strip()]
    reached = [line for line in lines if line.startswith(REACHED)]
    return (reached or lines or [""])[-1][:300]

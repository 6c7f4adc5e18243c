"""Files and folders that are there whole or not at all."""

import errno
import os
import shutil
from collections.abc import Callable
from pathlib import Path

from agent_loop.trainer.domain import DiskFull

FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def write_whole(target: Path, write: Callable[[Path], None]) -> None:
    """Let `write` fill a file beside `target`, then put it in its place. Raises DiskFull; `target` is intact then."""
    partial = target.with_name(f".{target.name}.partial")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        write(partial)
        _sync(partial)
        partial.replace(target)
        _sync(target.parent)
    except OSError as error:
        raise _named(error, target) from error
    finally:
        partial.unlink(missing_ok=True)


def write_bytes_whole(target: Path, content: bytes) -> None:
    write_whole(target, lambda path: _fill(path, content))


def replace_folder(target: Path, fill: Callable[[Path], None]) -> None:
    """Let `fill` fill an empty folder, then put it in `target`'s place. Raises DiskFull; `target` is intact then."""
    partial = target.with_name(f".{target.name}.partial")
    shutil.rmtree(partial, ignore_errors=True)
    try:
        partial.mkdir(parents=True)
        fill(partial)
        for path in sorted(partial.iterdir()):
            _sync(path)
        _swap(partial, target)
    except OSError as error:
        raise _named(error, target) from error
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def _swap(partial: Path, target: Path) -> None:
    if not target.exists():
        partial.rename(target)
        return
    old = target.with_name(f".{target.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    target.rename(old)
    try:
        partial.rename(target)
    except OSError:
        old.rename(target)
        raise
    shutil.rmtree(old)


def _fill(path: Path, content: bytes) -> None:
    path.write_bytes(content)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _named(error: OSError, target: Path) -> Exception:
    if error.errno in FULL:
        return DiskFull(f"no space left for {target}; free some and run the same command again: {error.strerror}")
    return error

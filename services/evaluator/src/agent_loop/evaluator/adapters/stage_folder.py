"""The demonstration's folder on disk, and a screen."""

import os
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import IO


class FolderStage:
    """One folder, which a demonstration has for itself."""

    def __init__(self, folder: Path, screen: IO[str]) -> None:
        self._folder = folder
        self._screen = screen

    def clear(self) -> None:
        shutil.rmtree(self._folder, ignore_errors=True)
        self._folder.mkdir(parents=True, mode=0o700)

    def path(self, name: str) -> str:
        return str(self._folder / name)

    def files(self, name: str) -> Sequence[tuple[str, int]]:
        top = self._folder / name
        found = [Path(where, file) for where, _, files in os.walk(top) for file in files]
        return sorted((path.relative_to(top).as_posix(), path.lstat().st_size) for path in found)

    def text(self, name: str) -> str:
        return (self._folder / name).read_text("utf-8", errors="replace")

    def say(self, text: str) -> None:
        self._screen.write(f"{text}\n")
        self._screen.flush()

"""This machine."""

import shutil
from collections.abc import Sequence
from pathlib import Path


class LocalMachine:
    """Looks at the disk below `folder` and at the NVIDIA driver's list of devices."""

    def __init__(self, folder: Path, driver: Path = Path("/proc/driver/nvidia/gpus")) -> None:
        self._folder = folder
        self._driver = driver

    def free_bytes(self) -> int:
        there = next(path for path in (self._folder, *self._folder.parents) if path.exists())
        return shutil.disk_usage(there).free

    def gpus(self) -> Sequence[str]:
        return [_model(path) for path in sorted(self._driver.glob("*/information"))]


def _model(information: Path) -> str:
    for line in information.read_text(encoding="utf-8", errors="replace").splitlines():
        name, _, value = line.partition(":")
        if name.strip() == "Model":
            return value.strip()
    return information.parent.name

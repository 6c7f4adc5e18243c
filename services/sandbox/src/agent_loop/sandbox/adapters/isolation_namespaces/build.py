"""Building the launcher, once for each version of its source: needs a C compiler and Linux' headers.

An image without a compiler gets it from an earlier stage: run as a module with a folder this compiles into it, and
SANDBOX_LAUNCHER names the file.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

SOURCE = Path(__file__).with_name("launcher.c")
_COMPILERS = ("cc", "gcc", "clang")
_FLAGS = ("-O2", "-Wall", "-Wextra", "-s")
INSTALL = "sudo apt-get install gcc libc6-dev"


class NoLauncher(Exception):
    """There is no launcher and none can be built here; the message says why and how to get one."""


def built(cache: Path) -> Path:
    """The launcher of this source in a folder, compiled where it is not there yet. Raises NoLauncher."""
    digest = hashlib.sha256(SOURCE.read_bytes()).hexdigest()[:16]
    launcher = cache / f"launcher-{os.uname().machine}-{digest}"
    if launcher.is_file() and launcher.stat().st_uid in (0, os.geteuid()):
        return launcher
    compiler = next(filter(None, map(shutil.which, _COMPILERS)), None)
    if compiler is None:
        raise NoLauncher(f"no C compiler ({', '.join(_COMPILERS)}) is on the PATH: {INSTALL}")
    cache.mkdir(parents=True, exist_ok=True, mode=0o755)
    with tempfile.TemporaryDirectory(dir=cache) as folder:
        made = Path(folder, "launcher")
        said = ""
        for linking in (("-static",), ()):  # static ones fork faster; not every system has the archives
            done = subprocess.run(
                [compiler, *_FLAGS, *linking, "-o", str(made), str(SOURCE)], capture_output=True, text=True, check=False
            )
            if done.returncode == 0:
                made.chmod(0o755)
                made.replace(launcher)
                return launcher
            said = done.stderr.strip()
        raise NoLauncher(f"{compiler} cannot compile the launcher ({said[-400:]}): {INSTALL}")


def main() -> None:
    """Compile into the folder that is named, and print the file."""
    try:
        sys.stdout.write(f"{built(Path(sys.argv[1]))}\n")
    except (IndexError, NoLauncher) as error:
        raise SystemExit(f"usage: build FOLDER; {error}") from None


if __name__ == "__main__":
    main()

"""What the agent asks a sandbox to run, and what it gives back while it runs."""

from collections.abc import Callable
from dataclasses import dataclass

OnOutput = Callable[[str, bool], None]
"""Takes a piece of output, and whether it came on stderr."""


@dataclass(frozen=True, slots=True)
class Command:
    """A program: `shell` for bash, `python` for Python source, or `argv` as it is; exactly one of them.

    `seconds` is the wall time after which it is killed, `output_bytes` what is kept of each of its streams;
    `environment` are names and values of variables besides the sandbox's own.
    """

    shell: str = ""
    python: str = ""
    argv: tuple[str, ...] = ()
    stdin: bytes = b""
    seconds: float = 60
    output_bytes: int = 65_536
    environment: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        if sum(map(bool, (self.shell, self.python, self.argv))) != 1:
            raise ValueError("a command is either shell, python or argv")

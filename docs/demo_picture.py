"""Runs `agent-loop demo` in a terminal of its own and draws what it printed: docs/demo.svg, the README's picture.

.venv/bin/python docs/demo_picture.py
"""

import fcntl
import os
import pty
import re
import struct
import sys
import termios
from io import StringIO
from pathlib import Path

from rich.console import Console
from rich.text import Text

COLUMNS, ROWS = 118, 200
TARGET = Path(__file__).with_name("demo.svg")


def played(command: list[str]) -> tuple[str, int]:
    """All that the command writes to a terminal, and its exit status."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.execvpe(command[0], command, os.environ | {"TERM": "xterm-256color", "COLUMNS": str(COLUMNS)})  # noqa: S606
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
    said = b""
    while True:
        try:
            piece = os.read(terminal, 65_536)
        except OSError:  # Linux: the other end is closed
            break
        if not piece:
            break
        said += piece
    return said.decode(errors="replace"), os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def shown(said: str) -> list[str]:
    """The lines that are left in the end: what was erased or overwritten to show progress is gone."""
    lines = [""]
    for piece in re.split(r"(\r?\n|\r|\x1b\[2K|\x1b\[1A)", said):
        match piece:
            case "\n" | "\r\n":
                lines.append("")
            case "\r" | "\x1b[2K":
                lines[-1] = ""
            case "\x1b[1A" if len(lines) > 1:
                lines.pop()
            case _:
                lines[-1] += piece
    return lines


def main() -> int:
    said, status = played([str(Path(sys.executable).with_name("agent-loop")), "demo"])
    console = Console(record=True, width=COLUMNS, file=StringIO(), force_terminal=True)
    console.print(Text.from_ansi("\n".join(shown(said)).strip("\n").replace(str(Path.home()), "~")))
    svg = console.export_svg(title="make demo")
    svg = re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL).replace("Fira Code", "monospace")
    TARGET.write_text(re.sub(r"[ \t]+\n", "\n", svg), encoding="utf-8")
    return status


if __name__ == "__main__":
    sys.exit(main())

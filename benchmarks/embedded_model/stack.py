"""An embedded stack of its own, used by the commands that a person types."""

import json
import os
import subprocess
import sys
from collections.abc import Collection
from pathlib import Path
from typing import Any, Self

COMMAND = Path(sys.executable).with_name("agent-loop")


class Stack:
    """One home; up while the context lasts. `model` is a GGUF file in place of the committed one."""

    def __init__(self, home: Path, model: Path | None = None) -> None:
        self._environment = os.environ | {"AGENT_LOOP_HOME": str(home)}
        if model is not None:
            self._environment["AGENT_LOOP_EMBEDDED_MODEL"] = str(model)

    def __enter__(self) -> Self:
        self.url = str(self.json("up")["url"])
        return self

    def __exit__(self, *_: object) -> None:
        subprocess.run([COMMAND, "down"], env=self._environment, check=False, stdout=subprocess.DEVNULL)

    def json(self, *arguments: str, allowed: Collection[int] = (0,)) -> Any:
        """What a command prints as JSON; its progress goes to the screen."""
        return json.loads(self.read(*arguments, "--json", allowed=allowed))

    def read(self, *arguments: str, allowed: Collection[int] = (0,)) -> str:
        done = subprocess.run(
            [COMMAND, *arguments], env=self._environment, stdout=subprocess.PIPE, text=True, check=False
        )
        if done.returncode not in allowed:
            sys.exit(f"agent-loop {' '.join(arguments)} ended with {done.returncode}")
        return done.stdout

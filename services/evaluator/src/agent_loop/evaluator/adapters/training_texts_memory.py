"""Training instructions from a list."""

from collections.abc import Iterator, Sequence


class InMemoryTrainingTexts:
    """Row by row."""

    def __init__(self, instructions: Sequence[str], commands: Sequence[str] = ()) -> None:
        self._instructions = instructions
        self._commands = commands

    def instructions(self) -> Iterator[tuple[str, str]]:
        for number, text in enumerate(self._instructions, 1):
            yield f"memory:{number}", text

    def commands(self) -> Iterator[tuple[str, str]]:
        for number, text in enumerate(self._commands, 1):
            yield f"memory:{number}", text

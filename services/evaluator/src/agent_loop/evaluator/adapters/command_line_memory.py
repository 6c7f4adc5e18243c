"""A command line that answers from a table."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from agent_loop.evaluator.domain.outcomes import CommandUnavailable


@dataclass(frozen=True)
class Answer:
    """What a command does: its exit code, what it prints, and its effect."""

    code: int = 0
    output: str = ""
    effect: Callable[[tuple[str, ...]], None] | None = None


class InMemoryCommandLine:
    """Knows commands by their first word. What was called is in `calls`, in order."""

    def __init__(self, answers: Mapping[str, Answer]) -> None:
        self._answers = answers
        self.calls: list[tuple[str, ...]] = []

    def show(self, *arguments: str) -> int:
        return self._answer(arguments).code

    def read(self, *arguments: str, allowed: Collection[int] = (0,)) -> str:
        answer = self._answer(arguments)
        if answer.code not in allowed:
            raise CommandUnavailable(f"agent-loop {' '.join(arguments)}: it ended with {answer.code}")
        return answer.output

    def _answer(self, arguments: tuple[str, ...]) -> Answer:
        self.calls.append(arguments)
        if (answer := self._answers.get(arguments[0])) is None:
            raise CommandUnavailable(f"agent-loop {arguments[0]} cannot be started: there is no such command")
        if answer.effect is not None:
            answer.effect(arguments)
        return answer

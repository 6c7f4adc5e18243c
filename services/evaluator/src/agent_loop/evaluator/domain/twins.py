"""What a suite asks and training taught, in the same words or by the same command."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from agent_loop.contracts.likeness import Likenesses
from agent_loop.evaluator.domain.suites import Asked


@dataclass(frozen=True)
class Twins:
    """An instruction of a suite, and one of training that is too much like it."""

    task_id: str
    instruction: str
    place: str
    """File and line of the training row; the first of those that read alike."""
    learnt: str
    """The training row's instruction; the command, where that is what both have."""
    rows: int
    """How many training rows read so, names aside."""
    likeness: float
    """Jaccard similarity, 0 to 1."""


def near_twins(asked: Mapping[str, str], learnt: Iterable[tuple[str, str]]) -> list[Twins]:
    """The near twins of each instruction, the most alike first.

    `asked` maps tasks' ids to their instructions; `learnt` gives places and instructions. Instructions that have no
    words left are compared as they are.
    """
    likenesses = Likenesses(learnt)
    found = []
    for task_id, instruction in asked.items():
        for group, likeness in likenesses.to(instruction):
            place, text = group.first
            found.append(Twins(task_id, instruction, place, text, group.rows, likeness))
    return sorted(found, key=lambda one: (-one.likeness, one.task_id, one.place))


def same_commands(known: Mapping[str, Asked], learnt: Iterable[tuple[str, str]]) -> list[Twins]:
    """The tasks whose right command training teaches word for word, white space aside, each with its first row."""
    places: dict[str, list[str]] = {}
    for place, command in learnt:
        places.setdefault(" ".join(command.split()), []).append(place)
    found = []
    for task_id, asked in known.items():
        for command in asked.commands:
            if rows := places.get(" ".join(command.split())):
                found.append(Twins(task_id, asked.instruction, rows[0], command, len(rows), 1.0))
    return found

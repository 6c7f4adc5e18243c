"""Pairs that others wrote: an instruction, and the shell command that does it.

A pair has no tree and no checker. What is learnt of it is how people name what commands do: looking, planning and
executing, not verifying. It is used only where its command ran: exit status 0, nothing on its standard error.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from agent_loop.contracts.lexicons import linux
from agent_loop.contracts.likeness import Likenesses, template
from agent_loop.contracts.literals import foreign_literals
from agent_loop.contracts.prompt import ProposedStep
from agent_loop.contracts.slots import ENDINGS, SLOT_CHARACTERS, Slots
from agent_loop.contracts.task import TreeEntry, TreeManifest
from agent_loop.contracts.trajectory import Action, Message, Phase

VERSION = "2"
"""Changes whenever the same pairs give other rows."""
SECONDS = 2.0
"""A command that takes longer teaches nothing here."""
LONGEST_INSTRUCTION = 250
LONGEST_COMMAND = 160
LONGEST_TEXT = 1000
"""Of a suite's texts that are compared: nothing that is learnt is nearly so long."""
LOOK = ProposedStep(Phase.ANALYZE, "See what is there.", action=Action(tool="bash", arguments={"command": "ls -A"}))

_PLACEHOLDER = re.compile(r"\{\{([^{}]*)\}\}")
"""As tldr-pages marks what the user fills in."""
_BEFORE = r"^|[|;&(`]|\bxargs(?: -\S+(?: \d+)?)*|-exec(?:dir)?|-ok|\b(?:sudo|do|then|else|if|while)\b"
_PROGRAM = re.compile(rf"(?:{_BEFORE})\s*(?=([a-z][a-z0-9_-]*))")
_NO_PROGRAMS = frozenset({"for", "in", "do", "done", "while", "if", "then", "else", "fi"})
_FILE = re.compile(rf"(?<![\w./*?$~-])(?:[\w-]+/)*[\w-]+\.(?:{'|'.join(ENDINGS)})(?![\w*?/])")
_MOST_PROGRAMS = 4
_LINES = "".join(f"{number} {word} {word}\n" for number, word in enumerate(("north", "east", "south", "east"), 1))


class Pair(NamedTuple):
    """An instruction and its command, and where they stand."""

    place: str
    instruction: str
    command: str


ROWS = 3
"""Of each pair: LOOK, and its steps."""


class Steps(NamedTuple):
    """What a pair teaches after LOOK."""

    plan: ProposedStep
    act: ProposedStep


@dataclass(frozen=True, slots=True)
class Chosen:
    """The pairs that may be tried, and how many were left out for which reason."""

    pairs: tuple[Pair, ...]
    left_out: dict[str, int]

    @property
    def version(self) -> str:
        """Of what is made of them."""
        told = "\0".join(["", *("\0".join(pair) for pair in self.pairs)]) + str(SECONDS)
        return f"{VERSION}.{hashlib.sha256(told.encode()).hexdigest()[:12]}"


class Apart:
    """What must not be learnt: the texts and commands of suites."""

    def __init__(self, texts: Iterable[str]) -> None:
        """Instructions and commands, in any order."""
        kept = [text for text in texts if len(text) <= LONGEST_TEXT]
        self._lines = {_plain(text) for text in kept}
        self._likenesses = Likenesses(("", text) for text in kept)

    def holds(self, pair: Pair) -> bool:
        """Whether the instruction is a near twin of a text, names aside, or the command is one."""
        return _plain(pair.command) in self._lines or any(self._likenesses.to(pair.instruction))


def choose(pairs: Iterable[Pair], apart: Apart) -> Chosen:
    """Those that can be learnt, each instruction once, with the first of its commands."""
    chosen, seen, left_out = list[Pair](), set[tuple[str, ...]](), Counter[str]()
    for raw in pairs:
        pair = Pair(raw.place, " ".join(raw.instruction.split()), _PLACEHOLDER.sub(r"\1", raw.command.strip()))
        if reason := _refused(pair):
            left_out[reason] += 1
        elif (asked := template(pair.instruction) or (pair.instruction,)) in seen:
            left_out["another has the same instruction"] += 1
        elif apart.holds(pair):
            left_out["near twin of a suite's"] += 1
        else:
            seen.add(asked)
            chosen.append(pair)
    return Chosen(tuple(chosen), dict(left_out))


def tree_of(pair: Pair) -> TreeManifest:
    """The files that the command names, with a few lines in each, and another; what it is to make is there, too."""
    paths = dict.fromkeys([*_FILE.findall(pair.command), "notes.txt"])
    return TreeManifest(entries=[TreeEntry(path=path, text=_LINES) for path in paths])


def steps_of(pair: Pair) -> Steps:
    """The plan, which names the programs, and the command."""
    told = _listed(programs(pair.command))
    action = Action(tool="bash", arguments={"command": pair.command})
    plan = ProposedStep(Phase.PLAN, f"This can be done with {told}.", plan=(f"use {told}",))
    return Steps(plan, ProposedStep(Phase.EXECUTE, f"Use {told}.", action=action))


def programs(command: str) -> tuple[str, ...]:
    """The programs that a command names, in order, each once, at most four; `bash` where none is known."""
    known = [name for name in _PROGRAM.findall(command) if name in linux() - _NO_PROGRAMS]
    return tuple(dict.fromkeys(known))[:_MOST_PROGRAMS] or ("bash",)


def _refused(pair: Pair) -> str | None:
    texts = (pair.instruction, pair.command)
    if not all(text and text.isascii() and text.isprintable() for text in texts):
        return "not one line of ASCII"
    if len(pair.instruction) > LONGEST_INSTRUCTION or len(pair.command) > LONGEST_COMMAND:
        return "too long"
    slots = Slots([Message(role="user", content=pair.instruction)])
    if foreign_literals(slots.put_answer(pair.command), [slots.put(pair.instruction)], SLOT_CHARACTERS):
        return "its command names what its instruction does not"
    return None


def _plain(text: str) -> str:
    return " ".join(text.split())


def _listed(names: Sequence[str]) -> str:
    *most, last = names
    return f"{', '.join(most)} and {last}" if most else last

"""A family that a sandbox in memory can perform: list the files, copy one, verify, finish."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from agent_loop.contracts.prompt import ProposedStep
from agent_loop.contracts.task import Checker, Task, TreeEntry, TreeManifest
from agent_loop.contracts.trajectory import Action, Observation, Phase, Step
from agent_loop.datagen.adapters.sandbox_memory import Files, InMemorySandbox, printed
from agent_loop.datagen.domain import Exercise, Move, Split

LIST, COPY, VERIFY, SLIP = "ls", "cp a.txt b.txt", "cmp a.txt b.txt", "cp a.txt c.txt"


def bash(phase: Phase, thought: str, command: str) -> ProposedStep:
    return ProposedStep(phase, thought, action=Action(tool="bash", arguments={"command": command}))


def copy_reference(steps: Sequence[Step], answer: str = "copied") -> Move:
    """Slips once where the listing shows `slip`."""
    last = steps[-1] if steps else None
    seen = last.observation if last else None
    if last is None:
        return Move(bash(Phase.ANALYZE, "See what is there.", LIST))
    if last.phase is Phase.ANALYZE:
        return Move(ProposedStep(Phase.PLAN, "Copy it.", plan=("copy a.txt",)))
    if last.phase is Phase.PLAN and steps[0].observation and "slip" in steps[0].observation.stdout:
        return Move(bash(Phase.EXECUTE, "Copy it.", SLIP), learnt=False)
    if last.phase is Phase.PLAN or (last.phase is Phase.VERIFY and seen and not seen.ok):
        return Move(bash(Phase.EXECUTE, "Copy a.txt.", COPY))
    if last.phase is Phase.EXECUTE:
        return Move(bash(Phase.VERIFY, "Compare.", VERIFY))
    finish = Action(tool="finish", arguments={"answer": answer})
    return Move(ProposedStep(Phase.VERIFY, "It is right.", action=finish))


@dataclass(frozen=True)
class CopyFamily:
    """Tasks to copy a file; every fourth tree makes the reference slip, but where it is a script."""

    name: str = "copy"
    version: str = "1"
    default_instruction: str = "copy a.txt to b.txt"
    checker: str = "accept"
    scripted: bool = False
    answer: str = "copied"
    wrong: tuple[str, ...] = ()

    def wording(self, rng: random.Random, split: Split) -> str:
        return f"{rng.choice(('copy', 'duplicate', 'clone'))} a.txt as b.txt ({split})"

    def wordings(self, split: Split) -> tuple[str, ...]:
        return (f"copy a.txt ({split})", f"duplicate a.txt ({split})")

    def make(self, rng: random.Random, wording: str, *, task_id: str, split: Split | None = None) -> Exercise:
        entries = [
            TreeEntry(path="AGENTS.md", text="Copies end in b.txt."),
            TreeEntry(path="a.txt", text=str(rng.random())),
        ]
        if rng.random() < 0.25 and not self.scripted:
            entries.append(TreeEntry(path="slip", text=""))
        tree = TreeManifest(entries=entries)
        checker = Checker(program=self.checker)
        task = Task(id=task_id, family=self.name, instruction=wording, tree=tree, checker=checker, split=split)
        reference = partial(copy_reference, answer=self.answer)
        return Exercise(task, reference, self.wrong, scripted=self.scripted)


def _list(files: Files) -> Observation:
    return printed("".join(f"{path}\n" for path in sorted(files)))


def _copy(files: Files) -> Observation:
    files["b.txt"] = files["a.txt"]
    return printed("")


def _slip(files: Files) -> Observation:
    files["c.txt"] = files["a.txt"]
    return printed("")


def _compare(files: Files) -> Observation:
    return printed("", 0 if files.get("b.txt") == files["a.txt"] else 1)


def copy_sandbox(unavailable_after: int | None = None) -> InMemorySandbox:
    """Knows what CopyFamily's reference commands and what its checker asks."""
    commands = {LIST: _list, COPY: _copy, SLIP: _slip, VERIFY: _compare}
    checkers = {"accept": _compare, "refuse": lambda _: printed("missed: b.txt\n", 1)}
    return InMemorySandbox(commands, checkers, unavailable_after)

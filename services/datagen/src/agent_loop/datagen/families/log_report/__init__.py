"""The family log-report: find the error logs of a tree and write a report that can be checked."""

import random

from agent_loop.contracts.task import Task, TreeEntry
from agent_loop.datagen.domain import GUIDANCE_FILE, Exercise, Split, UnusableWording
from agent_loop.datagen.families.log_report import guidance, reference, tree, wordings
from agent_loop.datagen.families.log_report.checker import checker

MAX_WORDING = 4000
FAULTS = 0.05


class LogReport:
    """Error logs, or logs with warnings, counted into a report."""

    name = "log-report"
    version = "5"
    default_instruction = wordings.DEFAULT_INSTRUCTION
    difficulty = 2
    kept_out = False

    def wording(self, rng: random.Random, split: Split) -> str:
        return wordings.draw(rng, split)

    def wordings(self, split: Split) -> tuple[str, ...]:
        return wordings.base(split)

    def make(self, rng: random.Random, wording: str, *, task_id: str, split: Split | None = None) -> Exercise:
        """The rules are always in the tree unless this is for training. Raises UnusableWording."""
        _usable(wording)
        report, wanted = wordings.report_name(wording), wordings.severity(wording)
        made = tree.compose(rng)
        rules = guidance.draw(rng) if split == "train" else guidance.RULES
        entries = [entry for entry in made.entries if entry.path.split("/")[0] not in {report, GUIDANCE_FILE}]
        if rules is not None:
            entries.insert(0, TreeEntry(path=GUIDANCE_FILE, text=rules))
        manifest = made.manifest.model_copy(update={"entries": entries})
        counts = {path: counted[wanted] for path, counted in made.truth.items() if counted[wanted]}
        task = Task(
            id=task_id,
            family=self.name,
            instruction=wording,
            tree=manifest,
            checker=checker(report, counts, manifest, what=wanted.value),
            split=split,
        )
        faults = FAULTS if made.truth and split == "train" else 0.0
        return Exercise(task, reference.reference(rng, report, wanted, faults=faults))


def _usable(wording: str) -> None:
    if not wording.strip():
        raise UnusableWording("an empty wording asks for nothing")
    if "\0" in wording or len(wording) > MAX_WORDING:
        raise UnusableWording(f"a wording is text of at most {MAX_WORDING} characters without NUL")

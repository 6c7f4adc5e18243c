"""How the job is rightly done: a policy that plans from what it sees.

Each step follows from what the prompt of that step shows: facts that a later step needs stand in a thought or in the
plan, because only the last observation is shown in full.
"""

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from agent_loop.contracts.prompt import ProposedStep
from agent_loop.contracts.toolset import FINISH
from agent_loop.contracts.trajectory import Action, Phase, Step
from agent_loop.datagen.domain import Move
from agent_loop.datagen.families.log_report.formats import Severity

_KINDS = (".log", ".log.N", ".log.N.gz")

LIST_KINDS = "find . -type f | grep -oE '[.]log([.][0-9]+([.]gz)?)?$' | sed -E 's/[0-9]+/N/' | sort | uniq -c"
ADD_TOTAL = "t=0 k=0; while read -r n f; do t=$((t+n)) k=$((k+1)); done < {report}; echo TOTAL $t $k >> {report}"
VERIFY_REPORT = (
    's=0 k=0; while read -r n f; do [ -f "$f" ] && s=$((s+n)) k=$((k+1)); done < {report}; '
    "sed '$d' {report} | LC_ALL=C sort -ck2 && tail -n1 {report} | grep -x \"TOTAL $s $k\""
)
"""Lines whose path is no file do not count, so that the sum is then wrong; prints the TOTAL line where all is right."""

_STARTS = (
    "[[]?[-0-9]+[ T][^ ]+ (- [^ ]+ - )?[[]?",  # plain
    '[{].*"level": ?"',  # json
    "ts=[^ ]+ level=",  # logfmt
    "[A-Z][a-z]+ [ :0-9]+ [^ ]+ [^ ]+ ",  # syslog
    "[[]?",  # bare: the level comes first
)
"""What stands before the level where the levels have their common names, as extended regular expressions."""

_NGINX_START = "[0-9]+/[/0-9]+ [^ ]+ [[]"
"""Nginx has levels of its own; no other format has dates with slashes."""

_SIGNATURES = {
    "plain": re.compile(r"0000-|\[0000"),
    "json": re.compile(r"\{"),
    "logfmt": re.compile(r"ts="),
    "syslog": re.compile(r"[A-Z][a-z][a-z] "),
    "bare": re.compile(r"\[?(ERR|FAT|CRI|WAR|INF|DEB|NOT)", re.IGNORECASE),
    "nginx": re.compile(r"0000/"),
}
"""How the first five characters of a line tell its format, digits shown as 0."""


@dataclass(frozen=True, slots=True)
class Logs:
    """What was learnt of the logs."""

    kinds: tuple[str, ...]
    formats: tuple[str, ...] = ()

    @classmethod
    def seen(cls, listing: str, signatures: str = "") -> "Logs":
        words = {line.split()[-1] for line in listing.splitlines() if line.strip()}
        heads = signatures.splitlines()
        formats = (name for name, sign in _SIGNATURES.items() if any(sign.match(head) for head in heads))
        return cls(tuple(kind for kind in _KINDS if kind in words), tuple(formats))

    @property
    def zipped(self) -> bool:
        return _KINDS[2] in self.kinds

    @property
    def names(self) -> str:
        """The end of a log's path, as an extended regular expression for exactly the kinds that there are."""
        ending = {
            (False, False): "",
            (True, False): "([.][0-9]+)?",
            (False, True): "([.][0-9]+[.]gz)?",
            (True, True): "([.][0-9]+([.]gz)?)?",
        }[_KINDS[1] in self.kinds, self.zipped]
        return f"[.]log{ending}$"


@dataclass(frozen=True, slots=True)
class LogReportReference:
    """The policy for one instruction."""

    report: str
    wanted: Severity

    def __call__(self, steps: Sequence[Step]) -> Move:
        return Move(self.propose(steps))

    def propose(self, steps: Sequence[Step]) -> ProposedStep:
        if not steps:
            return self.list_kinds("See which log files there are.")
        last = steps[-1]
        match last.phase:
            case Phase.ANALYZE:
                return self._look_on(steps)
            case Phase.PLAN:
                return self.count(self._logs(steps), f"Count {self.wanted} lines per file into {self.report}.")
            case Phase.EXECUTE if _broken(last):
                return self.count(self._logs(steps), f"That went wrong: count again into {self.report}.")
            case Phase.EXECUTE:
                return self.verify() if _commanded(last) == self.total_command else self.add_total()
            case Phase.VERIFY:
                return self._conclude(steps)

    def list_kinds(self, thought: str) -> ProposedStep:
        return _bash(Phase.ANALYZE, thought, LIST_KINDS)

    def signatures(self, logs: Logs) -> ProposedStep:
        cat = "zcat -f" if logs.zipped else "cat"
        command = f"find . -type f | grep -E '{logs.names}' | xargs -d '\\n' {cat} | cut -c1-5 | tr 0-9 0 | sort -u"
        return _bash(Phase.ANALYZE, f"Logs are {', '.join(logs.kinds)}. See how their lines begin.", command)

    def plan(self, logs: Logs) -> ProposedStep:
        levels = "ERROR, FATAL, CRITICAL" if self.wanted is Severity.ERROR else "WARN, WARNING"
        if not logs.formats:
            nothing = ("no log lines: nothing to count", f"write an empty {self.report}, then add TOTAL")
            return ProposedStep(Phase.PLAN, "There is nothing to count.", plan=nothing)
        items = (
            f"logs: {', '.join(logs.kinds)}",
            f"formats: {', '.join(logs.formats)}",
            f"levels: {levels}",
            f"count per log into {self.report}, then add TOTAL",
        )
        return ProposedStep(Phase.PLAN, f"The lines are {', '.join(logs.formats)}.", plan=items)

    def count(self, logs: Logs, thought: str) -> ProposedStep:
        if not logs.formats:
            return _bash(Phase.EXECUTE, f"Nothing to count: make an empty {self.report}.", f": > {self.report}")
        grep = f"grep -ciE '{line_pattern(self.wanted)}'"
        n = f'zcat -f "$f" | {grep}' if logs.zipped else f'{grep} "$f"'
        command = (
            f"find . -type f | grep -E '{logs.names}' | LC_ALL=C sort | while read -r f; do "
            f'n=$({n}); [ $n = 0 ] || echo "$n ${{f#./}}"; done > {self.report}'
        )
        return _bash(Phase.EXECUTE, thought, command)

    def add_total(self) -> ProposedStep:
        return _bash(Phase.EXECUTE, f"Add the TOTAL line to {self.report}.", self.total_command)

    def verify(self) -> ProposedStep:
        command = VERIFY_REPORT.format(report=self.report)
        return _bash(Phase.VERIFY, f"Check sum, paths and order of {self.report}.", command)

    @property
    def total_command(self) -> str:
        return ADD_TOTAL.format(report=self.report)

    def _look_on(self, steps: Sequence[Step]) -> ProposedStep:
        last = steps[-1]
        if _broken(last):
            again = self.signatures(self._logs(steps)) if _commanded(last) != _commanded(steps[0]) else None
            return again or self.list_kinds("That went wrong: list the log files again.")
        logs = self._logs(steps)
        return self.signatures(logs) if _commanded(last) == LIST_KINDS and logs.kinds else self.plan(logs)

    def _conclude(self, steps: Sequence[Step]) -> ProposedStep:
        seen = steps[-1].observation
        if seen is None or not seen.ok:
            return self.count(self._logs(steps), f"The report is wrong: count anew into {self.report}.")
        _, lines, files = seen.stdout.split()
        answer = f"{self.report} is written: {self.wanted} lines {lines}, files {files}."
        return ProposedStep(
            Phase.VERIFY, "The report is right.", action=Action(tool=FINISH, arguments={"answer": answer})
        )

    def _logs(self, steps: Sequence[Step]) -> Logs:
        """From the good looks so far: the first lists the kinds, the second the lines' beginnings."""
        looks = [s.observation.stdout for s in steps if s.phase is Phase.ANALYZE and s.observation and not _broken(s)]
        return Logs.seen(*looks[:2])


def line_pattern(wanted: Severity) -> str:
    """An extended regular expression for the wanted lines of all formats, to be matched in any case."""
    common, nginx = (
        ("(error|fatal|critical)", "(error|crit|alert|emerg)") if wanted is Severity.ERROR else ("warn",) * 2
    )
    return f"^({'|'.join(_STARTS)}){common}|^{_NGINX_START}{nginx}"


def _bash(phase: Phase, thought: str, command: str) -> ProposedStep:
    return ProposedStep(phase, thought, action=Action(tool="bash", arguments={"command": command}))


def _broken(step: Step) -> bool:
    """Whether the step's command failed or complained."""
    seen = step.observation
    return seen is None or not seen.ok or bool(seen.stderr.strip())


def _commanded(step: Step) -> str:
    return str(step.action.arguments.get("command", "")) if step.action else ""


@dataclass(frozen=True, slots=True)
class Fault:
    """A slip that is staged, so that models learn to recover: made at step number `after` + 1, never learnt."""

    after: int
    spoil: Callable[[LogReportReference, ProposedStep], ProposedStep]


def _respelt(old: str, new: str) -> Callable[[LogReportReference, ProposedStep], ProposedStep]:
    def spoil(_: LogReportReference, step: ProposedStep) -> ProposedStep:
        command = str(step.action.arguments["command"]) if step.action else ""
        return replace(step, action=Action(tool="bash", arguments={"command": command.replace(old, new, 1)}))

    return spoil


FAULTS = {
    "misspelt_look": Fault(0, _respelt("find", "fnd")),
    "missing_done": Fault(3, _respelt("; done", "")),
    "wrong_order": Fault(3, _respelt("C sort", "C sort -r")),
    "no_total": Fault(4, lambda reference, _: reference.verify()),
    "total_twice": Fault(5, lambda reference, _: reference.add_total()),
}


@dataclass(frozen=True, slots=True)
class WithFault:
    """A reference that slips once."""

    reference: LogReportReference
    fault: Fault

    def __call__(self, steps: Sequence[Step]) -> Move:
        right = self.reference.propose(steps)
        done = self.fault.spoil(self.reference, right) if len(steps) == self.fault.after else right
        return Move(done, learnt=done == right)


def reference(rng: random.Random, report: str, wanted: Severity, *, faults: float) -> Callable[[Sequence[Step]], Move]:
    """The policy, with a staged slip in this share of cases."""
    right = LogReportReference(report, wanted)
    return WithFault(right, rng.choice(list(FAULTS.values()))) if rng.random() < faults else right

"""Reports of `agent-loop eval` side by side."""

from collections.abc import Iterable, Mapping
from typing import Any

from agent_loop.evaluator.domain.rates import paired_p, wilson
from benchmarks.embedded_model.speed import MIB, Speed

Report = Mapping[str, Any]
"""What `agent-loop eval SUITE --json` prints."""
LEVEL = 0.01


def suites(reports: Iterable[Report]) -> list[str]:
    """A line for each suite; and what doing nothing reaches on the same tasks."""
    head = ["suite", "success", "95 % interval", "doing nothing", "p", "where doing nothing fails", "families at 0"]
    return table(
        head,
        (
            [
                f"{one['suite']} {one['version']}",
                counted(one["total"]),
                interval(one["total"]),
                f"{one['total']['baselines']['nothing']} of {one['total']['total']}",
                f"{one['total']['p_against_nothing']:.2g}",
                counted(one["where_doing_nothing_fails"]),
                ", ".join(one["families_at_zero"]) or "none",
            ]
            for one in reports
        ),
    )


def families(report: Report) -> list[str]:
    """A suite's families and difficulties."""
    head = ["family", "success", "95 % interval", "doing nothing", "steps", "seconds"]
    rows = [(one["name"], one) for one in report["by_family"]]
    rows += [(f"difficulty {one['name']}", one) for one in report["by_difficulty"]]
    return table(
        head,
        (
            [
                name,
                counted(one),
                interval(one),
                f"{one['baselines']['nothing']} of {one['total']}",
                f"{one['steps']:.1f}",
                f"{one['seconds']:.1f}",
            ]
            for name, one in rows
        ),
    )


def ablations(whole: Report, others: Mapping[str, Report]) -> list[str]:
    """What each way of asking gains and loses against `whole`, task by task."""
    head = ["aids", "success", "95 % interval", "gained", "lost", "p of the difference", "seconds"]
    rows = [["as it is", counted(whole["total"]), interval(whole["total"]), "", "", "", seconds(whole)]]
    before = successes(whole)
    for name, report in others.items():
        after = successes(report)
        gained = sum(after[task] and not before[task] for task in after)
        lost = sum(before[task] and not after[task] for task in after)
        p = min(1.0, 2 * min(paired_p(gained, lost), paired_p(lost, gained)))
        rows.append(
            [
                name,
                counted(report["total"]),
                interval(report["total"]),
                str(gained),
                str(lost),
                f"{p:.2g}",
                seconds(report),
            ]
        )
    return table(head, rows)


def speed(found: Speed) -> list[str]:
    rows = [
        ["generated, tokens/s", f"{found.generated_per_second:.0f}", "≥ 150"],
        ["the same, prompts' time included", f"{found.per_second_of_calls:.0f}", ""],
        ["first token, p50, ms", f"{found.first_token_p50 * 1000:.1f}", ""],
        ["first token, p95, ms", f"{found.first_token_p95 * 1000:.1f}", "< 300"],
        ["inference, resident, MiB", f"{found.resident / MIB:.0f}", "≤ 120 MB"],
        ["inference, resident at most, MiB", f"{found.resident_peak / MIB:.0f}", "≤ 120 MB"],
    ]
    note = f"{found.calls} calls, {found.tokens} tokens, one run at a time; load {found.load:.1f} when it began."
    return [*table(["what", "measured", "bar"], rows), "", note]


def fallen(report: Report) -> bool:
    """Whether nothing is left of the suite but its floor."""
    return report["total"]["p_against_nothing"] >= LEVEL


def counted(row: Mapping[str, Any]) -> str:
    return f"{row['successes']} of {row['total']}"


def interval(row: Mapping[str, Any]) -> str:
    bounds = wilson(row["successes"], row["total"])
    return f"{bounds.low:.1%} to {bounds.high:.1%}"


def seconds(report: Report) -> str:
    return f"{report['total']['seconds']:.1f}"


def successes(report: Report) -> dict[str, bool]:
    return {outcome["task"]: outcome["success"] for outcome in report["outcomes"]}


def table(head: list[str], rows: Iterable[list[str]]) -> list[str]:
    """In Markdown."""
    return [f"| {' | '.join(line)} |" for line in (head, ["---"] * len(head), *rows)]

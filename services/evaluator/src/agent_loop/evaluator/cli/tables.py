"""A suite's report for people: on a screen, and in Markdown."""

from collections.abc import Sequence

from agent_loop.evaluator.domain.scores import FLOOR, Row, SuiteReport


def text(report: SuiteReport, at_least: float | None) -> str:
    """Tables with aligned columns, and what they come to."""
    parts = [_aligned("family", [*report.by_family(), report.total])]
    if graded := report.by_difficulty():
        parts.append(_aligned("difficulty", graded))
    return "\n".join([*parts, *_summary(report, at_least)]) + "\n"


def markdown(report: SuiteReport) -> str:
    """The same as Markdown."""
    entry = report.entry
    lines = [f"# {entry.suite} {entry.version}, {entry.entrant.partition('@')[0]}", ""]
    lines += _piped("family", [*report.by_family(), report.total])
    if graded := report.by_difficulty():
        lines += ["", *_piped("difficulty", graded)]
    lines.append("")
    lines += [f"- {line}" for line in _summary(report, None)]
    return "\n".join(lines) + "\n"


def _summary(report: SuiteReport, at_least: float | None) -> list[str]:
    total, entry = report.total, report.entry
    lines = [
        f"{total.successes} of {total.total} succeed: {_interval(total)}; "
        f"doing nothing: {total.baselines.get(FLOOR, 0)}; p = {total.p:.2g} that the lead is chance (McNemar, exact)"
    ]
    if report.hard.total != total.total:
        hard = report.hard
        others = "".join(f"; {name}: {done}" for name, done in hard.baselines.items() if name != FLOOR)
        lines.append(f"where doing nothing fails: {hard.successes} of {hard.total}: {_interval(hard)}{others}")
    if zero := report.families_at_zero():
        lines.append(f"families at 0: {', '.join(zero)}")
    name, _, digest = entry.entrant.partition("@")
    aids = f"; aids: {', '.join(f'{aid}={value}' for aid, value in entry.aids)}" if entry.aids else ""
    part = f" (here {total.total})" if total.total != report.size else ""
    lines.append(
        f"{entry.suite} {entry.version}: {report.size} tasks{part}, content {entry.tasks_sha256[:12]}; "
        f"model {name}, digest {digest[:12]}{aids}"
    )
    lines += report.notes
    if at_least is not None:
        verdict = "passed" if report.passes(at_least) else "missed"
        lines.append(f"the bar for the lower bound is {at_least:.0%}: {verdict}")
    return lines


def _interval(row: Row) -> str:
    return f"{row.rate:.1%} (95 %: {row.interval.low:.1%} to {row.interval.high:.1%})"


def _cells(name: str, rows: Sequence[Row]) -> list[list[str]]:
    baselines = sorted({baseline for row in rows for baseline in row.baselines})
    head = [name, "successes", "rate", "95 % interval", *baselines, "steps", "seconds"]
    body = [
        [
            row.name,
            f"{row.successes} of {row.total}",
            f"{row.rate:.1%}",
            f"{row.interval.low:.1%} to {row.interval.high:.1%}",
            *(f"{row.baselines.get(baseline, 0)} of {row.total}" for baseline in baselines),
            f"{row.steps:.1f}",
            f"{row.seconds:.1f}",
        ]
        for row in rows
    ]
    return [head, *body]


def _aligned(name: str, rows: Sequence[Row]) -> str:
    cells = _cells(name, rows)
    widths = [max(len(line[place]) for line in cells) for place in range(len(cells[0]))]
    lines = [
        "  ".join(
            [line[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(line[1:], widths[1:], strict=True))]
        )
        for line in cells
    ]
    return "\n".join(lines) + "\n"


def _piped(name: str, rows: Sequence[Row]) -> list[str]:
    head, *body = _cells(name, rows)
    ruler = ["---", *("---:" for _ in head[1:])]
    return [f"| {' | '.join(line)} |" for line in (head, ruler, *body)]

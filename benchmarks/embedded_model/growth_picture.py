"""Success against training time and size, as a picture."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle

WIDTH, HEIGHT, LEFT, RIGHT, TOP = 480, 360, 60, 20, 30
COLOURS = ("#0969da", "#cf222e", "#1a7f37", "#8250df", "#9a6700")


@dataclass(frozen=True, slots=True)
class Point:
    """A model that was asked. Shares are of 1."""

    run: str
    parameters: int
    minutes: float
    tokens: int
    share: float
    low: float
    high: float
    total: int


def drawn(points: Sequence[Point]) -> str:
    """An SVG: success upwards, against minutes of training (a line for each run) and against parameters (its ends)."""
    lines = [sorted(run, key=lambda point: point.minutes) for run in _runs(points)]
    longest, largest = max(point.minutes for point in points), max(point.parameters for point in points) / 1e6
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {2 * WIDTH} {HEIGHT}" font-family="sans-serif" '
        'font-size="12">',
        f'<rect width="{2 * WIDTH}" height="{HEIGHT}" fill="#fff"/>',
        *_panel(0, longest, "minutes of training on two cores (M: million parameters)"),
        *_panel(WIDTH, largest, "million parameters, at each run's end"),
    ]
    for colour, line in zip(cycle(COLOURS), lines, strict=False):
        end = line[-1]
        through = " ".join(f"{x:.1f},{y:.1f}" for x, y in (_at(0, p.minutes / longest, p.share) for p in line))
        parts.append(f'<polyline points="{through}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts += [mark for point in line for mark in _mark(0, point.minutes / longest, point, colour)]
        parts += _mark(WIDTH, end.parameters / 1e6 / largest, end, colour)
        for left, along, said in (
            (0, end.minutes / longest, f"{end.parameters / 1e6:.1f}M"),
            (WIDTH, end.parameters / 1e6 / largest, f"{end.minutes:.0f} minutes"),
        ):
            x, y = _at(left, along, end.share)
            anchor, aside = ("end", -7) if along > 0.5 else ("start", 7)
            parts.append(_text(x + aside, y - 6, anchor, said, colour))
    return "\n".join([*parts, "</svg>"]) + "\n"


def _at(left: float, along: float, share: float) -> tuple[float, float]:
    """Where in a panel; `along` and `share` are of 1."""
    return left + LEFT + along * (WIDTH - LEFT - RIGHT), HEIGHT - 40 - share * (HEIGHT - 40 - TOP)


def _runs(points: Sequence[Point]) -> list[list[Point]]:
    return [[point for point in points if point.run == run] for run in dict.fromkeys(point.run for point in points)]


def _panel(left: int, most: float, title: str) -> Iterator[str]:
    yield _text(left + LEFT, 16, "start", "tasks of linux-heldout that succeed, with 95 % intervals")
    for percent in range(0, 101, 20):
        x, y = _at(left, 0, percent / 100)
        yield f'<path d="M{x} {y:.1f}H{left + WIDTH - RIGHT}" stroke="#ddd"/>'
        yield _text(x - 8, y + 4, "end", f"{percent} %")
    for tick in range(0, int(most) + 1, max(1, round(most / 8))):
        yield _text(*_at(left, tick / most, -0.06), "middle", str(tick))
    yield _text(left + WIDTH / 2, HEIGHT - 6, "middle", title)


def _mark(left: int, along: float, point: Point, colour: str) -> Iterator[str]:
    x, y = _at(left, along, point.share)
    low, high = (_at(left, along, share)[1] for share in (point.low, point.high))
    yield f'<path d="M{x:.1f} {low:.1f}V{high:.1f}" stroke="{colour}"/>'
    yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>'


def _text(x: float, y: float, anchor: str, said: str, colour: str = "#333") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour}">{said}</text>'

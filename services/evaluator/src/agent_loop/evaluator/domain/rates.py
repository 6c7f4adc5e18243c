"""How sure one can be of a rate, and of a difference."""

import math
from dataclasses import dataclass

# The two-sided 95 % quantile of the normal distribution.
_Z = 1.959964


@dataclass(frozen=True)
class Interval:
    """Bounds of a rate, each from 0 to 1."""

    low: float
    high: float


def wilson(successes: int, total: int) -> Interval:
    """Wilson's 95 % interval of a rate; 0 to 1 where nothing was tried. Raises ValueError for impossible counts."""
    if not 0 <= successes <= total:
        raise ValueError(f"{successes} successes of {total}")
    if total == 0:
        return Interval(0.0, 1.0)
    rate, square = successes / total, _Z * _Z
    middle = (rate + square / (2 * total)) / (1 + square / total)
    half = _Z * math.sqrt(rate * (1 - rate) / total + square / (4 * total * total)) / (1 + square / total)
    return Interval(max(0.0, middle - half), min(1.0, middle + half))


def paired_p(gained: int, lost: int) -> float:
    """McNemar's exact test, one-sided: how likely at least this many of the differing pairs speak for the first.

    `gained` are the tasks that only the first did, `lost` those that only the second did; if neither were better, each
    of them would fall either way like a fair coin. 1 where they never differ. Raises ValueError for negative counts.
    """
    if gained < 0 or lost < 0:
        raise ValueError(f"{gained} gained and {lost} lost")
    pairs = gained + lost
    ways = sum(math.comb(pairs, count) for count in range(gained, pairs + 1))
    return ways / (1 << pairs)

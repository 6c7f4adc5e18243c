"""The families of tasks, by name."""

from agent_loop.datagen.domain import Family
from agent_loop.datagen.families.log_report import LogReport


def families() -> dict[str, Family]:
    """Every family."""
    return {family.name: family for family in (LogReport(),)}

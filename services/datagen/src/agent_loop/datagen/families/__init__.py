"""The families of tasks, by name: `LogReport`, and the `ScriptedFamily` of each module here."""

import pkgutil
from functools import cache
from importlib import import_module

from agent_loop.datagen.domain import Family, Mixture
from agent_loop.datagen.families.log_report import LogReport
from agent_loop.datagen.scripted import ScriptedFamily

ENDS_EVERY = 3
LOG_REPORT_WEIGHT = 6
"""The main job has seven steps and six formats of logs: it needs more examples than others."""


@cache
def families() -> dict[str, Family]:
    """Every family."""
    for module in pkgutil.iter_modules(__path__, f"{__name__}."):
        import_module(module.name)
    every: list[Family] = [LogReport(), *(family() for family in ScriptedFamily.__subclasses__())]
    return {family.name: family for family in sorted(every, key=lambda family: family.name)}


def mixtures() -> dict[str, Mixture]:
    """`trained`: every family that is not kept out of training."""
    chosen = tuple(family for family in families().values() if not family.kept_out)
    weights = tuple(LOG_REPORT_WEIGHT if family.name == "log-report" else 1 for family in chosen)
    return {"trained": Mixture("trained", chosen, weights, ENDS_EVERY)}

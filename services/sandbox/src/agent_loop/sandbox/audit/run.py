"""All attacks against one service, a few at a time."""

import asyncio
from collections.abc import Callable, Sequence

from agent_loop.sandbox.audit.attack import Attack, Result
from agent_loop.sandbox.audit.bench import Bench
from agent_loop.sandbox.audit.judge import judge

AT_ONCE = 3
"""Most of an attack's time is waiting; more at once would slow those down that are timed."""


async def run(bench: Bench, attacks: Sequence[Attack], tell: Callable[[Result], None]) -> list[Result]:
    """The results in the attacks' order; `tell` hears each as it comes."""
    turns = asyncio.Semaphore(AT_ONCE)

    async def one(attack: Attack) -> Result:
        async with turns:
            result = await judge(bench, attack)
        tell(result)
        return result

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(one(attack)) for attack in attacks]
    return [task.result() for task in tasks]

"""Every scripted family against real commands: its references are right, and its wrong ways are refused."""

import json
import re

import pytest
import pytest_asyncio
from datagen_sandboxes import real_service

from agent_loop.contracts.toolset import linux_toolset
from agent_loop.datagen.domain import exercise
from agent_loop.datagen.families import families
from agent_loop.datagen.scripted import ScriptedFamily
from agent_loop.datagen.use_cases import PerformExercise

pytestmark = [pytest.mark.userns, pytest.mark.asyncio(loop_scope="module")]

SCRIPTED = [family.name for family in families().values() if isinstance(family, ScriptedFamily)]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def sandbox():
    async with real_service() as opened:
        yield opened


def assert_columns_are_told(row):
    """Where the look numbers columns, the plan's thought takes its numbers from there."""
    shown = row.messages[-2].content
    told = re.findall(r"(\S+) is column (\d+)", json.loads(row.messages[-1].content)["thought"])
    assert told or "| grep -n .\n" not in shown
    if "| grep -n .\n" in shown:
        assert all(f"\n{number}:{column}\n" in shown for column, number in told)


@pytest.mark.parametrize("name", SCRIPTED)
async def test_references_are_accepted_and_wrong_ways_refused(sandbox, name):
    perform = PerformExercise(sandbox, linux_toolset())

    for index in range(6):
        made = exercise(families()[name], 31, index, "train")
        rows = await perform(made, "test")
        assert '"tool":"finish"' in rows[-1].messages[-1].content
        assert_columns_are_told(rows[1])
        assert made.wrong
        if index < 2:
            async with sandbox.rehearsal() as stage:
                rehearsed = PerformExercise(stage, linux_toolset())
                assert await rehearsed(made, "test") == rows
                await rehearsed.try_wrong(made)

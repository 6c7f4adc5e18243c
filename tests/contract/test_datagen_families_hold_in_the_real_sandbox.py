"""Every scripted family against real commands: its references are right, and its wrong ways are refused."""

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


@pytest.mark.parametrize("name", SCRIPTED)
async def test_references_are_accepted_and_wrong_ways_refused(sandbox, name):
    perform = PerformExercise(sandbox, linux_toolset())

    for index in range(6):
        made = exercise(families()[name], 31, index, "train")
        rows = await perform(made, "test")
        assert '"tool":"finish"' in rows[-1].messages[-1].content
        _, planned, *_ = (row.messages for row in rows)
        for column, number in re.findall(r"(\S+) is column (\d+)", planned[-1].content):
            assert f"\n{number}:{column}\n" in planned[-2].content
        assert made.wrong
        if index < 2:
            await perform.try_wrong(made)

"""More calls at once than sets stand ready: each gets a set that was made for it, and none is left waiting."""

import asyncio

import pytest
from sandbox_server import real_sandbox

pytestmark = pytest.mark.userns


@pytest.mark.parametrize("language", ["python", "shell"])
async def test_a_burst_of_programs_on_a_service_that_has_just_started_ends_as_asked(language):
    """Of the first sets some are handed out before their interpreter stands ready."""
    program = {"python": "import sys; print(len(sys.stdin.read()))", "shell": "wc -c"}[language]
    async with real_sandbox(max_sandboxes=32) as client:

        async def one():
            sandbox_id = await client.create()
            ran = await client.run(sandbox_id, wall_ms=20_000, stdin=b"x" * 100_000, **{language: program})
            return ran.reason, ran.text.strip()

        assert set(await asyncio.gather(*(one() for _ in range(16)))) == {("EXITED", "100000")}

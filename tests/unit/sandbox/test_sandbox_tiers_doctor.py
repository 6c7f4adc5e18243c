"""`agent-loop sandbox doctor`, over reports made up and over a running service."""

import json
from contextlib import asynccontextmanager
from importlib.metadata import entry_points

import click
import pytest
from click.testing import CliRunner
from sandbox_server import TOKEN, memory_sandbox

from agent_loop.chassis.cli import Missing, Unreachable
from agent_loop.sandbox.adapters.isolation_memory import InMemoryIsolation
from agent_loop.sandbox.adapters.isolation_namespaces import descriptors_in_flight
from agent_loop.sandbox.cli import sandbox_group
from agent_loop.sandbox.domain.programs import Probe, Report, Tier
from agent_loop.sandbox.main import _asked
from agent_loop.sandbox.settings import Settings

GOOD = Report(Tier.NAMESPACES, (Probe("ns: stands", passed=True, detail="it stood"),), sessions=True)
WEAK = Report(
    Tier.LANDLOCK,
    (
        Probe("ns: stands", passed=False, detail="it\nfell", fix="sudo mend it"),
        Probe("landlock: stands", passed=True, detail="it stood"),
    ),
    enclosed_by="container",
)


def doctor(report: Report, *arguments: str):
    """What it printed and its exit code."""

    @asynccontextmanager
    async def compose(_: str | None):
        yield report

    runner = CliRunner()
    with runner.isolation() as (out, *_):
        code = sandbox_group(compose).main(["doctor", *arguments], standalone_mode=False)
        return out.getvalue().decode(), code


def test_where_the_default_tier_holds_the_code_is_0():
    said, code = doctor(GOOD)

    assert code == 0
    assert "namespaces" in said
    assert "it stood" in said
    assert "mend" not in said


def test_what_is_missing_is_shown_with_its_fix_and_the_code_is_1():
    said, code = doctor(WEAK)

    assert code == 1
    assert "FAILS  ns: stands        it fell" in said
    assert "ns: stands: sudo mend it" in said
    assert "container" in said


def test_json_holds_the_same():
    said, code = doctor(WEAK, "--json")
    told = json.loads(said)

    assert code == 1
    assert (told["tier"], told["holds_default_tier"], told["enclosed_by"]) == ("landlock", False, "container")
    assert told["probes"][0] == {"name": "ns: stands", "passed": False, "detail": "it\nfell", "fix": "sudo mend it"}


def test_the_command_is_installed():
    (entry,) = entry_points(group="agent_loop.commands", name="sandbox")

    assert isinstance(entry.load(), click.Group)


@pytest.fixture
def settings(tmp_path):
    (tmp_path / "token").write_text(TOKEN)
    return Settings(service_token_file=tmp_path / "token")


async def test_nobody_at_the_address_is_said_so(settings):
    with pytest.raises(Unreachable, match="no sandbox answers"):
        await _asked("127.0.0.1:1", settings)


async def test_a_running_service_is_asked(settings):
    async with memory_sandbox(InMemoryIsolation(report=WEAK)) as client:
        assert await _asked(client.address, settings) == WEAK


async def test_without_a_token_the_fix_is_named(tmp_path):
    with pytest.raises(Missing, match="agent-loop up"):
        await _asked("127.0.0.1:1", Settings(service_token_file=None, home=tmp_path))


@pytest.mark.parametrize(
    ("payload", "most", "said"),
    [
        ((64010, 64010), 1024, "counted apart"),
        (None, 524_288, "more than one program can send"),
        (None, 20_000, "one program can send 259072"),
    ],
)
def test_the_doctor_tells_whose_count_it_is(payload, most, said):
    probe = descriptors_in_flight(payload, most)

    assert probe.passed
    assert said in probe.detail

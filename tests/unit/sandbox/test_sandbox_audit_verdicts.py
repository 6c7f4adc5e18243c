"""How an attack is judged: shown by a service that isolates nothing, and by attacks that cannot work."""

import asyncio
import json
import threading

import pytest
from sandbox_server import TOKEN, memory_sandbox, real_sandbox

from agent_loop.chassis import cli as chassis_cli
from agent_loop.sandbox.audit.attack import Attack, Category, Outcome, Probe, Shows, Unprotected
from agent_loop.sandbox.audit.attacks import ATTACKS
from agent_loop.sandbox.audit.bench import Bench
from agent_loop.sandbox.audit.judge import judge
from agent_loop.sandbox.audit.run import run
from agent_loop.sandbox.cli import audit_command

BY_ID = {attack.id: attack for attack in ATTACKS}
REACHING = "reached()"


def attack(source: str, **fields: object) -> Attack:
    return Attack("made_for_this_test", Category.FILES, "Nothing.", Probe("python", source), **fields)


@pytest.mark.parametrize(
    "name",
    [
        "a_file_of_the_host_is_read",
        "a_service_on_the_hosts_loopback_is_reached",
        "an_abstract_socket_of_the_host_is_reached",
        "a_user_namespace_is_made_by_unshare",
        "bpf_is_called",
        "something_in_tmp_is_left_to_the_next_program",
    ],
)
async def test_a_service_that_isolates_nothing_is_found_broken(name):
    async with real_sandbox("unconfined") as client, Bench(client.address, TOKEN) as bench:
        result = await judge(bench, BY_ID[name])

    assert result.outcome is Outcome.BROKEN, result.detail
    assert "REACHED" in result.detail


async def verdict(made: Attack) -> tuple[Outcome, str]:
    async with real_sandbox("unconfined") as client, Bench(client.address, TOKEN) as bench:
        result = await judge(bench, made)
    return result.outcome, result.detail


async def test_an_attack_that_does_not_work_unprotected_is_not_shown_and_never_held():
    outcome, detail = await verdict(attack("refused('this kernel has none')"))

    assert outcome is Outcome.NOT_SHOWN
    assert "this kernel has none" in detail


async def test_a_probe_that_crashes_where_it_is_confined_is_not_taken_for_held():
    outcome, detail = await verdict(attack("reached() if env('HOME').startswith('/tmp/agent-loop-audit') else no_such"))

    assert outcome is Outcome.BROKEN
    assert "nothing is known" in detail


async def test_an_exit_for_another_reason_is_broken():
    made = attack("time.sleep(60) if env('MARK') and 0 else reached()", reasons=frozenset({"TIMEOUT"}))
    outcome, _ = await verdict(made)

    assert outcome is Outcome.BROKEN


async def test_a_control_that_ends_in_time_shows_no_hang_and_one_without_offspring_no_survivors():
    for shows in (Shows.HANG, Shows.SURVIVORS):
        assert (await verdict(attack(REACHING, shows=shows)))[0] is Outcome.NOT_SHOWN


async def test_what_needs_another_machine_or_root_is_named(monkeypatch):
    assert "belongs to" in (await verdict(attack(REACHING, machine="no-such-machine")))[1]
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    async with memory_sandbox() as client, Bench(client.address, TOKEN) as bench:
        result = await judge(bench, attack(REACHING, unprotected=Unprotected.ROOT))
    assert (result.outcome, result.detail) == (Outcome.NOT_SHOWN, "only root can show it unprotected")


async def test_results_come_in_the_attacks_order_and_are_told_as_they_come():
    told = []
    made = [attack("refused()"), attack("time.sleep(0.2); refused()")]
    async with memory_sandbox() as client, Bench(client.address, TOKEN) as bench:
        results = await run(bench, [made[1], made[0]], told.append)

    assert [result.attack for result in results] == [made[1], made[0]]
    assert {result.attack for result in told} == set(made)


class Entry:
    """An installed command, as entry points hand it over."""

    name, value = "sandbox", "here"

    def __init__(self, address: str) -> None:
        self._address = address

    def load(self):
        return audit_command(lambda given: (given or self._address, TOKEN))


def test_a_category_that_is_none_is_refused_by_name(capsys):
    code = chassis_cli.run(["sandbox", "--category", "nonsense"], [Entry("127.0.0.1:1")])

    assert code == chassis_cli.EXIT_BAD_INPUT
    assert "nonsense" in capsys.readouterr().err


def test_a_service_that_does_not_answer_is_named(capsys):
    code = chassis_cli.run(["sandbox", "--category", "files", "--address", "127.0.0.1:1"], [Entry("")])

    assert code == chassis_cli.EXIT_UNREACHABLE
    assert "127.0.0.1:1" in capsys.readouterr().err


def test_json_is_counts_and_one_entry_for_each_attack(capsys):
    ready, end, place = threading.Event(), threading.Event(), []

    async def serve() -> None:
        async with real_sandbox("unconfined") as client:
            place.append(client.address)
            ready.set()
            await asyncio.to_thread(end.wait)

    thread = threading.Thread(target=lambda: asyncio.run(serve()))
    thread.start()
    try:
        assert ready.wait(30)
        code = chassis_cli.run(["sandbox", "--category", "sessions", "--json"], [Entry(place[0])])
    finally:
        end.set()
        thread.join(30)

    said = json.loads(capsys.readouterr().out.splitlines()[-1])  # above it the service warns
    assert code == chassis_cli.EXIT_MISSING  # nothing could be shown
    assert (said["held"], said["broken"]) == (0, 0)
    assert said["not_shown"] == len(said["attacks"]) > 10
    assert set(said["attacks"][0]) == {"id", "category", "tries", "tier", "outcome", "detail", "seconds"}

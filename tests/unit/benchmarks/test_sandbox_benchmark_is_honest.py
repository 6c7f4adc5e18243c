"""What the sandbox's benchmark says is what was measured; what could not be measured is named."""

import asyncio
import subprocess
from pathlib import Path

import pytest
from benchmarks.sandbox import latency, peers
from benchmarks.sandbox.processes import descendants, pss_bytes
from benchmarks.sandbox.report import Failed, Judgement, Row, Series, failures, ratio, times_table

NOWHERE = peers.Places(image="no-such-image:0", swerex=Path("/no/such/swerex-remote"))


def test_the_percentiles_are_of_what_was_measured():
    series = Series("x", [n / 1000 for n in range(1, 101)])

    assert series.p50 == pytest.approx(0.0505)
    assert series.p95 == pytest.approx(0.095)
    assert times_table([series])[2] == "| x | 50.50 | 95.00 | 1.88 | 100 | 0 |"


def test_the_slowest_of_few_calls_is_their_p95():
    assert Series("x", [0.3, 0.1, 0.2]).p95 == 0.3


@pytest.mark.parametrize(
    ("value", "at_least", "verdict"),
    [(4.0, False, "meets"), (4.01, False, "misses"), (4.0, True, "meets"), (3.99, True, "misses")],
)
def test_a_value_is_held_against_its_bar_in_the_right_direction(value, at_least, verdict):
    assert Judgement("x", value, 4.0, at_least=at_least).verdict == verdict


def test_a_ratio_is_ours_to_theirs():
    ours, theirs = Series("ours", [0.004, 0.004, 0.100]), Series("theirs", [0.002, 0.001, 0.050])

    assert ratio("x", ours, theirs, 2.0).value == pytest.approx(2.0)


def test_a_peer_that_did_not_run_is_no_success():
    judged = ratio("x", Series("ours", [0.001]), None, 4.0, ["no docker: install it"])

    assert judged.verdict == "not measured: no docker: install it"
    assert "meets" not in Row("t", judgements=[judged]).text()


async def test_in_a_round_each_contender_is_called_once_and_the_order_changes():
    called: list[str] = []

    def contender(name: str) -> latency.Call:
        async def call() -> None:
            called.append(name)

        return call

    names = [str(n) for n in range(6)]
    times = await latency.interleaved({name: contender(name) for name in names}, rounds=5, seconds=60, pause=0.0)

    rounds = [called[start : start + 6] for start in range(len(called) - 30, len(called), 6)]
    assert all(sorted(order) == names for order in rounds)
    assert len({tuple(order) for order in rounds}) > 1
    assert {len(taken.seconds) for taken in times.values()} == {5}


async def test_no_round_is_begun_once_the_time_is_up():
    async def call() -> None:
        await asyncio.sleep(0)

    taken = await latency.interleaved({"x": call}, rounds=10_000, seconds=0.0)

    assert taken["x"].seconds == []


async def test_a_call_that_fails_is_never_a_fast_one_and_is_told():
    async def call() -> None:
        raise Failed("it did nothing")

    taken = await latency.interleaved({"x": call}, rounds=2, seconds=10, pause=0.0)
    judged = failures([taken["x"]])

    assert taken["x"].seconds == []
    assert judged.verdict == "misses"
    assert judged.row() == "| calls of ours that failed | 2 | ≤ 0 | misses (it did nothing) |"


async def test_a_call_that_was_made_in_another_process_times_itself():
    async def call() -> float:
        return 0.25

    await (series := Series("x")).take(call)

    assert series.seconds == [0.25]


def test_a_program_of_a_peer_that_fails_is_a_failed_call():
    with pytest.raises(Failed, match="ended with 3"):
        peers.run("/bin/sh", "-c", "exit 3")


@pytest.mark.parametrize("peer", [peers.docker_run, peers.docker_exec, peers.swerex_execute, peers.swerex_http])
def test_a_peer_that_is_not_here_says_what_is_missing(peer):
    with pytest.raises(peers.Missing, match=r"docker|no-such-image|make peers"), peer(NOWHERE):
        pytest.fail("it cannot be here")


def test_the_peers_that_every_linux_has_can_be_called():
    with peers.plain(NOWHERE) as call, peers.plain_captured(NOWHERE) as captured:
        call()
        captured()


def test_memory_is_counted_over_a_whole_tree_of_processes():
    with subprocess.Popen(["/bin/sh", "-c", "sleep 60 & sleep 60"], start_new_session=True) as shell:
        try:
            while len(tree := descendants(shell.pid)) < 3:
                pass
            assert tree[0] == shell.pid
            assert pss_bytes(tree) > pss_bytes([shell.pid]) > 0
        finally:
            subprocess.run(["/usr/bin/env", "kill", "--", *map(str, reversed(descendants(shell.pid)))], check=True)

"""The attacks as data."""

import ast
import re

import pytest

from agent_loop.sandbox.audit import prelude
from agent_loop.sandbox.audit.attack import REACHED, Category, Probe, Steps
from agent_loop.sandbox.audit.attacks import ATTACKS
from agent_loop.sandbox.audit.unprotected import source_of, verdict_line

PROBES = [attack for attack in ATTACKS if isinstance(attack.attempt, Probe)]


def test_there_are_more_than_a_hundred_and_each_has_a_name_of_its_own():
    names = [attack.id for attack in ATTACKS]

    assert len(names) > 100
    assert len(set(names)) == len(names)
    assert [name for name in names if not re.fullmatch(r"[a-z0-9]+(_[a-z0-9]+)+", name)] == []


def test_every_category_has_attacks_and_every_attack_says_what_it_tries():
    assert {attack.category for attack in ATTACKS} == set(Category)
    assert [attack.id for attack in ATTACKS if not attack.tries.endswith((".", "?"))] == []


@pytest.mark.parametrize("attack", PROBES, ids=str)
def test_a_probe_can_be_parsed_carries_its_mark_and_can_say_that_it_reached(attack):
    source = source_of(attack.attempt, "31415.9", attack.stage)

    assert source.startswith("# 31415.9\n")
    if attack.attempt.language == "python":
        ast.parse(source)
        assert attack.attempt.source.count("reached") or attack.shows.name != "WORD" or "surface" in source
    else:
        assert REACHED in source or attack.shows.name != "WORD"


def test_a_probe_without_a_fixture_holds_no_placeholder():
    assert [attack.id for attack in PROBES if "{{" in attack.attempt.source or "{show" in attack.attempt.source] == []


def test_every_session_is_asked_something_at_its_end_whose_answer_is_known():
    for attack in ATTACKS:
        if isinstance(attack.attempt, Steps):
            assert attack.attempt.steps[-1].code is not None, attack.id


@pytest.mark.parametrize(
    ("output", "line"),
    [
        (b"TRIED\nREACHED a\nrefused b\n", "REACHED a"),
        (b"TRIED\nrefused: no\n\n", "refused: no"),
        (b"TRIED\nnot REACHED\n", "not REACHED"),
        (b"\xff\xfe\n", "\ufffd\ufffd"),
        (b"", ""),
    ],
)
def test_the_line_that_counts_is_the_one_that_says_reached(output, line):
    assert verdict_line(output) == line


def test_what_every_probe_begins_with_tells_refusals_from_crashes():
    assert "REACHED" in prelude.SOURCE
    names = {node.name for node in ast.parse(prelude.SOURCE).body if isinstance(node, ast.FunctionDef)}
    assert {"reached", "refused", "call", "syscall", "surface"} <= names

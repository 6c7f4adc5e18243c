"""Nearly JSON becomes JSON by plain rules, and by nothing else."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_loop.agent.domain.mending import mended

STEP = '{"phase":"EXECUTE","thought":"so","tool":"bash","arguments":{"command":"rm -rf build/tmp"}}'


@pytest.mark.parametrize(
    "text",
    [
        STEP,
        f"```json\n{STEP}\n```",
        f"```\n{STEP}",
        f"Here is my step:\n\n```json\n{STEP}\n```\nI hope that helps {{as ever}}.",
        f"Sure! {STEP} That is all.",
        STEP.replace("}}", ",},\n}"),
        STEP.removesuffix("}"),
        STEP.removesuffix("}}"),
        STEP.removesuffix("}}") + ",",
        STEP.removesuffix("}}") + " \n ",
        STEP.replace('"', "'"),
        f"{STEP.replace(chr(34), chr(39))} ",
    ],
)
def test_one_object_is_found_and_made_whole(text):
    assert mended(text) == STEP


@pytest.mark.parametrize(
    "text",
    [
        "",
        "I cannot do that.",
        "[1, 2]",
        "{",
        '{"phase":',
        '{"phase"',
        '{"a":1]}',
        f"{STEP} or {STEP}",
        f"```json\n{STEP}\n```\n```json\n{STEP}\n```",
        '{"phase":EXECUTE}',
        "{'a': open('x')}",
        "{'a': {1, 2}}",
        "{'it's': 1}",
        "{" * 5000,
        '{"a":' * 30_000,
        STEP + " {" * 5000,
    ],
)
def test_what_the_rules_do_not_make_one_object_of_stays_as_it_is(text):
    assert mended(text) is None


@pytest.mark.parametrize("length", range(len(STEP) - len('/tmp"}}'), len(STEP) - len('"}}') + 1))
def test_half_a_command_is_never_closed(length):
    assert mended(STEP[:length]) is None


def test_commas_and_brackets_inside_a_string_are_left_alone():
    body = {"command": "echo '[1,]' \"{,}\" ,} ```", "path": "a\\"}

    assert mended(f"so: {json.dumps(body)} .") == json.dumps(body, separators=(",", ":"))


@given(
    st.dictionaries(st.text(max_size=5), st.none() | st.text(max_size=9) | st.lists(st.integers()), min_size=1),
    st.text("abc .,\n", max_size=9),
    st.text("abc .,\n", max_size=9),
)
def test_prose_around_any_object_is_left_out(body, before, after):
    assert json.loads(mended(before + json.dumps(body) + after)) == body


@given(st.text(max_size=200))
def test_any_text_is_mended_to_an_object_or_not_at_all(text):
    made = mended(text)

    assert made is None or isinstance(json.loads(made), dict)

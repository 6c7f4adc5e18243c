"""Literals of a command or an answer come from what was shown, or from a fixed lexicon."""

import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, ValidationError

from agent_loop.contracts.lexicons import linux
from agent_loop.contracts.literals import foreign_literals, literal_pattern, literals_allowed
from agent_loop.contracts.prompt import literal_sources, step_schema
from agent_loop.contracts.toolset import Tool, linux_toolset
from agent_loop.contracts.trajectory import Action, ExitReason, Observation, Phase, Step

INSTRUCTION = "stop the process 17045 and put the number of lines of alpha_log.txt into Zusammenfassung.md"
ROOT = Path(__file__).parents[3]
NL2BASH = ROOT.parent / "shared" / "data" / "nl2bash.jsonl"


def looked(stdout: str, thought: str = "so") -> Step:
    return Step(
        index=1,
        phase=Phase.ANALYZE,
        thought=thought,
        action=Action(tool="bash", arguments={"command": "ls"}),
        observation=Observation(exit_reason=ExitReason.EXITED, exit_code=0, stdout=stdout),
        started_at=datetime(2026, 1, 1, tzinfo=UTC),
    )


@pytest.mark.parametrize(
    "command",
    [
        "kill -9 17045",
        "wc -l < alpha_log.txt > Zusammenfassung.md",
        "find . -type f -name '*.txt' -size +2M -mtime -7 -exec chmod 644 {} +",
        "awk -F: '$3 > 100 {n++} END {print n}' alpha_log.txt | sort -k2,2nr | head -n 5",
        "sed -n '17045p;3d' \"alpha_log.txt\"\ntar -czf lines.tar.gz alpha_log.txt",
        "grep -rniE '^[A-Za-z0-9_-]+$' . || true",
        "printf '%s\\t%05d\\n' x 3",
        "alpha/log/txt",
    ],
)
def test_a_command_may_say_what_the_instruction_says_and_what_every_linux_says(command):
    assert foreign_literals(command, [INSTRUCTION]) == []
    assert literals_allowed(command, [INSTRUCTION])


@pytest.mark.parametrize(
    ("command", "foreign"),
    [
        ("wc -l < \ue000.txt > \ue001/report.txt", []),
        ("head -c +\ue000c | sed -n '4,\ue001p'", []),
        ("cat \ue002.txt", ["\ue002"]),
        ("cat \ue000\ue001", ["\ue000\ue001"]),
        ("cat zebra\ue000", ["zebra\ue000"]),
        ("cat zebra", ["zebra"]),
    ],
)
def test_only_slots_that_stand_for_something_are_said(command, foreign):
    sources, slots = ["count \ue000.txt into \ue001"], "\ue000\ue001"
    assert foreign_literals(command, sources, slots) == foreign
    assert literals_allowed(command, sources, slots) is (foreign == [])
    assert (re.search(literal_pattern(sources, slots), command) is not None) is (foreign == [])
    assert re.search(literal_pattern(sources, ""), command) is None or "\ue000" not in command


@pytest.mark.parametrize(
    ("command", "foreign"),
    [
        ("kill -9 17545", "17545"),
        ("kill -9 1704", "1704"),
        ("kill -9 170450", "170450"),
        ("cat alphalog.txt", "alphalog"),
        ("cat alpha_logs2.txt", "logs2"),
        ("cat Zusammenfasung.md", "Zusammenfasung"),
        ("cat zusammenfassung.md", "zusammenfassung"),
    ],
)
def test_a_miscopied_literal_is_refused(command, foreign):
    assert foreign_literals(command, [INSTRUCTION]) == [foreign]
    assert not re.search(literal_pattern([INSTRUCTION]), command)


@pytest.mark.parametrize("program", ["rm", "ls", "xargs", "awk", "kill", "python3", "tar", "find"])
def test_no_source_is_needed_for_a_command(program):
    assert literals_allowed(program, [])


def test_the_capital_of_a_capitalised_word_is_free():
    assert literals_allowed("There are 3 errors. Zhere", [])
    assert not literals_allowed("Zusammenfasung", [INSTRUCTION])


def test_a_text_without_a_single_literal_is_refused():
    assert not literals_allowed("", ["x"])
    assert not literals_allowed(" -- é", ["x"])


def test_foreign_letters_separate_and_so_can_be_copied_or_not():
    assert literals_allowed("cat Größe.txt", ["read Größe.txt"])
    assert not literals_allowed("cat Größenordnung", ["read Größe.txt"])


pieces = st.lists(
    st.one_of(
        st.sampled_from(["17045", "17545", "alpha", "log", "Zusammenfassung", "Zhere", "X", "7d", "x17045", "17045p"]),
        st.sampled_from([" ", "_", "-", "\n", '"', "\\", "|"]),
        st.text(max_size=3),
    ),
    max_size=8,
).map("".join)


@given(text=pieces, source=pieces)
@settings(deadline=None)
def test_the_pattern_and_the_rule_say_the_same_language(text, source):
    pattern = literal_pattern([INSTRUCTION, source]).removeprefix("^").removesuffix("$")

    assert literals_allowed(text, [INSTRUCTION, source]) is (re.fullmatch(pattern, text) is not None)


@given(text=pieces)
def test_what_a_source_says_may_be_said_again(text):
    assert foreign_literals(text, [text]) == []


def test_the_sources_are_what_was_shown_and_not_what_the_model_thought():
    steps = [looked("report_2024.csv\n", thought="maybe other_2025.csv"), looked("x" * 5000)]

    sources = literal_sources("count", steps, "Use tabs in Berichte.")

    assert literals_allowed("wc -l report_2024.csv > Berichte", sources)
    assert not literals_allowed("wc -l other_2025.csv", sources)
    assert max(map(len, sources)) < 600


def test_a_step_is_bound_in_its_command_its_path_and_its_answer_only():
    schema = step_schema([], linux_toolset(), literals=[INSTRUCTION])
    validator = Draft202012Validator(schema)

    def step(tool, **arguments):
        return {"phase": "ANALYZE", "thought": "17545", "tool": tool, "arguments": arguments}

    validator.validate(step("bash", command="kill 17045"))
    validator.validate(step("python", code="print(17545)"))
    validator.validate(step("write_file", path="alpha_log.txt", content="17545"))
    for wrong in (
        step("bash", command="kill 17545"),
        step("read_file", path="alphalog.txt"),
        step("write_file", path="17545", content="x"),
    ):
        with pytest.raises(ValidationError):
            validator.validate(wrong)


def test_a_plugin_s_tool_is_never_bound():
    parameters = {"type": "object", "properties": {"command": {"type": "string"}}, "required": ["command"]}
    toolset = linux_toolset().with_tools(Tool(name="remote", description="run elsewhere", parameters=parameters))

    schema = json.dumps(step_schema([], toolset, literals=[]))

    assert '{"const": "remote"}, "arguments": ' + json.dumps(parameters) in schema


def test_without_sources_a_schema_stays_as_it_was():
    assert "pattern" not in json.dumps(step_schema([], linux_toolset()))


def test_the_lexicon_is_words_and_numbers_of_everyday_size():
    assert {"find", "xargs", "maxdepth", "NR", "0644", "written"} <= linux()
    assert 1500 < len(linux()) < 3000
    assert max(map(len, linux())) <= 17
    assert not [word for word in linux() if word.isdigit() and len(word) > 7]


@pytest.mark.skipif(not NL2BASH.exists(), reason="needs ../shared/data")
def test_the_lexicon_knows_the_words_of_real_commands():
    """Most commands of people; the others name things that their instruction does not."""
    rows = [json.loads(line) for line in NL2BASH.read_text("utf-8").splitlines()]

    allowed = sum(literals_allowed(row["cmd"], [row["nl"]]) for row in rows)

    assert allowed / len(rows) > 0.8

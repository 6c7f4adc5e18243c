import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from agent_loop.contracts.prompt import (
    DEFAULT_BUDGET,
    MalformedStep,
    ProposedStep,
    allowed_phases,
    build_messages,
    estimate_tokens,
    may_finish,
    messages_sha256,
    parse_step,
    prompt_ref,
    repair_messages,
    shorten,
    step_schema,
)
from agent_loop.contracts.toolset import Tool, linux_toolset
from agent_loop.contracts.trajectory import Action, ExitReason, Observation, Phase, Step

TOOLS = linux_toolset()


def step(phase: Phase, *, exit_code: int = 0, stdout: str = "", stderr: str = "", index: int = 1) -> Step:
    plan = ["look", "write"] if phase is Phase.PLAN else []
    return Step(
        index=index,
        phase=phase,
        thought="look around",
        plan=plan,
        action=None if plan else Action(tool="bash", arguments={"command": "ls -l"}),
        observation=None
        if plan
        else Observation(exit_reason=ExitReason.EXITED, exit_code=exit_code, stdout=stdout, stderr=stderr),
        started_at=datetime(2026, 1, 1, tzinfo=UTC),
    )


def bash(phase: Phase, command: str = "ls") -> ProposedStep:
    return ProposedStep(phase, "a thought", action=Action(tool="bash", arguments={"command": command}))


FINISH_STEP = ProposedStep(Phase.VERIFY, "done", action=Action(tool="finish", arguments={"answer": "all done"}))


@pytest.mark.parametrize(
    ("last", "exit_code", "expected"),
    [
        (None, 0, (Phase.ANALYZE,)),
        (Phase.ANALYZE, 0, (Phase.ANALYZE, Phase.PLAN)),
        (Phase.PLAN, 0, (Phase.EXECUTE,)),
        (Phase.EXECUTE, 1, (Phase.EXECUTE, Phase.VERIFY)),
        (Phase.VERIFY, 0, (Phase.VERIFY,)),
        (Phase.VERIFY, 1, (Phase.EXECUTE, Phase.VERIFY)),
    ],
)
def test_a_step_follows_the_phase_before_it(last, exit_code, expected):
    steps = [] if last is None else [step(last, exit_code=exit_code)]

    assert allowed_phases(steps) == expected


def test_no_run_ends_before_it_was_verified():
    for phase in (Phase.ANALYZE, Phase.PLAN, Phase.EXECUTE):
        assert not may_finish([step(phase)])
        with pytest.raises(MalformedStep):
            parse_step(FINISH_STEP.to_json(), [step(phase)], TOOLS)

    assert may_finish([step(Phase.VERIFY, exit_code=1)])
    assert parse_step(FINISH_STEP.to_json(), [step(Phase.VERIFY)], TOOLS) == FINISH_STEP


@given(command=st.text(min_size=1), thought=st.text(max_size=300))
def test_what_is_written_is_read_back(command, thought):
    proposed = ProposedStep(Phase.ANALYZE, thought, action=Action(tool="bash", arguments={"command": command}))

    assert parse_step(proposed.to_json(), [], TOOLS) == proposed


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "not JSON"),
        ("{", "not JSON"),
        ("[]", "not a JSON object"),
        ('{"phase":"EXECUTE","thought":"t","tool":"bash","arguments":{"command":"ls"}}', "phase must be ANALYZE"),
        ('{"phase":"ANALYZE","thought":1,"tool":"bash","arguments":{"command":"ls"}}', "thought must be a string"),
        ('{"phase":"ANALYZE","thought":"t","tool":"rm","arguments":{}}', "no tool 'rm'"),
        ('{"phase":"ANALYZE","thought":"t","tool":"bash","arguments":{}}', "'command' is a required property"),
        ('{"phase":"ANALYZE","thought":"t","tool":"bash","arguments":"ls"}', "exactly phase, thought, tool"),
        ('{"phase":"ANALYZE","thought":"t","tool":"bash","arguments":{"command":"ls"},"x":1}', "exactly phase"),
    ],
)
def test_an_answer_that_is_no_step_says_why(text, says):
    with pytest.raises(MalformedStep, match=says):
        parse_step(text, [], TOOLS)


@pytest.mark.parametrize("plan", ["[]", '"look"', "[1]", '[""]'])
def test_a_plan_is_a_list_of_strings(plan):
    with pytest.raises(MalformedStep, match="plan must be a list"):
        parse_step(f'{{"phase":"PLAN","thought":"t","plan":{plan}}}', [step(Phase.ANALYZE)], TOOLS)


def test_the_schema_accepts_exactly_what_the_parser_accepts():
    histories = [
        [],
        [step(Phase.ANALYZE)],
        [step(Phase.PLAN)],
        [step(Phase.EXECUTE)],
        [step(Phase.VERIFY, exit_code=1)],
    ]
    answers = [bash(phase) for phase in (Phase.ANALYZE, Phase.EXECUTE, Phase.VERIFY)]
    answers += [FINISH_STEP, ProposedStep(Phase.PLAN, "t", plan=("a", "b"))]

    for history in histories:
        validator = Draft202012Validator(step_schema(history, TOOLS))
        for answer in answers:
            try:
                parse_step(answer.to_json(), history, TOOLS)
                parsed = True
            except MalformedStep:
                parsed = False
            body = json.loads(answer.to_json())
            assert validator.is_valid(body) == parsed, (history, answer)


def test_after_a_verified_result_only_finish_is_offered():
    validator = Draft202012Validator(step_schema([step(Phase.VERIFY)], TOOLS))

    assert validator.is_valid(json.loads(FINISH_STEP.to_json()))
    assert not validator.is_valid(json.loads(bash(Phase.VERIFY).to_json()))


def test_the_prompt_shows_the_task_the_guidance_the_steps_and_the_last_output():
    steps = [
        step(Phase.ANALYZE, stdout="first output"),
        step(Phase.PLAN, index=2),
        step(Phase.EXECUTE, exit_code=3, stdout="second output", stderr="oh", index=3),
    ]

    system, user = build_messages("find all error logs", steps, TOOLS, guidance="count lines")

    assert "bash(command): run a shell command" in system.content
    assert user.content.startswith("Task: find all error logs\nGuidance:\ncount lines\n")
    assert "1 ANALYZE look around -> exit 0" in user.content
    assert "first output" not in user.content
    assert "- look\n- write" in user.content
    assert "exit 3\nsecond output\nstderr: oh" in user.content
    assert user.content.endswith("Next: EXECUTE or VERIFY")


def test_a_prompt_stays_small_however_long_the_run():
    steps = [step(Phase.EXECUTE, stdout="x" * 100_000, stderr="y" * 100_000, index=n) for n in range(1, 200)]

    messages = build_messages("find all error logs", steps, TOOLS, guidance="g" * 10_000)

    assert sum(len(message.content) for message in messages) < 4000
    assert estimate_tokens(messages) < 1400


def test_the_end_of_a_run_is_named():
    assert build_messages("t", [step(Phase.VERIFY)], TOOLS)[1].content.endswith("Next: finish")
    assert build_messages("t", [step(Phase.VERIFY, exit_code=1)], TOOLS)[1].content.endswith(
        "Next: EXECUTE or VERIFY or finish"
    )


def test_a_timeout_is_shown_as_such():
    late = step(Phase.EXECUTE).model_copy(update={"observation": Observation(exit_reason=ExitReason.TIMEOUT)})

    assert "\ntimeout\n" in build_messages("t", [late], TOOLS)[1].content


def test_a_repair_shows_the_answer_and_the_fault():
    messages = repair_messages(build_messages("t", [], TOOLS), "{", "it is not JSON.")

    assert [message.role for message in messages] == ["system", "user", "assistant", "user"]
    assert "it is not JSON." in messages[-1].content


@given(st.text(max_size=2000), st.integers(min_value=30, max_value=500))
def test_what_is_shortened_keeps_both_ends(text, limit):
    short = shorten(text, limit)

    if len(text) <= limit:
        assert short == text
    else:
        assert len(short) <= limit + 40
        assert short.startswith(text[: limit // 2])
        assert short.endswith(text[len(text) - limit // 3 :])


def test_a_prompts_digest_depends_on_every_message():
    messages = build_messages("t", [], TOOLS)

    assert messages_sha256(messages) == messages_sha256(build_messages("t", [], TOOLS))
    assert messages_sha256(messages) != messages_sha256(build_messages("u", [], TOOLS))
    assert len(prompt_ref().sha256) == 64


def test_a_plugins_tool_appears_in_the_prompt_and_the_schema():
    tool = Tool(
        name="weather",
        description="tell the weather",
        parameters={"type": "object", "properties": {"city": {"type": "string"}}},
    )
    tools = TOOLS.with_tools(tool)

    assert "weather(city): tell the weather" in build_messages("t", [], tools)[0].content
    assert parse_step(
        '{"phase":"ANALYZE","thought":"","tool":"weather","arguments":{"city":"Bern"}}', [], tools
    ).action == Action(tool="weather", arguments={"city": "Bern"})
    with pytest.raises(ValueError, match="stand twice"):
        tools.with_tools(tool)


@pytest.mark.parametrize("parameters", [{"type": "string"}, {"type": "object", "properties": 7}])
def test_a_tool_with_an_unusable_schema_is_refused(parameters):
    with pytest.raises(ValueError, match="parameters"):
        Tool(name="x", description="d", parameters=parameters)


def test_the_default_budget_is_what_the_builder_uses():
    assert build_messages("t", [], TOOLS) == build_messages("t", [], TOOLS, budget=DEFAULT_BUDGET)


@pytest.mark.parametrize(
    "text",
    [
        '{"phase":"ANALYZE","thought":"\\ud800","tool":"bash","arguments":{"command":"ls"}}',
        '{"phase":"ANALYZE","thought":"so","tool":"bash","arguments":{"command":NaN}}',
        "[" * 100_000,
    ],
    ids=["half a character", "not a number", "nested without end"],
)
def test_text_that_only_resembles_json_is_malformed(text):
    with pytest.raises(MalformedStep, match="not JSON"):
        parse_step(text, [], TOOLS)


def test_the_plan_is_shown_however_long_ago_it_was_made():
    steps = [step(Phase.ANALYZE), step(Phase.PLAN, index=2), *(step(Phase.EXECUTE, index=n) for n in range(3, 60))]

    text = build_messages("t", steps, TOOLS)[1].content

    assert "2 PLAN\n- look\n- write\n" in text
    assert "\n10 EXECUTE" not in text
    assert "\n59 EXECUTE" in text

"""Aids of a run: each helps where it is on, is recorded, and can be left out."""

import json
import re
from dataclasses import replace

import pytest
from agent_runs import act, agent, bash, finish, good_run, plan

from agent_loop.agent.adapters.language_model_memory import SCRIPTED, InMemoryLanguageModel
from agent_loop.agent.domain.failures import RequestInvalid
from agent_loop.agent.domain.runs import aids_of
from agent_loop.contracts import problems
from agent_loop.contracts.trajectory import Aids, Phase, RunStatus

FENCED = "Here it is:\n```json\n" + good_run()[0] + "\n```"


def copying(answers):
    """A model that knows of literals."""
    return InMemoryLanguageModel(answers, [replace(SCRIPTED, copies_literals=True)])


def patterns(call):
    return call.schema.get("$defs", {}).get("literal")


async def test_a_mended_answer_costs_no_call_and_is_counted():
    async with agent([FENCED, *good_run()[1:]]) as built:
        run, trajectory, _ = await built.perform()

    (call,) = trajectory.steps[0].model_calls
    assert run.head.status is RunStatus.FINISHED
    assert call.mended
    assert call.completion == FENCED
    assert not any(call.mended or call.repair for step in trajectory.steps[1:] for call in step.model_calls)


async def test_without_mending_the_model_is_asked_once_more():
    async with agent([FENCED, *good_run()]) as built:
        _, trajectory, _ = await built.perform(aids=Aids(repair=False))

    assert [(call.repair, call.mended) for call in trajectory.steps[0].model_calls] == [(False, False), (True, False)]


async def test_an_answer_that_is_mended_to_no_step_is_asked_for_once_more():
    async with agent(['```\n{"phase":"VERIFY"}\n```', *good_run()]) as built:
        _, trajectory, _ = await built.perform()

    assert [call.repair for call in trajectory.steps[0].model_calls] == [False, True]


async def test_a_run_fails_after_two_answers_that_no_rule_mends():
    async with agent(["no", "no again"]) as built:
        run, _, _ = await built.perform()

    assert run.head.failure.type == problems.MODEL_OUTPUT_MALFORMED.type


def failing(*more: str) -> list[str]:
    return [bash("ANALYZE", "cat app.log"), plan("try"), bash("EXECUTE", "false"), *more]


async def test_a_repeated_failure_is_asked_for_anew_and_warmer():
    script = failing(bash("EXECUTE", "false"), bash("EXECUTE", "true"), bash("VERIFY", "true"), finish())
    async with agent(script) as built:
        run, trajectory, _ = await built.perform()

    first, second = trajectory.steps[3].model_calls
    assert run.head.status is RunStatus.FINISHED
    assert trajectory.steps[3].action.arguments == {"command": "true"}
    assert (first.anew, second.anew) == (False, True)
    assert first.parameters["temperature"] == 0
    assert second.parameters["temperature"] > 0
    assert second.messages == first.messages


async def test_what_is_repeated_after_being_asked_anew_is_done():
    script = failing(*[bash("EXECUTE", "false")] * 2, bash("VERIFY", "true"), finish())
    async with agent(script) as built:
        _, trajectory, _ = await built.perform()

    assert trajectory.steps[3].action.arguments == {"command": "false"}
    assert trajectory.steps[3].observation.exit_code == 1


async def test_an_answer_that_is_no_step_when_asked_anew_leaves_the_first_one():
    script = failing(bash("EXECUTE", "false"), "what?", bash("VERIFY", "true"), finish())
    async with agent(script) as built:
        run, trajectory, _ = await built.perform()

    assert run.head.status is RunStatus.FINISHED
    assert trajectory.steps[3].action.arguments == {"command": "false"}


async def test_the_same_command_after_a_success_is_nobody_s_concern():
    script = [bash("ANALYZE", "cat app.log"), plan("try"), *[bash("EXECUTE", "true")] * 2, bash("VERIFY", "true")]
    async with agent([*script, finish()]) as built:
        _, trajectory, _ = await built.perform()

    assert all(len(step.model_calls) == 1 for step in trajectory.steps)


async def test_failed_steps_lead_to_another_try_only_so_often():
    script = failing(bash("EXECUTE", "exit 2"), bash("VERIFY", "false"), finish("I could not"))
    async with agent(script) as built:
        run, trajectory, _ = await built.perform(aids=Aids(retry=1))

    phases = [Phase.ANALYZE, Phase.PLAN, Phase.EXECUTE, Phase.EXECUTE, Phase.VERIFY, Phase.VERIFY]
    assert [step.phase for step in trajectory.steps] == phases
    assert run.head.answer == "I could not"
    last_prompts = [call.messages[-1].content.splitlines()[-1] for call in built.model.calls[3:]]
    assert last_prompts == ["Next: EXECUTE or VERIFY", "Next: VERIFY", "Next: VERIFY or finish"]


async def test_without_retries_a_failed_step_is_verified_and_asked_for_nothing_anew():
    script = failing(bash("EXECUTE", "true"), bash("VERIFY", "false"), bash("VERIFY", "false"), finish("no"))
    async with agent(script) as built:
        _, trajectory, _ = await built.perform(aids=Aids(retry=0))

    assert [call.repair for call in trajectory.steps[3].model_calls] == [False, True]
    assert not any(call.anew for step in trajectory.steps for call in step.model_calls)


@pytest.mark.parametrize(
    ("asked", "knows", "bound"),
    [("auto", True, True), ("auto", False, False), ("on", False, True), ("off", True, False)],
)
async def test_literals_are_bound_where_the_model_asks_for_it_or_the_run_does(asked, knows, bound):
    model = copying(good_run()) if knows else InMemoryLanguageModel(good_run())
    async with agent([], model=model) as built:
        await built.perform(aids=Aids(literals=asked))

    assert all((patterns(call) is not None) is bound for call in model.calls)


async def test_literals_grow_by_what_is_observed():
    script = [act("ANALYZE", "bash", thought="xylophone", command="echo zebra47.log"), *good_run()]
    async with agent(script, model=copying(script)) as built:
        await built.perform(instruction="report on wallaby.log")

    first, second = (patterns(call)["pattern"] for call in built.model.calls[:2])
    assert "wallaby" in first
    assert "zebra47" not in first
    assert "zebra47" in second
    assert "xylophone" not in second


async def test_literals_come_from_all_of_a_long_instruction_as_the_prompt_shows_it():
    instruction = f"{'report on it. ' * 200}Write it into wallaby.txt. {'Take care. ' * 200}"
    model = InMemoryLanguageModel(good_run(), [replace(SCRIPTED, copies_literals=True, context_length=32_768)])
    async with agent([], model=model) as built:
        await built.perform(instruction=instruction)

    assert "wallaby" in model.calls[0].messages[-1].content
    assert "wallaby" in patterns(model.calls[0])["pattern"]


async def test_a_model_that_knows_slots_is_shown_them_and_its_answers_get_the_names_back():
    script = [
        act("ANALYZE", "bash", thought="See \ue000.", command="cat \ue000.log"),
        plan("count the lines of \ue000"),
        bash("EXECUTE", "wc -l < \ue000.log > \ue001.txt"),
        *good_run()[-2:],
    ]
    said = [json.dumps(json.loads(answer), ensure_ascii=False) for answer in script]
    model = InMemoryLanguageModel(said, [replace(SCRIPTED, copies_literals=True, slots=8)])
    async with agent([], model=model) as built:
        _, trajectory, events = await built.perform(instruction="count wallaby.log into zorblat.txt")

    first, third = model.calls[0], model.calls[2]
    assert first.messages[-1].content.startswith("Task: count \ue000.log into \ue001.txt\n")
    assert "wallaby" not in third.messages[-1].content
    assert "wallaby" not in patterns(third)["pattern"]
    assert "[\ue000\ue001]" in patterns(first)["pattern"]
    assert trajectory.steps[0].thought == "See wallaby."
    assert trajectory.steps[2].action.arguments["command"] == "wc -l < wallaby.log > zorblat.txt"
    (call,) = trajectory.steps[2].model_calls
    assert "wc -l < wallaby.log" in call.completion
    assert "wallaby.log" in call.messages[-1].content
    assert call.slots == 8
    assert "\ue000" not in trajectory.model_dump_json() + "".join(map(str, events))


async def test_a_model_without_slots_is_shown_what_is_there():
    async with agent(good_run()) as built:
        _, trajectory, _ = await built.perform(instruction="show wallaby \ue000.txt")

    assert built.model.calls[0].messages[-1].content.startswith("Task: show wallaby \ue000.txt\n")
    assert "slots" not in trajectory.steps[0].model_calls[0].model_dump()


async def test_a_name_that_the_model_made_up_cannot_be_said_as_a_slot():
    script = [act("ANALYZE", "bash", thought="See quuxfrob.", command="ls"), *good_run()]
    model = InMemoryLanguageModel(script, [replace(SCRIPTED, copies_literals=True, slots=8)])
    async with agent([], model=model) as built:
        await built.perform(instruction="count wallaby.log")

    second = model.calls[1]
    assert "\ue001" in second.messages[-1].content  # quuxfrob, in the step that was
    (sayable,) = re.findall("\\[A-Za-z\\]\\?\\[([\ue000-\ue03f]+)\\]", patterns(second)["pattern"])[:1]
    assert "\ue000" in sayable
    assert "\ue001" not in sayable


async def test_an_answer_that_is_asked_for_once_more_is_shown_as_it_was_said():
    broken = json.dumps({"phase": "EXECUTE", "thought": "on \ue000\n\ue000"}, ensure_ascii=False, separators=(",", ":"))
    model = InMemoryLanguageModel([broken, *good_run()], [replace(SCRIPTED, slots=8)])
    async with agent([], model=model) as built:
        _, trajectory, _ = await built.perform(instruction="count wallaby.log")

    assert model.calls[1].messages[-2].content == broken
    assert "wallaby\\nwallaby" in trajectory.steps[0].model_calls[0].completion


async def test_a_trajectory_says_with_which_aids_it_was_made():
    async with agent(good_run()) as built:
        _, trajectory, _ = await built.perform(aids=Aids(repair=False, retry=2))

    assert json.loads(trajectory.model_dump_json())["aids"] == {
        "literals": "auto",
        "repair": False,
        "retry": 2,
        "attempts": 1,
    }


def test_aids_are_those_named_over_the_defaults():
    assert aids_of({"retry": 0}, Aids(repair=False)) == Aids(repair=False, retry=0)
    with pytest.raises(RequestInvalid, match=r"^aids\.literals"):
        aids_of({"literals": "maybe"}, Aids())
    with pytest.raises(RequestInvalid, match=r"^aids\.attempts"):
        aids_of({"attempts": 100}, Aids())

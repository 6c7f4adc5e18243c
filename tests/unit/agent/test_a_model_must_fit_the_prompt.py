from dataclasses import replace
from datetime import UTC, datetime

import pytest
from agent_runs import AgentInMemory, good_run

from agent_loop.agent.adapters.language_model_memory import SCRIPTED, InMemoryLanguageModel
from agent_loop.agent.domain.failures import InstructionTooLong, ModelUnsuitable
from agent_loop.agent.domain.models import fitting_messages
from agent_loop.contracts.prompt import build_messages, estimate_tokens
from agent_loop.contracts.toolset import linux_toolset
from agent_loop.contracts.trajectory import Action, ExitReason, Observation, Phase, Step

TOOLS = linux_toolset()


def steps(count: int) -> list[Step]:
    seen = Observation(exit_reason=ExitReason.EXITED, exit_code=0, stdout="a line of a log\n" * 100)
    return [
        Step(
            index=index + 1,
            phase=Phase.EXECUTE,
            thought="go through the next folder and count what is in it " * 2,
            action=Action(tool="bash", arguments={"command": "grep -c ERROR *.log"}),
            observation=seen,
            started_at=datetime(2026, 1, 1, tzinfo=UTC),
        )
        for index in range(count)
    ]


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"has_template": False}, "TEMPLATE"),
        ({"context_length": 0}, "num_ctx"),
        ({"context_length": 200}, "longer context"),
    ],
    ids=["no template", "unknown context", "context too small"],
)
async def test_a_model_that_cannot_hold_the_prompt_is_refused_before_the_first_call(changed, words):
    model = InMemoryLanguageModel(good_run(), [replace(SCRIPTED, **changed)])
    built = AgentInMemory(model)
    async with built.attend:
        run, _, _ = await built.perform()

    assert run.head.failure.type == "model-unsuitable"
    assert words in run.head.failure.detail
    assert model.calls == []


async def test_an_instruction_that_does_not_fit_is_refused_before_the_first_call():
    model = InMemoryLanguageModel(good_run(), [replace(SCRIPTED, context_length=1024)])
    built = AgentInMemory(model)
    async with built.attend:
        run, _, _ = await built.perform(instruction="find the errors " * 300)

    assert run.head.failure.type == "instruction-too-long"
    assert model.calls == []


def test_a_prompt_that_fits_is_the_one_that_training_saw():
    model = replace(SCRIPTED, context_length=2048)

    messages = fitting_messages("find errors", steps(3), TOOLS, "be brief", model, 768)

    assert messages == build_messages("find errors", steps(3), TOOLS, "be brief")


def test_a_long_run_gives_up_its_oldest_lines_before_it_outgrows_the_window():
    model = replace(SCRIPTED, context_length=1100)

    messages = fitting_messages("find errors", steps(14), TOOLS, "be brief " * 40, model, 512)

    assert estimate_tokens(messages) <= 1100 - 512
    assert "14 EXECUTE" in messages[1].content
    assert "\n5 EXECUTE" not in messages[1].content


def test_an_instruction_is_never_shortened_silently():
    instruction = "x" * 7000 + "the end matters"

    messages = fitting_messages(instruction, [], TOOLS, "", SCRIPTED, 512)

    assert instruction in messages[1].content


def test_what_does_not_fit_says_which_part():
    with pytest.raises(InstructionTooLong, match="shorten it"):
        fitting_messages("word " * 1500, [], TOOLS, "", replace(SCRIPTED, context_length=1024), 512)
    with pytest.raises(ModelUnsuitable, match="200 tokens"):
        fitting_messages("word", [], TOOLS, "", replace(SCRIPTED, context_length=200), 100)

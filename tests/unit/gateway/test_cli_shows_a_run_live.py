import io

import pytest
from rich.console import Console

from agent_loop.contracts.agent.v1 import agent_pb2 as wire
from agent_loop.gateway.cli.live import LiveView, trimmed


def shown(*events: wire.RunEvent, terminal: bool = False) -> str:
    screen = io.StringIO()
    view = LiveView(Console(file=screen, force_terminal=terminal, width=100, highlight=False, no_color=not terminal))
    for number, event in enumerate(events, 1):
        event.id = event.id or number
        view.show(event)
    view.close()
    return screen.getvalue()


def test_a_step_shows_the_thought_the_command_its_output_and_its_end():
    text = shown(
        wire.RunEvent(phase_started=wire.PhaseStarted(phase=wire.PHASE_ANALYZE)),
        wire.RunEvent(model_called=wire.ModelCalled(step=1, prompt_tokens=300, completion_tokens=50, seconds=0.5)),
        wire.RunEvent(
            step_started=wire.StepStarted(step=1, thought="Look.", tool="bash", arguments_json='{"command":"ls\\npwd"}')
        ),
        wire.RunEvent(action_output=wire.ActionOutput(step=1, text="a.log\nb")),
        wire.RunEvent(action_output=wire.ActionOutput(step=1, text=".log\n")),
        wire.RunEvent(action_finished=wire.ActionFinished(step=1, exit_reason="EXITED", exit_code=0, seconds=0.02)),
    )

    assert text.splitlines() == [
        "== ANALYZE",
        "1 Look.  300+50 tokens, 0.5 s, 100 tokens/s",
        "  $ ls",
        "    pwd",
        "  │ a.log",
        "  │ b.log",
        "  exit 0 0.02 s",
    ]


def test_a_plan_is_a_list_and_other_tools_show_their_arguments():
    text = shown(
        wire.RunEvent(step_started=wire.StepStarted(step=2, thought="Plan.", plan=["one", "two"])),
        wire.RunEvent(step_started=wire.StepStarted(step=3, tool="read_file", arguments_json='{"path":"a b"}')),
        wire.RunEvent(step_started=wire.StepStarted(step=4, tool="bash", arguments_json="broken")),
        wire.RunEvent(action_finished=wire.ActionFinished(step=4, exit_reason="IDLE_TIMEOUT", truncated=True)),
    )

    for line in (
        "  • one",
        "  • two",
        "  $ read_file path=a b",
        "  $ bash broken",
        "  idle timeout 0.00 s, output cut",
    ):
        assert line in text.splitlines()


def test_verdicts_failures_and_cancellation_are_words():
    checker = wire.Verdict(success=False, source=wire.VERDICT_SOURCE_CHECKER, detail="missed: a.log\ninvented: b.log")

    text = shown(
        wire.RunEvent(run_started=wire.RunStarted(instruction="do", model="m", isolation_tier="NAMESPACES")),
        wire.RunEvent(model_called=wire.ModelCalled(step=1, repair=True)),
        wire.RunEvent(run_judged=wire.RunJudged(verdict=checker)),
        wire.RunEvent(
            run_finished=wire.RunFinished(
                status=wire.RUN_STATUS_FAILED, failure=wire.Failure(type="step-limit", detail="no more steps")
            )
        ),
        wire.RunEvent(run_finished=wire.RunFinished(status=wire.RUN_STATUS_CANCELLED)),
    )

    assert "failure, says the checker: missed: a.log\n  invented: b.log\n" in text
    assert "failed (step-limit) no more steps" in text
    assert "asked once more" in text
    assert text.rstrip().endswith("cancelled")


@pytest.mark.parametrize(
    ("finished", "line"),
    [
        (wire.RunFinished(verdict=wire.Verdict(success=True)), "answer 7 files"),
        (wire.RunFinished(verdict=wire.Verdict(success=False)), "unverified answer: 7 files"),
        (wire.RunFinished(), "unverified answer: 7 files"),
    ],
)
def test_an_answer_is_a_result_only_where_the_verdict_is_success(finished, line):
    finished.MergeFrom(wire.RunFinished(status=wire.RUN_STATUS_FINISHED, answer="7 files"))

    assert shown(wire.RunEvent(run_finished=finished)) == f"{line}\n"


def test_an_event_that_comes_twice_is_shown_once():
    event = wire.RunEvent(id=7, phase_started=wire.PhaseStarted(phase=wire.PHASE_PLAN))

    assert shown(event, event).count("PLAN") == 1


def test_text_with_markup_in_it_stays_text():
    step = wire.StepStarted(step=1, thought="[bold]x[/nonsense]", tool="bash", arguments_json='{"command":"[ -e a ]"}')

    text = shown(wire.RunEvent(step_started=step))

    assert "[bold]x[/nonsense]" in text
    assert "$ [ -e a ]" in text


def test_escape_sequences_of_a_command_do_not_reach_the_terminal():
    text = shown(
        wire.RunEvent(action_output=wire.ActionOutput(step=1, text="\x1b]0;owned\x07\x1b[2Jred\r\n")),
        wire.RunEvent(action_finished=wire.ActionFinished(step=1, exit_reason="EXITED")),
        terminal=True,
    )

    assert "\x1b]0;" not in text
    assert "\x1b[2J" not in text
    assert "\x07" not in text
    assert "red" in text


def test_on_a_terminal_the_model_is_seen_writing():
    text = shown(
        wire.RunEvent(phase_started=wire.PhaseStarted(phase=wire.PHASE_EXECUTE)),
        wire.RunEvent(model_output=wire.ModelOutput(step=1, text='{"phase":')),
        wire.RunEvent(model_output=wire.ModelOutput(step=1, text='"EXECUTE"')),
        wire.RunEvent(step_started=wire.StepStarted(step=1, tool="bash", arguments_json='{"command":"ls"}')),
        terminal=True,
    )

    assert "EXECUTE" in text
    assert "\x1b[" in text


def test_long_output_keeps_its_beginning_and_end():
    lines = trimmed(f"line {number}" for number in range(100))

    assert lines[0] == "line 0"
    assert lines[-1] == "line 99"
    assert "… 89 more lines" in lines
    assert len(lines) == 12
    assert len(trimmed(["x" * 1000])[0]) == 161


def test_every_kind_of_event_can_be_shown_and_attempts_are_told_apart():
    kinds = [field.name for field in wire.RunEvent.DESCRIPTOR.oneofs_by_name["event"].fields]
    events = [wire.RunEvent() for _ in kinds]
    for kind, event in zip(kinds, events, strict=True):
        getattr(event, kind).SetInParent()
    events.append(wire.RunEvent(attempt_started=wire.AttemptStarted(attempt=2, attempts=5)))
    events.append(wire.RunEvent(attempt_chosen=wire.AttemptChosen(attempt=2, made=4, alike=3)))

    text = shown(*events)

    assert "attempt 2 of at most 5" in text
    assert "attempt 2 is taken 3 of 4 agree" in text

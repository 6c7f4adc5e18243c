import json

import pytest
from agent_runs import INSTRUCTION, act, agent, archive, bash, finish, good_run, plan

from agent_loop.agent.adapters.language_model_memory import SCRIPTED
from agent_loop.agent.adapters.sandbox_memory import InMemorySandboxes, Result
from agent_loop.agent.domain.changes import ChangeKind
from agent_loop.agent.domain.runs import Workspace
from agent_loop.contracts.task import Checker
from agent_loop.contracts.trajectory import ExitReason, Limits, Phase, RunStatus, VerdictSource

CHECKER = Checker(interpreter="bash", program="the-checker")


def kinds(events):
    return [event.WhichOneof("event") for event in events]


async def test_an_instruction_becomes_a_verified_report():
    async with agent(good_run()) as built:
        run, trajectory, events = await built.perform()

    assert run.head.status is RunStatus.FINISHED
    assert run.head.answer == "the report is in report.txt"
    assert run.head.verdict.success
    assert run.head.verdict.source is VerdictSource.VERIFY
    phases = [Phase.ANALYZE, Phase.PLAN, Phase.EXECUTE, Phase.VERIFY, Phase.VERIFY]
    assert [step.phase for step in trajectory.steps] == phases
    assert [event.id for event in events] == list(range(1, len(events) + 1))
    assert kinds(events)[0] == "run_started"
    assert kinds(events)[-1] == "run_finished"
    assert kinds(events).count("phase_started") == 4
    assert built.sandboxes.opened == 1
    assert built.sandboxes.open_now == 0


async def test_a_trajectory_holds_all_that_is_needed_to_make_each_call_again():
    async with agent(good_run()) as built:
        run, trajectory, _ = await built.perform()

    call, made = trajectory.steps[0].model_calls[0], built.model.calls[0]
    assert call.messages == list(made.messages)
    assert call.completion == good_run()[0]
    assert call.parameters == {"temperature": 0, "seed": 0, "num_predict": 256, "num_ctx": SCRIPTED.context_length}
    assert call.digest == trajectory.model.digest == SCRIPTED.digest
    assert trajectory.steps[0].observation.stdout == "ERROR boom\n"
    assert (run.steps, run.completion_tokens) == (5, sum(s.model_calls[0].completion_tokens for s in trajectory.steps))
    assert trajectory.prompt.name == "linux"
    assert trajectory.toolset.sha256


async def test_the_answer_comes_with_the_schema_of_the_step_that_is_allowed():
    async with agent(good_run()) as built:
        await built.perform()

    assert all('"ANALYZE"' in json.dumps(alternative) for alternative in built.model.calls[0].schema["anyOf"])
    assert '"finish"' in json.dumps(built.model.calls[4].schema)


async def test_what_the_model_writes_and_the_command_prints_is_streamed_whole():
    async with agent(good_run()) as built:
        _, _, events = await built.perform()

    written = "".join(event.model_output.text for event in events if event.model_output.step == 1)
    printed = "".join(event.action_output.text for event in events if event.action_output.step == 1)
    assert written == good_run()[0]
    assert printed == "ERROR boom\n"


async def test_the_changes_and_their_diff_survive_the_sandbox():
    script = good_run()
    script[2] = bash("EXECUTE", "echo one error > report.txt && rm app.log")
    async with agent(script) as built:
        run, _, _ = await built.perform()
        changes = await built.read.changes(run.id, "ada")
        content = await built.read.change(run.id, "ada", "report.txt")
        diff = await built.read.diff(run.id, "ada")

    assert [(c.path, c.kind) for c in changes] == [
        ("app.log", ChangeKind.DELETED),
        ("report.txt", ChangeKind.ADDED),
    ]
    assert content == b"one error\n"
    assert "--- a/app.log\n+++ /dev/null\n" in diff
    assert "-ERROR boom\n" in diff
    assert "+one error\n" in diff


async def test_the_guidance_of_the_workspace_reaches_the_prompt():
    files = archive(app__log="x", AGENTS__md="Write in Latin.")
    async with agent(good_run()) as built:
        _, trajectory, _ = await built.perform(workspace=Workspace(files))

    assert trajectory.guidance == "Write in Latin."
    assert "Write in Latin." in built.model.calls[0].messages[1].content


async def test_a_checker_has_the_last_word_and_the_model_never_sees_it():
    def program(files):
        files["report.txt"] = b"the checker was here"
        return Result("two errors are missing\n", exit_code=1)

    async with agent(good_run()) as built:
        built.sandboxes.programs["the-checker"] = program
        run, trajectory, _ = await built.perform(checker=CHECKER)
        content = await built.read.change(run.id, "ada", "report.txt")

    assert [(v.source, v.success) for v in trajectory.verdicts] == [
        (VerdictSource.VERIFY, True),
        (VerdictSource.CHECKER, False),
    ]
    assert run.head.verdict.detail == "two errors are missing"
    assert run.head.status is RunStatus.FINISHED
    assert content == b"one error\n"
    assert not any("the-checker" in m.content for call in built.model.calls for m in call.messages)
    assert built.sandboxes.open_now == 0


async def test_a_checker_hears_the_answer_and_what_the_last_execute_printed():
    script = good_run()
    script[2] = bash("EXECUTE", 'echo "3 errors"')
    async with agent(script) as built:
        run, _, _ = await built.perform(checker=Checker(interpreter="bash", program="cat"))

    assert json.loads(run.head.verdict.detail) == {"answer": "the report is in report.txt", "output": "3 errors\n"}


async def test_a_checker_that_does_not_end_is_a_failed_verdict():
    async with agent(good_run()) as built:
        checker = Checker(interpreter="bash", program="sleep 60", timeout_seconds=0.05)
        run, _, _ = await built.perform(checker=checker)

    assert not run.head.verdict.success
    assert "TIMEOUT" in run.head.verdict.detail


async def test_a_sandbox_outlives_the_longest_run_and_the_longest_checker():
    class Clocked(InMemorySandboxes):
        def open(self, workspace, subject, seconds):
            self.seconds = seconds
            return super().open(workspace, subject, seconds)

    sandboxes = Clocked({"the-checker": lambda _: Result("fine")})
    async with agent(good_run(), sandboxes=sandboxes) as built:
        checker = CHECKER.model_copy(update={"timeout_seconds": 600})
        run, _, _ = await built.perform(checker=checker, limits=Limits(max_seconds=100))

    assert run.head.verdict.success
    assert sandboxes.seconds > 700


async def test_a_run_that_finishes_after_a_failed_verify_is_judged_a_failure():
    script = [*good_run()[:3], bash("VERIFY", "false"), finish("I give up")]
    async with agent(script) as built:
        run, _, _ = await built.perform()

    assert run.head.status is RunStatus.FINISHED
    assert not run.head.verdict.success


async def test_a_command_that_fails_is_seen_by_the_next_prompt():
    script = good_run()
    script.insert(2, bash("EXECUTE", "cat nothing.log"))
    async with agent(script) as built:
        run, _, _ = await built.perform()

    prompt = built.model.calls[3].messages[1].content
    assert "exit 1" in prompt
    assert "nothing.log: No such file" in prompt
    assert run.head.status is RunStatus.FINISHED


async def test_a_command_that_takes_too_long_is_an_observation_and_the_run_goes_on():
    script = good_run()
    script[0] = bash("ANALYZE", "sleep 60")
    async with agent(script, command_seconds=0.05) as built:
        run, trajectory, _ = await built.perform()

    assert trajectory.steps[0].observation.exit_reason is ExitReason.TIMEOUT
    assert run.head.status is RunStatus.FINISHED


async def test_files_are_read_and_written_by_tools():
    script = good_run()
    script[0] = act("ANALYZE", "read_file", path="app.log")
    script[2] = act("EXECUTE", "write_file", path="report.txt", content="one error\n")
    async with agent(script) as built:
        run, trajectory, _ = await built.perform()
        content = await built.read.change(run.id, "ada", "report.txt")

    assert trajectory.steps[0].observation.stdout == "ERROR boom\n"
    assert content == b"one error\n"


@pytest.mark.parametrize(
    "bad",
    ["this is no JSON", finish("too early"), act("ANALYZE", "no_such_tool"), bash("EXECUTE", "ls"), plan()],
    ids=["prose", "finish without verify", "unknown tool", "wrong phase", "empty plan"],
)
async def test_a_malformed_answer_is_repaired_once(bad):
    async with agent([bad, *good_run()]) as built:
        run, trajectory, events = await built.perform()

    assert run.head.status is RunStatus.FINISHED
    assert [call.repair for call in trajectory.steps[0].model_calls] == [False, True]
    assert [event.model_called.repair for event in events if event.model_called.step == 1] == [False, True]
    assert bad in [message.content for message in built.model.calls[1].messages]


async def test_an_answer_that_is_malformed_twice_ends_the_run_and_stays_readable():
    async with agent(["nonsense", "nonsense again"]) as built:
        run, trajectory, _ = await built.perform()

    assert run.head.status is RunStatus.FAILED
    assert run.head.failure.type == "model-output-malformed"
    assert [call.completion for call in trajectory.steps[0].model_calls] == ["nonsense", "nonsense again"]
    assert trajectory.steps[0].observation.exit_reason is ExitReason.INVALID
    assert len(built.model.calls) == 2


async def test_an_answer_that_is_cut_off_is_called_so():
    async with agent([bash("ANALYZE", "x" * 2000)] * 2) as built:
        run, _, _ = await built.perform()

    assert "cut off after" in run.head.failure.detail
    assert "cut off after" in built.model.calls[1].messages[-1].content


@pytest.mark.parametrize(
    ("limits", "failure"),
    [
        (Limits(max_steps=2), "step-limit"),
        (Limits(max_tokens=600), "token-limit"),
    ],
)
async def test_a_run_that_uses_up_what_it_may_use_fails(limits, failure):
    async with agent(good_run()) as built:
        run, _, events = await built.perform(limits=limits)

    assert run.head.status is RunStatus.FAILED
    assert run.head.failure.type == failure
    assert events[-1].run_finished.failure.type == failure


async def test_a_run_that_uses_up_its_time_fails_and_its_changes_are_kept():
    script = [*good_run()[:3], bash("EXECUTE", "sleep 60")]
    async with agent(script, command_seconds=30) as built:
        run, trajectory, _ = await built.perform(limits=Limits(max_seconds=1))
        changes = await built.read.changes(run.id, "ada")

    assert run.head.failure.type == "time-limit"
    assert len(trajectory.steps) == 3
    assert [change.path for change in changes] == ["report.txt"]
    assert built.sandboxes.open_now == 0


async def test_output_beyond_the_limit_is_marked_as_truncated():
    files = archive(app__log="x" * 1000)
    async with agent(good_run()) as built:
        _, trajectory, _ = await built.perform(workspace=Workspace(files), limits=Limits(max_output_bytes=256))

    assert trajectory.steps[0].observation.truncated
    assert len(trajectory.steps[0].observation.stdout) == 256


async def test_without_the_model_server_a_run_fails_before_anything_is_done():
    async with agent(good_run()) as built:
        built.model.available = False
        run, trajectory, events = await built.perform()

    assert run.head.failure.type == "model-unavailable"
    assert trajectory.steps == []
    assert kinds(events) == ["run_finished"]
    assert built.sandboxes.opened == 0


async def test_a_model_server_that_goes_away_half_way_fails_the_run_and_frees_its_sandbox():
    async with agent(good_run()[:2]) as built:
        run, trajectory, _ = await built.perform()

    assert run.head.failure.type == "model-unavailable"
    assert len(trajectory.steps) == 2
    assert built.sandboxes.open_now == 0


async def test_an_unknown_model_is_named_with_the_command_that_helps():
    async with agent(good_run()) as built:
        run, _, _ = await built.perform(model="gpt-oss:120b")

    assert run.head.failure.type == "model-not-found"
    assert "agent-loop models" in run.head.failure.detail


async def test_an_alias_is_resolved_when_the_run_starts():
    async with agent(good_run()) as built:
        run, trajectory, _ = await built.perform(model="champion")

    assert run.head.model.name == SCRIPTED.name
    assert trajectory.model.digest == SCRIPTED.digest


async def test_a_sandbox_that_cannot_start_fails_the_run_before_the_model_is_called():
    async with agent(good_run()) as built:
        built.sandboxes.available = False
        run, _, _ = await built.perform()

    assert run.head.failure.type == "sandbox-unavailable"
    assert built.model.calls == []


@pytest.mark.parametrize(
    ("content", "failure"),
    [(b"no archive at all", "workspace-invalid"), (archive(app__log="x" * 200), "workspace-too-large")],
)
async def test_a_workspace_that_no_sandbox_takes_fails_the_run(content, failure):
    async with agent(good_run()) as built:
        built.sandboxes.max_bytes = 100
        run, _, _ = await built.perform(workspace=Workspace(content))

    assert run.head.failure.type == failure
    assert built.model.calls == []


async def test_no_secret_is_stored_anywhere():
    token = "ghp_" + "a1B2" * 9
    script = [
        bash("ANALYZE", f"echo {token}"),
        plan(f"use password={token}"),
        bash("EXECUTE", f"echo {token} > report.txt"),
        bash("VERIFY", f"echo {token}"),
        finish(f"the token is {token}"),
    ]
    async with agent(script) as built:
        built.sandboxes.programs["the-checker"] = lambda _: Result(f"leaked {token}")
        run, trajectory, events = await built.perform(instruction=f"{INSTRUCTION} with {token}", checker=CHECKER)
        judged = await built.read.record_feedback(run.id, "ada", f"it used {token}", success=True)
        stored = await built.read.trajectory(run.id, "ada")

    texts = [stored.model_dump_json(), judged.head.model_dump_json(), *(str(event) for event in events)]
    assert not [text for text in texts if token in text]
    assert stored.redactions > 10
    assert token in built.model.calls[0].messages[1].content
    assert trajectory.steps[0].action.arguments["command"] == "echo [REDACTED]"

"""Several attempts at one run: the likeliest is taken, and none is lost."""

import asyncio

import pytest
from agent_runs import agent, archive, bash, finish, good_run, plan, request
from hypothesis import given
from hypothesis import strategies as st

from agent_loop.agent.domain.agreement import Outcome, alike, end_state, is_certain, may_be_preferred, preferred
from agent_loop.agent.domain.changes import Change, ChangeKind, FileType
from agent_loop.agent.domain.runs import Workspace
from agent_loop.contracts import problems
from agent_loop.contracts.task import Checker, Said
from agent_loop.contracts.trajectory import Aids, Limits, RunStatus


def attempt(execute: str, verify: str = "true", answer: str = "done") -> list[str]:
    return [
        bash("ANALYZE", "cat app.log"),
        plan("do it"),
        bash("EXECUTE", execute),
        bash("VERIFY", verify),
        finish(answer),
    ]


def aids(attempts: int) -> Aids:
    return Aids(attempts=attempts)


GOOD, OTHER = attempt("echo 1 > report.txt"), attempt("echo 2 > report.txt")
DOUBTFUL = attempt("echo 3 > report.txt", verify="false")


async def made(script, attempts, **changed):
    async with agent(script) as built:
        run, trajectory, events = await built.perform(aids=aids(attempts), **changed)
        report = await built.read.change(run.id, "ada", "report.txt") if run.head.status is RunStatus.FINISHED else b""
        assert built.sandboxes.open_now == 0
    return run, trajectory, events, report, built


async def test_what_most_attempts_agree_on_is_the_run_s_end():
    run, trajectory, events, report, _ = await made(OTHER + GOOD + GOOD, 3)

    assert report == b"1\n"
    assert [(a.number, a.chosen, len(a.steps)) for a in trajectory.attempts] == [
        (1, False, 5),
        (2, True, 0),
        (3, False, 5),
    ]
    assert trajectory.steps[2].action.arguments == {"command": "echo 1 > report.txt"}
    assert trajectory.attempts[0].steps[2].action.arguments == {"command": "echo 2 > report.txt"}
    assert run.head.verdict.success
    chosen = next(event.attempt_chosen for event in events if event.WhichOneof("event") == "attempt_chosen")
    assert (chosen.attempt, chosen.made, chosen.alike) == (2, 3, 2)


async def test_an_attempt_that_passed_its_own_check_goes_before_many_that_did_not():
    _, trajectory, _, report, _ = await made(DOUBTFUL + DOUBTFUL + GOOD, 3)

    assert report == b"1\n"
    assert [a.verified for a in trajectory.attempts] == [False, False, True]


async def test_no_attempt_is_made_that_can_change_nothing():
    _, trajectory, events, _, built = await made(GOOD + GOOD + ["never asked"], 3)

    assert len(trajectory.attempts) == 2
    assert len(built.model.calls) == 10
    assert sum(event.WhichOneof("event") == "attempt_started" for event in events) == 2


async def test_the_tokens_of_all_attempts_count_and_the_steps_of_one_do():
    run, trajectory, _, _, built = await made(OTHER + GOOD + GOOD, 3)

    calls = [call for a in trajectory.attempts for step in a.steps for call in step.model_calls]
    calls += [call for step in trajectory.steps for call in step.model_calls]
    assert len(calls) == len(built.model.calls) == 15
    assert run.completion_tokens == sum(call.completion_tokens for call in calls)
    assert run.prompt_tokens == sum(call.prompt_tokens for call in calls)
    assert run.steps == len(trajectory.steps) == 5


async def test_the_first_attempt_is_the_likeliest_and_the_others_are_drawn():
    _, _, _, _, built = await made(OTHER + GOOD + GOOD, 3)

    first, second, third = (built.model.calls[index] for index in (0, 5, 10))
    assert first.temperature == 0
    assert second.temperature == third.temperature > 0
    assert len({call.seed for call in (first, second, third)}) == 3


async def test_each_attempt_begins_with_the_workspace_as_it_was():
    script = attempt("rm app.log") + attempt("echo 5 > report.txt", verify="cat app.log") * 2

    _, trajectory, _, report, _ = await made(script, 3, workspace=Workspace(archive(app__log="ERROR boom\n")))

    assert report == b"5\n"
    assert [a.verified for a in trajectory.attempts] == [True, True, True]


async def test_a_failed_attempt_is_recorded_and_another_one_taken():
    run, trajectory, _, report, _ = await made(["no", "no", *GOOD], 2)

    assert report == b"1\n"
    assert trajectory.attempts[0].failure.type == problems.MODEL_OUTPUT_MALFORMED.type
    assert trajectory.attempts[0].steps[0].model_calls[1].repair
    assert run.head.status is RunStatus.FINISHED


async def test_a_run_whose_attempts_all_fail_fails_as_the_first_did():
    run, trajectory, _, _, _ = await made(["no", "no", *[bash("ANALYZE", "true")] * 2], 2, limits=Limits(max_steps=2))

    assert run.head.status is RunStatus.FAILED
    assert run.head.failure.type == problems.MODEL_OUTPUT_MALFORMED.type
    assert [a.failure.type for a in trajectory.attempts] == [
        problems.MODEL_OUTPUT_MALFORMED.type,
        problems.STEP_LIMIT.type,
    ]


async def test_when_the_time_is_up_an_attempt_that_had_finished_is_taken():
    slow = [*OTHER[:2], bash("EXECUTE", "sleep 60")]
    async with agent(DOUBTFUL + slow, command_seconds=60) as built:
        run, trajectory, _ = await built.perform(aids=aids(3), limits=Limits(max_seconds=1))
        report = await built.read.change(run.id, "ada", "report.txt")

    assert run.head.status is RunStatus.FINISHED
    assert report == b"3\n"
    assert [(a.chosen, len(a.steps)) for a in trajectory.attempts] == [(True, 0), (False, 2)]
    assert built.sandboxes.open_now == 0


async def test_when_the_model_is_gone_an_attempt_that_had_finished_is_taken():
    async with agent(DOUBTFUL + OTHER[:2]) as built:
        run, trajectory, _ = await built.perform(aids=aids(3))

    assert (run.head.status, run.head.failure) == (RunStatus.FINISHED, None)
    assert [(a.chosen, len(a.steps)) for a in trajectory.attempts] == [(True, 0), (False, 2)]
    assert built.sandboxes.open_now == 0


async def test_a_cancelled_run_keeps_its_attempts():
    slow = [*OTHER[:2], bash("EXECUTE", "sleep 60")]
    async with agent(DOUBTFUL + slow, command_seconds=60) as built:
        started, _ = await built.attend.start(request(aids=aids(2)))
        async for event in built.read.watch(started.id, "ada", 0):
            if event.WhichOneof("event") == "step_started" and "sleep" in event.step_started.arguments_json:
                await built.attend.cancel(started.id)
        run = await built.read.run(started.id, "ada")
        trajectory = await built.read.trajectory(started.id, "ada")

    assert run.head.status is RunStatus.CANCELLED
    assert len(trajectory.attempts) == 2
    assert built.sandboxes.open_now == 0


async def test_the_tokens_of_a_run_end_its_attempts():
    async with agent(DOUBTFUL + OTHER) as built:
        _, alone, _ = await built.perform()
        tokens = sum(c.prompt_tokens + c.completion_tokens for step in alone.steps for c in step.model_calls)
    async with agent(DOUBTFUL + OTHER) as built:
        run, trajectory, _ = await built.perform(aids=aids(5), limits=Limits(max_tokens=tokens + 400))

    assert run.head.status is RunStatus.FINISHED
    assert trajectory.attempts[-1].failure.type == problems.TOKEN_LIMIT.type
    assert len(trajectory.attempts) == 2


async def test_the_checker_judges_the_attempt_that_was_taken():
    checker = Checker(interpreter="bash", program="cat report.txt")

    run, _, _, _, _ = await made(OTHER + GOOD + GOOD, 3, checker=checker)

    assert run.head.verdict.detail == "1"


async def test_one_attempt_is_recorded_as_it_goes_and_has_no_attempts():
    async with agent(good_run()) as built:
        _, trajectory, events = await built.perform()

    assert trajectory.attempts == []
    assert "attempts" not in trajectory.model_dump()
    assert not any("attempt" in event.WhichOneof("event") for event in events)


def changed(path: str, sha: str = "a") -> Change:
    return Change(path, ChangeKind.ADDED, FileType.FILE, 0o644, 1, sha)


def test_attempts_agree_on_what_they_left_and_on_the_numbers_they_told():
    some, said = [changed("a"), changed("b")], Said(answer="3 errors", output="x")

    assert end_state(some, said) == end_state(some[::-1], Said(answer="There are 3.", output="y"))
    assert end_state(some, said) != end_state([changed("a"), changed("b", "c")], said)
    assert end_state(some, said) != end_state(some, Said(answer="4 errors"))


def test_where_nothing_was_changed_they_agree_on_what_was_printed():
    assert end_state([], Said(output="a  b\nc\n")) == end_state([], Said(output="a b\nc"))
    assert end_state([], Said(output="a b")) != end_state([], Said(output="a c"))


outcomes = st.lists(
    st.tuples(st.sampled_from("ABC"), st.sampled_from([None, True, False]), st.booleans()), min_size=1, max_size=7
).map(lambda made: [Outcome(n, state, finished, verified) for n, (state, verified, finished) in enumerate(made, 1)])


@given(outcomes, st.integers(1, 7))
def test_what_is_certain_no_later_attempt_changes(every, taken):
    first = every[:taken]

    if is_certain(first, len(every) - len(first)):
        assert preferred(every).end_state == preferred(first).end_state


@given(outcomes, st.integers(1, 7))
def test_an_attempt_whose_sandbox_is_closed_is_never_taken(every, taken):
    outcome = every[min(taken, len(every)) - 1]

    if not may_be_preferred(outcome, every[: outcome.number]):
        assert preferred(every) != outcome


@given(outcomes)
def test_a_finished_attempt_goes_before_a_failed_one_and_a_verified_one_before_both(every):
    best = preferred(every)

    assert best.rank == max(each.rank for each in every)
    assert all(
        len(alike(best, every)) >= len(alike(each, every)) for each in every if each.rank == best.rank and each.rank
    )


@pytest.mark.parametrize("attempts", [1, 2, 9])
async def test_an_agreement_of_all_takes_at_most_half_of_the_attempts_and_one(attempts):
    async with agent(GOOD * 9) as built:
        await asyncio.wait_for(built.perform(aids=aids(attempts)), 20)

    assert len(built.model.calls) == 5 * ((attempts + 1) // 2)

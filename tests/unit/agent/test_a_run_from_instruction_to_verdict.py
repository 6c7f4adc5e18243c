"""The loop in memory: what a run does, stores and says."""

from agent_runs import agent, good_run

from agent_loop.contracts.trajectory import Phase, RunStatus, VerdictSource


async def test_an_instruction_becomes_a_verified_report():
    async with agent(good_run()) as built:
        run, trajectory, events = await built.perform()

    assert run.head.status is RunStatus.FINISHED
    assert run.head.answer == "the report is in report.txt"
    assert run.head.verdict.success
    assert run.head.verdict.source is VerdictSource.VERIFY
    assert [step.phase for step in trajectory.steps] == [
        Phase.ANALYZE,
        Phase.PLAN,
        Phase.EXECUTE,
        Phase.VERIFY,
        Phase.VERIFY,
    ]
    assert [event.id for event in events] == list(range(1, len(events) + 1))
    assert events[-1].WhichOneof("event") == "run_finished"
    assert built.sandboxes.opened == 1
    assert built.sandboxes.open_now == 0

"""agent/v1 as a client meets it, over in-memory adapters."""

import json
from contextlib import asynccontextmanager

import grpc
import pytest
from agent_runs import INSTRUCTION, AgentInMemory, archive, bash, good_run

from agent_loop.agent import rpc
from agent_loop.agent.adapters.language_model_memory import InMemoryLanguageModel
from agent_loop.agent.domain.failures import AgentError
from agent_loop.chassis.grpc import channel, reason, running
from agent_loop.contracts import problems
from agent_loop.contracts.agent.v1 import agent_pb2 as wire
from agent_loop.contracts.agent.v1.agent_pb2_grpc import AgentServiceStub
from agent_loop.contracts.trajectory import Aids, Limits, Trajectory

TOKEN = "token-of-the-tests"
SLOW = [bash("ANALYZE", "sleep 60")] * 9


@asynccontextmanager
async def client(answers, **parts):
    built = AgentInMemory(InMemoryLanguageModel(answers), **parts)
    service = rpc.service(built.attend, built.read, built.describe, Limits(max_steps=9), Aids(retry=3))
    async with (
        built.attend,
        running("agent", "127.0.0.1:0", [service], token=TOKEN, errors=rpc.ERRORS, grace_seconds=0.1) as port,
        channel(f"127.0.0.1:{port}", TOKEN) as opened,
    ):
        stub = AgentServiceStub(opened)
        stub.built = built
        yield stub


def asked(**changed):
    workspace = wire.Workspace(archive=archive(app__log="ERROR boom\n"))
    return wire.StartRunRequest(**{"subject": "ada", "instruction": INSTRUCTION, "workspace": workspace} | changed)


async def started_and_ended(stub, **changed):
    run = (await stub.StartRun(asked(**changed))).run
    events = [event async for event in stub.WatchRun(wire.WatchRunRequest(run_id=run.id, subject="ada"))]
    return await stub.GetRun(wire.GetRunRequest(run_id=run.id, subject="ada")), events


async def test_a_run_is_started_watched_and_read_back():
    async with client(good_run()) as stub:
        run, events = await started_and_ended(stub)
        told = {"run_id": run.id, "subject": "ada"}
        answer = await stub.GetTrajectory(wire.GetTrajectoryRequest(**told))
        changes = (await stub.ListChanges(wire.ListChangesRequest(**told))).changes
        content = [part.data async for part in stub.ReadChange(wire.ReadChangeRequest(path="report.txt", **told))]
        diff = (await stub.GetDiff(wire.GetDiffRequest(**told))).diff
        listed = await stub.ListRuns(wire.ListRunsRequest(subject="ada"))

    assert run.status == wire.RUN_STATUS_FINISHED
    assert run.verdict == wire.Verdict(success=True, source=wire.VERDICT_SOURCE_VERIFY, detail="one error")
    assert (run.steps, run.model, run.strategy, run.last_event) == (5, "scripted", "phases", len(events))
    assert run.finished_at.ToNanoseconds() >= run.created_at.ToNanoseconds() > 0
    assert events[-1].run_finished.verdict == run.verdict
    assert answer.schema_version == "1"
    assert Trajectory.model_validate_json(answer.trajectory_json).run_id == run.id
    assert [(change.path, change.kind, change.type) for change in changes] == [
        ("report.txt", wire.CHANGE_KIND_ADDED, wire.FILE_TYPE_FILE)
    ]
    assert content == [b"one error\n"]
    assert "+one error" in diff
    assert list(listed.runs) == [run]


async def test_limits_of_zero_are_the_agents_own():
    async with client(good_run()) as stub:
        run, _ = await started_and_ended(stub, limits=wire.Limits(max_seconds=33))
        answer = await stub.GetTrajectory(wire.GetTrajectoryRequest(run_id=run.id, subject="ada"))

    limits = Trajectory.model_validate_json(answer.trajectory_json).limits
    assert (limits.max_steps, limits.max_seconds) == (9, 33)


async def test_a_tree_manifest_is_a_workspace_too():
    manifest = {"entries": [{"path": "app.log", "text": "ERROR boom\n"}]}
    async with client(good_run()) as stub:
        run, _ = await started_and_ended(stub, workspace=wire.Workspace(manifest_json=json.dumps(manifest).encode()))

    assert run.status == wire.RUN_STATUS_FINISHED


@pytest.mark.parametrize("source", [{"manifest_json": b'{"entries": []}'}, {"archive": b""}])
async def test_mounts_reach_the_sandbox_and_one_that_shows_none_is_named(source):
    async with client(good_run()) as stub:
        workspace = wire.Workspace(mounts={"/testbed": "testbed"}, **source)
        run, _ = await started_and_ended(stub, workspace=workspace)

    assert run.failure == wire.Failure(
        type="sandbox-unavailable", detail="the sandbox in memory shows no part of a workspace at another path"
    )


async def test_a_failed_run_is_an_answer_with_its_problem():
    async with client(["nonsense", "nonsense"]) as stub:
        run, events = await started_and_ended(stub)

    assert run.status == wire.RUN_STATUS_FAILED
    assert run.failure.type == "model-output-malformed"
    assert events[-1].run_finished.failure == run.failure


async def test_a_large_file_comes_in_chunks():
    script = good_run()
    script[2] = bash("EXECUTE", f"echo {'x' * 100} > report.txt")
    async with client(script) as stub:
        run, _ = await started_and_ended(stub, workspace=wire.Workspace())
        big = b"y" * (2 * 2**20 + 5)
        kept = stub.built.log._changes[run.id].contents
        kept["report.txt"] = big
        request = wire.ReadChangeRequest(run_id=run.id, subject="ada", path="report.txt")
        parts = [part.data async for part in stub.ReadChange(request)]

    assert [len(part) for part in parts] == [2**20, 2**20, 5]


async def test_a_run_is_cancelled_and_can_be_judged_by_a_person():
    async with client(SLOW, command_seconds=60) as stub:
        run = (await stub.StartRun(asked())).run
        told = {"run_id": run.id, "subject": "ada"}
        await stub.CancelRun(wire.CancelRunRequest(**told))
        async for _ in stub.WatchRun(wire.WatchRunRequest(**told)):
            pass
        judged = (await stub.RecordFeedback(wire.RecordFeedbackRequest(success=True, comment="fine", **told))).run

    assert judged.status == wire.RUN_STATUS_CANCELLED
    assert judged.verdict == wire.Verdict(success=True, source=wire.VERDICT_SOURCE_USER, detail="fine")


async def test_models_tools_and_dependencies_are_told():
    async with client([]) as stub:
        models = (await stub.ListModels(wire.ListModelsRequest())).models
        tools = (await stub.ListTools(wire.ListToolsRequest())).tools
        dependencies = (await stub.CheckDependencies(wire.CheckDependenciesRequest())).dependencies

    assert [(model.name, model.default) for model in models] == [("scripted", True)]
    assert [tool.name for tool in tools] == ["bash", "python", "read_file", "write_file", "finish"]
    assert json.loads(tools[0].parameters_json)["required"] == ["command"]
    assert {item.name: item.ok for item in dependencies} == {"database": True, "model": True, "sandbox": True}


UNKNOWN = {"run_id": "0" * 30, "subject": "ada"}


@pytest.mark.parametrize(
    ("method", "request_", "status", "problem"),
    [
        ("StartRun", asked(instruction=" "), "INVALID_ARGUMENT", problems.INSTRUCTION_INVALID),
        ("StartRun", asked(instruction="a\0b"), "INVALID_ARGUMENT", problems.INSTRUCTION_INVALID),
        ("StartRun", asked(subject=""), "INVALID_ARGUMENT", problems.INVALID_REQUEST),
        ("StartRun", asked(strategy="none"), "INVALID_ARGUMENT", problems.INVALID_REQUEST),
        ("StartRun", asked(checker_json=b"{"), "INVALID_ARGUMENT", problems.INVALID_REQUEST),
        ("StartRun", asked(limits=wire.Limits(max_steps=2**31)), "INVALID_ARGUMENT", problems.INVALID_REQUEST),
        (
            "StartRun",
            asked(workspace=wire.Workspace(manifest_json=b"[]")),
            "INVALID_ARGUMENT",
            problems.WORKSPACE_INVALID,
        ),
        ("GetRun", wire.GetRunRequest(**UNKNOWN), "NOT_FOUND", problems.RUN_NOT_FOUND),
        ("CancelRun", wire.CancelRunRequest(**UNKNOWN), "NOT_FOUND", problems.RUN_NOT_FOUND),
        ("GetTrajectory", wire.GetTrajectoryRequest(**UNKNOWN), "NOT_FOUND", problems.RUN_NOT_FOUND),
        ("GetDiff", wire.GetDiffRequest(**UNKNOWN), "NOT_FOUND", problems.RUN_NOT_FOUND),
        ("ListRuns", wire.ListRunsRequest(subject="ada", page_token="x"), "INVALID_ARGUMENT", problems.INVALID_REQUEST),
    ],
)
async def test_an_error_names_its_problem_beside_its_status(method, request_, status, problem):
    async with client([]) as stub:
        with pytest.raises(grpc.aio.AioRpcError) as caught:
            await getattr(stub, method)(request_)

    assert caught.value.code().name == status
    assert problems.problem(reason(caught.value).lower().replace("_", "-")) == problem
    assert caught.value.details()


async def test_a_stream_of_an_unknown_run_is_not_found():
    async with client([]) as stub:
        with pytest.raises(grpc.aio.AioRpcError) as caught:
            await anext(aiter(stub.WatchRun(wire.WatchRunRequest(**UNKNOWN))))

    assert reason(caught.value) == "RUN_NOT_FOUND"


async def test_a_key_used_twice_is_one_run_or_a_conflict():
    async with client([*good_run(), *good_run()]) as stub:
        first = await stub.StartRun(asked(idempotency_key="k"))
        again = await stub.StartRun(asked(idempotency_key="k"))
        with pytest.raises(grpc.aio.AioRpcError) as caught:
            await stub.StartRun(asked(idempotency_key="k", instruction="another"))

    assert (first.created, again.created) == (True, False)
    assert first.run.id == again.run.id
    assert reason(caught.value) == "IDEMPOTENCY_CONFLICT"


async def test_too_many_runs_are_refused():
    async with client(SLOW, command_seconds=60, max_running=1, max_queued=0) as stub:
        await stub.StartRun(asked())
        with pytest.raises(grpc.aio.AioRpcError) as caught:
            await stub.StartRun(asked())

    assert (caught.value.code(), reason(caught.value)) == (grpc.StatusCode.RESOURCE_EXHAUSTED, "TOO_MANY_RUNS")


async def test_what_only_an_ended_run_has_is_a_failed_precondition_before():
    async with client(SLOW, command_seconds=60) as stub:
        run = (await stub.StartRun(asked())).run
        with pytest.raises(grpc.aio.AioRpcError) as caught:
            await stub.ListChanges(wire.ListChangesRequest(run_id=run.id, subject="ada"))

    assert reason(caught.value) == "RUN_NOT_FINISHED"


def test_every_problem_of_the_agent_has_its_status():
    ends_a_run_only = {
        problems.MODEL_OUTPUT_MALFORMED,
        problems.STEP_LIMIT,
        problems.TIME_LIMIT,
        problems.TOKEN_LIMIT,
        problems.INTERNAL,
    }

    mapped = {kind.problem for kind in rpc.ERRORS}

    assert {kind.problem for kind in AgentError.__subclasses__()} - mapped == ends_a_run_only


async def test_a_run_takes_the_aids_that_it_names_and_the_defaults_for_the_others():
    async with client(good_run() * 2) as stub:
        named = await stub.StartRun(asked(aids=wire.Aids(literals="on", repair=False)))
        plain = await stub.StartRun(asked())
        made = [(await stub.built.read.run(started.run.id, "ada")).head.aids for started in (named, plain)]

    assert made == [Aids(literals="on", repair=False, retry=3), Aids(retry=3)]


async def test_aids_that_there_are_not_are_refused():
    async with client([]) as stub:
        with pytest.raises(grpc.aio.AioRpcError) as refusal:
            await stub.StartRun(asked(aids=wire.Aids(attempts=77)))

    assert refusal.value.code() is grpc.StatusCode.INVALID_ARGUMENT
    assert "aids.attempts" in refusal.value.details()

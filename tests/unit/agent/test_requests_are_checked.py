import json

import pytest
from agent_runs import INSTRUCTION, agent, good_run, request

from agent_loop.agent.domain.commands import Command
from agent_loop.agent.domain.failures import InstructionInvalid, RequestInvalid, WorkspaceInvalid
from agent_loop.agent.domain.runs import RunRequest, Workspace, limits_of, new_run_id, parse_checker
from agent_loop.contracts.trajectory import Limits


@pytest.mark.parametrize(
    "instruction",
    ["", "   \n\t ", "find\0errors", "\x1b[2Jfind", "x" * 8001, "\x85"],
    ids=["empty", "blank", "NUL", "escape", "8001 characters", "C1"],
)
async def test_an_instruction_that_is_none_starts_no_run(instruction):
    async with agent(good_run()) as built:
        with pytest.raises(InstructionInvalid):
            await built.attend.start(request(instruction=instruction))
        runs, _ = await built.read.page("ada", 10, "")

    assert runs == []


@pytest.mark.parametrize("instruction", [INSTRUCTION, "x" * 8000, "zwei Zeilen\nund äöü 中文 \U0001f40d\ttab"])
def test_plain_text_in_any_language_is_an_instruction(instruction):
    request(instruction=instruction).check()


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"subject": ""}, "subject"),
        ({"subject": "x" * 256}, "subject"),
        ({"subject": "sk-" + "x" * 20}, "subject"),
        ({"strategy": "react"}, "strategy"),
        ({"model": "x" * 256}, "model"),
        ({"model": "a\nb"}, "model"),
        ({"idempotency_key": "x" * 256}, "idempotency_key"),
    ],
)
def test_a_field_that_cannot_be_used_is_named(changed, field):
    with pytest.raises(RequestInvalid, match=f"^{field}"):
        request(**changed).check()


def test_limits_default_where_they_are_zero():
    defaults = Limits(max_steps=7)

    assert limits_of({"max_steps": 0, "max_seconds": 9}, defaults) == Limits(max_steps=7, max_seconds=9)
    with pytest.raises(RequestInvalid, match=r"^limits\.max_steps"):
        limits_of({"max_steps": 10_000}, defaults)


@pytest.mark.parametrize(
    "document",
    [b"", b"{", b"[]", b'{"entries": [{"path": "../x"}]}', b'{"entries": [{"path": "x", "base64": "%%%"}]}'],
)
def test_a_manifest_that_is_no_tree_is_refused(document):
    with pytest.raises(WorkspaceInvalid, match="not a tree"):
        Workspace.from_manifest(document)


def test_a_manifest_becomes_an_archive():
    manifest = {"entries": [{"path": "a b/c.log", "text": "ERROR"}, {"path": "l", "type": "link", "target": "x"}]}

    workspace = Workspace.from_manifest(json.dumps(manifest).encode())

    assert b"a b/c.log" in workspace.archive
    assert len(workspace.sha256) == 64
    assert Workspace().sha256 == ""


def test_mounts_belong_to_what_a_request_is_known_by():
    plain, mounted = Workspace(b"tar"), Workspace(b"tar", (("/testbed", "testbed"),))
    requests = [RunRequest(subject="ada", instruction="x", workspace=workspace) for workspace in (plain, mounted)]

    assert plain.sha256 == mounted.sha256
    assert len({request.sha256 for request in requests}) == 2


def test_a_checker_is_data_and_empty_for_none():
    assert parse_checker(b"") is None
    assert parse_checker(b'{"program": "print(1)"}').interpreter == "python"
    with pytest.raises(RequestInvalid, match=r"^checker\.program"):
        parse_checker(b'{"program": ""}')


def test_ids_grow_with_time_and_cannot_be_guessed():
    ids = [new_run_id() for _ in range(50)]

    assert len({run_id[14:] for run_id in ids}) == 50
    assert [run_id[:14] for run_id in ids] == sorted(run_id[:14] for run_id in ids)


def test_a_command_is_one_kind_of_program():
    with pytest.raises(ValueError, match="either shell"):
        Command(shell="ls", python="print(1)")
    with pytest.raises(ValueError, match="either shell"):
        Command()

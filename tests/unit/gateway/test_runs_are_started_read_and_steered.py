import base64
import io
import tarfile

import pytest

from agent_loop.contracts.agent.v1 import agent_pb2 as pb
from agent_loop.contracts.problems import PROBLEMS, Problem


def problem(answer) -> Problem:
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["status"] == answer.status_code
    assert len(answer.json()["trace_id"]) == 32
    found = PROBLEMS[answer.json()["type"].rsplit(":", 1)[1]]
    assert answer.json()["title"] == found.title
    return found


def archive() -> str:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as tar:
        info = tarfile.TarInfo("app.log")
        info.size = 6
        tar.addfile(info, io.BytesIO(b"ERROR\n"))
    return base64.b64encode(buffer.getvalue()).decode()


async def test_a_run_is_started_and_named_by_its_location(ada):
    answer = await ada.post("/v1/runs", {"instruction": "find all error logs"})

    assert answer.status_code == 202
    run = (await ada.get(answer.headers["location"])).json()
    assert run["id"] == answer.json()["id"]
    assert (run["instruction"], run["status"], run["subject"]) == ("find all error logs", "RUN_STATUS_FINISHED", "ada")
    assert run["verdict"] == {"success": True, "source": "VERDICT_SOURCE_VERIFY", "detail": "it is there"}


async def test_everything_of_the_order_reaches_the_agent(ada, gateway):
    checker = {"interpreter": "bash", "program": "test -s report.txt"}
    order = {
        "instruction": "report",
        "workspace": {"archive_base64": archive()},
        "model": "small",
        "limits": {"max_steps": 3, "max_seconds": 60, "max_tokens": 1000, "max_output_bytes": 4096},
        "strategy": "phases",
        "checker": checker,
    }

    answer = await ada.post("/v1/runs", order, headers={"Idempotency-Key": "k-1"})

    sent = gateway.agent.order(answer.json()["id"])
    assert sent.limits == pb.Limits(max_steps=3, max_seconds=60, max_tokens=1000, max_output_bytes=4096)
    assert (sent.subject, sent.model, sent.strategy, sent.idempotency_key) == ("ada", "small", "phases", "k-1")
    with tarfile.open(fileobj=io.BytesIO(sent.workspace.archive)) as tar:
        assert tar.getnames() == ["app.log"]
    assert b"test -s report.txt" in sent.checker_json


async def test_a_workspace_may_be_a_manifest(ada, gateway):
    manifest = {"entries": [{"path": "var/log/app log", "text": "ERROR"}]}

    mounts = {"/var/log": "var/log"}

    body = {"instruction": "report", "workspace": {"manifest": manifest, "mounts": mounts}}
    answer = await ada.post("/v1/runs", body)

    sent = gateway.agent.order(answer.json()["id"]).workspace
    assert b"var/log/app log" in sent.manifest_json
    assert dict(sent.mounts) == mounts


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"instruction": ""},
        {"instruction": " \t\n"},
        {"instruction": "a\0b"},
        {"instruction": "a" * 8001},
        {"instruction": 5},
        {"instruction": "\ud800"},
        {"instruction": "x", "surprise": 1},
        {"instruction": "x", "workspace": {}},
        {"instruction": "x", "workspace": {"archive_base64": "no base64!"}},
        {"instruction": "x", "workspace": {"archive_base64": "AAAA", "manifest": {"entries": []}}},
        {"instruction": "x", "workspace": {"manifest": {"entries": [{"path": "../out"}]}}},
        {"instruction": "x", "limits": {"max_steps": -1}},
        {"instruction": "x", "limits": {"max_steps": 2**32}},
        {"instruction": "x", "model": "../../model"},
        {"instruction": "x", "checker": {"program": ""}},
        [],
        None,
        "x",
    ],
    ids=repr,
)
async def test_an_order_that_is_not_one_is_refused_with_what_is_wrong(ada, body):
    answer = await ada.post("/v1/runs", body)

    assert answer.status_code == 422
    assert problem(answer).type == "invalid-request"
    assert answer.json()["errors"][0]["msg"]


@pytest.mark.parametrize(
    "body", [b"", b"{", b"\xff\xfe", b'{"instruction":"x"', b"[" * 100_000, b'{"instruction":"\\ud800"}']
)
async def test_a_body_that_is_no_json_is_refused(ada, body):
    answer = await ada("POST", "/v1/runs", content=body, headers={"content-type": "application/json"})

    assert answer.status_code in (400, 422)
    assert problem(answer)


async def test_an_instruction_of_8000_characters_is_taken(ada):
    assert (await ada.post("/v1/runs", {"instruction": "ä" * 8000})).status_code == 202


async def test_the_same_key_replays_the_run_and_refuses_another_order(ada):
    headers = {"Idempotency-Key": "once"}
    first = await ada.post("/v1/runs", {"instruction": "report"}, headers=headers)

    again = await ada.post("/v1/runs", {"instruction": "report"}, headers=headers)
    other = await ada.post("/v1/runs", {"instruction": "delete"}, headers=headers)
    bob = await ada.as_user("bob").post("/v1/runs", {"instruction": "delete"}, headers=headers)

    assert (first.status_code, again.status_code, bob.status_code) == (202, 200, 202)
    assert again.json()["id"] == first.json()["id"]
    assert problem(other).type == "idempotency-conflict"
    assert other.status_code == 409


async def test_a_key_with_blanks_or_of_great_length_is_refused(ada):
    for key in ("a b", "k" * 256):
        assert (await ada.post("/v1/runs", {"instruction": "x"}, headers={"Idempotency-Key": key})).status_code == 422


async def test_an_unknown_model_is_named(ada):
    answer = await ada.post("/v1/runs", {"instruction": "x", "model": "huge"})

    assert problem(answer).type == "model-not-found"
    assert "huge" in answer.json()["detail"]


async def test_runs_come_in_pages_newest_first_and_only_the_callers(ada):
    for number in range(5):
        await ada.post("/v1/runs", {"instruction": f"number {number}"})
    await ada.as_user("bob").post("/v1/runs", {"instruction": "bob's"})

    first = (await ada.get("/v1/runs?page_size=3")).json()
    second = (await ada.get(f"/v1/runs?page_size=3&page_token={first['next_page_token']}")).json()

    assert [run["instruction"] for run in first["runs"]] == ["number 4", "number 3", "number 2"]
    assert [run["instruction"] for run in second["runs"]] == ["number 1", "number 0"]
    assert second["next_page_token"] == ""


@pytest.mark.parametrize("query", ["page_size=0", "page_size=201", "page_size=x", "page_token=nonsense"])
async def test_a_page_that_does_not_exist_is_refused(ada, query):
    assert (await ada.get(f"/v1/runs?{query}")).status_code == 422


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "", None),
        ("GET", "/trajectory", None),
        ("GET", "/events", None),
        ("GET", "/files", None),
        ("GET", "/files/report.txt", None),
        ("GET", "/diff", None),
        ("POST", "/cancel", None),
        ("POST", "/feedback", {"success": True}),
    ],
)
async def test_another_subjects_run_does_not_exist(ada, method, path, body):
    run_id = (await ada.post("/v1/runs", {"instruction": "mine"})).json()["id"]
    bob = ada.as_user("bob")

    assert problem(await bob(method, f"/v1/runs/{run_id}{path}", json=body)).type == "run-not-found"
    assert problem(await ada(method, f"/v1/runs/run-999{path}", json=body)).type == "run-not-found"
    assert (await ada(method, f"/v1/runs/{run_id}{path}", json=body)).status_code == 200


async def test_a_run_is_cancelled_once_and_stays_so(ada):
    run_id = (await ada.post("/v1/runs", {"instruction": "wait"})).json()["id"]

    first = await ada.post(f"/v1/runs/{run_id}/cancel")
    again = await ada.post(f"/v1/runs/{run_id}/cancel")

    assert (first.status_code, again.status_code) == (200, 200)
    assert first.json()["status"] == again.json()["status"] == "RUN_STATUS_CANCELLED"


async def test_a_person_judges_a_finished_run_only(ada):
    running = (await ada.post("/v1/runs", {"instruction": "wait"})).json()["id"]
    finished = (await ada.post("/v1/runs", {"instruction": "report"})).json()["id"]
    judgement = {"success": False, "comment": "two are missing"}

    early = await ada.post(f"/v1/runs/{running}/feedback", judgement)
    judged = await ada.post(f"/v1/runs/{finished}/feedback", judgement)
    unclear = await ada.post(f"/v1/runs/{finished}/feedback", {"success": "yes"})

    assert problem(early).type == "run-not-finished"
    assert judged.json()["verdict"] == {"success": False, "source": "VERDICT_SOURCE_USER", "detail": "two are missing"}
    assert unclear.status_code == 422


async def test_what_a_run_changed_is_listed_read_and_compared(ada, gateway):
    run_id = (await ada.post("/v1/runs", {"instruction": "report"})).json()["id"]

    files = (await ada.get(f"/v1/runs/{run_id}/files")).json()["changes"]
    content = await ada.get(f"/v1/runs/{run_id}/files/report.txt")
    diff = await ada.get(f"/v1/runs/{run_id}/diff")
    trajectory = await ada.get(f"/v1/runs/{run_id}/trajectory")

    assert [(file["path"], file["kind"]) for file in files] == [("report.txt", "CHANGE_KIND_ADDED")]
    assert content.content == b"3 errors in app.log\n"
    assert content.headers["content-type"] == "application/octet-stream"
    assert content.headers["content-disposition"] == "attachment"
    assert "+++ b/report.txt" in diff.content.decode()
    assert trajectory.json()["run_id"] == run_id
    assert trajectory.headers["x-schema-version"] == "1"


async def test_an_empty_file_a_large_one_and_one_with_an_odd_name_are_read_whole(ada, gateway):
    files = {"empty": b"", "large.bin": b"\0\xff" * 1_500_000, "a b/ä#?.txt": b"x"}
    gateway.agent.files = files
    run_id = (await ada.post("/v1/runs", {"instruction": "report"})).json()["id"]

    for path, content in files.items():
        quoted = path.replace(" ", "%20").replace("#", "%23").replace("?", "%3F")
        assert (await ada.get(f"/v1/runs/{run_id}/files/{quoted}")).content == content


async def test_a_file_that_the_run_did_not_leave_is_a_problem(ada):
    run_id = (await ada.post("/v1/runs", {"instruction": "report"})).json()["id"]

    for path in ("nothing", "..%2f..%2fetc%2fpasswd", "report.txt/x"):
        assert problem(await ada.get(f"/v1/runs/{run_id}/files/{path}")).type == "file-not-found"


async def test_an_agent_that_is_away_is_a_503_problem(ada, gateway):
    gateway.agent.away = True

    assert problem(await ada.get("/v1/runs")).type == "agent-unavailable"
    assert problem(await ada.post("/v1/runs", {"instruction": "x"})).type == "agent-unavailable"


async def test_a_run_id_of_strange_characters_is_refused(ada):
    for run_id in ("a%20b", "..", "%00", "x" * 101):
        assert (await ada.get(f"/v1/runs/{run_id}")).status_code in (404, 422)


async def test_models_and_tools_are_listed(ada):
    assert (await ada.get("/v1/models")).json()["models"][0]["name"] == "small"
    assert (await ada.get("/v1/tools")).json()["tools"][0]["name"] == "bash"

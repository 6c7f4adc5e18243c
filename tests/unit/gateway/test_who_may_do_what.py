import pytest
from gateway_server import InMemoryGateway, callers

from agent_loop.gateway.adapters.revocation_list_memory import InMemoryRevocationList
from agent_loop.gateway.domain import Caller, Scope, TokenRefused
from agent_loop.gateway.use_cases import Authenticate

ROUTES = [
    ("POST", "/v1/runs", {"instruction": "x"}, Scope.RUNS_WRITE),
    ("GET", "/v1/runs", None, Scope.RUNS_READ),
    ("GET", "/v1/runs/run-1", None, Scope.RUNS_READ),
    ("GET", "/v1/runs/run-1/trajectory", None, Scope.RUNS_READ),
    ("GET", "/v1/runs/run-1/events", None, Scope.RUNS_READ),
    ("POST", "/v1/runs/run-1/cancel", None, Scope.RUNS_WRITE),
    ("POST", "/v1/runs/run-1/feedback", {"success": True}, Scope.RUNS_WRITE),
    ("GET", "/v1/runs/run-1/files", None, Scope.RUNS_READ),
    ("GET", "/v1/runs/run-1/files/report.txt", None, Scope.RUNS_READ),
    ("GET", "/v1/runs/run-1/diff", None, Scope.RUNS_READ),
    ("GET", "/v1/models", None, Scope.MODELS_READ),
    ("GET", "/v1/tools", None, Scope.MODELS_READ),
    ("POST", "/agents/run-agent", {"instruction": "x"}, Scope.RUNS_WRITE),
    ("POST", "/generate", {"prompt": "x"}, Scope.MODELS_GENERATE),
    ("POST", "/chat", {"message": "x"}, Scope.MODELS_GENERATE),
    ("POST", "/ollama/generate", {"model": "small", "prompt": "x"}, Scope.MODELS_GENERATE),
    ("POST", "/ollama/chat", {"model": "small", "messages": [{"role": "user", "content": "x"}]}, Scope.MODELS_GENERATE),
    ("GET", "/health/detailed", None, Scope.ADMIN),
]
OPEN = {"/health", "/health/ready"}


@pytest.mark.parametrize(("method", "path", "body", "scope"), ROUTES, ids=lambda value: str(value)[:40])
async def test_each_route_needs_a_token_with_exactly_its_scope(ada, method, path, body, scope):
    await ada.post("/v1/runs", {"instruction": "x"})

    nobody = await ada.as_user(None)(method, path, json=body)
    forged = await ada.as_user("forged")(method, path, json=body)
    others = [await ada.as_user(f"only:{other}")(method, path, json=body) for other in Scope if other != scope]
    right = await ada.as_user(f"only:{scope}")(method, path, json=body)

    assert (nobody.status_code, forged.status_code) == (401, 401)
    assert nobody.headers["www-authenticate"].startswith("Bearer")
    assert {answer.status_code for answer in others} == {403}
    assert scope in others[0].headers["www-authenticate"]
    assert right.status_code in (200, 202)


@pytest.mark.parametrize("path", [path for method, path, body, _ in ROUTES if method == "POST" and body])
async def test_no_body_is_read_of_a_caller_without_a_good_token(ada, path):
    read = []

    async def body():
        read.append("a piece")
        yield b"{ no JSON"

    json = {"content-type": "application/json"}
    nobody = await ada.as_user(None)("POST", path, headers=json, content=body())
    forged = await ada.as_user("forged")("POST", path, headers=json, content=body())
    unread = list(read)
    known = await ada("POST", path, headers=json, content=body())

    assert (nobody.status_code, forged.status_code, known.status_code) == (401, 401, 422)
    assert (unread, read) == ([], ["a piece"])


def test_the_table_above_names_every_route(gateway):
    documented = gateway.app().openapi()["paths"]
    named = {(method, path.replace("run-1", "{run_id}").replace("report.txt", "{path}")) for method, path, *_ in ROUTES}
    found = {(method.upper(), path) for path, operations in documented.items() for method in operations}

    assert found - {("GET", path) for path in OPEN} == named


@pytest.mark.parametrize("header", ["Basic YTpi", "Bearer", "Bearer ", "ada", "bearer", ""])
async def test_another_kind_of_authorization_is_refused(ada, header):
    answer = await ada.as_user(None).get("/v1/runs", headers={"authorization": header})

    assert answer.status_code == 401


async def test_a_token_is_verified_once_and_the_oldest_is_forgotten_first():
    class Counting:
        asked = 0

        async def verify(self, token: str) -> Caller:
            self.asked += 1
            return Caller(token, frozenset({"runs:read"}), 4e9)

    verifier = Counting()
    authenticate = Authenticate(verifier, InMemoryRevocationList(), remember=2)

    for token in ("a", "a", "b", "c", "c", "a"):
        await authenticate(token, Scope.RUNS_READ)

    assert verifier.asked == 4


async def test_a_token_over_8_kib_never_reaches_the_verifier(tmp_path):
    class Untouchable:
        async def verify(self, token: str) -> Caller:
            raise AssertionError("it was parsed")

    with pytest.raises(TokenRefused, match="longer"):
        await Authenticate(Untouchable(), InMemoryRevocationList())("x" * 8193, Scope.RUNS_READ)


async def test_a_revoked_token_is_refused_at_once(ada, gateway):
    assert (await ada.get("/v1/runs")).status_code == 200

    gateway.revocations.revoke(callers()["ada"].token_id)

    assert (await ada.get("/v1/runs")).status_code == 401


def test_a_gateway_of_this_kind_can_be_made_twice(gateway):
    assert gateway.app() is not InMemoryGateway(gateway.settings).app()

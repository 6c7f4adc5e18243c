"""TokenVerifier, TokenSigner, RevocationList, KeySet and Machine: each real adapter beside its in-memory one."""

import json
import threading
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiohttp import web
from signed_tokens import AUDIENCE, ISSUER, NOW, SECRET, Signer, claims, ec_key, public_jwk, public_pem

from agent_loop.gateway.adapters.key_set_http import HttpKeySet
from agent_loop.gateway.adapters.key_set_memory import InMemoryKeySet
from agent_loop.gateway.adapters.keys_file import load_verifier
from agent_loop.gateway.adapters.machine_local import LocalMachine
from agent_loop.gateway.adapters.machine_memory import InMemoryMachine
from agent_loop.gateway.adapters.revocation_list_file import FileRevocationList
from agent_loop.gateway.adapters.revocation_list_memory import InMemoryRevocationList
from agent_loop.gateway.adapters.token_signer_file import FileTokenSigner
from agent_loop.gateway.adapters.token_signer_memory import InMemoryTokenSigner
from agent_loop.gateway.adapters.token_verifier_jose import JoseTokenVerifier, VerificationKey
from agent_loop.gateway.adapters.token_verifier_memory import InMemoryTokenVerifier
from agent_loop.gateway.domain import Caller, KeysUnusable, Scope, TokenPolicy, TokenRefused
from agent_loop.gateway.use_cases import MintToken

ES = Signer("ES256", ec_key(), "es")


@pytest.fixture(params=["memory", "jose"])
def verifier(request):
    if request.param == "memory":
        return InMemoryTokenVerifier({ES.token(): Caller("ada", frozenset({"runs:read"}), NOW + 300, "t1")})
    keys = [VerificationKey("es", "ES256", public_pem(ES.key))]
    return JoseTokenVerifier(TokenPolicy(ISSUER, AUDIENCE), keys, clock=lambda: NOW)


async def test_a_good_token_proves_its_caller_and_others_are_refused(verifier):
    token = ES.token()
    if isinstance(verifier, InMemoryTokenVerifier):
        token = next(iter(verifier.callers))

    caller = await verifier.verify(token)

    assert (caller.subject, caller.token_id, caller.expires_at) == ("ada", "t1", NOW + 300)
    for other in ("", "x", token + "x", token.swapcase()):
        with pytest.raises(TokenRefused):
            await verifier.verify(other)


@pytest.fixture(params=["memory", "file"])
def revocations(request, tmp_path):
    return InMemoryRevocationList() if request.param == "memory" else FileRevocationList(tmp_path / "a b" / "revoked")


def test_what_is_revoked_stays_so(revocations):
    assert not revocations.revoked("t1")

    revocations.revoke("t1")
    revocations.revoke("t1")

    assert revocations.revoked("t1")
    assert not revocations.revoked("t2")
    revocations.revoke("t2")
    assert revocations.revoked("t1")
    assert revocations.revoked("t2")


@pytest.mark.parametrize("token_id", ["", "a\nb", "x" * 201])
def test_what_cannot_be_a_tokens_id_is_not_revoked(revocations, token_id):
    with pytest.raises(ValueError, match="printable"):
        revocations.revoke(token_id)


def test_a_revocation_reaches_other_processes_through_the_file(tmp_path):
    path = tmp_path / "revoked"
    gateway = FileRevocationList(path)
    assert not gateway.revoked("t1")

    FileRevocationList(path).revoke("t1")

    assert gateway.revoked("t1")
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.fixture(params=["memory", "file"])
def signer(request, tmp_path):
    return (
        InMemoryTokenSigner() if request.param == "memory" else FileTokenSigner(tmp_path / "gateway", ISSUER, AUDIENCE)
    )


def test_a_key_is_made_at_first_use_and_tokens_differ(signer):
    signer.ensure()
    signer.ensure()

    assert signer.sign(claims()) != signer.sign(claims(sub="bob"))


async def test_a_minted_token_gets_in_with_its_scopes(tmp_path):
    signer = FileTokenSigner(tmp_path / "home & more", ISSUER, AUDIENCE)
    mint = MintToken(signer, TokenPolicy(ISSUER, AUDIENCE))

    token = mint("ada", [Scope.RUNS_READ, Scope.ADMIN], 60)

    caller = await load_verifier(signer.keys_file, 10).verify(token)
    assert (caller.subject, caller.scopes) == ("ada", {"runs:read", "admin"})
    assert caller.token_id


def test_keys_are_for_their_owner_alone(tmp_path):
    folder = tmp_path / "gateway"
    FileTokenSigner(folder, ISSUER, AUDIENCE).ensure()

    assert folder.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o600}
    assert {path.name for path in folder.iterdir()} == {"token-signing-key.pem", "jwt-keys.json"}
    assert "PRIVATE" not in (folder / "jwt-keys.json").read_text()


def test_of_many_first_starts_at_once_one_key_wins_for_all(tmp_path):
    signers = [FileTokenSigner(tmp_path, ISSUER, AUDIENCE) for _ in range(8)]
    threads = [threading.Thread(target=signer.ensure) for signer in signers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    kids = {json.loads(signer.keys_file.read_bytes())["keys"][0]["kid"] for signer in signers}
    headers = {signer.sign(claims()).split(".")[0] for signer in signers}
    assert len(kids) == len(headers) == 1


def test_a_start_that_was_cut_short_is_mended_by_the_next(tmp_path):
    first = FileTokenSigner(tmp_path, ISSUER, AUDIENCE)
    first.ensure()
    keys = first.keys_file.read_bytes()
    first.keys_file.unlink()

    FileTokenSigner(tmp_path, ISSUER, AUDIENCE).ensure()

    assert first.keys_file.read_bytes() == keys


def _open_to_all(path: Path) -> None:
    path.chmod(0o644)


def _no_key(path: Path) -> None:
    path.write_text("nonsense")


@pytest.mark.parametrize("spoil", [_open_to_all, _no_key, Path.unlink])
def test_a_signing_key_that_cannot_be_used_is_named_with_the_fix(tmp_path, spoil):
    FileTokenSigner(tmp_path, ISSUER, AUDIENCE).ensure()
    spoil(tmp_path / "token-signing-key.pem")

    with pytest.raises(KeysUnusable, match=r"token-signing-key\.pem"):
        FileTokenSigner(tmp_path, ISSUER, AUDIENCE).sign(claims())


def test_a_folder_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "file").write_text("")

    with pytest.raises(KeysUnusable, match="signing key"):
        FileTokenSigner(tmp_path / "file" / "gateway", ISSUER, AUDIENCE).ensure()


@asynccontextmanager
async def jwks(answer):
    async def handle(_: web.Request) -> web.Response:
        return answer

    app = web.Application()
    app.router.add_get("/keys", handle)
    runner = web.AppRunner(app)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/keys"
    finally:
        await runner.cleanup()


async def test_published_keys_are_fetched_each_time_they_are_asked_for():
    key = public_jwk(ES.key, "es")
    in_memory = InMemoryKeySet([key])

    async with jwks(web.json_response({"keys": [key, "nonsense"]})) as url:
        assert list(await HttpKeySet(url).fetch()) == list(await in_memory.fetch()) == [key]


@pytest.mark.parametrize(
    "answer",
    [
        {"status": 500},
        {"status": 302, "headers": {"location": "http://127.0.0.1:1/"}},
        {"text": "no json"},
        {"text": "[]"},
        {"text": '{"keys": 5}'},
        {"text": "x" * 300_000},
    ],
    ids=str,
)
async def test_a_key_set_that_is_none_cannot_be_used(answer):
    async with jwks(web.Response(**answer)) as url:
        with pytest.raises(KeysUnusable, match="127"):
            await HttpKeySet(url).fetch()

    in_memory = InMemoryKeySet([])
    in_memory.away = True
    with pytest.raises(KeysUnusable):
        await in_memory.fetch()


@pytest.mark.parametrize("url", ["http://issuer.example/keys", "file:///etc/passwd", "ftp://x", ""])
def test_a_key_set_comes_over_https_or_from_this_machine(url):
    with pytest.raises(KeysUnusable, match="https"):
        HttpKeySet(url)


async def test_the_keys_file_names_keys_in_each_form(tmp_path):
    (tmp_path / "secret").write_bytes(SECRET + b"\n")
    (tmp_path / "secret").chmod(0o600)
    keys = [
        {"kid": "es", "alg": "ES256", "pem": public_pem(ES.key)},
        {"kid": "jwk", "alg": "ES256", "jwk": public_jwk(ES.key, "jwk")},
        {"kid": "hs", "alg": "HS256", "secret_file": "secret"},
    ]
    file = tmp_path / "keys.json"
    published = {"url": "https://issuer.example/keys", "alg": "RS256"}
    file.write_text(json.dumps({"issuer": ISSUER, "audience": AUDIENCE, "keys": keys, "jwks": published}))
    verifier = load_verifier(file, leeway_seconds=4e8)

    for signer in (ES, Signer("ES256", ES.key, "jwk"), Signer("HS256", SECRET, "hs")):
        assert (await verifier.verify(signer.token())).subject == "ada"


GOOD_KEY = {"kid": "es", "alg": "ES256", "pem": public_pem(ES.key)}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("{", "Expecting"),
        ("[]", "valid dictionary"),
        ({"issuer": "a", "keys": [GOOD_KEY]}, "audience"),
        ({"issuer": "", "audience": "b", "keys": [GOOD_KEY]}, "issuer"),
        ({"issuer": "a", "audience": "b", "keys": []}, "no key"),
        ({"issuer": "a", "audience": "b", "keys": [{"kid": "k", "alg": "ES256"}]}, "exactly one"),
        ({"issuer": "a", "audience": "b", "keys": [GOOD_KEY, GOOD_KEY]}, "same kid"),
        ({"issuer": "a", "audience": "b", "keys": [{**GOOD_KEY, "alg": "none"}]}, "none"),
        ({"issuer": "a", "audience": "b", "keys": [{**GOOD_KEY, "more": 1}]}, "more"),
        ({"issuer": "a", "audience": "b", "keys": [{"kid": "k", "alg": "HS256", "secret_file": "short"}]}, "32"),
        ({"issuer": "a", "audience": "b", "keys": [{"kid": "k", "alg": "HS256", "secret_file": "open"}]}, "chmod 600"),
        ({"issuer": "a", "audience": "b", "keys": [{"kid": "k", "alg": "HS256", "secret_file": "none"}]}, "missing"),
        ({"issuer": "a", "audience": "b", "jwks": {"url": "http://x", "alg": "RS256"}}, "https"),
        ({"issuer": "a", "audience": "b", "jwks": {"url": "https://x", "alg": "HS256"}}, "one algorithm"),
    ],
    ids=lambda value: str(value)[:60],
)
def test_a_keys_file_that_cannot_be_used_says_why(tmp_path, content, said):
    for name, secret, mode in (("short", b"x" * 31, 0o600), ("open", SECRET, 0o644)):
        (tmp_path / name).write_bytes(secret)
        (tmp_path / name).chmod(mode)
    file = tmp_path / "keys.json"
    file.write_text(content if isinstance(content, str) else json.dumps(content))

    with pytest.raises(KeysUnusable, match=said):
        load_verifier(file, 10)


def test_a_missing_keys_file_is_named(tmp_path):
    with pytest.raises(KeysUnusable, match="nowhere"):
        load_verifier(tmp_path / "nowhere", 10)


def test_a_machine_knows_its_disk_and_its_gpus(tmp_path):
    driver = tmp_path / "gpus"
    for number, content in enumerate(("Model: \t\t NVIDIA H200\nIRQ: 5\n", "IRQ: 6\n")):
        (driver / f"000{number}").mkdir(parents=True)
        (driver / f"000{number}" / "information").write_text(content)

    local = LocalMachine(tmp_path / "not" / "there" / "yet", driver)

    assert local.free_bytes() > 0
    assert local.gpus() == ["NVIDIA H200", "0001"]
    assert list(LocalMachine(tmp_path, tmp_path / "no driver").gpus()) == list(InMemoryMachine().gpus()) == []
    assert InMemoryMachine(free=5, gpus=["x"]).free_bytes() == 5

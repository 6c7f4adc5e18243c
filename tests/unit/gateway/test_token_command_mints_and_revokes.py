import json

import pytest

from agent_loop.chassis.cli import run
from agent_loop.gateway.adapters.keys_file import load_verifier
from agent_loop.gateway.adapters.revocation_list_memory import InMemoryRevocationList
from agent_loop.gateway.adapters.token_signer_memory import InMemoryTokenSigner
from agent_loop.gateway.cli.token import TokenCommands, token_group
from agent_loop.gateway.domain import KeysUnusable, Scope, TokenPolicy
from agent_loop.gateway.main import create_app
from agent_loop.gateway.settings import Settings
from agent_loop.gateway.use_cases import MintToken


class Entry:
    """What an installed entry point is to the command line."""

    name = "token"
    module = "agent_loop.gateway.main"
    attr = "token"
    value = "agent_loop.gateway.main:token"

    def __init__(self, signer, revocations):
        self._commands = TokenCommands(MintToken(signer, TokenPolicy("agent-loop", "agent-loop")), revocations)

    def load(self):
        def compose():
            """Print a token."""
            return self._commands

        return token_group(compose)


@pytest.fixture
def signer():
    return InMemoryTokenSigner()


@pytest.fixture
def revocations():
    return InMemoryRevocationList()


@pytest.fixture
def command(signer, revocations):
    return lambda *arguments: run(["token", *arguments], [Entry(signer, revocations)])


def test_a_token_without_options_allows_everything_for_a_day(command, signer, capsys):
    assert command() == 0

    claims = signer.signed[capsys.readouterr().out.strip()]
    assert (claims["sub"], claims["iss"], claims["aud"]) == ("local", "agent-loop", "agent-loop")
    assert claims["exp"] - claims["iat"] == 86_400
    assert set(claims["scope"].split()) == {scope.value for scope in Scope}
    assert len(claims["jti"]) == 32


@pytest.mark.parametrize(("ttl", "seconds"), [("90s", 90), ("30m", 1800), ("12h", 43_200), ("7d", 604_800), ("45", 45)])
def test_options_narrow_a_token(command, signer, capsys, ttl, seconds):
    assert command("--subject", "ada", "--scope", "runs:read", "--scope", "models:read", "--ttl", ttl, "--json") == 0

    said = json.loads(capsys.readouterr().out)
    assert said == {"token": "token-1", "subject": "ada", "scopes": ["runs:read", "models:read"], "expires_in": seconds}
    assert signer.signed["token-1"]["scope"] == "runs:read models:read"


@pytest.mark.parametrize(
    "arguments",
    [
        ["--ttl", "0s"],
        ["--ttl", "9y"],
        ["--ttl", "400d"],
        ["--ttl", "-5m"],
        ["--ttl", ""],
        ["--ttl", "²d"],
        ["--ttl", "9" * 5000],
        ["--subject", ""],
        ["--subject", "a\nb"],
        ["--subject", "x" * 201],
        ["--scope", "everything"],
        ["revoke", ""],
        ["revoke"],
    ],
    ids=lambda arguments: " ".join(arguments)[:30],
)
def test_what_cannot_be_meant_is_refused_in_one_line(command, capsys, arguments):
    assert command(*arguments) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_a_token_is_revoked_by_its_id(command, revocations, capsys):
    assert command("revoke", "abc") == 0

    assert revocations.revoked("abc")
    assert "revoked abc" in capsys.readouterr().out
    assert command("revoke", "def", "--json") == 0
    assert json.loads(capsys.readouterr().out) == {"revoked": "def"}


def test_a_key_that_cannot_be_kept_is_named(revocations, capsys):
    class Broken(InMemoryTokenSigner):
        def ensure(self):
            raise KeysUnusable("cannot keep a signing key in /full")

    assert run(["token"], [Entry(Broken(), revocations)]) == 3
    assert "/full" in capsys.readouterr().err


async def test_the_installed_command_and_the_gateway_share_one_key(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("AGENT_LOOP_HOME", str(tmp_path / "a home & more"))
    monkeypatch.chdir(tmp_path)

    create_app(Settings())
    assert run(["token", "--subject", "ada"]) == 0

    keys = tmp_path / "a home & more" / "gateway" / "jwt-keys.json"
    assert (await load_verifier(keys, 10).verify(capsys.readouterr().out.strip())).subject == "ada"


@pytest.mark.parametrize("content", ["{", '{"issuer": "a", "audience": "b", "keys": []}'])
def test_a_gateway_does_not_start_over_keys_that_are_unsafe(tmp_path, content):
    (tmp_path / "keys.json").write_text(content)

    with pytest.raises(KeysUnusable, match=r"keys\.json"):
        create_app(Settings(_env_file=None, home=tmp_path, jwt_keys_file=tmp_path / "keys.json"))

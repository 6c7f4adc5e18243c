import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import SettingsConfigDict

from agent_loop.chassis.settings import HttpSettings, ServiceSettings, ServiceTokenUnreadable, load_settings


class Settings(HttpSettings):
    model_config = SettingsConfigDict(env_prefix="KITCHEN_")

    ovens: int = Field(ge=1)
    password: SecretStr = SecretStr("")


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path, monkeypatch):
    for name in ("AGENT_LOOP_HOME", "SERVICE_TOKEN_FILE", "KITCHEN_OVENS", "KITCHEN_PORT"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)


def test_variables_carry_the_services_prefix_and_two_belong_to_all(monkeypatch):
    monkeypatch.setenv("KITCHEN_OVENS", "2")
    monkeypatch.setenv("KITCHEN_LOG_LEVEL", "DEBUG")
    monkeypatch.setenv("AGENT_LOOP_HOME", "/srv/a home & more")
    monkeypatch.setenv("SERVICE_TOKEN_FILE", "~/token")

    settings = load_settings(Settings)

    assert (settings.ovens, settings.log_level, settings.port) == (2, "debug", 8000)
    assert settings.home == Path("/srv/a home & more")
    assert settings.service_token_file == Path.home() / "token"


@pytest.mark.parametrize("settings", [ServiceSettings, HttpSettings])
def test_the_home_is_a_folder_below_the_users_and_never_the_users_own(settings, monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path))

    assert settings().home == tmp_path / ".local" / "share" / "agent-loop"


def test_dotenv_is_read_and_the_environment_wins(tmp_path, monkeypatch):
    (tmp_path / ".env").write_text("KITCHEN_OVENS=3\nKITCHEN_PORT=9000\nOTHER_SERVICE=1\n")
    monkeypatch.setenv("KITCHEN_PORT", "9001")

    settings = load_settings(Settings)

    assert (settings.ovens, settings.port) == (3, 9001)


def test_settings_do_not_change():
    with pytest.raises(ValidationError, match="frozen"):
        Settings(ovens=1).ovens = 2


def test_each_wrong_variable_is_named_once_without_its_value(monkeypatch, capsys):
    monkeypatch.setenv("KITCHEN_PORT", "s3cret-value")
    monkeypatch.setenv("KITCHEN_CORS_ORIGINS", "*")
    monkeypatch.setenv("AGENT_LOOP_HOME", " ")

    with pytest.raises(SystemExit) as left:
        load_settings(Settings)

    said = capsys.readouterr().err
    assert left.value.code == 2
    assert "4 setting(s) wrong" in said
    for name in ("KITCHEN_PORT", "KITCHEN_OVENS", "KITCHEN_CORS_ORIGINS", "AGENT_LOOP_HOME"):
        assert said.count(f"{name}:") == 1
    assert "s3cret" not in said


def test_origins_are_split_at_commas(monkeypatch):
    monkeypatch.setenv("KITCHEN_CORS_ORIGINS", "https://a.example, http://localhost:3000")

    assert Settings(ovens=1).cors_origins == ("https://a.example", "http://localhost:3000")


@pytest.mark.parametrize("origin", ["*", "https://*.example", "a.example", "https://a.example/"])
def test_an_origin_must_be_explicit(origin):
    with pytest.raises(ValidationError, match="https://host:port"):
        Settings(ovens=1, cors_origins=(origin,))


def test_the_service_token_is_one_line_and_stays_secret(tmp_path):
    file = tmp_path / "a token file"
    file.write_text("abc123\n")

    token = ServiceSettings(service_token_file=file).service_token()

    assert token.get_secret_value() == "abc123"
    assert "abc123" not in repr(token)
    assert ServiceSettings().service_token() is None


@pytest.mark.parametrize("content", [b"", b"\n", b"two words", b"two\nlines", "ä".encode(), b"\xff\xfe"])
def test_a_token_file_that_holds_no_token_is_named(tmp_path, content):
    file = tmp_path / "token"
    file.write_bytes(content)

    with pytest.raises(ServiceTokenUnreadable, match="SERVICE_TOKEN_FILE"):
        ServiceSettings(service_token_file=file).service_token()


def test_a_missing_token_file_is_named(tmp_path):
    with pytest.raises(ServiceTokenUnreadable, match="nowhere"):
        ServiceSettings(service_token_file=tmp_path / "nowhere").service_token()


def test_a_value_that_cannot_be_parsed_is_named(monkeypatch, capsys):
    class Listing(ServiceSettings):
        names: list[str]

    monkeypatch.setenv("AGENT_LOOP_NAMES", "[not json")

    with pytest.raises(SystemExit):
        load_settings(Listing)

    assert "names" in capsys.readouterr().err


def test_a_service_started_with_wrong_settings_leaves_with_status_2(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "agent_loop.gateway.main"],
        env={"GATEWAY_PORT": "eighty", "AGENT_LOOP_HOME": str(tmp_path), "PATH": ""},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert done.returncode == 2
    assert "GATEWAY_PORT" in done.stderr
    assert "Traceback" not in done.stderr

"""A folder that one works in may be hostile: its `.env` must not say where a workspace is sent."""

from pathlib import Path

import pytest

from agent_loop.gateway.cli.settings import ClientSettings
from agent_loop.gateway.settings import Settings


@pytest.fixture
def hostile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / ".env").write_text("AGENT_LOOP_URL=http://evil.example\nAGENT_LOOP_TOKEN=t\nGATEWAY_PORT=1234\n")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_client_commands_do_not_read_the_folders_env_file(hostile):
    settings = ClientSettings()

    assert settings.url is None
    assert settings.token is None


def test_the_file_is_one_that_a_service_does_read(hostile):
    assert Settings().port == 1234

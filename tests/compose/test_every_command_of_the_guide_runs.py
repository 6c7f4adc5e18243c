"""The commands in docs/guides/containers.md, as they stand, on a project and a port of their own."""

import re
import subprocess
from pathlib import Path

import pytest

pytestmark = [pytest.mark.docker, pytest.mark.slow, pytest.mark.timeout(1800)]

ROOT = Path(__file__).parents[2]
# What stands for the reader's own.
THEIR_LOGS = "/var/log/myapp"


def test_every_command_of_the_guide_runs(project, tmp_path):
    logs = tmp_path / "logs"
    logs.mkdir()
    (logs / "api.log").write_text("2026-11-03 12:01:22,123 ERROR [worker-3] disk full\n")
    guide = (ROOT / "docs" / "guides" / "containers.md").read_text()
    script = "".join(re.findall(r"^```sh\n(.*?)^```", guide, re.MULTILINE | re.DOTALL)).replace(THEIR_LOGS, str(logs))

    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],
        cwd=ROOT,
        env=project.environment | {"AGENT_LOOP_HOME": str(tmp_path / "home")},
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )

    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    assert "report.txt" in done.stdout
    assert project.docker("ps", "-q", "--filter", f"label=com.docker.compose.project={project.project}") == ""

"""The commands in the README and the guides are run as they stand, in their order, on a stack of their own."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
# What stands for the reader's own.
THEIR_LOGS = "/var/log/myapp"
# These install or run everything, this test included; that they exist is checked, .ci/run runs them.
WHOLE = {"make demo", "make test"}
# The whole of it is tests/security/test_sandbox_attacks.py.
SHORTER = {".venv/bin/agent-loop sandbox audit": " --category isolation"}


def commands(page: Path) -> list[str]:
    found = []
    for block in re.findall(r"^```sh\n(.*?)^```", page.read_text(), re.MULTILINE | re.DOTALL):
        found += [stripped for line in block.splitlines() if (stripped := line.split("  #")[0].strip())]
    return [command for command in found if not command.startswith("#")]


@pytest.mark.userns
@pytest.mark.timeout(300)
def test_every_command_of_the_readme_runs(tmp_path):
    logs = tmp_path / "my app"
    logs.mkdir()
    (logs / "api.log").write_text("2026-11-03 12:01:22,123 ERROR [worker-3] disk full\n")
    env = os.environ | {"AGENT_LOOP_HOME": str(tmp_path / "home"), "VENV": sys.prefix}

    def run(command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["bash", "-c", command],
            cwd=ROOT,
            env=env,
            input="y\n",
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    try:
        for command in commands(ROOT / "README.md"):
            if command in WHOLE:
                done = run(f"make -n {command.split()[1]}")
            else:
                if " RUN" in command:
                    newest = run(".venv/bin/agent-loop runs --json")
                    command = command.replace(" RUN", f" {json.loads(newest.stdout)['runs'][0]['id']}")
                done = run(command.replace(THEIR_LOGS, f"'{logs}'") + SHORTER.get(command, ""))

            assert done.returncode == 0, f"$ {command}\n{done.stdout}\n{done.stderr}"
    finally:
        run(".venv/bin/agent-loop down")

    assert (logs / "report.txt").read_text() == "1 api.log\nTOTAL 1 1\n"

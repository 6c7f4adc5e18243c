"""The guides to evaluation and to families: their commands as they stand, on a stack; an evaluation cut short."""

import contextlib
import json
import os
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SANDBOX_PORT = 50052
LEXICONS = Path("libs/contracts/src/agent_loop/contracts/lexicons")


def commands(page: Path) -> list[str]:
    blocks = re.findall(r"^```sh\n(.*?)^```", page.read_text(), re.MULTILINE | re.DOTALL)
    return [stripped for block in blocks for line in block.splitlines() if (stripped := line.split("  #")[0].strip())]


def performed(page: str, folder: Path) -> dict[str, subprocess.CompletedProcess[str]]:
    """Every command of the guide in its order, in `folder`; all of them must end with 0."""
    (folder / ".venv").symlink_to(sys.prefix)
    (folder / "benchmarks").symlink_to(ROOT / "benchmarks")
    (folder / LEXICONS).mkdir(parents=True)
    env = os.environ | {"AGENT_LOOP_HOME": str(folder / "home")}

    def run(command: str) -> subprocess.CompletedProcess[str]:
        argv = ["bash", "-c", command]
        return subprocess.run(argv, cwd=folder, env=env, capture_output=True, text=True, timeout=200, check=False)

    try:
        done = {}
        for command in commands(ROOT / "docs" / "guides" / page):
            done[command] = run(command)
            assert done[command].returncode == 0, f"$ {command}\n{done[command].stdout}\n{done[command].stderr}"
    finally:
        run(".venv/bin/agent-loop down")
    return done


@pytest.mark.userns
@pytest.mark.timeout(300)
def test_every_command_of_the_guide_to_families_runs_where_the_usual_ports_are_taken(tmp_path):
    with contextlib.ExitStack() as stack:
        with contextlib.suppress(OSError):  # somebody has it
            stack.enter_context(socket.create_server(("127.0.0.1", SANDBOX_PORT)))
        done = performed("families.md", tmp_path)

    assert any("32 verified trajectories" in result.stdout for result in done.values())
    made = LEXICONS / "trade.txt"
    assert (tmp_path / made).read_text() == (ROOT / made).read_text()


@pytest.mark.userns
@pytest.mark.timeout(300)
def test_every_command_of_the_guide_runs(tmp_path):
    done = performed("evaluate.md", tmp_path)

    said = [result.stdout for command, result in done.items() if " eval " in command]
    assert re.search(r"^all +\d of 4 ", said[0], re.MULTILINE)
    assert json.loads(said[1])["total"]["baselines"].keys() == {"nothing"}
    assert "have a near twin among" in said[2]


@pytest.mark.userns
@pytest.mark.timeout(200)
def test_an_evaluation_that_is_interrupted_goes_on_where_it_was_left(served, ollama):
    evaluate = ("eval", "linux-heldout", "--limit", "3", "--concurrency", "1")
    ollama.held.set()
    process = served.start(*evaluate)
    assert process.stderr is not None
    for line in process.stderr:
        if line.startswith("nothing    3/3"):
            break
    ollama.held.clear()
    assert next(process.stderr).startswith("scripted:latest    1/3")
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)

    assert process.returncode == 130, said
    assert "goes on from there" in said
    again = served.run(*evaluate, "--json", seconds=150)

    assert again.returncode == 0, again.stderr
    assert "nothing: 3 of 3 are kept from before" in again.stderr
    assert re.search(r"scripted:latest: [12] of 3 are kept from before", again.stderr)
    assert json.loads(again.stdout)["total"]["total"] == 3

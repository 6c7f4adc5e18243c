"""`agent-loop demo`: with the embedded model from nothing to a verified report, and Ctrl-C at any time."""

import json
import signal
import time

import pytest

pytestmark = [pytest.mark.userns, pytest.mark.timeout(300)]


def read_until(process, text: str, seconds: float = 120) -> None:
    """Read the process's stdout until a line holds the text."""
    deadline = time.monotonic() + seconds
    for line in process.stdout:
        if text in line:
            return
        assert time.monotonic() < deadline
    raise AssertionError(f"it ended without {text!r}: {process.stderr.read()}")


@pytest.fixture
def own_ollama(ollama) -> dict[str, str]:
    return {"AGENT_OLLAMA_URL": ollama.url, "AGENT_DEFAULT_MODEL": "scripted"}


def test_the_embedded_model_writes_a_report_that_the_checker_accepts(stack, embedded_model):
    done = stack.run("demo", seconds=280)

    assert done.returncode == 0, done.stdout + done.stderr
    for text in ("$ agent-loop up", "== PLAN", "success, says the checker", "TOTAL ", "$ agent-loop down"):
        assert text in done.stdout
    assert "TOTAL 0 0" not in done.stdout, "its tree has no errors to find: another --seed by default"
    assert stack.processes() == []


def test_without_the_embedded_model_nothing_is_planned(stack, embedded_model, logs):
    stack.up()
    assert stack.run("down", "inference").returncode == 0

    ended = stack.json("run", "find all error logs and create a report", "--workspace", str(logs))
    trajectory = json.loads(stack.run("runs", "show", ended["id"], "--trajectory").stdout)

    assert ended["failure"]["type"] == "model-unavailable"
    assert trajectory["steps"] == []
    assert ended["changes"] == []


def test_the_exit_code_is_the_checkers(stack, own_ollama):
    done = stack.run("demo", "--seed", "12", seconds=280, **own_ollama)

    assert done.returncode == 1, done.stdout + done.stderr
    assert "failure, says the checker" in done.stdout
    assert "missed" in done.stdout
    assert stack.processes() == []


def test_ctrl_c_during_the_run_stops_what_was_started(stack, ollama, own_ollama):
    ollama.held.set()
    try:
        demo = stack.start("demo", **own_ollama)
        read_until(demo, "$ agent-loop run")
        time.sleep(2)
        demo.send_signal(signal.SIGINT)
        out, err = demo.communicate(timeout=100)
    finally:
        ollama.held.clear()

    assert demo.returncode == 130, out + err
    assert "$ agent-loop down" in out
    assert stack.processes() == []


def test_a_stack_that_ran_before_is_left_running(stack, ollama, own_ollama):
    stack.up("--ollama", ollama.url, "--model", "scripted")

    done = stack.run("demo", seconds=280, **own_ollama)

    assert done.returncode == 1
    assert "$ agent-loop down" not in done.stdout
    assert stack.json("status")["ready"] is True

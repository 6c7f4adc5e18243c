"""A whole embedded stack in a home of its own, driven by the commands that a person types."""

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
EMBEDDED = ROOT / "models" / "embedded"
MODEL = "scripted:latest"

COUNT = r"grep -rcE ' (ERROR|FATAL) ' --include='*.log' . | grep -v ':0$' | sed -E 's/^\.\/(.*):([0-9]+)$/\2 \1/'"
REPORT = (
    f"{COUNT} | LC_ALL=C sort -k2 > report.txt; awk '{{n+=$1}} END {{print \"TOTAL\", n, NR}}' report.txt >> report.txt"
)


def scripted_step(prompt: str) -> dict[str, Any]:
    """What a good model says next: the prompt's last line names the phases that are allowed."""
    options = prompt.rpartition("Next: ")[2]
    if "PLAN" in options:
        return {"phase": "PLAN", "thought": "Plain logs only.", "plan": ["count error lines", "write report.txt"]}
    if "ANALYZE" in options:
        return _act("ANALYZE", "Look at the files.", "find . -type f | sort")
    if "VERIFY" in options:
        return _act("VERIFY", "Check the report.", "tail -n 1 report.txt | grep '^TOTAL [0-9]'")
    if "EXECUTE" in options:
        return _act("EXECUTE", "Count and write.", REPORT)
    return {"phase": "VERIFY", "thought": "Done.", "tool": "finish", "arguments": {"answer": "The report is written."}}


def _act(phase: str, thought: str, command: str) -> dict[str, Any]:
    return {"phase": phase, "thought": thought, "tool": "bash", "arguments": {"command": command}}


class ScriptedOllama:
    """The part of Ollama's API that the agent uses, with a script for a model. While `held`, it thinks."""

    def __init__(self) -> None:
        self.held = threading.Event()
        self.calls = 0
        owner = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                if self.path == "/api/version":
                    self._answer({"version": "0.12.0"})
                else:
                    self._answer({"models": [owner.entry()]})

            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                if self.path == "/api/show":
                    owner.show(self._answer, body)
                else:
                    owner.chat(self, body)

            def _answer(self, body: object, status: int = 200) -> None:
                content = json.dumps(body).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._begin()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def pause(self) -> None:
        """Unplug it: nobody listens on its port."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def resume(self) -> None:
        """Plug it in again, on the same port."""
        self._server = ThreadingHTTPServer(self._server.server_address, self._server.RequestHandlerClass)
        self._begin()

    def _begin(self) -> None:
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self.held.clear()
        self.pause()

    @staticmethod
    def entry() -> dict[str, Any]:
        details = {"format": "gguf", "family": "scripted", "parameter_size": "0", "quantization_level": "none"}
        return {"name": MODEL, "model": MODEL, "size": 1, "digest": "ab" * 32, "details": details}

    def show(self, answer: Any, body: dict[str, Any]) -> None:
        if body.get("model") not in {MODEL, MODEL.partition(":")[0]}:
            answer({"error": f"model '{body.get('model')}' not found"}, 404)
            return
        info = {"general.architecture": "scripted", "scripted.context_length": 8192}
        entry = self.entry()
        answer({"template": "{{ .Prompt }}", "parameters": "", "details": entry["details"], "model_info": info,
                "capabilities": ["completion"]})  # fmt: skip

    def chat(self, handler: BaseHTTPRequestHandler, body: dict[str, Any]) -> None:
        self.calls += 1
        text = json.dumps(scripted_step(body["messages"][-1]["content"]), separators=(",", ":"))
        handler.send_response(200)
        handler.send_header("Content-Type", "application/x-ndjson")
        handler.end_headers()
        with suppress(BrokenPipeError, ConnectionResetError):
            for piece in (text[: len(text) // 2], text[len(text) // 2 :]):
                self._line(handler, {"message": {"role": "assistant", "content": piece}, "done": False})
                while self.held.is_set():
                    time.sleep(0.05)
                    self._line(handler, {"message": {"role": "assistant", "content": ""}, "done": False})
            end = {"done": True, "done_reason": "stop", "prompt_eval_count": 100, "eval_count": 20}
            self._line(handler, {"message": {"role": "assistant", "content": ""}, **end})

    @staticmethod
    def _line(handler: BaseHTTPRequestHandler, more: dict[str, Any]) -> None:
        line = {"model": MODEL, "created_at": "2026-01-01T00:00:00Z", **more}
        handler.wfile.write(json.dumps(line).encode() + b"\n")
        handler.wfile.flush()


class Stack:
    """One home, and the command line on it."""

    def __init__(self, home: Path) -> None:
        self.home = home
        keep = ("PATH", "HOME", "LANG", "PYTHONPATH", "AGENT_LOOP_EMBEDDED_MODEL", "COVERAGE_PROCESS_START")
        self.environment = {name: os.environ[name] for name in keep if name in os.environ}
        self.environment["AGENT_LOOP_HOME"] = str(home)

    def start(self, *arguments: str, **more: str) -> subprocess.Popen[str]:
        argv = [sys.executable, "-m", "agent_loop.chassis", *arguments]
        pipe = subprocess.PIPE
        return subprocess.Popen(argv, env=self.environment | more, stdout=pipe, stderr=pipe, text=True, cwd="/")

    def run(self, *arguments: str, seconds: float = 100, **more: str) -> subprocess.CompletedProcess[str]:
        process = self.start(*arguments, **more)
        try:
            out, err = process.communicate(timeout=seconds)
        finally:
            process.kill()
        return subprocess.CompletedProcess(arguments, process.returncode, out, err)

    def json(self, *arguments: str) -> Any:
        done = self.run(*arguments, "--json")
        assert done.stdout, done.stderr
        return json.loads(done.stdout)

    def up(self, *arguments: str) -> dict[str, Any]:
        done = self.run("up", "--json", *arguments)
        assert done.returncode == 0, done.stderr
        return dict(json.loads(done.stdout))

    def processes(self) -> list[int]:
        """The pids of everything that was started for this home."""
        mark = f"AGENT_LOOP_STACK={self.home}".encode()
        found = []
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit():
                with suppress(OSError):
                    if mark in (entry / "environ").read_bytes().split(b"\0"):
                        found.append(int(entry.name))
        return found

    def close(self) -> None:
        self.run("down")
        for pid in self.processes():
            os.kill(pid, signal.SIGKILL)
        shutil.rmtree(self.home, ignore_errors=True)


@pytest.fixture
def stack(tmp_path: Path):
    """A home whose stack the test starts itself."""
    stack = Stack(tmp_path / "home")
    yield stack
    stack.close()


@pytest.fixture(scope="module")
def ollama():
    server = ScriptedOllama()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def served(ollama: ScriptedOllama, tmp_path_factory: pytest.TempPathFactory):
    """A stack that runs on the scripted model, for the stories of a whole module."""
    stack = Stack(tmp_path_factory.mktemp("served") / "home")
    stack.up("--ollama", ollama.url, "--model", MODEL)
    yield stack
    stack.close()


@pytest.fixture
def embedded_model() -> Path:
    found = sorted(EMBEDDED.glob("*.gguf"))
    if not found:
        pytest.skip("the embedded model is not in this checkout: models/embedded/*.gguf")
    return found[0]


@pytest.fixture
def logs(tmp_path: Path) -> Path:
    """A small workspace with three error lines in two logs."""
    folder = tmp_path / "logs"
    (folder / "web app").mkdir(parents=True)
    (folder / "api.log").write_text("2026 INFO up\n2026 ERROR down\n2026 FATAL gone\n")
    (folder / "web app" / "front.log").write_text("2026 ERROR broken\n2026 INFO 0 errors\n")
    (folder / "quiet.log").write_text("2026 INFO fine\n")
    (folder / "ERRORS.md").write_text("a text on ERROR lines\n")
    return folder

"""The inference service as a process of its own, on a free port."""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class InferenceProcess:
    """A running service."""

    url: str
    process: "subprocess.Popen[str]"


@contextmanager
def inference_process(home: Path, **variables: str) -> Iterator[InferenceProcess]:
    """Start the service with its state under `home`, wait until it listens, and stop it at the end."""
    own = {"AGENT_LOOP_HOME": str(home), "INFERENCE_PORT": "0", "INFERENCE_THREADS": "2"}
    environment = {**os.environ, **own, **variables}
    with subprocess.Popen(
        [sys.executable, "-m", "agent_loop.inference.main"],
        cwd=home,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        try:
            url = f"http://127.0.0.1:{_port(process)}"
            reader = threading.Thread(target=process.stdout.read)  # a full pipe would stop the service
            reader.start()
            yield InferenceProcess(url, process)
        finally:
            process.terminate()
            process.wait(timeout=20)
            reader.join(timeout=20)


def _port(process: "subprocess.Popen[str]") -> int:
    assert process.stdout is not None
    lines = []
    for line in process.stdout:
        lines.append(line)
        if '"service_started"' in line:
            return int(json.loads(line)["port"])
    raise AssertionError("the service did not start:\n" + "".join(lines))

"""What a test needs of the machine is said by markers: what lacks is skipped by name, or fails if it could be had."""

import importlib.util
import os
import shutil
import signal
import subprocess
from functools import cache
from pathlib import Path

import pytest


@cache
def user_namespaces() -> str:
    """Why bubblewrap cannot isolate here; empty if it can."""
    if not shutil.which("bwrap"):
        return "bubblewrap is missing: sudo apt-get install bubblewrap"
    probe = ["bwrap", "--ro-bind", "/", "/", "--proc", "/proc", "--unshare-all", "true"]
    done = subprocess.run(probe, capture_output=True, text=True, timeout=20, check=False)
    return "" if done.returncode == 0 else f"user namespaces are refused here: {done.stderr.strip()}"


def postgres() -> str:
    found = shutil.which("initdb") or list(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return "" if found else "PostgreSQL's server programs are missing: sudo apt-get install postgresql"


def train() -> str:
    wanted = ("torch", "transformers", "tokenizers", "gguf", "safetensors", "mlflow")
    missing = [name for name in wanted if importlib.util.find_spec(name) is None]
    return f"the ML stack is missing ({', '.join(missing)}): make install-train" if missing else ""


def docker() -> str:
    if not shutil.which("docker"):
        return "no docker client: sudo apt-get install docker.io"
    done = subprocess.run(["docker", "info"], capture_output=True, timeout=20, check=False)
    return "" if done.returncode == 0 else "no Docker engine answers"


def ollama() -> str:
    return (
        ""
        if os.environ.get("AGENT_LOOP_TEST_OLLAMA")
        else "no real Ollama: set AGENT_LOOP_TEST_OLLAMA=http://host:11434"
    )


def gpu() -> str:
    return "" if Path("/dev/nvidia0").exists() else "no CUDA device"


def browser() -> str:
    return "" if shutil.which("chromium") else "no browser: sudo apt-get install chromium"


def redis() -> str:
    return "" if shutil.which("redis-server") else "no redis-server: sudo apt-get install redis-server"


NEEDS = {
    "userns": user_namespaces,
    "postgres": postgres,
    "train": train,
    "docker": docker,
    "ollama": ollama,
    "gpu": gpu,
    "browser": browser,
    "redis": redis,
}
# What no package manager brings: the machine has it or not.
NOT_INSTALLABLE = {"gpu", "ollama", "docker"}


def pytest_configure() -> None:
    """Tests that send Ctrl-C need it heard: a shell's background job, and so its children, would ignore SIGINT."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_runtest_setup(item: pytest.Item) -> None:
    for need, missing in NEEDS.items():
        if item.get_closest_marker(need) is None or not (reason := missing()):
            continue
        if os.environ.get("AGENT_LOOP_REQUIRE") == "all" and need not in NOT_INSTALLABLE:
            pytest.fail(f"AGENT_LOOP_REQUIRE=all, but {reason}", pytrace=False)
        pytest.skip(f"{need}: {reason}")

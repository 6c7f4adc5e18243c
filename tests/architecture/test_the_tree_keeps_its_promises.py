import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SERVICES = ("gateway", "agent", "sandbox", "inference", "datagen", "trainer", "evaluator")


def tracked(*patterns: str) -> list[Path]:
    done = subprocess.run(["git", "ls-files", "-z", "--", *patterns], cwd=ROOT, capture_output=True, check=True)
    return [ROOT / name.decode() for name in done.stdout.split(b"\0") if name]


def sources() -> list[Path]:
    return [path for path in tracked("libs/*.py", "services/*.py") if "_pb2" not in path.name]


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_has_the_fixed_shape(service):
    package = ROOT / "services" / service / "src" / "agent_loop" / service

    for part in ("domain", "ports", "use_cases"):
        assert (package / f"{part}.py").exists() or (package / part / "__init__.py").exists(), part
    for part in ("__init__.py", "settings.py", "main.py", "adapters/__init__.py", "py.typed"):
        assert (package / part).exists(), part
    ways_in = [
        part for part in ("api", "rpc", "tasks", "cli") if list(package.glob(f"{part}.py")) or (package / part).is_dir()
    ]
    assert ways_in, "a service has a way in"


def test_no_module_is_longer_than_400_lines():
    too_long = {str(path.relative_to(ROOT)): n for path in sources() if (n := len(path.read_text().splitlines())) > 400}

    assert not too_long


@pytest.mark.parametrize("service", ["gateway", "agent", "sandbox", "inference", "datagen", "evaluator"])
def test_a_slim_service_loads_no_ml_stack(service):
    program = (
        f"import sys, agent_loop.{service}.main\n"
        "heavy = {'torch', 'transformers', 'tokenizers', 'mlflow', 'celery', 'peft', 'trl'} & set(sys.modules)\n"
        "sys.exit(', '.join(sorted(heavy)) or 0)"
    )

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False)

    assert done.returncode == 0, done.stderr


def test_importing_any_module_has_no_effect(tmp_path):
    modules = [
        ".".join(path.with_suffix("").relative_to(path.parents[len(path.parts) - path.parts.index("src") - 2]).parts)
        for path in sources()
        if "migrations" not in path.parts
    ]
    program = (
        "import importlib, os, sys, threading\n"
        "for name in sys.argv[1:]:\n"
        "    importlib.import_module(name.removesuffix('.__init__'))\n"
        "assert os.listdir('.') == [], os.listdir('.')\n"
        "assert os.listdir(os.environ['HOME']) == [], os.listdir(os.environ['HOME'])\n"
    )
    (tmp_path / "home").mkdir()
    (tmp_path / "cwd").mkdir()

    done = subprocess.run(
        [sys.executable, "-c", program, *modules],
        cwd=tmp_path / "cwd",
        env={"HOME": str(tmp_path / "home"), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        timeout=110,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert done.stdout == ""


def test_stubs_are_what_their_protos_generate(tmp_path):
    protos = tracked("libs/contracts/src/*.proto")
    out = [f"--{kind}={tmp_path}" for kind in ("python_out", "grpc_python_out")]

    source = ROOT / "libs" / "contracts" / "src"
    program = [sys.executable, "-m", "grpc_tools.protoc", "-I", str(source), *out, *map(str, protos)]
    subprocess.run(program, check=True, timeout=60)

    for made in tmp_path.rglob("*.py"):
        assert made.read_text() == (source / made.relative_to(tmp_path)).read_text(), f"{made.name}: make proto"


def test_no_weights_are_committed_but_the_embedded_model():
    weights = tracked("*.gguf", "*.safetensors", "*.pt", "*.bin", "*.ckpt")

    assert all(path.is_relative_to(ROOT / "models" / "embedded") for path in weights)
    assert sum(path.stat().st_size for path in tracked("models/embedded")) <= 25 * 2**20


def test_no_secret_is_committed():
    found = []
    pattern = re.compile(
        r"-----BEGIN [A-Z ]*PRIVATE KEY-----\s+[A-Za-z0-9+/=]{40}|\bAKIA[0-9A-Z]{16}\b|\bgh[pousr]_[A-Za-z0-9]{36}\b"
        r"|\bhf_[A-Za-z0-9]{34}\b|(?i:password|secret)\s*=\s*[\"'][^\"'{}\s]{8,}[\"']"
    )
    for path in tracked(
        "libs", "services", "infrastructure", "monitoring", "docker-compose.yml", ".env.example", "docs"
    ):
        if path.suffix in {".gguf", ".safetensors"} or not path.is_file():
            continue
        found += [
            f"{path.relative_to(ROOT)}: {hit[0][:40]}" for hit in pattern.finditer(path.read_text(errors="replace"))
        ]

    assert not found


def test_no_target_of_the_makefile_is_over_three_lines():
    recipes: dict[str, int] = {}
    target = ""
    for line in (ROOT / "Makefile").read_text().splitlines():
        if match := re.match(r"^([$\w().%/-]+)\s*:(?!=)", line):
            target = match[1]
        elif line.startswith("\t"):
            recipes[target] = recipes.get(target, 0) + 1

    assert recipes
    assert {name: lines for name, lines in recipes.items() if lines > 3} == {}

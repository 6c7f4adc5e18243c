"""Each import rule is broken on purpose in a copy of the sources, and must be seen."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MEMBERS = [*sorted((ROOT / "libs").iterdir()), *sorted((ROOT / "services").iterdir())]

VIOLATIONS = {
    "Services never import each other": ("gateway/use_cases.py", "import agent_loop.agent.domain"),
    "service -> chassis -> contracts": ("contracts/task.py", "import agent_loop.chassis.settings"),
    "main > ways in, adapters > use_cases > ports > domain": ("agent/domain.py", "import agent_loop.agent.use_cases"),
    "The inside knows no technology": ("gateway/use_cases.py", "import fastapi"),
    "Only the trainer imports the ML stack": ("evaluator/domain.py", "import torch"),
}


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    for member in MEMBERS:
        source = member / "src" / "agent_loop"
        if source.is_dir():
            shutil.copytree(
                source, tmp_path / "agent_loop", dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__")
            )
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def lint(copy: Path) -> subprocess.CompletedProcess[str]:
    # Editable installs put the real sources on the path; -S leaves them out and the packages are named again.
    site = next(path for path in sys.path if path.endswith("site-packages"))
    program = (
        "import sys; sys.path[:0] = [sys.argv.pop(1), sys.argv.pop(1)]\n"
        "from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))"
    )
    return subprocess.run(
        [sys.executable, "-S", "-c", program, str(copy), site],
        cwd=copy,
        env={"PATH": os.environ["PATH"], "COLUMNS": "200"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_the_sources_keep_every_rule(copy):
    done = lint(copy)

    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("rule", VIOLATIONS)
def test_a_planted_violation_is_seen(copy, rule):
    file, line = VIOLATIONS[rule]
    path = copy / "agent_loop" / file
    if not path.exists():
        path = path.with_suffix("") / "__init__.py"
    path.write_text(path.read_text() + f"\n{line}\n")

    done = lint(copy)

    assert done.returncode == 1, done.stdout + done.stderr
    assert re.search(re.escape(rule) + r"\s+BROKEN", done.stdout), done.stdout

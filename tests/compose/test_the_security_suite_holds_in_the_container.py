"""tests/security as user 10001 in a container with the very flags of the sandbox service: the full tier, shown."""

from pathlib import Path

import pytest

pytestmark = [pytest.mark.docker, pytest.mark.slow, pytest.mark.timeout(1800)]

ROOT = Path(__file__).parents[2]
PROFILE = ROOT / "services" / "sandbox" / "seccomp" / "sandbox.json"
FLAGS = (
    "--user=10001:10001", "--hostname=sandbox", "--read-only", "--cap-drop=ALL", "--network=none",
    "--security-opt=no-new-privileges:true", "--security-opt=systempaths=unconfined",
    f"--security-opt=seccomp={PROFILE}", "--pids-limit=4096", "--memory=4g",
    "--tmpfs=/tmp:mode=1777,exec", "--tmpfs=/home/agent-loop:uid=10001,gid=10001,mode=0700",
)  # fmt: skip


def test_the_security_suite_holds_in_the_container(base_image, command):
    name = "agent-loop-security:0.1.0"
    build = ("--build-arg", f"BASE_IMAGE={base_image}", "--build-arg", "SERVICE=sandbox", "--target", "security")
    command("docker", "build", *build, "-t", name, "-f", "services/Dockerfile", ".", seconds=900)

    done = command("docker", "run", "--rm", *FLAGS, name, seconds=600)

    assert " passed" in done.stdout

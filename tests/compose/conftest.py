"""The containers on the local engine: a project of their own, its base image, and the commands of the Makefile."""

import os
import secrets
import shutil
import socket
import subprocess
import sys
from functools import cached_property
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PUBLIC_BASE = "debian:12-slim"
LOCAL_BASE = "agent-loop-debian:12"
SUITE = "bookworm"
CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")
BUILD_SECONDS = 900
_OF_MAKE = {"MAKEFLAGS", "MAKELEVEL", "MFLAGS"}


def run(*argv: str, seconds: float = 60, check: bool = True, **more) -> subprocess.CompletedProcess[str]:
    """One command in the checkout; its output is in the failure where it fails."""
    done = subprocess.run(argv, cwd=ROOT, capture_output=True, text=True, timeout=seconds, check=False, **more)
    assert not check or done.returncode == 0, f"$ {' '.join(argv)}\n{done.stdout[-4000:]}\n{done.stderr[-4000:]}"
    return done


@pytest.fixture(name="command")
def command_that_succeeds():
    return run


def has_image(name: str) -> bool:
    return run("docker", "image", "inspect", name, check=False).returncode == 0


def pulled() -> bool:
    try:
        return run("docker", "pull", "--quiet", PUBLIC_BASE, seconds=120, check=False).returncode == 0
    except subprocess.TimeoutExpired:
        return False


def bootstrap(folder: Path) -> None:
    """Debian 12 from this machine's own package mirror, trusting the authorities that this machine trusts."""
    sites = run("apt-get", "indextargets", "--format", "$(SITE) $(CODENAME) $(COMPONENT)").stdout.splitlines()
    mirror = next((line.split()[0] for line in sites if line.split()[1:] == [SUITE, "main"]), "")
    include = "--include=ca-certificates"
    argv = ["debootstrap", "--variant=minbase", include, SUITE, str(folder), *([mirror] if mirror else [])]
    run(*argv, seconds=600)
    shutil.copyfile(CERTIFICATES, folder / CERTIFICATES.relative_to("/"))
    with subprocess.Popen(["tar", "-C", str(folder), "-c", "."], stdout=subprocess.PIPE) as packed:
        run("docker", "import", "-", LOCAL_BASE, seconds=300, stdin=packed.stdout)
    assert packed.returncode == 0


@pytest.fixture(scope="session")
def base_image(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The name of a Debian 12: the one that BASE_IMAGE names, a pulled one, else one made here."""
    if named := os.environ.get("BASE_IMAGE"):
        return named
    if has_image(PUBLIC_BASE):
        return PUBLIC_BASE
    if not has_image(LOCAL_BASE) and not pulled():
        if os.geteuid() != 0 or not shutil.which("debootstrap"):
            pytest.skip(f"docker: {PUBLIC_BASE} cannot be pulled, and only root with debootstrap can make one")
        bootstrap(tmp_path_factory.mktemp("debian") / "root")
    return LOCAL_BASE if has_image(LOCAL_BASE) else PUBLIC_BASE


class Containers:
    """The stack of `make up` under a name of its own."""

    def __init__(self, base: str, home: Path) -> None:
        self._home = home
        self._v2 = run("docker", "compose", "version", check=False).returncode == 0
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.project = f"agent-loop-test-{secrets.token_hex(3)}"
        self.url = f"http://127.0.0.1:{port}"
        own = {"BASE_IMAGE": base, "COMPOSE_PROJECT_NAME": self.project, "GATEWAY_PUBLISHED_PORT": str(port)}
        # A make above this one would have the makes below it print their directories.
        inherited = {name: value for name, value in os.environ.items() if name not in _OF_MAKE}
        self.environment = inherited | own

    def make(self, *targets: str, seconds: float = 60) -> str:
        return run("make", *targets, seconds=seconds, env=self.environment).stdout

    def compose(self, *arguments: str, seconds: float = 60) -> str:
        """What the client and the files that make chooses say."""
        chosen = run("make", "--eval", "chosen: ; @echo $(COMPOSE)", "chosen", env=self.environment).stdout.split()
        return run(*chosen, *arguments, seconds=seconds, env=self.environment).stdout

    @property
    def tier(self) -> str:
        """What the sandbox has with this client: docker-compose 1.29 cannot start what `namespaces` needs."""
        return "NAMESPACES" if self._v2 else "LANDLOCK"

    def docker(self, *arguments: str) -> str:
        return run("docker", *arguments).stdout

    def client(self, *arguments: str, seconds: float = 60) -> str:
        """What `agent-loop` prints to a person who set the address and `make token`'s token."""
        own = {"AGENT_LOOP_URL": self.url, "AGENT_LOOP_TOKEN": self.token, "AGENT_LOOP_HOME": str(self._home)}
        argv = (sys.executable, "-m", "agent_loop.chassis", *arguments)
        return run(*argv, seconds=seconds, env=self.environment | own).stdout

    @cached_property
    def token(self) -> str:
        return self.make("token").strip()

    def id_of(self, service: str) -> str:
        return self.compose("ps", "-q", service).strip()

    def inside(self, service: str, program: str, *arguments: str) -> str:
        """What a Python program prints inside a service's container."""
        return run("docker", "exec", self.id_of(service), "python", "-Ic", program, *arguments).stdout


@pytest.fixture
def project(base_image: str, tmp_path: Path):
    """A project that is not started yet; taken down with its volumes at the end."""
    stack = Containers(base_image, tmp_path)
    yield stack
    stack.compose("down", "--volumes", seconds=120)


@pytest.fixture(scope="session")
def containers(base_image: str, tmp_path_factory: pytest.TempPathFactory):
    """The stack, built and ready; taken down with its volumes at the end."""
    stack = Containers(base_image, tmp_path_factory.mktemp("client"))
    try:
        stack.make("up", seconds=BUILD_SECONDS)
        yield stack
    finally:
        stack.compose("down", "--volumes", seconds=120)

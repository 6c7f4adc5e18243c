"""The containers' files say what docs/decisions/0016 decided; whether an engine obeys is tests/compose' business."""

import hashlib
import importlib
import json
import re
import tomllib
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
SERVICES = ("gateway", "agent", "sandbox", "inference")
MOBY_DEFAULT = "af8fcb4cc4e869779f98c0dfb49ac6420c8ffc95cbdf5846bcfd93489b4b24c0"
"""SHA-256 of profiles/seccomp/default.json of moby 20.10.24, as JSON with sorted keys and without blanks."""


def read(name: str) -> dict:
    return yaml.safe_load((ROOT / name).read_text())


COMPOSE = read("docker-compose.yml")


def test_the_four_services_are_there():
    assert set(COMPOSE["services"]) == set(SERVICES)


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_has_no_power_in_its_container(name):
    service = COMPOSE["services"][name]

    assert service["user"] == "10001:10001"
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]
    assert not {"privileged", "cap_add", "devices", "pid", "ipc", "network_mode", "userns_mode"} & set(service)
    assert service["pids_limit"] <= 4096
    assert re.fullmatch(r"\d+[mg]", service["mem_limit"])


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_is_waited_for_by_its_health(name):
    service = COMPOSE["services"][name]

    assert service["healthcheck"]["test"][0] == "CMD"
    assert all(wait == {"condition": "service_healthy"} for wait in service.get("depends_on", {}).values())


@pytest.mark.parametrize("name", SERVICES)
def test_an_image_is_pinned_and_built_from_the_one_dockerfile(name):
    service = COMPOSE["services"][name]
    version = tomllib.loads((ROOT / "services" / name / "pyproject.toml").read_text())["project"]["version"]

    assert service["image"] == f"agent-loop-{name}:{version}"
    assert service["build"]["dockerfile"] == "services/Dockerfile"
    assert service["build"]["target"] == "service"
    assert service["build"]["args"]["SERVICE"] == name


def test_no_image_is_the_latest():
    dockerfiles = [ROOT / "services" / "Dockerfile", ROOT / "services" / "sandbox" / "image" / "Dockerfile"]
    for path in [*ROOT.glob("docker-compose*.yml"), *dockerfiles]:
        assert ":latest" not in path.read_text(), path.name
        for image in re.findall(r"^(?:FROM|ARG BASE_IMAGE=)\s*([\w./-]+)(?:\s|$)", path.read_text(), re.MULTILINE):
            assert image in {"tools"}, f"{path.name}: {image} names no version"


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_is_told_only_what_it_reads(name):
    settings = importlib.import_module(f"agent_loop.{name}.settings").Settings
    prefix = settings.model_config["env_prefix"]
    known = {field.validation_alias or f"{prefix}{key}".upper() for key, field in settings.model_fields.items()}
    told = COMPOSE["services"][name]["environment"]
    if name == "sandbox":
        told = told | read("docker-compose.namespaces.yml")["services"]["sandbox"]["environment"]

    assert set(told) - known == set()
    settings(_env_file=None, **{key: value for key, value in told.items() if key in known})


def test_only_the_gateway_is_published_and_only_on_loopback():
    published = {name: service["ports"] for name, service in COMPOSE["services"].items() if "ports" in service}

    assert list(published) == ["gateway"]
    assert all(port.startswith("127.0.0.1:") for port in published["gateway"])


def test_only_the_gateway_is_on_a_network_with_a_way_out():
    open_ones = {name for name, network in COMPOSE["networks"].items() if not (network or {}).get("internal")}

    assert open_ones == {"outside"}
    assert [name for name in SERVICES if "outside" in COMPOSE["services"][name]["networks"]] == ["gateway"]


def test_only_the_agent_shares_a_network_with_the_sandbox():
    networks = set(COMPOSE["services"]["sandbox"]["networks"])
    neighbours = {name for name in SERVICES if networks & set(COMPOSE["services"][name]["networks"])}

    assert networks == {"execution"}
    assert neighbours == {"agent", "sandbox"}


def test_the_host_has_no_address_on_a_closed_network():
    for name, network in COMPOSE["networks"].items():
        if name != "outside":
            assert network["driver_opts"] == {"com.docker.network.bridge.inhibit_ipv4": "true"}, name


def test_the_agent_listens_where_the_sandbox_is_not():
    agent = COMPOSE["services"]["agent"]
    host = agent["environment"]["AGENT_ADDRESS"].partition(":")[0]

    assert host in agent["networks"]["control"]["aliases"]
    assert "control" not in COMPOSE["services"]["sandbox"]["networks"]


def test_no_container_sees_the_host_but_the_model():
    seen = {v for service in COMPOSE["services"].values() for v in service["volumes"] if v.startswith(("/", ".", "~"))}

    assert seen == {"./models/embedded:/models:ro"}
    assert "docker.sock" not in (ROOT / "docker-compose.yml").read_text()


def test_secrets_are_files_that_git_ignores():
    files = [Path(secret["file"]) for secret in COMPOSE["secrets"].values()]

    assert [file.parts[0] for file in files] == [".secrets"]
    assert ".secrets/" in (ROOT / ".gitignore").read_text().splitlines()


def test_the_seccomp_profile_is_dockers_default_and_five_calls():
    profile = json.loads((ROOT / "services" / "sandbox" / "seccomp" / "sandbox.json").read_text())
    ours = profile["syscalls"].pop()

    assert sorted(ours["names"]) == ["clone", "mount", "pivot_root", "umount2", "unshare"]
    assert (ours["action"], ours["args"], ours["includes"], ours["excludes"]) == ("SCMP_ACT_ALLOW", [], {}, {})
    rest = json.dumps(profile, sort_keys=True, separators=(",", ":")).encode()
    assert hashlib.sha256(rest).hexdigest() == MOBY_DEFAULT


def test_the_strongest_tier_is_one_option_more():
    more = read("docker-compose.namespaces.yml")["services"]

    assert list(more) == ["sandbox"]
    assert more["sandbox"]["security_opt"] == ["systempaths=unconfined"]
    assert more["sandbox"]["environment"] == {"SANDBOX_MIN_TIER": "namespaces"}


def test_the_compiler_stays_in_the_builder():
    stages = re.split(r"^FROM ", (ROOT / "services" / "Dockerfile").read_text(), flags=re.MULTILINE)
    service = next(stage for stage in stages if " AS service" in stage.partition("\n")[0])

    assert "gcc" not in service
    assert "USER 10001:10001" in service

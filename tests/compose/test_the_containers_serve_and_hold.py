"""`make up` on a real engine: an instruction becomes a verified report through the gateway, and the walls stand."""

import json
import socket
import subprocess
import threading
from contextlib import contextmanager

import pytest

from agent_loop.evaluator.use_cases.demonstrate import DEMO_INSTRUCTION

pytestmark = [pytest.mark.docker, pytest.mark.slow, pytest.mark.timeout(1800)]

SERVICES = ("gateway", "agent", "sandbox", "inference")
KNOCK = """
import socket, sys
from concurrent.futures import ThreadPoolExecutor
def knock(target):
    host, _, port = target.rpartition(":")
    try:
        socket.create_connection((host, int(port)), timeout=2).close()
    except OSError:
        return ""
    return target
with ThreadPoolExecutor(32) as pool:
    print(*filter(None, pool.map(knock, sys.argv[1:])))
"""
"""Prints those of its arguments that accept a connection."""

STATUS = """
import json
print(json.dumps(dict(line.strip().split(":\\t", 1) for line in open("/proc/1/status") if ":\\t" in line)))
"""

SEES = """
import asyncio, json, os
import grpc
from agent_loop.chassis.grpc import channel
from agent_loop.contracts.sandbox.v1 import sandbox_pb2 as m, sandbox_pb2_grpc as s
async def main():
    token = open(os.environ["SERVICE_TOKEN_FILE"]).read().strip()
    async with channel("127.0.0.1:50052", token) as c:
        seen = await s.SandboxServiceStub(c).Capabilities(m.CapabilitiesRequest())
        print(json.dumps({"tier": m.Tier.Name(seen.tier), "enclosed_by": seen.enclosed_by,
                          "probes": [[p.name, p.passed, p.detail] for p in seen.probes]}))
asyncio.run(main())
"""


LINKS = """
import json, socket
links = sorted(name for _, name in socket.if_nameindex())
ipv6 = [line for line in open("/proc/net/if_inet6") if not line.endswith(" lo\\n")]
print(json.dumps({"links": links, "ipv6": ipv6}))
"""

NAME = "deb.debian.org"
LOOKUP = f"""
import socket
try:
    print(socket.gethostbyname("{NAME}"))
except OSError:
    print("unknown")
"""


@contextmanager
def listening():
    """A server of the host's own on every address; yields its port."""
    with socket.create_server(("0.0.0.0", 0)) as server:

        def accept() -> None:
            try:
                while True:
                    server.accept()[0].close()
            except OSError:
                return

        threading.Thread(target=accept, daemon=True).start()
        yield server.getsockname()[1]


def gateways(containers) -> dict[str, str]:
    """The host's would-be address on each network of the project, by the network's name."""
    found = {}
    for name in ("outside", "control", "models", "execution"):
        shown = containers.docker("network", "inspect", f"{containers.project}_{name}")
        found[name] = json.loads(shown)[0]["IPAM"]["Config"][0]["Gateway"]
    return found


def addresses(containers, service: str) -> dict[str, str]:
    shown = json.loads(containers.docker("inspect", containers.id_of(service)))
    networks = shown[0]["NetworkSettings"]["Networks"]
    return {name.removeprefix(f"{containers.project}_"): network["IPAddress"] for name, network in networks.items()}


def reached(containers, service: str, *targets: str) -> set[str]:
    return set(containers.inside(service, KNOCK, *targets).split())


def test_an_instruction_becomes_a_report_that_the_checker_accepts(containers, tmp_path):
    task, workspace = tmp_path / "task.jsonl", tmp_path / "workspace"
    containers.client("tasks", "make", "log-report", "--count", "1", "--seed", "90", "--out", str(task))
    containers.client("tasks", "prepare", str(task), "--into", str(workspace))

    done = containers.client("run", DEMO_INSTRUCTION, "--workspace", str(workspace), "--task", str(task), seconds=240)

    assert "success, says the checker" in done
    newest = json.loads(containers.client("runs", "--limit", "1", "--json"))["runs"][0]["id"]
    steps = json.loads(containers.client("runs", "show", newest, "--trajectory"))["steps"]
    tiers = {step["observation"]["isolation_tier"] for step in steps if step.get("observation")} - {""}
    assert tiers == {containers.tier}


def test_the_sandbox_has_the_tier_that_the_file_promises(containers):
    seen = json.loads(containers.inside("sandbox", SEES))

    assert seen["tier"] == f"TIER_{containers.tier}", seen["probes"]
    assert seen["enclosed_by"] == "container"


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_runs_without_any_power(containers, service):
    status = json.loads(containers.inside(service, STATUS))

    assert set(status["Uid"].split()) == {"10001"}
    assert {int(status[name], 16) for name in ("CapEff", "CapPrm", "CapBnd", "CapInh")} == {0}
    assert status["NoNewPrivs"] == "1"
    assert status["Seccomp"] == "2"


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_cannot_change_its_own_image(containers, service):
    tried = "import pathlib, sys\ntry: pathlib.Path('/opt/agent-loop/x').touch()\nexcept OSError as e: print(e.errno)"

    assert containers.inside(service, tried).split() == ["30"]  # EROFS


def test_nothing_listens_where_the_sandbox_is(containers):
    agent = addresses(containers, "agent")["execution"]
    others = [
        f"{address}:{port}"
        for name in ("gateway", "inference", "agent")
        for network, address in addresses(containers, name).items()
        if network != "execution"
        for port in (8000, 11434, 50051)
    ]
    names = ("gateway:8000", "agent:50051", "agent.control:50051", "inference:11434")

    assert reached(containers, "sandbox", "sandbox:50052", *names, *others, f"{agent}:50051", f"{agent}:9101") == {
        "sandbox:50052"
    }
    assert "agent.control:50051" in reached(containers, "gateway", "agent.control:50051"), "the probe works"


def test_only_the_agent_reaches_the_sandbox(containers):
    target = f"{addresses(containers, 'sandbox')['execution']}:50052"

    assert reached(containers, "agent", target) == {target}
    assert reached(containers, "gateway", target) == reached(containers, "inference", target) == set()


def test_only_the_gateway_reaches_the_host(containers):
    with listening() as port:
        own = subprocess.run(["hostname", "-I"], capture_output=True, text=True, check=True).stdout.split()
        here = [*gateways(containers).values(), *(address for address in own if "." in address)]
        targets = [f"{address}:{port}" for address in here]

        assert reached(containers, "gateway", *targets), "the probe works"
        for service in ("agent", "sandbox", "inference"):
            assert reached(containers, service, *targets) == set(), service


def test_the_sandbox_is_on_one_network_and_has_no_ipv6(containers):
    assert json.loads(containers.inside("sandbox", LINKS)) == {"links": ["eth0", "lo"], "ipv6": []}


def test_the_sandbox_looks_up_no_foreign_name(containers):
    if containers.inside("gateway", LOOKUP).strip() == "unknown":
        pytest.skip(f"{NAME} cannot be looked up on this machine at all")

    assert containers.inside("sandbox", LOOKUP).strip() == "unknown"


def test_the_service_token_is_wanted(containers):
    asks = (
        "import grpc\n"
        "from agent_loop.contracts.sandbox.v1 import sandbox_pb2 as m, sandbox_pb2_grpc as s\n"
        "try: s.SandboxServiceStub(grpc.insecure_channel('sandbox:50052')).Capabilities(m.CapabilitiesRequest())\n"
        "except grpc.RpcError as e: print(e.code().name)"
    )

    assert containers.inside("agent", asks).split() == ["UNAUTHENTICATED"]

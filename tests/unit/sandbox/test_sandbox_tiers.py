"""The strongest isolation that holds does the work, and never one below the floor."""

import os

import grpc
import pytest
from sandbox_server import memory_sandbox, serving

from agent_loop.chassis.grpc import reason
from agent_loop.contracts.sandbox.v1 import sandbox_pb2 as pb
from agent_loop.sandbox.adapters.isolation_memory import InMemoryIsolation
from agent_loop.sandbox.adapters.isolation_probed import ProbedIsolation, enclosed_by
from agent_loop.sandbox.adapters.isolation_unconfined import CONSENT, UnconfinedIsolation
from agent_loop.sandbox.adapters.linux.fixes import fix
from agent_loop.sandbox.adapters.workspaces_memory import InMemoryWorkspaces
from agent_loop.sandbox.domain.errors import IsolationUnavailable
from agent_loop.sandbox.domain.limits import DEFAULT_LIMITS
from agent_loop.sandbox.domain.programs import (
    CLEAN_ENVIRONMENT,
    WORKSPACE,
    Confinement,
    Mount,
    Probe,
    Report,
    Surroundings,
    Tier,
    WindowSize,
)

HOLDS = Probe("stands", passed=True, detail="it stood")
FAILS = Probe("stands", passed=False, detail="it fell", fix="sudo mend it")
TRUE = Confinement(("true",), b"", WORKSPACE, CLEAN_ENVIRONMENT, Surroundings("x", DEFAULT_LIMITS), 1000, False)


class Entered(InMemoryIsolation):
    """One that says when it is entered and left."""

    def __init__(self, tier: Tier, probe: Probe, cannot_enter: Exception | None = None):
        super().__init__(report=Report(tier, (probe,)))
        self.happened = []
        self._cannot_enter = cannot_enter

    async def __aenter__(self):
        if self._cannot_enter:
            raise self._cannot_enter
        self.happened.append("entered")
        return self

    async def __aexit__(self, *_):
        self.happened.append("left")


def namespaces_fail():
    return Entered(Tier.UNSPECIFIED, FAILS)


def landlock_holds():
    return Entered(Tier.LANDLOCK, HOLDS)


async def test_the_first_that_holds_is_kept_and_the_weaker_are_not_tried():
    strong, weak = Entered(Tier.NAMESPACES, HOLDS), landlock_holds()

    async with ProbedIsolation({"strong": strong, "weak": weak}, Tier.NAMESPACES) as isolation:
        report = await isolation.report()
        async with isolation.start(TRUE) as process:
            assert (await process.ended(5)).code == 0

    assert report.tier is Tier.NAMESPACES
    assert [probe.name for probe in report.probes] == ["strong: stands"]
    assert (strong.happened, weak.happened) == (["entered", "left"], [])


async def test_what_failed_is_left_at_once_and_stays_in_the_report():
    failed, landlock = namespaces_fail(), landlock_holds()

    async with ProbedIsolation({"ns": failed, "landlock": landlock}, Tier.LANDLOCK) as isolation:
        report = await isolation.report()
        assert failed.happened == ["entered", "left"]
        assert landlock.happened == ["entered"]

    assert report.tier is Tier.LANDLOCK
    assert [(probe.name, probe.passed) for probe in report.probes] == [
        ("ns: stands", False),
        ("landlock: stands", True),
    ]
    assert report.refusal() == "probe ns: stands failed: it fell. sudo mend it"


async def test_below_the_floor_nothing_runs_and_the_fix_is_named():
    async with ProbedIsolation({"ns": namespaces_fail(), "landlock": landlock_holds()}, Tier.NAMESPACES) as isolation:
        report = await isolation.report()
        with pytest.raises(IsolationUnavailable, match="sudo mend it"):
            isolation.start(TRUE)
        with pytest.raises(IsolationUnavailable, match="sudo mend it"):
            await isolation.enclose(TRUE.surroundings)

    assert report.tier is Tier.UNSPECIFIED
    assert report.probes[-1].name == "min_tier"
    assert report.probes[-1].fix.endswith("SANDBOX_MIN_TIER=landlock")


async def test_a_candidate_that_cannot_even_be_entered_is_a_failed_probe():
    broken = Entered(Tier.NAMESPACES, HOLDS, OSError(38, "Function not implemented"))

    async with ProbedIsolation({"ns": broken, "landlock": landlock_holds()}, Tier.LANDLOCK) as isolation:
        report = await isolation.report()

    assert report.tier is Tier.LANDLOCK
    assert (report.probes[0].name, report.probes[0].passed) == ("ns: can_be_tried", False)
    assert "Function not implemented" in report.probes[0].detail


async def test_a_server_below_its_floor_answers_and_refuses_each_create_and_exec():
    isolation = ProbedIsolation({"ns": namespaces_fail(), "landlock": landlock_holds()}, Tier.NAMESPACES)
    async with isolation, serving(isolation, InMemoryWorkspaces()) as client:
        told = await client.stub.Capabilities(pb.CapabilitiesRequest())
        with pytest.raises(grpc.aio.AioRpcError) as refused:
            await client.run(await client.create(), "true")

    assert told.tier == pb.TIER_UNSPECIFIED
    assert refused.value.code() is grpc.StatusCode.FAILED_PRECONDITION
    assert reason(refused.value) == "ISOLATION_UNAVAILABLE"
    assert "sudo mend it" in refused.value.details()


async def test_a_demand_for_more_than_there_is_names_the_stronger_tiers_fix():
    isolation = ProbedIsolation({"ns": namespaces_fail(), "landlock": landlock_holds()}, Tier.LANDLOCK)
    async with isolation, serving(isolation, InMemoryWorkspaces()) as client:
        with pytest.raises(grpc.aio.AioRpcError) as refused:
            await client.create(min_tier=pb.TIER_NAMESPACES)

    assert refused.value.code() is grpc.StatusCode.FAILED_PRECONDITION
    assert "sudo mend it" in refused.value.details()


async def test_capabilities_tell_what_the_server_runs_in():
    report = Report(Tier.NAMESPACES, (HOLDS,), enclosed_by="runsc")
    async with memory_sandbox(InMemoryIsolation(report=report)) as client:
        assert (await client.stub.Capabilities(pb.CapabilitiesRequest())).enclosed_by == "runsc"


@pytest.mark.parametrize("consent", ["", "yes", CONSENT.upper(), f" {CONSENT}"])
async def test_no_isolation_needs_the_exact_words(tmp_path, consent):
    async with UnconfinedIsolation(tmp_path / "none", (64010, 64010), consent) as isolation:
        report = await isolation.report()
        with pytest.raises(IsolationUnavailable, match=CONSENT):
            async with isolation.start(TRUE):
                pass

    assert report.tier is Tier.UNSPECIFIED


@pytest.mark.skipif(os.geteuid() != 0, reason="only root would run programs as root")
async def test_root_runs_nothing_unconfined_as_itself(tmp_path):
    async with UnconfinedIsolation(tmp_path / "none", None, CONSENT) as isolation:
        assert (await isolation.report()).tier is Tier.UNSPECIFIED


@pytest.mark.parametrize(
    "asked",
    [
        {"surroundings": Surroundings("x", DEFAULT_LIMITS, mounts=(Mount("a", "/a"),))},
        {"surroundings": Surroundings("x", DEFAULT_LIMITS, gated=True)},
        {"pty": WindowSize(24, 80)},
    ],
    ids=["mounts", "network", "terminal"],
)
async def test_what_needs_namespaces_is_refused_by_name_without_them(tmp_path, asked):
    given = {**TRUE.__dict__, **asked}
    async with UnconfinedIsolation(tmp_path / "none", (64010, 64010), CONSENT) as isolation:
        with pytest.raises(IsolationUnavailable, match="the tier namespaces"):
            async with isolation.start(Confinement(**given)):
                pass
        with pytest.raises(IsolationUnavailable, match="the tier namespaces"):
            await isolation.enclose(TRUE.surroundings)


LINUX = "Linux version 6.12.1 (builder@host) (gcc 15) #1 SMP\n"
GVISOR = "Linux version 4.4.0 #1 SMP Sun Jan 10 15:06:54 PST 2016\n"


@pytest.mark.parametrize(
    ("files", "log", "expected"),
    [
        ({"proc/version": LINUX}, "", ""),
        ({"proc/version": LINUX, "proc/1/cgroup": "0::/init.scope\n"}, "", ""),
        ({"proc/version": LINUX, ".dockerenv": ""}, "", "container"),
        ({"proc/version": LINUX, "run/.containerenv": ""}, "", "container"),
        ({"proc/version": LINUX, "proc/1/cgroup": "5:cpu:/docker/1234\n"}, "", "container"),
        ({"proc/version": LINUX, "proc/1/cgroup": "0::/kubepods.slice/x\n"}, "", "container"),
        ({"proc/version": GVISOR, ".dockerenv": ""}, "", "runsc"),
        ({"proc/version": LINUX}, "[ 0.0] Starting gVisor...", "runsc"),
        ({}, "", ""),
    ],
)
def test_what_encloses_the_server_is_told_by_its_marks(tmp_path, files, log, expected):
    for name, content in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)

    assert enclosed_by(tmp_path, log) == expected


@pytest.mark.parametrize(
    ("switches", "words", "expected"),
    [
        ({"proc/sys/kernel/unprivileged_userns_clone": "0"}, "Operation not permitted", "unprivileged_userns_clone=1"),
        (
            {"proc/sys/kernel/apparmor_restrict_unprivileged_userns": "1"}, "setting up uid map: Permission denied",
            "apparmor_parser",
        ),
        ({"proc/sys/user/max_user_namespaces": "0"}, "Operation not permitted", "user.max_user_namespaces="),
        ({}, "Creating new namespace failed: No space left on device", "user.max_user_namespaces="),
        ({}, "bwrap: nesting depth exceeded (ENOSPC)", "user.max_user_namespaces="),
        ({".dockerenv": ""}, "Creating new namespace failed: Operation not permitted", "seccomp/sandbox.json"),
        ({}, "Can't mount proc on /newroot/proc: Operation not permitted", "systempaths=unconfined"),
        ({}, "pivot_root: Operation not permitted", "seccomp/sandbox.json"),
        ({}, "clone: Invalid argument", "CONFIG_USER_NS"),
        ({}, "unshare: Function not implemented", "gVisor"),
        ({}, "Operation not permitted", "apparmor_parser"),
    ],
)  # fmt: skip
def test_each_refusal_has_its_exact_command(tmp_path, switches, words, expected):
    for name, content in switches.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{content}\n")

    assert expected in fix(words, tmp_path)

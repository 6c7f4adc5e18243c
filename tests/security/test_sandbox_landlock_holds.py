"""The tier without namespaces: one attack per test, and the same probe succeeds for the same user without the walls."""

import asyncio
import ctypes
import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
import pytest_asyncio
from sandbox_server import PAYLOAD, Client, real_isolation, real_sandbox, state_folder

from agent_loop.contracts.sandbox.v1 import sandbox_pb2 as pb
from agent_loop.sandbox.domain.programs import Tier

pytestmark = pytest.mark.asyncio(loop_scope="module")

PYTHON = "/usr/bin/python3" if Path("/usr/bin/python3").exists() else sys.executable
AS_PAYLOAD = {"user": PAYLOAD[0], "group": PAYLOAD[1], "extra_groups": []} if PAYLOAD else {}
MIB = 2**20
NUMBERS = {
    "x86_64": {"inotify_init1": 294, "shmget": 29, "shmat": 30, "msgget": 68, "fchmodat2": 452},
    "aarch64": {"inotify_init1": 26, "shmget": 194, "shmat": 196, "msgget": 186, "fchmodat2": 452},
}.get(os.uname().machine, {})
CALL = (
    "import ctypes, os; libc = ctypes.CDLL(None, use_errno=True); libc.syscall.restype = ctypes.c_long\n"
    "def call(*a):\n"
    "    result = libc.syscall(*[ctypes.c_long(x) if isinstance(x, int) else x for x in a])\n"
    "    if result < 0: raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))\n"
    "    return result\n"
)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def client():
    with state_folder() as folder:
        async with real_isolation(folder, "landlock") as isolation:
            report = await isolation.report()
            if report.tier is Tier.UNSPECIFIED:
                pytest.skip(f"landlock: {report.refusal()}")
    async with real_sandbox("landlock") as opened:
        yield opened


@pytest_asyncio.fixture(loop_scope="module")
async def box(client):
    limits = pb.Limits(processes=64, tmp_bytes=4 * MIB, file_bytes=64 * MIB, open_files=64, workspace_inodes=2000)
    sandbox_id = await client.create(limits=limits)
    yield sandbox_id
    await client.stub.Delete(pb.DeleteRequest(sandbox_id=sandbox_id))


@pytest.fixture
def outside():
    """A folder of the payload's user that is no workspace, with a file in it."""
    with state_folder() as folder:
        folder.chmod(0o711)
        own = folder / "own"
        own.mkdir()
        (own / "secret").write_text("do-not-leak")
        if PAYLOAD:
            os.chown(own, *PAYLOAD)
            os.chown(own / "secret", *PAYLOAD)
        yield own


@pytest.fixture
def victim():
    """Another process of the payload's user."""
    with subprocess.Popen(["/usr/bin/sleep", "600"], **AS_PAYLOAD) as process:
        yield process.pid
        process.kill()


def unprotected(source: str) -> str:
    """What the probe says where nothing confines the same user; else why it failed."""
    done = subprocess.run(
        [PYTHON, "-c", source], capture_output=True, text=True, timeout=30, check=False, cwd="/", **AS_PAYLOAD
    )
    return done.stdout.strip() or done.stderr.strip()


async def held(client: Client, box: str, source: str, *words: str) -> None:
    """The probe prints `reached` without the walls, and fails within them with one of these words."""
    assert unprotected(source).endswith("reached")
    ran = await client.run(box, python=source)
    assert ran.tier == pb.TIER_LANDLOCK
    assert "reached" not in ran.text
    assert any(word in ran.stderr.decode() for word in words), ran.stderr.decode()


async def test_a_file_of_the_same_user_outside_is_unreadable(client, box, outside):
    await held(client, box, f"open('{outside}/secret').read(); print('reached')", "Permission denied")


async def test_nothing_is_written_outside(client, box, outside):
    await held(client, box, f"open('{outside}/written', 'w'); print('reached')", "Permission denied")


async def test_nothing_outside_is_moved_or_removed(client, box, outside):
    there_and_back = (
        f"import os; os.rename('{outside}/secret', '{outside}/m'); os.rename('{outside}/m', '{outside}/secret')"
    )

    await held(client, box, f"{there_and_back}; print('reached')", "Permission denied")
    await client.run(box, f"rm -f {outside}/secret")
    assert (outside / "secret").exists()


async def test_no_folder_outside_is_listed(client, box, outside):
    await held(client, box, f"import os; os.listdir('{outside}'); print('reached')", "Permission denied")


async def test_nothing_outside_is_truncated(client, box, outside):
    await held(client, box, f"import os; os.truncate('{outside}/secret', 1); print('reached')", "Permission denied")


async def test_modes_outside_stay_though_landlock_lets_them_change(client, box, outside):
    source = f"import os; os.chmod('{outside}/secret', 0o777); print('reached')"
    await held(client, box, source, "not permitted")
    (outside / "secret").chmod(0o600)
    await client.run(box, python=source)
    assert (outside / "secret").stat().st_mode & 0o777 == 0o600


async def test_modes_outside_stay_through_a_link_of_the_workspace(client, box, outside):
    source = "import os; os.path.lexists('l') or os.symlink('{}', 'l'); os.chmod('l', 0o777); print('reached')"
    ran = await client.run(box, python=source.format(outside / "secret"))
    own = await client.run(box, python="open('mine', 'w'); " + source.format("mine").replace("'l'", "'m'"))

    assert "not permitted" in ran.stderr.decode()
    assert own.text == "reached"


async def test_the_folder_above_the_workspace_keeps_its_mode(client, box):
    ran = await client.run(box, python="import os; os.chmod('..', 0o777)")

    assert "not permitted" in ran.stderr.decode()


async def test_modes_outside_stay_through_a_call_without_a_wrapper(client, box, outside):
    number = NUMBERS["fchmodat2"]
    source = f"{CALL}call({number}, -100, b'{outside}/secret', 0o777, 0); print('reached')"

    await held(client, box, source, "not permitted")


async def test_times_outside_stay(client, box, outside):
    await held(client, box, f"import os; os.utime('{outside}/secret', (1, 1)); print('reached')", "not permitted")


async def test_a_descriptor_of_a_program_file_changes_no_mode(client, box):
    ran = await client.run(box, python="import os; os.fchmod(os.open('/usr/bin/env', os.O_RDONLY), 0o777)")

    assert "not permitted" in ran.stderr.decode()


async def test_attributes_outside_stay(client, box, outside):
    source = f"import os; os.setxattr('{outside}/secret', 'user.x', b'y'); print('reached')"
    if not unprotected(source).endswith("reached"):
        pytest.skip(f"the file system of {outside} has no attributes")

    await held(client, box, source, "not supported")


async def test_a_file_outside_gets_no_second_name(client, box, outside):
    source = f"import os; os.link('{outside}/secret', '{outside}/x'); os.unlink('{outside}/x'); print('reached')"

    await held(client, box, source, "Permission denied")
    ran = await client.run(box, python=f"import os; os.link('{outside}/secret', 'x')")
    assert any(word in ran.stderr.decode() for word in ("Invalid cross-device", "Permission denied"))


async def test_another_sandbox_is_out_of_reach(client, box):
    other = await client.create({"secret": b"do-not-leak"})
    place = (await client.run(other, "pwd")).text

    assert "do-not-leak" in (await client.run(other, f"cat {place}/secret")).text
    assert (await client.run(box, f"cat {place}/secret; ls {place}; touch {place}/x; chmod 777 {place}")).text == ""


async def test_no_process_outside_gets_a_signal(client, box, victim):
    await held(client, box, f"import os; os.kill({victim}, 0); print('reached')", "not permitted")


async def test_all_processes_at_once_get_no_signal(client, box, victim):
    ran = await client.run(box, python="import os; os.kill(-1, 9)")

    assert ran.tier == pb.TIER_LANDLOCK
    os.kill(victim, 0)
    assert (await client.run(box, "echo alive")).text == "alive"


async def test_limits_of_another_process_stay(client, box, victim):
    source = f"import resource; resource.prlimit({victim}, resource.RLIMIT_NOFILE, (3, 3)); print('reached')"

    await held(client, box, source, "not permitted", "PermissionError")


async def test_processors_of_another_process_stay(client, box, victim):
    source = f"import os; os.sched_setaffinity({victim}, os.sched_getaffinity({victim})); print('reached')"

    await held(client, box, source, "not permitted")


async def test_priority_of_another_process_stays(client, box, victim):
    await held(
        client, box, f"import os; os.setpriority(os.PRIO_PROCESS, {victim}, 19); print('reached')", "not permitted"
    )


async def test_no_process_outside_is_traced(client, box, victim):
    seize = f"if libc.ptrace(0x4206, {victim}, None, None): raise OSError(ctypes.get_errno(), 'not permitted')"
    source = f"{CALL}{seize}\nprint('reached')"
    if not unprotected(source).endswith("reached"):
        pytest.skip("this kernel lets nobody trace what is not a child: kernel.yama.ptrace_scope")

    await held(client, box, source, "not permitted")


async def test_proc_is_closed(client, box):
    await held(client, box, "open('/proc/self/status').read(); print('reached')", "Permission denied")


async def test_a_loopback_service_is_out_of_reach(client, box):
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        source = f"import socket; socket.create_connection(('127.0.0.1', {port}), 3); print('reached')"

        await held(client, box, source, "Permission denied")


async def test_udp_is_out_of_reach(client, box):
    datagram = "import socket; s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); s.sendto(b'x', ('127.0.0.1', 9))"
    source = f"{datagram}; print('reached')"

    await held(client, box, source, "Permission denied")


async def test_an_abstract_socket_is_out_of_reach(client, box):
    name = f"\0agent-loop-landlock-{os.getpid()}"
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(name)
        server.listen()
        source = f"import socket; socket.socket(socket.AF_UNIX).connect({name!r}); print('reached')"

        await held(client, box, source, "Permission denied")


async def test_a_unix_socket_of_a_path_is_out_of_reach(client, box, outside):
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(outside / "socket"))
        (outside / "socket").chmod(0o777)
        server.listen()
        source = f"import socket; socket.socket(socket.AF_UNIX).connect('{outside}/socket'); print('reached')"

        await held(client, box, source, "Permission denied")


async def test_a_pair_of_datagram_sockets_does_not_reach_a_path(client, box, outside):
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as server:
        server.bind(str(outside / "log"))
        (outside / "log").chmod(0o777)
        pair = "import socket; a, b = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)"

        await held(client, box, f"{pair}; a.sendto(b'x', '{outside}/log'); print('reached')", "Permission denied")


async def test_a_pair_of_streams_works_and_cannot_be_connected_elsewhere(client, box):
    pair = "import socket; a, b = socket.socketpair(); a.send(b'x'); print(b.recv(1)); a.connect('/run/x')"
    ran = await client.run(box, python=pair)

    assert ran.text == "b'x'"
    assert "PermissionError" in ran.stderr.decode()


@pytest.mark.parametrize("name", ["inotify_init1", "msgget"])
async def test_what_all_processes_of_the_machine_share_is_closed(client, box, name):
    source = f"{CALL}call({NUMBERS[name]}, 0, 0o1600); print('reached')"
    if name == "inotify_init1":
        source = source.replace(", 0o1600", "")

    await held(client, box, source, "not permitted", "not implemented")


async def test_shared_memory_of_the_machine_is_closed(client, box):
    libc = ctypes.CDLL(None, use_errno=True)
    segment = libc.shmget(0, 4096, 0o1666)
    assert segment >= 0
    try:
        source = f"{CALL}call({NUMBERS['shmat']}, {segment}, 0, 0o10000); print('reached')"
        await held(client, box, source, "not permitted")
    finally:
        libc.shmctl(segment, 0, None)


async def test_no_namespace_is_made(client, box):
    ran = await client.run(box, "unshare -U true")

    assert "not permitted" in ran.stderr.decode()


async def test_no_terminal_gets_injected_input(client, box):
    source = "import fcntl, socket; a, b = socket.socketpair(); fcntl.ioctl(a, {}, b'x')"

    assert "Inappropriate ioctl" in unprotected(source.format(0x5412))
    assert "Inappropriate ioctl" in (await client.run(box, python=source.format(0x5401))).stderr.decode()
    assert "not permitted" in (await client.run(box, python=source.format(0x5412))).stderr.decode()


async def test_setuid_programs_give_nothing(client, box):
    ran = await client.run(box, python="import ctypes; print(ctypes.CDLL(None).prctl(39, 0, 0, 0, 0))")

    assert ran.text == "1"


async def test_no_setuid_bit_is_set(client, box):
    ran = await client.run(box, "touch x; chmod 6755 x; stat -c %a x")

    assert ran.text == "755"


async def test_the_servers_environment_and_descriptors_do_not_come_along(client, box, monkeypatch):
    monkeypatch.setenv("SECRET_OF_THE_HOST", "do-not-leak")
    source = (
        "import os\nfound = []\nfor number in range(256):\n    try: os.fstat(number); found.append(number)\n"
        "    except OSError: pass\nprint(found, 'SECRET_OF_THE_HOST' in os.environ)"
    )

    assert (await client.run(box, python=source)).text == "[0, 1, 2] False"


async def test_no_core_is_left_and_no_crash_handler_started(client, box):
    ran = await client.run(box, "ulimit -Hc; ulimit -c; bash -c 'kill -SEGV $$'; ls")

    assert ran.text.split() == ["0", "0"], "the shell counts kibibytes: one byte is shown as none"


def processes_with(marker: str) -> list[int]:
    found = []
    for command in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            text = command.read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue
        if marker in text and "pytest" not in text:
            found.append(int(command.parent.name))
    return found


async def test_a_fork_bomb_is_named_and_nothing_is_left(client, box):
    ran = await client.run(box, "marker=71001; bomb() { bomb | bomb & }; bomb; bomb; bomb; bomb; sleep 8")

    assert ran.reason == "PIDS"
    assert processes_with("marker=71001") == []
    assert (await client.run(box, "echo alive")).text == "alive"


async def test_a_daemon_that_hears_no_signal_does_not_stay(client, box):
    daemon = "trap '' TERM HUP; setsid sh -c 'trap \"\" TERM HUP; sleep 71002 & sleep 71002' > /dev/null 2>&1 &"
    ran = await client.run(box, f"({daemon}) ; sleep 0.3; echo left")

    assert (ran.text, ran.reason) == ("left", "EXITED")
    assert processes_with("71002") == []


async def test_a_stopped_process_does_not_stay(client, box):
    ran = await client.run(box, "sleep 71003 & kill -STOP $!; sleep 71003 & kill -STOP $$", wall_ms=700)

    assert ran.reason == "TIMEOUT"
    assert processes_with("71003") == []


async def test_a_process_that_hops_from_child_to_child_does_not_stay(client, box):
    source = "import os, time\nmarker = 71004\nwhile True:\n    if os.fork(): os._exit(0)\n"
    ran = await client.run(box, python=f"import os\nif os.fork(): os._exit(0)\n{source}")

    assert ran.reason == "EXITED"
    assert processes_with("marker = 71004") == []


async def test_processes_that_wake_each_other_do_not_stay(client, box):
    source = (
        "import os, signal\nmarker = 71005\nfor _ in range(6):\n    if os.fork() == 0: break\n"
        "while True:\n    os.killpg(0, signal.SIGCONT)\n    if os.fork() == 0: os._exit(0)\n    os.wait()\n"
    )
    ran = await client.run(box, python=source, wall_ms=1000)

    assert ran.reason == "TIMEOUT"
    assert processes_with("marker = 71005") == []


async def test_nothing_outlives_a_service_that_is_killed():
    source = f"""
import asyncio, pathlib, sys
sys.path.insert(0, {str(Path(__file__).parents[1] / "factories")!r})
from sandbox_server import real_sandbox
async def main():
    async with real_sandbox("landlock") as client:
        box = await client.create()
        daemon = "setsid sh -c 'trap \\"\\" TERM; sleep 71006 & sleep 71006' & sleep 0.2; echo begun; sleep 71006"
        await client.run(box, "(" + daemon + ") >&2", wall_ms=60000)
asyncio.run(main())
"""
    with subprocess.Popen([sys.executable, "-c", source], start_new_session=True) as service:
        deadline = time.monotonic() + 30
        while len(processes_with("sleep 71006")) < 4 and time.monotonic() < deadline and service.poll() is None:
            time.sleep(0.05)
        begun = len(processes_with("sleep 71006"))
        service.send_signal(signal.SIGKILL)
    assert begun >= 4
    deadline = time.monotonic() + 5
    while processes_with("sleep 71006") and time.monotonic() < deadline:
        time.sleep(0.02)
    assert processes_with("sleep 71006") == []


async def test_temporary_files_are_bounded(client, box):
    ran = await client.run(box, 'for i in 1 2 3; do head -c 3000000 /dev/zero > "$TMPDIR/$i"; done; sleep 8')

    assert ran.reason == "DISK"


async def test_a_deep_and_locked_tree_of_temporary_files_is_removed(client, box):
    ran = await client.run(
        box,
        python="import os\nprint(os.environ['TMPDIR'], flush=True)\nos.chdir(os.environ['TMPDIR'])\n"
        "for _ in range(1200): os.mkdir('d' * 20); os.chdir('d' * 20)\n"
        "os.chdir(os.environ['TMPDIR']); os.chmod('d' * 20, 0)",
    )

    assert ran.reason in ("EXITED", "DISK"), "a path that is too long to look at counts as too much"
    assert ran.text
    assert not Path(ran.text).exists()


async def test_ordinary_work_is_not_hindered(client, box):
    ran = await client.run(
        box,
        "set -e; echo 'echo run' > s; chmod +x s; ./s; touch -d 2001-01-01 s; cp -p s t; stat -c '%a %Y' t; mkdir d; "
        "mv t d/; tar cf a.tar d; rm -r d; tar xf a.tar; stat -c '%a %Y' d/t; seq 3 | sort -r | head -1; "
        'mktemp -p "$TMPDIR" > /dev/null; echo "$HOME" | grep -c "^$PWD$"',
    )

    assert ran.text.split("\n") == ["run", "755 978307200", "755 978307200", "3", "1"], ran.stderr


@pytest.mark.userns
async def test_where_user_namespaces_are_refused_this_tier_serves(client, tmp_path):
    """Within bubblewrap one can make a place that refuses them, whoever one is."""
    refusing = ["bwrap", "--dev-bind", "/", "/", "--unshare-user", "--uid", "1234", "--gid", "1234", "--disable-userns"]
    program = "from agent_loop.chassis.cli import main; main()"
    doctor = [sys.executable, "-c", program, "sandbox", "doctor", "--json"]
    given = {"AGENT_LOOP_HOME": str(tmp_path), "PATH": os.environ["PATH"], "PYTHONPATH": os.pathsep.join(sys.path)}

    def asked(floor: str) -> tuple[int, dict]:
        done = subprocess.run(
            [*refusing, *doctor], env={**given, "SANDBOX_MIN_TIER": floor}, capture_output=True, timeout=60, check=False
        )
        return done.returncode, json.loads(done.stdout)

    code, told = await asyncio.to_thread(asked, "landlock")
    assert (code, told["tier"], told["holds_default_tier"]) == (1, "landlock", False)
    failed = {probe["name"]: probe["fix"] for probe in told["probes"] if not probe["passed"]}
    assert "sudo sysctl" in failed["bubblewrap: namespaces_stand"]
    assert (await asyncio.to_thread(asked, "namespaces"))[1]["tier"] == "nothing runs"

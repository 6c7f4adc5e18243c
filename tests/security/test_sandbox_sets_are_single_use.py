"""Sets of namespaces: each is used once, a dead one is never handed out, and the launcher's own end is survived."""

import asyncio
import os
import resource
import signal
import socket
from pathlib import Path

import pytest
from sandbox_server import PAYLOAD, machine, real_sandbox

from agent_loop.contracts.sandbox.v1 import sandbox_pb2 as pb
from agent_loop.sandbox.adapters.isolation_namespaces import NamespacesIsolation
from agent_loop.sandbox.adapters.isolation_namespaces.build import NoLauncher, built
from agent_loop.sandbox.adapters.isolation_namespaces.process import NamespacedProcess
from agent_loop.sandbox.adapters.isolation_namespaces.replies import Replies, named_pair
from agent_loop.sandbox.domain.errors import RequestRefused
from agent_loop.sandbox.domain.limits import DEFAULT_LIMITS
from agent_loop.sandbox.domain.programs import (
    Mount,
    Stream,
    Surroundings,
    Tier,
    WindowSize,
)

pytestmark = pytest.mark.userns


async def ended(waiting) -> None:
    """Until the kernel has ended it; the isolation itself may not have heard of it yet."""
    while waiting.stands:
        await asyncio.sleep(0.001)


async def test_no_two_programs_share_a_set():
    probe = "readlink /proc/self/ns/net /proc/self/ns/pid /proc/self/ns/mnt; sleep 0.5"
    async with machine() as made:
        seen = await asyncio.gather(*(made.run("bash", "-c", probe) for _ in range(8)))

    assert len({line for said, _ in seen for line in said.split()}) == 3 * 8


async def test_nothing_of_a_program_is_left_for_the_next():
    probe = "ls -A /tmp /dev/shm /run; ps ax | wc -l; touch /tmp/left /dev/shm/left; (setsid sleep 60 &)"
    async with machine() as made:
        seen = {await made.run("bash", "-c", probe) for _ in range(12)}

    assert seen == {("/dev/shm:\n\n/run:\n\n/tmp:\n5\n", 0)}


async def test_a_set_that_died_in_the_pool_is_not_handed_out():
    async with machine(pool_size=3) as made:
        for _ in range(4):
            assert await made.run("echo", "works") == ("works\n", 0)
            for waiting in list(made.isolation._pool._waiting):
                await waiting.replies.wait("R")
                assert waiting.pid > 1
                os.kill(waiting.pid, signal.SIGKILL)
                await ended(waiting)


async def test_the_service_outlives_its_launcher():
    async with machine() as made:
        sets = list(made.isolation._pool._waiting)
        os.kill(made.isolation._launcher._process.pid, signal.SIGKILL)
        for waiting in sets:  # a program that starts in one of them meanwhile ends with it
            await ended(waiting)

        assert await made.run("echo", "works") == ("works\n", 0)
        assert await made.run("python3", "-c", "print('works')") == ("works\n", 0)


async def test_a_program_whose_launcher_dies_ends_and_says_so():
    async with machine() as made, made.isolation.start(made.confinement("sleep", "30")) as process:
        os.kill(made.isolation._launcher._process.pid, signal.SIGKILL)

        assert (await process.ended(10)).code == 137


async def test_an_empty_pool_is_filled_for_whoever_asks():
    async with machine(pool_size=0) as made:
        assert [await made.run("echo", "works") for _ in range(3)] == [("works\n", 0)] * 3


async def test_many_at_once_get_a_set_each():
    async with machine() as made:
        ran = await asyncio.gather(*(made.run("bash", "-c", f"sleep 0.05; echo {n}") for n in range(24)))

    assert ran == [(f"{n}\n", 0) for n in range(24)]


async def test_arguments_of_a_megabyte_arrive_whole():
    async with machine() as made:
        said, code = await made.run("bash", "-c", 'echo "$# ${#1}"', "bash", *["x" * 90_000] * 12)

    assert (said, code) == ("12 90000\n", 0)


async def test_a_script_lies_where_it_is_promised():
    async with machine() as made:
        said, code = await made.run("bash", "/run/program", script=b"echo script; ls -l /run\n" + b"#" * 200_000)

    assert said.startswith("script\n")
    assert "-r--r--r--" in said
    assert code == 0


async def test_a_part_of_the_workspace_shows_at_an_absolute_path():
    async with machine() as made:
        (made.workspace / "logs").mkdir()
        (made.workspace / "logs" / "app.log").write_text("ERROR\n")
        (made.workspace / "logs").chmod(0o777)
        mounts = (Mount("logs", "/var/log"), Mount("logs/app.log", "/opt/app.log", read_only=True))
        around = Surroundings(str(made.workspace), DEFAULT_LIMITS, mounts)
        said, code = await made.run(
            "bash",
            "-c",
            "cat /var/log/app.log; touch /var/log/new && echo x 2>/dev/null > /opt/app.log",
            surroundings=around,
        )

        assert (said, code) == ("ERROR\n", 1)
        assert (made.workspace / "logs" / "new").exists()


async def test_a_part_shows_beneath_what_is_else_read_only():
    async with machine() as made:
        (made.workspace / "app.conf").write_text("mine\n")
        (made.workspace / "cron.d").mkdir()
        mounts = (
            Mount("app.conf", "/etc/app/app.conf"),
            Mount("cron.d", "/etc/cron.d"),
            Mount("app.conf", "/etc/hosts"),
        )
        around = Surroundings(str(made.workspace), DEFAULT_LIMITS, mounts)
        look = "cat /etc/app/app.conf /etc/hosts; id -un; touch /etc/new /.etc/new 2>&1 | wc -l; ls -d /etc/cron.d"
        said, code = await made.run("bash", "-c", look, surroundings=around)

    assert (said, code) == ("mine\nmine\nagent\n2\n/etc/cron.d\n", 0)


@pytest.mark.parametrize("source", ["../two", "link", "link/inside", "."])
async def test_a_mount_never_leads_out_of_the_workspace(source):
    async with machine() as made:
        other = made.workspace.parent / "two"
        other.mkdir()
        (other / "secret").write_text("do-not-leak")
        (made.workspace / "link").symlink_to("/etc")
        around = Surroundings(str(made.workspace), DEFAULT_LIMITS, (Mount(source, "/var/seen"),))
        try:
            said, _ = await made.run("bash", "-c", "ls -R /var/seen; cat /var/seen/*", surroundings=around)
        except RequestRefused:
            assert source != "."
            return

    assert source == "."
    assert "do-not-leak" not in said


async def test_a_terminal_has_its_size_and_its_end():
    async with machine() as made:
        terminal = made.confinement(
            "bash", "-c", "tty; stty size; read line; echo got $line; cat", pty=WindowSize(30, 90)
        )
        said = b""
        async with made.isolation.start(terminal) as process:
            while b"/dev/pts/0\r\n30 90" not in said:
                said += (await process.output(10))[1]
            process.resize(WindowSize(40, 100))
            await process.write(b"hello\n")
            while b"got hello" not in said:
                stream, data = await process.output(10)
                assert stream is Stream.STDOUT
                said += data
            process.close_stdin()
            ending = await process.ended(10)

    assert ending.code == 0


async def test_a_terminal_that_its_program_gave_away_ends_with_the_program():
    give = "import array, socket as s; a = s.socket(s.AF_UNIX); a.connect('given')\n"
    give += "a.sendmsg([b'x'], [(s.SOL_SOCKET, s.SCM_RIGHTS, array.array('i', [0]))]); print('given')"
    async with machine() as made:
        terminal = made.confinement("/usr/bin/python3", "-c", give, pty=WindowSize(30, 90))
        with socket.socket(socket.AF_UNIX) as taker:
            taker.bind(str(made.workspace / "given"))
            (made.workspace / "given").chmod(0o777)
            taker.listen()
            own = await made.isolation._pool.take()
            process = NamespacedProcess(own, terminal, "one", None)
            await own.ended(10)  # before anyone looks at what it said
            with taker.accept()[0] as connection:
                given = socket.recv_fds(connection, 1, 1)[1]
            await process.started()
            assert await process.output(10) == (Stream.STDOUT, b"given\r\n")
            with pytest.raises(EOFError):
                await process.output(1)
            process.close()
            own.discard()
            os.close(given[0])


async def test_refused_calls_are_told():
    probe = (
        "import ctypes; l = ctypes.CDLL(None, use_errno=True); l.ptrace(16, 1, 0, 0); print(ctypes.get_errno());"
        "l.unshare(0x10000000); print(ctypes.get_errno())"
    )
    async with machine() as made, made.isolation.start(made.confinement("python3", "-c", probe)) as process:
        said = b""
        try:
            while True:
                said += (await process.output(10))[1]
        except EOFError:
            ending = await process.ended(10)

    assert said == b"1\n1\n"
    assert ending.denied == ("ptrace(16, ...)", "unshare(0x10000000, ...)")


async def test_a_storm_of_refused_calls_is_told_in_part_and_wedges_nothing():
    probe = "import ctypes; l = ctypes.CDLL(None); [l.ptrace(16, 1, 0, 0) for _ in range(20000)]; print('done')"
    async with machine() as made, made.isolation.start(made.confinement("python3", "-c", probe)) as process:
        assert (await process.output(30))[1] == b"done\n"
        assert len((await process.ended(10)).denied) == 64


WARM = (
    ("print('out')", "out\n", 0),
    ("import sys; print(sys.argv, sys.path[0] == '', __name__)", "['-c'] True __main__\n", 0),
    ("import sys; sys.exit(4)", "", 4),
    ("import sys; sys.exit('why')", "why\n", 1),
    ("import os; print(os.getcwd(), os.environ['HOME'], sorted(os.listdir('/proc/self/fd')))",
     "/workspace /workspace ['0', '1', '2', '3']\n", 0),
    ("1/0", 'Traceback (most recent call last):\n  File "<string>", line 1, in <module>\n'
     "ZeroDivisionError: division by zero\n", 1),
    ("f = open('kept', 'w'); f.write('without close')", "", 0),
    ("import atexit; atexit.register(print, 'at exit')", "at exit\n", 0),
    ("import threading as t, time\nt.Thread(target=lambda: (time.sleep(.1), print('late'))).start()", "late\n", 0),
    ("class A:\n def __del__(self): print('gone')\na = A(); a.me = a", "gone\n", 0),
    ("import sys; sys.stdout.write('no newline')", "no newline", 0),
    ("import sys; sys.stdout = open('kept', 'w'); print('into the file')", "", 0),
    ("import tempfile, os; d = tempfile.TemporaryDirectory(); print(os.path.isdir(d.name))", "True\n", 0),
    ("import sys; sys.stdout.close()", "", 0),
    ("raise KeyboardInterrupt", None, 130),
    ("import os; os.kill(os.getpid(), 9)", "", 137),
    ("print(sorted(n for n in globals() if not n.startswith('_')))", "[]\n", 0),
    ("x = (", None, 1),
)  # fmt: skip


@pytest.mark.parametrize(("source", "said", "code"), WARM, ids=range(len(WARM)))
async def test_a_warm_interpreter_behaves_as_a_fresh_one(source, said, code):
    kept = []
    async with machine() as made:
        ran = []
        for python in ("python3", "python3", "/usr/bin/python3"):  # fresh, warm, fresh
            ran.append(await made.run(python, "-c", source))
            kept.append(made.file("kept"))

    assert ran == [ran[0]] * 3
    assert kept == [kept[0]] * 3
    assert ran[0][1] == code
    assert said is None or ran[0][0] == said


@pytest.mark.parametrize(
    ("module", "prints"),
    [("struct.py", "import struct; print(struct.__file__)"), (".local/lib/{}/site-packages/mine.py", "import mine")],
    ids=["named as one of the library's", "of the user's packages"],
)
async def test_a_warm_interpreter_finds_the_modules_that_a_fresh_one_finds(module, prints):
    async with machine() as made:
        version = "import sys; print('python%d.%d' % sys.version_info[:2], end='')"
        path = made.workspace / module.format((await made.run("python3", "-c", version))[0])
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("print('found', __name__)")
        look = f"{prints}; import sys; print(sys.path)"
        fresh, warm = await made.run("/usr/bin/python3", "-c", look), await made.run("python3", "-c", look)

    assert warm == fresh
    assert "found" in warm[0]


async def test_a_warm_interpreter_has_the_limits_and_the_seal():
    probe = (
        "import resource as r; print(r.getrlimit(r.RLIMIT_NOFILE)[1], r.getrlimit(r.RLIMIT_CPU)[0]);"
        "print([l.split()[1] for l in open('/proc/self/status') if l.startswith(('CapEff', 'Seccomp:', 'NoNew'))])"
    )
    async with machine() as made:
        seen = [await made.run("python3", "-c", probe) for _ in range(2)]

    assert seen == [("256 10\n['0000000000000000', '1', '2']\n", 0)] * 2


async def test_a_machine_without_a_compiler_is_told_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(NoLauncher, match="apt-get install gcc"):
        built(tmp_path / "cache")
    async with NamespacesIsolation(tmp_path / "i", PAYLOAD, tmp_path / "w", cache=tmp_path / "cache") as isolation:
        report = await isolation.report()

    assert report.tier is Tier.UNSPECIFIED
    assert "launcher_built" in report.refusal()
    assert "apt-get install gcc" in report.refusal()


async def test_the_audit_names_a_refused_call_of_a_program_and_of_a_session():
    probe = 'python3 -c "import ctypes; ctypes.CDLL(None).ptrace(16, 1, 0, 0)"'
    async with real_sandbox() as client:
        sandbox_id = await client.create()
        await client.run(sandbox_id, probe)
        opened = await client.stub.OpenSession(pb.OpenSessionRequest(sandbox_id=sandbox_id))
        await client.run(sandbox_id, probe, session_id=opened.session.id)
        events = [event async for event in client.stub.Audit(pb.AuditRequest(sandbox_id=sandbox_id))]

    assert [(event.kind, event.what, event.rule) for event in events] == [
        (pb.DENIAL_KIND_SYSCALL, "ptrace(16, ...)", "seccomp")
    ] * 2
    assert len({event.exec_id for event in events}) == 2


async def test_a_refused_directory_costs_no_descriptor():
    async with machine(pool_size=0) as made:
        around = Surroundings(str(made.workspace), DEFAULT_LIMITS, gated=True)
        await made.run("true", surroundings=around)
        before = len(list(Path("/proc/self/fd").iterdir()))
        for _ in range(6):
            with pytest.raises(RequestRefused, match="cwd: /nope"):
                await made.run("true", surroundings=around, cwd="/nope")
        for _ in range(4):
            made.isolation._launcher.order().discard()
        await made.run("sleep", "0.2")

        assert len(list(Path("/proc/self/fd").iterdir())) == before


async def test_a_session_s_strange_directory_and_stopped_shell_are_survived():
    async with real_sandbox() as client:
        box = await client.create()
        session = (await client.stub.OpenSession(pb.OpenSessionRequest(sandbox_id=box))).session.id
        ran = await client.run(box, r"mkdir $'/tmp/\xff'; cd $'/tmp/\xff'; pwd | od -c | head -1", session_id=session)
        listed = await client.stub.ListSessions(pb.ListSessionsRequest(sandbox_id=box))
        assert ran.exit.cwd == listed.sessions[0].cwd == "/tmp/\ufffd"

        await client.run(box, "(sleep 0.2; kill -STOP $$) & sleep 0.01", session_id=session)
        await asyncio.sleep(0.4)
        ran = await client.run(box, "echo never; " + "#" * 300_000, session_id=session)
        assert (ran.text, ran.reason) == ("", "SIGNALED")
        assert (await client.run(box, "echo works", session_id=session)).text == "works"


async def test_reports_that_nobody_awaits_cost_the_service_no_memory():
    forge = "trap '(while :; do printf \"1 0 /x\\0\" >&199; done) 2>/dev/null & trap - DEBUG' DEBUG"
    async with real_sandbox() as client:
        box = await client.create()
        session = (await client.stub.OpenSession(pb.OpenSessionRequest(sandbox_id=box))).session.id
        await client.run(box, forge, session_id=session)
        await client.run(box, "true", session_id=session)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        await asyncio.sleep(1.5)

        assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 16 * 1024
        assert (await client.run(box, "echo works", session_id=session)).text == "works"


async def test_under_load_no_good_program_is_called_killed():
    async with machine(pool_size=4) as made:

        async def client() -> set[int]:
            return {(await made.run("true"))[1] for _ in range(120)}

        codes = await asyncio.gather(*(client() for _ in range(6)))

    assert codes == [{0}] * 6


async def test_what_a_program_left_running_is_over_and_counted_when_its_end_is_told():
    left = "for n in {1..400000}; do :; done; while :; do echo on >> alive; done"
    program = f"(setsid bash -c '{left}' &); until [ -e alive ]; do sleep 0.1; done"
    async with machine() as made, made.isolation.start(made.confinement("bash", "-c", program)) as process:
        ending = await process.ended(30)
        (made.workspace / "alive").unlink()
        await asyncio.sleep(0.05)

        assert not (made.workspace / "alive").exists()
        assert ending.usage.cpu_ms >= 200


@pytest.mark.parametrize("size", [50_000, 900_000])
async def test_output_that_nobody_read_before_the_end_comes_whole(size):
    widened = "import fcntl, os, sys; fcntl.fcntl(1, fcntl.F_SETPIPE_SZ, 1 << 20); os.write(1, b'x' * int(sys.argv[1]))"
    async with (
        machine() as made,
        made.isolation.start(made.confinement("/usr/bin/python3", "-c", widened, str(size))) as process,
    ):
        assert (await process.ended(10)).code == 0
        said = b""
        while len(said) < size:
            said += (await process.output(1))[1]
        with pytest.raises(EOFError):
            await process.output(1)

    assert said == b"x" * size


async def test_an_init_that_speaks_before_anyone_listens_is_known_by_its_number():
    own, theirs = named_pair()
    theirs.send(b"R")  # a fast init under load
    replies = Replies(own)
    await replies.wait("R")

    assert replies.pid == os.getpid()
    assert replies.alive
    replies.discard()
    theirs.close()

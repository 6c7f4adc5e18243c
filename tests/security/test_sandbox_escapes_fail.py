"""One attack per test. Where the attack needs a working probe, the same probe is shown to succeed unprotected."""

import asyncio
import os
import socket
import subprocess
import sys
import threading
from pathlib import Path

import pytest
import pytest_asyncio
from sandbox_server import PAYLOAD, real_sandbox

from agent_loop.contracts.sandbox.v1 import sandbox_pb2 as pb

pytestmark = [pytest.mark.userns, pytest.mark.asyncio(loop_scope="module")]

PYTHON = "/usr/bin/python3" if Path("/usr/bin/python3").exists() else sys.executable


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def client():
    async with real_sandbox() as opened:
        yield opened


@pytest_asyncio.fixture(loop_scope="module")
async def box(client):
    sandbox_id = await client.create()
    yield sandbox_id
    await client.stub.Delete(pb.DeleteRequest(sandbox_id=sandbox_id))


def unprotected(source: str, **options) -> subprocess.CompletedProcess:
    """The probe where nothing confines it."""
    return subprocess.run([PYTHON, "-c", source], capture_output=True, text=True, timeout=30, check=False, **options)


@pytest.fixture
def listener():
    """A service of the host on its loopback, like Redis or our own."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(10)
        yield server.getsockname()[1]


CONNECT = "import socket,sys; socket.create_connection(('127.0.0.1', {port}), 3).close(); print('connected')"


async def test_a_loopback_service_of_the_host_is_out_of_reach(client, box, listener):
    probe = CONNECT.format(port=listener)

    assert unprotected(probe).stdout == "connected\n"
    ran = await client.run(box, python=probe)
    assert "ConnectionRefusedError" in ran.stderr.decode()


@pytest.mark.parametrize("address", ["169.254.169.254", "2852039166", "0xa9fea9fe", "1.1.1.1"])
async def test_nothing_beyond_the_machine_is_reached(client, box, address):
    ran = await client.run(box, python=f"import socket; socket.create_connection(('{address}', 80), 3)")

    assert ran.exit.exit_code == 1
    assert "Network is unreachable" in ran.stderr.decode()


async def test_udp_does_not_leave(client, box):
    probe = "import socket; s=socket.socket(socket.AF_INET, socket.SOCK_DGRAM); s.sendto(b'x', ('1.1.1.1', 53))"

    assert "Network is unreachable" in (await client.run(box, python=probe)).stderr.decode()


@pytest.mark.parametrize("family", ["AF_PACKET", "AF_NETLINK", "AF_ALG", "AF_VSOCK", "AF_BLUETOOTH"])
async def test_other_address_families_are_refused(client, box, family):
    kind = "SOCK_SEQPACKET" if family == "AF_ALG" else "SOCK_RAW" if family != "AF_VSOCK" else "SOCK_STREAM"
    number = {"AF_BLUETOOTH": 31}.get(family, getattr(socket, family, 0))
    ran = await client.run(box, python=f"import socket; socket.socket({int(number)}, socket.{kind})")

    assert "Address family not supported" in ran.stderr.decode()


async def test_loopback_inside_works_so_the_network_probes_are_sound(client, box):
    source = (
        "import socket; s=socket.create_server(('127.0.0.1', 0));"
        "socket.create_connection(s.getsockname(), 3); print('connected')"
    )

    assert (await client.run(box, python=source)).text == "connected"


async def test_an_abstract_socket_of_the_host_is_out_of_reach(client, box):
    name = f"\0agent-loop-test-{os.getpid()}"
    probe = f"import socket; s=socket.socket(socket.AF_UNIX); s.connect({name!r}); print('connected')"
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(name)
        server.listen()

        assert unprotected(probe).stdout == "connected\n"
        assert "ConnectionRefusedError" in (await client.run(box, python=probe)).stderr.decode()


async def test_the_environment_of_the_server_is_invisible(client, box, monkeypatch):
    monkeypatch.setenv("SECRET_OF_THE_HOST", "do-not-leak")
    control = await asyncio.to_thread(unprotected, "import os; print(os.environ)")

    assert "do-not-leak" in control.stdout
    ran = await client.run(box, "cat /proc/*/environ | tr '\\0' '\\n'; env; cat /proc/1/environ 2>/dev/null | wc -c")
    assert "do-not-leak" not in ran.text
    assert ran.text.splitlines()[-1] == "0"


@pytest.mark.parametrize(
    "path", ["/etc/shadow", "/home", "/root", "/var", "/etc/ssh", "/sys", "/boot", "/opt", "/run/docker.sock", "/mnt"]
)
async def test_nothing_of_the_host_but_usr_is_visible(client, box, path):
    ran = await client.run(box, argv=pb.Argv(args=["ls", "-d", path]))

    assert ran.exit.exit_code == 2


async def test_temporary_files_of_the_host_are_invisible(client, box, tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("do-not-leak")

    assert (await client.run(box, f"cat {secret}; ls -A /tmp")).text == ""


async def test_the_host_is_not_reached_through_proc_root(client, box):
    ran = await client.run(box, "ls /proc/1/root/ /proc/1/cwd/ | sort -u | tr '\\n' ' '")

    assert "home" not in ran.text.split()
    assert "root" not in ran.text.split()


async def test_no_descriptor_is_inherited(client, box):
    ran = await client.run(box, python="import os; print(sorted(map(int, os.listdir('/proc/self/fd')))[:-1])")

    assert ran.text == "[0, 1, 2]"


async def test_pid_1_cannot_be_traced(client, box):
    probe = "import ctypes; l=ctypes.CDLL(None, use_errno=True); r=l.ptrace(16,{pid},0,0); print(r, ctypes.get_errno())"
    control = (
        "import subprocess,ctypes; p=subprocess.Popen(['sleep','5']); l=ctypes.CDLL(None, use_errno=True);"
        "print(l.ptrace(16,p.pid,0,0)); p.kill()"
    )

    assert unprotected(control).stdout == "0\n"
    ran = await client.run(box, python=probe.format(pid=1))
    assert ran.text == "-1 1"


async def test_meddling_with_pid_1_does_not_wedge_the_call(client, box):
    source = """
import os, time
try:
    maps = [l.split() for l in open('/proc/1/maps') if 'r-xp' in l and 'bwrap' in l]
    with open('/proc/1/mem', 'r+b', buffering=0) as memory:
        for line in maps:
            start, end = (int(x, 16) for x in line[0].split('-'))
            memory.seek(start); memory.write(b'\\xeb\\xfe' * ((end - start) // 2))
except OSError as error:
    print('refused', error)
os.kill(1, 19); os.kill(1, 9)
time.sleep(60)
"""
    ran = await asyncio.wait_for(client.run(box, python=source, wall_ms=1000), 8)

    assert ran.reason == "TIMEOUT"
    assert (await client.run(box, "echo alive")).text == "alive"


async def test_processes_of_the_host_are_neither_seen_nor_signalled(client, box):
    ran = await client.run(box, f"kill -0 {os.getpid()}; ls /proc | grep -c '^[0-9]'; kill -9 -1; echo survived")

    assert b"No such process" in ran.stderr
    assert int(ran.text.splitlines()[0]) < 10
    os.kill(os.getpid(), 0)


DENIED = {
    "mount": ("mount", "b'none', b'/tmp', b'tmpfs', 0, 0"),
    "umount": ("umount2", "b'/workspace', 2"),
    "chroot": ("chroot", "b'/tmp'"),
    "new user namespace": ("unshare", "0x10000000"),
    "new mount namespace": ("unshare", "0x20000"),
    "foreign namespace": ("setns", "0, 0"),
    "host name": ("sethostname", "b'x', 1"),
    "clock": ("settimeofday", "b'\\0'*16, 0"),
    "reboot": ("reboot", "0x1234567"),
    "swap": ("swapoff", "b'/swap'"),
    "kernel log": ("klogctl", "3, b' '*10, 10"),
    "accounting": ("acct", "b'/workspace/a'"),
    "file handles": ("open_by_handle_at", "0, b' '*64, 0"),
}


@pytest.mark.parametrize("attack", DENIED)
async def test_a_privileged_call_is_denied(client, box, attack):
    name, arguments = DENIED[attack]
    source = f"import ctypes; l=ctypes.CDLL(None, use_errno=True); print(l.{name}({arguments}), ctypes.get_errno())"

    assert (await client.run(box, python=source)).text == "-1 1"


NUMBERS = {
    "bpf": 321, "perf_event_open": 298, "userfaultfd": 323, "io_uring_setup": 425, "keyctl": 250, "add_key": 248,
    "process_vm_readv": 310, "process_vm_writev": 311, "pidfd_getfd": 438, "kexec_load": 246, "init_module": 175,
    "finit_module": 313, "fsopen": 430, "open_tree": 428, "move_mount": 429, "kcmp": 312, "iopl": 172,
    "modify_ldt": 154,
}  # fmt: skip
SYSCALL = (
    "import ctypes; l=ctypes.CDLL(None, use_errno=True); r=l.syscall({number},0,0,0,0,0,0)\n"
    "print(r, ctypes.get_errno())"
)


@pytest.mark.skipif(os.uname().machine != "x86_64", reason="numbers are those of x86_64")
@pytest.mark.parametrize("name", NUMBERS)
async def test_a_system_call_of_the_kernels_wide_surface_is_denied(client, box, name):
    assert (await client.run(box, python=SYSCALL.format(number=NUMBERS[name]))).text == "-1 1"


@pytest.mark.skipif(os.uname().machine != "x86_64", reason="x32 belongs to x86_64")
async def test_x32_numbers_do_not_get_around_the_filter(client, box):
    x32_getpid = SYSCALL.format(number=0x40000000 + 39)

    assert (await client.run(box, python=x32_getpid)).text == "-1 38"
    assert (await client.run(box, python=SYSCALL.format(number=39))).text.endswith(" 0"), "getpid itself works"


@pytest.mark.skipif(os.uname().machine != "x86_64", reason="int 0x80 belongs to x86")
async def test_int80_does_not_get_around_the_filter(client, box):
    source = """
import ctypes, mmap
code = mmap.mmap(-1, 4096, prot=7)
code.write(bytes.fromhex('b814000000cd80c3'))  # mov eax, 20 (getpid of i386); int 0x80; ret
print(ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(code)))())
"""
    control = await asyncio.to_thread(unprotected, source)
    ran = await client.run(box, python=source)

    assert control.stdout.strip().isdigit() or control.returncode == -11, "this kernel has no 32-bit calls"
    assert ran.reason == "SIGNALED"


async def test_a_program_with_setuid_gains_nothing(client, box):
    ran = await client.run(
        box, "cp /usr/bin/id ./id && chmod 4755 ./id; ./id -u; su root -c id </dev/null; sudo -n id; passwd -S"
    )

    assert ran.text.splitlines()[0] == "1000"
    assert "uid=0" not in ran.text


async def test_a_nested_user_namespace_is_refused(client, box):
    ran = await client.run(box, "unshare -Ur id; unshare -m true; echo done")

    assert "uid=0" not in ran.text
    assert ran.stderr.count(b"Operation not permitted") == 2


async def test_clone3_is_no_way_around(client, box):
    number = 435
    ran = await client.run(box, python=SYSCALL.format(number=number))

    assert ran.text == "-1 38"


async def test_characters_cannot_be_pushed_into_a_terminal(client, box):
    source = """
import fcntl, os, pty
main, sub = pty.openpty()
try:
    fcntl.ioctl(sub, 0x5412, b'x'); print('pushed')
except PermissionError:
    print('refused')
print(os.ttyname(sub)[:9])
"""
    ran = await client.run(box, python=source)

    assert ran.text.splitlines() == ["refused", "/dev/pts/"]


async def test_no_device_can_be_made(client, box):
    ran = await client.run(box, "mknod null c 1 3; mknod disk b 254 0; ls")

    assert ran.text == ""
    assert ran.stderr.count(b"Operation not permitted") == 2


@pytest.mark.parametrize("path", ["/dev/sda", "/dev/vda", "/dev/mem", "/dev/kmsg", "/dev/kvm", "/dev/fuse"])
async def test_devices_of_the_host_are_absent(client, box, path):
    assert (await client.run(box, f"test -e {path}")).exit.exit_code == 1


@pytest.mark.parametrize(
    "path",
    ["/proc/sysrq-trigger", "/proc/kcore", "/proc/sys/kernel/core_pattern", "/proc/sys/kernel/hostname", "/proc/kmsg"],
)
async def test_the_kernels_files_are_closed(client, box, path):
    ran = await client.run(box, f"echo x > {path} && echo written")

    assert ran.text == ""
    assert any(said in ran.stderr for said in (b"denied", b"Read-only", b"No such file"))


@pytest.mark.parametrize("path", ["/usr/x", "/etc/passwd", "/bin/x", "/x", "/dev/x", "/proc/x", "/run/x"])
async def test_the_system_is_read_only(client, box, path):
    ran = await client.run(box, f"echo x >> {path} && echo written")

    assert ran.text == ""


async def test_the_workspace_and_tmp_are_writable_so_the_probe_is_sound(client, box):
    ran = await client.run(box, "echo x >> /workspace/x && echo x >> /tmp/x && echo x >> /dev/shm/x && echo written")

    assert ran.text == "written"


async def test_a_program_has_no_capability_and_gains_no_privilege(client, box):
    ran = await client.run(box, "grep -E '^(Cap(Inh|Prm|Eff|Bnd|Amb)|NoNewPrivs|Seccomp):' /proc/self/status")
    status = dict(line.split(":\t") for line in ran.text.splitlines())

    assert {status[f"Cap{which}"] for which in ("Inh", "Prm", "Eff", "Bnd", "Amb")} == {"0" * 16}
    assert status["NoNewPrivs"] == "1"
    assert status["Seccomp"] == "2"


async def test_outside_a_program_runs_under_no_privileged_user(client, box):
    seen = {}

    def look():
        for status in Path("/proc").glob("[0-9]*/status"):
            try:
                text = status.read_text()
            except OSError:
                continue
            if "sleep" in text.splitlines()[0] and "31.4159" in (status.parent / "cmdline").read_text():
                seen["uids"] = next(line for line in text.splitlines() if line.startswith("Uid:")).split()[1:]

    running = asyncio.create_task(client.run(box, argv=pb.Argv(args=["sleep", "31.4159"]), wall_ms=1500))
    for _ in range(100):
        await asyncio.sleep(0.01)
        await asyncio.to_thread(look)
        if seen:
            break
    await running

    assert set(seen["uids"]) == {str(PAYLOAD[0] if PAYLOAD else os.getuid())}
    assert "0" not in seen["uids"]


async def test_one_sandbox_sees_nothing_of_another(client):
    one, other = await client.create({"secret": b"do-not-leak"}), await client.create()
    hiding = asyncio.create_task(client.run(one, "exec sleep 2", wall_ms=3000))
    await asyncio.sleep(0.1)
    ran = await client.run(other, "ls /proc | grep -c '^[0-9]'; ls -A . /tmp /dev/shm; ls /workspace/..")

    assert "secret" not in ran.text
    assert one not in ran.text
    assert int(ran.text.splitlines()[0]) < 8
    await hiding


async def test_the_filter_is_not_removed_by_loading_another(client, box):
    source = """
import ctypes, struct
l = ctypes.CDLL(None, use_errno=True)
code = ctypes.create_string_buffer(struct.pack('<HBBI', 6, 0, 0, 0x7fff0000))
program = ctypes.create_string_buffer(struct.pack('<HxxxxxxQ', 1, ctypes.addressof(code)))
print(l.prctl(22, 2, program, 0, 0), l.unshare(0x10000000), ctypes.get_errno())
"""

    assert (await client.run(box, python=source)).text == "0 -1 1"


async def test_the_mount_table_holds_nothing_writable_of_the_host(client, box):
    ran = await client.run(box, "cat /proc/self/mounts")
    writable = {line.split()[1] for line in ran.text.splitlines() if "rw" in line.split()[3].split(",")}

    devices = {f"/dev/{name}" for name in ("null", "zero", "full", "random", "urandom", "tty", "pts", "shm")}
    assert writable <= devices | {"/proc", "/tmp", "/workspace"}


async def test_the_service_answers_after_every_attack_at_once(client):
    boxes = [await client.create() for _ in range(3)]
    attacks = ["kill -9 -1", ":(){ :|:& };:; sleep 1", "yes"]
    await asyncio.gather(*(client.run(box, attack, wall_ms=1500) for box, attack in zip(boxes, attacks, strict=True)))

    assert (await client.run(boxes[0], "echo alive")).text == "alive"
    assert threading.active_count() < 60

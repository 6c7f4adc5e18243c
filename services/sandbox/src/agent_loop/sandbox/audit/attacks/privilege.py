"""Attacks on the host's processes and for more rights: signals, ptrace, /proc, capabilities, namespaces, devices."""

from pathlib import Path

from agent_loop.contracts.sandbox.v1 import sandbox_pb2 as pb
from agent_loop.sandbox.audit.attack import (
    REACHED,
    Attack,
    Calls,
    Category,
    Fixture,
    Limits,
    Probe,
    Shows,
    Tier,
    Unprotected,
    nothing,
)
from agent_loop.sandbox.audit.bench import Bench
from agent_loop.sandbox.audit.fixtures import inherited_file, told, victim
from agent_loop.sandbox.audit.naive import ran_plainly

_PLAIN, _UNSHARED, _ROOT, _USER = Unprotected.PLAIN, Unprotected.UNSHARED, Unprotected.ROOT, Unprotected.USER
_BOTH: frozenset[Tier] = frozenset({"landlock", "namespaces"})
_NAMESPACES: frozenset[Tier] = frozenset({"namespaces"})
"""Landlock does not hide that a process or a file is there."""
_INIT = told({"TARGET": "1"}, {})
# Inside the target is the init; the control aims at a child of its own.
_TARGET = """
child = None if env("TARGET") else subprocess.Popen(["sleep", "60"])
time.sleep(0.05)
target = int(env("TARGET") or child.pid)
def done():
    if child:
        child.kill()
try:
"""


def _aimed(body: str) -> str:
    lines = "".join(f"    {line}\n" for line in body.strip().splitlines())
    return f"{_TARGET}{lines}finally:\n    done()\n"


def _one(
    attack_id: str, tries: str, source: str, control: Unprotected = _PLAIN, given: Fixture = nothing, stage: str = "",
    tiers: frozenset[Tier] = _BOTH,
) -> Attack:  # fmt: skip
    return Attack(attack_id, Category.PRIVILEGE, tries, Probe("python", source), control, stage, given, tiers=tiers)


_SECRETS = """
pids = [each for each in os.listdir("/proc") if each.isdigit()] if env("PIDS") == "all" else [env("PIDS")]
wanted = ("secret-" + env("MARK")).encode()
for pid in pids:
    try:
        if {found}:
            reached(pid)
            break
    except OSError as error:
        refused(error)
else:
    refused(f"{{len(pids)}} processes looked at")
"""
_MEMORY = """
class Vector(ctypes.Structure):
    _fields_ = [("base", ctypes.c_void_p), ("length", ctypes.c_size_t)]
own = buffer(64)
line = next((each for each in open(f"/proc/{target}/maps") if " r" in each and "[heap]" not in each), None)
remote = int(line.split("-")[0], 16) if line else 0x400000
pair = [Vector(ctypes.addressof(own), 8), Vector(remote, 8)]
syscall((310, 270), target, ctypes.byref(pair[0]), 1, ctypes.byref(pair[1]), 1, 0)
reached()
"""
# Whoever waits for a process that spins waits for ever: the control's child would end with its stdin.
_INIT_MEMORY = """
child = None if env("TARGET") else subprocess.Popen(["cat"], stdin=subprocess.PIPE)
target = int(env("TARGET") or child.pid)
time.sleep(0.05)
try:
    with open(f"/proc/{target}/mem", "r+b", buffering=0) as memory:
        for line in [line.split() for line in open(f"/proc/{target}/maps") if "r-xp" in line and "/" in line]:
            start, end = (int(each, 16) for each in line[0].split("-"))
            memory.seek(start)
            memory.write((b"\\x90" * 62 + b"\\xeb\\xfe") * ((end - start) // 64))  # nothing, and jmp to itself
except OSError as error:
    refused(error)
if child:
    child.stdin.close()
else:
    time.sleep(60)
"""
_WEDGE = """
for number in (signal.SIGSTOP, signal.SIGTERM, signal.SIGKILL):
    os.kill(target, number)
    time.sleep(0.1)
try:
    state = open(f"/proc/{target}/stat").read().rpartition(") ")[2][:1]
except FileNotFoundError:
    state = "X"
reached(state) if state in "TtZX" else refused(f"its state is still {state}")
"""
_SETUID = """
import shutil, stat
paths = [path for path in map(shutil.which, ("su", "newgrp", "passwd", "gpasswd", "chfn", "mount")) if path]
paths = [path for path in paths if os.stat(path).st_mode & stat.S_ISUID]
if not paths:
    refused("there is no program with setuid here")
for path in paths[:1]:
    started = subprocess.Popen([path], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    deadline = time.monotonic() + 1
    while time.monotonic() < deadline:
        users = next(line for line in open(f"/proc/{started.pid}/status") if line.startswith("Uid:")).split()[1:3]
        if users[0] != users[1]:
            reached(f"{path} runs as {users}")
            break
        if started.poll() is not None:
            break
    else:
        refused(f"{path} runs as {users}")
    if started.poll() is not None:
        refused(f"{path} left with {started.returncode}")
    started.kill()
"""
_CAPABILITIES = """
sets = {line.split(":")[0]: line.split()[1] for line in open("/proc/self/status") if line.startswith("Cap")}
held = {name: value for name, value in sets.items() if int(value, 16)}
reached(held) if held else refused("every set is empty")
"""
_CAPABILITIES_BY_CALL = """
held = []
for number_ in range(41 if libc.prctl(39, 0, 0, 0, 0) == 0 else 0):  # nothing is gained by no_new_privs
    if libc.prctl(23, number_, 0, 0, 0) == 1:
        held.append(number_)
header, data = struct.pack("<II", 0x20080522, 0), buffer(24)
syscall((125, 90), buffer(header), data)
held += [each for each in struct.unpack("<6I", data.raw) if each]
reached(held) if held else refused("none is held or can be had")
"""
_CLONE = """
child = syscall((56, 220), 0x10000000 | 17, 0, 0, 0, 0)
if child == 0:
    os._exit(0)
os.waitpid(child, 0)
reached("a child in a user namespace of its own")
"""
_CLONE3 = """
arguments = buffer(struct.pack("<11Q", 0x10000000, 0, 0, 0, 17, 0, 0, 0, 0, 0, 0))
child = syscall((435, 435), arguments, 88)
if child == 0:
    os._exit(0)
os.waitpid(child, 0)
reached("a child in a user namespace of its own")
"""
_INJECT = """
import fcntl, termios
main, sub = os.openpty()
if os.fork() == 0:
    os.setsid()
    fcntl.ioctl(sub, termios.TIOCSCTTY, 0)
    try:
        fcntl.ioctl(sub, {command}, b"x\\0\\0\\0")
        reached("a character was pushed")
    except OSError as error:
        refused(error) if error.errno in (errno.EPERM, errno.EIO, errno.EACCES) else reached(f"as far as {{error}}")
    os._exit(0)
os.wait()
"""
_RAISE = """
import resource
hard = resource.getrlimit(resource.{limit})[1]
lower = 1000 if hard == resource.RLIM_INFINITY else hard - 1
resource.setrlimit(resource.{limit}, (lower, lower))
resource.setrlimit(resource.{limit}, (hard, hard))
reached(hard)
"""
_WRITABLE = """
flags = os.O_TMPFILE | os.O_WRONLY  # a file without a name: it leaves no trace where it can be made
os.close(os.open({place!r}, flags, 0o600))
reached({place!r})
"""
_NODE = """
import stat
os.mknod("made", 0o600 | stat.{kind}, os.makedev({major}, {minor}))
os.unlink("made")
reached("made")
"""
_PLACES = ("/", "/usr", "/usr/bin", "/etc", "/dev", "/var", "/run", "/home", "/opt", "/root")


async def _foreign_startup(bench: Bench, box: str) -> str:
    """Files that a launcher of the server would load if it took the program's environment for its own."""
    await bench.write(box, "evil.sh", b"echo REACHED by bash\n")
    await bench.write(box, "sitecustomize.py", b"print('REACHED by python')\n")
    start = pb.ExecStart(argv=pb.Argv(args=["true"]))
    where = (await bench.shell(box, "pwd")).text
    start.env.update({"BASH_ENV": f"{where}/evil.sh", "ENV": f"{where}/evil.sh", "PYTHONPATH": where})
    ran = await bench.run(box, start)
    said = ran.text + ran.stderr.decode(errors="replace")
    return f"{REACHED}: {said}" if REACHED in said or ran.exit.exit_code else "refused: nothing of it was loaded"


def _naive_startup(folder: Path) -> str:
    (folder / "evil.sh").write_text("echo REACHED by bash\n")
    return ran_plainly(["bash", "-c", "true"], folder, BASH_ENV=str(folder / "evil.sh"))


async def _foreign_library(bench: Bench, box: str) -> str:
    """ld.so complains once for each program that it was to load a broken library into."""
    start = pb.ExecStart(argv=pb.Argv(args=["true"]))
    start.env.update({"LD_PRELOAD": "/no-such-library.so"})
    ran = await bench.run(box, start)
    count = ran.stderr.count(b"/no-such-library.so")
    return f"{REACHED}: {count} programs loaded it" if count != 1 else "refused: only the program itself loads it"


def _naive_library(folder: Path) -> str:
    said = ran_plainly(["bash", "-c", "/bin/true; exit 0"], folder, LD_PRELOAD="/no-such-library.so")
    return f"{REACHED}: the launcher loads it, too" if said.count("/no-such-library.so") > 1 else said


ATTACKS = (
    _one("a_signal_reaches_a_process_of_the_host", "A program signals a process that it did not start.",
         "os.kill(int(env('VICTIM')), 0)\nreached()", given=victim),
    _one("a_thread_signal_reaches_a_process_of_the_host", "tgkill goes for a process of the host.",
         "syscall((234, 131), int(env('VICTIM')), int(env('VICTIM')), 0)\nreached()", given=victim),
    _one("a_pidfd_reaches_a_process_of_the_host", "A process of the host is held by a descriptor.",
         "signal.pidfd_send_signal(os.pidfd_open(int(env('VICTIM'))), 0)\nreached()", given=victim),
    _one("the_priority_of_a_host_process_is_read", "getpriority tells whether a process of the host is there.",
         "os.getpriority(os.PRIO_PROCESS, int(env('VICTIM')))\nreached()", given=victim, tiers=_NAMESPACES),
    _one("the_scheduling_of_a_host_process_is_changed", "A process of the host is bound to one processor.",
         "os.sched_setaffinity(int(env('VICTIM')), os.sched_getaffinity(0))\nreached()", given=victim),
    _one("the_limits_of_a_host_process_are_read", "prlimit asks for the limits of a process of the host.",
         "import resource\nresource.prlimit(int(env('VICTIM')), resource.RLIMIT_NOFILE)\nreached()", given=victim),
    _one("the_environment_of_a_host_process_is_read", "/proc/*/environ is searched for a secret.",
         _SECRETS.format(found='wanted in open(f"/proc/{pid}/environ", "rb").read()'), given=victim),
    _one("files_are_read_through_proc_cwd", "/proc/*/cwd is searched for a secret file.",
         _SECRETS.format(found='wanted in open(f"/proc/{pid}/cwd/secret", "rb").read()'), given=victim),
    _one("files_are_read_through_proc_root", "/proc/*/root is searched for the host's processes.",
         _SECRETS.format(
             found='int(env("VICTIM")) != os.getpid() and os.path.exists(f"/proc/{pid}/root/proc/{env(\'VICTIM\')}")'
         ), given=victim),
    _one("a_descriptor_is_inherited", "A program looks for descriptors that it did not open.",
         """
found = []
for descriptor in range(3, 1024):
    try:
        found.append(f"{descriptor}: {os.fstat(descriptor).st_mode:o}")
    except OSError:
        pass
reached(found) if found else refused("only 0, 1 and 2 are open")
""", given=inherited_file),
    _one("the_init_is_traced", "ptrace seizes the first process of the sandbox.",
         _aimed("call(libc.ptrace, 0x4206, target, 0, 0)\nreached()"), given=_INIT),
    _one("the_init_is_attached_to", "ptrace attaches to the first process of the sandbox.",
         _aimed("call(libc.ptrace, 16, target, 0, 0)\nreached()"), given=_INIT),
    _one("ptrace_is_available", "A program asks to be traced.", "surface(call, libc.ptrace, 0, 0, 0, 0)"),
    _one("the_memory_of_the_init_is_read", "process_vm_readv reads the first process of the sandbox.",
         _aimed(_MEMORY),
         given=_INIT),
    _one("the_memory_of_a_process_is_written", "process_vm_writev writes to a process of its own.",
         _aimed("class V(ctypes.Structure):\n    _fields_ = [('a', ctypes.c_void_p), ('n', ctypes.c_size_t)]\n"
                "own, to = buffer(8), buffer(8)\na, b = V(ctypes.addressof(own), 8), V(ctypes.addressof(to), 8)\n"
                "syscall((311, 271), os.getpid(), ctypes.byref(a), 1, ctypes.byref(b), 1, 0)\nreached()")),
    Attack("the_init_is_rewritten_and_spins", Category.PRIVILEGE,
           "Through /proc/1/mem the first process of the sandbox is made to spin, so that a wait never ends.",
           Probe("python", _INIT_MEMORY), given=_INIT, shows=Shows.HANG, reasons=frozenset({"TIMEOUT"}),
           limits=Limits(wall_ms=1200, small=True), machine="x86_64"),
    _one("the_init_is_stopped_or_killed", "Signals go for the first process of the sandbox.", _aimed(_WEDGE),
         given=_INIT),
    _one("a_setuid_program_gives_root", "A program of the system with setuid root is started.", _SETUID, _USER),
    _one("privileges_can_be_gained", "A program asks whether setuid would work for it.",
         "reached() if libc.prctl(39, 0, 0, 0, 0) == 0 else refused('no_new_privs is set')"),
    _one("capabilities_are_held", "/proc tells of capabilities.", _CAPABILITIES, _UNSHARED),
    _one("capabilities_can_be_had", "capget and the bounding set tell of capabilities.", _CAPABILITIES_BY_CALL,
         _UNSHARED),
    _one("an_ambient_capability_is_raised", "CAP_NET_RAW is raised for children.",
         "header = buffer(struct.pack('<II', 0x20080522, 0))\n"
         "data = buffer(struct.pack('<6I', *[0xffffffff & 0x3fff] * 3, 0, 0, 0))\n"
         "syscall((126, 91), header, data)\nreached()", _UNSHARED),
    _one("the_user_becomes_another", "setuid goes for root.",
         "os.setuid(0)\nreached(os.getuid()) if os.getuid() == 0 else refused()", _UNSHARED),
    _one("groups_are_changed", "setgroups goes for root's group.", "os.setgroups([0])\nreached()", _ROOT),
    _one("a_user_namespace_is_made_by_unshare", "unshare makes a user namespace.",
         "call(libc.unshare, 0x10000000)\nreached()"),
    _one("a_user_namespace_is_made_by_clone", "clone makes a user namespace.", _CLONE),
    _one("a_user_namespace_is_made_by_clone3", "clone3 makes one where no filter sees its flags.", _CLONE3),
    *(_one(f"a_{name}_namespace_is_made", f"unshare makes a {name} namespace.",
           f"call(libc.unshare, {flag:#x})\nreached()", _UNSHARED)
      for name, flag in (("mount", 0x20000), ("network", 0x40000000), ("cgroup", 0x2000000), ("time", 0x80))),
    _one("a_namespace_is_joined", "setns joins a namespace.",
         "call(libc.setns, os.open('/proc/self/ns/uts', os.O_RDONLY), 0)\nreached()", _UNSHARED),
    _one("a_file_system_is_mounted", "mount shows a tmpfs.",
         "os.mkdir('to')\ncall(libc.mount, b'none', b'to', b'tmpfs', 0, None)\nreached()", _UNSHARED),
    _one("a_folder_is_mounted_elsewhere", "mount binds a folder over another.",
         "os.mkdir('to')\ncall(libc.mount, b'/usr', b'to', None, 4096, None)\nreached()", _UNSHARED),
    _one("a_mount_is_taken_away", "umount2.", "call(libc.umount2, b'/proc', 2)\nreached()", _UNSHARED),
    _one("chroot_is_called", "chroot, from which one climbs out.",
         "os.mkdir('deep')\nos.chroot('deep')\nfor _ in range(64): os.chdir('..')\nos.chroot('.')\nreached()",
         _UNSHARED),
    _one("the_host_name_is_changed", "sethostname.", "call(libc.sethostname, b'audit', 5)\nreached()", _UNSHARED),
    _one("the_domain_name_is_changed", "setdomainname.", "call(libc.setdomainname, b'audit', 5)\nreached()", _UNSHARED),
    _one("characters_are_pushed_into_a_terminal", "TIOCSTI types for whoever sits at the terminal.",
         _INJECT.format(command="0x5412")),
    _one("the_console_is_told_to_paste", "TIOCLINUX pastes for whoever sits at the console.",
         _INJECT.format(command="0x541C")),
    _one("a_terminal_of_the_server_is_taken", "/dev/tty is opened: the terminal of whoever started the server.",
         "os.close(os.open('/dev/tty', os.O_RDWR))\nreached()",
         stage="""
import fcntl, termios
main, sub = os.openpty()
fcntl.ioctl(sub, termios.TIOCSCTTY, 0)  # the control's process leads its session already
"""),
    _one("a_device_with_nothing_is_made", "mknod makes /dev/null.",
         _NODE.format(kind="S_IFCHR", major=1, minor=3), _ROOT),
    _one("a_disk_is_made", "mknod makes a disk.", _NODE.format(kind="S_IFBLK", major=254, minor=0), _ROOT),
    _one("realtime_priority_is_taken", "sched_setscheduler goes before everybody.",
         "os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(1))\nreached()", _ROOT),
    _one("a_better_priority_is_taken", "nice goes before others.", "os.nice(-5)\nreached()", _ROOT),
    _one("the_killer_is_told_to_spare_it", "oom_score_adj is lowered.",
         "os.write(os.open('/proc/self/oom_score_adj', os.O_WRONLY), b'-999')\nreached()", _ROOT),
    _one("limits_are_raised", "setrlimit goes above the hard limit.",
         _RAISE.format(limit="RLIMIT_NOFILE"), _ROOT),
    _one("the_process_limit_is_raised", "setrlimit goes for more processes.",
         _RAISE.format(limit="RLIMIT_NPROC"), _ROOT),
    *(_one(f"the_system_is_written_to_at_{place.strip('/').replace('/', '_') or 'the_top'}",
           f"A file is made in {place}.", _WRITABLE.format(place=place), _ROOT) for place in _PLACES),
    Attack("start_files_of_shells_are_loaded_outside", Category.PRIVILEGE,
           "BASH_ENV and PYTHONPATH lead a launcher of the server to files in the workspace.",
           Calls(_foreign_startup, _naive_startup)),
    Attack("a_library_is_preloaded_outside", Category.PRIVILEGE,
           "LD_PRELOAD leads a launcher of the server to a library.", Calls(_foreign_library, _naive_library)),
)  # fmt: skip

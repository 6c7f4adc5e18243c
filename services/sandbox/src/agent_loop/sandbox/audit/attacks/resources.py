"""Bombs. The control shows that each exceeds what it is to be held to, by amounts that hurt nobody."""

import asyncio
import os
import subprocess
import time
from pathlib import Path

import grpc

from agent_loop.chassis.grpc import reason
from agent_loop.contracts.sandbox.v1 import sandbox_pb2 as pb
from agent_loop.sandbox.audit.attack import (
    MIB,
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
from agent_loop.sandbox.audit.fixtures import told

_ENDED = frozenset({"EXITED", "SIGNALED"})
_SMALL = Limits(small=True)
_BOTH: frozenset[Tier] = frozenset({"landlock", "namespaces"})
_NAMESPACES: frozenset[Tier] = frozenset({"namespaces"})
# Inside, the probe stays for a while with what it got hold of: who looks once a second has to see it.
_STAYS = told({"STAY": "7"}, {"STAY": "0"})
_LOTS = told({"BYTES": str(500_000_000)}, {"BYTES": str(5_000_000)})

_FORKS = """
children = []
try:
    for _ in range(52):  # the limit is 32
        children.append(os.posix_spawn("/bin/sleep", ["sleep", "20"], os.environ))
except OSError as error:
    refused(error)
    time.sleep(float(env("STAY")))
else:
    time.sleep(float(env("STAY")))
    reached(f"{len(children)} children")
for child in children:
    os.kill(child, 9)
"""
_DOUBLING = """
double() {
    if [ "$1" -gt 0 ]; then double $(($1 - 1)) & double $(($1 - 1)) & wait; else sleep 9; fi
}
double 5 >/dev/null 2>&1 &
sleep "$(($STAY + 1))"
count=$(grep -la "$MARK" /proc/[0-9]*/cmdline 2>/dev/null | wc -l)
[ "$count" -gt 50 ] && echo "REACHED $count processes" || echo "refused $count processes"
"""
_THREADS = """
import threading
for _ in range(60):
    threading.Thread(target=time.sleep, args=(float(env("STAY")) + 2,), daemon=True).start()
time.sleep(float(env("STAY")))
reached(threading.active_count())
os._exit(0)
"""
_MEMORY = """
kept = []
for _ in range(150):  # the limit is 96 MiB
    kept.append(bytearray(os.urandom(4096)) * 256)
    time.sleep(0.004)
time.sleep(float(env("STAY")))
reached(f"{len(kept)} MiB")
"""
_MEMORY_OF_MANY = """
children = []
for _ in range(4):
    child = os.fork()
    if child == 0:
        kept = b"x" * (40 << 20)
        time.sleep(float(env("STAY")) + 1)
        os._exit(0)
    children.append(child)
statuses = [os.waitpid(child, 0)[1] for child in children]
reached("160 MiB in four") if not any(statuses) else refused(statuses)
"""
_MEMORY_SHARED = """
import mmap
kept = mmap.mmap(-1, 150 << 20)
for offset in range(0, 150 << 20, 1 << 20):
    kept[offset:offset + (1 << 20)] = b"x" * (1 << 20)
    time.sleep(0.004)
time.sleep(float(env("STAY")))
reached("150 MiB")
"""
_MEMFD = """
descriptor = os.memfd_create("audit")
for _ in range(120):
    os.write(descriptor, b"x" * (1 << 20))
time.sleep(float(env("STAY")))
reached("120 MiB")
"""
_SYSTEM_V = """
IPC_RMID = 0
segment = syscall((29, 194), 0, 120 << 20, 0o600)
syscall((31, 195), segment, IPC_RMID, None)
reached("120 MiB that no process owns")
"""
_FILL = """
import tempfile
path = {where}
with open(path, "wb") as file:
    try:
        for _ in range({mebibytes}):
            file.write(b"x" * (1 << 20))
            file.flush()
        reached(f"{{os.path.getsize(path)}} bytes")
    except OSError as error:
        refused(error)
    finally:
        os.unlink(path)
"""
_BIG_FILE = """
signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
with open("big", "wb") as file:
    for _ in range(20):
        file.write(b"x" * (1 << 20))
reached()
"""
_SPARSE = """
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
with open("sparse", "wb") as file:
    file.truncate(1 << 40)
reached()
"""
_MANY_FILES = """
for number_ in range(5):
    with open(f"file{number_}", "wb") as file:
        file.write(b"x" * 5_000_000)
time.sleep(float(env("STAY")))
reached("25 MB")
"""
_INODES = """
for number_ in range(500):
    open(f"file{number_}", "wb").close()
time.sleep(float(env("STAY")))
reached("500 files")
"""
_FOLDERS = """
for number_ in range(300):
    os.mkdir(f"folder{number_}")
    os.symlink("x", f"link{number_}")
time.sleep(float(env("STAY")))
reached("600 entries")
"""
_DEEP = """
import shutil
for _ in range(180):
    os.mkdir("d" * 100)
    os.chdir("d" * 100)
time.sleep(float(env("STAY")))
reached("180 folders, one in another")
"""
_DESCRIPTORS = "kept = [os.dup(1) for _ in range(100)]\nreached(len(kept))"
_PIPES = "kept = [os.pipe() for _ in range(60)]\nreached(len(kept))"
_OUTPUT = """
left = int(env("BYTES"))
while left > 0:
    left -= os.write({descriptor}, {piece} * 8192)
os.write(1, b"\\n")
reached()
"""
_BURN = """
deadline = time.process_time() + 2.3
while time.process_time() < deadline:
    pass
reached("2.3 s of the processor")
"""
# 1 is the kernel's word for "not even to a program that takes core dumps".
_CORE = """
import resource
hard = resource.getrlimit(resource.RLIMIT_CORE)[1]
reached(hard) if hard not in (0, 1) else refused(f"the hard limit is {hard}")
"""


def _one(
    attack_id: str, tries: str, source: str, reasons: frozenset[str] = _ENDED, given: Fixture = nothing,
    limits: Limits = _SMALL, tiers: frozenset[Tier] = _BOTH, shows: Shows = Shows.WORD,
) -> Attack:  # fmt: skip
    return Attack(
        attack_id, Category.RESOURCES, tries, Probe("python", source), Unprotected.PLAIN, "", given, shows, reasons,
        limits, tiers=tiers,
    )  # fmt: skip


def _filled(where: str, mebibytes: int = 6) -> str:
    return _FILL.format(where=where, mebibytes=mebibytes)


async def _long_arguments(bench: Bench, box: str) -> str:
    return await _refused_by_name(bench, box, pb.ExecStart(argv=pb.Argv(args=["true", *["x" * 90_000] * 70])))


async def _long_environment(bench: Bench, box: str) -> str:
    start = pb.ExecStart(argv=pb.Argv(args=["true"]), env={f"V{number}": "x" * 90_000 for number in range(70)})
    return await _refused_by_name(bench, box, start)


async def _refused_by_name(bench: Bench, box: str, start: pb.ExecStart) -> str:
    try:
        ran = await bench.run(box, start)
    except grpc.aio.AioRpcError as error:
        return f"refused: {error.details()}" if reason(error) == "REQUEST_REFUSED" else f"{REACHED}: {reason(error)}"
    return f"{REACHED}: it ended with {ran.reason}"


def _naive_arguments(_folder: Path) -> str:
    try:
        subprocess.run(["true", *["x" * 90_000] * 70], check=True)
    except OSError as error:
        return f"{REACHED}: whoever does not look gets {error.strerror}"
    return "Linux takes it"


def _naive_environment(_folder: Path) -> str:
    try:
        subprocess.run(["true"], env={f"V{number}": "x" * 90_000 for number in range(70)}, check=True)
    except OSError as error:
        return f"{REACHED}: whoever does not look gets {error.strerror}"
    return "Linux takes it"


async def _slow_reader(bench: Bench, box: str) -> str:
    """A client that reads nothing must hold up its own program and nobody else's."""
    limits = pb.ExecLimits(wall_ms=4000, output_bytes=64 * MIB)
    start = pb.ExecStart(sandbox_id=box, shell="yes", limits=limits)  # noqa: S604
    call = bench.stub.Exec(iter([pb.ExecRequest(start=start)]))
    try:
        await call.read()
        started = time.monotonic()
        answers = [(await bench.shell(box, f"echo {number}")).text for number in range(3)]
        took = time.monotonic() - started
    finally:
        call.cancel()
    if answers != ["0", "1", "2"] or took > 5:
        return f"{REACHED}: the others answered {answers} after {took:.1f} s"
    return f"held: three others were answered in {took:.2f} s"


def _naive_slow_reader(_folder: Path) -> str:
    """A server that writes to its client before it goes on: here is how soon it stops doing anything else."""
    reading, writing = os.pipe()
    try:
        os.set_blocking(writing, False)
        sent = 0
        while True:
            sent += os.write(writing, b"y\n" * 4096)
    except BlockingIOError:
        return f"{REACHED}: a blocking write stops after {sent} bytes"
    finally:
        os.close(reading)
        os.close(writing)


async def _client_gone(bench: Bench, box: str) -> str:
    """A client that leaves its stream takes its program along."""
    start = pb.ExecStart(sandbox_id=box, shell="echo begun; while :; do sleep 1; done")  # noqa: S604
    call = bench.stub.Exec(iter([pb.ExecRequest(start=start)]))
    async for event in call:
        if event.WhichOneof("event") == "stdout":
            break
    call.cancel()
    for _ in range(100):
        if (await bench.stub.Get(pb.GetRequest(sandbox_id=box))).sandbox.running == 0:
            return "held: the program went with its client"
        await asyncio.sleep(0.05)
    return f"{REACHED}: the program runs on"


def _naive_client(_folder: Path) -> str:
    started = subprocess.Popen(["sleep", "30"], start_new_session=True)
    try:
        return REACHED if started.poll() is None else "it ended"
    finally:
        started.kill()
        started.wait()


ATTACKS = (
    _one("one_parent_starts_too_many_children", "52 children where 32 are allowed.", _FORKS, frozenset({"PIDS"}),
         _STAYS),
    Attack("a_fork_bomb_doubles", Category.RESOURCES, "Every process starts two, six deep.", Probe("shell", _DOUBLING),
           given=_STAYS, reasons=frozenset({"PIDS"}), limits=_SMALL),
    _one("a_thread_bomb_goes_off", "60 threads where 32 are allowed.", _THREADS, _ENDED | {"PIDS"}, _STAYS),
    _one("a_memory_bomb_goes_off_in_one_process", "150 MiB where 96 are allowed.", _MEMORY, frozenset({"OOM"}), _STAYS),
    _one("a_memory_bomb_goes_off_in_many_processes", "40 MiB in each of four processes where 96 are allowed in all.",
         _MEMORY_OF_MANY, frozenset({"OOM"}), _STAYS),
    _one("a_memory_bomb_goes_off_in_shared_pages", "150 MiB that two processes could share where 96 are allowed.",
         _MEMORY_SHARED, _ENDED | {"OOM"}, _STAYS),
    _one("one_huge_allocation_is_made", "1 GiB in one piece, not even touched.",
         "kept = bytearray(1 << 30)\nreached(len(kept))"),
    _one("memory_hides_in_a_file_without_a_name", "120 MiB in a memfd, which no process owns.", _MEMFD,
         _ENDED | {"OOM"}, _STAYS),
    _one("memory_hides_in_a_segment", "120 MiB in a System V segment, which no process owns.", _SYSTEM_V),
    _one("memory_hides_in_tmp", "6 MiB in /tmp where 4 are allowed.", _filled("tempfile.mktemp()"), _ENDED | {"DISK"},
         tiers=_NAMESPACES),
    _one("memory_hides_in_dev_shm", "6 MiB in /dev/shm where 4 are allowed.",
         _filled("f'/dev/shm/agent-loop-audit-{env(\"MARK\")}'")),
    _one("a_file_grows_too_large", "One file of 20 MiB where 8 are allowed.", _BIG_FILE, frozenset({"DISK"})),
    _one("a_sparse_terabyte_is_made", "A file of one TiB without content.", _SPARSE, _ENDED | {"DISK"}),
    _one("many_files_fill_the_disk", "25 MB where 16 MiB are allowed.", _MANY_FILES, frozenset({"DISK"}), _STAYS),
    _one("many_files_fill_the_inodes", "500 files where 200 are allowed.", _INODES, frozenset({"DISK"}), _STAYS),
    _one("folders_and_links_fill_the_inodes", "300 folders and 300 links where 200 are allowed.", _FOLDERS,
         frozenset({"DISK"}), _STAYS),
    _one("folders_are_nested_deeper_than_a_path", "180 folders, one in another, with long names.", _DEEP,
         frozenset({"DISK"}), _STAYS),
    _one("descriptors_are_exhausted", "100 descriptors where 64 are allowed.", _DESCRIPTORS),
    _one("pipes_are_exhausted", "60 pipes where 64 descriptors are allowed.", _PIPES),
    _one("output_is_endless", "Lines without end.", _OUTPUT.format(descriptor=1, piece="b'y\\n'"),
         frozenset({"TIMEOUT"}), told({"BYTES": str(10**15)}, {"BYTES": "3000000"}),
         Limits(wall_ms=1500, output_bytes=10_000, small=True)),
    _one("errors_are_endless", "Lines without end on stderr.", _OUTPUT.format(descriptor=2, piece="b'y\\n'"),
         frozenset({"TIMEOUT"}), told({"BYTES": str(10**15)}, {"BYTES": "3000000"}),
         Limits(wall_ms=1500, output_bytes=10_000, small=True)),
    _one("output_goes_on_beyond_its_cap", "Output that is to end the program at its cap.",
         _OUTPUT.format(descriptor=1, piece="b'y\\n'"), frozenset({"OUTPUT_CAP"}),
         told({"BYTES": str(10**15)}, {"BYTES": "3000000"}),
         Limits(output_bytes=5000, end_at_output_cap=True, small=True)),
    _one("one_line_has_500_megabytes", "A line that no buffer should hold.", _OUTPUT.format(descriptor=1, piece="b'x'"),
         _ENDED | {"TIMEOUT"}, _LOTS, Limits(wall_ms=20_000, output_bytes=MIB, small=True)),
    _one("the_processor_is_burnt", "2.3 s of the processor where 1 is allowed.", _BURN, frozenset({"TIMEOUT"}),
         limits=Limits(wall_ms=15_000, cpu_ms=1000, small=True)),
    _one("a_core_dump_can_be_written", "The hard limit of core dumps.", _CORE),
    Attack("arguments_have_six_megabytes", Category.RESOURCES, "More arguments than Linux takes.",
           Calls(_long_arguments, _naive_arguments)),
    Attack("the_environment_has_six_megabytes", Category.RESOURCES, "More environment than Linux takes.",
           Calls(_long_environment, _naive_environment)),
    Attack("a_client_reads_nothing", Category.RESOURCES, "A reader that holds everybody up.",
           Calls(_slow_reader, _naive_slow_reader)),
    Attack("a_client_goes_away", Category.RESOURCES, "A client that leaves a program behind.",
           Calls(_client_gone, _naive_client)),
)  # fmt: skip

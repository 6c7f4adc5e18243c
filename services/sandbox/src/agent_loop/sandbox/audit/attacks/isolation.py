"""Attacks of one sandbox on another, and of one program on the next in the same sandbox."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import grpc

from agent_loop.chassis.grpc import reason
from agent_loop.contracts.sandbox.v1 import sandbox_pb2 as pb
from agent_loop.sandbox.audit.attack import REACHED, Attack, Calls, Category, Tier
from agent_loop.sandbox.audit.bench import Bench
from agent_loop.sandbox.audit.naive import joined, ran_plainly

_NAMESPACES: frozenset[Tier] = frozenset({"namespaces"})
_BOTH: frozenset[Tier] = frozenset({"landlock", "namespaces"})

# The neighbour leaves its word everywhere and says that it stands; the other one looks for it.
_NEIGHBOUR = """
import ctypes, os, socket, sys, time
word = os.environ["WORD"]
open("word-" + word, "w").write(word)
for folder in ("/tmp", "/dev/shm"):
    try:
        open(f"{{folder}}/word-{{word}}", "w").write(word)
    except OSError:
        pass
{more}
print("stands", flush=True)
time.sleep(20)
"""
_ABSTRACT = 's = socket.socket(socket.AF_UNIX); s.bind("\\0word-" + word); s.listen()'
_LOOPBACK = "s = socket.create_server(('127.0.0.1', 20000 + int(word, 16) % 20000))"
_QUEUE = "ctypes.CDLL(None).msgget(int(word, 16) % 2**31, 0o1666)"
_SEMAPHORE = "ctypes.CDLL(None).semget(int(word, 16) % 2**31, 1, 0o1666)"
_POSIX_QUEUE = 'ctypes.CDLL(None).mq_open(b"/word-" + word.encode(), 0o102, 0o666, None)'

_LOOKS = {
    "processes": "any(word.encode() in content(p, 'environ') for p in pids)",
    "command lines": "any(word.encode() in content(p, 'cmdline') for p in pids)",
    "tmp": "os.path.exists(f'/tmp/word-{word}')",
    "shm": "os.path.exists(f'/dev/shm/word-{word}')",
    "abstract": 'socket.socket(socket.AF_UNIX).connect("\\0word-" + word) is None',
    "loopback": "socket.create_connection(('127.0.0.1', 20000 + int(word, 16) % 20000), 2) is not None",
    "queue": "ctypes.CDLL(None).msgget(int(word, 16) % 2**31, 0) >= 0",
    "semaphore": "ctypes.CDLL(None).semget(int(word, 16) % 2**31, 0, 0) >= 0",
    "posix queue": 'ctypes.CDLL(None).mq_open(b"/word-" + word.encode(), 0, 0, None) >= 0',
}
# Inside it looks at all processes but its own launchers'; the control keeps to the neighbour.
_LOOKING = """
import ctypes, os, socket
word = os.environ.pop("WORD")
own = {{os.getpid(), os.getppid(), 1}}
try:
    pids = os.environ.get("PIDS", "").split() or [p for p in os.listdir("/proc") if p.isdigit() and int(p) not in own]
except PermissionError:
    pids = []
def content(pid, name):
    try:
        return open(f"/proc/{{pid}}/{{name}}", "rb").read()
    except OSError:
        return b""
try:
    print("REACHED" if {look} else "refused: nothing is there")
except OSError as error:
    print("refused:", error)
"""
# Who leaves a queue or semaphore behind on the host takes it away again.
_REMOVING = (
    "import ctypes, os; l = ctypes.CDLL(None); key = int(os.environ['WORD'], 16) % 2**31;"
    "l.msgctl(l.msgget(key, 0), 0, None); l.semctl(l.semget(key, 0, 0), 0, 0);"
    "l.mq_unlink(b'/word-' + os.environ['WORD'].encode());"
    "[os.path.exists(p) and os.unlink(p) for p in (d + '/word-' + os.environ['WORD'] for d in ('/tmp', '/dev/shm'))]"
)


class _NoNeighbour(Exception):
    """What the neighbour was to stand with is refused to it."""


@asynccontextmanager
async def _neighbour(bench: Bench, box: str, word: str, more: str) -> AsyncIterator[None]:
    """A program that stands while the block lasts."""
    source = _NEIGHBOUR.format(more=f"# {word}\n{more}")
    start = pb.ExecStart(sandbox_id=box, python=source, env={"WORD": word}, limits=pb.ExecLimits(wall_ms=20_000))
    call = bench.stub.Exec(iter([pb.ExecRequest(start=start)]), timeout=30)
    try:
        async for event in call:
            if event.WhichOneof("event") == "stdout":
                break
            if event.WhichOneof("event") == "exit":
                raise _NoNeighbour
        yield
    finally:
        call.cancel()


def _other(look: str, more: str = "") -> Callable[[Bench, str], Awaitable[str]]:
    async def act(bench: Bench, box: str) -> str:
        word = secrets.token_hex(8)
        try:
            async with bench.sandbox() as own, _neighbour(bench, box, word, more):
                ran = await bench.run(own, pb.ExecStart(python=_LOOKING.format(look=look), env={"WORD": word}))
        except _NoNeighbour:
            return "refused: a sandbox cannot even open it"
        return ran.text or f"{REACHED}? it said nothing: {ran.stderr[-200:]!r}"

    return act


def _naive_other(look: str, more: str = "") -> Callable[[Path], str]:
    """Two programs of the same user, side by side."""

    def naive(folder: Path) -> str:
        word = secrets.token_hex(8)
        # The neighbour's own process starts the one that looks, as nothing else knows when it stands.
        look_there = f"subprocess.run([sys.executable, '-c', {_LOOKING.format(look=look)!r}])"
        look_there = f"os.environ['PIDS'] = str(os.getpid()); {look_there}"
        source = _NEIGHBOUR.format(more=f"# {word}\n{more}").replace(
            "time.sleep(20)", f"import subprocess; {look_there}"
        )
        said = ran_plainly(["python3", "-c", source], folder, WORD=word)
        ran_plainly(["python3", "-c", _REMOVING], folder, WORD=word)
        return next((line for line in said.splitlines() if line.startswith(REACHED)), said)

    return naive


def _apart(attack_id: str, tries: str, look: str, more: str = "", tiers: frozenset[Tier] = _BOTH) -> Attack:
    found = _LOOKS[look]
    return Attack(
        attack_id, Category.ISOLATION, tries, Calls(_other(found, more), _naive_other(found, more)), tiers=tiers
    )  # fmt: skip


async def _workspace_of_another(bench: Bench, box: str) -> str:
    word = secrets.token_hex(8)
    await bench.write(box, f"word-{word}", word.encode())
    async with bench.sandbox() as own:
        search = (
            f"find / \\( -path /usr -o -path /proc \\) -prune -o -name 'word-{word}' -print 2>/dev/null;"
            f" ls -a . .. | grep -c {box}"
        )
        ran = await bench.shell(own, search)
    return f"{REACHED}: {ran.text}" if ran.text != "0" else "refused: it is nowhere to be found"


def _naive_workspace(folder: Path) -> str:
    for name in ("one", "other"):
        (folder / name).mkdir()
    (folder / "one" / "word").touch()
    found = ran_plainly(["find", "..", "-name", "word"], folder / "other")
    return f"{REACHED}: {found}" if found else "it was not found"


async def _files_of_another(bench: Bench, box: str) -> str:
    await bench.write(box, "secret", b"secret")
    async with bench.sandbox() as own:
        for path in (f"../{box}/secret", f"../../{box}/workspace/secret", f"/workspace/../{box}/secret"):
            try:
                return f"{REACHED}: {await bench.read(own, path)!r}"
            except grpc.aio.AioRpcError as error:
                if reason(error) != "PATH_REFUSED":
                    return f"{REACHED}: {path} was answered {reason(error)}"
    return "refused: PATH_REFUSED"


def _naive_files(folder: Path) -> str:
    for name in ("one", "other"):
        (folder / name).mkdir()
    (folder / "one" / "secret").write_text("secret")
    return f"{REACHED}: {joined(folder / 'other', '../one/secret').read_text()}"


def _twice(first: str, then: str, *, clean: str) -> Calls:
    """A program leaves something, and the next one in the same sandbox looks for it; `clean` is what it prints then."""

    async def act(bench: Bench, box: str) -> str:
        word = secrets.token_hex(8)
        before = (await bench.run(box, pb.ExecStart(shell=first, env={"WORD": word}))).text
        ran = await bench.run(box, pb.ExecStart(shell=then, env={"WORD": word}))
        same = ran.text == before if clean == "another" else ran.text != clean
        return f"{REACHED}: {ran.text}" if same else f"refused: {ran.text}"

    def naive(folder: Path) -> str:
        word = secrets.token_hex(8)
        before = ran_plainly(["bash", "-c", first], folder, WORD=word)
        after = ran_plainly(["bash", "-c", then], folder, WORD=word)
        ran_plainly(["bash", "-c", 'rm -f /tmp/"$WORD" /dev/shm/"$WORD"'], folder, WORD=word)
        same = after == before if clean == "another" else after != clean
        return f"{REACHED}: {after}" if same else after

    return Calls(act, naive)


_SPACES = "for kind in pid net ipc mnt uts user; do readlink /proc/self/ns/$kind; done"


async def _seen_from_the_next(bench: Bench, box: str) -> str:
    """A long program and a second one in the same sandbox at the same time: they share files and nothing else."""
    word = secrets.token_hex(8)
    async with _neighbour(bench, box, word, _ABSTRACT):
        look = f"({_LOOKS['processes']}) or ({_LOOKS['tmp']})"
        ran = await bench.run(box, pb.ExecStart(python=_LOOKING.format(look=look), env={"WORD": word}))
    return ran.text


async def _neighbour_notices(bench: Bench, box: str) -> str:
    """A bomb in one sandbox; the other is answered."""
    async with bench.sandbox(small=True) as bombed:
        bomb = asyncio.create_task(bench.shell(bombed, "b() { b | b & }; b; b; b; sleep 3", wall_ms=3000))
        try:
            answers = []
            for number in range(5):
                answers.append((await asyncio.wait_for(bench.shell(box, f"echo {number}"), 10)).text)
        except TimeoutError:
            return f"{REACHED}: another sandbox had no answer for 10 s"
        finally:
            await bomb
    return "held: five answers" if answers == list("01234") else f"{REACHED}: {answers}"


def _naive_notices(folder: Path) -> str:
    """Processes of one user share one limit: 40 sleepers, and no 41st where that is the limit."""
    source = (
        "import os, resource, time\n"
        "if os.getuid() == 0: os.setgroups([]); os.setgid(64999); os.setuid(64999)\n"
        "own = int(os.popen('ps -L -u ' + str(os.getuid()) + ' --no-headers | wc -l').read())\n"
        "resource.setrlimit(resource.RLIMIT_NPROC, (own + 40, own + 40))\n"
        "children = []\n"
        "try:\n"
        "    for _ in range(400):\n"
        "        child = os.fork()\n"
        "        if child == 0: time.sleep(5); os._exit(0)\n"
        "        children.append(child)\n"
        "except OSError as error: print('REACHED: a stranger cannot start a program:', error)\n"
        "for child in children: os.kill(child, 9)\n"
    )
    return ran_plainly(["python3", "-c", source], folder)


ATTACKS = (
    Attack("the_workspace_of_another_sandbox_is_found", Category.ISOLATION,
           "A program searches everything it can see for another sandbox's file.",
           Calls(_workspace_of_another, _naive_workspace)),
    Attack("the_files_of_another_sandbox_are_asked_for", Category.ISOLATION,
           "A client reads another sandbox's file through its own.", Calls(_files_of_another, _naive_files)),
    _apart("the_environment_of_another_sandbox_is_read", "A program reads the environment of another sandbox's.",
           "processes"),
    _apart("the_command_lines_of_another_sandbox_are_read", "A program lists what runs in another sandbox.",
           "command lines"),
    _apart("the_tmp_of_another_sandbox_is_shared", "A program looks into another sandbox's /tmp.", "tmp"),
    _apart("the_shared_memory_of_another_sandbox_is_shared", "A program looks into another sandbox's /dev/shm.", "shm"),
    _apart("an_abstract_socket_of_another_sandbox_is_reached", "A program connects to another sandbox's socket.",
           "abstract", _ABSTRACT),
    _apart("a_port_of_another_sandbox_is_reached", "A program connects to another sandbox's port.", "loopback",
           _LOOPBACK),
    _apart("a_message_queue_of_another_sandbox_is_reached", "A System V queue of another sandbox.", "queue", _QUEUE),
    _apart("a_semaphore_of_another_sandbox_is_reached", "A System V semaphore of another sandbox.", "semaphore",
           _SEMAPHORE),
    _apart("a_posix_queue_of_another_sandbox_is_reached", "A POSIX queue of another sandbox.", "posix queue",
           f"import ctypes.util; ctypes.CDLL('librt.so.1'); {_POSIX_QUEUE}"),
    Attack("another_sandbox_notices_a_bomb", Category.ISOLATION, "A fork bomb goes off next door.",
           Calls(_neighbour_notices, _naive_notices)),
    Attack("a_set_of_namespaces_is_used_twice", Category.ISOLATION, "A program finds itself where another one was.",
           _twice(_SPACES, _SPACES, clean="another"), tiers=_NAMESPACES),
    Attack("something_in_tmp_is_left_to_the_next_program", Category.ISOLATION, "A program leaves a file in /tmp.",
           _twice('touch /tmp/"$WORD"', 'ls /tmp | grep -c "$WORD"', clean="0"), tiers=_NAMESPACES),
    Attack("something_in_shared_memory_is_left_to_the_next_program", Category.ISOLATION,
           "A program leaves a file in /dev/shm.",
           _twice('touch /dev/shm/"$WORD" 2>/dev/null', 'ls /dev/shm 2>/dev/null | grep -c "$WORD"', clean="0")),
    Attack("a_program_in_the_same_sandbox_is_looked_into", Category.ISOLATION,
           "A one-shot looks for another that runs in the same sandbox.",
           Calls(_seen_from_the_next, _naive_other(_LOOKS["processes"], _ABSTRACT)), tiers=_NAMESPACES),
)  # fmt: skip

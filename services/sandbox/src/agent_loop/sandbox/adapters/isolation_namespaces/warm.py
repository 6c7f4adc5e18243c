"""A Python interpreter that waits in its set before there is anything to run: its start is most of a snippet's time.

It behaves as `python3 -c SOURCE` does. What an interpreter decides while it starts (PYTHON*, the locale, the time zone,
a terminal) cannot be caught up on, so programs that set such things get a fresh one.
"""

from agent_loop.sandbox.adapters.isolation_namespaces.wire import AT_ONCE, IN_MEMORY_FILE, JOB, WARM, Job
from agent_loop.sandbox.domain.programs import CLEAN_ENVIRONMENT, Confinement

_REHEARSAL = """
def first(x, *others, last=1):
    return x

class Thing:
    def __init__(self):
        self.name = "a"

for each in [str(n) for n in range(3)]:
    try:
        print(first(6 * 7), f"{float(each):.1f}", {each: Thing().name}, file=out)
    except ValueError:
        pass
"""

_SETTLED_AT_START = ("PYTHON", "LC_", "LANG", "TZ", "LD_", "GLIBC_", "MALLOC_")

_BOOT = f"""
def boot():
    import _socket, _struct, gc, os, sys  # struct would hide a program's own module
    rehearse()
    gc.collect()
    gc.freeze()
    ready = os.read(4, 4)
    os.close(4)
    talk = _socket.socket(fileno=3)
    data, sent, _, _ = talk.recvmsg(131072, _socket.CMSG_SPACE(16)) if ready else (b"", [], 0, None)
    if not data:
        os._exit(0)
    given = _struct.unpack("%di" % (len(sent[0][2]) // 4), sent[0][2])
    head = _struct.unpack_from("{JOB.format}", data)
    if head[1] & {AT_ONCE}:
        talk.send(b"S")
    talk.close()
    tail = data[{JOB.size}:]
    if head[1] & {IN_MEMORY_FILE}:
        with open(given[3], "rb") as file:
            file.seek(0)
            tail = file.read()
    for place in range(3):
        os.dup2(given[place], place)
        os.close(given[place])
    parts = tail.split(b"\\0")
    argv, env = parts[2:2 + head[3]], parts[2 + head[3]:2 + head[3] + head[4]]
    os.chdir(parts[1])
    given = dict(pair.split(b"=", 1) for pair in env)
    if given != dict(os.environb):
        os.environ.clear()
        os.environb.update(given)
    if os.path.isdir(os.path.expanduser("~/.local/lib")):  # packages of the user's, which only a start finds
        os.execvp(argv[0], argv)
    return argv[2].decode("utf-8", "surrogateescape")


def rehearse():
    # What runs for the first time is mapped page by page, which takes longer than a short program: so what most of them
    # need, and their start and end, runs once while there is time. It leaves nothing behind.
    import _struct, atexit, io, os, sys
    exec(compile({_REHEARSAL!r}, "<string>", "exec"), {{"__name__": "__main__", "out": io.StringIO()}})
    _struct.unpack("%di" % 3, bytes(12))
    dict(pair.split(b"=", 1) for pair in b"a=b".split(b"\\0")) == dict(os.environb)
    os.chdir(".")
    for place in range(3):
        os.dup2(place, place)
    all(name.partition(".")[0] in sys.stdlib_module_names for name in set(sys.modules) - {{"os"}})
    sys.stdout.flush()


def run(source, leave):
    import sys
    names = vars(sys.modules["__main__"])
    for name in ("boot", "rehearse", "run", "leave"):
        del names[name]
    before = set(sys.modules)
    try:
        exec(compile(source, "<string>", "exec"), names)
        leave(names, before)
    except SystemExit:
        raise
    except BaseException as error:
        error.__traceback__ = error.__traceback__.tb_next
        sys.excepthook(type(error), error, error.__traceback__)
        if isinstance(error, KeyboardInterrupt):
            import os, signal
            sys.stdout.flush()
            signal.signal(signal.SIGINT, signal.SIG_DFL)
            os.kill(os.getpid(), signal.SIGINT)
        raise SystemExit(1) from None


def leave(names, before):
    # As an interpreter ends, but without taking its modules apart, which is most of what that costs. Of a program that
    # imported others than the standard library's, nobody knows what their end would do.
    import atexit, gc, os, sys
    of_python = sys.stdlib_module_names
    if not all(name.partition(".")[0] in of_python for name in set(sys.modules) - before):
        return
    if "threading" in sys.modules:
        sys.modules["threading"]._shutdown()
    atexit._run_exitfuncs()
    names.clear()
    gc.collect()
    try:
        for stream in (sys.stdout, sys.stderr):
            if stream and not stream.closed:
                stream.flush()
    except OSError:
        return
    os._exit(0)


run(boot(), leave)
"""


def interpreter() -> Job:
    """What a set is told to warm up."""
    env = [f"{name}={value}" for name, value in CLEAN_ENVIRONMENT.items()]
    return Job(WARM, argv=("python3", "-c", _BOOT), env=env)


def fits(confinement: Confinement) -> bool:
    """Whether this program would notice no difference."""
    argv, env = confinement.argv, confinement.env
    return (
        len(argv) == 3
        and argv[:2] == ("python3", "-c")
        and confinement.pty is None
        and env.get("PATH") == CLEAN_ENVIRONMENT["PATH"]
        and all(
            CLEAN_ENVIRONMENT.get(name) == value for name, value in env.items() if name.startswith(_SETTLED_AT_START)
        )
    )

"""What every probe in Python begins with."""

SOURCE = '''
import ctypes, errno, os, signal, socket, struct, subprocess, sys, time

def say(word, what=""):
    os.write(1, f"{word} {what}".replace(chr(10), " ").encode(errors="replace") + b"\\n")

def reached(what=""):
    say("REACHED", what)

def refused(what=""):
    say("refused", what)

def _uncaught(kind, error, trace):
    told = ("start new thread", "not allowed to raise")
    if issubclass(kind, (OSError, MemoryError)) or any(each in str(error) for each in told):
        refused(f"{kind.__name__}: {error}")
    else:
        say("CRASHED", f"{kind.__name__}: {error} line {trace.tb_lineno}")
    os._exit(1)

sys.excepthook = _uncaught
libc = ctypes.CDLL(None, use_errno=True)
env = os.environ.get

def buffer(size):
    return ctypes.create_string_buffer(size)

def call(function, *arguments):
    """The result of a C function; raises OSError."""
    fixed = [ctypes.c_long(each) if isinstance(each, int) else each for each in arguments]
    ctypes.set_errno(0)
    function.restype = ctypes.c_long
    result = function(*fixed)
    if result & 0xffffffff == 0xffffffff:  # -1, also of a function that returns an int
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return result

def number(x86_64, aarch64):
    return {"x86_64": x86_64, "aarch64": aarch64}[os.uname().machine]

def syscall(numbers, *arguments):
    """The result of a system call, by its number on x86_64 and aarch64."""
    return call(libc.syscall, number(*numbers), *arguments)

def surface(function, *arguments):
    """Whether the kernel looks at the call at all: any answer but a refusal."""
    try:
        result = function(*arguments)
    except OSError as error:
        if error.errno in (errno.EPERM, errno.EACCES, errno.ENOSYS):
            return refused(error)
        return reached(f"as far as {error}")
    reached(result)

say("TRIED")
'''
SHELL = "echo TRIED\n"

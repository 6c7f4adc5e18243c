"""System calls that Python's library has not: prctl, Landlock, seccomp. Linux 5.13 and later; see each manual page."""

import ctypes
import os
import stat
import struct
from collections.abc import Iterable

_LIBC = ctypes.CDLL(None, use_errno=True)

PR_SET_PDEATHSIG, PR_SET_CHILD_SUBREAPER, PR_SET_NO_NEW_PRIVS, PR_CAP_AMBIENT = 1, 36, 38, 47
CAP_AMBIENT_CLEAR_ALL = 4

_SECCOMP = {"x86_64": 317, "aarch64": 277}
_SECCOMP_SET_MODE_FILTER, _NEW_LISTENER = 1, 8
_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_VERSION, _PATH_BENEATH = 1, 1

_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_DIR = 1 << 0, 1 << 1, 1 << 2, 1 << 3
_REMOVE, _MAKE_DIR, _MAKE_REG, _MAKE_FIFO, _MAKE_SYM = 3 << 4, 1 << 7, 1 << 8, 1 << 10, 1 << 12
_REFER, _TRUNCATE, _IOCTL_DEV = 1 << 13, 1 << 14, 1 << 15
READ = _EXECUTE | _READ_FILE | _READ_DIR
DEVICE = _WRITE_FILE | _READ_FILE
OWN = READ | _WRITE_FILE | _REMOVE | _MAKE_DIR | _MAKE_REG | _MAKE_FIFO | _MAKE_SYM | _REFER | _TRUNCATE
_OF_FILES = _EXECUTE | _WRITE_FILE | _READ_FILE | _TRUNCATE | _IOCTL_DEV
_FS_BY_VERSION = {1: (1 << 13) - 1, 2: _REFER, 3: _TRUNCATE, 5: _IOCTL_DEV}
_TCP, _TCP_VERSION = 3, 4
_SCOPES, _SCOPES_VERSION = 3, 6
"""No connecting to abstract sockets and no signals to processes outside."""


def prctl(option: int, value: int) -> None:
    if _LIBC.prctl(option, ctypes.c_ulong(value), ctypes.c_ulong(0), ctypes.c_ulong(0), ctypes.c_ulong(0)) != 0:
        raise _error(f"prctl({option})")


def landlock_version() -> int:
    """The ABI that the kernel offers. Raises OSError: ENOSYS where it has none, EOPNOTSUPP where it was not booted."""
    return _syscall("landlock_create_ruleset", _CREATE_RULESET, None, 0, _VERSION)


def landlock(rules: Iterable[tuple[str, int]]) -> None:
    """Allow these rights (READ, DEVICE, OWN) beneath these paths and nothing else, as far as the kernel's ABI goes.

    Whether that is enough is for a canary to find out. Missing paths are skipped. Needs no_new_privs.
    """
    version = landlock_version()
    handled = sum(rights for since, rights in _FS_BY_VERSION.items() if since <= version)
    attributes = struct.pack("=QQQ", handled, _TCP * (version >= _TCP_VERSION), _SCOPES * (version >= _SCOPES_VERSION))
    size = 8 if version < _TCP_VERSION else 16 if version < _SCOPES_VERSION else 24
    ruleset = _syscall("landlock_create_ruleset", _CREATE_RULESET, attributes, size, 0)
    for path, rights in rules:
        try:
            descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
        except FileNotFoundError:
            continue
        if not stat.S_ISDIR(os.fstat(descriptor).st_mode):
            rights &= _OF_FILES
        rule = struct.pack("=Qi", rights & handled, descriptor)
        _syscall("landlock_add_rule", _ADD_RULE, ruleset, _PATH_BENEATH, rule, 0)
        os.close(descriptor)
    _syscall("landlock_restrict_self", _RESTRICT_SELF, ruleset, 0)
    os.close(ruleset)


def seccomp(program: bytes, *, listened: bool) -> int:
    """Install a filter, an array of struct sock_filter; where it is listened to, the descriptor to listen on.

    Needs no_new_privs.
    """
    code = ctypes.create_string_buffer(program, len(program))
    filtered = struct.pack("HxxxxxxP", len(program) // 8, ctypes.addressof(code))
    flags = _NEW_LISTENER if listened else 0
    return _syscall("seccomp", _SECCOMP[os.uname().machine], _SECCOMP_SET_MODE_FILTER, flags, filtered)


def set_times(path: bytes, times: bytes | None) -> None:
    """utimensat(2) with its two struct timespec, or now; links are followed."""
    if _LIBC.utimensat(-100, path, times, 0) != 0:
        raise _error("utimensat")


def _syscall(name: str, number: int, *arguments: int | bytes | None) -> int:
    given = [ctypes.c_ulong(argument) if isinstance(argument, int) else argument for argument in arguments]
    result: int = _LIBC.syscall(ctypes.c_long(number), *given)
    if result < 0:
        raise _error(name)
    return result


def _error(what: str) -> OSError:
    number = ctypes.get_errno()
    return OSError(number, f"{what}: {os.strerror(number)}")

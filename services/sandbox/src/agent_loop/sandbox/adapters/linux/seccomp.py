"""The system calls that a sandboxed program is denied, as a classic BPF program for bubblewrap's --seccomp.

Everything else is allowed: namespaces, no_new_privs and empty capabilities do the rest. Assembled by hand, so that no
compiler and no library is needed. Numbers are from the kernel's tables of each architecture.
"""

import errno
import platform
import struct

_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _AND, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x54, 0x06
_NUMBER, _ARCH, _ARG0, _ARG1 = 0, 4, 16, 24
"""Offsets in struct seccomp_data; of the arguments the low halves (little endian)."""
_ALLOW, _KILL_PROCESS, _ERRNO, _ASK = 0x7FFF0000, 0x80000000, 0x00050000, 0x7FC00000

_X32_BIT = 0x40000000
_NAMESPACE_FLAGS = 0x00020000 | 0x02000000 | 0x04000000 | 0x08000000 | 0x10000000 | 0x20000000 | 0x40000000
"""CLONE_NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET."""
_TERMINAL_INJECTION = (0x5412, 0x541C)
"""TIOCSTI and TIOCLINUX put characters into the terminal's input."""
_FAMILIES = (1, 2, 10)
"""AF_UNIX, AF_INET, AF_INET6. Others (AF_ALG, AF_VSOCK, AF_PACKET, AF_NETLINK) only widen the kernel's surface."""

_X86_64 = {
    "ptrace": 101, "process_vm_readv": 310, "process_vm_writev": 311, "kcmp": 312, "pidfd_getfd": 438,
    "process_madvise": 440, "keyctl": 250, "add_key": 248, "request_key": 249, "bpf": 321, "perf_event_open": 298,
    "userfaultfd": 323, "io_uring_setup": 425, "io_uring_enter": 426, "io_uring_register": 427, "mount": 165,
    "umount2": 166, "pivot_root": 155, "chroot": 161, "open_tree": 428, "move_mount": 429, "fsopen": 430,
    "fsconfig": 431, "fsmount": 432, "fspick": 433, "mount_setattr": 442, "open_tree_attr": 467, "unshare": 272,
    "setns": 308, "kexec_load": 246, "kexec_file_load": 320, "create_module": 174, "init_module": 175,
    "delete_module": 176, "finit_module": 313, "reboot": 169, "swapon": 167, "swapoff": 168, "acct": 163,
    "quotactl": 179, "quotactl_fd": 443, "syslog": 103, "settimeofday": 164, "adjtimex": 159, "clock_settime": 227,
    "clock_adjtime": 305, "iopl": 172, "ioperm": 173, "lookup_dcookie": 212, "name_to_handle_at": 303,
    "open_by_handle_at": 304, "fanotify_init": 300, "vhangup": 153, "nfsservctl": 180, "modify_ldt": 154,
    "uselib": 134, "ustat": 136, "sysfs": 139, "_sysctl": 156, "move_pages": 279, "migrate_pages": 256, "mbind": 237,
    "sethostname": 170, "setdomainname": 171,
}  # fmt: skip
_AARCH64 = {
    "ptrace": 117, "process_vm_readv": 270, "process_vm_writev": 271, "kcmp": 272, "pidfd_getfd": 438,
    "process_madvise": 440, "keyctl": 219, "add_key": 217, "request_key": 218, "bpf": 280, "perf_event_open": 241,
    "userfaultfd": 282, "io_uring_setup": 425, "io_uring_enter": 426, "io_uring_register": 427, "mount": 40,
    "umount2": 39, "pivot_root": 41, "chroot": 51, "open_tree": 428, "move_mount": 429, "fsopen": 430,
    "fsconfig": 431, "fsmount": 432, "fspick": 433, "mount_setattr": 442, "open_tree_attr": 467, "unshare": 97,
    "setns": 268, "kexec_load": 104, "kexec_file_load": 294, "init_module": 105, "delete_module": 106,
    "finit_module": 273, "reboot": 142, "swapon": 224, "swapoff": 225, "acct": 89, "quotactl": 60,
    "quotactl_fd": 443, "syslog": 116, "settimeofday": 170, "adjtimex": 171, "clock_settime": 112,
    "clock_adjtime": 266, "lookup_dcookie": 18, "name_to_handle_at": 264, "open_by_handle_at": 265,
    "fanotify_init": 262, "vhangup": 58, "nfsservctl": 42, "move_pages": 239, "migrate_pages": 238, "mbind": 235,
    "sethostname": 161, "setdomainname": 162,
}  # fmt: skip
_MEMORY_OUTSIDE_LIMITS = {
    "x86_64": {"memfd_create": 319, "memfd_secret": 447, "shmget": 29},
    "aarch64": {"memfd_create": 279, "memfd_secret": 447, "shmget": 194},
}
"""Memory that belongs to no process, so that no rlimit counts it. They are answered ENOSYS, as on an older kernel."""

_ARCHITECTURES: dict[str, tuple[int, dict[str, int], dict[str, int]]] = {
    "x86_64": (0xC000003E, _X86_64, {"clone": 56, "clone3": 435, "ioctl": 16, "socket": 41, "socketpair": 53}),
    "aarch64": (0xC00000B7, _AARCH64, {"clone": 220, "clone3": 435, "ioctl": 29, "socket": 198, "socketpair": 199}),
}

_FLAGS_FIRST = {"clone", "unshare", "userfaultfd", "memfd_secret", "fanotify_init"}
_LOWEST_ADDRESS = 65_536
"""Linux maps nothing below (vm.mmap_min_addr), and no command, family or descriptor is as large."""

_SOCKET_TYPES, _STREAM, _PACKETS = 0xF, 1, 5
"""Of a socket's type the bits without the flags; SOCK_STREAM, SOCK_SEQPACKET."""

_X86_64_ON_THE_HOST = {
    "ask": {
        "chmod": 90, "fchmod": 91, "fchmodat": 268, "fchmodat2": 452, "utime": 132, "utimes": 235, "futimesat": 261,
        "utimensat": 280,
    },
    "refuse": {
        "chown": 92, "fchown": 93, "lchown": 94, "fchownat": 260, "shmat": 30, "shmctl": 31, "semget": 64, "semop": 65,
        "semtimedop": 220, "semctl": 66, "msgget": 68, "msgsnd": 69, "msgrcv": 70, "msgctl": 71, "mq_open": 240,
        "mq_unlink": 241, "process_mrelease": 448,
    },
    "no sockets": {"socket": 41, "connect": 42, "bind": 49, "listen": 50},
    "no attributes": {
        "setxattr": 188, "lsetxattr": 189, "fsetxattr": 190, "removexattr": 197, "lremovexattr": 198,
        "fremovexattr": 199, "setxattrat": 463, "removexattrat": 466,
    },
    "unknown": {
        "inotify_init": 253, "inotify_add_watch": 254, "inotify_init1": 294, "file_getattr": 468, "file_setattr": 469,
    },
    "own process only": {
        "prlimit64": 302, "sched_setaffinity": 203, "sched_setscheduler": 144, "sched_setparam": 142,
        "sched_setattr": 314,
    },
    "own priority only": {"setpriority": 141, "ioprio_set": 251},
}  # fmt: skip
_AARCH64_ON_THE_HOST = {
    "ask": {"fchmod": 52, "fchmodat": 53, "fchmodat2": 452, "utimensat": 88},
    "refuse": {
        "fchown": 55, "fchownat": 54, "shmat": 196, "shmctl": 195, "semget": 190, "semop": 193, "semtimedop": 192,
        "semctl": 191, "msgget": 186, "msgsnd": 189, "msgrcv": 188, "msgctl": 187, "mq_open": 180, "mq_unlink": 181,
        "process_mrelease": 448,
    },
    "no sockets": {"socket": 198, "connect": 203, "bind": 200, "listen": 201},
    "no attributes": {
        "setxattr": 5, "lsetxattr": 6, "fsetxattr": 7, "removexattr": 14, "lremovexattr": 15, "fremovexattr": 16,
        "setxattrat": 463, "removexattrat": 466,
    },
    "unknown": {"inotify_init1": 26, "inotify_add_watch": 27, "file_getattr": 468, "file_setattr": 469},
    "own process only": {
        "prlimit64": 261, "sched_setaffinity": 122, "sched_setscheduler": 119, "sched_setparam": 118,
        "sched_setattr": 274,
    },
    "own priority only": {"setpriority": 140, "ioprio_set": 30},
}  # fmt: skip
_ON_THE_HOST: dict[str, dict[str, dict[str, int]]] = {"x86_64": _X86_64_ON_THE_HOST, "aarch64": _AARCH64_ON_THE_HOST}
_VERDICTS = {
    _ASK: "ask",
    _ERRNO | errno.EPERM: "refuse",
    _ERRNO | errno.EACCES: "no sockets",
    _ERRNO | errno.EOPNOTSUPP: "no attributes",
    _ERRNO | errno.ENOSYS: "unknown",
}


def supported(machine: str | None = None) -> bool:
    """Whether there is a filter for this machine (`platform.machine()`)."""
    return (machine or platform.machine()) in _ARCHITECTURES


def denied(machine: str) -> dict[str, int]:
    """The calls that are refused whatever their arguments, by name."""
    return {**_ARCHITECTURES[machine][1], **_MEMORY_OUTSIDE_LIMITS[machine]}


def names(machine: str | None = None) -> dict[int, str]:
    """What `program` refuses, by number."""
    machine = machine or platform.machine()
    calls = {**denied(machine), **_ARCHITECTURES[machine][2]}
    return {number: name for name, number in calls.items()}


def shown(number: int, argument: int) -> str:
    """A refused call for a person, as `name(first argument, ...)`: flags and addresses in hexadecimal."""
    name = names().get(number, str(number))
    in_hex = name in _FLAGS_FIRST or argument >= _LOWEST_ADDRESS
    return f"{name}({argument:#x}, ...)" if in_hex else f"{name}({argument}, ...)"


def program(machine: str | None = None, *, told: bool = False) -> bytes:
    """The filter: an array of struct sock_filter. Raises KeyError for a machine that is not `supported`.

    With `told` whoever listens is asked for what is else refused at once: see seccomp_unotify(2).
    """
    machine = machine or platform.machine()
    refusal, no_family = (_ASK, _ASK) if told else (_ERRNO | errno.EPERM, _ERRNO | errno.EAFNOSUPPORT)
    arch, refused, special = _ARCHITECTURES[machine]
    code = [_load(_ARCH), _jump(_EQUAL, arch, 1, 0), _return(_KILL_PROCESS), _load(_NUMBER)]
    if machine == "x86_64":
        code += [_jump(_AT_LEAST, _X32_BIT, 0, 1), _return(_ERRNO | errno.ENOSYS)]
    for number in refused.values():
        code += [_jump(_EQUAL, number, 0, 1), _return(refusal)]
    for number in (special["clone3"], *_MEMORY_OUTSIDE_LIMITS[machine].values()):
        code += [_jump(_EQUAL, number, 0, 1), _return(_ERRNO | errno.ENOSYS)]
    code += _rule(special["clone"], _ARG0, [_jump(_ANY_BIT, _NAMESPACE_FLAGS, 0, 1), _return(refusal)])
    injecting = [_jump(_EQUAL, command, 0, 1) + _return(refusal) for command in _TERMINAL_INJECTION]
    code += _rule(special["ioctl"], _ARG1, injecting)
    families = [_jump(_EQUAL, family, 0, 1) + _return(_ALLOW) for family in _FAMILIES]
    for name in ("socket", "socketpair"):
        code += _rule(special[name], _ARG0, [*families, _return(no_family)])
    return b"".join([*code, _return(_ALLOW)])


def _rule(number: int, argument: int, body: list[bytes]) -> list[bytes]:
    """For one call: look at an argument; what the body does not return on is allowed."""
    block = _load(argument) + b"".join(body) + _return(_ALLOW)
    return [_jump(_EQUAL, number, 0, len(block) // 8), block]


def _load(offset: int) -> bytes:
    return struct.pack("<HBBI", _LOAD, 0, 0, offset)


def _jump(kind: int, value: int, when_true: int, when_false: int) -> bytes:
    return struct.pack("<HBBI", kind, when_true, when_false, value)


def _return(verdict: int) -> bytes:
    return struct.pack("<HBBI", _RETURN, 0, 0, verdict)


def brokered(machine: str | None = None) -> dict[str, int]:
    """The calls that `host_program` hands to whoever listens, by name."""
    return _ON_THE_HOST[machine or platform.machine()]["ask"]


def host_program(machine: str | None = None) -> bytes:
    """A second filter, for programs that share the host's namespaces: what Landlock does not hold there.

    They get no sockets but pairs of streams (a pair of datagrams could be sent to any path), no System V objects and
    message queues, change no priority and limit of other processes, watch no files, and have their changes of modes
    and times done by a listener. Needs a listener. Raises KeyError for a machine that is not `supported`.
    """
    machine = machine or platform.machine()
    arch, calls = _ARCHITECTURES[machine][0], _ON_THE_HOST[machine]
    code = [_load(_ARCH), _jump(_EQUAL, arch, 1, 0), _return(_KILL_PROCESS), _load(_NUMBER)]
    for verdict, kind in _VERDICTS.items():
        for number in calls[kind].values():
            code += [_jump(_EQUAL, number, 0, 1), _return(verdict)]
    other = _return(_ERRNO | errno.EPERM)
    for number in calls["own process only"].values():
        code += _rule(number, _ARG0, [_jump(_EQUAL, 0, 1, 0), other])
    for name, of_a_process in (("setpriority", 0), ("ioprio_set", 1)):
        body = [_jump(_EQUAL, of_a_process, 1, 0), other, _load(_ARG1), _jump(_EQUAL, 0, 1, 0), other]
        code += _rule(calls["own priority only"][name], _ARG0, body)
    streams = [_apply(_AND, _SOCKET_TYPES), _jump(_EQUAL, _STREAM, 2, 0), _jump(_EQUAL, _PACKETS, 1, 0)]
    code += _rule(_ARCHITECTURES[machine][2]["socketpair"], _ARG1, [*streams, _return(_ERRNO | errno.EACCES)])
    return b"".join([*code, _return(_ALLOW)])


def _apply(operation: int, value: int) -> bytes:
    return struct.pack("<HBBI", operation, 0, 0, value)

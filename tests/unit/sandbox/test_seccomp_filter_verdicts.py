"""The filter is run by a small BPF machine, so that also the other architecture's is tested."""

import errno
import struct

import pytest

from agent_loop.sandbox.adapters.linux import seccomp

ARCH = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
CALLS = {
    "x86_64": {"clone": 56, "clone3": 435, "ioctl": 16, "socket": 41, "socketpair": 53, "read": 0, "openat": 257},
    "aarch64": {"clone": 220, "clone3": 435, "ioctl": 29, "socket": 198, "socketpair": 199, "read": 63, "openat": 56},
}
ALLOW, KILL = 0x7FFF0000, 0x80000000


def verdict(machine: str, number: int, *args: int, arch: int | None = None, code: bytes | None = None) -> int:
    data = struct.pack("<IIQ6Q", number, ARCH[machine] if arch is None else arch, 0, *args, *[0] * (6 - len(args)))
    code = seccomp.program(machine) if code is None else code
    at, accumulator = 0, 0
    while True:
        kind, when_true, when_false, value = struct.unpack_from("<HBBI", code, at * 8)
        at += 1
        match kind:
            case 0x20:
                accumulator = struct.unpack_from("<I", data, value)[0]
            case 0x15:
                at += when_true if accumulator == value else when_false
            case 0x35:
                at += when_true if accumulator >= value else when_false
            case 0x45:
                at += when_true if accumulator & value else when_false
            case 0x54:
                accumulator &= value
            case 0x06:
                return value
            case _:
                raise AssertionError(f"unknown instruction {kind:#x}")


def refused(code: int) -> int:
    return 0x00050000 | code


@pytest.fixture(params=["x86_64", "aarch64"])
def machine(request):
    return request.param


def test_ordinary_calls_pass(machine):
    for name in ("read", "openat"):
        assert verdict(machine, CALLS[machine][name]) == ALLOW


def test_every_call_of_the_table_is_refused(machine):
    for name, number in seccomp.denied(machine).items():
        assert verdict(machine, number) in (refused(errno.EPERM), refused(errno.ENOSYS)), name


def test_the_tables_name_the_same_dangers():
    only_x86 = {"create_module", "iopl", "ioperm", "modify_ldt", "uselib", "ustat", "sysfs", "_sysctl"}

    assert set(seccomp.denied("x86_64")) - set(seccomp.denied("aarch64")) == only_x86
    assert set(seccomp.denied("aarch64")) <= set(seccomp.denied("x86_64"))


def test_another_architecture_is_killed(machine):
    assert verdict(machine, 0, arch=0x40000003) == KILL


def test_x32_numbers_are_unknown():
    assert verdict("x86_64", 0x40000000 | 59) == refused(errno.ENOSYS)


def test_a_clone_makes_threads_and_processes_but_no_namespaces(machine):
    clone = CALLS[machine]["clone"]

    assert verdict(machine, clone, 0x003D0F00) == ALLOW
    assert verdict(machine, clone, 17) == ALLOW
    for flag in (0x20000, 0x02000000, 0x04000000, 0x08000000, 0x10000000, 0x20000000, 0x40000000):
        assert verdict(machine, clone, flag | 17) == refused(errno.EPERM)
    assert verdict(machine, CALLS[machine]["clone3"]) == refused(errno.ENOSYS)


def test_terminals_take_no_injected_input(machine):
    ioctl = CALLS[machine]["ioctl"]

    assert verdict(machine, ioctl, 0, 0x5401) == ALLOW
    for command in (0x5412, 0x541C, 0xFFFFFFFF00005412):
        assert verdict(machine, ioctl, 0, command) == refused(errno.EPERM)


def test_only_three_address_families_are_spoken(machine):
    for name in ("socket", "socketpair"):
        number = CALLS[machine][name]
        assert [family for family in range(50) if verdict(machine, number, family) == ALLOW] == [1, 2, 10]
        assert verdict(machine, number, 38) == refused(errno.EAFNOSUPPORT)


def test_an_unknown_machine_has_no_filter():
    assert not seccomp.supported("riscv64")
    with pytest.raises(KeyError):
        seccomp.program("riscv64")


def test_a_listener_is_asked_for_what_is_refused_for_good(machine):
    asked = seccomp.program(machine, told=True)

    assert len(asked) == len(seccomp.program(machine))
    assert struct.pack("<HBBI", 0x06, 0, 0, refused(errno.EPERM)) not in asked
    assert seccomp.names(machine)[CALLS[machine]["socket"]] == "socket"


ON_THE_HOST = {
    "x86_64": {
        "read": 0, "chmod": 90, "fchmodat": 268, "utimensat": 280, "fchown": 93, "shmat": 30, "setxattr": 188,
        "inotify_init1": 294, "prlimit64": 302, "sched_setaffinity": 203, "setpriority": 141, "ioprio_set": 251,
        "socket": 41, "connect": 42, "socketpair": 53,
    },
    "aarch64": {
        "read": 63, "fchmod": 52, "fchmodat": 53, "utimensat": 88, "fchown": 55, "shmat": 196, "setxattr": 5,
        "inotify_init1": 26, "prlimit64": 261, "sched_setaffinity": 122, "setpriority": 140, "ioprio_set": 30,
        "socket": 198, "connect": 203, "socketpair": 199,
    },
}  # fmt: skip
ASK = 0x7FC00000


@pytest.fixture
def on_the_host(machine):
    """The verdict of the second filter on a call by name."""
    code = seccomp.host_program(machine)
    return lambda name, *args: verdict(machine, ON_THE_HOST[machine][name], *args, code=code)


def test_on_the_host_ordinary_calls_pass_and_another_architecture_is_killed(machine, on_the_host):
    assert on_the_host("read") == ALLOW
    assert verdict(machine, 0, arch=0x40000003, code=seccomp.host_program(machine)) == KILL


def test_on_the_host_changes_of_modes_and_times_are_asked_for(machine, on_the_host):
    for name in ({"chmod", "fchmod", "fchmodat", "utimensat"}) & set(ON_THE_HOST[machine]):
        assert on_the_host(name) == ASK
    assert {verdict(machine, n, code=seccomp.host_program(machine)) for n in seccomp.brokered(machine).values()} == {
        ASK
    }


def test_on_the_host_what_all_processes_share_is_closed(on_the_host):
    assert on_the_host("shmat") == on_the_host("fchown") == refused(errno.EPERM)
    assert on_the_host("inotify_init1") == refused(errno.ENOSYS)
    assert on_the_host("setxattr") == refused(errno.EOPNOTSUPP)


def test_on_the_host_a_process_changes_only_its_own_limits_and_priority(on_the_host):
    for name in ("prlimit64", "sched_setaffinity"):
        assert on_the_host(name, 0) == ALLOW
        assert on_the_host(name, 1234) == refused(errno.EPERM)
    for name, own in (("setpriority", 0), ("ioprio_set", 1)):
        assert on_the_host(name, own, 0) == ALLOW
        assert on_the_host(name, own, 1234) == refused(errno.EPERM)
        assert on_the_host(name, 2, 0) == refused(errno.EPERM)


def test_on_the_host_there_are_no_sockets_but_pairs_of_streams(on_the_host):
    unix, stream, datagram, raw, packets, flags = 1, 1, 2, 3, 5, 0o2004000

    for family in (1, 2, 10):
        assert on_the_host("socket", family, stream) == refused(errno.EACCES)
    assert on_the_host("connect") == refused(errno.EACCES)
    for kind in (stream, packets, stream | flags):
        assert on_the_host("socketpair", unix, kind) == ALLOW
    for kind in (datagram, raw, datagram | flags):
        assert on_the_host("socketpair", unix, kind) == refused(errno.EACCES)


@pytest.mark.parametrize(
    ("name", "argument", "said"),
    [
        ("ptrace", 16, "ptrace(16, ...)"),
        ("socket", 38, "socket(38, ...)"),
        ("unshare", 0x10000000, "unshare(0x10000000, ...)"),
        ("unshare", 0x200, "unshare(0x200, ...)"),
        ("clone", 0x7E020000, "clone(0x7e020000, ...)"),
        ("mount", 0x7FFE12345678, "mount(0x7ffe12345678, ...)"),
        ("delete_module", 2**64 - 1, "delete_module(0xffffffffffffffff, ...)"),
    ],
)
def test_a_refused_call_shows_flags_and_addresses_in_hexadecimal(name, argument, said):
    (number,) = (number for number, known in seccomp.names().items() if known == name)

    assert seccomp.shown(number, argument) == said


def test_a_refused_call_without_a_name_is_told_by_its_number():
    assert seccomp.shown(99_999, 3) == "99999(3, ...)"

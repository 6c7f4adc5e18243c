"""The filter is run by a small BPF machine, so that also the other architecture's is tested."""

import errno
import struct

import pytest

from agent_loop.sandbox.adapters.isolation_bubblewrap import seccomp

ARCH = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
CALLS = {
    "x86_64": {"clone": 56, "clone3": 435, "ioctl": 16, "socket": 41, "socketpair": 53, "read": 0, "openat": 257},
    "aarch64": {"clone": 220, "clone3": 435, "ioctl": 29, "socket": 198, "socketpair": 199, "read": 63, "openat": 56},
}
ALLOW, KILL = 0x7FFF0000, 0x80000000


def verdict(machine: str, number: int, *args: int, arch: int | None = None) -> int:
    data = struct.pack("<IIQ6Q", number, ARCH[machine] if arch is None else arch, 0, *args, *[0] * (6 - len(args)))
    code = seccomp.program(machine)
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

"""Attacks on the kernel's wide surface: system calls and files that a program of ours never needs."""

from agent_loop.sandbox.audit.attack import Attack, Category, Probe, Unprotected

_PLAIN, _UNSHARED, _ROOT = Unprotected.PLAIN, Unprotected.UNSHARED, Unprotected.ROOT

# What to call, with arguments that change nothing: the numbers are those of x86_64 and aarch64.
_CALLS: tuple[tuple[str, str, Unprotected, str], ...] = (
    ("keyctl_asks_for_the_keyrings", "the kernel's keyrings", _PLAIN, "(250, 219), 31, buffer(64), 64"),
    ("a_key_is_added_to_the_keyring", "a key in the kernel's memory", _PLAIN,
     "(248, 217), b'user', b'agent-loop-audit', b'x', 1, -2"),
    ("a_key_is_requested", "a helper of the kernel that finds keys", _PLAIN,
     "(249, 218), b'user', b'agent-loop-audit', None, -2"),
    ("bpf_is_called", "programs in the kernel", _PLAIN, "(321, 280), 0, None, 1 << 20"),
    ("perf_event_open_is_called", "the kernel's performance counters", _PLAIN, "(298, 241), None, 0, -1, -1, 0"),
    ("userfaultfd_stalls_the_kernel", "page faults of the kernel", _PLAIN, "(323, 282), 1"),
    ("io_uring_is_set_up", "system calls behind the filter's back", _PLAIN, "(425, 425), 1, buffer(120)"),
    ("io_uring_is_entered", "a ring that another process opened", _PLAIN, "(426, 426), -1, 0, 0, 0, None, 0"),
    ("io_uring_is_registered", "a ring's buffers", _PLAIN, "(427, 427), -1, 0, None, 0"),
    ("a_module_is_loaded", "code in the kernel", _ROOT, "(175, 105), None, 0, None"),
    ("a_module_is_loaded_from_a_descriptor", "code in the kernel", _ROOT, "(313, 273), -1, b'', 0"),
    ("a_module_is_removed", "the kernel's drivers", _ROOT, "(176, 106), b'agent_loop_no_such', 0x800"),
    ("another_kernel_is_loaded", "the kernel itself", _ROOT, "(246, 104), 0, 99, None, 0"),
    ("another_kernel_is_loaded_from_a_file", "the kernel itself", _ROOT, "(320, 294), -1, -1, 0, None, 0"),
    ("the_clock_is_set", "the machine's clock", _PLAIN, "(227, 112), 0, None"),
    ("the_time_of_day_is_set", "the machine's clock", _ROOT, "(164, 170), None, None"),
    ("the_clock_is_adjusted", "the machine's clock", _PLAIN, "(305, 266), 0, buffer(256)"),
    ("the_clock_is_slewed_the_old_way", "the machine's clock", _PLAIN, "(159, 171), buffer(256)"),
    ("the_machine_is_rebooted", "the machine's power, with a number that it does not take", _UNSHARED,
     "(169, 142), 0, 0, 0, None"),
    ("swap_is_turned_on", "the machine's memory", _ROOT, "(167, 224), b'/agent-loop/no-such', 0"),
    ("swap_is_turned_off", "the machine's memory", _ROOT, "(168, 225), b'/agent-loop/no-such'"),
    ("process_accounting_is_turned_on", "a log of all processes", _ROOT, "(163, 89), b'/agent-loop/no-such'"),
    ("the_kernels_log_is_asked_for", "what the kernel logs", _PLAIN, "(103, 116), 10, None, 0"),
    ("iopl_opens_the_ports", "the machine's ports", _PLAIN, "(172, -1), 0"),
    ("ioperm_opens_a_port", "the machine's ports", _PLAIN, "(173, -1), 0, 1, 0"),
    ("modify_ldt_changes_the_segments", "segments, by which kernels were taken", _PLAIN,
     "(154, -1), 0, buffer(16), 16"),
    ("a_handle_of_a_file_is_made", "handles that need no path", _PLAIN,
     "(303, 264), -100, b'.', (ctypes.c_int * 34)(128), buffer(8), 0"),
    ("fsopen_prepares_a_file_system", "a file system of its own", _UNSHARED, "(430, 430), b'tmpfs', 0"),
    ("fsconfig_configures_a_file_system", "a file system of its own", _PLAIN, "(431, 431), -1, 0, None, None, 0"),
    ("open_tree_takes_a_mount", "mounts as descriptors", _PLAIN, "(428, 428), -100, b'.', 0"),
    ("move_mount_moves_a_mount", "the mount table", _UNSHARED, "(429, 429), -1, b'', -1, b'', 0"),
    ("mount_setattr_changes_a_mount", "the mount table", _UNSHARED, "(442, 442), -100, b'.', 0, buffer(32), 32"),
    ("pivot_root_changes_the_root", "the root of the file system", _UNSHARED, "(155, 41), b'.', b'.'"),
    ("kcmp_compares_kernel_pointers", "the kernel's pointers", _PLAIN, "(312, 272), os.getpid(), os.getpid(), 2, 0, 0"),
    ("pidfd_getfd_takes_a_descriptor", "a descriptor of another process", _PLAIN,
     "(438, 438), os.pidfd_open(os.getpid()), 0, 0"),
    ("process_madvise_pages_another_out", "another process' memory", _PLAIN, "(440, 440), -1, None, 0, 20, 0"),
    ("quotactl_changes_quotas", "the host's quotas", _PLAIN, "(179, 60), 0x80000100, None, 0, None"),
    ("fanotify_watches_files", "what happens to files", _PLAIN, "(300, 262), 0x200, 0"),
    ("mbind_places_memory", "the placing of memory", _PLAIN, "(237, 235), 0, 0, 0, None, 0, 0"),
    ("move_pages_moves_memory", "the placing of memory", _PLAIN, "(279, 239), 0, 0, None, None, None, 0"),
    ("migrate_pages_moves_memory", "the placing of memory", _PLAIN, "(256, 238), 0, 0, None, None"),
    ("sysfs_lists_file_systems", "a call that nothing uses", _PLAIN, "(139, -1), 3"),
    ("ustat_asks_for_a_device", "a call that nothing uses", _PLAIN, "(136, -1), 0, buffer(64)"),
    ("secret_memory_is_made", "memory that no limit counts", _PLAIN, "(447, 447), 0"),
)  # fmt: skip

# Opened and closed again, never written: for writing where `w` stands.
_FILES: tuple[tuple[str, str, str, Unprotected], ...] = (
    ("sysrq_trigger_is_opened", "/proc/sysrq-trigger", "w", _ROOT),
    ("the_kernels_memory_is_opened", "/proc/kcore", "r", _ROOT),
    ("the_kernels_messages_are_opened", "/proc/kmsg", "r", _ROOT),
    ("the_devices_for_messages_are_opened", "/dev/kmsg", "r", _ROOT),
    ("the_core_pattern_is_opened_for_writing", "/proc/sys/kernel/core_pattern", "w", _ROOT),
    ("the_path_of_modprobe_is_opened_for_writing", "/proc/sys/kernel/modprobe", "w", _ROOT),
    ("the_caches_switch_is_opened_for_writing", "/proc/sys/vm/drop_caches", "w", _ROOT),
    ("the_host_name_is_opened_for_writing", "/proc/sys/kernel/hostname", "w", _ROOT),
    ("the_list_of_binary_formats_is_opened", "/proc/sys/fs/binfmt_misc/register", "w", _ROOT),
    ("the_hotplug_helper_is_opened_for_writing", "/sys/kernel/uevent_helper", "w", _ROOT),
    ("a_release_agent_of_cgroups_is_opened", "/sys/fs/cgroup/*/release_agent", "w", _ROOT),
    ("the_members_of_a_cgroup_are_opened", "/sys/fs/cgroup/cgroup.procs /sys/fs/cgroup/*/cgroup.procs", "w", _ROOT),
    ("debugfs_is_opened", "/sys/kernel/debug/*", "r", _ROOT),
    ("tracefs_is_opened", "/sys/kernel/tracing/trace_pipe /sys/kernel/tracing/README", "r", _ROOT),
    ("the_kernels_objects_are_read", "/sys/kernel/notes", "r", _PLAIN),
    ("the_firmware_is_read", "/sys/firmware/*", "r", _PLAIN),
    ("the_machines_sleep_state_is_opened", "/sys/power/state", "w", _ROOT),
    ("physical_memory_is_opened", "/dev/mem", "r", _ROOT),
    ("the_virtual_machines_device_is_opened", "/dev/kvm", "r", _ROOT),
    ("the_device_of_fuse_is_opened", "/dev/fuse", "r", _ROOT),
    ("the_device_of_tunnels_is_opened", "/dev/net/tun", "r", _ROOT),
    ("the_device_of_loops_is_opened", "/dev/loop-control", "r", _ROOT),
    ("the_device_of_userfaults_is_opened", "/dev/userfaultfd", "r", _ROOT),
    ("the_device_of_vsock_is_opened", "/dev/vsock", "r", _PLAIN),
    ("a_disk_is_opened", "/dev/sda /dev/vda /dev/nvme0n1 /dev/xvda /dev/loop0", "r", _ROOT),
)
_OPEN = """
import glob
flags = (os.O_WRONLY if {write} else os.O_RDONLY) | os.O_NONBLOCK | os.O_NOCTTY
found = [path for pattern in {patterns!r}.split() for path in glob.glob(pattern)]
if not found:
    refused("there is nothing like it here")
for path in found[:20]:
    try:
        descriptor = os.open(path, os.O_RDONLY if os.path.isdir(path) else flags)
    except OSError as error:
        refused(error)
        continue
    os.close(descriptor)
    reached(path)
"""

_X32 = "surface(call, libc.syscall, 0x40000000 + 39)"
_INT80 = """
import mmap
code = mmap.mmap(-1, 4096, prot=7)
code.write(bytes.fromhex("b814000000cd80c3"))  # mov eax, 20 (getpid of i386); int 0x80; ret
got = ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(code)))()
reached(got) if got == os.getpid() else refused(got)
"""
_INT80_MOUNT = """
import mmap
code = mmap.mmap(-1, 4096, prot=7)
code.write(bytes.fromhex("b8360100") + b"\\0" + bytes.fromhex("53bb00000010cd805bc3"))
# mov eax, 310 (unshare of i386); push rbx; mov ebx, CLONE_NEWUSER; int 0x80; pop rbx; ret
got = ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(code)))()
reached(got) if got == 0 else refused(got)
"""
_HANDLE = """
handle, mount = (ctypes.c_int * 34)(128), ctypes.c_int()
directory = os.open("/etc/passwd" if os.getuid() == 0 else ".", os.O_RDONLY)
where = b"/etc/passwd" if os.getuid() == 0 else b"."
try:
    syscall((303, 264), -100, where, handle, ctypes.byref(mount), 0)
except PermissionError:
    handle[0], handle[1] = 8, 1  # a guess, as the well-known attack made it: inode 2 is the root of a disk
    handle[2] = 2
surface(syscall, (304, 265), directory, handle, 0)
"""
_FILTER = """
code = buffer(struct.pack("<HBBI", 6, 0, 0, 0x7fff0000))
program = buffer(struct.pack("<HxxxxxxQ", 1, ctypes.addressof(code)))
libc.prctl(38, 1, 0, 0, 0)
libc.prctl(22, 2, program, 0, 0)
surface(call, libc.unshare, 0x10000000)
"""


def _call(attack_id: str, goal: str, control: Unprotected, arguments: str) -> Attack:
    only_x86 = ", -1)" in arguments.partition("),")[0] + ")"
    return Attack(
        attack_id, Category.KERNEL, f"A system call goes for {goal}.",
        Probe("python", f"surface(syscall, {arguments})"), control, machine="x86_64" if only_x86 else "",
    )  # fmt: skip


def _file(attack_id: str, patterns: str, mode: str, control: Unprotected) -> Attack:
    source = _OPEN.format(patterns=patterns, write=mode == "w")
    return Attack(attack_id, Category.KERNEL, f"A program opens {patterns}.", Probe("python", source), control)


ATTACKS = (
    *(_call(*row) for row in _CALLS),
    *(_file(*row) for row in _FILES),
    Attack(
        "x32_numbers_get_around_the_filter", Category.KERNEL, "getpid is called by its number in the x32 table.",
        Probe("python", _X32), machine="x86_64",
    ),
    Attack(
        "int80_gets_around_the_filter", Category.KERNEL, "getpid is called by the interrupt of 32-bit programs.",
        Probe("python", _INT80), machine="x86_64",
    ),
    Attack(
        "int80_makes_a_user_namespace", Category.KERNEL, "unshare is called by the interrupt of 32-bit programs.",
        Probe("python", _INT80_MOUNT), machine="x86_64",
    ),
    Attack(
        "a_file_is_opened_by_its_handle", Category.KERNEL, "open_by_handle_at opens a file that no path leads to.",
        Probe("python", _HANDLE), _ROOT,
    ),
    Attack(
        "a_second_filter_replaces_the_first", Category.KERNEL, "A filter that allows all is loaded over ours.",
        Probe("python", _FILTER),
    ),
)  # fmt: skip

"""What a process tells OpenMP and malloc before torch is loaded. Each case is a process of its own."""

import json
import subprocess
import sys

import pytest

SAYS = """
import ctypes, json, os, sys
from agent_loop.trainer.adapters import cpu_process
calls = []
class Libc:
    def __init__(self, name): pass
    if sys.argv[1] == "glibc":
        def mallopt(self, option, value): calls.append((option, value))
ctypes.CDLL = Libc
cpu_process.prepare(3)
names = ("OMP_NUM_THREADS", "OMP_WAIT_POLICY", "GOMP_SPINCOUNT")
print(json.dumps([[os.environ.get(name) for name in names], calls]))
"""


def prepared(libc: str = "glibc", **environment: str):
    command = [sys.executable, "-c", SAYS, libc]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def test_threads_spin_briefly_and_freed_memory_is_kept():
    assert prepared() == [["3", None, "1000"], [[-3, 32 << 20], [-1, (1 << 31) - 1], [-2, 64 << 20]]]


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("OMP_NUM_THREADS", "1", ["1", None, "1000"]),
        ("OMP_WAIT_POLICY", "passive", ["3", "passive", None]),
        ("GOMP_SPINCOUNT", "7", ["3", None, "7"]),
    ],
)
def test_what_the_environment_says_stays(name, value, expected):
    assert prepared(**{name: value})[0] == expected


def test_an_option_of_malloc_that_the_environment_sets_stays():
    assert [option for option, _ in prepared(MALLOC_TRIM_THRESHOLD_="1")[1]] == [-3, -2]


def test_a_libc_without_mallopt_is_left_alone():
    assert prepared("musl")[1] == []


def test_the_real_libc_takes_the_options():
    takes = (
        "import ctypes; from agent_loop.trainer.adapters.cpu_process import MALLOC_OPTIONS as o; "
        "print([ctypes.CDLL(None).mallopt(*each) for each in o.values()])"
    )
    done = subprocess.run([sys.executable, "-c", takes], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[1, 1, 1]"

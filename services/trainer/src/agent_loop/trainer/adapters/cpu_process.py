"""What a process must know before it loads torch, to learn fast on a CPU."""

import ctypes
import os

SPINS = 1000
"""Rounds that an OpenMP thread waits for work before it sleeps: enough to bridge the gaps between a step's many small
kernels, and little enough for a busy machine. On two idle cores a step took 356 ms with 0, 288 with 1,000 and 261 with
20,000; beside a process that keeps one of them busy 469, 535 and 1,411 (15 steps each)."""
MALLOC_OPTIONS = {"MMAP_THRESHOLD": (-3, 32 << 20), "TRIM_THRESHOLD": (-1, (1 << 31) - 1), "TOP_PAD": (-2, 64 << 20)}
"""Options of mallopt(3), in bytes, each the largest or large enough that glibc keeps what a step frees for the next."""


def prepare(threads: int) -> None:
    """Tell OpenMP and malloc what training needs. What the environment says of either already stays."""
    os.environ.setdefault("OMP_NUM_THREADS", str(threads))
    if "OMP_WAIT_POLICY" not in os.environ:
        os.environ.setdefault("GOMP_SPINCOUNT", str(SPINS))
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)  # musl has none
    for name, (option, value) in MALLOC_OPTIONS.items():
        if mallopt is not None and f"MALLOC_{name}_" not in os.environ:
            mallopt(option, value)

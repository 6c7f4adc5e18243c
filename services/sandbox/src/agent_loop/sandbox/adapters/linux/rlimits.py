"""What one process may have; the limit of memory is for all of a program's processes together. See getrlimit(2)."""

from agent_loop.sandbox.domain.limits import Limits


def data_bytes(limits: Limits) -> int:
    """What one process may have of private memory: above the limit that all share, which a watcher enforces."""
    return 2 * limits.memory_bytes + 64 * 2**20


def address_bytes(limits: Limits) -> int:
    """What one process may have of address space: interpreters reserve much more than they use."""
    return 4 * data_bytes(limits) + 4 * 2**30

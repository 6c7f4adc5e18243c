"""A machine that is told what it has."""

from collections.abc import Sequence


class InMemoryMachine:
    def __init__(self, free: int = 2**40, gpus: Sequence[str] = ()) -> None:
        self._free = free
        self._gpus = gpus

    def free_bytes(self) -> int:
        return self._free

    def gpus(self) -> Sequence[str]:
        return self._gpus

"""Published keys in memory."""

from collections.abc import Mapping, Sequence

from agent_loop.gateway.domain import KeysUnusable


class InMemoryKeySet:
    """Counts how often it was asked. `away` makes it raise KeysUnusable."""

    def __init__(self, keys: Sequence[Mapping[str, object]]) -> None:
        self.keys = list(keys)
        self.away = False
        self.fetched = 0

    async def fetch(self) -> Sequence[Mapping[str, object]]:
        self.fetched += 1
        if self.away:
            raise KeysUnusable("the key set cannot be had: it was told to be away")
        return self.keys

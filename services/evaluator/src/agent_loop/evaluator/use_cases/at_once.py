"""Work that is done a few pieces at a time."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from typing import TypeVar

Piece = TypeVar("Piece")
Done = TypeVar("Done")


async def at_once(most: int, pieces: Iterable[Piece], work: Callable[[Piece], Awaitable[Done]]) -> list[Done]:
    """`work` on every piece, `most` at a time; what came of them, in their order.

    As soon as one fails the others are cancelled and waited for, and its error is raised.
    """
    free = asyncio.Semaphore(most)

    async def freely(piece: Piece) -> Done:
        async with free:
            return await work(piece)

    running = [asyncio.ensure_future(freely(piece)) for piece in pieces]
    try:
        return list(await asyncio.gather(*running))
    finally:
        for one in running:
            one.cancel()
        await asyncio.gather(*running, return_exceptions=True)

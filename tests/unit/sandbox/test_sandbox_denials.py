"""The ring of denials: order, numbers, filter, what is forgotten, and followers."""

import asyncio
from contextlib import aclosing

import pytest

from agent_loop.sandbox.domain.denials import KEPT, DenialKind, Denials


@pytest.fixture
def denials():
    return Denials()


def record(denials, *whats, sandbox_id=""):
    for what in whats:
        denials.record(DenialKind.NETWORK, what, "a rule", sandbox_id)


async def whats(denials, number=0, sandbox_id=""):
    return [denial.what async for denial in denials.after(number, sandbox_id)]


async def test_nothing_is_told_where_nothing_was_denied(denials):
    assert await whats(denials) == []


async def test_a_denial_is_told_whole(denials):
    denials.record(DenialKind.FILE, "../secret", "it leads out", "box", "exec")
    [told] = [denial async for denial in denials.after(0)]

    assert (told.number, told.kind, told.what, told.rule) == (1, DenialKind.FILE, "../secret", "it leads out")
    assert (told.sandbox_id, told.exec_id) == ("box", "exec")
    assert told.at_ns > 1_600_000_000 * 10**9


async def test_denials_are_told_in_order_and_numbered_from_one(denials):
    record(denials, "a", "b", "c")

    assert [(denial.number, denial.what) async for denial in denials.after(0)] == [(1, "a"), (2, "b"), (3, "c")]


async def test_only_later_ones_are_told(denials):
    record(denials, "a", "b", "c")

    assert await whats(denials, 2) == ["c"]
    assert await whats(denials, 3) == []
    assert await whats(denials, 99) == []


async def test_a_sandbox_filter_leaves_the_others_out_and_keeps_the_numbers(denials):
    record(denials, "mine", sandbox_id="one")
    record(denials, "other", sandbox_id="two")
    record(denials, "mine again", sandbox_id="one")

    told = [(denial.number, denial.what) async for denial in denials.after(0, "one")]
    assert told == [(1, "mine"), (3, "mine again")]


async def test_the_oldest_are_forgotten_and_the_numbers_go_on(denials):
    record(denials, *map(str, range(KEPT + 5)))
    told = [denial async for denial in denials.after(0)]

    assert len(told) == KEPT
    assert (told[0].number, told[0].what) == (6, "5")
    assert told[-1].number == KEPT + 5


async def test_a_noisy_sandbox_pushes_only_its_own_out(denials):
    record(denials, "quiet", sandbox_id="one")
    record(denials, *["of nobody"] * 3)
    record(denials, *map(str, range(2 * KEPT)), sandbox_id="noisy")
    record(denials, "later", sandbox_id="three")

    assert await whats(denials, sandbox_id="one") == ["quiet"]
    assert await whats(denials, sandbox_id="three") == ["later"]
    assert (await whats(denials))[:4] == ["quiet", "of nobody", "of nobody", "of nobody"]
    assert len(await whats(denials)) == KEPT
    assert (await whats(denials, sandbox_id="noisy"))[-1] == str(2 * KEPT - 1)


async def test_where_every_sandbox_has_one_the_oldest_is_forgotten(denials):
    for number in range(KEPT + 5):
        record(denials, "a", sandbox_id=str(number))

    assert len(await whats(denials)) == KEPT
    assert await whats(denials, sandbox_id="0") == []


async def test_what_a_program_asked_for_cannot_fill_the_memory(denials):
    denials.record(DenialKind.NETWORK, "x" * 10**6, "y" * 10**6)
    [told] = [denial async for denial in denials.after(0)]

    assert len(told.what) == len(told.rule) == 500


async def test_a_follower_hears_what_was_and_what_comes(denials):
    record(denials, "before")
    async with aclosing(denials.after(0, follow=True)) as followed:
        assert (await anext(followed)).what == "before"
        waiting = asyncio.ensure_future(anext(followed))
        await asyncio.sleep(0)
        assert not waiting.done()
        record(denials, "after")
        assert (await waiting).what == "after"


async def test_a_follower_misses_nothing_that_comes_while_it_is_busy(denials):
    record(denials, "a")
    async with aclosing(denials.after(0, follow=True)) as followed:
        assert (await anext(followed)).what == "a"
        record(denials, "b", "c")
        assert [(await anext(followed)).what for _ in range(2)] == ["b", "c"]


async def test_a_follower_of_one_sandbox_sleeps_through_the_others(denials):
    async with aclosing(denials.after(0, "one", follow=True)) as followed:
        waiting = asyncio.ensure_future(anext(followed))
        await asyncio.sleep(0)
        record(denials, "other", sandbox_id="two")
        await asyncio.sleep(0)
        assert not waiting.done()
        record(denials, "mine", sandbox_id="one")
        told = await waiting

    assert (told.number, told.what) == (2, "mine")


async def test_all_followers_hear_the_same(denials):
    first, second = denials.after(0, follow=True), denials.after(0, follow=True)
    async with aclosing(first), aclosing(second):
        both = asyncio.gather(anext(first), anext(second))
        await asyncio.sleep(0)
        record(denials, "a")

        assert [denial.what for denial in await both] == ["a", "a"]

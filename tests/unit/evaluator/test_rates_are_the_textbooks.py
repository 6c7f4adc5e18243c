import itertools

import pytest

from agent_loop.evaluator.domain.rates import paired_p


@pytest.mark.parametrize(
    ("gained", "lost", "p"),
    [
        (0, 0, 1.0),
        (1, 0, 0.5),
        (7, 0, 0.0078125),
        (10, 0, 2**-10),
        (8, 2, 0.0546875),
        (2, 8, 0.989258),
        (5, 5, 0.623047),
    ],
)
def test_the_exact_test_of_pairs_is_the_binomials_upper_tail(gained, lost, p):
    assert paired_p(gained, lost) == pytest.approx(p, rel=1e-4)


def test_the_tail_counts_the_fair_coins_that_fall_so():
    coins = list(itertools.product((0, 1), repeat=9))

    for gained in range(10):
        expected = sum(sum(fall) >= gained for fall in coins) / len(coins)
        assert paired_p(gained, 9 - gained) == pytest.approx(expected)


def test_many_pairs_are_no_overflow():
    assert 0 < paired_p(1500, 1400) < 0.05
    assert paired_p(3000, 0) == 2.0**-1000 * 2.0**-2000
    assert paired_p(10_000, 0) == 0.0


def test_negative_counts_are_no_pairs():
    with pytest.raises(ValueError, match="gained and"):
        paired_p(-1, 2)

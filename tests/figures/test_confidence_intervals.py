"""95 % intervals of percentiles and shares, against scipy on random cases."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import pytest

from streamboard.figures.confidence_intervals import Interval, of_percentile, of_share, ranks
from streamboard.figures.percentiles import PARTS, of_gaps, of_readings
from streamboard.figures.reading import Reading
from tests.figures.test_percentiles import series

SEED = 20_261_129


@pytest.fixture(scope="module")
def stats() -> Any:
    """SciPy's statistics: a second to import, in the one process that runs these tests."""
    from scipy import stats  # type: ignore[import-untyped]

    return stats


def cases(number: int) -> Iterator[tuple[int, float]]:
    """Sizes of samples, small ones above all, each with a percentile."""
    chance = random.Random(SEED)
    for _ in range(number):
        n = chance.choice([chance.randint(1, 40), chance.randint(1, 500), chance.randint(500, 30_000)])
        yield n, chance.choice([1, 5, 50, 90, 95, 99, chance.uniform(0.5, 99.5)])


def test_the_ranks_are_those_of_the_binomial_distribution_on_a_thousand_cases(stats: Any) -> None:
    asked = [*cases(1000)]
    found = [ranks(n, percent) for n, percent in asked]
    law = stats.binom([n for n, _ in asked], [percent / 100 for _, percent in asked])
    below = [0 if low is None else low + 1 for low, _ in found]
    above = [n + 1 if high is None else high + 1 for (n, _), (_, high) in zip(asked, found, strict=True)]
    # The greatest r with P(count < r) <= 2.5 %, and the least s with P(count >= s) <= 2.5 %.
    fewer, upto = law.cdf([r - 1 for r in below]), law.cdf(below)
    more, least = law.sf([s - 1 for s in above]), law.sf([s - 2 for s in above])
    for place, (n, percent) in enumerate(asked):
        assert below[place] == 0 or fewer[place] <= 0.025 + 1e-12, (n, percent)
        assert below[place] == n or upto[place] > 0.025 - 1e-12, (n, percent)
        assert more[place] <= 0.025 + 1e-12, (n, percent)
        assert above[place] == 1 or least[place] > 0.025 - 1e-12, (n, percent)


@pytest.mark.parametrize(("percent", "least"), [(50, 6), (90, 36), (95, 72), (99, 368)])
def test_a_sample_that_is_too_small_leaves_an_end_open(percent: float, least: int) -> None:
    assert None in ranks(least - 1, percent)
    assert None not in ranks(least, percent)
    assert ranks(0, percent) == (None, None)


def test_the_interval_of_a_median_is_that_of_scipys_quantile_test(stats: Any) -> None:
    chance = random.Random(SEED)
    for _ in range(60):
        values = sorted(chance.lognormvariate(5, 1) for _ in range(chance.randint(8, 300)))
        quantile = chance.choice([0.5, 0.9])
        found = of_percentile(quantile * 100, values, values)
        told = stats.quantile_test(values, p=quantile).confidence_interval(0.95)
        assert found.low == pytest.approx(told.low)
        if found.high is not None:
            assert found.high == pytest.approx(told.high)


def test_nineteen_of_twenty_intervals_hold_the_true_median() -> None:
    chance = random.Random(SEED)
    held = 0
    for _ in range(2000):
        values = sorted(chance.expovariate(1.0) for _ in range(25))
        low, high = of_percentile(50, values, values)
        assert low is not None
        assert high is not None
        held += low <= 0.6931 <= high
    assert held / 2000 >= 0.945


def test_shares_are_those_of_scipy(stats: Any) -> None:
    chance = random.Random(SEED)
    for _ in range(1000):
        of = chance.randint(1, 400)
        good = chance.randint(0, of)
        told = stats.binomtest(good, of).proportion_ci(0.95, method="wilson")
        assert of_share(good, of) == pytest.approx(Interval(told.low, told.high), abs=1e-6)
    assert of_share(0, 0) == (0, 1)


def test_late_stamps_widen_an_interval() -> None:
    sure = of_readings(Reading(float(value)) for value in range(1, 21))
    late = of_readings(Reading(float(value), less=0.5, more=2) for value in range(1, 21))
    assert sure.within("p50") == (6, 15)
    assert late.within("p50") == (5.5, 17)
    assert sure.within("p95") == (17, None)


def test_no_values_and_gaps_have_no_interval() -> None:
    assert all(of_readings([]).within(part) is None for part in PARTS)
    # Gaps of one answer follow each other: a slow stretch makes many of them long.
    assert of_gaps([series([10, 20, 30])]).within("p50") is None

"""The statistics against scipy's, on random samples with and without ties, small and large."""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from itertools import combinations, product
from typing import Any

import numpy as np
import pytest

from streamboard.board.quantile import percentile
from streamboard.comparing.bootstrap import paired_ratio, unpaired_ratio
from streamboard.comparing.effect import holm
from streamboard.comparing.ranks import greater, location_ratio
from streamboard.comparing.run_means import mean_of_runs, ratio_of_runs, t_cdf, t_quantile
from streamboard.comparing.shares import Share, difference
from streamboard.figures.confidence_intervals import least

CASES = 1_000
Sample = list[float]


@pytest.fixture(scope="module")
def stats() -> Any:
    """SciPy's statistics: a second to import, in the one process that runs these tests."""
    from scipy import stats  # type: ignore[import-untyped]

    return stats


def samples(seed: int) -> tuple[Sample, Sample]:
    """Two samples: of lognormal times, or of small whole numbers, which have ties."""
    chance = random.Random(seed)
    sizes = chance.randint(1, 30), chance.randint(1, 30)
    draw: Callable[[], float] = (
        (lambda: float(chance.randint(1, 6))) if seed % 3 == 0 else (lambda: chance.lognormvariate(5, 0.4))
    )
    old, new = ([draw() for _ in range(size)] for size in sizes)
    return old, new


@pytest.mark.slow
def test_mann_whitney_is_that_of_scipy(stats: Any) -> None:
    for seed in range(CASES):
        old, new = samples(seed)
        theirs = stats.mannwhitneyu(new, old, alternative="greater").pvalue
        assert greater(old, new) == pytest.approx(1.0 if math.isnan(theirs) else theirs, abs=1e-9)


def test_students_t_is_that_of_scipy(stats: Any) -> None:
    chance = random.Random(1)
    for _ in range(CASES):
        t, freedom = chance.uniform(-8, 8), chance.uniform(0.7, 300)
        assert t_cdf(t, freedom) == pytest.approx(stats.t.cdf(t, freedom), abs=1e-10)
    for freedom in (1, 2, 2.5, 4, 10, 100):
        assert t_quantile(0.975, freedom) == pytest.approx(stats.t.ppf(0.975, freedom), rel=1e-9)


def runs(chance: random.Random, size: int) -> Sample:
    """What so many runs came to."""
    return [chance.lognormvariate(5, 0.2) for _ in range(size)]


@pytest.mark.slow
def test_the_mean_of_runs_has_the_interval_of_t(stats: Any) -> None:
    chance = random.Random(2)
    for size in range(3, 13):  # Scipy is asked for all cases of a size at once.
        samples = [runs(chance, size) for _ in range(CASES // 10)]
        theirs = stats.ttest_1samp(samples, 0, axis=1).confidence_interval(0.95)
        cvs = stats.variation(samples, ddof=1, axis=1)
        for sample, low, high, cv in zip(samples, theirs.low, theirs.high, cvs, strict=True):
            found = mean_of_runs(sample)
            assert found is not None
            assert (found.low, found.high, found.cv) == pytest.approx((low, high, cv))
    assert mean_of_runs([310, 298]) is None


@pytest.mark.slow
def test_the_ratio_of_runs_is_welchs_on_logarithms(stats: Any) -> None:
    chance = random.Random(4)
    for sizes in product(range(3, 8), range(3, 8)):
        old, new = ([runs(chance, size) for _ in range(CASES // 25)] for size in sizes)
        theirs = stats.ttest_ind(np.log(new), np.log(old), axis=1, equal_var=False)
        ends = theirs.confidence_interval(0.95)
        told = zip(old, new, np.exp(ends.low), np.exp(ends.high), theirs.pvalue, strict=True)
        for before, after, low, high, p in told:
            found = ratio_of_runs(before, after)
            assert found is not None
            assert (found.low, found.high, found.p) == pytest.approx((low, high, p))
    assert ratio_of_runs([310.0, 298.0], [401.0, 380.0, 399.0]) is None
    assert ratio_of_runs([0.0, 1.0, 2.0], [401.0, 380.0, 399.0]) is None


@pytest.mark.slow
def test_hodges_and_lehmanns_interval_holds_what_mann_and_whitney_do_not_reject(stats: Any) -> None:
    for seed in range(1, CASES):
        old, new = samples(seed)
        found = location_ratio(old, new)
        assert found is not None
        ratios = sorted(b / a for a in old for b in new)
        assert found.ratio == pytest.approx(math.exp(percentile([*map(math.log, ratios)], 50) or 0))
        if not math.isfinite(found.high) or found.low == 0:
            continue
        if len({*old, *new}) < len(old) + len(new) or min(len(old), len(new)) > 8:
            continue  # With ties and in large samples both are approximations.
        for end, outwards in ((found.low, 1 - 1e-9), (found.high, 1 + 1e-9)):
            inside, outside = end / outwards, end * outwards
            rejected = [
                stats.mannwhitneyu([value / ratio for value in new], old).pvalue <= 0.05
                for ratio in (inside, outside)
            ]
            assert rejected == [False, True]


def test_there_is_no_factor_where_a_value_is_0() -> None:
    assert location_ratio([0.0, 1.0], [1.0, 2.0]) is None
    assert paired_ratio([0.0, 0.0, 1.0], [1.0, 2.0, 3.0], 50) is None
    assert paired_ratio([1.0], [2.0], 50) is None


@pytest.mark.parametrize("percent", [50.0, 95.0])
def test_the_bootstrap_agrees_with_scipys(stats: Any, percent: float) -> None:
    chance = random.Random(7)
    old = [chance.lognormvariate(5, 0.3) for _ in range(120)]
    new = [value * chance.lognormvariate(0.2, 0.1) for value in old]

    def ratio(before: Sample, after: Sample, axis: int = -1) -> object:
        return np.percentile(after, percent, axis=axis) / np.percentile(before, percent, axis=axis)

    for mine, paired in ((paired_ratio, True), (unpaired_ratio, False)):
        theirs = stats.bootstrap(
            (old, new), ratio, n_resamples=4000, paired=paired, method="percentile", rng=1
        ).confidence_interval
        found = mine(old, new, percent)
        assert found is not None
        width = theirs.high - theirs.low
        assert abs(found.low - theirs.low) < 0.15 * width
        assert abs(found.high - theirs.high) < 0.15 * width
        assert found == mine(old, new, percent)._replace(above=found.above, below=found.below)  # type: ignore[union-attr]


def median_ratio(before: Sample, after: Sample, axis: int = -1) -> object:
    return np.median(after, axis=axis) / np.median(before, axis=axis)


@pytest.mark.slow
def test_the_bootstraps_ends_lie_where_they_should_among_scipys_draws(stats: Any) -> None:
    chance = random.Random(8)
    for n, paired in product(range(5, 10), (True, False)):
        old = [[chance.lognormvariate(5, 0.3) for _ in range(n)] for _ in range(CASES // 10)]
        new = [[value * chance.lognormvariate(0.2, 0.1) for value in sample] for sample in old]
        drawn = stats.bootstrap(
            (old, new), median_ratio, n_resamples=1000, paired=paired, method="percentile", axis=1, rng=n
        ).bootstrap_distribution
        mine = paired_ratio if paired else unpaired_ratio
        for before, after, theirs in zip(old, new, drawn, strict=True):
            found = mine(before, after, 50)
            assert found is not None
            # Few values have few ratios: an end may stand anywhere within the draws that are equal to it.
            for end, share in ((found.low, 0.025), (found.high, 0.975)):
                assert np.mean(theirs < end * (1 - 1e-9)) <= share + 0.03
                assert np.mean(theirs <= end * (1 + 1e-9)) >= share - 0.03


def test_the_chance_beyond_a_bound_goes_with_the_interval() -> None:
    chance = random.Random(3)
    old = [chance.lognormvariate(5, 0.3) for _ in range(40)]
    new = [value * 1.2 for value in old[::-1]]
    found = paired_ratio(old, new, 50)
    assert found is not None
    assert found.above(found.low * 0.999) < 0.026 < found.above(found.low * 1.05)
    assert found.below(found.high * 1.001) < 0.026 < found.below(found.high * 0.95)


def test_holm() -> None:
    assert holm([0.01, 0.04, 0.03, 0.005], 0.05) == [True, False, False, True]
    assert holm([], 0.05) == []
    assert holm([0.05], 0.05) == [True]


def test_holms_is_bonferronis_test_of_every_set_that_holds_a_hypothesis() -> None:
    chance = random.Random(5)
    for _ in range(CASES):
        ps = [chance.choice([chance.random(), chance.random() / 20]) for _ in range(chance.randint(1, 5))]
        sets = [each for size in range(1, len(ps) + 1) for each in combinations(range(len(ps)), size)]
        by_closure = [
            all(min(ps[one] for one in each) <= 0.05 / len(each) for each in sets if place in each)
            for place in range(len(ps))
        ]
        assert holm(ps, 0.05) == by_closure


def test_newcombes_interval_of_a_difference() -> None:
    # Example (a) of Newcombe's table II, method 10.
    found = difference(Share(48, 80), Share(56, 70))
    assert (found.value, found.low, found.high) == pytest.approx((0.2, 0.0524, 0.3339), abs=5e-5)


def test_a_difference_of_shares_is_made_of_scipys_intervals(stats: Any) -> None:
    chance = random.Random(6)
    for _ in range(CASES // 4):
        old, new = (
            Share(chance.randint(0, of), of) for of in (chance.randint(1, 300), chance.randint(1, 300))
        )
        before, after = (
            stats.binomtest(each.part, each.of).proportion_ci(0.95, method="wilson") for each in (old, new)
        )
        value = new.value - old.value
        low = value - math.hypot(new.value - after.low, before.high - old.value)
        high = value + math.hypot(after.high - new.value, old.value - before.low)
        assert difference(old, new) == pytest.approx((value, low, high), abs=1e-6)


@pytest.mark.parametrize(("percent", "n"), [(50, 6), (90, 36), (95, 72), (99, 368), (5, 72)])
def test_how_many_it_takes_to_bound_a_percentile(percent: float, n: int) -> None:
    assert least(percent) == n

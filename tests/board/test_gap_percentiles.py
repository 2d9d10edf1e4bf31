"""Percentiles of gaps: of one series, and of several together."""

from __future__ import annotations

from collections import Counter

import pytest

from streamboard.board import quantile
from streamboard.board.gap_buckets import percentile_of
from tests.support.late import LateSeries
from tests.support.told import MS

GAPS = [7, 9, 12, 30, 31, 33, 35, 80, 300, 900] * 3


def series(gaps: list[int], most: int | None = None) -> LateSeries:
    found, t = LateSeries(most), 0
    found.add(t, 1)
    for gap in gaps:
        t += gap * 1_000_000
        found.add(t, 1)
    found.settled = True
    return found


@pytest.mark.parametrize("percent", [0, 50, 95, 100])
def test_a_percentile_is_exact_while_all_gaps_are_kept(percent: float) -> None:
    expected = quantile.percentile([gap * 1_000_000 for gap in GAPS], percent)
    assert series(GAPS).gap_percentile_ns(percent) == expected


@pytest.mark.parametrize("percent", [50, 95])
def test_of_merged_entries_it_is_good_to_a_hundredth(percent: float) -> None:
    ordered = sorted(gap * 1_000_000 for gap in GAPS)
    closest = ordered[int((len(ordered) - 1) * percent / 100 + 0.5)]
    assert series(GAPS, most=8).gap_percentile_ns(percent) == pytest.approx(closest, rel=0.01)


def test_percentiles_are_kept_apart() -> None:
    found = series(GAPS)
    assert found.gap_percentile_ns(50) != found.gap_percentile_ns(95)
    assert found.gap_percentile_ns(50) == found.gap_percentile_ns(50)


def test_gaps_of_several_series_add_up() -> None:
    counts = Counter(series([10, 10]).gap_counts())
    counts.update(series([10, 1000], most=4).gap_counts())
    assert counts.total() == 4
    assert percentile_of(counts, 50) == pytest.approx(10_000_000, rel=0.01)
    assert percentile_of(counts, 100) == pytest.approx(1_000_000_000, rel=0.01)
    assert percentile_of(Counter(), 50) is None


@pytest.mark.parametrize("most", [None, 8])
def test_gaps_that_may_be_late_stay_and_their_percentiles_have_an_interval(most: int | None) -> None:
    found = series(GAPS, most)
    before = {percent: found.gap_percentile_ns(percent) for percent in (0, 50, 95, 100)}
    assert [found.gap_interval_ns(percent) for percent in before] == [(0, 0)] * 4
    assert found.last is not None
    # The last gap, of 900 ms, may be as short as 100.
    found.held_up(found.last - 800 * MS, found.last)
    assert found.gap_counts().total() == len(GAPS)
    assert {percent: found.gap_percentile_ns(percent) for percent in before} == before
    # That is 27th of 30, and 300 ms are 27th then.
    less, more = found.gap_interval_ns(93.5)
    assert less == pytest.approx(0.885 * 600 * MS if most is None else 600 * MS, rel=0.01)
    assert more == pytest.approx(0)


def test_while_it_goes_on_a_twentieth_of_the_deltas_may_be_missing() -> None:
    found = series([*range(1, 1001)])
    found.settled = False
    assert found.gap_percentile_ns(50) == pytest.approx(500_500_000, rel=0.01)
    before = found.gap_percentile_ns(100)
    found.add(found.stamps[-1] + 2_000_000_000, 1)
    assert found.gap_percentile_ns(100) == before
    found.settled = True
    assert found.gap_percentile_ns(100) == 2_000_000_000
    assert found.gap_percentile_ns(50) == 501_000_000


@pytest.mark.parametrize("most", [None, 8])
def test_a_gap_that_begins_late_may_be_longer_and_the_one_after_it_is_sure(most: int | None) -> None:
    found = series([10] * 20, most)
    last = found.last
    assert last is not None
    found.held_up(last - 4 * MS, last)
    assert found.gap_interval_ns(100) == pytest.approx((0, 0))
    found.add(last + 10 * MS, 1)
    assert found.gap_interval_ns(100) == pytest.approx((0, 4 * MS), abs=MS / 10)
    found.add(last + 20 * MS, 1)
    assert found.gap_interval_ns(100)[1] == pytest.approx(4 * MS, abs=MS / 10)
    assert found.gap_counts().total() == 22


def test_the_longest_gap_may_be_less_if_it_ends_late_and_more_if_it_begins_late() -> None:
    found = series([10, 500, 10])
    found.held_up(found.stamps[-1] - 5 * MS, found.stamps[-1])
    assert found.max_gap_interval_ns() == (0, 0)
    found = series([10, 500, 10])
    found.held_up(found.stamps[1] - 3 * MS, found.stamps[1])
    assert found.max_gap_interval_ns() == (0, 3 * MS)
    found = series([10, 500, 10])
    found.held_up(found.stamps[2] - 3 * MS, found.stamps[2])
    assert found.max_gap_interval_ns() == (3 * MS, 0)


def test_deltas_that_come_in_bunches_are_measured_from_bunch_to_bunch() -> None:
    assert series([0, 0, 0, 250] * 10).usual_gap_ns() == pytest.approx(250_000_000, rel=0.01)
    assert series([20, 20, 20]).usual_gap_ns() == 20_000_000
    assert series([0, 0, 0]).usual_gap_ns() == 0
    assert series([]).usual_gap_ns() == 0

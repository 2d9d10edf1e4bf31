"""Percentiles of gaps: of one series, and of several together."""

from __future__ import annotations

from collections import Counter

import pytest

from streamboard import metrics
from streamboard.board.deltas import DeltaSeries, percentile_of

GAPS = [7, 9, 12, 30, 31, 33, 35, 80, 300, 900] * 3


def series(gaps: list[int], most: int | None = None) -> DeltaSeries:
    found, t = DeltaSeries(most), 0
    found.add(t, 1)
    for gap in gaps:
        t += gap * 1_000_000
        found.add(t, 1)
    found.settled = True
    return found


@pytest.mark.parametrize("percent", [0, 50, 95, 100])
def test_a_percentile_is_exact_while_all_gaps_are_kept(percent: float) -> None:
    expected = metrics.percentile([gap * 1_000_000 for gap in GAPS], percent)
    assert series(GAPS).gap_percentile_ns(percent) == expected


@pytest.mark.parametrize("percent", [50, 95])
def test_of_merged_entries_it_is_good_to_a_hundredth(percent: float) -> None:
    ordered = sorted(gap * 1_000_000 for gap in GAPS)
    closest = ordered[int((len(ordered) - 1) * percent / 100 + 0.5)]
    assert series(GAPS, most=8).gap_percentile_ns(percent) == pytest.approx(closest, rel=0.01)


def test_percentiles_are_kept_apart() -> None:
    found = series(GAPS)
    assert found.gap_percentile_ns(50) != found.gap_percentile_ns(95)
    assert found.gap_percentile_ns(50) == found.median_gap_ns()


def test_gaps_of_several_series_add_up() -> None:
    counts = Counter(series([10, 10]).gap_counts())
    counts.update(series([10, 1000], most=4).gap_counts())
    assert counts.total() == 4
    assert percentile_of(counts, 50) == pytest.approx(10_000_000, rel=0.01)
    assert percentile_of(counts, 100) == pytest.approx(1_000_000_000, rel=0.01)
    assert percentile_of(Counter(), 50) is None


@pytest.mark.parametrize("most", [None, 8])
def test_gaps_that_may_be_late_are_left_out_of_each(most: int | None) -> None:
    found = series(GAPS, most)
    before = found.gap_counts().total()
    assert found.last is not None
    found.note_lag(found.last - 1, found.last)
    assert found.gap_counts().total() == before - 1
    assert found.left_out == 1


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
def test_a_gap_is_left_out_once_and_so_is_one_that_begins_late(most: int | None) -> None:
    found = series(GAPS, most)
    last = found.last
    assert last is not None
    found.note_lag(last - 1, last)
    found.note_lag(last - 2, last + 1)
    assert found.left_out == 1
    found.add(last + 5_000_000, 1)
    assert found.left_out == 2
    found.add(last + 9_000_000, 1)
    assert found.left_out == 2
    assert found.gap_counts().total() == len(GAPS)


def test_the_longest_gap_is_late_if_it_begins_or_ends_so() -> None:
    found = series([10, 500, 10])
    found.note_lag(found.stamps[-1], found.stamps[-1])
    assert not found.max_gap_late
    found.note_lag(found.stamps[1], found.stamps[1])
    assert found.max_gap_late


def test_many_that_are_left_out_are_told() -> None:
    found = series([10] * 100)
    found.note_lag(found.stamps[10], found.stamps[12])
    assert (found.left_out, found.thinned) == (4, False)
    found.note_lag(found.stamps[50], found.stamps[60])
    assert found.thinned


def test_deltas_that_come_in_bunches_are_measured_from_bunch_to_bunch() -> None:
    assert series([0, 0, 0, 250] * 10).usual_gap_ns() == pytest.approx(250_000_000, rel=0.01)
    assert series([20, 20, 20]).usual_gap_ns() == 20_000_000
    assert series([0, 0, 0]).usual_gap_ns() == 0
    assert series([]).usual_gap_ns() == 0

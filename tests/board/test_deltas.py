"""The series of deltas: stamps, gaps, estimates and the histories that ribbons are drawn from."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from streamboard.board.deltas import DeltaSeries
from streamboard.board.histories import gap_history, rate_history
from streamboard.run.plan import SECOND
from tests.support.late import LateSeries


def series(*deltas: tuple[int, int]) -> LateSeries:
    made = LateSeries()
    for t, chars in deltas:
        made.add(t, chars)
    return made


def test_an_empty_series_has_no_figures() -> None:
    empty = DeltaSeries()
    assert (len(empty), empty.first, empty.last, empty.max_gap_ns, empty.gap_percentile_ns(50)) == (
        0,
        None,
        None,
        None,
        None,
    )
    assert empty.estimated_tokens() == 0
    assert empty.live_tokens_per_second(5 * SECOND) is None
    assert rate_history(empty, 5, 4) == gap_history(empty, 5, 4) == []


def test_one_delta_has_no_gap() -> None:
    one = series((5, 3))
    assert (one.first, one.last, one.max_gap_ns, one.gap_percentile_ns(50)) == (5, 5, None, None)


def test_stamps_and_gaps() -> None:
    some = series((10, 4), (20, 4), (60, 4), (61, 4))
    assert (len(some), some.first, some.last, some.max_gap_ns) == (4, 10, 61, 40)
    assert some.gap_percentile_ns(50) == 10


def test_tokens_are_estimated_from_characters_but_at_least_one_a_delta() -> None:
    assert series((0, 40)).estimated_tokens() == 10
    assert series((0, 1), (1, 1), (2, 1)).estimated_tokens() == 3
    assert series((0, 400), (1, 8)).estimated_tokens(1) == 2
    assert series((0, 4)).estimated_tokens(1) == 0


def test_the_live_rate_is_over_the_last_second() -> None:
    steady = series(*((place * SECOND // 10, 4) for place in range(31)))
    assert steady.live_tokens_per_second(3 * SECOND) == 10
    assert steady.live_tokens_per_second(10 * SECOND) == 0


def test_there_is_no_live_rate_before_there_is_enough_to_tell() -> None:
    assert series((0, 4)).live_tokens_per_second(SECOND // 10) is None


def test_the_longest_gap_is_as_high_over_all_of_its_time() -> None:
    stalled = series((0, 1), (100, 1), (900, 1), (1000, 1))
    assert gap_history(stalled, 1000, 5) == [800, 800, 800, 800, 800]
    assert gap_history(series((0, 1), (10, 1), (20, 1), (30, 1)), 30, 3) == [10, 10, 10]
    assert gap_history(series((0, 1), (10, 1)), 1010, 2) == [1000, 1000]


def test_a_silence_shows_as_no_rate() -> None:
    assert rate_history(series((0, 400)), 10 * SECOND, 5)[1:] == [0.0] * 4


@given(
    gaps=st.lists(st.integers(0, 10**9), min_size=1, max_size=60),
    more=st.integers(0, 10**9),
    cells=st.integers(1, 40),
)
def test_histories_have_a_value_for_each_cell_and_none_is_negative(
    gaps: list[int], more: int, cells: int
) -> None:
    made, t = DeltaSeries(), 0
    for gap in gaps:
        t += gap
        made.add(t, 3)
    assert made.first is not None
    for history in (gap_history(made, t + more, cells), rate_history(made, t + more, cells)):
        assert len(history) == (cells if t + more > made.first else 0)
        assert all(value >= 0 for value in history)
    longest = max([*gaps[1:], more], default=0)
    if t + more > made.first:
        assert max(gap_history(made, t + more, cells)) == longest


@given(gaps=st.lists(st.integers(0, 10**10), max_size=300), most=st.integers(4, 40))
def test_a_capped_series_keeps_its_figures_in_bounded_memory(gaps: list[int], most: int) -> None:
    capped, whole, t = DeltaSeries(most), DeltaSeries(), 7
    for number, gap in enumerate([0, *gaps]):
        t += gap
        capped.add(t, number % 9 + 1)
        whole.add(t, number % 9 + 1)
    for series in (capped.stamps, capped.chars, capped.counts, capped.gaps):
        assert len(series) <= most
    assert len(capped.gaps) == len(capped.stamps) - 1
    assert (len(capped), capped.first, capped.last) == (len(whole), whole.first, whole.last)
    assert capped.max_gap_ns == whole.max_gap_ns
    assert capped.estimated_tokens() == whole.estimated_tokens()
    assert list(capped.stamps)[-(most // 2) :] == list(whole.stamps)[-(most // 2) :]
    assert max(capped.gaps, default=None) == whole.max_gap_ns


@given(gaps=st.lists(st.integers(1000, 10**10), min_size=9, max_size=300))
def test_the_median_of_a_capped_series_is_good_to_a_hundredth(gaps: list[int]) -> None:
    capped, t = DeltaSeries(8), 0
    for gap in [0, *gaps]:
        t += gap
        capped.add(t, 1)
    median = capped.gap_percentile_ns(50)
    assert median is not None
    upper = sorted(gaps)[len(gaps) // 2]
    assert abs(median - upper) <= upper * 0.01


def test_gaps_that_touch_a_while_of_lag_stay_in_the_median_which_has_an_interval() -> None:
    some = series(*((t, 1) for t in (0, 10, 20, 120, 121, 122, 132, 142)))
    some.held_up(100, 121)
    # Of 1, 1, 10, 10, 10, 10 and 100 the 100 may be 80, and those of 1 may be 22: the middle is sure.
    assert (some.gap_percentile_ns(50), some.gap_interval_ns(50)) == (10, (0, 0))
    assert (some.max_gap_ns, some.max_gap_interval_ns()) == (100, (20, 0))
    some.add(152, 1)
    assert (some.gap_percentile_ns(50), some.gap_interval_ns(50)) == (10, (0, 0))


def test_a_while_of_lag_without_stamps_touches_no_gap() -> None:
    some = series((0, 1), (10, 1), (200, 1))
    some.held_up(50, 100)
    assert not some.shorter
    assert not some.longer


def test_the_gap_after_a_late_stamp_may_be_longer_when_it_comes() -> None:
    some = series((0, 1), (10, 1), (20, 1))
    some.held_up(15, 25)
    # The stamp 20 may be 5 too great: the gap before it is 5 to 10, the one after it 10 to 15.
    assert (some.shorter, some.longer) == ({10: -1, 5: 1}, {})
    some.add(30, 1)
    some.add(40, 1)
    assert (some.shorter, some.longer) == ({10: -1, 5: 1}, {10: -1, 15: 1})


@given(
    gaps=st.lists(st.integers(1, 10**9), min_size=30, max_size=120),
    at=st.integers(20, 29),
    wide=st.integers(0, 3),
)
def test_a_capped_series_is_as_sure_as_a_whole_one(gaps: list[int], at: int, wide: int) -> None:
    capped, whole = LateSeries(16), LateSeries()
    stamps = [sum(gaps[:count]) for count in range(len(gaps) + 1)]
    for number, t in enumerate(stamps):
        for one in (capped, whole):
            one.add(t, 1)
            if number == at:
                one.held_up(stamps[at - wide], t)
    assert (capped.shorter, capped.longer) == (whole.shorter, whole.longer)
    assert capped.gap_counts() == whole.gap_counts()
    assert capped.max_gap_interval_ns() == whole.max_gap_interval_ns()

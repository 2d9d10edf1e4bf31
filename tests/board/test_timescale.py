"""The clock of a race, and round times."""

from __future__ import annotations

from itertools import pairwise

import pytest

from streamboard.board.timescale import IDLE_CUT_NS, Clock, Scale, extent
from streamboard.run.plan import SECOND


def test_the_clock_begins_at_the_first_span() -> None:
    assert Clock([(100, 200)]).at(150) == 50
    assert Clock([]).at(0) == 0


def test_the_clock_leaves_out_long_idle_times_and_keeps_short_ones() -> None:
    long = 10 + IDLE_CUT_NS
    clock = Clock([(0, 10), (long, long + 10), (long + 15, long + 20)])
    assert [clock.at(stamp) for stamp in (5, 10, 500, long, long + 5, long + 16)] == [5, 10, 10, 10, 15, 26]
    assert clock.cuts == [10]
    assert Clock([(0, 10), (long - 1, long)]).cuts == []


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [
        (0, 1),
        (1, 1),
        (1.01, 1.5),
        (2.5, 3),
        (8.1, 10),
        (45, 50),
        (50.1, 60),
        (61, 90),
        (3599, 3600),
        (3601, 5400),
        (20 * 3600, 20 * 3600),
        (51 * 3600, 72 * 3600),
    ],
)
def test_the_extent_is_a_round_time_that_holds_the_duration(seconds: float, shown: float) -> None:
    assert extent(round(seconds * SECOND)) == shown * SECOND


def test_the_extent_grows_by_half_at_most() -> None:
    extents = sorted({extent(second * SECOND) for second in range(1, 40_000)})
    assert all(later <= earlier * 1.5 or earlier == SECOND for earlier, later in pairwise(extents))


@pytest.mark.parametrize(("extent_ns", "cells"), [(50, 7), (7, 50), (10, 10), (3 * SECOND, 79)])
def test_every_cell_begins_where_it_says(extent_ns: int, cells: int) -> None:
    scale = Scale(extent_ns, cells)
    for cell in range(cells):
        begin = scale.begin(cell)
        if begin < scale.begin(cell + 1):
            assert scale.cell(begin) == cell
        assert begin == 0 or scale.cell(begin - 1) < cell
    assert (scale.cell(-5), scale.cell(extent_ns * 2)) == (0, cells - 1)


def test_ticks_are_round_and_do_not_touch() -> None:
    assert Scale(10 * SECOND, 100).ticks(9) == [(second * SECOND, second * 10) for second in range(10)]
    assert [time / SECOND for time, _ in Scale(10 * SECOND, 50).ticks(9)] == [0, 2, 4, 6, 8]
    assert [time / SECOND for time, _ in Scale(SECOND, 50).ticks(9)] == [0, 0.2, 0.4, 0.6, 0.8]
    assert [time // SECOND for time, _ in Scale(48 * 3600 * SECOND, 20).ticks(9)] == [0, 22 * 3600, 44 * 3600]

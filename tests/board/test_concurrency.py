"""How many go on at once, over time."""

from __future__ import annotations

from streamboard.board.concurrency import Depth
from streamboard.board.timescale import Scale
from tests.support.told import MS


def test_depth_is_the_number_that_held_longest() -> None:
    depth = Depth.of([(0, 30 * MS), (10 * MS, 30 * MS), (29 * MS, 30 * MS), (30 * MS, 40 * MS)])
    assert depth.over(Scale(40 * MS, 4), 40 * MS) == [1, 2, 2, 1]
    assert depth.most == 3
    assert depth.over(Scale(80 * MS, 8), 20 * MS) == [1, 2, 2]


def test_what_lasts_an_instant_is_not_the_most() -> None:
    # All twelve are queued at once, and four of them go out at once.
    queue = [(0, 100_000)] * 4 + [(0, 50 * MS)] * 4 + [(0, 90 * MS)] * 4
    assert Depth.of(queue).most == 8
    # Nor is a moment between two: what is beside others for long counts, however they change.
    assert Depth.of([(0, 10 * MS), (10 * MS - 100, 20 * MS)]).most == 1


def test_what_follows_at_once_is_not_beside() -> None:
    assert Depth.of([(0, 10 * MS), (10 * MS, 20 * MS)]).most == 1
    assert Depth.of([(5, 5)]).most == 0
    assert Depth.of([]).over(Scale(10, 2), 10) == [0, 0]


def counted(*changes: tuple[int, int]) -> Depth:
    depth = Depth()
    for t, by in changes:
        depth.change(t, by)
    return depth


def test_peaks_are_the_most_of_each_slice_from_the_first_change_to_the_last() -> None:
    depth = counted((0, 1), (500, 1), (1000, -1), (2000, -1))
    assert depth.now == 0
    assert depth.peaks(0, 9000, 4) == [2, 2, 1, 1]
    assert counted((0, 1), (500, 1)).peaks(0, 1000, 4) == [1, 2, 2, 2]
    # An instant is a peak, too.
    assert counted((0, 1), (60, 3), (60, -3), (100, -1)).peaks(0, 100, 2) == [1, 4]


def test_there_is_no_picture_of_nothing() -> None:
    assert counted().peaks(0, 10, 4) == []
    assert counted((5, 1)).peaks(0, 10, 0) == []
    assert counted((5, 1)).peaks(0, 5, 4) == []
    assert counted((5, 1), (9, -1)).peaks(10, 20, 4) == []


def test_what_was_before_a_pass_is_not_of_its_picture() -> None:
    depth = counted((0, 5), (10, -5), (100, 1), (200, 1), (300, -2))
    assert depth.peaks(50, 400, 2) == [2, 2]
    assert depth.peaks(150, 400, 1) == [2]


def test_stamps_that_go_back_a_little_count_from_the_latest() -> None:
    assert counted((0, 1), (100, 1), (99, -1), (200, -1)).peaks(0, 300, 2) == [2, 1]

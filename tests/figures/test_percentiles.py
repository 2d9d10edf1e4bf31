"""Percentiles of all gaps of several streams, against a list of all gaps."""

from __future__ import annotations

from collections.abc import Sequence
from weakref import ref

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streamboard.board import quantile
from streamboard.board.deltas import DeltaSeries
from streamboard.figures.catalogue import FIGURE
from streamboard.figures.percentiles import FEW, PARTS, PERCENTS, Percentiles, of_gaps, of_readings
from streamboard.figures.reading import ABSENT, Reading
from streamboard.figures.samples import percentiles
from streamboard.run.events import Event
from tests.support.plans import plan, stream
from tests.support.told import MS, Told, board

GAPS = st.lists(
    st.one_of(st.integers(0, 3), st.integers(0, 50 * MS), st.integers(0, 10**11), st.just(20 * MS)),
    max_size=60,
)


def series(gaps: Sequence[int], *, settled: bool = True) -> DeltaSeries:
    made, t = DeltaSeries(), 0
    for gap in [0, *gaps]:
        t += gap
        made.add(t, 1)
    if settled:
        made.settle()
    return made


def expected(gaps: Sequence[int]) -> list[object]:
    return [None if not gaps else pytest.approx(quantile.percentile(gaps, percent)) for percent in PERCENTS]


def values(found: Percentiles) -> list[float | None]:
    return [found.part(part).value for part in PARTS]


@given(st.lists(GAPS, min_size=1, max_size=6))
def test_those_of_several_that_have_ended_are_exact(several: list[list[int]]) -> None:
    found = of_gaps([series(gaps) for gaps in several])
    every = [gap for gaps in several for gap in gaps]
    assert found.n == len(every)
    assert values(found) == expected(every)
    assert not any(found.part(part).less or found.part(part).more for part in PARTS)


@given(GAPS, st.booleans())
def test_those_of_one_are_its_own(gaps: list[int], settled: bool) -> None:
    one = series(gaps, settled=settled)
    found = of_gaps([one])
    assert (found.n, values(found)) == (len(gaps), expected(gaps))
    assert values(found) == [one.gap_percentile_ns(percent) for percent in PERCENTS]


@given(st.lists(GAPS, min_size=2, max_size=6))
def test_those_of_several_that_go_on_are_exact_while_they_are_few(several: list[list[int]]) -> None:
    found = of_gaps([series(gaps, settled=False) for gaps in several])
    every = [gap for gaps in several for gap in gaps]
    assert found.n == len(every)
    assert values(found) == expected(every)


def test_many_that_go_on_are_good_to_a_hundredth_at_the_closest_rank() -> None:
    several = [[gap * 7919 % 50_021 * 1_000 for gap in range(begin, begin + FEW)] for begin in (1, FEW + 1)]
    found = of_gaps([series(gaps, settled=False) for gaps in several])
    every = sorted(gap for gaps in several for gap in gaps)
    assert found.n == len(every) > FEW
    for percent, value in zip(PERCENTS, values(found), strict=True):
        assert value == pytest.approx(every[int((len(every) - 1) * percent / 100 + 0.5)], rel=0.01)


def test_what_comes_after_the_end_is_taken_in() -> None:
    one, other = series([10 * MS]), series([20 * MS])
    assert of_gaps([one, other]).p50.value == 15 * MS
    one.add(70 * MS, 1)
    found = of_gaps([one, other])
    assert (found.n, found.p50.value) == (3, 20 * MS)


def test_nearly_all_gaps_are_nothing() -> None:
    # The p95 of twelve lies between the eleventh, 0, and the twelfth: at rank 10.45 from 0.
    found = of_gaps([series([0] * 6), series([0] * 5 + [100 * MS])])
    assert found.p95.value == pytest.approx(0.45 * 100 * MS)


def test_streams_that_the_source_left_are_exact_too() -> None:
    s1, s2 = Told("s1"), Told("s2")
    events: list[Event] = []
    for one, gap in ((s1, 10), (s2, 1000)):
        events += [one.queued(0), one.sent(0), one.text(0), one.text(gap)]
    state = board(plan(stream("s1"), stream("s2")), *events)
    state.source_ended("The engine was killed.", "Start it again.")
    assert percentiles(FIGURE["gap_p50"], list(state.streams.values()), state.now).p50.value == 505 * MS


READINGS = st.lists(
    st.builds(
        Reading,
        st.one_of(st.none(), st.integers(0, 10**9)),
        less=st.integers(0, 10**6),
        more=st.integers(0, 10**6),
        moving=st.booleans(),
    ),
    max_size=20,
)


@given(READINGS)
def test_what_moves_or_is_absent_is_no_sample_and_all_else_is(readings: list[Reading]) -> None:
    found = of_readings(readings)
    there = [one for one in readings if one.value is not None and not one.moving]
    assert found.n == len(there)
    assert values(found) == expected([int(one.value or 0) for one in there])
    for percent, part in zip(PERCENTS, PARTS, strict=True):
        one = found.part(part)
        low = quantile.percentile([(each.value or 0) - each.less for each in there], percent)
        high = quantile.percentile([(each.value or 0) + each.more for each in there], percent)
        if not there:
            assert one == ABSENT
            continue
        assert ((one.value or 0) - one.less, (one.value or 0) + one.more) == pytest.approx(
            (low, high), abs=1e-3
        )


def test_what_was_found_of_attempts_is_let_go_with_them() -> None:
    series = [DeltaSeries(), DeltaSeries()]
    for one in series:
        for t in (0, 10, 30):
            one.add(t, 1)
        one.settle()
    assert of_gaps(series) == of_gaps(series)
    watched = [ref(one) for one in series]
    del one, series
    assert [there() for there in watched] == [None, None]

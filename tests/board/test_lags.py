"""What the engine's lateness touches, and what it leaves as it is."""

from __future__ import annotations

import pytest

from streamboard.figures.catalogue import FIGURE
from streamboard.figures.reading import Reading
from streamboard.run.events import (
    ClockLag,
)
from tests.board.scripted import many, reading
from tests.support.told import MS, Told, board, held_up


def test_lag_of_the_engine_touches_what_arrives_in_it_and_not_what_is_sent() -> None:
    s1, s2 = Told("s1"), Told("s2")
    lag = held_up(20, 50)
    state = board(many("s1", "s2"), *s1.whole(0, 0, 1, 2, 3), s2.queued(0), s2.sent(40), lag, s2.text(60))
    assert (state.lag_count, state.lag_ns) == (1, 20 * MS)
    assert reading(state, "ttft") == Reading(1 * MS)
    # The request went out within the lag, and was stamped as it did.
    assert reading(state, "ttft", "s2") == Reading(20 * MS)
    assert reading(state, "queued", "s2") == Reading(40 * MS)


def test_lag_while_nothing_is_out_does_not_count() -> None:
    s1 = Told()
    later = ClockLag(t=500 * MS, lag_ns=30 * MS)
    state = board(many("s1"), *s1.whole(0, 0, 10, 20, 3), later)
    assert (state.lag_count, state.lag_ns) == (0, 0)
    assert not any(reading(state, tag).unsure for tag in FIGURE)


def test_only_figures_whose_ends_were_stamped_in_the_lag_have_an_interval() -> None:
    s1 = Told()
    out = [s1.queued(0), s1.sent(0), s1.thinking(100), s1.text(200, index=1), s1.text(300, index=1)]
    end = [s1.final(310, 4), s1.ended(310), s1.over(310)]

    def late(since: int, until: int) -> dict[str, tuple[float, float]]:
        lag = held_up(since, until)
        before = [event for event in out if event.t <= lag.t]
        state = board(many("s1"), *before, lag, *(event for event in out if event.t > lag.t), *end)
        assert state.lag_count == 1
        found = {tag: reading(state, tag) for tag in ("ttft", "ttfo", "itl", "e2e")}
        return {tag: (one.less / MS, one.more / MS) for tag, one in found.items() if one.less or one.more}

    assert late(50, 60) == {}
    assert late(90, 110) == {"ttft": (10, 0), "itl": (0, pytest.approx(10 / 3))}
    assert late(190, 210) == {"ttfo": (10, 0)}
    assert late(290, 301) == {"itl": (pytest.approx(10 / 3), 0), "e2e": (10, 0)}


def test_a_ttft_that_was_over_before_the_lag_is_sound() -> None:
    s1, s2 = Told("s1"), Told("s2")
    lag = held_up(60, 90)
    state = board(
        many("s1", "s2"), s1.queued(0), s1.sent(0), s1.text(20), s2.queued(0), s2.sent(0), s2.text(80), lag
    )
    assert reading(state, "ttft") == Reading(20 * MS)
    assert reading(state, "ttft", "s2") == Reading(80 * MS, less=20 * MS)
    assert (state.lag_count, state.lag_ns) == (1, 20 * MS)

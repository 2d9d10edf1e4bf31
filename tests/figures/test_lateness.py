"""Whatever the windows of lateness allow, what is true lies within the interval of each reading.

A truth is made up: when each delta came. From it is made what an engine that was held up would stamp.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streamboard.board.lateness import LOOKS_EVERY_NS
from streamboard.board.state import BoardState
from streamboard.engine.clock import TICK_S
from streamboard.figures.catalogue import FIGURE, POOLED
from streamboard.figures.figure_base import interval_text
from streamboard.figures.percentiles import PARTS
from streamboard.figures.reading import OPEN, Reading
from streamboard.figures.samples import percentiles
from streamboard.figures.unit import TIME
from streamboard.run.events import ClockLag, Event
from streamboard.run.plan import SECOND
from tests.support.plans import plan, stream
from tests.support.told import MS, Told, board, held_up

Window = tuple[int, int]
"""From one time to another the engine was held up; milliseconds."""
END = 2000


class Truth:
    """What streams brought when, in milliseconds, and when the engine was held up."""

    def __init__(self, arrivals: list[list[int]], windows: list[Window], shares: list[float]) -> None:
        """Take them.

        Args:
            arrivals: When the deltas of each stream came.
            windows: Apart from each other and in order.
            shares: How far each delta was stamped on the way from its arrival to the end of its window.
        """
        self.arrivals, self.windows, self._shares = arrivals, windows, shares

    def __repr__(self) -> str:
        return f"Truth({self.arrivals}, {self.windows}, {self._shares})"

    def boards(self, ending: str = "completed") -> tuple[BoardState, BoardState]:
        """The board of an engine that was held up, and that of one that never was."""
        return self._board(self._stamped(), self.windows, ending), self._board(self.arrivals, [], ending)

    def _stamped(self) -> list[list[float]]:
        """Each stamp; those of one stream stay in order."""
        shares = iter(self._shares * (1 + sum(map(len, self.arrivals)) // len(self._shares)))
        return [sorted(self._stamp(at, next(shares)) for at in arrivals) for arrivals in self.arrivals]

    def _stamp(self, at: int, share: float) -> float:
        until = next((until for since, until in self.windows if since <= at <= until), at)
        return round(at + (until - at) * share, 6)

    def _board(self, stamps: Sequence[Sequence[float]], windows: list[Window], ending: str) -> BoardState:
        names = [f"s{number}" for number in range(1, len(stamps) + 1)]
        events = [
            event for name, its in zip(names, stamps, strict=True) for event in self._told(name, its, ending)
        ]
        # The report stands after what it is of.
        lags = [held_up(since, until) for since, until in windows]
        return board(plan(*(stream(name) for name in names)), *events, *lags)

    def _told(self, name: str, stamps: Sequence[float], ending: str) -> Iterator[Event]:
        told = Told(name)
        yield from (told.queued(0), told.sent(0), told.out(0))
        for place, at in enumerate(stamps):
            yield told.thinking(at) if place == 0 and len(stamps) > 2 else told.text(at, "word ")
        if ending == "completed":
            # Few tokens, so that no answer seems to be delivered at once.
            yield told.final(END, max(len(stamps) // 2, 2))
        yield told.ended(END, "completed" if ending == "completed" else "stalled")
        yield told.over(END, "completed" if ending == "completed" else "stalled")


@st.composite
def truths(draw: st.DrawFn, most: int = 3) -> Truth:
    """Some streams, and an engine that is held up now and then."""
    ends = draw(st.lists(st.integers(1, END - 1), max_size=8, unique=True))
    ends = sorted(ends)[: len(ends) // 2 * 2]
    windows = list(zip(ends[::2], ends[1::2], strict=True))
    times = st.one_of(st.integers(1, END - 1), st.sampled_from(ends) if ends else st.just(7))
    arrivals = draw(st.lists(st.lists(times, min_size=1, max_size=25).map(sorted), min_size=1, max_size=most))
    shares = draw(st.lists(st.sampled_from([0.0, 0.25, 0.5, 1.0]), min_size=1, max_size=12))
    return Truth(arrivals, windows, shares)


def assert_within(true: Reading, told: Reading, what: str) -> None:
    """What is true lies in the interval of what is told."""
    assert (true.value is None) == (told.value is None), what
    if true.value is None or told.value is None:
        return
    slack = 1e-9 * max(abs(true.value), abs(told.value), 1)
    assert told.less >= 0, what
    assert told.more >= 0, what
    low, high = told.value - told.less, told.value + told.more
    assert low - slack <= true.value <= high + slack, f"{what}: {true.value} is not in {low} to {high}"
    assert low >= -slack, f"{what} below nothing"


TIMES = ("ttft", "ttfo", "e2e", "took", "gap_p50", "gap_p95", "gap_max", "queued")


@given(truths(), st.sampled_from(["completed", "stalled"]))
def test_what_is_true_of_a_stream_is_in_the_interval(truth: Truth, ending: str) -> None:
    held_up, on_time = truth.boards(ending)
    for name, one in held_up.streams.items():
        true = on_time.streams[name]
        for tag in TIMES:
            figure = FIGURE[tag]
            assert_within(figure.of(true, on_time.now), figure.of(one, held_up.now), f"{tag} of {name}")


@given(truths())
def test_what_is_true_of_its_decoding_is_in_the_interval(truth: Truth) -> None:
    held_up, on_time = truth.boards()
    for name, one in held_up.streams.items():
        for tag in ("itl", "tokens_per_second"):
            true, told = (FIGURE[tag].of(each, END * MS) for each in (on_time.streams[name], one))
            # Late stamps may make an answer look as if it came at once, which then says so.
            if true.value is not None and told.value is not None:
                assert_within(true, told, tag)


@given(truths(most=4), st.sampled_from(["completed", "stalled"]))
def test_what_is_true_of_several_is_in_the_interval(truth: Truth, ending: str) -> None:
    held_up, on_time = truth.boards(ending)
    for figure in POOLED:
        true, told = (
            percentiles(figure, list(each.streams.values()), each.now) for each in (on_time, held_up)
        )
        if true.n != told.n:
            assert figure.tag in ("itl", "tokens_per_second")
            continue
        for part in PARTS:
            assert_within(true.part(part), told.part(part), f"{figure.tag} {part}")


@given(truths())
def test_nothing_is_ever_left_out_and_an_engine_on_time_has_no_intervals(truth: Truth) -> None:
    held_up, on_time = truth.boards()
    streams = len(truth.arrivals)
    for tag, n in (("ttft", streams), ("e2e", streams), ("gap_p50", sum(map(len, truth.arrivals)) - streams)):
        assert percentiles(FIGURE[tag], list(held_up.streams.values()), held_up.now).n == n
    for one in on_time.streams.values():
        for figure in FIGURE.values():
            reading = figure.of(one, on_time.now)
            assert (reading.less, reading.more) == (0, 0)


def test_what_was_stamped_late_came_after_the_request_was_out() -> None:
    s1 = Told()
    # Held up from 20 to 50 ms, and the request went out at 40.
    lag = held_up(20, 50)
    state = board(plan(stream()), s1.queued(0), s1.sent(40), s1.out(40), s1.text(45), lag)
    ttft = FIGURE["ttft"].of(state.streams["s1"], state.now)
    assert ttft == Reading(5 * MS, less=5 * MS)


def test_the_engine_may_have_been_held_up_since_it_looked_last() -> None:
    s1 = Told()
    # It looked at 20 and meant to look at 30; it was held up from 21 to 60, and something came at 22.
    lag = ClockLag(t=60 * MS, lag_ns=30 * MS)
    state = board(plan(stream()), s1.queued(0), s1.sent(0), s1.out(0), s1.text(60), lag)
    ttft = FIGURE["ttft"].of(state.streams["s1"], state.now)
    assert ttft == Reading(60 * MS, less=40 * MS)
    assert int(TICK_S * SECOND) == LOOKS_EVERY_NS


def test_whiles_that_follow_each_other_at_once_stay_apart() -> None:
    s1 = Told()
    events = [s1.text(50), held_up(20, 50), s1.text(80), held_up(50, 80)]
    state = board(plan(stream()), s1.queued(0), s1.sent(0), s1.out(0), *events, s1.final(90, 2), s1.ended(90))
    one = state.streams["s1"]
    assert FIGURE["ttft"].of(one, state.now) == Reading(50 * MS, less=30 * MS)
    assert FIGURE["e2e"].of(one, state.now) == Reading(80 * MS, less=30 * MS)


def test_a_connection_that_was_noticed_late_may_have_been_there_before() -> None:
    s1 = Told()
    # It was there at 12 at the earliest: the engine was held up from then to 60.
    events = [s1.queued(0), s1.sent(0), s1.connected(60, took=58), held_up(12, 60), s1.out(61)]
    one = board(plan(stream()), *events).streams["s1"]
    assert FIGURE["connect"].of(one, END * MS) == Reading(58 * MS, less=48 * MS)


def test_another_gap_may_have_been_the_longest() -> None:
    s1 = Told()
    # The gap of 99 begins up to 20 ms too late, that of 100 is sure.
    lag = held_up(90, 110)
    content = [s1.text(at) for at in (10, 110, 209, 309)]
    state = board(plan(stream()), s1.queued(0), s1.sent(0), lag, *content, s1.final(310, 4), s1.ended(310))
    longest = FIGURE["gap_max"].of(state.streams["s1"], state.now)
    assert longest.value == 100 * MS
    assert longest.more == 19 * MS


def test_the_silence_at_the_end_may_have_been_longer_than_the_longest_gap() -> None:
    s1 = Told()
    lag = held_up(250, 300)
    content = [s1.text(at) for at in (100, 300)]
    begin = [s1.queued(0), s1.sent(0), *content, lag]
    # 200 ms, at most 50 less, then silence of 180 or up to 50 more.
    short = board(plan(stream()), *begin, s1.ended(480, "stalled"), s1.over(480, "stalled"))
    found = FIGURE["gap_max"].of(short.streams["s1"], short.now)
    assert found == Reading(200 * MS, less=50 * MS, more=30 * MS)
    long = board(plan(stream()), *begin, s1.ended(510, "stalled"), s1.over(510, "stalled"))
    found = FIGURE["gap_max"].of(long.streams["s1"], long.now)
    assert found == Reading(210 * MS, more=50 * MS, note=OPEN)


@pytest.mark.parametrize(
    ("reading", "words"),
    [
        (Reading(15_000 * MS, less=23 * MS), "at most 23.0 ms less"),
        (Reading(100 * MS, less=2.1 * MS, more=0.4 * MS), "at most 2.10 ms less or 0.40 ms more"),
        (Reading(100 * MS, more=0.4 * MS), "at most 0.40 ms more"),
        (Reading(100 * MS), ""),
    ],
)
def test_an_interval_in_words(reading: Reading, words: str) -> None:
    assert interval_text(TIME, reading) == words


@pytest.mark.parametrize(("late", "sign"), [(5 * MS, ""), (5 * MS + 1, "!")])
def test_more_than_a_twentieth_is_unsure(late: int, sign: str) -> None:
    assert Reading(100 * MS, less=late, mark="▲").sign == (sign or "▲")
    assert Reading(100 * MS, less=late // 2, more=late - late // 2).sign == sign

"""Figures over repetitions, and which of several is the best."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from streamboard.board.state import BoardState
from streamboard.board.stream import StreamState
from streamboard.figures.catalogue import FIGURE, POOLED, figures_of
from streamboard.figures.samples import percentiles
from streamboard.figures.spread import best_of, spread_of
from streamboard.figures.table import table
from streamboard.run.events import ErrorInfo
from streamboard.run.plan import Slo
from tests.support.plans import matrix_plan, plan, stream
from tests.support.told import MS, Told, board

TTFT, SPEED = FIGURE["ttft"], FIGURE["tokens_per_second"]
NOW = 100_000 * MS


def answered(*ttfts: float) -> BoardState:
    """Whole answers of streams `s1`, `s2`, ... with these TTFTs."""
    names = [f"s{number}" for number in range(1, len(ttfts) + 1)]
    told = [
        event
        for name, ttft in zip(names, ttfts, strict=True)
        for event in Told(name).whole(0, 0, ttft, ttft + 1000, 11)
    ]
    return board(plan(*map(stream, names)), *told)


def streams(state: BoardState) -> list[StreamState]:
    return [*state.streams.values()]


def test_a_spread_has_the_ends_the_median_and_n() -> None:
    found = spread_of(TTFT, streams(answered(488, 312, 400)), NOW)
    values = [(found.low.value or 0) / MS, (found.middle.value or 0) / MS, (found.high.value or 0) / MS]
    assert (found.n, values) == (3, [312, 400, 488])
    assert spread_of(TTFT, streams(answered(312)), NOW).middle.value == 312 * MS


def test_streams_without_a_value_are_not_counted() -> None:
    state = answered(312)
    waiting = StreamState(stream("s2"), 2)
    assert spread_of(TTFT, [*streams(state), waiting], NOW).n == 1
    none = spread_of(TTFT, [waiting], NOW)
    assert (none.n, none.middle.value) == (0, None)
    assert spread_of(TTFT, [], NOW).n == 0


def test_a_value_that_moves_is_shown_as_such() -> None:
    told = Told("s2")
    state = board(
        plan(stream("s1"), stream("s2")),
        *Told().whole(0, 0, 300, 900, 5),
        *(told.queued(0), told.sent(0), told.head(1), told.text(500), told.text(1800)),
    )
    assert spread_of(SPEED, streams(state), 2000 * MS).middle.moving
    assert percentiles(SPEED, streams(state), 2000 * MS).n == 1


def test_objectives_are_counted() -> None:
    met = figures_of(Slo(ttft_ns=350 * MS))[-1]
    found = spread_of(met, streams(answered(312, 400, 100)), NOW).middle
    assert met.text(found) == "✓2/3"


def cells(*groups: Sequence[float]) -> dict[int, list[StreamState]]:
    """Groups of streams with these TTFTs."""
    every = iter(streams(answered(*[ttft for group in groups for ttft in group])))
    return {place: [next(every) for _ in group] for place, group in enumerate(groups)}


@pytest.mark.parametrize(
    ("groups", "best"),
    [
        ([[300], [400]], 0),
        ([[400], [300], [900]], 1),
        ([[300], [310], [900]], None),  # The first two are about equal.
        ([[300, 320], [400, 420]], 0),
        ([[300, 500], [400, 700]], None),  # Their ranges overlap.
        ([[300]], None),
    ],
)
def test_the_best_is_told_only_where_it_stands_out(
    groups: Sequence[Sequence[float]], best: int | None
) -> None:
    assert best_of(TTFT, cells(*groups), NOW) == best


def test_nothing_is_the_best_while_one_goes_on() -> None:
    found = cells([300], [400])
    assert best_of(TTFT, found | {2: [StreamState(stream("s9"), 9)]}, NOW) is None


def test_a_greater_speed_is_better_and_tokens_are_neither() -> None:
    state = board(
        plan(stream("s1"), stream("s2")),
        *Told("s1").whole(0, 0, 100, 1100, 11),
        *Told("s2").whole(0, 0, 100, 600, 11),
    )
    found = {place: [one] for place, one in enumerate(streams(state))}
    assert best_of(SPEED, found, NOW) == 1
    assert best_of(FIGURE["output_tokens"], found, NOW) is None


def test_a_column_is_summed_up_as_in_the_table() -> None:
    run = matrix_plan("story poem", "haiku opus", repeat=2)
    told = [
        event
        for number, one in enumerate(run.streams, 1)
        for event in Told(one.id).whole(0, 0, 100 * number, 100 * number + 700 + 50 * number, 5 + number)
    ]
    error = ErrorInfo("overloaded_error", "Too much.", "Wait.")
    last = Told(run.streams[-1].id)
    told = [event for event in told if getattr(event, "stream", "") != last.stream]
    told += [last.queued(0), last.sent(0), last.ended(50, "failed", error), last.over(50, "failed", error)]
    state = board(run, *told)
    whole = table(state, streams(state), NOW)
    for group in whole.columns:
        column = [one for one in streams(state) if one.column() == group.name]
        for figure in POOLED:
            found, listed = percentiles(figure, column, NOW), group.figures[figure.tag]
            assert (found.n, found.p50.value) == (listed.n, listed.p50.value), figure.tag
    tokens = percentiles(FIGURE["output_tokens"], streams(state), NOW)
    assert (tokens.n, tokens.p50.value) == (7, 9)

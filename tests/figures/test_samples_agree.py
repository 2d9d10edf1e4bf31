"""A figure has one sample wherever it is shown: percentiles, sides of comparisons, distributions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
import pytest
from hypothesis import given

from streamboard.board.caps import Caps
from streamboard.board.quantile import percentile
from streamboard.board.state import BoardState
from streamboard.board.stream import StreamState
from streamboard.comparing.sides import RunSide
from streamboard.figures.catalogue import FIGURE, POOLED, figures_of
from streamboard.figures.samples import percentiles, values
from streamboard.figures.spread import spread_of
from streamboard.figures.table import table
from streamboard.figures.unit import SHARES
from streamboard.report.html import distributions, matrix
from streamboard.run.events import ErrorInfo, Event
from streamboard.run.plan import AnswerEnd, RunPlan, Slo
from streamboard.tui.views.table_blocks import samples_by_column
from tests.figures.surfaces import runs
from tests.support.plans import matrix_plan
from tests.support.runs import MadeRun, made_runs
from tests.support.told import MS, Told

BUSY = ErrorInfo("overloaded_error", "The server is overloaded.")


def everything() -> BoardState:
    """Repetitions in two columns: whole, broken off, stopped, tried again, never sent, at once, saved."""
    run = matrix_plan("story", "haiku opus", repeat=5)
    streams = [*run.streams]
    streams[4] = msgspec.structs.replace(
        streams[4],
        answered=True,
        ending=AnswerEnd(stop_reason="end_turn", outcome="completed"),
        request={
            "messages": [{"role": "user", "content": "?"}, {"role": "assistant", "content": "As it was."}]
        },
    )
    run = RunPlan("everything", streams, slo=Slo(ttft_ns=450 * MS))
    h1, h2, h3, h4, _, o1, o2, o3, o4, _ = (Told(one.id) for one in run.streams)
    events: list[Event] = [
        *h1.whole(0, 10, 400, 1400, 21),
        # Broken off, and faster than any that is whole.
        *(h2.queued(0), h2.sent(5), h2.text(100), h2.text(101), h2.text(102), h2.final(103, 90)),
        *(h2.ended(110, "cut_off", BUSY), h2.over(110, "cut_off", BUSY)),
        *(h3.queued(0), h3.sent(5), h3.text(300), h3.ended(310, "cancelled"), h3.over(310, "cancelled")),
        *(h4.queued(0), h4.sent(5), h4.text(200), h4.ended(210, "failed", BUSY), h4.retry(210, 100)),
    ]
    h4.attempt = 2
    events += [h4.sent(310), *_rest(h4, 900, 2500, 12)]
    events += [
        *o1.whole(0, 20, 500, 1300, 33),
        *(o2.queued(0), o2.over(40, "cancelled")),  # Never sent.
        *(o3.queued(0), o3.sent(5), *_rest(o3, 700, 700, 50)),
        *(o4.queued(0), o4.sent(5), o4.ended(30, "failed", BUSY), o4.over(30, "failed", BUSY)),
    ]
    state = BoardState(run)
    state.apply_all(events)
    return state


def _rest(told: Told, first: float, last: float, tokens: int) -> list[Event]:
    """The answer's content and its end."""
    middle = (first + last) / 2
    return [
        *(told.text(at) for at in (first, middle, last)),
        told.final(last, tokens),
        told.api(last, "message_stop"),
        told.ended(last, "completed"),
        told.over(last, "completed"),
    ]


def gaps_of(streams: Sequence[StreamState]) -> list[float]:
    return sorted(gap for one in streams if one.shown is not None for gap in one.shown.deltas.every_gap())


def agree(state: BoardState) -> None:
    """Hold the surfaces to each other, for all figures and all columns."""
    whole = table(state, [*state.streams.values()], state.now)
    side = RunSide("this run", (state,))
    for group in whole.columns:
        column = [one for one in state.streams.values() if one.column() == group.name]
        for figure in figures_of(state.plan.slo):
            compared = sorted(
                value for place, value in side.values(figure).items() if place.column == group.name
            )
            drawn = values(figure, column, state.now)
            found = percentiles(figure, column, state.now)
            if figure.pool is not None:
                assert group.figures[figure.tag]._replace(p50=found.p50) == found, figure.tag
            assert (found.n, found.p50.value) == (len(drawn), _median(drawn)), figure.tag
            if figure.pool is None or not figure.pool.gaps:
                assert drawn == compared, figure.tag
            else:
                assert drawn == gaps_of(column)
            if figure.tag in FIGURE:
                bars = {one.name: sorted(one.values) for one in samples_by_column(whole, figure)}
                assert bars[group.name or "unknown"] == compared, figure.tag
            if figure in POOLED:
                shown = distributions._sample(figure, group.name, column, state.now)
                assert ([*shown.values], shown.spread) == (drawn, found), figure.tag
            if figure.unit not in SHARES and len(column) > 1 and all(one.phase == "ended" for one in column):
                cell = spread_of(figure, column, state.now)
                assert (cell.n, cell.middle.value) == (len(compared), _median(compared)), figure.tag


def _median(sample: Sequence[float]) -> Any:
    return None if not sample else pytest.approx(percentile(sample, 50))


@pytest.mark.slow
@runs
@given(made_runs())
def test_all_figures_have_one_sample(run: MadeRun) -> None:
    agree(run.board())


def test_all_figures_of_a_run_with_everything_have_one_sample() -> None:
    state = everything()
    assert {one.outcome for one in state.streams.values()} >= {"completed", "cut_off", "cancelled", "failed"}
    assert any(one.recalls for one in state.streams.values())
    agree(state)


def test_a_cell_of_the_html_matrix_has_the_sample_of_its_median() -> None:
    state = everything()
    column = [one for one in state.streams.values() if one.column() == "haiku"]
    words = matrix._spread(FIGURE["tokens_per_second"], column, state.now)
    # The one that broke off would be the fastest by far, and a third value.
    assert words == "p50 13.4, 6.87 to 20.0 tok/s (n=2)"


def test_gaps_merged_at_the_cap_are_drawn_as_many_as_are_counted() -> None:
    """An endless answer's, as the HTML report reads it."""
    told = Told("story/haiku#1")
    run = matrix_plan("story", "haiku")
    state = BoardState(run, Caps(deltas=16))
    stamps = [10 * number for number in range(100)]
    state.apply_all([told.queued(0), told.sent(0), *map(told.text, stamps), told.ended(990), told.over(990)])
    sample = distributions._sample(FIGURE["gap_p50"], "haiku", [*state.streams.values()], state.now)
    assert len(sample.values) == sample.spread.n == 99
    assert [*sample.values] == pytest.approx([10 * MS] * 99, rel=0.005)


def test_an_answer_of_an_earlier_session_meets_and_misses_no_objective() -> None:
    state = everything()
    met = figures_of(state.plan.slo)[-1]
    verdicts = [met.of(one, state.now).value for one in state.streams.values()]
    goodput = table(state, [*state.streams.values()], state.now).whole.met
    assert goodput is not None
    judged = [verdict for verdict in verdicts if verdict is not None]
    never_sent = sum(one.phase == "ended" and one.shown is None for one in state.streams.values())
    assert (sum(judged), len(judged) + never_sent) == goodput

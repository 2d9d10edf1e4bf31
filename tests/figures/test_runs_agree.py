"""Whatever is told of a run as a whole, one figure has one value."""

from __future__ import annotations

import pytest
from hypothesis import given

from streamboard.board.race import Race
from streamboard.board.segments import rounds
from streamboard.figures.catalogue import RUN_FIGURES
from streamboard.figures.inspection import inspect_run
from streamboard.figures.of_stream.slo_met import TAG as MET
from streamboard.run.events import Event, StreamRemoved
from tests.figures.surfaces import Told, runs
from tests.support.runs import MadeRun, made_runs

pytestmark = pytest.mark.slow


# -- the run


@runs
@given(made_runs())
def test_the_header_the_race_and_the_inspector_tell_the_same_of_the_run(run: MadeRun) -> None:
    told = Told.of(run)
    board, totals = told.board, told.board.totals(told.now)
    race = Race(board, board.passes[-1], told.now).figures
    values = {figure.tag: figure.of(board, told.now).value for figure in RUN_FIGURES}
    assert (values["wall"] or 0) == totals.wall_ns == race.wall_ns == board.wall_ns(told.now)
    assert (values["run_output_tokens"] or 0) == totals.output_tokens == race.output_tokens
    assert values["run_tokens_per_second"] == totals.tokens_per_second == race.tokens_per_second
    assert values["speed_up"] == totals.speed_up == race.speed_up
    assert totals.estimated is not race.counted
    met = [row.cells[MET].value for row in told.table.rows if MET in row.cells]
    judged = [verdict for verdict in met if verdict is not None]
    if totals.goodput is not None:
        assert totals.goodput[0] == sum(judged)
        assert told.table.whole.met == totals.goodput
        assert values["goodput"] == (totals.goodput[0] / totals.goodput[1] if totals.goodput[1] else None)
    for run_figure in RUN_FIGURES:
        apart = inspect_run(board, run_figure, told.now)
        assert apart.reading == run_figure.of(board, told.now)
        assert apart.views[0].value == values[run_figure.tag]


def covered(spans: list[tuple[int, int]]) -> int:
    """How long any of the spans lasts."""
    whole, until = 0, -1
    for begin, end in sorted(spans):
        whole += max(end - max(begin, until), 0)
        until = max(until, end)
    return whole


@runs
@given(made_runs())
def test_the_wall_of_a_pass_is_the_time_in_which_any_of_its_lanes_goes_on(run: MadeRun) -> None:
    board = MadeRun(run.plan, [event for event in run.events if not isinstance(event, StreamRemoved)]).board()
    for run_pass in board.passes:
        race = Race(board, run_pass, board.now)
        lanes = [
            (one.queued, board.now if one.until is None else one.until)
            for stream in board.streams.values()
            for one in rounds(stream, run_pass.number)
        ]
        assert race.figures.wall_ns == covered(lanes)
        assert race.figures.start_wall_ns <= race.figures.wall_ns
        segments = [segment for stream in board.streams.values() for segment in race.segments(stream)]
        assert max((segment.end for segment in segments), default=0) <= race.end_ns


@runs
@given(made_runs())
def test_what_the_run_brought_is_what_its_attempts_brought(run: MadeRun) -> None:
    """First none is removed, so that all attempts are there; then those that have ended may be."""
    events: list[Event] = [event for event in run.events if not isinstance(event, StreamRemoved)]
    board = MadeRun(run.plan, events).board()
    attempts = board.attempts()
    tokens = [attempt.output_tokens() for attempt in attempts]
    totals = board.totals(board.now)
    assert totals.output_tokens == sum(number or 0 for number, _ in tokens)
    assert totals.estimated is any(number is not None and not counted for number, counted in tokens)
    removed = run.board()
    if all(one.phase == "ended" for name, one in board.streams.items() if name not in removed.streams):
        after = removed.totals(board.now)
        assert (after.output_tokens, after.speed_up) == (totals.output_tokens, totals.speed_up)

"""Whatever is told of a run in words or on a screen, one figure has one value: that of the catalogue."""

from __future__ import annotations

import io
import re

import pytest
from hypothesis import given
from rich.console import Console

from streamboard.board.state import BoardState
from streamboard.common import spoken
from streamboard.figures.best_and_worst import BEST, WORST, Marks
from streamboard.figures.catalogue import FIGURE, FIGURES, POOLED, RUN_FIGURE, RUN_FIGURES
from streamboard.figures.figure import on
from streamboard.figures.inspection import inspect
from streamboard.figures.percentiles import PARTS, Percentiles
from streamboard.figures.reading import Reading
from streamboard.figures.samples import percentiles
from streamboard.figures.sorting import Order
from streamboard.report.live.plain_summary import plain_summary
from streamboard.report.live.plain_teller import MANY, PlainTeller
from streamboard.report.live.plain_teller import figures as told_of
from streamboard.report.summary import summary
from tests.figures.surfaces import Told, runs, shown
from tests.support.runs import MadeRun, made_runs

pytestmark = pytest.mark.slow


# -- the catalogue, the table and the inspector


@runs
@given(made_runs())
def test_the_table_and_the_inspector_have_the_values_of_the_catalogue(run: MadeRun) -> None:
    told = Told.of(run)
    for row in told.table.rows:
        for figure in told.all_figures:
            reading = figure.of(row.stream, told.now)
            assert row.cells[figure.tag]._replace(mark="") == reading
            apart = inspect(row.stream, figure, told.now)
            assert apart.reading == reading
            assert [view.value for view in apart.views[:1]] == [reading.value] * bool(apart.views)


@runs
@given(made_runs())
def test_the_inspector_counts_with_the_values_that_it_shows(run: MadeRun) -> None:
    told = Told.of(run)
    for stream in told.streams:
        for tag in ("ttft", "ttfo", "e2e", "queued"):
            apart = inspect(stream, FIGURE[tag], told.now)
            if stream.shown is not None and apart.reading.settled is not None:
                assert apart.inputs.startswith(f"{apart.reading.settled / 1e6:.1f} - 0.0 ms")


@runs
@given(made_runs())
def test_the_best_and_the_worst_are_marked_alike_and_are_what_they_say(run: MadeRun) -> None:
    told = Told.of(run)
    marks = Marks()
    marks.look_at(told.streams)
    for figure in told.all_figures:
        cells = {row.stream.plan.id: row.cells[figure.tag] for row in told.table.rows}
        assert {name: cell.mark for name, cell in cells.items() if cell.mark} == marks.of(figure, told.now)
        rivals = [
            cells[stream.plan.id]
            for stream in told.streams
            if stream.phase == "ended" and figure.rival(stream) and not cells[stream.plan.id].unsure
        ]
        values = [cell.value for cell in rivals if cell.value]
        best, worst = (min, max) if figure.better == "low" else (max, min)
        for cell in cells.values():
            if cell.mark:
                assert cell.value == {BEST: best, WORST: worst}[cell.mark](values)


@runs
@given(made_runs())
def test_sorting_is_in_the_order_of_the_values(run: MadeRun) -> None:
    told = Told.of(run)
    for tag, figure in FIGURE.items():
        for order in (Order.of(tag), Order.of(tag).reversed()):
            found = order.sort(told.streams, told.now)
            values = [figure.of(stream, told.now).value for stream in found]
            there = [value for value in values if value is not None]
            assert there == sorted(there, reverse=order.descending)
            assert values == [*there, *[None] * (len(values) - len(there))]


# -- percentiles


def alike(spread: Percentiles, part: str, reading: Reading) -> None:
    found = spread.part(part)
    assert found.value == reading.value
    assert (found.less, found.more) == pytest.approx((reading.less, reading.more), rel=1e-6, abs=1e-3)


@runs
@given(made_runs())
def test_percentiles_of_one_stream_are_its_own_values(run: MadeRun) -> None:
    told = Told.of(run)
    for stream in told.streams:
        for figure in POOLED:
            spread = percentiles(figure, [stream], told.now)
            if figure.tag == "gap_p50":
                alike(spread, "p50", figure.of(stream, told.now))
                alike(spread, "p95", FIGURE["gap_p95"].of(stream, told.now))
                continue
            reading = figure.of(stream, told.now)
            pool = figure.pool
            if reading.settled is None or pool is None or not pool.among(stream):
                assert spread == Percentiles()
                continue
            assert spread.n == 1
            for part in PARTS:
                alike(spread, part, reading)


@runs
@given(made_runs())
def test_a_group_has_every_value_of_its_streams(run: MadeRun) -> None:
    told = Told.of(run)
    for figure in POOLED:
        single = [percentiles(figure, [stream], told.now).n for stream in told.streams]
        assert told.table.whole.figures[figure.tag].n == sum(single)
        for groups in (told.table.columns, told.table.prompts):
            assert sum(group.figures[figure.tag].n for group in groups) == sum(single)
            assert sum(group.streams for group in groups) == len(told.streams)


# -- words


@runs
@given(made_runs())
def test_the_summary_has_the_values_of_the_table(run: MadeRun) -> None:
    told = Told.of(run)
    file = io.StringIO()
    Console(file=file, width=250, legacy_windows=False).print(summary(told.board))
    head, *lines = file.getvalue().splitlines()
    shown_here = [
        figure
        for figure in on("summary", FIGURES)
        if any(figure.worth(row.stream, row.cells[figure.tag]) for row in told.table.rows)
    ]
    titles = [figure.name for figure in shown_here] if told.streams else []
    assert re.split(r"\s{2,}", head.strip())[3:] == titles
    for row, line in zip(told.table.rows, lines, strict=False):
        # A stream may have no model yet, which leaves nothing between its name and its state.
        name, *cells = re.split(r"\s{2,}", line.strip())
        assert name == row.stream.plan.name
        assert cells[-len(shown_here) :] == [shown(figure, row.cells[figure.tag]) for figure in shown_here]
    words = " ".join(" ".join(lines).split())
    for run_figure in RUN_FIGURES:
        reading = run_figure.of(told.board, told.now)
        telling = reading.value is not None and run_figure.worth(told.board)
        assert (run_figure.words.format(run_figure.text(reading)) in words) is telling
    ttft = told.table.whole.figures["ttft"]
    if ttft.n > 1:
        p50, p95 = (shown(FIGURE["ttft"], reading) for reading in (ttft.p50, ttft.p95))
        assert f"TTFT p50 {p50}, p95 {p95} (n={ttft.n})" in words


@runs
@given(made_runs())
def test_the_sentences_have_the_values_of_the_catalogue(run: MadeRun) -> None:
    told = Told.of(run)
    lines = list(plain_summary(told.board))
    assert len(told.streams) <= MANY
    for stream, line in zip(told.streams, lines[len(lines) - len(told.streams) :], strict=True):
        ttft, tokens, took, speed = (
            FIGURE[tag].of(stream, told.now) for tag in ("ttft", "output_tokens", "took", "tokens_per_second")
        )
        assert line == f"{stream.plan.name}: {_first(ttft)}{told_of(stream, told.now)}."
        if stream.shown is None:
            assert line.endswith(": no answer.")
            continue
        words = "no tokens"
        if tokens.value is not None:
            words = spoken.tokens(int(tokens.value), estimated=tokens.estimated)
        assert words in line
        assert took.value is not None
        assert f"{words} in {spoken.duration(took.value)}" in line
        assert (" a second" in line) is (speed.settled is not None)
        if speed.settled is not None:
            assert spoken.rate(speed.settled) in line
    wall = RUN_FIGURE["wall"].of(told.board, told.now).value or 0
    assert f"completed in {spoken.duration(wall)}" in lines[0]


def _first(ttft: Reading) -> str:
    return "" if ttft.settled is None else f"first token after {spoken.duration(ttft.settled)}, "


@runs
@given(made_runs())
def test_an_answer_begins_when_its_figures_say(run: MadeRun) -> None:
    board = BoardState(run.plan)
    lines: list[str] = []
    teller = PlainTeller(board, lines.append)
    for event in run.events:
        teller.take(board.fold_all([event]))
    for stream in board.streams.values():
        ttft, ttfo = (FIGURE[tag].of(stream, board.now) for tag in ("ttft", "ttfo"))
        if stream.shown is None or ttft.settled is None:
            continue
        verb = "think" if stream.shown.runs[0].kind == "thinking" else "answer"
        assert f"{stream.plan.name} began to {verb} after {spoken.duration(ttft.settled)}." in lines
        if ttfo.settled is not None:
            assert f"{stream.plan.name} began to answer after {spoken.duration(ttfo.settled)}." in lines


@runs
@given(made_runs())
def test_the_state_of_a_stream_has_its_times(run: MadeRun) -> None:
    told = Told.of(run)
    for row in told.table.rows:
        took, ttft = row.cells["took"], row.cells["ttft"]
        words, attempt = row.status.words, row.stream.shown
        over = attempt is not None and attempt.ended is not None
        if words.startswith("silent") or over is not (row.stream.phase == "ended"):
            # Between the end of an attempt and that of its stream nothing is to be seen for a moment.
            continue
        if row.stream.phase == "waiting":
            replied = attempt is None or attempt.sent is None or attempt.last_event is not None
            waits = "waiting for the first token" if replied else "sent, no reply yet"
            assert words == f"{waits} {FIGURE['ttft'].text(ttft)}"
        elif row.stream.in_flight or over:
            assert words.endswith(f" {FIGURE['took'].text(took)}")

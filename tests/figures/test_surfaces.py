"""Whatever is told of a run, one figure has one value: every surface that is not a screen, beside the
catalogue.
"""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import dataclass
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from rich.console import Console

from streamboard.board.race import Race
from streamboard.board.segments import rounds
from streamboard.board.state import BoardState
from streamboard.board.stream import StreamState
from streamboard.common import spoken
from streamboard.figures.catalogue import FIGURE, FIGURES, POOLED, RUN_FIGURE, RUN_FIGURES, figures_of
from streamboard.figures.figure import Figure, on
from streamboard.figures.inspection import inspect, inspect_run
from streamboard.figures.marks import BEST, WORST, Marks
from streamboard.figures.met import TAG as MET
from streamboard.figures.percentiles import PARTS, Percentiles
from streamboard.figures.reading import ABSENT, Reading
from streamboard.figures.sorting import Order
from streamboard.figures.table import Group, Table, percentiles, table
from streamboard.library import result_of
from streamboard.report.answers import as_markdown
from streamboard.report.export import as_csv, as_json
from streamboard.report.export import as_markdown as as_table
from streamboard.report.plain import MANY, PlainTeller
from streamboard.report.plain import figures as told_of
from streamboard.report.plainsummary import plain_summary
from streamboard.report.summary import summary
from streamboard.run.events import Event, StreamRemoved
from tests.support.examples import EXAMPLES
from tests.support.runs import MadeRun, made_runs

runs = settings(max_examples=EXAMPLES // 3)


@dataclass
class Told:
    """A run at its end, and its table."""

    board: BoardState
    table: Table

    @classmethod
    def of(cls, run: MadeRun) -> Told:
        board = run.board()
        return cls(board, table(board, list(board.streams.values()), board.now))

    @property
    def now(self) -> int:
        return self.board.now

    @property
    def streams(self) -> list[StreamState]:
        return list(self.board.streams.values())

    @property
    def groups(self) -> list[tuple[str, Group]]:
        """As the exports name them."""
        whole = ("all", self.table.whole)
        columns = [("column", group) for group in self.table.columns]
        return [whole, *columns, *(("prompt", group) for group in self.table.prompts)]

    @property
    def all_figures(self) -> tuple[Figure, ...]:
        return figures_of(self.board.plan.slo)


def number(figure: Figure, reading: Reading) -> float | None:
    """As files hold it."""
    return None if reading.settled is None else figure.unit.number(reading.settled)


def ends(figure: Figure, reading: Reading) -> list[float] | None:
    """Its interval as files hold it."""
    if reading.settled is None or not (reading.less or reading.more):
        return None
    low, high = reading.settled - reading.less, reading.settled + reading.more
    return [figure.unit.number(low), figure.unit.number(high)]


def shown(figure: Figure, reading: Reading) -> str:
    """As people read it."""
    return f"{figure.text(reading)}{reading.sign}"


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


# -- exports


@runs
@given(made_runs())
def test_csv_has_the_values_of_the_table(run: MadeRun) -> None:
    told = Told.of(run)
    sheet = list(csv.DictReader(io.StringIO(as_csv.text(told.board, told.table))))
    rows = iter(sheet)

    def expect(part: str, cells: dict[str, object]) -> dict[str, str]:
        row = next(rows)
        assert row["value"] == part
        assert {name: row[name] for name in cells} == {
            name: "" if value is None else str(value) for name, value in cells.items()
        }
        return row

    def expect_ends(part: str, readings: list[Reading]) -> None:
        intervals = [ends(*pair) for pair in zip(FIGURES, readings, strict=True)]
        if any(intervals):
            for place, name in enumerate(("low", "high")):
                cells = zip(FIGURES, intervals, strict=True)
                expect(f"{part}{name}", {one.named: its[place] if its else None for one, its in cells})

    for of in told.table.rows:
        readings = [of.cells[figure.tag] for figure in FIGURES]
        row = expect("value", {one.named: number(one, of.cells[one.tag]) for one in FIGURES})
        assert (row["of"], row["name"]) == ("stream", of.stream.plan.name)
        assert (row["column"], row["model"]) == (of.stream.column(), of.stream.model())
        settled = {tag: cell for tag, cell in of.cells.items() if cell.settled is not None}
        assert row["estimated"].split() == [tag for tag, cell in settled.items() if cell.estimated]
        assert row["unsure"].split() == [tag for tag, cell in settled.items() if cell.unsure]
        met = of.cells.get(MET, ABSENT).value
        assert row["slo_met"] == ("" if met is None else "true" if met else "false")
        expect_ends("", readings)
    for kind, group in told.groups:
        for part in PARTS:
            spreads = [group.figures.get(figure.tag) for figure in FIGURES]
            readings = [ABSENT if spread is None else spread.part(part) for spread in spreads]
            pairs = zip(FIGURES, readings, strict=True)
            row = expect(part, {one.named: number(one, reading) for one, reading in pairs})
            assert (row["of"], row["name"]) == (kind, group.name)
            expect_ends(f"{part}_", readings)
        expect("n", {figure.named: group.figures[figure.tag].n for figure in POOLED})
    assert next(rows, None) is None


@runs
@given(made_runs())
def test_json_has_the_values_of_the_table(run: MadeRun) -> None:
    told = Told.of(run)
    found = json.loads(as_json.text(told.board, told.table))
    for row, one in zip(told.table.rows, found["streams"], strict=True):
        cells = row.cells
        assert {figure.tag: one[figure.named] for figure in FIGURES} == {
            figure.tag: number(figure, cells[figure.tag]) for figure in FIGURES
        }
        intervals = {figure.named: ends(figure, cells[figure.tag]) for figure in FIGURES}
        assert one["intervals"] == {name: its for name, its in intervals.items() if its is not None}
        assert one["notes"] == {tag: cell.note for tag, cell in cells.items() if cell.note}
        assert one["slo_met"] == cells.get(MET, ABSENT).value
        settled = {tag: cell for tag, cell in cells.items() if cell.settled is not None}
        assert one["estimated"] == [tag for tag, cell in settled.items() if cell.estimated]
        assert one["unsure"] == [tag for tag, cell in settled.items() if cell.unsure]
    groups = [found["all"], *found["columns"], *found["prompts"]]
    for (_, group), of in zip(told.groups, groups, strict=True):
        assert (of["name"], of["streams"]) == (group.name, group.streams)
        for figure in told.table.pooled:
            spread, pool = group.figures[figure.tag], figure.pool
            assert pool is not None
            parts: dict[str, Any] = of[f"{pool.tag}{figure.unit.suffix}"]
            assert parts["n"] == spread.n
            assert {part: parts[part] for part in PARTS} == {
                part: number(figure, spread.part(part)) for part in PARTS
            }
            intervals = {part: ends(figure, spread.part(part)) for part in PARTS}
            assert parts["intervals"] == {part: its for part, its in intervals.items() if its is not None}


def markdown_tables(text: str) -> list[list[dict[str, str]]]:
    """The rows of each table by their headings, as a reader sees them."""
    found = []
    for block in re.findall(r"(?:^\|.*\|\n)+", text, re.MULTILINE):
        lines = [
            [re.sub(r"\\(.)", r"\1", cell) for cell in line[2:-2].split(" | ")] for line in block.splitlines()
        ]
        head, _, *rows = lines
        found.append([dict(zip(head, row, strict=True)) for row in rows])
    return found


@runs
@given(made_runs())
def test_markdown_has_the_values_of_the_table_as_people_read_them(run: MadeRun) -> None:
    told = Told.of(run)
    streams, columns, prompts = markdown_tables(as_table.text(told.board, told.table))
    wanted = [figure for figure in told.all_figures if told.table.wanted(figure)]
    for row, cells in zip(told.table.rows, streams, strict=True):
        assert cells["stream"] == row.stream.plan.name
        assert [cells[figure.name] for figure in wanted] == [
            shown(figure, row.cells[figure.tag]) for figure in wanted
        ]
    several = len(told.table.columns) > 1
    expected = [told.table.whole, *told.table.columns] if several else told.table.columns
    for groups, found in ((expected, columns), (told.table.prompts, prompts)):
        for group, cells in zip(groups, found, strict=True):
            for figure in told.table.pooled:
                spread, pool = group.figures[figure.tag], figure.pool
                assert pool is not None
                assert cells[f"{pool.name} n"] == str(spread.n)
                for part in PARTS:
                    assert cells[f"{pool.name} {part}"] == shown(figure, spread.part(part))


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


@runs
@given(made_runs())
def test_an_answer_that_is_saved_has_the_values_of_the_catalogue(run: MadeRun) -> None:
    told = Told.of(run)
    for stream in told.streams:
        text = as_markdown(stream, told.board)
        if stream.shown is None:
            assert text == ""
            continue
        facts = yaml.safe_load(text.split("---\n", 2)[1])
        for figure in on("zoom", FIGURES):
            reading = figure.of(stream, told.now)
            expected = None if reading.settled is None else shown(figure, reading)
            assert facts.get(figure.tag) == expected


# -- the library


@runs
@given(made_runs())
def test_a_result_of_the_library_has_the_values_of_the_catalogue(run: MadeRun) -> None:
    told = Told.of(run)
    for stream in told.streams:
        result = result_of(stream, told.board)
        readings = {figure.tag: figure.of(stream, told.now) for figure in figures_of(told.board.plan.slo)}
        assert result.readings == readings
        settled = {tag: reading.settled for tag, reading in readings.items()}
        assert (result.queue_time_ns, result.connect_ns) == (settled["queued"], settled["connect"])
        assert (result.ttft_ns, result.ttfo_ns, result.e2e_ns) == (
            settled["ttft"],
            settled["ttfo"],
            settled["e2e"],
        )
        assert (result.itl_ns, result.tokens_per_second) == (settled["itl"], settled["tokens_per_second"])
        assert result.attempts == (settled["attempts"] or 0)
        assert list(result.unsure) == [tag for tag, reading in readings.items() if reading.unsure]


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

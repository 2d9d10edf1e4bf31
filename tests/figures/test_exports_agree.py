"""Whatever is written of a run for other programs, one figure has one value: that of the catalogue."""

from __future__ import annotations

import csv
import io
import json
import re
from typing import Any

import pytest
import yaml
from hypothesis import given

from streamboard.figures.catalogue import FIGURES, POOLED, figures_of
from streamboard.figures.figure import Figure, on
from streamboard.figures.of_stream.slo_met import TAG as MET
from streamboard.figures.percentiles import PARTS
from streamboard.figures.reading import ABSENT, Reading
from streamboard.library import result_of
from streamboard.report.answers import as_markdown
from streamboard.report.export import as_csv, as_json
from streamboard.report.export import as_markdown as as_table
from streamboard.report.reported import report_of_table
from tests.figures.surfaces import Told, number, runs, shown
from tests.support.runs import MadeRun, made_runs

pytestmark = pytest.mark.slow


def ends(figure: Figure, reading: Reading) -> list[float] | None:
    """Its interval as files hold it."""
    if reading.settled is None or not (reading.less or reading.more):
        return None
    low, high = reading.settled - reading.less, reading.settled + reading.more
    return [figure.unit.number(low), figure.unit.number(high)]


# -- exports


@runs
@given(made_runs())
def test_csv_has_the_values_of_the_table(run: MadeRun) -> None:
    told = Told.of(run)
    sheet = list(csv.DictReader(io.StringIO(as_csv.text(report_of_table(told.board, told.table)))))
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
    found = json.loads(as_json.text(report_of_table(told.board, told.table)))
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
    streams, columns, prompts = markdown_tables(as_table.text(report_of_table(told.board, told.table)))
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

"""The table of figures for a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from streamboard.board.state import BoardState
from streamboard.comparing.gate_rulings import Judged
from streamboard.figures.catalogue import figures_of_files
from streamboard.figures.figure import Figure
from streamboard.figures.of_stream.expect import TAG as EXPECT
from streamboard.figures.of_stream.slo_met import TAG as MET
from streamboard.figures.percentiles import PARTS
from streamboard.figures.reading import ABSENT, Reading
from streamboard.figures.table import Group, Row, Table
from streamboard.report import values
from streamboard.report.facts import simulated
from streamboard.report.reported import Report
from streamboard.safety.sanitise import clean_line

_ACTIVE = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""Beginnings that spreadsheets take for a formula."""
_WHO = ("of", "name", "column", "model", "prompt", "state", "value")
_SAID = ("estimated", "unsure", "notes", "reason")
_MADE = ("started_at", "endpoint", "simulated")
_ENDS = ("low", "high")


def text(report: Report) -> str:
    """A row for each stream, then percentiles and n for all streams, columns and prompts, then gates.

    Of several runs, each row begins with its run. Times are in milliseconds; an empty cell is no value. Where
    the engine was late, rows with the least and greatest values possible follow; `unsure` names those for
    which that matters.
    """
    if len(report.runs) == 1:
        [run] = report.runs
        gates = [*run.gates, *(gate for one in report.comparisons for gate in one.gates)]
        return _sheet([*_rows(run.board, run.table), *_gates(run.board, gates)])
    found: list[list[object]] = []
    for run in report.runs:
        head, *rows = [*_rows(run.board, run.table), *_gates(run.board, run.gates)]
        found += [["run", *head]] if not found else []
        found += [[clean_line(run.name), *row] for row in rows]
    for one in report.comparisons:
        found += [[clean_line(one.name), *row] for row in _gates(one.new.boards[0], one.gates)]
    return _sheet(found)


def _sheet(rows: Iterable[Sequence[object]]) -> str:
    file = io.StringIO()
    # Quoted: some spreadsheets also end a cell at a semicolon.
    sheet = csv.writer(file, lineterminator="\n", quoting=csv.QUOTE_NONNUMERIC)
    sheet.writerows(map(_cell, row) for row in rows)
    return file.getvalue()


def _rows(board: BoardState, table: Table) -> Iterator[list[object]]:
    figures = figures_of_files(board.plan.slo)
    yield [*_WHO, *(figure.named for figure in figures), *_SAID, *_MADE]
    started = _started(board)
    for row in table.rows:
        made = [started, clean_line(row.stream.endpoint()), board.simulated(row.stream)]
        yield from ([*cells, *made] for cells in _stream_cells(row, figures))
    made = [started, "", bool(simulated(board))]
    for of, found in (("all", [table.whole]), ("column", table.columns), ("prompt", table.prompts)):
        for group in found:
            yield from ([*cells, *made] for cells in _group_cells(of, group, figures))


def _gates(board: BoardState, gates: Iterable[Judged]) -> Iterator[list[object]]:
    """The ruling stands as state."""
    nothing = [""] * len(figures_of_files(board.plan.slo))
    made = [_started(board), "", bool(simulated(board))]
    for gate in gates:
        who = ["gate", clean_line(gate.gate), "", "", "", gate.ruling, ""]
        yield [*who, *nothing, "", "", "", clean_line(gate.why), *made]


def _started(board: BoardState) -> str:
    return "" if board.started is None else clean_line(board.started.started_at)


def _cell(value: object) -> object:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    return f"'{value}" if isinstance(value, str) and value.startswith(_ACTIVE) else value


def _stream_cells(row: Row, figures: Sequence[Figure]) -> Iterator[list[object]]:
    stream = row.stream
    names = map(clean_line, (stream.plan.name, stream.column(), stream.model(), stream.plan.prompt))
    who = ["stream", *names, values.state_of(stream)]
    notes = "; ".join(f"{tag}: {reading.note}" for tag, reading in row.cells.items() if reading.note)
    said = (" ".join(values.estimated(row)), " ".join(values.unsure(row)), notes, values.reason_of(stream))
    readings = [row.cells.get(figure.tag, ABSENT) for figure in figures]
    yield from _value_cells(who, "", figures, readings, said)


def _group_cells(of: str, group: Group, figures: Sequence[Figure]) -> Iterator[list[object]]:
    """The gaps of its streams are in the column of `gap_p50`."""
    name = clean_line(group.name)
    who = [of, name, name if of == "column" else "", "", name if of == "prompt" else "", ""]
    nothing = ("",) * len(_SAID)
    spreads = {figure.tag: group.figures.get(figure.tag) for figure in figures}
    for part in PARTS:
        readings = [ABSENT if spread is None else spread.part(part) for spread in spreads.values()]
        yield from _value_cells(who, part, figures, readings, nothing)
    counts = {tag: spread.n for tag, spread in spreads.items() if spread is not None}
    if group.met is not None:
        counts[MET] = group.met[0]
    if group.checks is not None:
        counts[EXPECT] = group.checks[0]
    yield [*who, "n", *(counts.get(figure.tag) for figure in figures), *nothing]


def _value_cells(
    who: Sequence[str], part: str, figures: Sequence[Figure], readings: Sequence[Reading], said: Sequence[str]
) -> Iterator[list[object]]:
    """If any has an interval, a row for each end follows."""
    pairs = list(zip(figures, readings, strict=True))
    yield [*who, part or "value", *(values.number(*pair) for pair in pairs), *said]
    ends = [values.ends(*pair) for pair in pairs]
    if any(ends):
        for place, name in enumerate(_ENDS):
            cells = (None if end is None else end[place] for end in ends)
            yield [*who, f"{part}_{name}".lstrip("_"), *cells, *("" for _ in said)]

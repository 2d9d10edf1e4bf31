"""The table of figures as files: CSV for a spreadsheet, Markdown for people, JSON for programs."""

from __future__ import annotations

import csv
import io
import json
import os
import re
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from streamboard import private_files
from streamboard.board.remarks import counts_connecting
from streamboard.board.state import BoardState
from streamboard.board.stream import StreamState
from streamboard.figures.catalogue import FIGURES, POOLED, RUN_FIGURES
from streamboard.figures.figure import Figure
from streamboard.figures.met import TAG as MET
from streamboard.figures.percentiles import PARTS
from streamboard.figures.reading import ABSENT, Reading
from streamboard.figures.run import RunFigure
from streamboard.figures.table import Group, Row, Table
from streamboard.figures.table import table as table_of
from streamboard.filenames import slug, stamp
from streamboard.sanitise import clean_line

_ACTIVE = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""A spreadsheet takes text that begins so for a formula; some take the wide forms for the same."""
_SPECIAL = re.compile(r"([\\`*_\[\]<>|~#&:@]|(?<=www)\.)")
"""What Markdown acts on, and what it makes a link of."""


def write(
    board: BoardState, streams: Sequence[StreamState], now: int, folder: Path, at: datetime
) -> list[Path]:
    """Write the table in each form, under one name made of the run's title and the time.

    The files are the user's alone; nothing is written over, and no link is followed.

    Returns:
        The files, in the order of `FORMS`.

    Raises:
        OSError: A file could not be made or written; those before it stay.
    """
    table = table_of(board, streams, now)
    stem = _free_stem(folder, clean_line(board.plan.title), at)
    paths = []
    for ending, form in FORMS.items():
        path = folder / f"{stem}.{ending}"
        with os.fdopen(private_files.create(path), "w", encoding="utf-8", newline="") as file:
            file.write(form(board, table))
        paths.append(path)
    return paths


def _free_stem(folder: Path, title: str, at: datetime) -> str:
    """A file name without its ending that no form has taken yet."""
    stem = f"{slug(title, 'run')}-{stamp(at)}"
    names = [stem, *(f"{stem}-{number}" for number in range(2, 100))]
    return next(
        (name for name in names if not any(os.path.lexists(folder / f"{name}.{ending}") for ending in FORMS)),
        stem,
    )


# -- CSV


def as_csv(_board: BoardState, table: Table) -> str:
    """A row for each stream, then some for all streams, each column and each prompt.

    Those hold percentiles and n. Times are in milliseconds; an empty cell is no value. Where the engine was
    late, rows follow that say how low and how high the values may be; `unsure` names those for which that
    matters.
    """
    file = io.StringIO()
    # Texts in quotes: some spreadsheets take a semicolon, too, for the end of a cell.
    sheet = csv.writer(file, lineterminator="\n", quoting=csv.QUOTE_NONNUMERIC)
    words = ("of", "name", "column", "model", "prompt", "state", "value")
    sheet.writerow([*words, *(figure.named for figure in FIGURES), "slo_met", "estimated", "unsure", "notes"])
    for row in table.rows:
        sheet.writerows(map(_csv_cell, cells) for cells in _stream_cells(row))
    for of, found in (("all", [table.whole]), ("column", table.columns), ("prompt", table.prompts)):
        for group in found:
            sheet.writerows(map(_csv_cell, cells) for cells in _group_cells(of, group))
    return file.getvalue()


def _csv_cell(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value.startswith(_ACTIVE) else value


def _stream_cells(row: Row) -> Iterator[list[object]]:
    stream = row.stream
    who = [
        "stream",
        *map(clean_line, (stream.plan.name, stream.column(), stream.model(), stream.plan.prompt)),
        _state(stream),
    ]
    figures = [_number(figure, row.cells[figure.tag]) for figure in FIGURES]
    signs = (_tags(row, lambda reading: reading.estimated), _tags(row, lambda reading: reading.unsure))
    notes = "; ".join(f"{tag}: {reading.note}" for tag, reading in row.cells.items() if reading.note)
    said = (_or_empty(_met(row)), *(" ".join(tags) for tags in signs), notes)
    yield [*who, "value", *map(_or_empty, figures), *said]
    ends = [_ends(figure, row.cells[figure.tag]) for figure in FIGURES]
    for place, name in enumerate(_ENDS):
        if any(ends):
            yield [*who, name, *("" if end is None else end[place] for end in ends), *_NOTHING_SAID]


def _group_cells(of: str, group: Group) -> Iterator[list[object]]:
    """The rows of a group; gaps of several streams stand where the p50 of one stream's gaps does."""
    name = clean_line(group.name)
    who = [of, name, name if of == "column" else "", "", name if of == "prompt" else "", ""]
    spreads = [group.figures.get(figure.tag) for figure in FIGURES]
    for part in PARTS:
        readings = [ABSENT if spread is None else spread.part(part) for spread in spreads]
        pairs = list(zip(FIGURES, readings, strict=True))
        yield [*who, part, *(_or_empty(_number(*pair)) for pair in pairs), *_NOTHING_SAID]
        ends = [_ends(*pair) for pair in pairs]
        for place, end_name in enumerate(_ENDS):
            if any(ends):
                yield [
                    *who,
                    f"{part}_{end_name}",
                    *("" if end is None else end[place] for end in ends),
                    *_NOTHING_SAID,
                ]
    counts = ["" if spread is None else spread.n for spread in spreads]
    yield [*who, "n", *counts, group.met[0] if group.met is not None else "", "", "", ""]


def _or_empty(value: object) -> object:
    return "" if value is None else str(value).lower() if isinstance(value, bool) else value


# -- JSON


def as_json(board: BoardState, table: Table) -> str:
    """The same for programs: times in milliseconds, null for what there is not."""
    document = {
        "title": clean_line(board.plan.title),
        "counts_from": "attempt_started" if counts_connecting(board) else "request_sent",
        "run": {figure.named: _run_number(board, figure, table.now) for figure in RUN_FIGURES},
        "streams": [_stream_object(row) for row in table.rows],
        "all": _group_object(table.whole),
        "columns": [_group_object(group) for group in table.columns],
        "prompts": [_group_object(group) for group in table.prompts],
    }
    return json.dumps(document, indent=2) + "\n"


def _stream_object(row: Row) -> dict[str, Any]:
    stream = row.stream
    found: dict[str, Any] = {
        "id": clean_line(stream.plan.id),
        "name": clean_line(stream.plan.name),
        "column": clean_line(stream.column()),
        "model": clean_line(stream.model()),
        "prompt": clean_line(stream.plan.prompt),
        "state": _state(stream),
    }
    found |= {figure.named: _number(figure, row.cells[figure.tag]) for figure in FIGURES}
    found["slo_met"] = _met(row)
    found["estimated"] = _tags(row, lambda reading: reading.estimated)
    found["unsure"] = _tags(row, lambda reading: reading.unsure)
    found["intervals"] = {
        figure.named: ends for figure in FIGURES if (ends := _ends(figure, row.cells[figure.tag])) is not None
    }
    found["notes"] = {tag: reading.note for tag, reading in row.cells.items() if reading.note}
    return found


def _group_object(group: Group) -> dict[str, Any]:
    found: dict[str, Any] = {"name": clean_line(group.name), "streams": group.streams}
    if group.met is not None:
        found["slo_met"] = group.met[0]
    for figure in POOLED:
        spread = group.figures[figure.tag]
        parts = {part: spread.part(part) for part in PARTS}
        found[_pool_named(figure)] = {
            "n": spread.n,
            **{part: _number(figure, reading) for part, reading in parts.items()},
            "intervals": {
                part: ends for part, reading in parts.items() if (ends := _ends(figure, reading)) is not None
            },
        }
    return found


# -- Markdown


def as_markdown(board: BoardState, table: Table) -> str:
    """The table as it is on the screen, with all of its columns."""
    shown = [figure for figure in table.figures if table.wanted(figure)]
    heading = ["#", "stream", "model", "state", *(figure.name for figure in shown)]
    lines = [f"# {_plain(board.plan.title)}", "", *_head(heading, words=(1, 2, 3))]
    for row in table.rows:
        stream = row.stream
        cells = [str(stream.number), _plain(stream.plan.name), _plain(stream.model()), _plain(_state(stream))]
        cells += [_markdown_cell(figure, row.cells[figure.tag]) for figure in shown]
        lines.append(_line(cells))
    columns = [table.whole, *table.columns] if len(table.columns) > 1 else table.columns
    for of, found in (("column", columns), ("prompt", table.prompts)):
        lines += ["", f"## By {of}", "", *_group_lines(of, found)]
    if counts_connecting(board):
        lines += [
            "",
            "TTFT and E2E have connecting in them: this run does not say when its requests were out.",
        ]
    lines += [
        "",
        r"▲ best, ▼ worst; \~ an estimate; \+ at least so much: it had not ended when the answer did;"
        r" \! the engine was late: it may be off by a twentieth or more.",
    ]
    return "\n".join(lines) + "\n"


def _markdown_cell(figure: Figure, reading: Reading) -> str:
    sign = f"\\{reading.sign}" if reading.sign in ("~", "!", "+") else reading.sign
    return f"{figure.text(reading)}{sign}"


def _group_lines(of: str, found: Sequence[Group]) -> Iterator[str]:
    parts = (*PARTS, "n")
    headings = [f"{figure.pool.name} {part}" for figure in POOLED if figure.pool for part in parts]
    met = ["SLO met"] if any(group.met is not None for group in found) else []
    yield from _head([of, "streams", *met, *headings], words=(0,))
    for group in found:
        cells = [_plain(group.name), str(group.streams)]
        cells += [] if group.met is None else [f"{group.met[0]} of {group.met[1]}"]
        for figure in POOLED:
            spread = group.figures[figure.tag]
            cells += [_markdown_cell(figure, spread.part(part)) for part in PARTS]
            cells.append(str(spread.n))
        yield _line(cells)


def _head(headings: Sequence[str], words: Sequence[int]) -> list[str]:
    """The head of a Markdown table, figures to the right."""
    rule = ["---" if place in words else "---:" for place in range(len(headings))]
    return [_line(headings), _line(rule)]


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _plain(text: str) -> str:
    """Text from outside that Markdown takes as it stands."""
    return _SPECIAL.sub(r"\\\1", clean_line(text))


# -- what the forms share


_ENDS = ("low", "high")
_NOTHING_SAID = ("", "", "", "")
"""What stands behind figures that nothing is said of: objectives, estimates, what is unsure, notes."""


def _state(stream: StreamState) -> str:
    return stream.outcome or stream.phase


def _pool_named(figure: Figure) -> str:
    """What the percentiles of a figure are called, with their unit."""
    assert figure.pool is not None
    return f"{figure.pool.tag}{figure.unit.suffix}"


def _number(figure: Figure, reading: Reading) -> float | None:
    """A value for a file: milliseconds to a microsecond, rates to a thousandth; none of what still counts
    up.
    """
    return None if reading.settled is None else figure.unit.number(reading.settled)


def _run_number(board: BoardState, figure: RunFigure, now: int) -> float | None:
    """The same of a figure of the run; one of a run that goes on is as of now."""
    value = figure.of(board, now).value
    return None if value is None else figure.unit.number(value)


def _ends(figure: Figure, reading: Reading) -> list[float] | None:
    """How low and how high a value may be; None where it is as sure as can be."""
    if reading.settled is None or not (reading.less or reading.more):
        return None
    number = figure.unit.number
    return [number(reading.settled - reading.less), number(reading.settled + reading.more)]


def _tags(row: Row, which: Callable[[Reading], bool]) -> list[str]:
    """The figures of a row of whose readings something holds."""
    return [tag for tag, reading in row.cells.items() if reading.settled is not None and which(reading)]


def _met(row: Row) -> bool | None:
    met = row.cells.get(MET, ABSENT).value
    return None if met is None else bool(met)


FORMS: dict[str, Callable[[BoardState, Table], str]] = {"csv": as_csv, "md": as_markdown, "json": as_json}
"""By the ending of their files."""

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

from streamboard import private, units
from streamboard.board.state import BoardState
from streamboard.board.stream import StreamState
from streamboard.board.table import (
    COLUMN,
    COLUMNS,
    GROUP_HEADINGS,
    GROUP_UNITS,
    GROUPED,
    Group,
    Row,
    Table,
    Unit,
    text_of,
)
from streamboard.board.table import table as table_of
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
        with os.fdopen(private.create(path), "w", encoding="utf-8", newline="") as file:
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
    """A row for each stream, then some for all streams, each model and each prompt.

    Those hold percentiles, n, and how many values were left out. Times are in milliseconds; an empty cell is
    no value. `late` names what the engine may have stamped late.
    """
    file = io.StringIO()
    # Texts in quotes: some spreadsheets take a semicolon, too, for the end of a cell.
    sheet = csv.writer(file, lineterminator="\n", quoting=csv.QUOTE_NONNUMERIC)
    sheet.writerow(
        [
            "of",
            "name",
            "model",
            "prompt",
            "state",
            "value",
            *map(_named, COLUMN),
            "estimated",
            "late",
            "slo_met",
        ]
    )
    sheet.writerows([_csv_cell(value) for value in _stream_cells(row)] for row in table.rows)
    for of, found in (("all", [table.whole]), ("model", table.models), ("prompt", table.prompts)):
        for group in found:
            sheet.writerows([_csv_cell(value) for value in cells] for cells in _group_cells(of, group))
    return file.getvalue()


def _csv_cell(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value.startswith(_ACTIVE) else value


def _stream_cells(row: Row) -> list[object]:
    stream = row.stream
    return [
        "stream",
        clean_line(stream.plan.name),
        clean_line(stream.model()),
        clean_line(stream.plan.prompt),
        _state(stream),
        "value",
        *(_number(row.cells[column.key].value, column.unit) for column in COLUMNS),
        " ".join(key for key, cell in row.cells.items() if cell.estimated and cell.value is not None),
        " ".join(key for key, cell in row.cells.items() if cell.late and cell.value is not None),
        "" if row.met is None else str(row.met).lower(),
    ]


_GROUP_VALUES = ("p50", "p95", "p99", "n", "left_out")


def _group_cells(of: str, group: Group) -> Iterator[list[object]]:
    """The rows of a group; gaps of several streams stand where the p50 of one stream's gaps does."""
    name = clean_line(group.name)
    for value in _GROUP_VALUES:
        figures: dict[str, object] = {}
        for key, found in group.figures.items():
            number = getattr(found, value)
            column = "gap_p50" if key == "gaps" else key
            figures[column] = _number(number, GROUP_UNITS[key]) if value.startswith("p") else number
        yield [
            of,
            name,
            name if of == "model" else "",
            name if of == "prompt" else "",
            "",
            value,
            *(figures.get(key, "") for key in COLUMN),
            "",
            "",
            group.met[0] if value == "n" and group.met is not None else "",
        ]


# -- JSON


def as_json(board: BoardState, table: Table) -> str:
    """The same for programs: times in milliseconds, null for what there is not."""
    document = {
        "title": clean_line(board.plan.title),
        "streams": [_stream_object(row) for row in table.rows],
        "all": _group_object(table.whole),
        "models": [_group_object(group) for group in table.models],
        "prompts": [_group_object(group) for group in table.prompts],
    }
    return json.dumps(document, indent=2) + "\n"


def _stream_object(row: Row) -> dict[str, Any]:
    stream = row.stream
    found: dict[str, Any] = {
        "id": clean_line(stream.plan.id),
        "name": clean_line(stream.plan.name),
        "model": clean_line(stream.model()),
        "prompt": clean_line(stream.plan.prompt),
        "state": _state(stream),
    }
    found |= {_named(key): _number(cell.value, COLUMN[key].unit, None) for key, cell in row.cells.items()}
    found["estimated"] = [key for key, cell in row.cells.items() if cell.estimated and cell.value is not None]
    found["late"] = [key for key, cell in row.cells.items() if cell.late and cell.value is not None]
    found["slo_met"] = row.met
    return found


def _group_object(group: Group) -> dict[str, Any]:
    found: dict[str, Any] = {"name": clean_line(group.name), "streams": group.streams}
    if group.met is not None:
        found["slo_met"] = group.met[0]
    for key, figure in group.figures.items():
        unit = GROUP_UNITS[key]
        found[_named(key)] = {
            "n": figure.n,
            "p50": _number(figure.p50, unit, None),
            "p95": _number(figure.p95, unit, None),
            "p99": _number(figure.p99, unit, None),
            "left_out": figure.left_out,
        }
    return found


# -- Markdown


def as_markdown(board: BoardState, table: Table) -> str:
    """The table as it is on the screen, with all of its columns."""
    shown = [column for column in COLUMNS if table.wanted(column.key)]
    with_slo = table.wanted("met")
    heading = ["#", "stream", "model", "state", *(column.heading for column in shown), *(["SLO"] * with_slo)]
    lines = [f"# {_plain(board.plan.title)}", "", *_head(heading, words=(1, 2, 3))]
    for row in table.rows:
        stream = row.stream
        cells = [str(stream.number), _plain(stream.plan.name), _plain(stream.model()), _plain(_state(stream))]
        for column in shown:
            cell = row.cells[column.key]
            estimated = r"\~" if cell.estimated and cell.value is not None else ""
            late = " late" if cell.late and cell.value is not None else ""
            cells.append(f"{text_of(cell.value, column.unit)}{estimated}{cell.mark}{late}")
        if with_slo:
            cells.append({True: "met", False: "missed", None: units.DASH}[row.met])
        lines.append(_line(cells))
    models = [table.whole, *table.models] if len(table.models) > 1 else table.models
    for of, found in (("model", models), ("prompt", table.prompts)):
        lines += ["", f"## By {of}", "", *_group_lines(of, found)]
    lines += [
        "",
        r"▲ best, ▼ worst; \~ an estimate. Left out of percentiles: what came while the engine was late.",
    ]
    return "\n".join(lines) + "\n"


def _group_lines(of: str, found: Sequence[Group]) -> Iterator[str]:
    parts = ("p50", "p95", "p99", "n", "left out")
    headings = [f"{GROUP_HEADINGS[key]} {part}" for key in GROUPED for part in parts]
    met = ["SLO met"] if any(group.met is not None for group in found) else []
    yield from _head([of, "streams", *met, *headings], words=(0,))
    for group in found:
        cells = [_plain(group.name), str(group.streams)]
        cells += [] if group.met is None else [f"{group.met[0]} of {group.met[1]}"]
        for key in GROUPED:
            figure, unit = group.figures[key], GROUP_UNITS[key]
            cells += [text_of(value, unit) for value in (figure.p50, figure.p95, figure.p99)]
            cells += [str(figure.n), str(figure.left_out)]
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


def _state(stream: StreamState) -> str:
    return stream.outcome or stream.phase


def _named(key: str) -> str:
    """A figure's name with its unit."""
    unit: Unit = GROUP_UNITS[key] if key in GROUP_UNITS else COLUMN[key].unit
    return f"{key}_ms" if unit == "ns" else key


def _number(value: float | None, unit: Unit, absent: str | None = "") -> float | str | None:
    """A value for a file: milliseconds to a microsecond, rates to a thousandth."""
    if value is None:
        return absent
    if unit == "ns":
        return round(value / 1e6, 3)
    return round(value, 3) if unit == "tokens/s" else int(value)


FORMS: dict[str, Callable[[BoardState, Table], str]] = {"csv": as_csv, "md": as_markdown, "json": as_json}
"""By the ending of their files."""

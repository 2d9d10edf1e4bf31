"""The matrix of prompts (rows) and columns."""

from __future__ import annotations

from collections.abc import Sequence

from streamboard.board.matrix import matrix_of
from streamboard.board.state import BoardState
from streamboard.board.status import status
from streamboard.board.stream import StreamState
from streamboard.figures.catalogue import FIGURE
from streamboard.figures.figure import Figure
from streamboard.figures.of_run.checks_passed import checks_of
from streamboard.figures.reading import Reading
from streamboard.figures.samples import percentiles, values
from streamboard.report.html.markup import Markup, Part, element
from streamboard.report.html.tables import name_of, table_of
from streamboard.safety.sanitise import clean_line

_FIGURES = ("ttft", "tokens_per_second")
_WORDS = 60
"""Characters of an answer's beginning."""
_MARKS = 6
"""Marks that are drawn; more are counted."""


def matrix(board: BoardState, link: str) -> Markup:
    """Each mark links to its answer."""
    found = matrix_of(list(board.streams.values()))
    columns = range(len(found.columns))
    rows: list[list[Part]] = [
        [
            name_of(clean_line(name.name)),
            *(_cell(board, found.cell(row, column), link) for column in columns),
        ]
        for row, name in enumerate(found.rows)
    ]
    if len(rows) > 1:
        rows.append(["all prompts", *(_figures(board, found.column(column)) for column in columns)])
    heads = ["prompt", *(clean_line(column) or "not named" for column in found.columns)]
    return table_of("Prompts by columns", heads, rows, numbers=len(heads))


def _cell(board: BoardState, streams: Sequence[StreamState], link: str) -> list[Part]:
    if not streams:
        return ["-"]
    marks = [(stream, status(stream, board, board.now)) for stream in streams]
    alone = len(marks) == 1
    shown: list[Part] = [
        element(
            "a",
            f"{each.mark} {each.short}" if alone else each.mark,
            href=f"#{link}{stream.number}",
            class_=each.tone,
            aria_label=f"{stream.plan.name}: {each.words}",
        )
        for stream, each in marks[:_MARKS]
    ]
    if len(marks) > _MARKS:
        shown.append(f" and {len(marks) - _MARKS} more")
    words = clean_line(streams[0].shown.message.text[: 4 * _WORDS]) if streams[0].shown is not None else ""
    start = f"{words[:_WORDS]}…" if len(words) > _WORDS else words
    said = element("small", element("bdi", start)) if start else None
    return [element("div", *shown), *_figures(board, streams), said]


def _figures(board: BoardState, streams: Sequence[StreamState]) -> list[Part]:
    """Checks passed, and each figure: its value, or median and extremes of several."""
    good, of = checks_of(streams)
    lines = [f"checks {good}/{of}"] if of else []
    spreads = ((FIGURE[tag], _spread(FIGURE[tag], streams, board.now)) for tag in _FIGURES)
    lines += [words if figure.unit.name else f"{figure.name} {words}" for figure, words in spreads if words]
    return [element("div", line) for line in lines]


def _spread(figure: Figure, streams: Sequence[StreamState], now: int) -> str:
    unit = f" {figure.unit.name}" if figure.unit.name else ""
    if len(streams) == 1:
        reading = figure.of(streams[0], now)
        return f"{figure.text(reading)}{unit}{reading.sign}" if reading.settled else ""
    there = values(figure, streams, now)
    if not there:
        return ""
    low, high = (figure.text(Reading(value)) for value in (there[0], there[-1]))
    middle = percentiles(figure, streams, now).p50
    return f"p50 {figure.text(middle)}{middle.sign}, {low} to {high}{unit} (n={len(there)})"

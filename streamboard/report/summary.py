"""A run's figures as a table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TextIO

from rich.console import Group
from rich.text import Text

from streamboard.board.phases_and_ends import Tone
from streamboard.board.run_remarks import (
    INCLUDES_CONNECTING,
    counts_connecting,
    lateness,
    substituted,
    substitutes,
)
from streamboard.board.state import BoardState
from streamboard.board.status import said_after
from streamboard.board.stream import StreamState
from streamboard.comparing.gate_rulings import Judged
from streamboard.figures.catalogue import FIGURE, RUN_FIGURES
from streamboard.figures.figure import on
from streamboard.figures.table import Group as Streams
from streamboard.figures.table import table
from streamboard.report.aligned import TextCell, TextColumn, TextRows
from streamboard.report.console import console_for
from streamboard.report.verdicts import gate_lines, missed
from streamboard.safety.sanitise import clean_line

TONES: dict[Tone, str] = {"live": "cyan", "good": "green", "trouble": "red", "plain": "", "quiet": "dim"}
_MOST_OF_MODEL = 32
_MOST_SAID = 5
"""Streams quoted whose servers said something behind the answer."""


def print_summary(
    board: BoardState, out: TextIO, *, told: bool = False, gates: Sequence[Judged] = ()
) -> None:
    console = console_for(out)
    console.print(summary(board, console.width, told=told, gates=gates))


def summary(
    board: BoardState, width: int | None = None, *, told: bool = False, gates: Sequence[Judged] = ()
) -> Group:
    """`width` in terminal columns, None for no limit; `told` if earlier lines said what `_notes` says."""
    found = table(board, list(board.streams.values()), board.now)
    figures = [
        figure
        for figure in on("summary", found.figures)
        if (width is None or width >= figure.places["summary"].least) and found.wanted(figure)
    ]
    columns = [
        TextColumn("stream", 8, words=True),
        TextColumn("model", 5, _MOST_OF_MODEL, words=True),
        TextColumn("ended", 9, words=True),
        *(TextColumn(figure.name, figure.unit.cells) for figure in figures),
    ]
    rows = [
        (
            TextCell(clean_line(row.stream.plan.name)),
            TextCell(_model(row.stream, board)),
            TextCell(f"{row.status.mark} {row.status.short}", TONES[row.status.tone]),
            *(
                TextCell(f"{figure.text(reading)}{reading.sign}")
                for figure in figures
                for reading in (row.cells[figure.tag],)
            ),
        )
        for row in found.rows
    ]
    notes = [] if told else _notes(board)
    trouble = [*notes, *missed(board)]
    lines = [Text(_totals(board, found.whole)), *(Text(note, style=TONES["trouble"]) for note in trouble)]
    lines += [Text(line, style=TONES[tone]) for line, tone in gate_lines(gates)]
    return Group(TextRows(columns, rows), Text(""), *lines)


def _notes(board: BoardState) -> list[str]:
    """Which models answered for others, and what servers said behind whole answers."""
    others = clean_line(substitutes(substituted(board)))
    said = [
        f"{clean_line(stream.plan.name)}: {words}"
        for stream in board.streams.values()
        if (words := said_after(stream.shown))
    ]
    more = [f"And {len(said) - _MOST_SAID} more like it."] if len(said) > _MOST_SAID else []
    return [*([others] if others else []), *said[:_MOST_SAID], *more]


def _model(stream: StreamState, board: BoardState) -> str:
    simulated = " SIMULATED" if board.simulated(stream) else ""
    return f"{clean_line(stream.model())}{simulated}"


def _totals(board: BoardState, whole: Streams) -> str:
    words = []
    for figure in RUN_FIGURES:
        reading = figure.of(board, board.now)
        if reading.value is not None and figure.worth(board):
            words.append(figure.words.format(figure.text(reading)))
    ttft, spread = FIGURE["ttft"], whole.figures["ttft"]
    if spread.n > 1:
        p50, p95 = (f"{ttft.text(reading)}{reading.sign}" for reading in (spread.p50, spread.p95))
        words.append(f"TTFT p50 {p50}, p95 {p95} (n={spread.n})")
    if counts_connecting(board):
        words.append(INCLUDES_CONNECTING)
    if late := lateness(board):
        words.append(late)
    return "; ".join(words)

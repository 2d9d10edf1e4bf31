"""Inspection of a figure: meaning, inputs, and what other tools make of the same sample."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from streamboard.board.attempt import Attempt
from streamboard.board.state import BoardState
from streamboard.board.stream import StreamState
from streamboard.figures.figure import Figure
from streamboard.figures.figure_base import Described, Of
from streamboard.figures.reading import Reading
from streamboard.figures.run_figure import RunFigure


class Definition(NamedTuple):
    tool: str
    name: str
    formula: str
    value: float | None


@dataclass(frozen=True)
class Inspection:
    figure: Figure | RunFigure
    reading: Reading
    inputs: str
    """The formula with numbers, or why there is no value."""
    sample: str
    tokens_from: str
    """Source of the token count; empty if irrelevant."""
    views: tuple[Definition, ...]
    """Ours first."""


def inspect(stream: StreamState, figure: Figure, now: int) -> Inspection:
    reading, attempt = figure.of(stream, now), stream.shown
    if attempt is None:
        return Inspection(figure, reading, "nothing was sent yet", "", "", ())
    views = _views(figure, reading, attempt)
    if reading.value is None:
        why = figure.absent if not reading.note else f"{reading.note}; {figure.absent}"
        return Inspection(figure, reading, why, "", "", views)
    tokens_from = _tokens_from(attempt) if figure.counts_tokens else ""
    return Inspection(figure, reading, figure.inputs(attempt), figure.sample(attempt), tokens_from, views)


def inspect_run(board: BoardState, figure: RunFigure, now: int) -> Inspection:
    reading = figure.of(board, now)
    views = _views(figure, reading, board)
    if reading.value is None:
        return Inspection(figure, reading, figure.absent, "", "", views)
    return Inspection(figure, reading, figure.inputs(board, now), figure.sample(board, now), "", views)


def _views(figure: Described[Of], reading: Reading, of: Of) -> tuple[Definition, ...]:
    ours = Definition("streamboard", figure.name, figure.formula, reading.value)
    others = (Definition(one.tool, one.name, one.formula, one.value(of)) for one in figure.other_tools)
    return (ours, *others)


def _tokens_from(attempt: Attempt) -> str:
    if attempt.output_tokens()[1]:
        return "tokens: the server's count (usage)"
    return "tokens: an estimate, the server has not counted"

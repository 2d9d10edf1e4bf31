"""A figure taken apart: what it means, what it was made from, and what others make of the same sample."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from streamboard.board.attempt import Attempt
from streamboard.board.state import BoardState
from streamboard.board.stream import StreamState
from streamboard.figures.described import Described, Of
from streamboard.figures.figure import Figure
from streamboard.figures.reading import Reading
from streamboard.figures.run import RunFigure


class Definition(NamedTuple):
    """A figure as a tool defines it, for one sample."""

    tool: str
    name: str
    """Its name there; empty if the tool has no such figure."""
    formula: str
    value: float | None


@dataclass(frozen=True)
class Inspection:
    """A figure, taken apart."""

    figure: Figure | RunFigure
    reading: Reading
    inputs: str
    """The formula with the numbers; or why there is no value."""
    sample: str
    """The size of the sample, in words."""
    tokens_from: str
    """Where the number of tokens comes from; empty if the figure does not depend on it."""
    views: tuple[Definition, ...]
    """Ours, then the other tools'."""


def inspect(stream: StreamState, figure: Figure, now: int) -> Inspection:
    """Take apart a figure of a stream, as of now."""
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
    """Take apart a figure of the run, as of now."""
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

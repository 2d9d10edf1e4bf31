"""Streams with a row for each prompt, a column for each entry of `models`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from streamboard.board.stream import StreamState
from streamboard.run.events import VoteCast
from streamboard.run.plan import StreamPlan

_Key = tuple[object, ...]


class MatrixRow(NamedTuple):
    """Not sanitised."""

    prompt: str
    values: tuple[str, ...] = ()
    """Of variables that tell this row from the prompt's others."""

    @property
    def name(self) -> str:
        """`story/rain`."""
        return "/".join((self.prompt, *self.values))


class CellPlace(NamedTuple):
    row: int
    column: int


@dataclass(frozen=True)
class Matrix:
    """Rows and columns in order of appearance."""

    rows: tuple[MatrixRow, ...]
    columns: tuple[str, ...]
    """Not sanitised."""
    cells: Mapping[CellPlace, Sequence[StreamState]]
    """Repetitions; empty cells are left out."""

    @cached_property
    def places(self) -> Mapping[str, CellPlace]:
        """By stream id."""
        return {stream.plan.id: place for place, streams in self.cells.items() for stream in streams}

    def cell(self, row: int, column: int) -> Sequence[StreamState]:
        return self.cells.get(CellPlace(row, column), ())

    def row(self, row: int) -> list[StreamState]:
        return [stream for column in range(len(self.columns)) for stream in self.cell(row, column)]

    def column(self, column: int) -> list[StreamState]:
        return [stream for row in range(len(self.rows)) for stream in self.cell(row, column)]

    def in_order(self) -> list[StreamState]:
        return [stream for row in range(len(self.rows)) for stream in self.row(row)]

    def title(self, stream: StreamState) -> str:
        """`haiku-5-5#2`, the name within the row; not sanitised."""
        place = self.places[stream.plan.id]
        cell, column = self.cells[place], self.columns[place.column]
        if len(cell) == 1:
            return column
        numbers = [other.plan.repeat for other in cell]
        number = cell.index(stream) + 1 if len(set(numbers)) < len(numbers) else stream.plan.repeat
        return f"{column}#{number}"


def matrix_of(streams: Sequence[StreamState]) -> Matrix:
    """A stream without a column goes by model and endpoint."""
    telling = _telling(stream.plan for stream in streams)
    rows: dict[MatrixRow, int] = {}
    columns: dict[_Key, int] = {}
    named: dict[_Key, str] = {}
    cells: dict[CellPlace, list[StreamState]] = {}
    for stream in streams:
        plan = stream.plan
        row = MatrixRow(
            _prompt(plan), tuple(plan.vars[name] for name in telling[_prompt(plan)] if name in plan.vars)
        )
        column = _column(plan)
        named[column] = named.get(column) or stream.column()
        place = CellPlace(rows.setdefault(row, len(rows)), columns.setdefault(column, len(columns)))
        cells.setdefault(place, []).append(stream)
    return Matrix(tuple(rows), tuple(_names(columns, named)), cells)


def _prompt(plan: StreamPlan) -> str:
    return plan.prompt or plan.name


def _telling(plans: Iterable[StreamPlan]) -> dict[str, list[str]]:
    """Each prompt's variables that differ, or that only some streams use."""
    of_prompt: dict[str, list[Mapping[str, str]]] = {}
    for plan in plans:
        of_prompt.setdefault(_prompt(plan), []).append(plan.vars)
    found = {}
    for prompt, given in of_prompt.items():
        names = dict.fromkeys(name for values in given for name in values)
        found[prompt] = [name for name in names if len({values.get(name) for values in given}) > 1]
    return found


def _column(plan: StreamPlan) -> _Key:
    return (plan.column,) if plan.column else (plan.endpoint, plan.model)


def _names(columns: Iterable[_Key], named: Mapping[_Key, str]) -> Iterator[str]:
    names = [named[column] or str(column[0]) for column in columns]
    for column, name in zip(columns, names, strict=True):
        yield f"{name}@{column[0]}" if len(column) > 1 and names.count(name) > 1 else name


class Matrices:
    def __init__(self) -> None:
        self._made_of: tuple[object, ...] = ()
        self._matrix = Matrix((), (), {})

    def of(self, streams: Sequence[StreamState]) -> Matrix:
        plans = [stream.plan for stream in streams]
        models = [stream.model() for stream in streams if not stream.plan.column]
        # Going back in a recording brings other streams with the same plans.
        made_of = list(streams), plans, models
        if made_of != self._made_of:
            self._made_of, self._matrix = made_of, matrix_of(streams)
        return self._matrix


class Votes(NamedTuple):
    won: int = 0
    of: int = 0
    """Votes with any of the streams, ties included."""


def votes_of(streams: Iterable[StreamState], votes: Iterable[VoteCast]) -> Votes:
    ids = {stream.plan.id for stream in streams}
    among = [vote for vote in votes if ids.intersection(vote.among)]
    return Votes(sum(vote.winner in ids for vote in among), len(among))

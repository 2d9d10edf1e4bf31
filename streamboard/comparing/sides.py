"""One side of a comparison: one run, or several alike."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from streamboard.board.state import BoardState
from streamboard.board.stream import StreamState
from streamboard.comparing.shares import Share
from streamboard.figures.figure import Figure
from streamboard.figures.reading import Reading
from streamboard.figures.run_figure import RunFigure
from streamboard.figures.samples import sampled


class Query(NamedTuple):
    prompt: str
    values: tuple[tuple[str, str], ...] = ()


class Place(NamedTuple):
    """Of a stream in a run; streams at equal places of two sides are a pair."""

    question: Query
    column: str
    run: int
    """Of its side, from 1."""
    repeat: int
    """From 1."""


@dataclass(frozen=True)
class RunSide:
    name: str
    boards: tuple[BoardState, ...]

    @cached_property
    def streams(self) -> Mapping[Place, tuple[StreamState, BoardState]]:
        found: dict[Place, tuple[StreamState, BoardState]] = {}
        for run, board in enumerate(self.boards, 1):
            seen = Counter[tuple[Query, str]]()
            for stream in board.streams.values():
                if stream.shown is None:
                    continue
                question = Query(stream.plan.prompt, tuple(sorted(stream.plan.vars.items())))
                cell = question, stream.column()
                seen[cell] += 1
                found[Place(*cell, run, seen[cell])] = stream, board
        return found

    @cached_property
    def questions(self) -> frozenset[Query]:
        return frozenset(place.question for place in self.streams)

    @cached_property
    def columns(self) -> frozenset[str]:
        return frozenset(place.column for place in self.streams)

    @property
    def simulated(self) -> bool:
        return any(board.simulated(stream) for stream, board in self.streams.values())

    def readings(self, figure: Figure) -> dict[Place, Reading]:
        return {
            place: reading
            for place, (stream, board) in self.streams.items()
            if (reading := sampled(figure, stream, board.now)) is not None
        }

    def values(self, figure: Figure) -> dict[Place, float]:
        return {place: reading.value or 0.0 for place, reading in self.readings(figure).items()}

    def by_run(self, figure: Figure) -> list[list[float]]:
        """Without runs that have no value."""
        runs: dict[int, list[float]] = {}
        for place, value in self.values(figure).items():
            runs.setdefault(place.run, []).append(value)
        return [*runs.values()]

    def share(self, figure: Figure | RunFigure) -> Share | None:
        return share_of(
            self._of_runs(figure) if isinstance(figure, RunFigure) else self.readings(figure).values()
        )

    def _of_runs(self, figure: RunFigure) -> Iterator[Reading]:
        for board in self.boards:
            if (reading := figure.of(board, board.now)).value is not None and figure.worth(board):
                yield reading

    def of_runs(self, figure: RunFigure) -> list[Reading]:
        return [*self._of_runs(figure)]


def share_of(readings: Iterable[Reading]) -> Share | None:
    part = of = 0
    for reading in readings:
        each = reading.of or 1
        part, of = part + round((reading.value or 0) * each), of + each
    return Share(part, of) if of else None


class Pairs(NamedTuple):
    """Values of partners."""

    old: list[float]
    new: list[float]


def partners(old: RunSide, new: RunSide) -> Mapping[Place, Place]:
    """Old places to new ones; with one column a side, columns match whatever their names."""
    if old.columns & new.columns or len(old.columns) != 1 or len(new.columns) != 1:
        return {place: place for place in old.streams if place in new.streams}
    [column] = new.columns
    moved = {place: place._replace(column=column) for place in old.streams}
    return {place: there for place, there in moved.items() if there in new.streams}


def paired(old: Mapping[Place, float], new: Mapping[Place, float], partner: Mapping[Place, Place]) -> Pairs:
    both = [(old[here], new[there]) for here, there in partner.items() if here in old and there in new]
    return Pairs([value for value, _ in both], [value for _, value in both])


def names_of(questions: Sequence[Query]) -> str:
    """`story (topic=rain), outlook`."""
    words = []
    for question in questions:
        values = ", ".join(f"{name}={value}" for name, value in question.values)
        words.append(f"{question.prompt} ({values})" if values else question.prompt)
    return ", ".join(words)

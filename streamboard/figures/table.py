"""All figures of a run: a row per stream, percentiles by column and by prompt."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from streamboard.board.objectives import goodput
from streamboard.board.state import BoardState
from streamboard.board.status import Status, status
from streamboard.board.stream import StreamState
from streamboard.figures.best_and_worst import Marks, best_and_worst
from streamboard.figures.catalogue import POOLED, figures_of
from streamboard.figures.figure import Figure, asked_of
from streamboard.figures.of_run.checks_passed import checks_of
from streamboard.figures.percentiles import Percentiles
from streamboard.figures.reading import Reading
from streamboard.figures.samples import percentiles
from streamboard.run.plan import Slo


class Group(NamedTuple):
    name: str
    streams: int
    figures: dict[str, Percentiles]
    """By tag."""
    met: tuple[int, int] | None = None
    """Streams that met all objectives, of those that ended; None without objectives."""
    checks: tuple[int, int] | None = None
    """Passed, and all; None without checks."""


@dataclass(frozen=True)
class Row:
    stream: StreamState
    status: Status
    cells: dict[str, Reading]
    """By tag."""


@dataclass(frozen=True)
class Table:
    now: int
    figures: tuple[Figure, ...]
    rows: list[Row]
    whole: Group
    slo: Slo

    @cached_property
    def columns(self) -> list[Group]:
        """Lazy, as it is slow for many streams; so are `prompts`."""
        return self._groups(lambda stream: stream.column())

    @cached_property
    def prompts(self) -> list[Group]:
        return self._groups(lambda stream: stream.plan.prompt)

    def _groups(self, name: Callable[[StreamState], str]) -> list[Group]:
        return groups([row.stream for row in self.rows], name, self.slo, self.now)

    @property
    def pooled(self) -> list[Figure]:
        """The most telling first."""
        return asked_of((row.stream for row in self.rows), POOLED)

    def all_wanted(self) -> list[Figure]:
        return [figure for figure in self.figures if self.wanted(figure)]

    def wanted(self, figure: Figure) -> bool:
        return any(
            figure.asked(row.stream) and figure.worth(row.stream, row.cells[figure.tag]) for row in self.rows
        )


def table(board: BoardState, streams: Sequence[StreamState], now: int, marks: Marks | None = None) -> Table:
    """Marks are among all streams of the board; `marks` of an earlier table save work."""
    marks = marks or Marks()
    marks.look_at(board.streams.values())
    slo = board.plan.slo
    figures = figures_of(slo)
    rows = [
        Row(stream, status(stream, board, now), {figure.tag: figure.of(stream, now) for figure in figures})
        for stream in streams
    ]
    for figure in figures:
        found = marks.of(figure, now)
        for row in rows:
            if (mark := found.get(row.stream.plan.id)) is not None:
                row.cells[figure.tag] = row.cells[figure.tag]._replace(mark=mark)
    return Table(now, figures, rows, _group("all", streams, slo, now), slo)


def groups(
    streams: Iterable[StreamState], name: Callable[[StreamState], str], slo: Slo, now: int
) -> list[Group]:
    """In order of appearance. Once all streams have ended, each figure's best and worst median are marked."""
    members: dict[str, list[StreamState]] = {}
    for stream in streams:
        members.setdefault(name(stream), []).append(stream)
    found = [_group(each, of, slo, now) for each, of in members.items()]
    if all(stream.phase == "ended" for of in members.values() for stream in of):
        for figure in POOLED:
            medians = {
                group.name: group.figures[figure.tag].p50
                for group in found
                if all(map(figure.rival, members[group.name]))
            }
            for group in found:
                if mark := best_and_worst(figure.better, medians).get(group.name):
                    spread = group.figures[figure.tag]
                    group.figures[figure.tag] = spread._replace(p50=spread.p50._replace(mark=mark))
    return found


def _group(name: str, streams: Sequence[StreamState], slo: Slo, now: int) -> Group:
    spreads = {figure.tag: percentiles(figure, streams, now) for figure in POOLED}
    checks = checks_of(streams)
    return Group(name, len(streams), spreads, goodput(streams, slo), checks if checks[1] else None)

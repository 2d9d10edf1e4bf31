"""The header's second row: streams by state, the run's figures, links to the views."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.style import Style

from streamboard.board.phases_and_ends import COUNTS, DONE, FAILED, IN_FLIGHT, QUEUED, VERDICTS, Count
from streamboard.board.race import slots
from streamboard.board.state import BoardState
from streamboard.board.totals import Totals
from streamboard.common import units
from streamboard.figures.catalogue import RUN_FIGURE
from streamboard.figures.run_figure import RunFigure
from streamboard.tui.draw import glyphs
from streamboard.tui.draw.beat import Beat
from streamboard.tui.draw.canvas import Parts, spread, width_of
from streamboard.tui.draw.styles import Palette
from streamboard.tui.widgets.view_links import ViewLink, cells_for, place_parts

_ALWAYS = (IN_FLIGHT, DONE, FAILED)
"""They keep their cells when they are 0."""
_AFTER = (FAILED, *(count for count in COUNTS[::-1] if count not in _ALWAYS))
"""The short row's counts behind its figures, the most telling first."""
_LIVE = "live"
"""What is in flight, in the short row."""
_SPARE, _MUCH_SPARE, _WIDE = 8, 24, 140
"""Cells kept for further counts; the second from a width of `_WIDE` on."""
_BETWEEN = "  "
_HISTORY_CELLS = 12
_CELLS = {"run_output_tokens": 6, "run_tokens_per_second": 6, "speed_up": 5}
"""Of the values of figures, including the sign."""
_TWO_FIGURES = sum(
    len(_BETWEEN) + _CELLS[tag] + len(RUN_FIGURE[tag].words.replace("{}", ""))
    for tag in ("run_output_tokens", "run_tokens_per_second")
)
"""The long row must have room for these cells."""
_NOW = " tok/s now   "
"""As long as the words of the overall speed, which later takes its place."""


class TotalsRow:
    """Items never move: the usual counts and figures keep their cells, blank, when they are 0 or absent.

    Where that does not fit, as at 80 columns, a short row has what matters most.
    """

    def __init__(self, board: BoardState) -> None:
        self._board = board
        self._beat = Beat()
        self._made_of: tuple[object, ...] = ()
        self._parts: Parts = []

    def row(
        self,
        now: int,
        places: Sequence[ViewLink],
        gates: Parts,
        width: int,
        palette: Palette,
        *,
        held: bool = False,
    ) -> Parts:
        """Figures are recomputed a few times a second, counts at once; `gates` come before other figures."""
        board = self._board
        counts = [stream.count for stream in board.streams.values()]
        beat = self._beat.of(now, held=held)
        key = (beat, counts, board.started, board.lag_count, places, gates, width, palette)
        if key != self._made_of:
            self._made_of = key
            self._parts = self._row(now, places, gates, width, palette)
        return self._parts

    def _row(self, now: int, places: Sequence[ViewLink], gates: Parts, width: int, palette: Palette) -> Parts:
        totals = self._board.totals(now)
        links = place_parts(places, width, palette)
        left, reserved = self._counts(totals, width - width_of(links), palette)
        reserved += _MUCH_SPARE if width >= _WIDE else _SPARE
        if reserved + cells_for(places, width) + _TWO_FIGURES >= width:
            return self._short(totals, now, gates, places, width, palette)
        if width_of(left) + width_of(links) > width:
            links = []
        if reserved > width_of(left):
            left.append((" " * (reserved - width_of(left)), palette.bar))
        room = width - width_of(links) - 1
        firsts = [gates] if gates else []
        items = [*firsts, *self._figures(totals, now, palette)]

        def too_wide() -> bool:
            return width_of(left) + sum(len(_BETWEEN) + width_of(item) for item in items) > room

        if self._board.lag_count:
            # A warning of late stamps displaces any figure, but not the gates.
            while len(items) > len(firsts) + 1 and too_wide():
                del items[-2]
            if too_wide():
                items = [*firsts, self._late(palette)]
            if too_wide():
                del items[:-1]
        for item in items:
            if width_of(left) + len(_BETWEEN) + width_of(item) > room:
                break
            left += [(_BETWEEN, palette.bar), *item]
        return spread(left, links, width, palette.bar)

    def _short(
        self,
        totals: Totals,
        now: int,
        gates: Parts,
        places: Sequence[ViewLink],
        width: int,
        palette: Palette,
    ) -> Parts:
        cells, tone = len(str(totals.streams)), palette.tone_on_bar
        done = f"{totals.counts[DONE.name]:>{cells}}/{totals.streams}"
        live = totals.live_tokens_per_second
        speed = (
            _text(RUN_FIGURE["run_tokens_per_second"], self._board, now)
            if live is None
            else f"{units.rate(live)}~"
        )
        left: Parts = [
            (f" {done} ", palette.bar_strong),
            (DONE.name, tone(DONE.tone)),
            _counted(totals.counts[IN_FLIGHT.name], cells, IN_FLIGHT, palette, _LIVE),
            (f"  {speed:>{_CELLS['run_tokens_per_second']}}", palette.bar_strong),
            (" tok/s", palette.bar_dim),
            (_BETWEEN, palette.bar),
            *self._of_run("run_output_tokens", now, palette),
        ]
        links = place_parts(places, width, palette)
        counted = width_of([_counted(0, cells, FAILED, palette)])
        if width_of(left) + counted + max(cells_for(places, width), width_of(links)) >= width:
            links = place_parts(places, width, palette, only_keys=True)
        told = [count for count in _AFTER if totals.counts[count.name]]
        counts = [[_counted(totals.counts[count.name], 1, count, palette)] for count in told]
        failed = int(FAILED in told)
        needed = [
            *([[(_BETWEEN, palette.bar), *self._late(palette)]] if self._board.lag_count else []),
            *counts[:failed],
            *([[(_BETWEEN, palette.bar), *gates]] if gates else []),
        ]
        if width_of(left) + sum(map(width_of, needed)) + width_of(links) >= width:
            links = []  # Trouble matters more than links.
        for item in [*needed, *counts[failed:]]:
            if width_of(left) + width_of(item) + width_of(links) < width:
                left += item
        return spread(left, links, width, palette.bar)

    def _counts(self, totals: Totals, room: int, palette: Palette) -> tuple[Parts, int]:
        """The counts, and their fixed cells; where room is short, only those above 0."""
        there = [count for count in COUNTS if totals.counts[count.name]]
        fixed = [count for count in (QUEUED, *_ALWAYS) if count is not QUEUED or self._has_queue]
        # What ended stays so, and comes before what passes.
        others = sorted(
            set(there) - set(fixed), key=lambda count: (count not in VERDICTS, COUNTS.index(count))
        )
        cells = len(str(totals.streams))

        def row(counts: Sequence[Count]) -> Parts:
            parts: Parts = [(f" {units.count(totals.streams, 'stream')}", palette.bar_strong)]
            return parts + [_counted(totals.counts[count.name], cells, count, palette) for count in counts]

        parts = row([*fixed, *others] if self._board.started is not None else there)
        return (parts if width_of(parts) <= room else row(there)), width_of(row(fixed))

    @property
    def _has_queue(self) -> bool:
        limit = slots(self._board, self._board.passes[-1])
        return limit is not None and limit < len(self._board.streams)

    def _figures(self, totals: Totals, now: int, palette: Palette) -> Iterator[Parts]:
        """The most telling first."""
        yield self._of_run("run_output_tokens", now, palette)
        if totals.live_tokens_per_second is not None:
            rate = f"{units.rate(totals.live_tokens_per_second):>5}~"
            yield [(rate, palette.bar_strong), (_NOW, palette.bar_dim)]
        else:
            yield self._of_run("run_tokens_per_second", now, palette)
        for tag in ("goodput", "speed_up"):
            if RUN_FIGURE[tag].worth(self._board):
                yield self._of_run(tag, now, palette)
        samples = self._board.in_flight_peaks(now, _HISTORY_CELLS)
        if samples:
            picture = glyphs.sparkline(samples, max(totals.streams, 1) if totals.streams <= 8 else None)
            words = f"in flight {picture:<{_HISTORY_CELLS}} peak {max(samples)}"
            yield [(words, palette.bar_dim)]
        if self._board.lag_count:
            worst = units.duration(self._board.lag_ns)
            words = f"engine late {self._board.lag_count}x, worst {worst}"
            yield [(words, palette.on_bar(palette.trouble))]
        elif self._board.started is not None:
            yield [("engine on time", palette.bar_dim)]

    def _late(self, palette: Palette) -> Parts:
        return [(f"! late {units.duration(self._board.lag_ns)}", palette.on_bar(palette.trouble))]

    def _of_run(self, tag: str, now: int, palette: Palette) -> Parts:
        """Equally wide whatever the value."""
        figure = RUN_FIGURE[tag]
        before, behind = figure.words.split("{}")
        text, cells = _text(figure, self._board, now), _CELLS.get(tag, 0)
        return [
            (before, palette.bar_dim),
            (f"{text:>{cells}}", palette.bar_strong),
            (behind, palette.bar_dim),
        ]


def _text(figure: RunFigure, board: BoardState, now: int) -> str:
    """The value with its sign, or a blank in its place."""
    reading = figure.of(board, now)
    text = figure.text(reading)
    return text if reading.sign else f"{text} "


def _counted(number: int, cells: int, count: Count, palette: Palette, name: str = "") -> tuple[str, Style]:
    words = f"  {number:>{cells}} {name or count.name}"
    return (words if number else " " * len(words)), palette.tone_on_bar(count.tone)

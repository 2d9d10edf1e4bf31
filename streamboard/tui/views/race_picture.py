"""One race, or two on the same time scale, row by row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.cells import cell_len
from rich.style import Style

from streamboard.board.concurrency import Depth
from streamboard.board.race import Race, slots
from streamboard.board.stream import StreamState
from streamboard.board.timescale import Scale, extent
from streamboard.tui.draw.canvas import Parts, cut, spread, under_cursor
from streamboard.tui.draw.scene import Scene
from streamboard.tui.draw.styles import Palette
from streamboard.tui.views import race_words
from streamboard.tui.views.race_layout import share_out
from streamboard.tui.views.race_parts import area, axis, bar, ended_well, legend, slim, thicken

SIDE_BY_SIDE = 110
"""The least width for two races side by side."""
_GUTTER = 2
_LEAD_MARKS = 7
"""Cells around a name: cursor, number and flag before it, a blank after it."""

Bars = dict[tuple[str, int, bool], tuple[tuple[object, ...], Parts]]
"""By stream id, pass, and whether it is a ghost's: the cache key of a bar, and the bar."""
Row = tuple[Parts, str | None]
"""A row, and its stream's id, if any."""


class RacePicture:
    """Created anew for each picture."""

    def __init__(
        self, scene: Scene, races: Sequence[Race], size: tuple[int, int], palette: Palette, bars: Bars
    ) -> None:
        """One race, or two side by side or stacked; `size` is columns and rows of cells.

        `bars` is a cache shared by successive pictures.
        """
        self.scene, self.races, self.palette = scene, races, palette
        self.width, height = size
        self._bars = bars
        beside = len(races) == 2 and self.width >= SIDE_BY_SIDE
        self._blocks = [races] if beside else [[race] for race in races]
        self._right = race_words.SHORT if beside else race_words.right_width(self.width)
        self._lead = _LEAD_MARKS + self._name_width(self.width // (10 if beside else 6))
        self._track = (self.width - self._lead + _GUTTER) // len(self._blocks[0]) - _GUTTER
        end = max(race.end_ns for race in races)
        # A running race gets a round time, so that it rarely rescales; an ended one fits.
        span = extent(end) if any(race.live for race in races) or not end else end
        self.scale = Scale(span, max(self._track - self._right, 1))
        self._most = max(slots(race.board, race.run_pass) or race.in_flight.most for race in races)
        """The top of the in-flight pictures, common to all races."""
        # All streams are queued for an instant at the start: take the visible maximum.
        self._longest = max(max(race.queue.over(self.scale, race.end_ns)) for race in races)
        titles = len(self._blocks) if len(races) > 1 else 0
        self.plan = share_out(
            height,
            len(scene.streams),
            blocks=len(self._blocks),
            titles=titles,
            most=self._most,
            longest=self._longest,
        )

    def _name_width(self, most: int) -> int:
        names = max((cell_len(self.scene.name(stream)) for stream in self.scene.streams), default=0)
        return min(max(names, len("name")), max(most, 10))

    def rows(self, top: int) -> Iterator[Row]:
        """`top` is the index of the first stream to show."""
        plan, paired = self.plan, len(self.races) > 1
        if paired and plan.words:
            yield cut(self._words(), self.width), None
        for place, block in enumerate(self._blocks):
            if paired:
                titles = [race_words.title(race, self.palette, self._title(race)) for race in block]
                yield self._joined([], titles), None
            if place == 0:
                yield self._heading(block, top), None
            for stream in self.scene.streams[top : top + plan.page]:
                yield from ((row, stream.plan.id) for row in self._lane(block, stream))
            if plan.blanks and place == 0:
                yield [], None
            yield from ((row, None) for row in self._numbers(block))
        if plan.blanks > 1:
            yield [], None
        if plan.legend:
            live = next((race for race in self.races if race.live), self.races[0])
            yield cut(legend(self.palette, self._fill(live)), self.width), None
        if plan.words and not paired:
            yield cut(self._words(), self.width), None

    def _title(self, race: Race) -> str:
        ghost = self.scene.ghost
        if ghost is None or all(one.board is self.scene.board for one in self.races):
            return ""
        return "this run" if race.board is self.scene.board else f"ghost {ghost.name}"

    def _lane(self, block: Sequence[Race], stream: StreamState) -> Iterator[Parts]:
        bars = [self._kept_bar(race, stream) for race in block]
        if not self.plan.gap:
            bars = [slim(drawn) for drawn in bars]
        behind = [race_words.behind(race, stream, self.scene, self._right, self.palette) for race in block]
        tracks = [[*drawn, *words] for drawn, words in zip(bars, behind, strict=True)]
        yield self._joined(self._name(stream), tracks)
        if self.plan.thickness > 1:
            row = self._joined([], [thicken(drawn) for drawn in bars])
            yield from (row for _ in range(self.plan.thickness - 1))
        yield from ([] for _ in range(self.plan.gap))

    def _words(self) -> Parts:
        if len(self.races) == 1:
            race = self.races[0]
            limit = slots(self.scene.board, race.run_pass)
            return race_words.sums(race, limit, self.palette, in_flight=not self.plan.flight)
        return race_words.bought(self.races[0], self.races[1], self.palette)

    def _joined(self, lead: Parts, tracks: Sequence[Parts]) -> Parts:
        row = spread(cut(lead, self._lead), [], self._lead, self.palette.text)
        for place, track in enumerate(tracks):
            if place:
                row = [*row, (" " * _GUTTER, self.palette.text)]
            row = [*row, *spread(cut(track, self._track), [], self._track, self.palette.text)]
        return row

    def _heading(self, block: Sequence[Race], top: int) -> Parts:
        dim = self.palette.dim
        tracks = [axis(self.scale, race.clock.cuts, dim) for race in block]
        below = len(self.scene.streams) - top - self.plan.page
        if below > 0:
            tracks[-1] = spread(tracks[-1], [(f" ↓ {below} more ", dim)], self._track, dim)
        return self._joined([("   #  name", dim)], tracks)

    def _name(self, stream: StreamState) -> Parts:
        palette, chosen = self.palette, stream.plan.id == self.scene.cursor
        parts: Parts = [
            (f"{'▶' if chosen else ' '}{stream.number:>3}", palette.live if chosen else palette.dim),
            (f"{self.scene.flag(stream):<2}", palette.live),
            (self.scene.short_name(stream, self._lead - _LEAD_MARKS), palette.strong),
        ]
        if chosen:
            parts = under_cursor(spread(parts, [], self._lead - 1, palette.text), palette)
        return parts

    def _kept_bar(self, race: Race, stream: StreamState) -> Parts:
        own = race.board.streams.get(stream.plan.id)
        if own is None or own.run_pass != race.run_pass.number:
            moment: object = None
        elif own.active:
            # A growing bar changes only when it reaches another cell.
            moment = own.phase, len(own.attempts), self.scale.cell(race.end_ns)
        else:
            moment = own.revision
        key = moment, self.scale, self.palette
        place = stream.plan.id, race.run_pass.number, race.board is not self.scene.board
        known = self._bars.get(place)
        if known is None or known[0] != key:
            known = self._bars[place] = key, bar(race, stream, self.scale, self.palette)
        return known[1]

    def _numbers(self, block: Sequence[Race]) -> Iterator[Parts]:
        palette, plan = self.palette, self.plan
        flights, queues = [], []
        for race in block:
            limit = slots(race.board, race.run_pass)
            words = race_words.most(
                race.in_flight.most, limit, race.in_flight_now if race.live else None, self._right
            )
            shape = self._most, plan.flight
            flights.append(self._over_time(race, race.in_flight, words, self._fill(race), shape))
            words = race_words.most(
                race.queue.most, None, race.queued_now if race.live else None, self._right
            )
            queues.append(
                self._over_time(race, race.queue, words, palette.dim_fill, (self._longest, plan.queue))
            )
        for name, top, pictures in (("in flight", self._most, flights), ("queue", self._longest, queues)):
            for row, tracks in enumerate(zip(*pictures, strict=True)):
                label = self._scaled(name, top, row, len(pictures[0]))
                yield self._joined([(f"{label:>{self._lead}}", palette.dim)], tracks)

    def _fill(self, race: Race) -> Style:
        if race.live:
            return self.palette.live_fill
        well = any(ended_well(race, stream) for stream in self.scene.streams)
        return self.palette.good_fill if well else self.palette.dim_fill

    def _scaled(self, name: str, top: int, row: int, rows: int) -> str:
        """The label left of a picture's row."""
        if rows == 1:
            return f"{name} "
        if row == 0:
            return f"{name} {top}┤"
        return "0┤" if row == rows - 1 else "│"

    def _over_time(
        self, race: Race, depth: Depth, words: str, style: Style, shape: tuple[int, int]
    ) -> list[Parts]:
        """`words` follow the last row; `shape` is the top number and the rows."""
        top, height = shape
        if not height:
            return []
        values = depth.over(self.scale, race.end_ns)
        rows: list[Parts] = [[(row, style)] for row in area(values, top, height)]
        missing = " " * (self.scale.cells - len(values))
        rows[-1] += [(missing, self.palette.text), (words, self.palette.dim)]
        return rows

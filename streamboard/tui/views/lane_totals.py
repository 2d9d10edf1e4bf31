"""Percentiles over all lanes, in rows below them."""

from __future__ import annotations

from collections.abc import Sequence

from streamboard.figures.catalogue import POOLED
from streamboard.figures.percentiles import Percentiles
from streamboard.figures.samples import percentiles
from streamboard.figures.sorting import NAME
from streamboard.run.plan import SECOND
from streamboard.tui.draw.beat import Beat
from streamboard.tui.draw.canvas import Parts
from streamboard.tui.draw.scene import Scene
from streamboard.tui.draw.styles import Palette
from streamboard.tui.views.lane_columns import Column

_BEAT_NS = SECOND // 2
_LEAST_HEIGHT = 14
"""The least height at which percentiles take rows from lanes."""
_PARTS = ("p50", "p95")
ROWS = len(_PARTS) + 1


def rows_below(scene: Scene, height: int) -> int:
    """`height` includes the lanes' heading."""
    return ROWS if height >= _LEAST_HEIGHT and len(scene.streams) > 1 else 0


class LaneTotals:
    def __init__(self) -> None:
        self._beat = Beat(_BEAT_NS)
        self._key: tuple[object, ...] = ()
        self._found: dict[str, Percentiles] = {}

    def rows(self, scene: Scene, columns: Sequence[Column], palette: Palette) -> list[Parts]:
        tags = {column.by for column in columns}
        figures = [figure for figure in POOLED if figure.tag in tags]
        beat: object = self._beat.of(scene.now, held=scene.held)
        if not any(stream.active for stream in scene.streams):
            beat = sum(stream.revision for stream in scene.streams)
        key = (beat, [stream.plan.id for stream in scene.streams], [figure.tag for figure in figures])
        if key != self._key:
            self._key = key
            self._found = {figure.tag: percentiles(figure, scene.streams, scene.now) for figure in figures}
        rows = [self._row(part, columns, palette) for part in _PARTS]
        return [*rows, self._row("n", columns, palette)]

    def _row(self, part: str, columns: Sequence[Column], palette: Palette) -> Parts:
        row: Parts = []
        for column in columns:
            found = self._found.get(column.by or "")
            if found is None:
                row += column.words(part if column.by == NAME else "", palette)
            elif part == "n":
                row += column.number(found.n, palette)
            else:
                row += column.percentile(found.part(part), palette)
        return row

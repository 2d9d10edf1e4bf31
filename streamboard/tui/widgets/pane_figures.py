"""The bottom rows of a pane: speed, ribbon of gaps and figures."""

from __future__ import annotations

from collections.abc import Sequence

from streamboard.board.stalls import Stall, stalls
from streamboard.board.stream import StreamState
from streamboard.figures.catalogue import FIGURES
from streamboard.figures.figure import on
from streamboard.tui.draw.beat import Beat
from streamboard.tui.draw.canvas import Parts
from streamboard.tui.draw.scene import Scene
from streamboard.tui.draw.styles import Palette
from streamboard.tui.figures.pane_rows import Row, figure_rows, gap_cells
from streamboard.tui.figures.ribbon import end_of

_FIGURES = on("pane", FIGURES)


class PaneFigures:
    def __init__(self) -> None:
        self._beat = Beat()
        self._key: tuple[object, ...] = ()
        self._rows: list[Parts] = []

    def rows(
        self,
        scene: Scene,
        stream: StreamState,
        width: int,
        which: Sequence[Row],
        palette: Palette,
        stall: Stall | None,
    ) -> list[Parts]:
        beat = self._beat.of(scene.now, held=scene.held) if stream.active else stream.revision
        key = (beat, stream.phase, id(stream), width, tuple(which), marks_of(scene, stream), stall, palette)
        if key != self._key:
            self._key = key
            self._rows = figure_rows(scene, stream, width, which, palette, stall)
        return self._rows


def marks_of(scene: Scene, stream: StreamState) -> tuple[str, ...]:
    """For cache keys: marks depend on other streams too."""
    return tuple(scene.mark(stream, figure) for figure in _FIGURES)


def stall_at(scene: Scene, stream: StreamState, x: int, width: int, palette: Palette) -> Stall | None:
    """The longest stall at column `x` of the row of gaps."""
    attempt = stream.shown
    if attempt is None or attempt.deltas.first is None:
        return None
    cells = gap_cells(scene, stream, width, palette)
    since = attempt.deltas.first
    span, cell = end_of(attempt, scene.now) - since, x - cells.start
    if x not in cells or span <= 0:
        return None
    begin, end = since + span * cell // len(cells), since + span * (cell + 1) // len(cells)
    under = [stall for stall in stalls(attempt, scene.now) if stall.begin < end and stall.end > begin]
    return max(under, key=lambda stall: stall.length, default=None)

"""The matrix's columns beside a ghost's: its figures, and how much the run differs."""

from __future__ import annotations

from collections.abc import Sequence

from streamboard.board.stream import StreamState
from streamboard.common import units
from streamboard.comparing.effect import Effect
from streamboard.comparing.ghost import Ghost
from streamboard.comparing.shares import difference
from streamboard.comparing.with_ghost import ENOUGH, Against, against, apart
from streamboard.comparing.words import difference_ends, ratio_brief, signed_points
from streamboard.figures.figure import Figure
from streamboard.tui.draw.canvas import Parts
from streamboard.tui.draw.scene import Scene
from streamboard.tui.draw.styles import Palette
from streamboard.tui.figures.readings import value_parts

_GOING_ON, _TOO_FEW = "…", "too few to say"


class GhostColumns:
    """Ratios are cached, and at most one is computed a frame."""

    def __init__(self) -> None:
        self._of: Ghost | None = None
        self._ratios: dict[object, Effect | None] = {}
        self._over = False
        """Both runs have ended; no ratio is computed before."""
        self._columns: list[Against] = []
        self._keys: list[object] = []
        """Each column's key in `_ratios`; None while it has no ratio."""

    def look(self, scene: Scene, ghost: Ghost, figure: Figure) -> None:
        if ghost is not self._of:
            self._of = ghost
            self._ratios.clear()
        matrix = scene.matrix
        self._columns, self._keys, self._over = [], [], scene.board.finished and ghost.over
        for place in range(len(matrix.columns)):
            streams = matrix.column(place)
            found = against(figure, streams, scene.board, scene.now, ghost)
            has_ratio = self._over and found.n >= ENOUGH and not found.counted
            self._columns.append(found)
            self._keys.append(_key(streams, figure) if has_ratio else None)
        for key, found in zip(self._keys, self._columns, strict=True):
            if key is not None and key not in self._ratios:
                self._ratios[key] = found.ratio()
                break

    @property
    def incomplete(self) -> bool:
        """Whether another frame must compute a ratio."""
        return any(key is not None and key not in self._ratios for key in self._keys)

    def was(self, place: int, figure: Figure, palette: Palette) -> Parts:
        found = self._columns[place]
        return [
            (" ", palette.text),
            *value_parts(figure, found.was, palette),
            (f" n {found.n}", palette.dim),
        ]

    def differs(self, shown: range, figure: Figure, palette: Palette) -> list[Parts]:
        """Each column's ratio, or difference of a share in points, with the 95 % interval."""
        effects = [self._ratios.get(key) if key is not None else None for key in self._keys]
        sure = apart(effects)
        return [self._differs(place, effects[place], sure[place], figure, palette) for place in shown]

    def _differs(
        self, place: int, effect: Effect | None, sure: bool, figure: Figure, palette: Palette
    ) -> Parts:
        found = self._columns[place]
        if not found.partners:
            return [(f" {units.DASH}", palette.dim)]
        if found.unlike:
            return [(" one is simulated", palette.dim)]
        if found.counted:
            return _points(found, palette)
        if effect is not None:
            better = (effect.ratio < 1) == (figure.better == "low")
            style = palette.good if better else palette.trouble
            return [(f" {ratio_brief(effect)}", style if sure and figure.better else palette.text)]
        if self._keys[place] in self._ratios:
            return [(f" {units.DASH}", palette.dim)]
        return [(f" {_TOO_FEW if self._over and found.n < ENOUGH else _GOING_ON}", palette.dim)]


def _points(found: Against, palette: Palette) -> Parts:
    if found.shares is None or found.n < ENOUGH:
        return [(f" {_TOO_FEW}", palette.dim)]
    points = difference(*found.shares)
    return [(f" {signed_points(points.value)} pts {difference_ends(points)}", palette.text)]


def _key(streams: Sequence[StreamState], figure: Figure) -> object:
    return figure.tag, tuple((stream.plan.id, stream.revision) for stream in streams)
